# Papers: what the courier brings. The first line is the news and makes sense alone on a locked screen.

ticket-title = 🎟 <b>{ $event }</b>
ticket-title-now = 🎟 <b>{ $event }: now { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }</b>
ticket-line = { $seats } · { $name }
ticket-line-paid = { $seats } · paid { $sum } · { $name }
ticket-code = <code>{ $code }</code>
ticket-show = Show the QR at the entrance.
ticket-online-later = Online; the link follows
ticket-given-back = 🚫 Given back
ticket-cancelled = 🚫 Cancelled
button-calendar = Add to calendar
button-copy-code = Copy the code
button-the-event = The event
button-open = Open
button-cant = Can’t
button-again = Book again
button-sign-out = Sign out everywhere

paper-booked = ⏳ <b>{ $event }: { $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } held</b> until { $until } ({ $left }).
paper-expired = <b>{ $event }: the hold on { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } has ended</b> ({ $until }). Nothing is charged; the seats went on.
paper-hold-over = <b>{ $event }: the hold on { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } has ended</b> with the event. Nothing is charged.
paper-cancelled = <b>{ $event }: { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } given back.</b>
paper-cancelled-refund = { $sum } comes back the way you paid.
paper-link-changed = <b>{ $event }: a new link to join online.</b>
paper-link-withdrawn = <b>{ $event }: the link to join online is withdrawn.</b> I will send the new one here.
paper-changed = ⚠️ <b>{ $event } has changed.</b>
paper-changed-when = When: <s>{ $old }</s> → { $new }.
paper-changed-until = Ends: <s>{ $old }</s> → { $new }.
paper-changed-place = Place: { $old } → { $new }.
paper-changed-price = Price: { $old } → { $new }, for new bookings.
paper-changed-nowhere = not named
paper-changed-online = online
paper-changed-stay = { $n ->
    [one] Your seat stays.
    [2] Both your seats stay.
   *[other] Your { $n } seats stay.
 }
paper-refunded = <b>{ $event }: the money is back</b>, { $sum }. A bank may take up to 5 days to show it.
paper-refunded-stars = <b>{ $event }: the money is back</b>, { $sum }.
paper-review = <b>{ $event }: a payment of { $sum } bought no seats.</b> It is safe; people look at it and write to you.
paper-signed-in = <b>A new sign-in to the panel</b>: { $label }, { $until }. Not you?
paper-a-browser = a browser
paper-cancelled-by-host = <b>{ $event }: the host cancelled your { $n ->
    [one] seat
   *[other] { $n } seats
 }</b>: “{ $reason }”.
paper-event-cancelled = 🚫 <b>{ $event } is cancelled</b>; nothing to do.
paper-event-cancelled-why = 🚫 <b>{ $event } is cancelled</b>: “{ $reason }”; nothing to do.
paper-line-closed = The waitlist is closed.
paper-offered = ⏳ <b>{ $event }: { $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } yours to take</b> until { $until } ({ $left }).
paper-offer-lapsed = <b>{ $event }: the offer has ended</b> ({ $until }) and passed to the next. You may join the waitlist again.
paper-wait-over = <b>{ $event }: it has begun</b>; no seats came free for you. The waitlist is closed.
paper-late-seated = 🎟 <b>{ $event }: { $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } yours.</b> The payment came after the hold ended, but seats were free.
paper-late-refunded = <b>{ $event }: the payment came too late</b>, the seats were gone. { $sum } comes back in full.
paper-payment-failed = <b>{ $event }: the payment did not go through.</b> Nothing is charged; { $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } held until { $until } ({ $left }).
paper-refund-stuck = <b>{ $event }: the refund takes longer than it should</b>, { $sum }. People are on it; nothing to do.
button-try-again = Try again
button-whats-on = What’s on
paper-refund-stuck-admin = ⚠️ <b>A refund of { $sum } is stuck</b>: “{ $error }”, { $n ->
    [one] 1 attempt
   *[other] { $n } attempts
 }.
paper-charge-known = ⚠️ <b>{ $event }: money is reported under a charge that is known already.</b> Here it is payment { $n }: { $ours } for booking { $booking }; now it is { $theirs } for booking { $other }. Nothing was recorded; please look.
paper-payment-differs = ⚠️ <b>{ $event }: payment { $n } differs from the provider’s list.</b> Here { $ours }, there { $theirs }, of that { $back } went back. Nothing was moved; please look.
paper-hold-ending = ⏳ <b>{ $event }: the hold on { $n ->
    [one] 1 seat
   *[other] { $n } seats
 } ends soon</b>: { $until } ({ $left }).

## Guests, for those who run the event
paper-guest-took = <b>{ $event }: { $name } takes { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }.</b>
paper-guests-took = <b>{ $event }: { $n } guests take { $seats }.</b>
paper-guest-left = <b>{ $event }: { $name } gives back { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }.</b>
paper-guests-left = <b>{ $event }: { $n } guests give back { $seats }.</b>
paper-guests-more = { $names } and { $n } more
paper-news-taken = { $taken } of { $capacity }.
paper-news-offered = { $taken } of { $capacity }; offered to the waitlist.
paper-sold-out = <b>{ $event } is sold out</b>: { $taken } of { $capacity }{ $n ->
    [0] .
   *[other] , { $n } waiting.
 }
paper-digest-both = <b>Yesterday: { $more ->
    [one] 1 seat
   *[other] { $more } seats
 } more, { $less } less</b>
paper-digest-more = <b>Yesterday: { $more ->
    [one] 1 seat
   *[other] { $more } seats
 } more</b>
paper-digest-less = <b>Yesterday: { $less ->
    [one] 1 seat
   *[other] { $less } seats
 } less</b>
paper-digest-event = { $event } { $taken } of { $capacity }
button-only-digest = Only a digest
button-more-seats = More seats
