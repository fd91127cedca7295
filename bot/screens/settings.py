"""Settings, the panel's link, help and the law: short cards around the bookings (SCREENS 4.11, 4.12)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiogram.enums import ButtonStyle

from bot.callbacks import Cfg, Home
from bot.callbacks_guest import Choice
from bot.callbacks_pages import Erase, Phone
from bot.screen import Row, Screen, button, danger, keyboard, link
from bot.screens import choices, draft_words, parts
from core.i18n import Words
from core.models import User


def draw(w: Words, user: User, now: datetime) -> Screen:
    """What can be chosen about oneself."""
    zone = w("settings-zone-none")
    if user.zone:
        zone = w("settings-zone", city=draft_words.city(w, user.zone), now=w.date(now, user.zone, "time"))
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
