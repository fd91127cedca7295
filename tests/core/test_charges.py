"""A charge is its provider's: two providers may give the same name, and one name says one thing."""

import asyncio

import pytest
from sqlalchemy import update

from core import payments, refunding
from core.models import BookingStatus, Outbox, Payment, Refund, RefundStatus, Role
from tests import factories
from tests.core.paying import PRICE, assert_sound, do, held, pay, refund_all, rows, told


async def test_two_providers_may_give_their_charges_the_same_name(db):
    _, _, one = await held(db)
    _, _, other = await held(db)
    for hold, provider in ((one, "telegram"), (other, "billing"), (other, "billing"), (one, "telegram")):
        assert (await pay(db, hold, "77", provider=provider)).status is BookingStatus.confirmed
    found = [(payment.provider, payment.charge_id, payment.booking_id) for payment in await rows(db, Payment)]
    assert found == [("telegram", "77", one.id), ("billing", "77", other.id)]
    assert "charge_known" not in await told(db)
    await assert_sound(db)


async def test_what_is_known_and_what_went_back_is_asked_of_one_provider(db):
    _, _, one = await held(db)
    _, guest, other = await held(db)
    await pay(db, one, "77", provider="telegram")
    assert await do(db, payments.recorded, "stars", ["77", "78"]) == set()
    await pay(db, other, "77", provider="stars")
    assert await do(db, payments.recorded, "stars", ["77", "78"]) == {"77"}
    await pay(db, other, "78", provider="stars")
    async with db.begin() as tx:
        await tx.execute(update(Payment).where(Payment.charge_id == "78").values(charge_id="77", provider="billing"))
    await do(db, refunding.heard, "stars", "77", 2 * PRICE)
    assert [refund.status for refund in await rows(db, Refund)] == [RefundStatus.refunding]
    await do(db, refunding.heard, "billing", "77", 2 * PRICE)
    assert [refund.status for refund in await rows(db, Refund)] == [RefundStatus.refunded]
    assert (await told(db, guest))[-1] == "refunded"
    await assert_sound(db)


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"currency": "EUR"}, {}])
async def test_a_known_charge_that_says_something_else_moves_nothing_and_is_told_to_admins_once(db, wrong):
    boss = await do(db, factories.person, "Boss", role=Role.admin)
    _, _, hold = await held(db)
    _, _, other = await held(db)
    await pay(db, hold)
    for _ in range(2):
        named = await pay(db, hold if wrong else other, **wrong)
        assert named.status is (BookingStatus.confirmed if wrong else BookingStatus.pending)
    [payment] = await rows(db, Payment)
    [paper] = [row for row in await rows(db, Outbox) if row.kind == "charge_known"]
    assert (payment.amount, paper.user_id) == (2 * PRICE, boss.id)
    theirs = {"theirs": 2 * PRICE, "their_currency": "RUB", "other": other.id if not wrong else hold.id}
    theirs |= {{"amount": "theirs", "currency": "their_currency"}[name]: value for name, value in wrong.items()}
    ours = {"payment": payment.id, "amount": 2 * PRICE, "currency": "RUB", "booking": hold.id}
    assert paper.params == ours | theirs
    assert paper.event_id == named.event_id
    await assert_sound(db)


async def test_a_charge_for_two_bookings_at_once_is_recorded_for_one_and_told(db):
    await do(db, factories.person, "Boss", role=Role.admin)
    _, _, one = await held(db)
    _, _, other = await held(db)
    await asyncio.gather(pay(db, one, "77"), pay(db, other, "77"))
    assert len(await rows(db, Payment)) == 1
    assert (await told(db)).count("charge_known") == 1
    assert await refund_all(db) == 0
    await assert_sound(db)
