"""How was it? A form of two rows of stars and a few words (SCREENS 4.10): a paper, or a card turned into it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.callbacks import Ev, Home
from bot.callbacks_guest import Rate
from bot.screen import Row, Screen, button, keyboard
from bot.screens import parts
from bot.screens.facts import Facts
from bot.screens.ticket import Paper
from core import i18n
from core.i18n import Words


@dataclass(frozen=True)
class Stars:
    """What the person said so far, of the event and of its host."""

    event: int | None = None
    host: int | None = None


def ask_event(w: Words, event: Any, said: Stars, back: Ev | None = None) -> Screen:
    """Stars for the event."""
    return Screen(w("review-ask", event=parts.title(event)), keyboard(_stars("e", event, said.event), _back(w, back)))


def ask_host(w: Words, event: Any, said: Stars, back: Ev | None = None) -> Screen:
    """Stars for the host."""
    skip = [button(w.plain("button-skip"), Rate(whom="h", event_id=event.id, stars="x"))]
    text = w("review-ask-host", stars=said.event, host=i18n.name(event.host_name))
    return Screen(text, keyboard(_stars("h", event, said.host), skip, _back(w, back)))


def thank(w: Words, event: Any, said: Stars, back: Ev | None = None) -> Screen:
    """What was said; words are welcome."""
    row = [
        button(w.plain("button-change-stars"), Rate(whom="e", event_id=event.id, stars="0")),
        button(w.plain("button-done"), Rate(whom="e", event_id=event.id, stars="x")),
    ]
    text = parts.lines(_thanks(w, said), w("review-words", host=i18n.name(event.host_name)))
    return Screen(text, keyboard(row, _back(w, back)))


def done(w: Words, event: Any, said: Stars, back: Ev | None = None) -> Screen:
    """Nothing more is asked; the stars can still be changed."""
    change = [button(w.plain("button-change-stars"), Rate(whom="e", event_id=event.id, stars="0"))]
    return Screen(_thanks(w, said), keyboard(change, _back(w, back)))


def kept(w: Words, event: Any) -> Screen:
    """The words are kept."""
    home = [button(w.plain("button-home"), Home())]
    return Screen(w("review-kept", event=parts.title(event)), keyboard(home))


def _thanks(w: Words, said: Stars) -> Any:
    if said.host is None:
        return w("review-thanks-event", event=said.event)
    return w("review-thanks", event=said.event, host=said.host)


def _stars(whom: Any, event: Any, chosen: int | None) -> Row:
    return [
        button(f"✓ {n} ★" if n == chosen else f"{n} ★", Rate(whom=whom, event_id=event.id, stars=str(n)))
        for n in range(1, 6)
    ]


def _back(w: Words, back: Ev | None) -> Row:
    return [button(w.plain("button-back"), back)] if back else []


def _invited(w: Words, facts: Facts) -> Paper:
    asked = ask_event(w, facts.event, Stars())
    return Paper(asked.text, asked.keyboard)


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {"review_invited": _invited}
