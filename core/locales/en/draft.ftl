# Making and changing events in the chat: questions, the draft, its changes, invites.

## Questions
draft-q-name = <b>What is the event called?</b>
draft-q-start = <b>When does it start?</b>
draft-q-tz = <b>Which city’s time?</b> Pick or write: Berlin, UTC+3.
draft-q-ends = <b>When does it end?</b> Write how long it lasts or when it ends: 2 h 30 min, 22:00.
draft-q-place = <b>Where?</b>
draft-q-point = The point on the map is noted. <b>What is the place called?</b> Write its name or address.
draft-q-link = Send the link; guests get it with the ticket.
draft-q-seats = <b>How many seats?</b>
draft-q-price = <b>What does a seat cost?</b> Write 500 or 12 EUR.
draft-q-price-stars = <b>What does a seat cost?</b> Online, in Telegram Stars: write a number.
draft-q-text = <b>What should guests know?</b> Write a few lines; a dash takes them away.
draft-q-film = <b>Which film is it?</b> Write its title; a dash takes it away.
draft-q-access = <b>Who sees it?</b> A private event is for those with an invite link.
draft-q-hold = <b>How long are seats held until they are paid?</b> Pick or write: 15 min, 2 h.
draft-q-max = <b>How many seats may one person take?</b>
draft-q-confirm = <b>Do guests of a free event confirm?</b> Then seats are held until they do.
draft-q-refund = <b>Until when does money come back?</b> Pick or write how long before the start: 24 h, 2 days.
draft-q-page = <b>Which page is it on?</b> Its team may run the event too.
draft-start-hint = Pick or write: tomorrow 19:00, fri 7pm, 25.12 18:30. { $city } time.
draft-place-hint = Write the address, send a place or a location, or pick.
draft-hour = { $day }. <b>At what time?</b>
draft-now = Now: { $value }
draft-said = { $value }. { $question }

## Said back
draft-said-name = “{ $name }”
draft-said-online = Online
draft-said-both = { $place } and online
draft-said-seats = { $n ->
    [one] 1 seat
   *[other] { $n } seats
 }
draft-said-price = { $sum } a seat
draft-said-free = Free
draft-in-days = { $n ->
    [0] today
    [1] tomorrow
    [one] in { $n } day
   *[other] in { $n } days
 }
draft-in-weeks = { $n ->
    [1] in a week
    [one] in { $n } week
   *[other] in { $n } weeks
 }
draft-in-months = { $n ->
    [one] in a month
   *[other] in { $n } months
 }

## Answers that were no answer
draft-unread-start = I could not read “{ $said }” as a time. Write it like: fri 19:00, 28.11 19:00, tomorrow 7pm.
draft-unread-tz = I know no such city as “{ $said }”. Write another one nearby, or UTC+3.
draft-unread-ends = I could not read “{ $said }”. Write it like: 2 h, 2 h 30 min, 22:00.
draft-unread-price = I could not read “{ $said }” as a price. Write it like: 500, 12 EUR, free.
draft-unread-seats = I need a number here, such as 40.
draft-unread-max = I need a number here, such as 4.
draft-unread-hold = I could not read “{ $said }”. Write it like: 15 min, 2 h, 1 day.
draft-unread-refund = I could not read “{ $said }”. Write it like: 24 h, 2 days, none.
draft-unread-pick = Pick one of these, please.
draft-past = That is past. Did you mean { $instead }?
draft-past-only = That is past. Write a time that is still to come.
draft-gap = { $time } does not exist that night, clocks go forward.
draft-wrong-too-long = That is too long: at most { $most } characters.
draft-wrong-too-small = That is too little: at least { $least }.
draft-wrong-too-large = That is too much: at most { $most }.
draft-wrong-too-far = That is too far away.
draft-wrong-empty = I need at least one letter here.
draft-wrong-not-a-link = That is no link. It begins with https:// and has no spaces.
draft-wrong-stars-only = Seats online are sold in Telegram Stars: write just a number.
draft-wrong-no-stars = Stars are for events online; write a sum in money here.
draft-wrong-past = That is past. Write a time that is still to come.
draft-wrong-before-start = It would end before it starts.
draft-wrong-after-start = Refunds can’t last beyond the start.
draft-wrong-missing = There has to be something here.
draft-wrong-other = That won’t do here; try again.

## The draft
draft-card = <b>A draft; only you see it.</b> { $access } · hold { $hold } · { $most ->
    [one] 1 seat a person
   *[other] up to { $most } seats a person
 } · { $refund }.
