"""The rooms of the settings: whose time one lives by, when to be quiet, which messages (SCREENS 4.11)."""

from typing import Any

from bot.callbacks_guest import Choice
from bot.screen import Row, Screen, button, keyboard
from bot.screens import draft_words, parts
from core.choices import MAY_BE_MUTED, of_guests
from core.i18n import Words
from core.models import User

CITIES = (
    "Europe/Moscow", "Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok",
    "Asia/Tbilisi", "Europe/Berlin", "Europe/London", "America/New_York",
)  # fmt: skip
QUIET = ((22, 8), (23, 8), (0, 9))


def quiet(w: Words, user: User) -> str:
    """The quiet hours, as one says them."""
    if user.quiet_from is None:
        return w.plain("quiet-none")
    return f"{user.quiet_from:02}:00–{user.quiet_until:02}:00"


def draw_zones(w: Words, user: User) -> Screen:
    """Which city's time?"""
    cities = [_zone(w, user, zone) for zone in CITIES]
    own = button(_mark(w.plain("button-zone-none"), chosen=user.zone is None), Choice(room="tz", value="-"))
    return Screen(w("zone-ask"), keyboard(*(cities[n : n + 2] for n in range(0, len(cities), 2)), [own], back(w)))


def _zone(w: Words, user: User, zone: str) -> Any:
    label = parts.cut(_mark(draft_words.city(w, zone), chosen=zone == user.zone), parts.BUTTON)
    return button(label, Choice(room="tz", value=zone))


def draw_messages(w: Words, user: User, *, hosts: bool = False) -> Screen:
    """Which messages, and when not; who `hosts` events says how to hear of guests."""
    toggles = [_toggle(w, user, what) for what in MAY_BE_MUTED]
    hours = [_hours(user, *pair) for pair in QUIET]
    never = button(
        _mark(w.plain("button-quiet-none"), chosen=user.quiet_from is None), Choice(room="quiet", value="off")
    )
    text = parts.lines(w("messages-ask"), w("settings-quiet", hours=quiet(w, user)))
    return Screen(text, keyboard(toggles[:2], toggles[2:], _guests(w, user) if hosts else [], hours, [never], back(w)))


def _toggle(w: Words, user: User, what: str) -> Any:
    off = what in user.muted
    label = w.plain(f"hear-{what}")
    return button(label if off else f"✅ {label}", Choice(room="msg", value=what, to="1" if off else "0"))


def _guests(w: Words, user: User) -> Row:
    chosen = of_guests(user)
    ways: tuple[Any, ...] = ("1", "d", "0")
    return [
        button(_mark(w.plain(f"hear-guest-{way}"), chosen=way == chosen), Choice(room="msg", value="guest", to=way))
        for way in ways
    ]


def _hours(user: User, start: int, end: int) -> Any:
    chosen = (user.quiet_from, user.quiet_until) == (start, end)
    return button(_mark(f"{start}–{end}", chosen=chosen), Choice(room="quiet", value=f"{start}-{end}"))


def _mark(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def back(w: Words) -> Row:
    """The way back to the settings."""
    return [button(w.plain("button-back"), Choice(room="all"))]
