"""The rules of EventBooker: verbs `verb(tx, ...)` over one schema. No mouth is imported here.

Where to look:

    models, errors          what there is, and every refusal
    database, settings, embedded, i18n      the ground: connections, configuration, PostgreSQL, words
    seats                   the only module that changes how many seats are left
    box_office              taking seats: all rivals of one event in one transaction
    bookings                what becomes of seats that were taken: confirm, change, give back, lapse
    payments, refunds       money that arrived; money on its way back
    events, catalogue       making events; finding and reading them
    users, sign_in          people, and their ways in
    audit, outbox, live     the three traces of a change: for the record, for people, for screens
    integrity               the invariants as SQL

Arrows point down, without cycles: models, errors <- audit, outbox, live <- seats, refunds
<- bookings <- box_office, payments <- events.
"""
