# Administration: five rooms behind one card, for admins alone.

admin-title = <b>Administration</b>
admin-messages = Messages: { $waiting } waiting, { $dead } dead
admin-money = Money: { $stuck ->
    [one] 1 refund
   *[other] { $stuck } refunds
 } stuck, { $review ->
    [one] 1 payment
   *[other] { $review } payments
 } in review
admin-events = Events { $events } · people { $people } · today { $today ->
    [one] 1 booking
   *[other] { $today } bookings
 }
button-adm-people = People
button-adm-dead = Messages
button-adm-money = Money
button-adm-check = Integrity
button-adm-drill = The drill
button-adm-home = ‹ Administration

people-ask = <b>People.</b> Write a name, @name, id, phone or email.
people-found = <b>People</b>: { $what }
people-none = Nobody found. Try another name, id, phone or email.
people-more = There are more; write more of the name.
people-item = { $n }. { $name } · id { $id }
person-title = <b>{ $name }</b> · { $id }
person-admin = Admin.
person-numbers = Bookings { $bookings } · events { $events }
person-may-host = May create events where that is asked for.
person-banned = 🚫 Banned.
person-away = Not reachable in the chat.
person-ask-adm = Make { $name } an admin? They will see everybody’s events, guests and money, and sign in anew.
person-ask-unadm = Take administration from { $name }? Only their own events stay theirs; they sign in anew.
person-ask-host = Let { $name } create events?
person-ask-unhost = Let { $name } create no more events? What they host stays theirs.
person-ask-ban = Ban { $name }? They can only read and give back their seats; what they host stays as it is.
person-ask-unban = Welcome { $name } again?
button-usr-adm = Make admin…
button-usr-unadm = No admin any more…
button-usr-host = Allow hosting…
button-usr-unhost = Disallow hosting…
button-usr-ban = Ban…
button-usr-unban = Take the ban off…
button-usr-sure = Yes
button-usr-keep = ‹ Leave it

dead-title = <b>Dead messages</b>
dead-none = Every message has arrived or is on its way.
dead-item = { $n }. { $kind }, to { $name }: { $error } ({ $when })
dead-item-event = { $n }. { $kind }, to { $name }, { $event }: { $error } ({ $when })
button-dead-go = { $n } again
button-dead-no = { $n } drop

cash-title = <b>Money that waits for a person</b>
cash-none = Nothing waits for a person.
cash-refund = { $n }. A refund of { $sum }, { $attempts ->
    [one] 1 attempt
   *[other] { $attempts } attempts
 }: { $error }
cash-payment = { $n }. A payment of { $sum } that bought no seats
cash-back-sure = Give back { $sum }?
cash-trying = Trying again now; the result comes here.
cash-unnamed = no reason told
button-cash-again = { $n }: try again
button-cash-back = { $n }: give back…
button-cash-back-sure = Give back { $sum }
button-cash-hand = { $n }: settled by hand
cash-note = How was it settled? Write it; it is kept in the record.

check-well = ✅ { $n } checks hold ({ $until }).
check-ill = ⚠️ Check { $number }: { $n ->
    [one] 1 row
   *[other] { $n } rows
 }, first { $ids }
button-check-again = Check again

drill-title = <b>The drill</b>
drill-about = { $rivals } rivals for { $seats } seats of a throw-away event, at one moment, through the real box office. In a database of its own: nobody’s seats are touched, nobody is written to.
drill-running = Under way. How it went comes here in a few seconds.
drill-result = { $sign } { $sold } sold, { $refused } refused with a reason, { $over } over, { $seconds } s.
drill-pace = Half of them were answered within { $median } ms; { $rate } bookings a second.
drill-unanswered = No answer: { $n }.
button-drill = Start the drill
button-drill-again = Once more
