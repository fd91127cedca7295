"""Making and changing events (R12-R15). What may be said of one is in `event_fields`, ending one is `closing`.

An edit of time, place or price raises the event's terms and tells everybody who holds seats or waits; another link is
told by `way_in`. It takes nothing from what they hold: price, deadline and refund policy were copied when seats were
taken. A move gives more: refunds in full for 48 hours; and nothing is held, offered or refunded beyond the new start.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete as remove
from sqlalchemy import insert, select, text, update

from core import (
    audit,
    bookings,
    favourites,
    lapse,
    live,
    menus,
    offers,
    outbox,
    reminders,
    rights,
    seats,
    users,
    way_in,
)
from core.audit import person
from core.database import Tx, first, now, one
from core.errors import Banned, HasBookings, HostingClosed
from core.event_fields import TERMS, Defaults, EventPatch, NewEvent, parse
from core.event_times import REOPENED, along, changes, columns, ensure_ahead, instant, never_refunds
from core.models import Booking, Event, EventStatus, Favourite, Invite, Invited, Reason, Role

__all__ = [
    "Defaults",
    "EventPatch",
    "NewEvent",
    "create",
    "delete",
    "duplicate",
    "edit",
    "ensure_may_host",
    "parse",
    "publish",
]

# What a copy takes from its original as it is.
COPIED = (
    "name", "description", "film", "place", "latitude", "longitude", "online_link", "format",
    "zone", "capacity", "price", "currency", "booking_ttl", "max_seats_per_booking", "requires_confirmation", "access",
)  # fmt: skip

_MOVE = text(
    """
    WITH was AS (
        SELECT id, refundable_until FROM bookings
        WHERE event_id = :event_id AND status IN ('pending', 'confirmed') ORDER BY id FOR UPDATE
    ), moved AS (
        UPDATE bookings b SET coming = NULL,
               expires_at = CASE b.status WHEN 'pending' THEN least(b.expires_at, CAST(:starts_at AS timestamptz))
                            ELSE b.expires_at END,
               refundable_until = least(CAST(:starts_at AS timestamptz),
                                        greatest(was.refundable_until, CAST(:reopened AS timestamptz)))
        FROM was WHERE b.id = was.id
        RETURNING b.id, b.status, b.seats, was.refundable_until AS before, b.refundable_until AS after
    )
    INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason, detail)
    SELECT 'booking', id, status, status, seats, :actor, 'event_moved',
           jsonb_build_object('refundable_until', jsonb_build_array(before, after))
    FROM moved WHERE before <> after ORDER BY id
    """
)


async def create(tx: Tx, user_id: int, new: NewEvent, defaults: Defaults) -> Event:
    """Make an event of the person's, published unless it says otherwise. Raises Banned, HostingClosed, Invalid."""
    await ensure_may_host(tx, user_id, defaults.hosting)
    if new.organizer_id is not None:
        await rights.ensure_page(tx, user_id, new.organizer_id)
    at = await now(tx)
    values = columns(new, defaults, at) | {
        "host_id": user_id,
        "available": new.capacity,
        "status": EventStatus.published if new.publish else EventStatus.draft,
    }
    row: Event = await one(tx, insert(Event).values(**values).returning(Event))
    await _record(tx, row, None, user_id, "created")
    await menus.hosts_now(tx, user_id)
    if new.publish:
        await reminders.plan(tx, row, at)
    return row


async def ensure_may_host(tx: Tx, user_id: int, hosting: str) -> None:
    """Refuse whom the house lets no event out for (R4). Raises NotFound, Banned, HostingClosed."""
    user = await users.staying(tx, user_id)
    if user.banned_at is not None:
        raise Banned
    welcome = hosting == "open" or (hosting == "approved" and user.may_host)
    if not welcome and user.role is not Role.admin:
        raise HostingClosed


async def edit(tx: Tx, user_id: int, event_id: int, patch: EventPatch) -> Event:
    """Change what differs. Raises NotFound, Banned, EventClosed, Invalid, CapacityBelowTaken."""
    event, at = await rights.lock_managed(tx, user_id, event_id)
    wish = changes(event, patch, at)
    if not wish:
        return event
    if wish.get("organizer_id") is not None:
        await rights.ensure_page(tx, user_id, wish["organizer_id"])
    row = await _apply(tx, event, wish, at)
    detail = {field: [_plain(getattr(event, field)), _plain(value)] for field, value in wish.items()}
    await _record(tx, row, event.status, user_id, "edited", detail)
    if row.terms != event.terms:
        await _tell(tx, row, _was(event, row))
    await way_in.tell(tx, event, row, at)
    if row.starts_at != event.starts_at:
        await _move_bookings(tx, row, at, person(user_id))
    if row.status is EventStatus.published and {"starts_at", "ends_at"} & wish.keys():
        await reminders.plan(tx, row, at)
    await offers.trim(tx, row.id, min(row.max_seats_per_booking, row.capacity), actor=person(user_id))
    # More seats, or a line that the old start would have sent home: those who wait are first (invariant 14).
    await offers.serve(tx, row.id, at)
    if row.terms != event.terms:
        # Whom the edit itself made an offer reads that alone.
        await outbox.put_for_line(tx, outbox.TO_THE_LINE, row.id, mark=f"t{row.terms}", params=_was(event, row))
    after = await _reread(tx, row.id)
    if not event.available:
        await favourites.tell_seats(tx, row.id, after.available)
    return after


