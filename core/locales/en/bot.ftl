# The conversation: cards, questions, buttons.

## Pieces
seats-count = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }
seats-yours = { $n ->
    [one] your seat
    [2] both seats
   *[other] { $n } seats
 }
seats-free = { $n } left
seats-last = last { $n }
seats-none = sold out
price-free = free

## Home and the list
home-title = <b>What’s on</b>
home-title-of = <b>What’s on: { $what }</b>
home-next = 🎟 Next: { $event } ({ $left })
home-item = { $n }. <b>{ $event }</b>
home-item-online = { $n }. <b>{ $event }</b>, online
home-line = { $start } · { $price } · { $seats }
home-hint = Type a word or a date to search.
home-nothing-fits = Nothing fits. Look at everything instead?
home-nothing-on = Nothing is on yet. Start with your own: /new
button-show-all = Show all
button-with-seats = With seats
button-when-any = Any day
button-when-today = Today
button-when-tomorrow = Tomorrow
button-when-week = Week
button-when-weekend = Weekend
button-when-month = Month
button-price-any = Any price
button-price-free = Free
button-price-up-to = Up to { $sum }
button-my = 🎟 My bookings
button-my-count = 🎟 My bookings · { $n }
button-home = ‹ Events
button-back = ‹ Back

## First meeting
first-note = Seats, tickets and reminders live in this chat. Booking means accepting the /terms; what I store: /privacy.
link-opens-nothing = This link opens nothing for you: it may be withdrawn or mistyped. Ask whoever sent it for a fresh one.

## The event card
card-length = { $start } · { $length }
card-place = 📍 { $place }
card-online = Online; the link comes with the ticket
card-online-ticket = Online; the link is on the ticket
map-none = The map does not know this place any more. The card says where it is.
card-price = { $price } a seat
card-price-free = Free
card-seats-free = <b>{ $free } of { $capacity } free</b>
card-seats-left = <b>{ $free } of { $capacity } seats left</b>
card-seats-last = <b>{ $free ->
    [one] last seat
   *[other] last { $free } seats
 }</b>
card-seats-none = <b>sold out</b>
card-host = Host: { $host }
card-film = Film: { $film }
state-draft = <b>A draft; only you see it.</b>
state-own = <b>{ $taken } of { $capacity } taken</b> · { $held } on hold
state-not-enough = { $free ->
    [one] Only 1 is free now. Take it, or join the waitlist for { $n }.
   *[other] Only { $free } are free now. Take { $free }, or join the waitlist for { $n }.
 }
state-sold-out = <b>Sold out.</b> { $waiting ->
    [0] Seats that come back are offered to the waitlist in turn.
    [one] 1 is waiting; seats that come back are offered in turn.
   *[other] { $waiting } are waiting; seats that come back are offered in turn.
 }
state-waiting = You are <b>number { $number }</b> on the waitlist, for { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }. { $n ->
    [one] When it comes free
   *[other] When they come free
 } I will write, and you have 30 minutes to decide.
state-offered = ⏳ <b>{ $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } offered to you</b> until { $until } ({ $left }).
leave-sure = Leave the waitlist? Your number { $number } is lost.
state-held = ⏳ <b>{ $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } held for you</b> until { $until } ({ $left }).
state-to-pay = To pay: { $sum }.
state-to-confirm = Confirm that you are coming.
state-hold-ended = The hold has ended ({ $until }).
state-going = 🎟 <b>You are going: { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }.</b>
state-paid = Paid { $sum }; it comes back in full until { $until }.
state-paid-late = Paid { $sum }; no refund any more.
state-begun = It has begun; booking and the waitlist are closed.
state-over = Took place.
state-cancelled = 🚫 <b>Cancelled.</b>
state-cancelled-why = 🚫 <b>Cancelled:</b> “{ $reason }”.
state-money-back = Everything paid comes back.
button-wait = Join the waitlist for { $n }
button-leave-line = Leave the waitlist
button-leave = Leave
button-stay = Stay
button-fewer-seats = Fewer seats
button-pass-on = Pass it on
button-book = { $n ->
    [one] Book 1 seat · { $sum }
   *[other] Book { $n } seats · { $sum }
 }
button-pay = Pay { $sum }
button-invoice-again = Send the invoice again
button-coming = I am coming
button-change-seats = Change seats
button-let-go = Let go
button-give-back = Give back
button-ticket = Show the ticket
button-share = Share
button-more = More
button-map = On the map
button-copy-address = Copy the address
button-panel = Open the panel
address = 📍 { $place }
many-question = How many seats? Write a number from { $from } to { $to }.
many-wrong = I need a number from { $from } to { $to }, such as { $such }. How many seats?
rush = Many people at once; your tap is counted. The card will change.

## Change seats
seats-choose = Choose how many seats you want.
seats-instead = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } instead of { $was }.
seats-instead-held = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } instead of { $was }: { $sum } to pay, same deadline ({ $until }).
seats-instead-held-free = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } instead of { $was }, same deadline ({ $until }).
seats-not-free = { $free ->
    [0] No more seats are free.
   *[other] Only { $free } more { $free ->
        [one] is
       *[other] are
     } free.
 }
