# One refusal for each code of core/errors.py: the reason and the next step, 200 characters at most.

refusal-broken = Something broke on our side; nothing was changed. Code { $id }; people are told.
refusal-not-found = There is nothing here for you: gone, or not yours. Here is what’s on.
refusal-sign-in-needed = Sign in first: send /login to the bot and open the link.
refusal-link-spent = This link was used or is too old. Each works once. Send /login to the bot for a new one.
refusal-banned = This is closed to your account. Ask those who run the bot: /paysupport
refusal-invalid = That won’t do; look at what is asked and try again.
refusal-sold-out = Someone was quicker: { $free } left, you wanted { $n }. Take fewer or join the waitlist.
refusal-seats-limit = { $max ->
    [one] One seat a person here. Pick one.
   *[other] From 1 to { $max } seats a person here. Pick another number.
 }
refusal-already-booked = You already have { $n ->
    [one] a seat
   *[other] { $n } seats
 } here; you can change their number.
refusal-own-event = It is your own event: the host and the team leave the seats to guests.
refusal-terms-changed = The event has changed since this card was drawn. Look at when, where and how much, then book.
refusal-quote-changed = The sum has changed since it was shown. Look again before you decide.
refusal-event-begun = It has begun; booking and the waitlist are closed.
refusal-event-closed = This event is over or cancelled. Other events are one button away.
refusal-hold-ended = The hold has ended ({ $time }). Nothing was charged. If seats are left, book again.
refusal-not-pending = This is already settled; here is how it stands.
refusal-payment-needed = These seats cost { $sum }. Pay, and they are yours.
refusal-payment-mismatch = This payment doesn’t fit the booking. Open the event and pay from there.
refusal-paid-only-shrinks = A paid booking only shrinks: give seats back, or let another person book more.
refusal-payment-off = Payment is not set up for this event yet. The seats are held until { $time }; the host is told.
refusal-payment-in-chat = These seats are paid in the chat with the bot: open /my there and press Pay.
refusal-unreachable = I could not reach you later. Press START in the bot’s private chat, then book.
refusal-too-many-holds = You have { $n } unpaid holds. Pay or let go of one first; here they are.
refusal-key-reused = This request key was used for another wish. Send a new key.
refusal-hosting-closed = Only approved hosts create events here. Ask for it: /paysupport
refusal-hosting-ahead = You host { $n ->
    [one] an event
   *[other] { $n } events
 } ahead. Cancel { $n ->
    [one] it
   *[other] them
 } first, so that guests know; here { $n ->
    [one] it is
   *[other] they are
 }.
refusal-capacity-below-taken = { $taken } seats are taken; there can’t be fewer. Choose { $taken } or more.
refusal-has-bookings = Only a draft that nobody ever booked can be deleted.
refusal-waitlist-first = The free seats are promised to the waitlist. Join it, and the next ones are offered to you.
refusal-already-waiting = You are already on the waitlist, number { $pos }.
refusal-seats-free = { $free ->
    [one] One seat is free now.
   *[other] { $free } seats are free now.
 } Book right away.
refusal-only-shrinks = A place on the waitlist takes fewer seats, not more. For more, leave it and join again.
refusal-offer-ended = The offer has ended ({ $time }) and passed to the next. You may join the waitlist again.
refusal-all-or-nothing = A payment in Stars comes back whole: give back all seats, or keep them all.
refusal-payment-running = A payment is under way. Wait for its answer, it takes a moment.
refusal-checked-in = You are already in; the seats can’t be changed now.
refusal-not-a-draft = It is published already; edit it instead.
refusal-draft-changed = These are other changes than the ones you saw. Look again, then apply them.
refusal-edited-meanwhile = { $name } changed it ({ $time }). These are the new values; apply yours if they still fit.
refusal-not-over-yet = It is not over yet (ends { $time }); then you can say that it took place.
refusal-not-reviewable = Reviews are for those who took part in an event that took place.
refusal-not-the-day = This ticket is for another time ({ $time }). Check-in opens the day before.
refusal-last-of-team = A page needs somebody to look after it. Add another person first, then leave.
refusal-last-admin = Somebody has to run the house, and you are its last admin. Make another person an admin first.
refusal-guests-changed = Meanwhile { $n ->
    [one] one guest is
   *[other] { $n } guests are
 } concerned. Look at the new numbers before you decide.
refusal-too-many-questions = { $n } of your questions wait for an answer. It comes here; then ask on.
refusal-too-many-codes = At most { $n } codes an hour; the next can go at { $time }. Your address is kept: send it again then.
refusal-email-taken = This address is kept by another account here. Take it off there in /settings and write the code again, or use another address.
refusal-wait-to-tell = One message an hour to all guests; the next: { $time }.
refusal-busy = Very busy right now; nothing was changed. Try again in a moment.
refusal-retired = This button is from an older version. Here is the current screen.
refusal-drill-running = A drill is under way already; its result comes in a moment.
refusal-drill-refused = The drill needs a database of its own, and the server refuses: “{ $reason }”. Give the role CREATEDB, then start again.
