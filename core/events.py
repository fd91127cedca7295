"""Making events: create, publish, edit, delete (R12-R16, R19, R23). Finding and reading them is `catalogue`.

Only the host and admins change an event; for everybody else it is not there. A change of time, place or price is told
to all who hold seats and counts up the event's terms, so that nobody books what they did not see.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import insert, select, update

from core import audit, live, outbox, seats, users
from core.audit import person
from core.bookings import ACTIVE
from core.database import Tx, all_of, first, now, one
from core.errors import Banned, EventClosed, HasBookings, HostingClosed, Invalid, NotFound
from core.models import Booking, Event, EventStatus, Role, User
from core.wishes import EventPatch, NewEvent, instant

__all__ = ["Defaults", "EventPatch", "NewEvent", "create", "delete", "edit", "may_manage", "publish"]

USUAL_LENGTH = timedelta(hours=2)
FARTHEST = timedelta(days=5 * 366)
TERMS = ("starts_at", "ends_at", "zone", "place", "format", "price")


@dataclass(frozen=True)
class Defaults:
    """What an event is where its host said nothing; `booking_ttl` in seconds. `hosting` says who may host (R4)."""

    zone: str
    currency: str
    booking_ttl: int
    max_seats: int
    hosting: str = "open"


def may_manage(user: User, event: Event) -> bool:
    """Whether the person may change the event: its host, or an admin (R23)."""
    return user.id == event.host_id or user.role is Role.admin


async def create(tx: Tx, user_id: int, new: NewEvent, defaults: Defaults) -> Event:
    """A new event of this host. Raises Banned, HostingClosed, Invalid (`past`, `too_far`, `dst_gap`, `order`)."""
    host = await users.get(tx, user_id)
    if host.banned_at is not None:
        raise Banned
    if defaults.hosting != "open" and host.role is not Role.admin:
        raise HostingClosed
    zone = new.zone or defaults.zone
    starts_at = instant(new.starts_at, zone, "starts_at")
    ends_at = instant(new.ends_at, zone, "ends_at") if new.ends_at else starts_at + USUAL_LENGTH
    _ensure_times(starts_at, ends_at, await now(tx))
    row = new.model_dump(exclude={"publish"}) | {
        "host_id": user_id,
        "zone": zone,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "available": new.capacity,
        "currency": new.currency or defaults.currency,
        "booking_ttl": new.booking_ttl or defaults.booking_ttl,
        "max_seats_per_booking": new.max_seats_per_booking or defaults.max_seats,
        "status": EventStatus.published if new.publish else EventStatus.draft,
    }
    event: Event = await one(tx, insert(Event).values(**row).returning(Event))
    await _record(tx, event, None, user_id, "created")
    return event


def _ensure_times(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Invalid("starts_at", "past")
    if starts_at > at + FARTHEST:
        raise Invalid("starts_at", "too_far")
    if ends_at <= starts_at or ends_at > starts_at + timedelta(days=60):
        raise Invalid("ends_at", "order")


async def _record(tx: Tx, event: Event, old: str | None, user_id: int, reason: str, **detail: Any) -> None:
    actor = person(user_id)
    await audit.write(tx, "event", event.id, old=old, new=event.status, actor=actor, reason=reason, detail=detail)
    await live.announce(tx, event.id)


async def _managed(tx: Tx, user_id: int, event_id: int) -> tuple[Event, datetime]:
    event, at = await seats.lock_event(tx, event_id)
    if not may_manage(await users.get(tx, user_id), event):
        raise NotFound
    return event, at


async def publish(tx: Tx, user_id: int, event_id: int) -> Event:
    """Open a draft for booking; a published one stays as it is. Raises NotFound, EventClosed, Invalid (`past`)."""
    event, at = await _managed(tx, user_id, event_id)
    if event.status is EventStatus.published:
        return event
    if event.status is not EventStatus.draft:
        raise EventClosed(event_id=event_id)
    _ensure_times(event.starts_at, event.ends_at, at)
    published = update(Event).where(Event.id == event_id).values(status=EventStatus.published)
    row: Event = await one(tx, published.returning(Event))
    await _record(tx, row, event.status, user_id, "published")
    return row


async def edit(tx: Tx, user_id: int, event_id: int, patch: EventPatch) -> Event:
    """Change what the patch names. Raises NotFound, EventClosed, CapacityBelowTaken, Invalid.

    Open holds and bookings keep their price, deadline and refund policy.
    """
    event, at = await _managed(tx, user_id, event_id)
    if event.status in (EventStatus.cancelled, EventStatus.completed):
        raise EventClosed(event_id=event_id)
    values = _changes(event, patch, at)
    capacity = values.pop("capacity", None)
    if capacity is not None:
        await seats.resize(tx, event, capacity)
    moved = {field: getattr(event, field) for field in TERMS if field in values}
    if moved and event.status is EventStatus.published:
        values["terms"] = event.terms + 1
    changed = update(Event).where(Event.id == event_id)
    if values:
        await tx.execute(changed.values(**values))
    row: Event = await one(tx, select(Event).where(Event.id == event_id))
    old = {field: value.isoformat() if isinstance(value, datetime) else value for field, value in moved.items()}
    await _record(
        tx,
        row,
        event.status,
        user_id,
        "edited",
        was=old,
        changed=sorted({*values, *(["capacity"] * (capacity is not None))}),
    )
    if old:
        theirs = select(Booking).where(Booking.event_id == event_id, Booking.status.in_(ACTIVE))
        holders = await all_of(tx, theirs)
        await outbox.put_for_bookings(tx, "event_changed", holders, mark=f"t{row.terms}", params={"was": old})
    return row


def _changes(event: Event, patch: EventPatch, at: datetime) -> dict[str, Any]:
    """The columns that really change. A start that moves takes the end with it."""
    wanted = patch.model_dump(exclude_none=True)
    zone = wanted.get("zone", event.zone)
    for field in ("starts_at", "ends_at"):
        if field in wanted:
            wanted[field] = instant(wanted[field], zone, field)
    if "starts_at" in wanted and "ends_at" not in wanted:
        wanted["ends_at"] = wanted["starts_at"] + (event.ends_at - event.starts_at)
    changed = {field: value for field, value in wanted.items() if value != getattr(event, field)}
    if {"starts_at", "ends_at"} & changed.keys():
        _ensure_times(wanted.get("starts_at", event.starts_at), wanted.get("ends_at", event.ends_at), at)
    return changed


async def delete(tx: Tx, user_id: int, event_id: int) -> None:
    """Delete a draft that never had a booking. Raises NotFound, HasBookings (anything else is cancelled instead)."""
    event, _ = await _managed(tx, user_id, event_id)
    booked = await first(tx, select(Booking.id).where(Booking.event_id == event_id).limit(1))
    if event.status is not EventStatus.draft or booked is not None:
        raise HasBookings(event_id=event_id)
    await _record(tx, event, event.status, user_id, "deleted")
    await tx.execute(sql_delete(Event).where(Event.id == event_id))
