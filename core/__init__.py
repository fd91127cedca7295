"""The rules of EventBooker: verbs `verb(tx, ...)` over one schema. No mouth is imported here.

Where to look:

    models, errors          what there is, and every refusal
    database, settings, embedded, i18n      the ground: connections, configuration, PostgreSQL, words
    seats                   the only module that changes how many seats are left
    box_office, hold        taking seats: all rivals of one event in one transaction; the decision in it
    bookings, change        a booking, confirmed; another number of seats, none of them
    lapse, offers           deadlines that passed; their seats go to the waitlist first
    waitlist                the line in front of a full event
    rights, idempotency     who may do what; the same wish under the same key has one answer
    payments, refunds       money that arrived; money on its way back
    events, event_fields    making events; what a host may say about one
    catalogue, cards        finding and reading events; reads for the chat's cards
    users, sign_in          people, and their ways in
    audit, outbox, live     the three traces of a change: for the record, for people, for screens
    integrity               the invariants as SQL

Arrows point down, without cycles: models, errors <- audit, outbox, live <- seats, rights <- offers <- lapse, bookings
<- change, waitlist, hold <- box_office, payments <- events.
"""
