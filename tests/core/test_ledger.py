"""The ledger: two lines a move, nothing lost on the way, and faults in it are found."""

import pytest
from sqlalchemy import func, select, text

from core import change, integrity, ledger
from core.models import Account, Ledger, Payment
from tests.core.paying import PRICE, balances, do, held, pay, refund_all, rows


async def one_payment(db):
    _, guest, hold = await held(db)
    await pay(db, hold)
    [payment] = await rows(db, Payment)
    return guest, hold, payment


async def test_a_payments_life_is_told_line_by_line(db):
    guest, hold, payment = await one_payment(db)
    await do(db, change.set_seats, hold.id, guest.id, 1)
    await refund_all(db)
    lines = [(line.account, line.amount, line.reason) for line in await rows(db, Ledger)]
    assert lines == [
        (Account.attached, 2 * PRICE, "captured"),
        (Account.attached, -PRICE, "refund promised"),
        (Account.refunding, PRICE, "refund promised"),
        (Account.refunding, -PRICE, "refunded"),
        (Account.refunded, PRICE, "refunded"),
    ]
    assert await balances(db, payment.id) == {Account.attached: PRICE, Account.refunded: PRICE}


async def test_moves_never_change_what_a_payments_lines_sum_to(db):
    _, _, payment = await one_payment(db)
    async with db.begin() as tx:
        await ledger.move(tx, payment.id, Account.attached, Account.review, 7, "a test")
        await ledger.move_all(tx, [(payment.id, 3)], Account.review, Account.attached, "a test")
        total = select(func.sum(Ledger.amount), func.min(Ledger.currency)).where(Ledger.payment_id == payment.id)
        assert (await tx.execute(total)).one() == (payment.amount, payment.currency)


async def test_what_is_attached_is_found_by_booking(db):
    guest, hold, payment = await one_payment(db)
    assert await do(db, ledger.attached, [hold.id]) == [(payment.id, 2 * PRICE)]
    await do(db, change.set_seats, hold.id, guest.id, 0)
    assert await do(db, ledger.attached, [hold.id, hold.id + 1]) == []


FAULTS = {
    "a line too few": "DELETE FROM ledger WHERE account = 'attached'",
    "a line too many": "INSERT INTO ledger (payment_id, account, amount, currency, reason) SELECT payment_id, account, 1, currency, reason FROM ledger LIMIT 1",
    "another currency": "UPDATE ledger SET currency = 'EUR'",
    "below nothing": "INSERT INTO ledger (payment_id, account, amount, currency, reason) SELECT payment_id, a, n, currency, 'x' FROM ledger, (VALUES ('refunded', -1), ('attached', 1)) v(a, n)",
    "money that no refund explains": "UPDATE ledger SET account = 'refunded'",
    "money in review that is not": "UPDATE ledger SET account = 'review'",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_the_ledger_is_found(db, fault):
    await one_payment(db)
    async with db.connect() as tx:
        await tx.execute(text(FAULTS[fault]))
        assert 17 in {violation.number for violation in await integrity.check(tx)}
        await tx.rollback()
        assert await integrity.check(tx) == []


async def test_a_success_without_a_payment_and_a_promise_that_was_forgotten_are_found(db):
    guest, hold, _ = await one_payment(db)
    await do(db, change.set_seats, hold.id, guest.id, 0)
    async with db.connect() as tx:
        await tx.execute(
            text(
                "INSERT INTO attempts (booking_id, user_id, provider, amount, currency, status, charge_id, ended_at)"
                " VALUES (:b, :u, 'simulated', 1, 'RUB', 'succeeded', 'nobody knows', now())"
            ),
            {"b": hold.id, "u": guest.id},
        )
        record = "INSERT INTO audit (entity, entity_id, new, actor) SELECT 'attempt', id, status, 'x' FROM attempts"
        await tx.execute(text(record))
        assert [violation.number for violation in await integrity.check(tx)] == [18]
        await tx.execute(text("DELETE FROM attempts"))
        await tx.execute(text("DELETE FROM refunds"))
        await tx.execute(text("DELETE FROM ledger WHERE reason <> 'captured'"))
        assert [violation.number for violation in await integrity.check(tx)] == [21]
        await tx.rollback()
