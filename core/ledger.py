"""Where each captured unit is at this instant: attached, refunding, refunded, or in review (invariant 17).

Lines are only added, in the transaction that moves the money, and two at a time: what leaves one account of a payment
comes to another, so its lines always sum to what was captured. Who may move what is decided by the callers, which
hold the event's lock; nothing is refused here.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, insert, select, text

from core.database import Tx, all_of
from core.models import Account, Ledger, Payment

_MOVE = text(
    """
    INSERT INTO ledger (payment_id, account, amount, currency, reason)
    SELECT p.id, side.account, side.sign * m.amount, p.currency, CAST(:reason AS text)
    FROM unnest(CAST(:payments AS bigint[]), CAST(:amounts AS bigint[])) AS m(payment_id, amount)
    JOIN payments p ON p.id = m.payment_id
    CROSS JOIN (VALUES (CAST(:source AS text), -1), (CAST(:target AS text), 1)) AS side(account, sign)
    """
)


async def captured(tx: Tx, payment: Payment, account: Account) -> None:
    """The first line of a payment: all of it arrives on `account`."""
    line = {"payment_id": payment.id, "account": account, "amount": payment.amount, "currency": payment.currency}
    await tx.execute(insert(Ledger).values(**line, reason="captured"))


async def move(tx: Tx, payment_id: int, source: Account, target: Account, amount: int, reason: str) -> None:
    """Move `amount` minor units of a payment between two accounts: two lines."""
    await move_all(tx, [(payment_id, amount)], source, target, reason)


async def move_all(tx: Tx, parts: Sequence[tuple[int, int]], source: Account, target: Account, reason: str) -> None:
    """Move parts (payment, minor units) of many payments in one statement."""
    payments, amounts = [payment for payment, _ in parts], [amount for _, amount in parts]
    sides = {"source": source.value, "target": target.value, "reason": reason}
    await tx.execute(_MOVE, {"payments": payments, "amounts": amounts, **sides})


async def balances(tx: Tx, payment_id: int) -> dict[Account, int]:
    """Minor units of a payment by account; an account that it never touched is not named."""
    lines = select(Ledger.account, func.sum(Ledger.amount)).where(Ledger.payment_id == payment_id)
    return {account: int(amount) for account, amount in (await tx.execute(lines.group_by(Ledger.account))).all()}


async def attached(tx: Tx, booking_ids: Iterable[int]) -> list[Any]:
    """What is attached to the bookings, payment by payment, the oldest first: rows of `id` and `amount`, above 0."""
    amount = func.sum(Ledger.amount)
    found = (
        select(Payment.id, amount.label("amount"))
        .join(Ledger, Ledger.payment_id == Payment.id)
        .where(Payment.booking_id == func.any(list(booking_ids)), Ledger.account == Account.attached)
        .group_by(Payment.id)
        .having(amount > 0)
        .order_by(Payment.id)
    )
    return await all_of(tx, found)
