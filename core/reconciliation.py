"""Our books against the provider's list: what it did and we have not heard of is done here, late but once.

A charge that we never recorded is captured; a refund that it made and we wait for is done; an attempt without an answer
and without a charge has failed. Where the figures contradict each other nothing is moved: it is recorded, logged and
told to admins, once. A sweep: `due`, then `reconcile` in a transaction each.
"""

from typing import Any

import structlog
from sqlalchemy import func, select, text

from core import attempts, audit, charging, outbox, refunding, seats, simulated
from core.audit import SWEEP
from core.database import Tx, all_of, first
from core.models import Attempt, AttemptStatus, Booking, Payment, Refund, RefundStatus, Role, SimulatedCharge, User

log = structlog.get_logger(__name__)

DIFFERS = "the provider says otherwise"

_DUE = text(
    """
    SELECT a.id
    FROM attempts a
    LEFT JOIN simulated_charges c ON c.attempt_id = a.id AND NOT c.refused
    LEFT JOIN payments p ON p.provider = :provider AND p.charge_id = c.charge_id
    WHERE (c.charge_id IS NULL AND a.status = 'running' AND a.unanswered AND a.due_at <= clock_timestamp())
       OR (c.charge_id IS NOT NULL AND (p.id IS NULL OR a.status <> 'succeeded'))
       OR (((p.amount, p.currency) <> (c.amount, c.currency)
            OR c.refunded <> (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                              WHERE r.payment_id = p.id AND r.status = 'refunded' AND NOT r.by_hand))
           AND NOT EXISTS (
               SELECT FROM audit d
               WHERE d.entity = 'payment' AND d.entity_id = p.id AND d.reason = :differs
                 AND d.detail = jsonb_build_object(
                         'charged', c.amount, 'currency', c.currency, 'refunded', c.refunded)))
    ORDER BY a.id LIMIT :limit
    """
)


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Attempts about which the provider's list and our books do not agree, the oldest first."""
    return list((await tx.execute(_DUE, {"limit": limit, "differs": DIFFERS, "provider": simulated.NAME})).scalars())


async def reconcile(tx: Tx, attempt_id: int) -> None:
    """Bring our books to where the provider's list stands; once they agree, nothing."""
    charge = await _charge(tx, attempt_id)
    if charge is None:
        await _give_up(tx, attempt_id)
        return
    if not await _is_heard(tx, attempt_id):
        await charging.hear(tx, attempt_id)
    found = select(Payment, Booking.event_id).join(Booking, Booking.id == Payment.booking_id)
    theirs = found.where(Payment.provider == simulated.NAME, Payment.charge_id == charge.charge_id)
    payment = (await tx.execute(theirs)).one()
    await seats.lock_event(tx, payment.event_id)
    charge = await _charge(tx, attempt_id)
    back = await _catch_up(tx, payment.id, charge.refunded)
    if (payment.amount, payment.currency, back) != (charge.amount, charge.currency, charge.refunded):
        await _differs(tx, payment, charge)


async def _charge(tx: Tx, attempt_id: int) -> Any:
    line = select(SimulatedCharge).where(SimulatedCharge.attempt_id == attempt_id, ~SimulatedCharge.refused)
    return await first(tx, line)


async def _is_heard(tx: Tx, attempt_id: int) -> bool:
    paid = (Payment.provider == Attempt.provider) & (Payment.charge_id == Attempt.charge_id)
    ended = (Attempt.id == attempt_id) & (Attempt.status == AttemptStatus.succeeded)
    return await first(tx, select(Attempt.id).join(Payment, paid).where(ended)) is not None


async def _give_up(tx: Tx, attempt_id: int) -> None:
    overdue = select(Attempt.id).where(
        Attempt.id == attempt_id, Attempt.unanswered, Attempt.due_at <= func.clock_timestamp()
    )
    if await first(tx, overdue) is not None:
        await attempts.fail(tx, attempt_id, attempts.NO_ANSWER)


async def _catch_up(tx: Tx, payment_id: int, returned: int) -> int:
    """Mark those promises as kept that the provider's `returned` minor units cover; what went back by our books."""
    back = await refunding.by_provider(tx, payment_id)
    promised = select(Refund).where(Refund.payment_id == payment_id, Refund.status == RefundStatus.refunding)
    for refund in await all_of(tx, promised.order_by(Refund.id)):
        if back + refund.amount <= returned:
            await refunding.done(tx, refund.id, actor=SWEEP, note="found in the provider's list")
            back += refund.amount
    return back


async def _differs(tx: Tx, payment: Any, charge: Any) -> None:
    said = {"charged": charge.amount, "currency": charge.currency, "refunded": charge.refunded}
    status = payment.status.value
    await audit.write(tx, "payment", payment.id, old=status, new=status, actor=SWEEP, reason=DIFFERS, detail=said)
    log.error("reconciliation.differs", payment_id=payment.id, charge_id=charge.charge_id, **said)
    ruling = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None)).order_by(User.id)
    admins = (await tx.execute(ruling)).scalars().all()
    for admin in admins:
        dedupe = f"payment_differs:{payment.id}:{charge.amount}:{charge.refunded}:{admin}"
        params = said | {"payment": payment.id, "amount": payment.amount}
        await outbox.put(tx, admin, "payment_differs", dedupe=dedupe, event_id=payment.event_id, params=params)
