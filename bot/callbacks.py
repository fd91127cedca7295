"""Every button's data, so the 64 bytes and the strictness stand in one place.

A button says a goal, and what was agreed to. Whatever a client sends is read here: a number is decimal digits and
nothing else; one beyond all that could be is the largest that could be, and so nobody's. What does not fit the
grammar matches no class and falls to the handler that says so.
"""

import re
from typing import Annotated, Literal

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData
from pydantic import AfterValidator

from bot import (
    callbacks_draft,
    callbacks_guest,
    callbacks_hosting,
    callbacks_money,
    callbacks_pages,
    callbacks_share,
)
from bot import way as ways
from bot.callback_fields import LARGEST_COUNT, LARGEST_ID, LARGEST_SUM, LARGEST_TERMS, Count, Id, Sum, Terms

__all__ = ["ALL", "LARGEST_COUNT", "LARGEST_ID", "LARGEST_SUM", "LARGEST_TERMS", "read"]


def _way(text: str) -> str:
    if not ways.is_way(text):
        raise ValueError("not a way back that a button carries")
    return text


WayBack = Annotated[str, AfterValidator(_way)]


class Home(CallbackData, prefix="home"):
    """What's on, from the beginning."""


class List(CallbackData, prefix="list"):
    """A page of what's on."""

    way: WayBack


class Pick(CallbackData, prefix="pick"):
    """The row of choices for one filter: `w` when, `p` price."""

    what: Literal["w", "p"]
    way: WayBack


class _OfCard(CallbackData, prefix="-"):
    event_id: Id
    seats: Count = 1
    way: WayBack = ""

    def pack(self) -> str:
        """The way back is shortened until all fits."""
        for way in ways.shorter(self.way):
            data = f"{self.__prefix__}:{self.event_id}:{self.seats}:{way}"
            if len(data.encode()) <= MAX_CALLBACK_LENGTH:
                return data
        raise ValueError("ids are never so long")


class Ev(_OfCard, prefix="ev"):
    """The event's card with so many seats chosen."""


class More(_OfCard, prefix="more"):
    """The card's second keyboard."""


class Open(CallbackData, prefix="open"):
    """The event's card as a new message."""

    event_id: Id


class Many(CallbackData, prefix="many"):
    """Type the number of seats."""

    event_id: Id


class Map(CallbackData, prefix="map"):
    """Where it is."""

    event_id: Id


class Book(CallbackData, prefix="book"):
    """Take so many seats, on the terms that the card showed."""

    event_id: Id
    seats: Count
    terms: Terms


class Wait(CallbackData, prefix="wait"):
    """Join the waitlist for so many seats."""

    event_id: Id
    seats: Count


class Leave(CallbackData, prefix="leave"):
    """Leave the waitlist: asked first, done with `sure`."""

    event_id: Id
    sure: Literal["", "1"] = ""


class Ok(CallbackData, prefix="ok"):
    """Confirm a free hold, or take a free offer."""

    booking_id: Id


class Pay(CallbackData, prefix="pay"):
    """Pay for a hold, or get its invoice again."""

    booking_id: Id


class Seats(CallbackData, prefix="seats"):
    """What so many seats would mean."""

    booking_id: Id
    seats: Count


class Set(CallbackData, prefix="set"):
    """Have so many seats; `refund` is what was shown to come back, in minor units."""

    booking_id: Id
    seats: Count
    refund: Sum


class Tick(CallbackData, prefix="tick"):
    """The ticket again."""

    booking_id: Id


class Ics(CallbackData, prefix="ics"):
    """The calendar file."""

    booking_id: Id


class My(CallbackData, prefix="my"):
    """One's bookings; `page` counts from 0, a dash is 0 too."""

    which: Literal["now", "past"]
    page: str = "-"

    @property
    def number(self) -> int:
        """The page as a number."""
        return min(int(self.page), 10_000) if re.fullmatch(r"[0-9]{1,9}", self.page, re.ASCII) else 0


class Cfg(CallbackData, prefix="cfg"):
    """Settings: `lang` with a value, `login`, `out`."""

    what: Literal["lang", "login", "out"]
    value: Literal["", "en", "ru"] = ""


NAMES_EVENT = (Ev, More, Open, Many, Map, Book, Wait, Leave, *callbacks_guest.NAMES_EVENT)
NAMES_BOOKING = (Ok, Pay, Seats, Set, Tick, Ics, *callbacks_guest.NAMES_BOOKING)
OF_ROOMS = (*callbacks_hosting.ALL, *callbacks_draft.ALL, *callbacks_pages.ALL, *callbacks_money.ALL)
OTHERS = (*callbacks_guest.OTHERS, *OF_ROOMS, *callbacks_share.ALL)
ALL = (Home, List, Pick, My, Cfg, *NAMES_EVENT, *NAMES_BOOKING, *OTHERS)


def read(data: str | None) -> CallbackData | None:
    """Which button this is, if it is one of ours."""
    for kind in ALL:
        if data and data.split(":", 1)[0] == kind.__prefix__:
            try:
                return kind.unpack(data)
            except (TypeError, ValueError):
                continue  # another class may have the same verb
    return None
