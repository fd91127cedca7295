"""Asking a provider for money: one row an attempt, from the question to the answer (R42). One runs a booking at a time.

An attempt ends by the provider's answer, or by what its list of charges shows where the answer was lost. While one
runs, its booking's seats stay as they are (PaymentRunning). Whether somebody may ask is decided by `payments.ask`, what
the money buys by `payments.capture`.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, func, insert, select, update

from core import audit, live, outbox, seats
from core.audit import SYSTEM, person
from core.database import Tx, first, one
from core.errors import PaymentRunning
from core.models import Attempt, AttemptStatus, Booking

# A lost answer is looked for in the provider's list so long; a charge that is not there by then was never made.
PATIENCE = timedelta(minutes=1)
NO_ANSWER = "no answer"
# Telegram may take a while between its question and the money: the hold lasts at least so long after a yes.
APPROVED_FOR = timedelta(minutes=2)


async def running(tx: Tx, booking_id: int) -> Attempt | None:
    """The attempt that runs for the booking."""
    theirs = select(Attempt).where(Attempt.booking_id == booking_id, Attempt.status == AttemptStatus.running)
    found: Attempt | None = await first(tx, theirs)
    return found


async def ensure_none(tx: Tx, booking: Booking) -> None:
    """Refuse what a payment under way forbids (PaymentRunning); the caller has the event's lock."""
    if await running(tx, booking.id) is not None:
        raise PaymentRunning(booking_id=booking.id, event_id=booking.event_id)


async def ensure_same_sum(tx: Tx, booking: Booking, at: datetime) -> None:
    """Refuse other seats of a hold whose payment was said yes to just now (PaymentRunning): the money is on its way.

    A yes counts for `APPROVED_FOR`, or until its attempt has failed.
    """
    await ensure_none(tx, booking)
    if booking.approved_at is None or booking.approved_at + APPROVED_FOR <= at:
        return
    last = await latest(tx, booking.id)
    failed = last is not None and last.ended_at is not None and last.ended_at >= booking.approved_at
    if not failed:
        raise PaymentRunning(booking_id=booking.id, event_id=booking.event_id)


async def latest(tx: Tx, booking_id: int) -> Attempt | None:
    """The newest attempt of the booking, whatever became of it."""
    theirs = select(Attempt).where(Attempt.booking_id == booking_id)
    found: Attempt | None = await first(tx, theirs.order_by(Attempt.id.desc()).limit(1))
    return found


async def begin(tx: Tx, booking: Booking, provider: str) -> Attempt:
    """A running attempt for all that the booking costs; the caller has its lock and has looked that none runs."""
    row = {"booking_id": booking.id, "user_id": booking.user_id, "provider": provider, "currency": booking.currency}
    new = insert(Attempt).values(**row, amount=booking.price * booking.seats).returning(Attempt)
    attempt: Attempt = await one(tx, new)
    await _record(tx, attempt, None, actor=person(booking.user_id))
    await live.announce(tx, booking.event_id)
    return attempt


async def due(tx: Tx, provider: str, *, delay: float = 0, limit: int = 100) -> list[int]:
    """Attempts that wait for the provider's answer since `delay` seconds, the oldest first."""
    waiting = select(Attempt.id).where(
        Attempt.status == AttemptStatus.running,
        Attempt.provider == provider,
        ~Attempt.unanswered,
        Attempt.due_at <= func.clock_timestamp() - timedelta(seconds=delay),
    )
    return list((await tx.execute(waiting.order_by(Attempt.due_at, Attempt.id).limit(limit))).scalars())


async def lose(tx: Tx, attempt_id: int) -> None:
    """The provider was asked and its answer was lost: only its list can tell now, within `PATIENCE`."""
    lost = _guarded(attempt_id, AttemptStatus.running).where(~Attempt.unanswered)
    await tx.execute(lost.values(unanswered=True, due_at=func.clock_timestamp() + PATIENCE))


async def succeed(tx: Tx, attempt_id: int, charge_id: str) -> None:
    """The provider charged; the money was captured in this transaction. A charge outweighs an earlier "failed"."""
    attempt, _ = await _locked(tx, attempt_id)
    good = _guarded(attempt_id, AttemptStatus.running, AttemptStatus.failed).values(
        status=AttemptStatus.succeeded, charge_id=charge_id, error=None, ended_at=func.clock_timestamp()
    )
    row = await first(tx, good.returning(Attempt))
    if row is not None:
        await _record(tx, row, attempt.status)


async def fail(tx: Tx, attempt_id: int, error: str) -> None:
    """The provider refused, or never charged: the payer is told why and may ask again while the hold lives."""
    _, event_id = await _locked(tx, attempt_id)
    bad = _guarded(attempt_id, AttemptStatus.running).values(
        status=AttemptStatus.failed, error=error, ended_at=func.clock_timestamp()
    )
    row = await first(tx, bad.returning(Attempt))
    if row is None:
        return
    await _record(tx, row, AttemptStatus.running, reason=error)
    facts = {"event_id": event_id, "booking_id": row.booking_id, "params": {"error": error}}
    await outbox.put(tx, row.user_id, "payment_failed", dedupe=f"payment_failed:{row.id}", **facts)
    await live.announce(tx, event_id)


async def _locked(tx: Tx, attempt_id: int) -> Any:
    """The attempt and its event's id, after the event's lock: a message names the event, and would wait for it."""
    statement = select(Attempt, Booking.event_id).join(Booking, Booking.id == Attempt.booking_id)
    event_id = (await one(tx, statement.where(Attempt.id == attempt_id))).event_id
    await seats.lock_event(tx, event_id)
    return await one(tx, select(Attempt).where(Attempt.id == attempt_id)), event_id


def _guarded(attempt_id: int, *statuses: AttemptStatus) -> Update:
    return update(Attempt).where(Attempt.id == attempt_id, Attempt.status.in_(statuses))


async def _record(
    tx: Tx, row: Attempt, old: AttemptStatus | None, *, actor: str = SYSTEM, reason: str | None = None
) -> None:
    detail = {"booking": row.booking_id, "minor": row.amount}
    await audit.write(tx, "attempt", row.id, old=old, new=row.status, actor=actor, reason=reason, detail=detail)
