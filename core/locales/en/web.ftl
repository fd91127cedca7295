# The panel and the API.

## The frame of every page
web-skip = Skip to content
web-nav = Main
web-nav-events = Events
web-nav-mine = My bookings
web-nav-hosting = Hosting
web-sign-in = Sign in
web-sign-out = Sign out
web-foot = EventBooker. Times are those of each event’s own zone.
web-theme-system = Theme: as the system
web-theme-dark = Theme: dark
web-theme-light = Theme: light
web-live = Live
web-stale = Not live since
web-your-hold = Your hold
web-strip = <b>{ $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } held for you</b>: { $event }. <b>{ $left }</b> left.
web-say-five = 5 minutes left on your hold.
web-say-one = 1 minute left on your hold.
web-say-end = The hold has ended.

## Inside Telegram
web-inside-opening = Opening…
web-inside-closed = I can’t tell who you are. Close this page and open My bookings again from the chat with the bot.

## Words that stand alone
web-free = Free
web-online = Online
web-today = today
web-seats-word = Seats
web-seats = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }
web-fewer = One seat fewer
web-more = One seat more
web-pay = Pay { $sum }
web-confirm = I am coming
web-change-seats = Change seats
web-give-back = Give back
web-until = until { $time }
web-time-left = Time left on this hold
web-test-payment = A test payment: no money moves.
web-pays-in-chat = Paid in the chat with the bot.
web-open-telegram = Open the chat
web-again = Try again
web-show = Show
web-search = Search
web-create = Create an event

## States
web-state-held = Held { $left }
web-state-going = You’re going
web-state-confirmed = Confirmed
web-state-pending = Held
web-state-completed = Took place
web-state-expired = Ran out
web-state-cancelled = Cancelled
web-state-soldout = Sold out
web-state-draft = Draft
web-state-published = Published
web-seats-drawn = { $total } seats: { $taken } taken, { $mine } yours, { $held } held, { $free } free

## What’s on
web-whats-on = What’s on
web-seats-live = Seats are live
web-search-hint = Title, film, place
web-search-label = Search events
web-filter = Filter events
web-when = When
web-when-any = Any day
web-when-today = Today
web-when-tomorrow = Tomorrow
web-when-week = This week
web-when-weekend = Weekend
web-when-month = This month
web-with-seats = With seats left
web-price = Price
web-price-any = Any price
web-price-up-to = Up to { $sum }
web-left-of = <b>{ $n } left</b> of { $total }
web-all-taken = { $total ->
    [one] The seat is taken
   *[other] All { $total } are taken
 }
web-earlier = Earlier
web-later = Later
web-nothing-fits = Nothing fits
web-nothing-fits-more = Take a filter away, or look at everything.
web-show-all = Show all
web-nothing-yet = Nothing is on yet
web-nothing-yet-more = Start with an event of your own: a name, a date, a number of seats.

## One event
web-all-events = All events
web-private = This event is private: only those who are invited see it.
web-ends-at = Ends at { $time }.
web-starts-in = Begins in { $left }.
web-online-more = The link comes with the ticket.
web-hybrid = Also online; the link comes with the ticket.
web-host = Host
web-price-a-seat = <b>{ $sum }</b> a seat
web-seats-left-of = { $n ->
    [one] <b>1 seat left</b> of { $total }
   *[other] <b>{ $n } seats left</b> of { $total }
 }
web-and-held = , { $n } held
web-held-for-you = { $n ->
    [one] <b>Your seat is held.</b>
   *[other] <b>{ $n } seats are held for you.</b>
 }
web-hold-seats = { $n ->
    [one] Hold 1 seat
   *[other] Hold { $n } seats
 }
web-take-seats = { $n ->
    [one] Take 1 seat
   *[other] Take { $n } seats
 }
web-hold-terms = The seats are held for { $ttl } while you pay. Given back before { $until }, the money returns in full.
web-hold-terms-free = The seats are held for { $ttl }; confirm that you are coming.
web-take-terms = No payment. You can give the seats back at any time before the start.
web-hold-ended = { $n ->
    [one] Your hold on 1 seat has ended and it went back. Nothing was charged.
   *[other] Your hold on { $n } seats has ended and they went back. Nothing was charged.
 }
