"""What a card of an event is drawn from: the event, the person's booking and place, the seats chosen and now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.screen import Row
from core.models import Booking
from core.rails import Rail
from core.ratings import Rating

State = tuple[Markup | None, list[Row]]


@dataclass(frozen=True)
class Place:
    """A place in the line: the number in it, and for how many seats."""

    number: int
    seats: int


@dataclass(frozen=True)
class Said:
    """What guests say of an event that took place; `mine` are this person's stars, who `may_say` some."""

    rating: Rating
    mine: int | None = None
    may_say: bool = False


@dataclass(frozen=True)
class View:
    """What a card is drawn from. `booking` is the person's latest at this event; `seats` is what they chose.

    `rail` is the way it is paid, `paying` that the answer to a payment is awaited; `place` theirs in the line of
    `waiting` people; `host` the host's rating; `said` is there once it took place.
    `in_group`: the person sees it in a group, alone.
    """

    card: Any
    booking: Booking | None
    viewer_id: int
    now: datetime
    seats: int = 1
    way: str = ""
    rail: Rail | None = None
    paying: bool = False
    bot_username: str = ""
    in_group: bool = False
    place: Place | None = None
    waiting: int = 0
    host: Rating | None = None
    said: Said | None = None

    @property
    def limit(self) -> int:
        """Seats that one person may take."""
        return most_for_one(self.card)

    @property
    def n(self) -> int:
        """Seats chosen, within that."""
        return max(1, min(self.seats, self.limit))


def most_for_one(card: Any) -> int:
    """Seats that one person may take of the event: never more than there are."""
    return int(min(card.max_seats_per_booking, card.capacity))
