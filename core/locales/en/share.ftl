# Cards in other chats: by inline mode, in groups.

share-online = online
share-cancelled = cancelled
share-withdrawn = This invitation was withdrawn. Ask whoever sent it for a fresh one.
share-newer = A newer card is below.
share-open-me = Open @{ $bot } and press START to book.
share-anonymous = I can’t see who you are; write to me in private.
say-full = All seats are taken right now. Join the waitlist with the button below.
panel-going = 🎟 <b>{ $n ->
    [one] 1 seat is
   *[other] { $n } seats are
 } yours.</b> The ticket is in our private chat.
button-panel-open = Open
button-share-book = Book
button-share-wait = Join the waitlist
button-sold-out = Sold out
button-in-private = In private
button-to-group = To a group
button-write-private = Write to me
