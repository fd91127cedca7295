"""Reading events: what's on, one event, a host's events and who holds seats there. Nothing is changed here.

A card is an event's row with `host_name`, `held` (seats of live holds), `sold` and `free`. A hold past its deadline
holds nothing, swept or not: on a card its seats are free already, in `available` too, which is the same number as
`free`; so `capacity = available + held + sold`. The online link comes with the ticket, not with a list.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from core import database
from core.database import Tx, all_of, first
from core.errors import NotFound
from core.models import Access, Booking, BookingStatus, Event, EventStatus, Role, User

Card = Row[Any]
Cursor = str

LARGEST_ID = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9a-z]{1,12})([NP])([0-9a-z]{1,12})")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Stable within a statement, so that the index on starts_at serves.
_AT = func.statement_timestamp()
_TAKEN = (BookingStatus.confirmed, BookingStatus.completed)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to show (R18). `price` is "any", "free" or the most a seat may cost, in minor units; days are `zone`'s."""

    text: str | None = None
    when: str = "any"
    price: str | int = "any"
    free_seats: bool = False
    host_id: int | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Page:
    """Some cards, and the cursors of what follows and precedes them."""

    cards: list[Card]
    next: Cursor | None
    previous: Cursor | None


async def page(
    tx: Tx,
    *,
    viewer_id: int | None = None,  # noqa: ARG001 - a list is the same for everyone until there are invites
    filters: Filters,
    after: Cursor | None = None,
    limit: int = 6,
) -> Page:
    """Published public events that are still to come, by start. A cursor that leads nowhere leads to the first page."""
    wanted = _cards(null()).where(
        Event.status == EventStatus.published, Event.access == Access.public, Event.starts_at > _AT
    )
    wanted = wanted.where(*await _filtered(tx, filters))
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
    rows = await all_of(tx, wanted.order_by(Event.starts_at, Event.id).limit(limit + 1))
    cards = rows[:limit]
    return Page(
        cards=cards,
        next=_encoded(cards[-1], "N") if len(rows) > limit else None,
        previous=_encoded(cards[0], "P") if key and cards else None,
    )


async def _back(tx: Tx, wanted: Select[Any], key: list[Any], limit: int) -> Page | None:
    earlier = wanted.where(tuple_(Event.starts_at, Event.id) < tuple_(*key))
    rows = await all_of(tx, earlier.order_by(Event.starts_at.desc(), Event.id.desc()).limit(limit + 1))
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


async def _filtered(tx: Tx, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in (filters.text or "").replace("\x00", "").split()[:8]:
        said: list[InstrumentedAttribute[Any]] = [Event.name, Event.description, Event.place, Event.film, User.name]
        found.append(or_(*(column.icontains(word, autoescape=True) for column in said)))
    if filters.when != "any":
        first_day, last_day = _days(await database.now(tx), filters.when, filters.zone)
        found += [Event.starts_at >= first_day, Event.starts_at < last_day]
    if filters.price == "free":
        found.append(Event.price == 0)
    elif isinstance(filters.price, int):
        found.append(Event.price <= min(filters.price, 2**31 - 1))
    if filters.free_seats:
        found.append(_free() > 0)
    if filters.host_id is not None:
        found.append(Event.host_id == filters.host_id if filters.host_id <= LARGEST_ID else false())
    return found


def _days(now: datetime, when: str, zone: str) -> tuple[datetime, datetime]:
    """Local midnights around today, tomorrow, seven days, a month of thirty, or this or the coming weekend."""
    today = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    saturday = 0 if today.weekday() == 6 else 5 - today.weekday()
    begin, days = {
        "today": (0, 1),
        "tomorrow": (1, 1),
        "week": (0, 7),
        "month": (0, 30),
        "weekend": (saturday, 1 if today.weekday() == 6 else 2),
    }.get(when, (0, 36_500))
    return today + timedelta(days=begin), today + timedelta(days=begin + days)


def _pending(*deadline: ColumnElement[bool]) -> ColumnElement[int]:
    seats = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.event_id == Event.id, Booking.status == BookingStatus.pending, *deadline
    )
    return seats.correlate(Event).scalar_subquery()


