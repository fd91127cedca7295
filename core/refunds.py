"""Money on its way back: promised in the transaction that ends what it paid for, kept by a sweep (invariant 21).

A refund never exceeds its payment (invariant 19). Today's provider is the test payment.
"""

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from core import audit, outbox
from core.audit import SYSTEM
from core.database import Tx, all_of, first
from core.models import Booking, Payment, PaymentStatus, Refund, RefundStatus


async def paid(tx: Tx, booking_id: int) -> int:
    """Minor units that are attached to the booking: captured, less what goes or went back."""
    taken = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.booking_id == booking_id, Payment.status == PaymentStatus.captured
    )
    back = select(func.coalesce(func.sum(Refund.amount), 0)).join(Payment, Payment.id == Refund.payment_id)
    found = await tx.execute(taken)
    returned = await tx.execute(back.where(Payment.booking_id == booking_id))
    return int(found.scalar_one()) - int(returned.scalar_one())


async def promise(tx: Tx, booking_id: int, amount: int) -> None:
    """Promise a refund of `amount` in the transaction that ends what it paid for (invariant 21)."""
    captured = select(Payment).where(Payment.booking_id == booking_id, Payment.status == PaymentStatus.captured)
    for payment in await all_of(tx, captured.order_by(Payment.id).with_for_update()):
        spent = await tx.execute(
            select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.payment_id == payment.id)
        )
        part = min(amount, payment.amount - int(spent.scalar_one()))
        if part > 0:
            await _promise(tx, payment.id, part)
            amount -= part
    if amount:
        raise AssertionError(f"booking {booking_id}: {amount} minor units to send back were never captured")


async def _promise(tx: Tx, payment_id: int, amount: int) -> None:
    row = insert(Refund).values(payment_id=payment_id, amount=amount, status=RefundStatus.refunding)
    refund_id = (await tx.execute(row.returning(Refund.id))).scalar_one()
    await audit.write(tx, "refund", refund_id, old=None, new="refunding", actor=SYSTEM, detail={"minor": amount})


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Refunds that are promised and not yet made, oldest first."""
    due = select(Refund.id).where(Refund.status == RefundStatus.refunding).order_by(Refund.id).limit(limit)
    return list((await tx.execute(due)).scalars())


async def make(tx: Tx, refund_id: int) -> None:
    """Keep the promise and tell the person. A test payment has nobody to call: marking it is all there is to do."""
    guarded = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.status == RefundStatus.refunding)
        .values(status=RefundStatus.refunded, refunded_at=func.clock_timestamp())
        .returning(Refund)
    )
    row = await first(tx, guarded)
    if row is None:
        return
    found = select(Payment, Booking.event_id).join(Booking, Booking.id == Payment.booking_id)
    payment = (await tx.execute(found.where(Payment.id == row.payment_id))).one()
    await audit.write(tx, "refund", refund_id, old="refunding", new="refunded", actor=SYSTEM)
    await outbox.put(
        tx,
        payment.user_id,
        "refunded",
        dedupe=f"refunded:{refund_id}",
        event_id=payment.event_id,
        booking_id=payment.booking_id,
        params={"amount": row.amount, "currency": payment.currency},
    )
