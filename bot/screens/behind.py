"""What stands behind an event: where it is, its host, its page, what guests ask again and again (SCREENS 4.3, More)."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.callbacks import Ev, Home, List
from bot.callbacks_guest import Answer, Faq, Host, Page
from bot.screen import Row, Screen, button, keyboard
from bot.screens import event as event_screen
from bot.screens import parts, times, venue
from bot.screens.event_view import View
from bot.way import Way
from core import i18n
from core.i18n import Words
from core.models import Organizer, Question

PAST = 8
"""How many past events of a host are shown at once."""
ANSWER, ABOUT, CONTACT, QUOTE = 3000, 900, 200, 300
"""UTF-16 units."""


@dataclass(frozen=True)
class Behind:
    """How many `questions` the event's page answers, and whether its film is shown `again`."""

    questions: int = 0
    again: bool = False


@dataclass(frozen=True)
class HostCard:
    """A host as guests see one: `card` with the averages, past events after `last`, what guests said lately."""

    card: Any
    past: list[Any]
    said: list[Any]
    last: int = 0


def draw_more(w: Words, view: View, behind: Behind) -> Screen:
    """The event's card with its second keyboard."""
    card = view.card
    who = [button(_rated(w, view), Host(host_id=card.host_id))]
    if card.organizer_id:
        who.append(button(parts.short(card.organizer_name), Page(page_id=card.organizer_id)))
    others: Row = []
    if behind.questions:
        others.append(button(w.plain("button-questions", n=behind.questions), Faq(event_id=card.id, place=0)))
    if behind.again:
        others.append(button(w.plain("button-this-film"), List(way=str(Way(ref=f"m{card.id}")))))
    back = [button(w.plain("button-back"), Ev(event_id=card.id, seats=view.n, way=view.way))]
    return event_screen.draw_with(w, view, venue.ways(w, card), who, others, back)


def _rated(w: Words, view: View) -> str:
    stars = f", {w.average(view.host.average)} ★" if view.host and view.host.average is not None else ""
    name = i18n.clean(view.card.host_name, parts.BUTTON)
    return parts.cut(name, parts.BUTTON - len(stars)) + stars


def draw_host(w: Words, host: HostCard, back: Ev | None) -> Screen:
    """Somebody whose events one comes to: what guests say of them and of what they did."""
    card = host.card
    ahead = parts.cut(w.plain("button-whats-on-of", what=i18n.clean(card.name, 30)), parts.BUTTON)
    earlier = [button(w.plain("button-earlier"), Host(host_id=card.id, last=host.past[-1].id))] if _more(host) else []
    latest = [button(w.plain("button-latest"), Host(host_id=card.id))] if host.last else []
    return Screen(
        parts.paragraphs(
            Markup(" · ").join(_facts(w, card)),
            parts.lines(*(_past(w, event) for event in host.past)),
            parts.lines(*(_quote(w, review) for review in host.said if review.text)),
        ),
        keyboard([*latest, *earlier], [button(ahead, List(way=str(Way(ref=f"h{card.id}"))))], leading_back(w, back)),
    )


def _more(host: HostCard) -> bool:
    return len(host.past) == PAST


def _facts(w: Words, card: Any) -> list[Markup]:
    facts = [Markup("<b>{}</b>").format(i18n.name(card.name))]
    if card.average is not None:
        facts.append(w("host-rated", stars=w.average(card.average), n=card.n))
    if card.events and card.events_average is not None:
        facts.append(w("host-events-rated", n=card.events, stars=w.average(card.events_average)))
    elif card.events:
        facts.append(w("host-events", n=card.events))
    return facts


def _past(w: Words, event: Any) -> Markup:
    day = times.day(w, event.starts_at, event.zone)
    name = i18n.name(event.name)
    if event.average is None:
        return w("host-past", event=name, day=day)
    return w("host-past-rated", event=name, day=day, stars=w.average(event.average), n=event.n)


def _quote(w: Words, review: Any) -> Markup:
    return w(
        "review-quoted",
        name=i18n.name(review.author_name),
        stars=review.stars,
        text=i18n.name(parts.cut(review.text, QUOTE), QUOTE),
    )


def draw_page(w: Words, page: Organizer, questions: int, back: Ev | None) -> Screen:
    """A page with what it says of itself."""
    ahead = parts.cut(w.plain("button-whats-on-of", what=i18n.clean(page.name, 30)), parts.BUTTON)
    answers = [button(w.plain("button-questions", n=questions), Answer(page_id=page.id, place=0))] if questions else []
    return Screen(
        parts.paragraphs(
            Markup("<b>{}</b>").format(i18n.name(page.name)),
            parts.prose(page.description, ABOUT),
            parts.lines(*contacts(w, page)),
        ),
        keyboard([button(ahead, List(way=str(Way(ref=f"o{page.id}"))))], answers, leading_back(w, back)),
    )


def draw_own_page(w: Words, page: Organizer, questions: int) -> Screen:
    """The same, with the way back for those who manage it."""
    shown = draw_page(w, page, questions, None)
    rows = shown.keyboard.inline_keyboard[:-1] if shown.keyboard else []
    return Screen(shown.text, keyboard(*rows, [button(w.plain("button-back"), Page(page_id=page.id))]))


def contacts(w: Words, page: Organizer) -> list[Markup]:
    """How its people are reached, line by line."""
    return [
        w("page-contact", name=i18n.name(name), value=i18n.name(parts.cut(str(value), CONTACT), CONTACT))
        for name, value in page.contacts.items()
    ]


def draw_question(questions: list[Question], here: Faq | Answer, back: Row) -> Screen:
    """One question of the list with its answer; `here` says which, and how its neighbours are asked for."""
    place = min(here.place, len(questions) - 1)
    shown = questions[place]
    before = [button("‹", here.model_copy(update={"place": place - 1}))] if place else []
    after = [button("›", here.model_copy(update={"place": place + 1}))] if place + 1 < len(questions) else []
    text = parts.paragraphs(
        Markup("<b>{}</b>").format(parts.cut(i18n.clean(shown.question, 300), QUOTE)), parts.prose(shown.answer, ANSWER)
    )
    return Screen(text, keyboard([*before, *after], back))


def leading_back(w: Words, to: Ev | None) -> Row:
    """Back to the event that this was opened from, or home."""
    return [button(w.plain("button-back"), to) if to else button(w.plain("button-home"), Home())]
