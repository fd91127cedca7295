"""Making and changing events (R12-R15). What may be said of one is in `event_fields`, reading them is `catalogue`.

An edit of time, place or price raises the event's terms and tells everybody who holds seats; it never touches what
they hold: price, deadline and refund policy were copied when the seats were taken.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete as remove
from sqlalchemy import insert, select, update

from core import audit, bookings, lapse, live, outbox, seats, users
from core.audit import person
from core.database import Tx, all_of, first, now, one
from core.errors import Banned, EventClosed, HasBookings, HostingClosed, NotFound
from core.event_fields import Defaults, EventPatch, NewEvent, changes, columns, ensure_ahead, parse
from core.models import Booking, Event, EventStatus, Role, User

__all__ = [
    "Defaults",
    "EventPatch",
    "NewEvent",
    "create",
    "delete",
    "edit",
    "may_manage",
    "parse",
    "publish",
]

TERMS = {"starts_at", "ends_at", "zone", "place", "format", "price", "currency"}
OVER = {EventStatus.completed, EventStatus.cancelled}
LARGEST_ID = 2**63 - 1


def may_manage(user: User, event: Event) -> bool:
    """The host and the admins (R23)."""
    return event.host_id == user.id or user.role is Role.admin


async def create(tx: Tx, user_id: int, new: NewEvent, defaults: Defaults) -> Event:
    """Make an event of the person's, published unless it says otherwise. Raises Banned, HostingClosed, Invalid."""
    user = await users.get(tx, user_id)
    if user.banned_at is not None:
        raise Banned
    if defaults.hosting != "open" and user.role is not Role.admin:
        raise HostingClosed
    values = columns(new, defaults, await now(tx)) | {
        "host_id": user_id,
        "available": new.capacity,
        "status": EventStatus.published if new.publish else EventStatus.draft,
    }
    row: Event = await one(tx, insert(Event).values(**values).returning(Event))
    await _record(tx, row, None, user_id, "created")
    return row


async def edit(tx: Tx, user_id: int, event_id: int, patch: EventPatch) -> Event:
    """Change what differs. Raises NotFound, Banned, EventClosed, Invalid, CapacityBelowTaken."""
    event, at = await _locked(tx, user_id, event_id)
    wish = changes(event, patch, at)
    if not wish:
        return event
    if "capacity" in wish:
        # Lapsed holds take no seats, swept or not.
        await lapse.expire_due(tx, event.id)
        event, _ = await seats.lock_event(tx, event.id)
        await seats.resize(tx, event, wish["capacity"])
    moved = wish.keys() & TERMS
    values = {field: value for field, value in wish.items() if field != "capacity"}
    changed = update(Event).where(Event.id == event.id).values(**values, terms=event.terms + bool(moved))
    row: Event = await one(tx, changed.returning(Event))
    detail = {field: [_plain(getattr(event, field)), _plain(value)] for field, value in wish.items()}
    await _record(tx, row, event.status, user_id, "edited", detail)
    if moved:
        await _tell(tx, event, row, moved)
    return row


async def _tell(tx: Tx, old: Event, row: Event, moved: set[str]) -> None:
    holders = select(Booking).where(Booking.event_id == row.id, Booking.status.in_(bookings.ACTIVE))
    # Old values only: the new ones are read when the message is sent, and may have changed again by then.
    params = {field: _plain(getattr(old, field)) for field in sorted(moved)}
    rows = await all_of(tx, holders.order_by(Booking.id))
    await outbox.put_for_bookings(tx, "event_changed", rows, mark=f"t{row.terms}", params=params)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


async def publish(tx: Tx, user_id: int, event_id: int) -> Event:
    """Let a draft out; a published one stays as it is. Raises NotFound, Banned, EventClosed, Invalid."""
    event, at = await _locked(tx, user_id, event_id)
    if event.status is EventStatus.published:
        return event
    ensure_ahead(event.starts_at, at)
    out = update(Event).where(Event.id == event.id, Event.status == EventStatus.draft)
    row: Event = await one(tx, out.values(status=EventStatus.published).returning(Event))
    await _record(tx, row, event.status, user_id, "published")
    return row


async def delete(tx: Tx, user_id: int, event_id: int) -> None:
    """Throw a draft away that nobody ever booked. Raises NotFound, Banned, EventClosed, HasBookings."""
    event, _ = await _locked(tx, user_id, event_id)
    booked = await first(tx, select(Booking.id).where(Booking.event_id == event.id).limit(1))
    if event.status is not EventStatus.draft or booked is not None:
        raise HasBookings(event_id=event.id)
    await tx.execute(remove(Event).where(Event.id == event.id))
    await audit.write(
        tx, "event", event.id, old=event.status, new="deleted", actor=person(user_id), detail={"name": event.name}
    )
    await live.announce(tx, event.id)


async def _locked(tx: Tx, user_id: int, event_id: int) -> tuple[Event, datetime]:
    """The event that the person may change, locked, and the time after that; not theirs is not there."""
    if not 0 < event_id <= LARGEST_ID:
        raise NotFound
    event, at = await seats.lock_event(tx, event_id)
    user = await users.get(tx, user_id)
    if not may_manage(user, event):
        raise NotFound
    if user.banned_at is not None:
        raise Banned
    if event.status in OVER:
        raise EventClosed(event_id=event.id)
    return event, at


async def _record(
    tx: Tx, row: Event, old: EventStatus | None, user_id: int, reason: str, detail: dict[str, Any] | None = None
) -> None:
    await audit.write(tx, "event", row.id, old=old, new=row.status, actor=person(user_id), reason=reason, detail=detail)
    await live.announce(tx, row.id)
