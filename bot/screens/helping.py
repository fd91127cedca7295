"""Help that fits where the person stands: what is open, then what is near, then what can be done (SCREENS 4.12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.callbacks import Open
from bot.callbacks_hosting import Gst
from bot.screen import Row, Screen, button, keyboard
from bot.screens import draft_words, parts, settings, times
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, Draft, Origin

BY_BUTTON = {"phone", "own-phone", "team"}
"""Questions that are answered below the chat, or by a button."""


@dataclass(frozen=True)
class Place:
    """Where somebody stands: what is asked (`about`, or a draft), their bookings in order, their next event.

    `own` is an event of theirs that begins soon, with `taken` seats.
    """

    mine: list[Any]
    now: datetime
    about: str = ""
    draft: Draft | None = None
    own: Any = None
    taken: int = 0
    hosts: bool = False
    is_admin: bool = False
    mail: bool = False


def draw(w: Words, place: Place) -> Screen:
    """What to do here."""
    nearest = next((b for b in place.mine if b.status is BookingStatus.confirmed or parts.is_held(b, place.now)), None)
    rows: list[Row] = []
    if nearest is not None:
        rows.append([button(w.plain("button-open-it"), Open(event_id=nearest.event_id))])
    if place.own is not None:
        rows.append([button(w.plain("button-own-open"), Gst(event_id=place.own.id, show="all"))])
    text = parts.paragraphs(
        _asked(w, place),
        parts.lines(_nearest(w, nearest, place.now) if nearest is not None else None, _own(w, place)) or None,
        _can(w, place),
    )
    return Screen(text, keyboard(*rows, settings.home(w)))


def _can(w: Words, place: Place) -> Any:
    everybody = w("help", chosen=w.plain("help-chosen-mail" if place.mail else "help-chosen"))
    return parts.lines(
        w("help-hosting") if place.hosts else None, w("help-admin") if place.is_admin else None, everybody
    )


def _asked(w: Words, place: Place) -> Any:
    if place.draft:
        return draft_words.waiting(w, place.draft)
    return w("help-waiting", what=awaited(w, place.about)) if place.about else None


def awaited(w: Words, about: str) -> str:
    """What a question waits for, in a few words that stand after "I am waiting for"."""
    known = f"help-w-{about.partition('-')[0]}"
    return w.plain(known if w.has(known) else "help-w-other")


def needs_text(w: Words, about: str) -> str:
    """That a picture or the like is no answer, and what is; a button's question waits for no text either."""
    return w.plain("help-waiting" if about in BY_BUTTON else "text-needed-for", what=awaited(w, about))


def _nearest(w: Words, booking: Any, now: datetime) -> Any:
    event, seats = i18n.name(booking.event_name), w.plain("seats-count", n=booking.seats)
    if booking.status is BookingStatus.confirmed:
        start = times.start_short(w, booking.starts_at, booking.zone)
        return w("help-going", event=event, seats=seats, start=start)
    until, left = times.until(w, booking.expires_at, booking.zone, now), times.left(w, booking.expires_at, now)
    said = "help-offered" if booking.origin is Origin.waitlist else "help-held"
    return w(said, event=event, seats=seats, until=until, left=left)


def _own(w: Words, place: Place) -> Any:
    own = place.own
    if own is None:
        return None
    start = times.start_short(w, own.starts_at, own.zone)
    return w("help-own", event=i18n.name(own.name), start=start, taken=place.taken, capacity=own.capacity)
