"""The rules of EventBooker: verbs `verb(tx, ...)` over one schema. No mouth is imported here.

Where to look:

    models, errors          what there is, and every refusal; `models_*` and `errors_*` are named there
    database, settings, settings_sources, embedded, i18n    the ground: connections, configuration, PostgreSQL, words
    unprivileged, userns    as whom PostgreSQL runs where root starts the program; the step into that namespace
    seats                   the only module that changes how many seats are left
    box_office, hold        taking seats: all rivals of one event in one transaction; the decision in it
    bookings, change        a booking, confirmed; another number of seats, none of them
    lapse, offers           deadlines that passed; their seats go to the waitlist first
    waitlist                the line in front of a full event
    rights, idempotency     who may do what; the same wish under the same key has one answer
    payments, late          money that is asked for and that arrives; that which came after its hold had ended
    refunds, refunding, ledger      money back: promised; kept; where each unit is at this instant
    attempts, charging      asking a provider, and the job that hears its answers; `simulated` is that provider
    rails, invoices         which way a sum is paid; invoices that stand in chats
    support                 what people ask about their payments, and what admins answer
    reconciliation          our books against the provider's list
    events                  making and changing events; `event_fields` what a host may say, `event_times` when
    way_in                  another link for what is online, told to those with tickets
    drafts, publishing      events to be, and changes, while their hosts say them; what comes of them
    draft_fields, draft_answers     what a draft may hold; what a typed answer means
    said_times, said_lengths, said_sums, said_zones, said_cities    what people write, understood; `said_words` is the
                            grammar
    said_letters            what people write to each other
    checkin, guests         the door; who comes, for those who manage the event, in `guest_rows`
    reviews, ratings        what guests and hosts say of each other; averages that one voice can't swing
    voices                  who may say what in a review
    stats                   the numbers of an event, a host, a page, the platform
    closing, reminders      ending events, and what follows; words before and after one
    news, digests, hold_endings     what guests did, told to hosts; a day in one message; a word before a hold ends
    broadcasts              a word to all guests of an event
    called_off, reasons     what cancelling one would mean, and how far it has come; why, until it is done
    catalogue, search, keyset       finding events, by words and filters, in pages; reading one
    sharing, shared_cards   what one may show in other chats; the cards there, and which of them are behind
    organizers, questions   pages that events appear under, their teams, what guests ask again and again;
    page_addresses          an address for one that has only a name
    invites, favourites     links into private events; events that somebody keeps an eye on
    users, sign_in, mini_app, menus     people, their ways in, and the commands that they are offered
    people, dead_letters, overview      what admins look after: people, messages that died, the house in numbers
    emails, said_emails     addresses that people prove by a code; an address as one writes it
    choices, asked          what people choose about themselves; the question that waits for somebody's typed answer
    watches                 what admins are told unasked, and how often the house looks
    own_data, erasing       all that is kept about a person, for that person; forgetting who it was;
    departures              that somebody left, for minutes
    audit, outbox, live     the three traces of a change: for the record, for people, for screens
    delivering              whose message leaves next, and what became of it
    integrity               the invariants as SQL; `integrity_seats`, `integrity_money`, `integrity_people`
    drill                   a real race for the seats of a throw-away event, in a database of its own

Arrows point down, without cycles: models, errors <- audit, outbox, live <- seats, rights <- offers, ledger
<- refunds, attempts, favourites, lapse, bookings <- change, waitlist, hold, reminders <- box_office, late <- payments
<- charging, refunding <- reconciliation, and reminders <- events, closing; events, invites <- drafts <- publishing.
"""