web-going = { $n ->
    [one] <b>You are going: 1 seat.</b> Code { $code }.
   *[other] <b>You are going: { $n } seats.</b> Code { $code }.
 }
web-paid = Paid { $sum }.
web-show-ticket = Show the ticket
web-sign-in-to-take = Sign in to take seats
web-soldout-more = Every seat is taken right now. Held seats that are not paid in time come back by themselves; this page shows them at once.
web-own-event = It is your own event: the seats are for guests.
web-begun = It has begun; booking is closed.
web-draft-more = A draft; only you see it.
web-cancelled-why = Cancelled: “{ $why }”.
web-cancelled-more = Cancelled.
web-money-back = Everything paid comes back.
web-took-place = It took place.
web-rather-chat = <b>Rather in the chat?</b>
web-qr-event = QR code: opens this event in Telegram

## My bookings
web-my-pages = My pages
web-bookings = Bookings
web-access = Sign-ins and tokens
web-waiting-for-you = Waiting for you
web-on-hold-line = { $n ->
    [one] <b>1 seat is held for you</b>
   *[other] <b>{ $n } seats are held for you</b>
 }
web-coming-up = Coming up
web-in-time = in { $left }
web-qr-ticket = Ticket, code { $code }
web-at-the-door = Show it at the door
web-no-bookings = No bookings yet
web-no-bookings-more = Seats that you take appear here, with the time you have to pay for them.
web-past = Past
web-nothing-charged = The hold ended, nothing was charged.
web-went-back = The seats went back.

## More seats, fewer, none
web-you-have = { $n ->
    [one] You have 1 seat.
   *[other] You have { $n } seats.
 }
web-held-until = Held until { $time }.
web-how-many = How many seats?
web-choose-seats = Choose a number. Nothing changes until you say so.
web-keep = { $n ->
    [one] Keep the seat
   *[other] Keep { $n } seats
 }
web-quote-more = { $n } seats instead of { $was }.
web-quote-more-held = { $n } seats instead of { $was }: { $sum } to pay, the same deadline ({ $time }).
web-quote-let-go = { $n ->
    [one] You let 1 seat go. Nothing was charged.
   *[other] You let { $n } seats go. Nothing was charged.
 }
web-quote-refund = { $n ->
    [one] You give back 1 seat; { $sum } comes back the way you paid.
   *[other] You give back { $n } seats; { $sum } comes back the way you paid.
 }
web-quote-late = Refunds have ended ({ $time }); no money comes back.
web-quote-back = { $n ->
    [one] You give back 1 seat.
   *[other] You give back { $n } seats.
 }
web-do-take = Take { $n } seats
web-do-refund = Give back { $n } · { $sum }
web-do-back = Give back { $n }
web-do-let-go = Let go

## Sign-ins and tokens
web-tokens = Tokens
web-tokens-more = A token lets a program book and manage in your name. What it can do is described here:
web-token-label = What is it for?
web-token-make = Make a token
web-token-once = Copy it now: it is shown this once.
web-wrong-label = Say what it is for, in a few words.
web-since = since { $date }
web-drafts = Drafts
web-who = Current bookings
web-more-bookings = { $n } more
web-seen = last seen { $date }
web-revoke = Revoke
web-browsers = Signed in here
web-a-browser = A browser
web-leave-everywhere = Sign out everywhere

## Signing in
web-sign-in-more = No password. The bot gives you a link that works once, for 10 minutes.
web-link-spent = This link was used already or has aged; each works once. Ask the bot for a new one.
web-from-telegram = From Telegram
web-login-1 = Open <b>{ $bot }</b>
web-login-2 = Send it <code>/login</code>
web-login-3 = Open the link it answers with
web-qr-login = QR code: opens the bot and asks for a sign-in link
web-enter-more = One more step, so that a preview of the link can’t use it up.
web-enter = Enter
web-enter-once = The link works once. Then this browser stays signed in until you sign out.

