# What each message of the house is called, and why one could not be delivered; for admins.

kind-booked = Seats held
kind-broadcast = A word from the host
kind-cancelled = A booking that ended
kind-charge_known = A charge that is known already
kind-confirmed = The ticket
kind-dead_letters = Messages that did not arrive
kind-digest = The digest
kind-event_cancelled = An event cancelled
kind-event_changed = An event changed
kind-link_changed = Another link
kind-expired = A hold that ended
kind-favourite_changed = A saved event changed
kind-favourite_seats = A saved event with free seats
kind-guest_left = Seats given back
kind-held_prompt = Did it take place?
kind-hold_ending = A hold about to end
kind-integrity = Integrity
kind-late_refunded = A late payment, returned
kind-late_seated = A late payment, seats found
kind-low_on_time = Free seats before the start
kind-menu = The menu of commands
kind-new_guest = New guests
kind-offer_lapsed = An offer that ended
kind-offered = Seats offered
kind-payment_differs = Books that differ
kind-payment_failed = A payment that failed
kind-payment_off = Payment not set up
kind-payment_review = A payment in review
kind-refund_by_hand = A refund by hand
kind-refund_stuck = A refund that is stuck
kind-refunded = Money returned
kind-reminder_1h = A reminder, an hour ahead
kind-reminder_24h = A reminder, a day ahead
kind-reminder_6h = A reminder, six hours ahead
kind-review_invited = A request for a review
kind-seats_changed = The ticket with other seats
kind-signed_in = A new sign-in
kind-sold_out = Sold out
kind-support_answered = An answer about a payment
kind-support_asked = A question about a payment
kind-team_added = A page to look after
kind-wait_over = A waitlist that closed

why-no-chat = chat not found
why-no-words = this version has no words for it
why-silent = Telegram does not answer
why-refused = Telegram refuses it: “{ $error }”
why-broken = it could not be written: “{ $error }”

paper-dead-letters = ⚠️ <b>{ $n ->
    [one] 1 message
   *[other] { $n } messages
 } could not be delivered</b>, the newest: { $error }.
paper-integrity = ⚠️ <b>Integrity: check { $number } fails for { $n ->
    [one] 1 row
   *[other] { $n } rows
 }.</b>{ $more ->
    [0] {""}
   *[other] {" "}Other checks that fail: { $more }.
 }
