"""Instants as the reader's own client writes them (`<tg-time>`), with plain text in the event's zone inside."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.i18n import Words


def _tag(at: datetime, form: str, inside: str) -> Markup:
    return Markup('<tg-time unix="{}" format="{}">{}</tg-time>').format(int(at.timestamp()), form, inside)


def start(w: Words, at: datetime, zone: str) -> Markup:
    """A day and a time, on a card."""
    return _tag(at, "wDt", w.date(at, zone, "long"))


def start_short(w: Words, at: datetime, zone: str) -> Markup:
    """A day and a time, in a list."""
    return _tag(at, "wdt", w.date(at, zone, "long"))


def day(w: Words, at: datetime, zone: str) -> Markup:
    """A day, in a list of what is long over."""
    return _tag(at, "D", w.date(at, zone, "day"))


def until(w: Words, at: datetime, zone: str, now: datetime) -> Markup:
    """A deadline: the time alone on the same day."""
    today = at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
    return _tag(at, "t" if today else "Dt", w.date(at, zone, "clock" if today else "long"))


def left(w: Words, at: datetime, now: datetime) -> Markup:
    """How long until then; live in the client, so always beside the time itself."""
    return _tag(at, "r", w.duration((at - now).total_seconds()))
