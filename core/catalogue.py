"""Finding and reading events: the list with its filters and pages, one card, a host's own (R17, R18). Changes nothing.

`free` on a card is what could be booked now: `available` and the seats of holds that ran out but were not swept yet.
A private event, or another's draft, is not there: not in the list, not in the search, not by its id (invariant 32).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select, tuple_

from core.bookings import ACTIVE
from core.database import Tx, all_of, first, now
from core.errors import NotFound
from core.models import Access, Booking, BookingStatus, Event, EventStatus, Role, User

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SOLD = (BookingStatus.confirmed, BookingStatus.completed)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to. `when` is any, today, tomorrow, week, weekend or month, in `zone`; `price` is any,
    free, or the most that a seat may cost in minor units.
    """

    text: str | None = None
    when: str = "any"
    price: str | int = "any"
    free_seats: bool = False
    host_id: int | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Page:
    """One page of cards, and where the pages beside it begin."""

    cards: list[Any]
    next: str | None
    previous: str | None


def _lapsed() -> Any:
    sleeping = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.event_id == Event.id,
        Booking.status == BookingStatus.pending,
        Booking.expires_at <= func.clock_timestamp(),
    )
    return sleeping.correlate(Event).scalar_subquery()


def _cards() -> Select[Any]:
    free = (Event.available + _lapsed()).label("free")
    return select(Event, User.name.label("host_name"), free).join(User, User.id == Event.host_id)


async def page(
    tx: Tx, *, filters: Filters, after: str | None = None, limit: int = 6, viewer_id: int | None = None  # noqa: ARG001
) -> Page:
    """Public events that are still ahead, by start. `after` is a page's `next` or `previous`; nonsense is the start."""
    at = await now(tx)
    backward, place = _place(after)
    key = tuple_(Event.starts_at, Event.id)
    found = _cards().where(*_narrowed(filters, at))
    if place:
        found = found.where(key < place if backward else key > place)
    order = (Event.starts_at.desc(), Event.id.desc()) if backward else (Event.starts_at, Event.id)
    rows = await all_of(tx, found.order_by(*order).limit(limit + 1))
    more, rows = len(rows) > limit, rows[:limit]
    if backward:
        rows.reverse()
    before = bool(place) and (more if backward else True)
    further = more or backward
    return Page(
        cards=rows,
        next=_token("a", rows[-1]) if rows and further else None,
        previous=_token("b", rows[0]) if rows and before else None,
    )


def _narrowed(filters: Filters, at: datetime) -> list[Any]:
    start, end = _span(filters.when, at, ZoneInfo(filters.zone))
    conditions = [Event.status == EventStatus.published, Event.access == Access.public, Event.starts_at > start]
    if end:
        conditions.append(Event.starts_at < end)
    if filters.price == "free":
        conditions.append(Event.price == 0)
    elif isinstance(filters.price, int):
        conditions.append(Event.price <= filters.price)
    if filters.free_seats:
        conditions.append(Event.available + _lapsed() > 0)
    if filters.host_id is not None:
        conditions.append(Event.host_id == filters.host_id)
    if filters.text:
        columns = (Event.name, Event.description, Event.place, Event.film, User.name)
        words = filters.text[:100].split()[:6]
        conditions += [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words]
    return conditions


