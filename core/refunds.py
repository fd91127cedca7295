"""Refunds are promised in the transaction that ends what was paid for, and kept by a sweep (`refunding`, invariant 21).

A refund never exceeds what its payment still has (invariant 19): promises are made under the event's lock.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update

from core import ledger, simulated
from core.audit import SYSTEM
from core.database import Tx
from core.models import Account, Booking, BookingStatus, Payment, PaymentStatus, Refund, RefundStatus

TEST = "test"
OURS = (TEST, simulated.NAME)

_PROMISE = text(
    """
    INSERT INTO refunds (payment_id, amount, status)
    SELECT m.payment_id, m.amount, 'refunding'
    FROM unnest(CAST(:payments AS bigint[]), CAST(:amounts AS bigint[])) AS m(payment_id, amount)
    RETURNING id
    """
)
_RECORD = text(
    """
    INSERT INTO audit (entity, entity_id, old, new, actor, detail)
    SELECT 'refund', id, NULL, 'refunding', :actor, jsonb_build_object('payment', payment_id, 'minor', amount)
    FROM refunds WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id
    """
)


async def paid(tx: Tx, booking_id: int) -> int:
    """Minor units that are attached to the booking: captured, less what goes or went back."""
    return sum(int(row.amount) for row in await ledger.attached(tx, [booking_id]))


class Returned(NamedTuple):
    """Minor units of `currency` that went back for a booking (`refunded`), and that are on their way (`refunding`)."""

    currency: str
    refunded: int
    refunding: int


async def of_bookings(tx: Tx, booking_ids: Collection[int]) -> dict[int, Returned]:
    """What goes or went back, by booking; one without refunds is not named."""
    parts = [
        func.coalesce(func.sum(Refund.amount).filter(Refund.status == status), 0)
        for status in (RefundStatus.refunded, RefundStatus.refunding)
    ]
    rows = (
        select(Payment.booking_id, Payment.currency, *parts)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.booking_id == func.any(list(booking_ids)))
        .group_by(Payment.booking_id, Payment.currency)
    )
    return {row[0]: Returned(row[1], int(row[2]), int(row[3])) for row in (await tx.execute(rows)).all()}


async def promise(tx: Tx, booking_id: int, amount: int, *, actor: str = SYSTEM) -> None:
    """Promise `amount` of what was paid for the booking; the caller has the event's lock."""
    parts = []
    for payment in await ledger.attached(tx, [booking_id]):
        part = min(amount, int(payment.amount))
        if part:
            parts.append((payment.id, part))
            amount -= part
    if amount:
        raise AssertionError(f"booking {booking_id}: {amount} minor units to send back are not there")
    await _promise(tx, parts, Account.attached, actor)


async def promise_all(tx: Tx, booking_ids: Collection[int], *, actor: str = SYSTEM) -> int:
    """Promise everything that is attached to the bookings, whatever their policy; how many refunds that makes.

    For what ends by the host's will (R44): the caller has the event's lock. One statement each for refunds, ledger and
    record, whether it is one booking or ten thousand.
    """
    parts = [(row.id, int(row.amount)) for row in await ledger.attached(tx, booking_ids)]
    await _promise(tx, parts, Account.attached, actor)
    return len(parts)


async def promise_payment(tx: Tx, payment: Payment, *, source: Account = Account.attached, actor: str = SYSTEM) -> None:
    """Promise all of one payment that lies on `source`; the caller has the event's lock."""
    amount = (await ledger.balances(tx, payment.id)).get(source, 0)
    await _promise(tx, [(payment.id, amount)] if amount else [], source, actor)


async def _promise(tx: Tx, parts: Sequence[tuple[int, int]], source: Account, actor: str) -> None:
    if not parts:
        return
    columns = {"payments": [payment for payment, _ in parts], "amounts": [amount for _, amount in parts]}
    ids = list((await tx.execute(_PROMISE, columns)).scalars())
    await ledger.move_all(tx, parts, source, Account.refunding, "refund promised")
    await tx.execute(_RECORD, {"ids": ids, "actor": actor})


def may_go_back() -> ColumnElement[bool]:
    """Over `payments`: some of it goes back, waits for a person, or would go back if its event were called off."""
    going = select(Refund.id).where(Refund.payment_id == Payment.id, Refund.status == RefundStatus.refunding)
    given = select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.payment_id == Payment.id)
    confirmed = select(Booking.id).where(Booking.id == Payment.booking_id, Booking.status == BookingStatus.confirmed)
    left = and_(Payment.status == PaymentStatus.captured, Payment.amount > given.correlate(Payment).scalar_subquery())
    return or_(
        going.correlate(Payment).exists(),
        Payment.status == PaymentStatus.review,
        and_(left, confirmed.correlate(Payment).exists()),
    )


async def forget_payers(tx: Tx, booking_ids: Collection[int]) -> None:
    """The accounts of payers who left for good were kept for what may go back alone (`erasing`)."""
    kept = update(Payment).where(Payment.booking_id == func.any(list(booking_ids)))
    kept = kept.where(Payment.payer_telegram_id.is_not(None), ~may_go_back())
    await tx.execute(kept.values(payer_telegram_id=None))
