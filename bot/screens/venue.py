"""Where an event is: its point on the map, or its address to be copied (SCREENS 4.3 and 4.8)."""

from dataclasses import dataclass
from typing import Any

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import Map, Open
from bot.screen import Row, button, copying, keyboard
from core import i18n
from core.i18n import Words


@dataclass(frozen=True)
class Venue:
    """A place on the map, as Telegram sends one; the address may not be empty."""

    latitude: float
    longitude: float
    title: str
    address: str
    keyboard: InlineKeyboardMarkup | None


def ways(w: Words, event: Any) -> Row:
    """The way there: the map where the point is known, else the address to be copied; none to what is online."""
    if event.latitude is not None:
        return [button(w.plain("button-map"), Map(event_id=event.id))]
    return [copying(w.plain("button-copy-address"), event.place)] if event.place else []


def draw(w: Words, event: Any) -> Venue:
    """The event's point on the map; it has one."""
    back = button(w.plain("button-the-event"), Open(event_id=event.id))
    title, address = i18n.clean(event.name, 200), i18n.clean(event.place, 300)
    return Venue(event.latitude, event.longitude, title, address, keyboard([back]))
