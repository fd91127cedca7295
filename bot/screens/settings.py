"""Settings, the panel's link, help and the law: short cards around the bookings (SCREENS 4.11, 4.12)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiogram.enums import ButtonStyle

from bot.callbacks import Cfg, Home, Open
from bot.callbacks_guest import Choice
from bot.callbacks_pages import Erase, Phone
from bot.screen import Row, Screen, button, danger, keyboard, link
from bot.screens import choices, draft_words, parts, times
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, Draft, User


def draw(w: Words, user: User, now: datetime) -> Screen:
    """What can be chosen about oneself."""
    zone = w("settings-zone-none")
    if user.zone:
        zone = w("settings-zone", city=choices.city(w, user.zone), now=w.date(now, user.zone, "time"))
    phone = w("settings-phone", number=user.phone) if user.phone else w("settings-phone-none")
    quiet = w("settings-quiet", hours=choices.quiet(w, user))
    text = parts.lines(w("settings-title"), w("settings-language"), zone, phone, quiet)
    rooms = [
        button(w.plain("button-phone"), Phone(what="ask")),
        button(w.plain("button-messages"), Choice(room="msg")),
    ]
    first = [other_language(w), button(w.plain("button-zone"), Choice(room="tz"))]
    panel = button(w.plain("button-panel"), Cfg(what="login"))
    data = button(w.plain("button-my-data"), Choice(room="data"))
    return Screen(text, keyboard(first, rooms, [panel, data], home(w)))


def privacy(w: Words) -> Screen:
    """What is kept about a person, and how they get it."""
    get = button(w.plain("button-send-data"), Choice(room="data", value="get"))
    leave = danger(w.plain("button-erase"), Erase())
    return Screen(w("privacy"), keyboard([get], [leave], choices.back(w)))


def other_language(w: Words) -> Any:
    """The button that switches to the other language, named in it."""
    return button(w.plain("button-language"), Cfg(what="lang", value="en" if w.language == "ru" else "ru"))


def home(w: Words) -> Row:
    """The way to what's on."""
    return [button(w.plain("button-home"), Home())]


def login(w: Words, url: str) -> Screen:
    """The one-time link; as a text where Telegram would not take the address for a button."""
    host = urlsplit(url).hostname or ""
    if "." not in host and ":" not in host:
        return Screen(w("login-as-text", url=url))
    return Screen(w("login"), keyboard([link(w.plain("button-panel"), url, ButtonStyle.PRIMARY)]))


def how_to_help(w: Words, mine: list[Any], now: datetime, *, waiting: bool, draft: Draft | None = None) -> Screen:
    """What to do here; first what is open: a question, a hold, a booking."""
    nearest = next((b for b in mine if b.status is BookingStatus.confirmed or parts.is_held(b, now)), None)
    rows: list[Row] = []
    line = None
    if nearest is not None:
        line = _nearest(w, nearest, now)
        rows.append([button(w.plain("button-open-it"), Open(event_id=nearest.event_id))])
    asked = draft_words.waiting(w, draft) if draft else w("help-waiting") if waiting else None
    text = parts.paragraphs(asked, line, w("help"))
    return Screen(text, keyboard(*rows, home(w)))


def _nearest(w: Words, booking: Any, now: datetime) -> Any:
    event, seats = i18n.name(booking.event_name), w.plain("seats-count", n=booking.seats)
    if booking.status is BookingStatus.confirmed:
        start = times.start_short(w, booking.starts_at, booking.zone)
        return w("help-going", event=event, seats=seats, start=start)
    until, left = times.until(w, booking.expires_at, booking.zone, now), times.left(w, booking.expires_at, now)
    return w("help-held", event=event, seats=seats, until=until, left=left)