async def _apply(tx: Tx, event: Event, wish: dict[str, Any], at: datetime) -> Event:
    values = dict(wish)
    # Lapsed holds take no seats, swept or not. The line is served when all is done: by the new price, time and terms.
    await lapse.end(tx, event, at)
    if "capacity" in wish:
        await seats.resize(tx, await _reread(tx, event.id), values.pop("capacity"))
    values["terms"] = event.terms + bool(wish.keys() & TERMS)
    row: Event = await one(tx, update(Event).where(Event.id == event.id).values(**values).returning(Event))
    return row


async def _reread(tx: Tx, event_id: int) -> Event:
    row: Event = await one(tx, select(Event).where(Event.id == event_id))
    return row


def _was(old: Event, row: Event) -> dict[str, Any]:
    # Old values only: the new ones are read when the message is sent, and may have changed again by then.
    moved = sorted(field for field in TERMS if getattr(old, field) != getattr(row, field))
    return {field: _plain(getattr(old, field)) for field in moved}


async def _tell(tx: Tx, row: Event, params: dict[str, Any]) -> None:
    holders = (Booking.event_id == row.id, Booking.status.in_(bookings.ACTIVE))
    await outbox.put_for_guests(tx, "event_changed", *holders, mark=f"t{row.terms}", params=params)
    await favourites.tell_changed(tx, row.id, params)


async def _move_bookings(tx: Tx, row: Event, at: datetime, actor: str) -> None:
    """Reopen refunds for all who hold seats, paid or on their way to it; nothing lasts beyond the new start."""
    facts = {"event_id": row.id, "starts_at": row.starts_at, "reopened": at + REOPENED, "actor": actor}
    await tx.execute(_MOVE, facts)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


async def publish(tx: Tx, user_id: int, event_id: int, *, hosting: str) -> Event:
    """Let a draft out; a published one stays as it is. `hosting` is the house's policy.

    Raises NotFound, Banned, HostingClosed, EventClosed, Invalid.
    """
    event, at = await rights.lock_managed(tx, user_id, event_id)
    if event.status is EventStatus.published:
        return event
    await ensure_may_host(tx, user_id, hosting)
    ensure_ahead(event.starts_at, at)
    out = update(Event).where(Event.id == event.id, Event.status == EventStatus.draft)
    row: Event = await one(tx, out.values(status=EventStatus.published).returning(Event))
    await _record(tx, row, event.status, user_id, "published")
    await reminders.plan(tx, row, at)
    return row


async def duplicate(tx: Tx, user_id: int, event_id: int, starts_at: datetime, *, hosting: str) -> Event:
    """A draft of the person's like an event that they manage, over or not, at another time; every seat is free.

    The end and the refunds' deadline keep their distance, in local time. The page stays if the person is in its team.
    Raises NotFound, Banned, HostingClosed, Invalid.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    await ensure_may_host(tx, user_id, hosting)
    event = await _reread(tx, event_id)
    starts = instant(starts_at, event.zone, "starts_at")
    at = await now(tx)
    ensure_ahead(starts, at)
    was, becomes, until = (event.starts_at, event.zone), (starts, event.zone), event.refundable_until
    times = {
        "starts_at": starts,
        "ends_at": along(event.ends_at, was, becomes),
        "refundable_until": at if never_refunds(event) else until and along(until, was, becomes),
    }
    copied = {field: getattr(event, field) for field in COPIED}
    page = {"organizer_id": await rights.own_page(tx, user_id, event.organizer_id)}
    values = copied | times | page | {"host_id": user_id, "available": event.capacity}
    row: Event = await one(tx, insert(Event).values(**values).returning(Event))
    await _record(tx, row, None, user_id, "duplicated", {"from": event.id})
    return row


async def delete(tx: Tx, user_id: int, event_id: int) -> None:
    """Throw a draft away that nobody ever booked. Raises NotFound, Banned, EventClosed, HasBookings."""
    event, _ = await rights.lock_managed(tx, user_id, event_id)
    booked = await first(tx, select(Booking.id).where(Booking.event_id == event.id).limit(1))
    if event.status is not EventStatus.draft or booked is not None:
        raise HasBookings(event_id=event.id)
    invites = select(Invite.id).where(Invite.event_id == event.id)
    await tx.execute(remove(Invited).where(Invited.invite_id.in_(invites)))
    await tx.execute(remove(Invite).where(Invite.event_id == event.id))
    for kept in (Favourite, Reason):
        await tx.execute(remove(kept).where(kept.event_id == event.id))
    await reminders.drop(tx, event.id)
    await tx.execute(remove(Event).where(Event.id == event.id))
    await audit.write(
        tx, "event", event.id, old=event.status, new="deleted", actor=person(user_id), detail={"name": event.name}
    )
    await live.announce(tx, event.id)


async def _record(
    tx: Tx, row: Event, old: EventStatus | None, user_id: int, reason: str, detail: dict[str, Any] | None = None
) -> None:
    await audit.write(tx, "event", row.id, old=old, new=row.status, actor=person(user_id), reason=reason, detail=detail)
    await live.announce(tx, row.id)