## Hosting
web-hosting-own = Your events, live
web-hosting-all = All events, live
web-made = It is made.
web-look-at-it = Look at it
web-new-event = New event
web-f-name = Name
web-f-date = Date
web-f-time = Begins at
web-f-zone = Zone: { $zone }
web-f-place = Place
web-f-seats = Seats
web-f-price = Price of a seat, { $currency }
web-f-price-hint = 0 is free
web-f-ttl = Hold, minutes
web-f-ttl-hint = How long unpaid seats wait, 1 to 10080
web-f-description = Description
web-th-events = Events
web-th-event = Event
web-th-state = State
web-th-seats = Seats
web-th-free = Free
web-th-held = Held
web-th-sold = Sold
web-publish = Publish
web-delete-draft = Delete the draft
web-bookings-now = { $n ->
    [one] 1 booking now
   *[other] { $n } bookings now
 }
web-no-bookings-yet = No bookings yet
web-no-events = No events yet
web-no-events-more = Fill in the form above; guests see the event at once.
web-wrong-date = Choose the day, like 2026-11-28.
web-wrong-time = Write the time, like 19:00.
web-wrong-number = “{ $typed }” won’t do. A number from { NUMBER($least, useGrouping: 0) } to { NUMBER($most, useGrouping: 0) }.
web-wrong-price = Write the price like 500 or 12.50; 0 is free.

## Values that can’t be
web-invalid-wrong = This value can’t be. Look at it again.
web-invalid-missing = This is needed.
web-invalid-unknown = There is no such field.
web-invalid-empty = Say something here.
web-invalid-too-long = Shorter: { NUMBER($most, useGrouping: 0) } characters at most.
web-invalid-too-small = At least { NUMBER($least, useGrouping: 0) }.
web-invalid-too-large = At most { NUMBER($most, useGrouping: 0) }.
web-invalid-not-a-number = A whole number is needed here.
web-invalid-not-a-date = A date and a time are needed, like 2026-11-28T19:00.
web-invalid-not-a-choice = Only the listed words will do.
web-invalid-no-such-zone = There is no such time zone; Europe/Moscow is one.
web-invalid-no-such-currency = There is no such currency; EUR is one.
web-invalid-not-a-link = A link begins with https:// and has no spaces.
web-invalid-twice = The same thing is said twice.
web-invalid-taken = That address is taken. Choose another.
web-invalid-not-a-slug = Letters a–z, digits and single hyphens, 3 to 40 of them.
web-invalid-not-a-color = A colour such as #7a1f2b is needed.
web-invalid-past = That is past. Choose a time ahead.
web-invalid-dst-gap = That time does not exist on that night: clocks go forward. Choose another.
web-invalid-too-far = That is too far ahead: five years at most.
web-invalid-before-start = The end comes after the start.
web-invalid-after-start = Refunds end when it starts, or earlier.
web-invalid-stars-only = Seats online are sold in Telegram Stars: a price online needs the currency XTR.
web-invalid-no-stars = Stars are for events online. Choose another currency.

## Refusals of HTTP itself
web-problem-invalid = Some values can’t be; “errors” says which.
web-problem-foreign = This request came from another site or from a page that is too old. Open the page again and repeat.
web-problem-not-allowed = This address does not take this method; “Allow” says which.
web-problem-too-large = The body is over 1 MiB. Send less.
web-problem-not-json = Send the body as application/json.
web-problem-bad-json = The body is not JSON. Check its quotes, its numbers and that it is UTF-8.
web-problem-bad-request = The request could not be read. Check it and send it again.
web-problem-not-ready = Not ready yet: { $missing }. Ask again in a second.
web-problem-sign-in-needed = Nobody is signed in. Send a token, or sign in with a link from the bot.
web-problem-link-spent = This link was used already or has aged. Ask the bot for a new one.
web-problem-other = It can’t be done as things stand. Look at the event again.
web-status-400 = Not understood
web-status-401 = Sign in
web-status-402 = Payment needed
web-status-403 = Not allowed
web-status-404 = Nothing here
web-status-405 = Not this way
web-status-409 = It stands otherwise
web-status-410 = Gone
web-status-413 = Too large
web-status-415 = Another format
web-status-422 = Some values can’t be
web-status-500 = Something broke
web-status-503 = Very busy
