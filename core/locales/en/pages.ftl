# Pages that events appear under: one's own, the team, what guests ask again and again.

## One's own pages
button-pages = Pages
pages-title = <b>Pages</b>
pages-empty = A page gathers events under one name: a club, a place, a team. Its link shows them all.
page-item = { $n }. <b>{ $name }</b> · team of { $team } · questions: { $questions }
button-new-page = New page
page-made = Made. This is its card; fill in what guests should know.
page-team = Team: { $names }
page-questions = questions: { $n }
page-color = colour { $color }
page-logo = with a logo
button-page-name = Name
button-page-slug = Address
button-page-about = About
button-page-logo = Logo
button-page-contacts = Contacts
button-page-color = Colour
button-page-team = Team
button-page-questions = Questions
button-page-events = Its events
button-page-none = Leave it empty

## What is asked about a page
page-ask-new = <b>What is the page called?</b> Write its name; everything else can come later.
page-ask-name = <b>What is the page called?</b> Write another name.
page-ask-slug = <b>{ $link }</b> is its link. Write another ending: letters a–z, digits and -, 3 to 40. The old link stops working.
page-ask-about = <b>What should guests know about it?</b> Write it.
page-ask-logo = <b>Where is its logo?</b> Write a link that begins with https.
page-ask-contacts = <b>How do guests reach you?</b> Write one contact a line, like “Site: https://zarya.club”. They replace the ones before.
page-ask-color = <b>Which colour is its own?</b> Write it like #7A1F2B.
page-not-a-slug = That can’t be an address. Letters a–z, digits and - between them, 3 to 40, like zarya-club.
page-taken = This address is taken. Write another one.
page-not-a-color = I could not read that as a colour. Write it like #7A1F2B.
page-not-a-link = That is no link I could use. It begins with https://
page-unread = I could not read that. Write one contact a line, like “Phone: +7 999 123-45-67”.
page-too-large = At most { $most }, please. Leave some out and write again.
page-empty = Something is missing there. Write it like “Site: https://zarya.club”.

## The team
team-title = <b>{ $page }: the team</b>
team-about = They manage the page and all its events.
team-you = you
team-made = from the start
team-by = added by { $name }
team-away = has not opened this chat yet
button-team-add = Add people
button-team-choose = Choose people
button-keys-done = Done
button-keys-no = Not now
team-choose = Choose up to 10 people. They will manage the page and all its events.
team-by-button = I can only add people from the button below: so it is surely them.
team-added = { $names } may now manage the page’s events.
team-added-away = This chat is not open yet for { $names }; send them the page’s link.
team-nobody-new = Nobody new: they are in the team already.
team-full = The team is full: at most { $most } people. Take somebody off first.
team-off = Take the page from <b>{ $name }</b>? Events that they host stay theirs.
team-off-self = Leave the team of <b>{ $page }</b>? Events that you host stay yours.
button-team-gone = Take it away
button-team-keep = Leave it

## Questions
questions-title = <b>{ $page }: questions</b>
questions-empty = None yet.
questions-about = Guests read them on the page and under each of its events.
button-question-new = Add a question
question-ask = <b>Write the question.</b>
answer-ask = <b>Write the answer.</b>
button-question-q = The question
button-question-a = The answer
button-question-up = Higher
button-question-down = Lower
button-question-off = Delete…
question-off = Delete this question?
button-question-gone = Delete
button-question-keep = Keep
