"""A word to all guests: the question, what they will read, how it arrives (SCREENS 5.7)."""

from typing import Any

from markupsafe import Markup, escape

from bot.callbacks_hosting import Run, Send, Tell
from bot.screen import Screen, button, keyboard, primary
from bot.screens import parts
from core import i18n
from core.i18n import Words


def draw_ask(w: Words, event_id: int, guests: int) -> Screen:
    """What shall be passed on?"""
    if not guests:
        return Screen(w("tell-nobody"), keyboard([button(w.plain("button-own-event"), Run(event_id=event_id))]))
    keep = button(w.plain("button-dont-send"), Run(event_id=event_id))
    return Screen(w("tell-ask", n=guests), keyboard([keep]))


def draw_preview(w: Words, card: Any, broadcast: Any, guests: int) -> Screen:
    """What guests will read, and the deed."""
    text = parts.lines(w("tell-preview"), paper(w, i18n.name(card.name), broadcast.text))
    deed = primary(w.plain("button-send", n=guests), Send(broadcast_id=broadcast.id))
    again = button(w.plain("button-rewrite"), Tell(event_id=card.id))
    keep = button(w.plain("button-dont-send"), Run(event_id=card.id))
    return Screen(text, keyboard([deed], [again, keep]))


def paper(w: Words, event: str, text: str) -> Markup:
    """What a guest reads."""
    return w("paper-broadcast", event=event, text=Markup("\n").join(escape(line) for line in text.splitlines()))


def draw_sent(w: Words, broadcast: Any, delivery: Any) -> Screen:
    """How it arrives; the button looks again."""
    numbers = {"arrived": delivery.arrived} | ({"not": delivery.not_arrived} if delivery.not_arrived else {})
    label = w.plain("button-arrived-not" if delivery.not_arrived else "button-arrived", **numbers)
    look = button(label, Send(broadcast_id=broadcast.id))
    back = button(w.plain("button-own-event"), Run(event_id=broadcast.event_id))
    return Screen(w("tell-sent", n=broadcast.guests), keyboard([look], [back]))
