"""Messages promised to people: durable, at least once (R47-R53). `delivering` says whose leaves next.

A row is written in the transaction that gives reason for it, once per change, recipient and kind (invariant 27):
`dedupe` says which. Text is made when it is sent, in the reader's language; a stale message is dropped then.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, literal, select, text, union, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from core.database import Tx, first, one
from core.models import (
    Booking,
    BookingStatus,
    EntryStatus,
    Event,
    EventStatus,
    Outbox,
    OutboxStatus,
    TeamMember,
    WaitlistEntry,
)

CHANNEL = "outbox"

# What a booking must still be when the message leaves (invariant 30); kinds that are not here never go stale.
STILL = {
    "booked": {BookingStatus.pending},
    "hold_ending": {BookingStatus.pending},
    "confirmed": {BookingStatus.confirmed},
    "seats_changed": {BookingStatus.confirmed},
    "expired": {BookingStatus.expired},
    "offered": {BookingStatus.pending},
    "offer_lapsed": {BookingStatus.expired},
    "cancelled": {BookingStatus.cancelled},
    "payment_failed": {BookingStatus.pending},
    "late_seated": {BookingStatus.confirmed},
    "event_changed": {BookingStatus.pending, BookingStatus.confirmed},
    "event_cancelled": {BookingStatus.cancelled},
    "broadcast": {BookingStatus.confirmed},
    "link_changed": {BookingStatus.confirmed},
    "reminder_24h": {BookingStatus.confirmed},
    "reminder_6h": {BookingStatus.confirmed},
    "reminder_1h": {BookingStatus.confirmed},
    "review_invited": {BookingStatus.completed},
}
# What speaks of an evening that is still to come or to be judged; AHEAD is worth nothing once it has begun.
AHEAD = {"low_on_time", "reminder_24h", "reminder_6h", "reminder_1h", "new_guest", "guest_left", "sold_out"}
TO_THE_LINE = "wait_changed"
WHILE_PUBLISHED = AHEAD | {TO_THE_LINE, "event_changed", "link_changed", "held_prompt"}


async def put(
    tx: Tx,
    user_id: int,
    kind: str,
    *,
    dedupe: str,
    event_id: int | None = None,
    booking_id: int | None = None,
    params: dict[str, Any] | None = None,
) -> None:
    """Promise one message; a second promise of the same change is no second message."""
    row = {"user_id": user_id, "kind": kind, "dedupe": dedupe, "event_id": event_id, "booking_id": booking_id}
    await _insert(tx, [row | {"params": params or {}}])


async def put_for_bookings(
    tx: Tx, kind: str, rows: Iterable[Booking], *, mark: str = "", params: dict[str, Any] | None = None
) -> None:
    """Promise the holder of each booking a message of `kind`; `mark` tells one change from the next of its kind."""
    values = [
        {
            "user_id": b.user_id,
            "kind": kind,
            "dedupe": f"{kind}:{b.id}{mark and f':{mark}'}",
            "event_id": b.event_id,
            "booking_id": b.id,
            "params": params or {},
        }
        for b in rows
    ]
    if values:
        await _insert(tx, values)


async def mark(tx: Tx) -> str:
    """What tells this transaction's change from the next one of its kind."""
    return str((await tx.execute(select(func.txid_current()))).scalar_one())


async def put_for_guests(
    tx: Tx,
    kind: str,
    *chosen: Any,
    mark: str = "",
    params: dict[str, Any] | None = None,
    wait: timedelta = timedelta(),
) -> None:
    """Promise a message to the holder of every booking that is `chosen` (conditions over `bookings`), in one go.

    It leaves in `wait` at the earliest.
    """
    dedupe = func.concat(f"{kind}:", Booking.id, mark and f":{mark}")
    said = literal(params or {}, JSONB)
    due_at = func.clock_timestamp() + literal(wait)
    rows = select(Booking.user_id, literal(kind), Booking.event_id, Booking.id, said, dedupe, due_at).where(*chosen)
    columns = ["user_id", "kind", "event_id", "booking_id", "params", "dedupe", "due_at"]
    await _insert_from(tx, columns, rows.order_by(Booking.id))


