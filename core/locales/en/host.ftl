# Running an event from the chat: one's own events, the guests, the door, a word to all, the end.

## My events and the own card
hosting-title = <b>My events</b>
hosting-empty-ahead = No events ahead.
hosting-empty-past = No past events yet.
hosting-item = { $n }. <b>{ $event }</b> · { $start }
hosting-item-draft = { $n }. Draft: <b>{ $event }</b> · { $start }
hosting-item-to-be = { $n }. Draft: { $event }
hosting-ready = Ready to publish.
hosting-item-cancelled = { $n }. 🚫 <b>{ $event }</b> · { $start }
hosting-taken = { $taken } of { $capacity }
own-taken = <b>{ $taken } of { $capacity } taken</b>
own-held = { $n } on hold
own-waiting = { $n } waiting
own-coming = { $coming } coming, { $silent } not confirmed{ $unable ->
    [0] {""}
   *[other] , { $unable } can’t come
 }
own-in = { $n ->
    [one] 1 is in
   *[other] { $n } are in
 }
own-ended = Its time is over. Did it take place?
own-completed = Took place.
own-after = Told { $told } of { $guests }, refunded { $refunded } of { $refunds }.
own-after-told = Told { $told } of { $guests }.
button-run = Run it
button-new-event = New event
button-guests-door = Guests and check-in
button-guests = Guests
button-numbers = Numbers
button-tell = Write to guests
button-peek = As a guest
button-stop = Cancel…
button-held = It took place
button-review-guests = Review the guests
button-my-events = ‹ My events
button-refresh = Refresh

## Numbers
num-title = <b>{ $event }: numbers</b>
num-taken = Taken { $taken } of { $capacity }
num-money = { $sum }, refunded { $back }
num-holds-priced = Holds { $holds }: paid { $paid }, ended { $expired }, let go { $let_go }, { $rate } % paid
num-holds-free = Holds { $holds }: confirmed { $paid }, ended { $expired }, let go { $let_go }, { $rate } % confirmed
num-line = Waiting { $waiting }; offers { $offers }: { $taken } taken, { $lapsed } lapsed, { $declined } passed on
num-in = In { $n }
num-no-shows = Not come { $n }
num-days = By day: { $days }

## Guests
guests-title = <b>Guests</b> · { $seats }, { $in } in
guests-title-line = <b>Waiting</b> · { $n }
guests-title-found = <b>Guests</b>: { $what }
guests-empty = Nobody yet.
guests-none-such = No guest has this name or code. Write another.
guests-more = There are more; write more of the name.
guests-hint = Write a name or a code to find a guest.
guests-item = { $n }. { $name } · { $seats }
guests-item-in = { $n }. ✅ { $name } · { $seats }
guests-item-held = { $n }. ⏳ { $name } · { $seats }
guest-in = in since { $until }
guest-in-part = { $in } of { $n } in since { $until }
guest-coming = coming
guest-unable = can’t come
guest-silent = not confirmed
guest-held = held until { $until }
guest-lapsed = the hold ended
guest-given-back = given back
guest-cancelled = cancelled
guest-seats-paid = { $seats } · paid { $sum }
guest-rating = { $average } ★ from { $n ->
    [one] 1 host
   *[other] { $n } hosts
 }
guest-no-shows = { $n ->
    [one] once did not come
   *[other] { $n } times did not come
 }
guest-code = <code>{ $code }</code>
button-tab-all = All
button-tab-out = Not in
button-tab-ask = Unconfirmed
button-tab-line = Waiting
button-file = File
button-write = Write
button-kick = Cancel this booking…
guests-file-name = Name
guests-file-username = Username
guests-file-seats = Seats
guests-file-paid = Paid
guests-file-currency = Currency
guests-file-coming = Coming
guests-file-in = In
guests-file-since = Since
guests-file-email = Email
guests-file-phone = Phone
guests-file-code = Code
guests-file-yes = yes
guests-file-no = no

## The door
door-in = ✅ <b>{ $name }, { $seats }.</b> In since { $until }.
door-again = ⚠️ <b>Already in since { $until }</b>: { $name }, { $seats }.
door-again-by = ⚠️ <b>Already in since { $until }</b> ({ $door } at the door): { $name }, { $seats }.
door-part = <b>{ $in } of { $n } { $in ->
    [one] is
   *[other] are
 } in since { $until }</b>: { $name }
