"""Somebody who waits, before those who run the event: their place, and moving it (SCREENS 5.6)."""

from typing import Any

from bot.callbacks_hosting import Gst, Queue
from bot.screen import Screen, button, keyboard
from bot.screens import parts
from core import i18n
from core.i18n import Words


def draw(w: Words, entry: Any, number: int, note: str | None = None) -> Screen:
    """One who waits; `note` says what just happened."""
    name, seats = i18n.name(entry.user_name), w.plain("seats-count", n=entry.seats)
    ends: tuple[Any, ...] = ("front", "end")
    moves = [button(w.plain(f"button-queue-{to}"), Queue(entry_id=entry.id, to=to)) for to in ends]
    text = parts.paragraphs(w("queue-one", name=name, seats=seats, number=number), note)
    return Screen(text, keyboard(moves, [button(w.plain("button-back"), Gst(event_id=entry.event_id, show="line"))]))


def ask(w: Words, entry: Any, to: str) -> Screen:
    """Why?"""
    back = button(w.plain("button-back"), Queue(entry_id=entry.id))
    return Screen(w(f"queue-why-{to}", name=i18n.name(entry.user_name)), keyboard([back]))