def _free() -> ColumnElement[int]:
    return Event.available + _pending(Booking.expires_at <= _AT)


def _cards(online_link: Any) -> Select[Any]:
    apart = {"available", "online_link"}
    plain = [column for column in Event.__table__.columns if column.name not in apart]
    figures: dict[str, Any] = {
        "available": _free(),
        "free": _free(),
        "held": _pending(Booking.expires_at > _AT),
        "sold": Event.capacity - Event.available - _pending(),
        "online_link": online_link,
        "host_name": User.name,
    }
    labelled = [column.label(name) for name, column in figures.items()]
    return select(*plain, *labelled).join(User, User.id == Event.host_id)


async def event(tx: Tx, event_id: int, viewer_id: int | None) -> Card:
    """One event. Drafts and private ones: to the host, admins and holders of seats; NotFound to everybody else.

    `online_link` is there for the host, admins and those whose seats are confirmed.
    """
    if not 0 < event_id <= LARGEST_ID:
        raise NotFound
    hosts = _manages(viewer_id)
    ticket = or_(hosts, _holds(viewer_id, *_TAKEN))
    open_to_all = and_(Event.status != EventStatus.draft, Event.access == Access.public)
    seen = or_(open_to_all, hosts, _holds(viewer_id, BookingStatus.pending, *_TAKEN))
    link = case((ticket, Event.online_link), else_=null())
    card: Card | None = await first(tx, _cards(link).where(Event.id == event_id, seen))
    if card is None:
        raise NotFound
    return card


async def described(tx: Tx, event_id: int, reader_id: int) -> Card:
    """The card for a message to somebody who has or had seats: it may name a private event to them. Raises NotFound."""
    link = case((or_(_manages(reader_id), _holds(reader_id, *_TAKEN)), Event.online_link), else_=null())
    card: Card | None = await first(tx, _cards(link).where(Event.id == event_id))
    if card is None:
        raise NotFound
    return card


def _manages(viewer_id: int | None) -> ColumnElement[bool]:
    if viewer_id is None:
        return false()
    admin = select(User.id).where(User.id == viewer_id, User.role == Role.admin).correlate(None).exists()
    return or_(Event.host_id == viewer_id, admin)


def _holds(viewer_id: int | None, *statuses: BookingStatus) -> ColumnElement[bool]:
    if viewer_id is None:
        return false()
    theirs = select(Booking.id).where(Booking.event_id == Event.id, Booking.user_id == viewer_id)
    return theirs.where(Booking.status.in_(statuses)).correlate(Event).exists()


def _current() -> ColumnElement[bool]:
    live = and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT)
    return or_(Booking.status.in_(_TAKEN), live)


async def hosted(tx: Tx, user_id: int, *, everyone: bool = False, limit: int = 50) -> list[Card]:
    """The person's events, or everybody's for an admin who asks: those ahead by start, then the past, newest first.

    Each card also tells how many `bookings` hold seats there.
    """
    whose = _manages(user_id) if everyone else Event.host_id == user_id
    counted = select(func.count()).select_from(Booking).where(Booking.event_id == Event.id, _current())
    over = Event.ends_at <= _AT
    cards = _cards(Event.online_link).add_columns(counted.correlate(Event).scalar_subquery().label("bookings"))
    order = (over, case((over, null()), else_=Event.starts_at), Event.starts_at.desc(), Event.id)
    return await all_of(tx, cards.where(whose).order_by(*order).limit(limit))


async def holders(tx: Tx, event_id: int, viewer_id: int, *, limit: int = 50) -> list[Any]:
    """Who holds seats, the newest first: bookings with `user_name`. For the host and admins; NotFound to others."""
    mine = select(Event.id).where(Event.id == event_id, _manages(viewer_id))
    if not 0 < event_id <= LARGEST_ID or await first(tx, mine) is None:
        raise NotFound
    rows = select(Booking, User.name.label("user_name")).join(User, User.id == Booking.user_id)
    return await all_of(
        tx, rows.where(Booking.event_id == event_id, _current()).order_by(Booking.id.desc()).limit(limit)
    )