door-ready = <b>{ $name }, { $seats }.</b> Not in yet.
door-given-back = ⚠️ <b>Given back ({ $until }), not valid</b>: { $name }
door-lapsed = ⚠️ <b>The hold ended ({ $until }), not valid</b>: { $name }
door-by-host = ⚠️ <b>Cancelled by the host ({ $until }), not valid</b>: { $name }
door-event-cancelled = ⚠️ <b>The event is cancelled, not valid</b>: { $name }
door-unpaid = ⚠️ <b>Not paid</b>: { $name }, { $seats } held until { $until }.
door-unconfirmed = ⚠️ <b>Not confirmed</b>: { $name }, { $seats } held until { $until }.
door-early = ⚠️ This ticket is for another time ({ $start }): { $name }, { $seats }.
button-in-all = { $n ->
    [one] Is in
    [2] Both are in
   *[other] All { $n } are in
 }
button-in-some = { $in } of { $n }
button-in-only = Only { $in } of { $n }
button-in-undo = Undo
button-guest = The guest
button-in-anyway = Let in anyway

## Cancelling a guest's booking
kick-why = <b>Cancel this booking?</b> { $name }, { $seats }. Write why; the guest will read it.
kick-sure = { $name } will read: “{ $reason }”. <b>This can’t be undone.</b>
kick-money = { $sum } comes back.
button-kick-sure = Cancel the booking
button-kick-sure-sum = Cancel and refund { $sum }
button-kick-keep = ‹ Keep it
typed-too-long = At most { $most } characters, please. Shorten it and write again.

## A word to all guests
tell-ask = <b>What shall I pass on to { $n ->
    [one] 1 guest
   *[other] { $n } guests
 }?</b> Write it.
tell-nobody = Nobody has seats yet. Write when somebody has.
tell-preview = Guests will read:
tell-sent = On its way to { $n ->
    [one] 1 guest
   *[other] { $n } guests
 }. The next one in an hour.
button-send = Send to { $n }
button-rewrite = Rewrite
button-dont-send = Don’t send
button-arrived = Arrived { $arrived }
button-arrived-not = Arrived { $arrived }, not { $not }
paper-broadcast = <b>{ $event }</b> · from the host:
    “{ $text }”

## The end
stop-title = <b>Cancel “{ $event }”?</b>
stop-told = { $n ->
    [one] 1 guest is
   *[other] { $n } guests are
 } told
stop-money = { $sum } goes back
stop-waiting = { $n ->
    [one] 1 leaves
   *[other] { $n } leave
 } the waitlist
stop-nobody = Nobody has seats yet.
stop-why = Why? Guests will read it. Pick or write.
stop-sure = Guests will read: “{ $reason }”. <b>This can’t be undone.</b>
button-stop-few = Too few guests
button-stop-place = No place
button-stop-ill = Illness
button-stop-keep = ‹ Keep it
button-stop-sure = Cancel the event
button-stop-sure-sum = Cancel and refund { $sum }
held-done = Took place. I ask guests for a review.
rate-event = How was <b>{ $event }</b> for you?
rate-guest = <b>{ $name }</b>, { $seats }, { $state } ({ $place } of { $of })
rate-guest-short = <b>{ $name }</b>, { $seats } ({ $place } of { $of })
rate-done = That was everybody. Thank you.
rate-nobody = There is nobody to review.
button-star = { $n } ★
button-next = Next
button-own-event = ‹ The event

## Papers for hosts
paper-host-tomorrow = 🔔 <b>{ $event } is tomorrow.</b>
paper-host-begins = 🔔 <b>{ $event } begins</b> ({ $left }).
paper-host-soon = 🔔 <b>{ $event } begins soon</b> ({ $left }).
paper-host-guests = { $n ->
    [0] Nobody has seats yet.
    [one] 1 guest: { own-coming }.
   *[other] { $n } guests: { own-coming }.
 }
paper-host-camera = { $n ->
    [0] Nobody has seats yet.
    [one] 1 guest. Point your camera at their QR.
   *[other] { $n } guests. Point your camera at their QR.
 }
paper-low-on-time = <b>{ $event }: { $free } of { $capacity } seats are free</b> ({ $left }).
paper-held-prompt = <b>{ $event }: its time is over.</b> Did it take place? In 12 hours it is marked so by itself.
paper-team-added = <b>You may manage the events of { $page }</b>, added by { $name }
button-not-confirmed = Not confirmed
button-it-did-not = It did not
button-my-events-open = My events

## The waitlist, for those who run the event
queue-one = <b>{ $name }</b> · { $seats } · number { $number } on the waitlist
queue-moved = Moved: number { $number } now.
queue-why-front = Why should { $name } come first? Write it; it stays in the record.
queue-why-end = Why should { $name } come last? Write it; it stays in the record.
button-queue-front = To the front
button-queue-end = To the end
