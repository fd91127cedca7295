"""Settings, the panel's link, help and the law: short cards around the bookings (SCREENS 4.11, 4.12)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks import Cfg, Home
from bot.callbacks_guest import Choice
from bot.callbacks_pages import Email, Erase, Phone
from bot.screen import Row, Screen, Sealed, button, danger, keyboard, leading
from bot.screens import choices, draft_words, parts
from core.i18n import Words
from core.models import User


def draw(w: Words, user: User, now: datetime, *, mail: bool = False) -> Screen:
    """What can be chosen about oneself; an address only where there is a server for `mail`, or one to be taken off."""
    zone = w("settings-zone-none")
    if user.zone:
        zone = w("settings-zone", city=draft_words.city(w, user.zone), now=w.date(now, user.zone, "time"))
    email = w("settings-email", address=user.email) if user.email else w("settings-email-none") if mail else None
    phone = w("settings-phone", number=user.phone) if user.phone else w("settings-phone-none")
    quiet = w("settings-quiet", hours=choices.quiet(w, user))
    text = parts.lines(w("settings-title"), w("settings-language"), zone, email, phone, quiet)
    reach = [button(w.plain("button-phone"), Phone(what="ask"))]
    if email:
        reach.insert(0, button(w.plain("button-email"), Email(what="ask")))
    messages = button(w.plain("button-messages"), Choice(room="msg"))
    rooms = [[*reach, messages]] if len(reach) == 1 else [reach, [messages]]
    first = [other_language(w), button(w.plain("button-zone"), Choice(room="tz"))]
    panel = button(w.plain("button-panel"), Cfg(what="login"))
    data = button(w.plain("button-my-data"), Choice(room="data"))
    return Screen(text, keyboard(first, *rooms, [panel, data], home(w)))


def privacy(w: Words) -> Screen:
    """What is kept about a person, and how they get it."""
    get = button(w.plain("button-send-data"), Choice(room="data", value="get"))
    leave = danger(w.plain("button-erase"), Erase())
    return Screen(w("privacy"), keyboard([get], [leave], choices.back(w)))


def with_note(w: Words, what: Screen) -> Screen:
    """Only under the very first message: what booking means, and the other language."""
    rows = what.keyboard.inline_keyboard if what.keyboard else []
    text = Markup("\n\n").join([Markup(what.text), w("first-note")])  # noqa: S704 - a screen's own text
    return Screen(text, keyboard(*rows, [other_language(w)]))


def other_language(w: Words) -> Any:
    """The button that switches to the other language, named in it."""
    return button(w.plain("button-language"), Cfg(what="lang", value="en" if w.language == "ru" else "ru"))


def home(w: Words) -> Row:
    """The way to what's on."""
    return [button(w.plain("button-home"), Home())]


def login(w: Words, url: str) -> Screen:
    """The one-time link; as a text to copy where Telegram would not take the address for a button."""
    there = leading(w.plain("button-panel"), url)
    return Sealed(w("login"), keyboard(there)) if there else Screen(w("login-as-text", url=url))
