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

## Coming or not
reminder-tomorrow = 🔔 { $event } is tomorrow.
reminder-today = 🔔 { $event } is today.
reminder-ahead = 🔔 { $event } ({ $left })
reminder-soon = 🔔 { $event } begins soon ({ $left }).
reminder-ask = { $seats }. Are you coming?
reminder-said = ✅ You are coming.
button-will-come = Coming
button-cant-after-all = Can’t after all
button-join = Join
button-fine = Fine

## How it was
review-ask = How was { $event }?
review-ask-host = Event: { $stars } ★. And { $host }, the host?
review-thanks = Thank you: event { $event } ★, host { $host } ★.
review-thanks-event = Thank you: event { $event } ★.
review-words = A few words? Just write them; guests and { $host } will read.
review-kept = Added to your review of { $event }. Write again to replace it.
button-skip = Skip
button-change-stars = Change the stars
button-done = Done

## How the past ended
my-offer-ended = the offer ended
my-passed-on = passed on
my-by-host = cancelled by the host
my-stars = { $n } ★
my-refunded = { $sum } refunded
my-refunding = { $sum } on its way back

## What one chooses
settings-zone = Time zone: { $city }, now { $now }
settings-zone-none = Time zone: each event’s own
settings-quiet = Quiet hours: { $hours }
quiet-none = none
button-zone = Time zone
button-messages = Messages
zone-ask = Which city’s time do you live by? Pick or write.
zone-unread = I don’t know that city. Write another one nearby, or an offset: Berlin, UTC+3.
button-zone-none = As at each event
messages-ask = Which messages do you want? Your seats and money I always write about.
hear-day = 24 h before
hear-hour = 1 h before
hear-saved = Saved events
hear-review = Reviews
hear-guest-1 = Each guest
hear-guest-d = Guests: digest
hear-guest-0 = Guests: none
button-quiet-none = No quiet hours
button-my-data = My data
button-send-data = Send me my data
