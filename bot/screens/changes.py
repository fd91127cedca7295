"""What changed about an event, line by line: what it was, from the promise's params, and what it is."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.screens import parts, times
from core import i18n
from core.i18n import Words
from core.models import Format


def lines(w: Words, event: Any, was: dict[str, Any]) -> list[Markup]:
    """A line for each thing that differs; `was` holds the old values as plain JSON. What was changed back has none."""
    return [line for line in (_moved(w, event, was), _placed(w, event, was), _priced(w, event, was)) if line]


def _moved(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    zone = was.get("zone", event.zone)
    for field, sentence in (("starts_at", "paper-changed-when"), ("ends_at", "paper-changed-until")):
        at = getattr(event, field)
        before = datetime.fromisoformat(was[field]) if field in was else at
        if before != at or (field == "starts_at" and zone != event.zone):
            return w(sentence, old=w.date(before, zone), new=times.start(w, at, event.zone))
    return None


def _placed(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    old = _where(w, was.get("place", event.place), was.get("format", event.format))
    new = _where(w, event.place, event.format)
    return w("paper-changed-place", old=old, new=new) if old != new else None


def _where(w: Words, place: str, form: str) -> str:
    online = [w.plain("paper-changed-online")] if form != Format.in_person else []
    return ", ".join([i18n.name(place, 200)] * bool(place) + online) or w.plain("paper-changed-nowhere")


def _priced(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    old = parts.price(w, was.get("price", event.price), was.get("currency", event.currency))
    new = parts.price(w, event.price, event.currency)
    return w("paper-changed-price", old=old, new=new) if old != new else None
