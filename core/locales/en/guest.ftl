# What a guest meets around an event: saving it, who and what stands behind it, how it was, whether one comes.

## Saved
home-saved = saved
button-saved = ♥ Saved · { $n }
button-save = ♡ Save
button-saved-this = ♥ Saved

## Behind an event
card-host-rated = Host: { $host }, { $stars } ★ ({ $n })
button-questions = Questions · { $n }
button-this-film = This film again
button-whats-on-of = What’s on: { $what }
button-earlier = Earlier ›
button-latest = ‹ Latest
host-rated = { $stars } ★ from { $n ->
    [one] 1 review
   *[other] { $n } reviews
 }
host-events = { $n ->
    [one] 1 event
   *[other] { $n } events
 }
host-events-rated = { $n ->
    [one] 1 event, { $stars } ★
   *[other] { $n } events, on average { $stars } ★
 }
host-past = { $event } · { $day }
host-past-rated = { $event } · { $day } · { $stars } ★ ({ $n })
review-quoted = { $stars } ★ { $name }: “{ $text }”
page-contact = { $name }: { $value }

## The end of an event
state-ended = It is over.
state-over-rated = Took place. { $stars } ★ from { $n ->
    [one] 1 guest
   *[other] { $n } guests
 }.
state-in = 🎟 <b>In since { $since }.</b>
state-in-part = 🎟 <b>In since { $since }: { $n } of { $of }.</b>
button-review = Say how it was
button-your-review = Your review: { $n } ★
button-next-from = Next from { $host }

## Papers of what one saved
paper-saved-seats = ♥ <b>{ $event } has free seats again</b>: { $n }.
paper-saved-changed = ♥ <b>{ $event } has changed.</b>
button-no-more = No more
