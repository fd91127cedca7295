"""The line in front of a full event (R40, invariant 12): joining, leaving, taking fewer seats, who is where.

One place a person and event, and none beside a booking. The order is priority, then joining; only a host changes a
priority, with a reason that stays in the record. A newcomer stands behind everybody, whom a host sent to the end as
well. Handing out the seats is `offers`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import aliased

from core import audit, bookings, lapse, live, offers, rights, seats, users
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, ensure_id, first, one
from core.errors import (
    AlreadyBooked,
    AlreadyWaiting,
    Banned,
    EventBegun,
    EventClosed,
    Invalid,
    NotFound,
    OnlyShrinks,
    OwnEvent,
    SeatsFree,
    SeatsLimit,
    Unreachable,
)
from core.i18n import clean
from core.models import EntryStatus, Event, EventStatus, User, WaitlistEntry

LARGEST_PRIORITY = 1000
LONGEST_REASON = 300


async def join(tx: Tx, event_id: int, user_id: int, count: int) -> WaitlistEntry:
    """Wait for `count` seats. The same wish again is the place that one has.

    Raises NotFound, EventClosed, EventBegun, Banned, OwnEvent, Unreachable, SeatsLimit, AlreadyBooked,
    AlreadyWaiting (another number of seats), SeatsFree (they can be booked right now).
    """
    await rights.ensure_sees(tx, user_id, event_id)
    event, at = await seats.lock_event(tx, event_id)
    await lapse.let_go(tx, event, at)
    entry = await mine(tx, event_id, user_id)
    if entry is not None and entry.seats == count:
        return entry
    await _ensure_may_wait(tx, event, user_id, count, at)
    if entry is not None:
        raise AlreadyWaiting(pos=await position(tx, entry), event_id=event_id)
    free = await seats.left(tx, event_id)
    if count <= free:
        raise SeatsFree(free=free, event_id=event_id)
    lowest = select(func.least(0, func.min(WaitlistEntry.priority))).where(_waits(event_id)).scalar_subquery()
    values = {"event_id": event_id, "user_id": user_id, "seats": count, "priority": lowest}
    row = await one(tx, insert(WaitlistEntry).values(**values).returning(WaitlistEntry))
    return await _recorded(tx, row, None, person(user_id), "joined")


async def _ensure_may_wait(tx: Tx, event: Event, user_id: int, count: int, at: datetime) -> None:
    user = await users.staying(tx, user_id)
    if user.banned_at is not None:
        raise Banned
    if event.status is not EventStatus.published:
        raise EventClosed(event_id=event.id)
    if event.starts_at <= at:
        raise EventBegun(event_id=event.id)
    if await rights.is_host(tx, user_id, event.id):
        raise OwnEvent(event_id=event.id)
    if not users.is_reachable(user):
        raise Unreachable
    if not 1 <= count <= min(event.max_seats_per_booking, event.capacity):
        raise SeatsLimit(max=min(event.max_seats_per_booking, event.capacity), event_id=event.id)
    booking = await bookings.active(tx, event.id, user_id)
    if booking is not None:
        raise AlreadyBooked(booking_id=booking.id, n=booking.seats, event_id=event.id)


async def shrink(tx: Tx, event_id: int, user_id: int, count: int) -> WaitlistEntry | None:
    """Wait for fewer seats, in the same place; if so few are free, they are offered at once and nobody waits (None).

    Raises NotFound, SeatsLimit, OnlyShrinks.
    """
    _, at = await seats.lock_event(tx, event_id)
    entry = await _waiting(tx, event_id, user_id)
    if count < 1:
        raise SeatsLimit(max=entry.seats, event_id=event_id)
    if count > entry.seats:
        raise OnlyShrinks(event_id=event_id)
    if count == entry.seats:
        return entry
    smaller = update(WaitlistEntry).where(WaitlistEntry.id == entry.id).values(seats=count)
    row = await one(tx, smaller.returning(WaitlistEntry))
    await _recorded(tx, row, entry.status, person(user_id), f"seats {entry.seats} -> {count}")
    await offers.serve(tx, event_id, at)
    return await mine(tx, event_id, user_id)


async def leave(tx: Tx, event_id: int, user_id: int) -> None:
    """Wait no longer; who does not wait, for whatever reason, has left already."""
    if event_id > LARGEST_ID or await mine(tx, event_id, user_id) is None:
        return
    _, at = await seats.lock_event(tx, event_id)
    gone = (
        update(WaitlistEntry)
        .where(_is_theirs(event_id, user_id))
        .values(status=EntryStatus.left, ended_at=at)
        .returning(WaitlistEntry)
    )
    row = await first(tx, gone)
    if row is not None:
        await _recorded(tx, row, EntryStatus.waiting, person(user_id), "left")


async def set_priority(tx: Tx, actor_id: int, entry_id: int, priority: int, reason: str) -> WaitlistEntry:
    """Move somebody forward (higher) or back, as a host or an admin; `reason` is kept. Ties go by joining.

    Raises NotFound, Banned, EventClosed, Invalid (`priority` outside ±1000, `reason` empty).
    """
    entry = await _lock(tx, actor_id, entry_id)
    if not -LARGEST_PRIORITY <= priority <= LARGEST_PRIORITY:
        raise Invalid("priority", "too_large" if priority > 0 else "too_small", most=LARGEST_PRIORITY)
    return await _put(tx, actor_id, entry, priority, reason)


async def move(tx: Tx, actor_id: int, entry_id: int, to: str, reason: str) -> WaitlistEntry:
    """Put somebody at the `front` of the line or at its `end`. Raises NotFound, Banned, EventClosed, Invalid."""
    entry = await _lock(tx, actor_id, entry_id)
    beyond = func.max(WaitlistEntry.priority) + 1 if to == "front" else func.min(WaitlistEntry.priority) - 1
    others = select(func.coalesce(beyond, 0)).where(_waits(entry.event_id), WaitlistEntry.id != entry_id)
    return await _put(tx, actor_id, entry, int((await tx.execute(others)).scalar_one()), reason)


async def _lock(tx: Tx, actor_id: int, entry_id: int) -> WaitlistEntry:
    """Somebody who waits, as they are once their event is locked, for those who manage it."""
    ensure_id(entry_id)
    theirs = select(WaitlistEntry).where(WaitlistEntry.id == entry_id)
    known = await first(tx, theirs)
    if known is None:
        raise NotFound
    await rights.lock_managed(tx, actor_id, known.event_id)
    entry: WaitlistEntry | None = await first(tx, theirs.where(WaitlistEntry.status == EntryStatus.waiting))
    if entry is None:
        raise NotFound
    return entry


async def _put(tx: Tx, actor_id: int, entry: WaitlistEntry, priority: int, reason: str) -> WaitlistEntry:
    why = clean(reason, LONGEST_REASON)
    if not why:
        raise Invalid("reason", "empty")
    moved = update(WaitlistEntry).where(WaitlistEntry.id == entry.id).values(priority=priority)
    row = await one(tx, moved.returning(WaitlistEntry))
    return await _recorded(tx, row, entry.status, person(actor_id), f"priority {entry.priority} -> {priority}: {why}")


async def place(tx: Tx, actor_id: int, entry_id: int) -> Any:
    """Somebody who waits, with `user_name`, and their number; for those who manage the event. Raises NotFound."""
    ensure_id(entry_id)
    found = select(WaitlistEntry, User.name.label("user_name")).join(User, User.id == WaitlistEntry.user_id)
    entry = await first(tx, found.where(WaitlistEntry.id == entry_id, WaitlistEntry.status == EntryStatus.waiting))
    if entry is None:
        raise NotFound
    await rights.ensure_manages(tx, actor_id, entry.event_id)
    return entry, await position(tx, entry)


async def _recorded(tx: Tx, row: Any, old: str | None, actor: str, reason: str) -> WaitlistEntry:
    await audit.write(tx, "waitlist", row.id, old=old, new=row.status, seats=row.seats, actor=actor, reason=reason)
    await live.announce(tx, row.event_id)
    entry: WaitlistEntry = row
    return entry


def _waits(event_id: int) -> Any:
    return (WaitlistEntry.event_id == event_id) & (WaitlistEntry.status == EntryStatus.waiting)


def _is_theirs(event_id: int, user_id: int) -> Any:
    return _waits(event_id) & (WaitlistEntry.user_id == user_id)


async def mine(tx: Tx, event_id: int, user_id: int) -> WaitlistEntry | None:
    """The person's place in the event's line, if they wait."""
    found: WaitlistEntry | None = await first(tx, select(WaitlistEntry).where(_is_theirs(event_id, user_id)))
    return found


async def _waiting(tx: Tx, event_id: int, user_id: int) -> WaitlistEntry:
    entry = await mine(tx, event_id, user_id)
    if entry is None:
        raise NotFound
    return entry


async def position(tx: Tx, entry: WaitlistEntry) -> int:
    """Number in the line, from 1."""
    earlier = (WaitlistEntry.priority == entry.priority) & (WaitlistEntry.id < entry.id)
    ahead = select(func.count()).where(
        _waits(entry.event_id),
        or_(WaitlistEntry.priority > entry.priority, earlier),
    )
    return int((await tx.execute(ahead)).scalar_one()) + 1


async def length(tx: Tx, event_id: int) -> int:
    """How many wait."""
    return int((await tx.execute(select(func.count()).where(_waits(event_id)))).scalar_one())


async def of_person(tx: Tx, user_id: int) -> list[Any]:
    """Everything the person waits for, the soonest event first: entries with `event_name`, `starts_at`, `position`."""
    ahead = aliased(WaitlistEntry)
    in_front = or_(
        ahead.priority > WaitlistEntry.priority,
        (ahead.priority == WaitlistEntry.priority) & (ahead.id <= WaitlistEntry.id),
    )
    number = select(func.count()).where(
        ahead.event_id == WaitlistEntry.event_id, ahead.status == EntryStatus.waiting, in_front
    )
    columns = (
        Event.name.label("event_name"),
        Event.starts_at,
        number.correlate(WaitlistEntry).scalar_subquery().label("position"),
    )
    theirs = (
        select(WaitlistEntry, *columns)
        .join(Event, Event.id == WaitlistEntry.event_id)
        .where(WaitlistEntry.user_id == user_id, WaitlistEntry.status == EntryStatus.waiting)
    )
    return await all_of(tx, theirs.order_by(Event.starts_at, WaitlistEntry.id))


async def line(tx: Tx, viewer_id: int, event_id: int, *, limit: int = 50, offset: int = 0) -> list[Any]:
    """Who waits, in order, for those who manage the event: entries with `user_name`. Raises NotFound."""
    await rights.ensure_manages(tx, viewer_id, event_id)
    rows = (
        select(WaitlistEntry, User.name.label("user_name"))
        .join(User, User.id == WaitlistEntry.user_id)
        .where(_waits(event_id))
        .order_by(WaitlistEntry.priority.desc(), WaitlistEntry.id)
    )
    return await all_of(tx, rows.limit(limit).offset(offset))