seats-fewer = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } instead of { $was }. { $sum } comes back the way you paid.
seats-late = Refunds have ended ({ $until }); no money comes back.
seats-back = You give back { $seats }.
seats-back-paid = You give back { $seats }; { $sum } comes back.
seats-let-go = { $n ->
    [one] You let your seat go.
   *[other] You let { $n } seats go.
 } Nothing was charged.
seats-pass-on = The offer passes to the next; you leave the waitlist.
button-take = { $n ->
    [one] Take 1 seat
   *[other] Take { $n } seats
 }
button-hold = { $n ->
    [one] Hold 1 seat
   *[other] Hold { $n } seats
 }
button-give-back-n = Give back { $n }
button-give-back-sum = Give back { $n } · { $sum }
button-give-back-late = Give back, no refund
button-keep = { $n ->
    [one] ‹ Keep 1 seat
   *[other] ‹ Keep { $n } seats
 }

## Paying
invoice-description = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }, { $where }. Held until { $until }.
invoice-below = The invoice is below.
checkout-lapsed = The hold ended at { $time } and the seats went on. Nothing is charged. Open the event and book again.
checkout-gone = These seats are no longer held for you. Nothing is charged. Open the event and book again.
checkout-changed = This invoice is out of date: you chose another number of seats. Pay the newer one below it.
checkout-not-yours = This invoice belongs to another person. Open the event to take your own seats.
checkout-paid = This booking is already paid; the ticket is in this chat.
checkout-slow = I could not check your seats in time, so nothing is charged. They are still held; please try again.

## My bookings
my-title = <b>My bookings</b>
my-empty-ahead = Nothing booked ahead.
my-empty-past = No past bookings yet.
my-item = { $n }. <b>{ $event }</b> · { $seats }
my-item-held = { $n }. ⏳ <b>{ $event }</b> · { $seats }
my-item-waiting = { $n }. <b>{ $event }</b> · number { $number } on the waitlist
my-item-going = { $n }. 🎟 <b>{ $event }</b> · { $seats }
my-pay-until = pay until { $until } ({ $left })
my-confirm-until = confirm until { $until } ({ $left })
my-hold-ended = the hold ended
my-given-back = given back
my-let-go = let go
my-cancelled = cancelled
my-took-place = took place
my-time-over = its time is over
button-ahead = Ahead
button-past = Past

## Panel, settings, help, law
login = This link opens the panel once, within 10 minutes. Do not pass it on.
login-as-text = This link opens the panel once, within 10 minutes. Do not pass it on: <code>{ $url }</code>
settings-title = <b>Settings</b>
settings-language = Language: English
button-language = Русский
signed-out = Signed out everywhere.
help = <b>Type a word</b> and I look for events. /events what’s on · /my your bookings · /new your own event · /settings { $chosen } · /paysupport payments
help-chosen = language, time zone, phone, messages
help-chosen-mail = language, time zone, email, phone, messages
help-held = ⏳ <b>{ $event }</b> · { $seats } until { $until } ({ $left })
help-going = 🎟 <b>{ $event }</b> · { $seats }, { $start }
help-waiting = I am waiting for { $what }. /cancel leaves it.
help-w-many = a number of seats
help-w-zone = the city whose time you live by
help-w-review = a few words about the event
help-w-guests = a guest’s name or code
help-w-kick = the reason why a booking is cancelled
help-w-tell = what to pass on to your guests
help-w-stop = the reason why your event is cancelled
help-w-people = somebody’s name, id, phone or email
help-w-cash = a note on how it was settled
help-w-move = why somebody’s place on the waitlist changes
help-w-page = what your page shall say
help-w-phone = your number, by the button below
help-w-email = your email address
help-w-code = the code from the mail
help-w-team = the people of your page, by the button below
help-w-other = your answer
help-offered = ⏳ <b>{ $event }</b> · { $seats } offered to you until { $until } ({ $left })
help-own = <b>{ $event }</b> · { $start } · { $taken } of { $capacity }
help-hosting = /hosting your events, guests and check-in
help-admin = /admin administration
button-own-open = Guests and check-in
button-open-it = Open it
cancel-left = Left as it was.
cancel-nothing = Nothing to leave.
terms = <b>What you agree to by booking</b>
    A hold keeps your seats until its deadline; seats that are not paid or confirmed in time go back. A booking is good for the seats on its ticket. You can give seats back; what you paid comes back in full until the time shown on the event; a payment in Stars comes back whole or not at all. When an event is cancelled, everything comes back. Questions about money: /paysupport
privacy = I store your Telegram name and id, bookings, payments, reviews, and what you put into /settings. Nobody buys it.
text-needed = I need text here, or /cancel.
text-needed-for = I need text here. { help-waiting }
only-text = Type a word to search, or /help.
answer-now = Now: { $value }
answer-quoted = “{ $text }”
no-records = I can’t open my records; try again in a minute.

## The menu under the chat’s input field and the bot’s own page
menu-events = What’s on
menu-my = My bookings
menu-new = Create an event
menu-hosting = My events
menu-settings = Settings
menu-help = Help
menu-admin = Administration
bot-description = Find an event, take seats, pay and get the ticket in this chat. Or run your own event from here.
bot-short = Find an event, take seats, pay and get the ticket in this chat.
