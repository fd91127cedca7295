"""Messages promised to people: durable, at least once (R47-R53). The courier claims, sends and settles them.

A row is written in the transaction that gives reason for it, once per change, recipient and kind (invariant 27):
`dedupe` says which. Text is made when it is sent, in the reader's language; a stale message is dropped then.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from core.database import Tx, all_of, first
from core.models import Booking, BookingStatus, Outbox, OutboxStatus

CHANNEL = "outbox"
LEASE = timedelta(seconds=60)

# What a booking must still be when the message leaves (invariant 30); kinds that are not here never go stale.
STILL = {
    "booked": {BookingStatus.pending},
    "confirmed": {BookingStatus.confirmed},
    "seats_changed": {BookingStatus.confirmed},
    "expired": {BookingStatus.expired},
    "offered": {BookingStatus.pending},
    "offer_lapsed": {BookingStatus.expired},
    "cancelled": {BookingStatus.cancelled},
    "event_changed": {BookingStatus.pending, BookingStatus.confirmed},
}


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


async def _insert(tx: Tx, values: list[dict[str, Any]]) -> None:
    await tx.execute(insert(Outbox).on_conflict_do_nothing(index_elements=[Outbox.dedupe]), values)
    await tx.execute(text("SELECT pg_notify('outbox', '')"))


async def claim(tx: Tx, limit: int = 50) -> list[Outbox]:
    """Lease what is due, oldest first, for 60 s. A courier that dies leaves its lease to run out: sent again then."""
    clock = func.clock_timestamp()
    due = (
        select(Outbox.id)
        .where(and_(Outbox.status.in_([OutboxStatus.queued, OutboxStatus.sending]), Outbox.due_at <= clock))
        .order_by(Outbox.due_at, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leased = (
        update(Outbox)
        .where(Outbox.id.in_(due.scalar_subquery()))
        .values(status=OutboxStatus.sending, due_at=clock + LEASE, attempts=Outbox.attempts + 1)
        .returning(Outbox)
    )
    return sorted(await all_of(tx, leased), key=lambda row: row.id)


async def settle(
    tx: Tx,
    outbox_id: int,
    status: OutboxStatus,
    *,
    message_id: int | None = None,
    error: str | None = None,
    retry_in: float | None = None,
) -> None:
    """End a lease: sent, skipped, dead, or `queued` again in `retry_in` seconds."""
    clock = func.clock_timestamp()
    ended = {"settled_at": clock} if status is not OutboxStatus.queued else {}
    later = {"due_at": clock + timedelta(seconds=retry_in)} if retry_in is not None else {}
    values: dict[str, Any] = {"status": status, "message_id": message_id, "error": error} | ended | later
    # Another courier may have taken the row over after our lease ran out and settled it: the first end stands.
    still = or_(Outbox.status == OutboxStatus.sending, Outbox.status == OutboxStatus.queued)
    await tx.execute(update(Outbox).where(Outbox.id == outbox_id, still).values(**values))


async def is_stale(tx: Tx, row: Outbox) -> bool:
    """Whether what the message says is no longer so (invariant 30)."""
    if row.kind not in STILL or row.booking_id is None:
        return False
    found = await first(tx, select(Booking.status).where(Booking.id == row.booking_id))
    return found is None or found.status not in STILL[row.kind]


async def depth(tx: Tx) -> dict[str, int]:
    """How many messages are in each state that needs somebody: queued, sending, dead."""
    waiting = [OutboxStatus.queued, OutboxStatus.sending, OutboxStatus.dead]
    counted = select(Outbox.status, func.count()).where(Outbox.status.in_(waiting)).group_by(Outbox.status)
    found = (await tx.execute(counted)).all()
    return {status.value: 0 for status in waiting} | {status.value: n for status, n in found}