draft-missing = Still to say: { $what }.
draft-nameless = No name yet
draft-lying = You have begun something. Go on, or begin anew?
draft-lying-most = You have begun as much as fits. Go on with one, or delete it.
draft-sure = Delete the draft of { $name }? What you wrote is gone then.
draft-dropped = The draft is deleted. A new one: /new
draft-published = <b>Published.</b> Share it: { $link }
draft-kept = The draft is kept: /new
draft-left = Left as it was; the draft is kept: /new
draft-waiting = I am waiting for { $what }: “{ $name }”. /cancel leaves it; the draft stays.
draft-waiting-new = I am waiting for { $what }: a new event. /cancel leaves it; the draft stays.
draft-w-name = the name
draft-w-start = the start
draft-w-tz = the time zone
draft-w-ends = the end
draft-w-place = the place
draft-w-link = the link
draft-w-seats = the number of seats
draft-w-price = the price
draft-w-text = the description
draft-w-film = the film
draft-w-access = who sees it
draft-w-hold = the hold time
draft-w-max = the seats per person
draft-w-confirm = whether guests confirm
draft-w-refund = the refunds’ deadline
draft-w-page = the page

## Fields, short on their buttons and in sentences
draft-f-name = Name
draft-f-start = When
draft-f-tz = Time zone
draft-f-ends = Ends
draft-f-place = Place
draft-f-map = Map
draft-f-link = Link
draft-f-seats = Seats
draft-f-price = Price
draft-f-text = Description
draft-f-film = Film
draft-f-access = Seen by
draft-f-hold = Hold time
draft-f-max = Seats a person
draft-f-confirm = Confirm
draft-f-refund = Refunds
draft-f-page = Page
draft-t-name = name
draft-t-start = when
draft-t-tz = time zone
draft-t-ends = until when
draft-t-place = place
draft-t-map = map
draft-t-link = link
draft-t-seats = seats
draft-t-price = price
draft-t-text = description
draft-t-film = film
draft-t-access = who sees it
draft-t-hold = hold time
draft-t-max = seats a person
draft-t-confirm = confirmation
draft-t-refund = refunds
draft-t-page = page
draft-public = Public
draft-private = Private
draft-everyone = everyone
draft-invited = the invited
draft-yes = yes
draft-no = no
draft-none = none
draft-a-text = written
draft-refund-start = refunds until the start
draft-refund-before = refunds until { $length } before the start
draft-refund-none = no refunds
draft-until-start = until start
draft-until-before = { $length } before

## Changes
draft-grid = <b>{ $name }</b>. What should change?
draft-changes = <b>Changes</b>
draft-change = { $field }: { $old } → { $new }
draft-change-price = { $field }: { $old } → { $new }, for new bookings
draft-change-text = { $field }: changed
draft-change-map = { $field }: another point
draft-told = <b>{ $n ->
    [one] 1 guest
   *[other] { $n } guests
 } will be told:</b> { $what }.
draft-told-line = <b>{ $n ->
    [one] 1 person
   *[other] { $n } people
 } on the waitlist will be told:</b> { $what }.
draft-not-told = Not told: { $what }.
draft-line-first = { $n ->
    [one] 1 more seat goes
   *[other] { $n } more seats go
 } to the waitlist first.
draft-applied = <b>Changed.</b>
draft-applied-told = <b>Changed.</b> { $n ->
    [one] 1 guest is being told.
   *[other] { $n } guests are being told.
 }
draft-applied-line = { $n ->
    [one] 1 person on the waitlist is
   *[other] { $n } people on the waitlist are
 } being told.
draft-changes-dropped = The changes are dropped.

## Buttons
button-draft-later = Later
button-draft-home = ‹ Events
button-draft-today = Today { $time }
button-draft-tomorrow = Tomorrow { $time }
button-draft-zone = Another zone
button-draft-online = Online
button-draft-both = Also online
button-draft-free = Free
button-draft-again = Again: { $name }
button-draft-go-on = Go on: { $name }
button-draft-new = A new one
button-draft-yes = Yes
button-draft-evening = No, { $time }
button-draft-publish = Publish
button-draft-say-on = Go on
button-draft-change = Change
button-draft-private = Make private
button-draft-public = Make public
button-draft-delete = Delete the draft…
button-draft-delete-sure = Delete
button-draft-keep = ‹ Keep it
button-draft-apply = Apply
button-draft-apply-tell = { $n ->
    [one] Apply and tell 1
   *[other] Apply and tell { $n }
 }
button-draft-drop = Drop the changes
button-draft-needed = Guests confirm
button-draft-not-needed = Confirmed at once
button-draft-until-start = Until the start
button-draft-no-refund = None
button-draft-no-page = No page
button-draft-length = +{ $length }
button-edit = Edit
button-copy = Copy
button-invite = Invite

## Invites
invites-title = 🔒 <b>Invite links</b>
invites-title-public = <b>The event’s link</b>
invites-public = Anyone may come by this link:
    { $link }
invites-none = No links yet. Make one and send it to those who may come.
invites-item = { $n }. since { $day } · { $came ->
    [0] nobody came by it yet
    [one] 1 came by it
   *[other] { $came } came by it
 }
    { $link }
invites-sure = Revoke the link since { $day }? Who came by it and has no booking loses access.
invites-most = { $most } links stand already; revoke one first.
button-invite-share = Share
button-invite-share-n = Share { $n }
button-invite-copy = Copy link
button-invite-copy-n = Copy { $n }
button-invite-revoke = Revoke…
button-invite-revoke-n = Revoke { $n }…
button-invite-revoke-sure = Revoke
button-invite-new = New link
button-invite-keep = ‹ Keep it