def _span(when: str, at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    local = at.astimezone(zone)

    def midnight(days: int) -> datetime:
        return datetime.combine(local.date() + timedelta(days=days), time(), zone).astimezone(UTC)

    to_saturday = 5 - local.weekday()
    spans = {
        "today": (at, midnight(1)),
        "tomorrow": (midnight(1), midnight(2)),
        "week": (at, midnight(7)),
        "weekend": (max(at, midnight(to_saturday)), midnight(to_saturday + 2)),
        "month": (at, midnight(31)),
    }
    return spans.get(when, (at, None))


def _token(way: str, card: Any) -> str:
    """`a` after or `b` before, the start and the id in base 36: short enough for a button, safe in an address."""
    return f"{way}{_base36(int(card.starts_at.timestamp() * 1_000_000))}-{_base36(card.id)}"


def _place(token: str | None) -> tuple[bool, tuple[datetime, int] | None]:
    if not token or token[0] not in "ab" or len(token) > 40:
        return False, None
    try:
        start, card = (int(part, 36) for part in token[1:].split("-"))
        at = datetime.fromtimestamp(start / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return False, None
    return (token[0] == "b", (at, card)) if 0 < card < 2**63 else (False, None)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


async def event(tx: Tx, event_id: int, viewer_id: int | None) -> Any:
    """One card. Raises NotFound for what is not there for this person."""
    card = await first(tx, _cards().where(Event.id == event_id)) if 0 < event_id < 2**63 else None
    if card is None:
        raise NotFound
    hidden = card.status is EventStatus.draft or card.access is Access.private
    if hidden and not await _admitted(tx, card, viewer_id):
        raise NotFound
    return card


async def _admitted(tx: Tx, card: Any, viewer_id: int | None) -> bool:
    viewer = await first(tx, select(User).where(User.id == viewer_id)) if viewer_id is not None else None
    if viewer is None:
        return False
    if viewer.id == card.host_id or viewer.role is Role.admin:
        return True
    theirs = select(Booking.id).where(Booking.event_id == card.id, Booking.user_id == viewer.id)
    return await first(tx, theirs.where(Booking.status.in_(ACTIVE))) is not None


def _counted(*conditions: Any) -> Any:
    seats = select(func.coalesce(func.sum(Booking.seats), 0)).where(Booking.event_id == Event.id, *conditions)
    return seats.correlate(Event).scalar_subquery()


def _live() -> Any:
    return and_(Booking.status == BookingStatus.pending, Booking.expires_at > func.clock_timestamp())


async def numbers(tx: Tx, event_id: int) -> Any:
    """The event's seats at this moment: `capacity`, `free`, `held` by live holds, `sold`."""
    free = (Event.available + _lapsed()).label("free")
    held, sold = _counted(_live()).label("held"), _counted(Booking.status.in_(_SOLD)).label("sold")
    found = await first(tx, select(Event.id, Event.capacity, free, held, sold).where(Event.id == event_id))
    if found is None:
        raise NotFound
    return found


async def hosted(tx: Tx, user_id: int, *, everyone: bool = False, limit: int = 50) -> list[Any]:
    """The person's own events (everyone's: for admins), those ahead first: a card, `held`, `sold` and `bookings`."""
    listed = _cards().add_columns(
        _counted(_live()).label("held"),
        _counted(Booking.status.in_(_SOLD)).label("sold"),
        select(func.count())
        .where(Booking.event_id == Event.id, or_(_live(), Booking.status.in_(_SOLD)))
        .correlate(Event)
        .scalar_subquery()
        .label("bookings"),
    )
    if not everyone:
        listed = listed.where(Event.host_id == user_id)
    over = Event.ends_at <= func.clock_timestamp()
    return await all_of(tx, listed.order_by(over, Event.starts_at, Event.id).limit(limit))


async def holders(tx: Tx, event_id: int, viewer_id: int, *, limit: int = 50) -> list[Any]:
    """Who has seats now, holds first by deadline: for the host and admins; for others the event is not there."""
    card = await event(tx, event_id, viewer_id)
    viewer = await first(tx, select(User).where(User.id == viewer_id))
    if viewer is None or (viewer.id != card.host_id and viewer.role is not Role.admin):
        raise NotFound
    listed = select(Booking, User.name.label("user_name"), User.username).join(User, User.id == Booking.user_id)
    listed = listed.where(Booking.event_id == event_id, or_(_live(), Booking.status.in_(_SOLD)))
    return await all_of(tx, listed.order_by(Booking.expires_at, Booking.id.desc()).limit(limit))
