"""Pages that lead forth and back over events by start: a page is found by the event beside it, not by counting.

So an event that comes or goes shifts nobody's page, and the hundredth page costs what the first one does. A cursor is
at most 25 small letters and digits: it fits a button.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, literal_column, tuple_

from core.database import LARGEST_ID, Tx, all_of
from core.models import Event

Card = Row[Any]
Cursor = str

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9a-z]{1,12})([NP])([0-9a-z]{1,12})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Page:
    """Some cards, and the cursors of what follows and precedes them."""

    cards: list[Card]
    next: Cursor | None
    previous: Cursor | None


async def page(tx: Tx, wanted: Select[Any], after: Cursor | None, limit: int) -> Page:
    """A page of the `wanted` events. A cursor that leads nowhere leads to the first page."""
    place = _decoded(after)
    if place is None:
        return await _onwards(tx, wanted, None, limit)
    backwards, *key = place
    if backwards:
        return await _back(tx, wanted, key, limit) or await _onwards(tx, wanted, None, limit)
    found = await _onwards(tx, wanted, key, limit)
    return found if found.cards else await _onwards(tx, wanted, None, limit)


async def _onwards(tx: Tx, wanted: Select[Any], key: list[Any] | None, limit: int) -> Page:
    if key:
        wanted = wanted.where(tuple_(Event.starts_at, Event.id) > tuple_(*key))
    rows = await all_of(tx, wanted.order_by(Event.starts_at, Event.id).limit(_one_more(limit)))
    cards = rows[:limit]
    return Page(
        cards=cards,
        next=_encoded(cards[-1], "N") if len(rows) > limit else None,
        previous=_encoded(cards[0], "P") if key and cards else None,
    )


def _one_more(limit: int) -> ColumnElement[int]:
    # Spelled out: a prepared list that doesn't know how short it is would be planned anew each time.
    return literal_column(str(int(limit) + 1), Integer)


async def _back(tx: Tx, wanted: Select[Any], key: list[Any], limit: int) -> Page | None:
    earlier = wanted.where(tuple_(Event.starts_at, Event.id) < tuple_(*key))
    rows = await all_of(tx, earlier.order_by(Event.starts_at.desc(), Event.id.desc()).limit(_one_more(limit)))
    if len(rows) <= limit:
        # The beginning is in reach: a whole first page is better than a short one.
        return None
    cards = rows[limit - 1 :: -1]
    return Page(cards=cards, next=_encoded(cards[-1], "N"), previous=_encoded(cards[0], "P"))


def _encoded(card: Card, way: str) -> Cursor:
    return f"{_base36((card.starts_at - EPOCH) // timedelta(microseconds=1))}{way}{_base36(card.id)}"


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def _decoded(cursor: Cursor | None) -> tuple[bool, datetime, int] | None:
    match = _CURSOR.fullmatch(cursor or "")
    if match is None:
        return None
    event_id = int(match[3], 36)
    try:
        starts = EPOCH + timedelta(microseconds=int(match[1], 36))
    except OverflowError:
        return None
    return (match[2] == "P", starts, event_id) if event_id <= LARGEST_ID else None