async def put_for_line(tx: Tx, kind: str, event_id: int, *, mark: str, params: dict[str, Any]) -> None:
    """Promise a message to everybody who waits at the event, in one go."""
    dedupe = func.concat(f"{kind}:", WaitlistEntry.id, f":{mark}")
    rows = select(WaitlistEntry.user_id, literal(kind), WaitlistEntry.event_id, literal(params, JSONB), dedupe)
    rows = rows.where(WaitlistEntry.event_id == event_id, WaitlistEntry.status == EntryStatus.waiting)
    await _insert_from(tx, ["user_id", "kind", "event_id", "params", "dedupe"], rows.order_by(WaitlistEntry.id))


async def put_for_hosts(tx: Tx, kind: str, event_id: int, *, mark: str) -> None:
    """Promise a message to the event's host and everybody in the team of its page."""
    team = select(TeamMember.user_id).join(Event, Event.organizer_id == TeamMember.organizer_id)
    hosts = union(select(Event.host_id.label("id")).where(Event.id == event_id), team.where(Event.id == event_id))
    whom = hosts.subquery().c.id
    rows = select(whom, literal(kind), literal(event_id), func.concat(f"{kind}:e{event_id}:u", whom, f":{mark}"))
    await _insert_from(tx, ["user_id", "kind", "event_id", "dedupe"], rows)


async def _insert_from(tx: Tx, columns: list[str], rows: Any) -> None:
    new = insert(Outbox).from_select(columns, rows)
    await tx.execute(new.on_conflict_do_nothing(index_elements=[Outbox.dedupe]))
    await wake(tx)


async def wake(tx: Tx) -> None:
    """Tell the courier, once the transaction commits, that there is something to send."""
    await tx.execute(text("SELECT pg_notify('outbox', '')"))


async def _insert(tx: Tx, values: list[dict[str, Any]]) -> None:
    await tx.execute(insert(Outbox).on_conflict_do_nothing(index_elements=[Outbox.dedupe]), values)
    await wake(tx)


async def withdraw(tx: Tx, dedupe: str) -> None:
    """Skip a message that became untrue before it left."""
    waiting = update(Outbox).where(Outbox.dedupe == dedupe, Outbox.status == OutboxStatus.queued)
    await tx.execute(waiting.values(status=OutboxStatus.skipped, settled_at=func.clock_timestamp()))


async def supersede(tx: Tx, dedupe: str) -> None:
    """Make way for a newer message under the same `dedupe`: the older one is skipped if it still waits.

    Whoever calls holds the lock of what the message is about.
    """
    # Under its lock: a courier that took it meanwhile has read what was true before, and the newer one follows.
    old = await first(tx, select(Outbox).where(Outbox.dedupe == dedupe).with_for_update())
    if old is not None:
        await withdraw(tx, dedupe)
        await tx.execute(update(Outbox).where(Outbox.id == old.id).values(dedupe=f"{dedupe}:{old.id}"))


async def is_stale(tx: Tx, row: Outbox) -> bool:
    """Whether what the message says is no longer so (invariant 30)."""
    if row.kind in WHILE_PUBLISHED and row.event_id is not None:
        begun = (Event.starts_at <= func.clock_timestamp()).label("begun")
        event = await one(tx, select(Event.status, begun).where(Event.id == row.event_id))
        if event.status is not EventStatus.published or (row.kind in AHEAD and event.begun):
            return True
    if row.kind == TO_THE_LINE:
        return await _waits_no_more(tx, row)
    if row.kind not in STILL or row.booking_id is None:
        return False
    found = await first(tx, select(Booking.status).where(Booking.id == row.booking_id))
    return found is None or found.status not in STILL[row.kind]


async def _waits_no_more(tx: Tx, row: Outbox) -> bool:
    theirs = select(WaitlistEntry.id).where(
        WaitlistEntry.event_id == row.event_id,
        WaitlistEntry.user_id == row.user_id,
        WaitlistEntry.status == EntryStatus.waiting,
    )
    return await first(tx, theirs) is None


async def depth(tx: Tx) -> dict[str, int]:
    """How many messages are in each state that needs somebody: queued, sending, dead."""
    waiting = [OutboxStatus.queued, OutboxStatus.sending, OutboxStatus.dead]
    counted = select(Outbox.status, func.count()).where(Outbox.status.in_(waiting)).group_by(Outbox.status)
    found = (await tx.execute(counted)).all()
    return {status.value: 0 for status in waiting} | {status.value: n for status, n in found}
