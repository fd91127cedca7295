"""Our books against the provider's list: what we did not hear of is done once, what contradicts is told."""

import asyncio

import pytest
from sqlalchemy import update

from core import change, reconciliation, refunding, simulated
from core.models import (
    Account,
    Attempt,
    AttemptStatus,
    Audit,
    BookingStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Role,
    SimulatedCharge,
)
from tests import factories
from tests.core.paying import (
    PRICE,
    answer,
    ask,
    assert_sound,
    balances,
    do,
    grow_old,
    held,
    lapse,
    reconcile_all,
    refund_all,
    reread,
    rows,
    told,
)


async def lost(db, *, refuse: bool = False):
    """The provider was asked and decided; its answer did not arrive."""
    event, guest, hold = await held(db)
    await ask(db, hold)
    await answer(db, refusal_rate=float(refuse), lost_rate=1)
    return event, guest, hold


async def paid(db):
    """A simulated payment that was heard of."""
    _, guest, hold = await held(db)
    await ask(db, hold)
    await answer(db)
    return guest, hold


async def set_charge(db, **values):
    async with db.begin() as tx:
        await tx.execute(update(SimulatedCharge).values(**values))


async def test_a_lost_answer_is_not_asked_for_again_and_is_found_in_the_providers_list(db):
    _, guest, hold = await lost(db)
    assert await answer(db) == 0
    assert (await reread(db, hold)).status is BookingStatus.pending
    assert await reconcile_all(db) == 1
    assert (await reread(db, hold)).status is BookingStatus.confirmed
    assert await told(db, guest) == ["booked", "confirmed"]
    assert await reconcile_all(db) == 0
    await assert_sound(db)


async def test_a_lost_refusal_fails_after_a_while(db):
    _, guest, hold = await lost(db, refuse=True)
    assert await reconcile_all(db) == 0
    [attempt] = await rows(db, Attempt)
    await do(db, reconciliation.reconcile, attempt.id)
    assert (await rows(db, Attempt))[0].status is AttemptStatus.running
    await grow_old(db, Attempt)
    assert await reconcile_all(db) == 1
    [attempt] = await rows(db, Attempt)
    assert (attempt.status, attempt.error) == (AttemptStatus.failed, "no answer")
    assert await told(db, guest) == ["booked", "payment_failed"]
    await ask(db, hold)
    await answer(db)
    assert (await reread(db, hold)).status is BookingStatus.confirmed
    await assert_sound(db)


async def test_a_charge_that_is_found_after_the_deadline_is_late_money(db):
    _, guest, hold = await lost(db)
    await lapse(db, hold)
    await reconcile_all(db)
    assert (await reread(db, hold)).status is BookingStatus.expired
    assert (await told(db, guest))[-2:] == ["late_seated", "confirmed"]
    await assert_sound(db)


async def test_sweeps_at_once_find_a_charge_once(db):
    await lost(db)
    [attempt] = await rows(db, Attempt)
    await asyncio.gather(*(do(db, reconciliation.reconcile, attempt.id) for _ in range(4)), answer(db))
    assert len(await rows(db, Payment)) == 1
    assert await rows(db, Refund) == []
    await assert_sound(db)


async def test_a_refund_that_the_provider_made_and_we_wait_for_is_done(db):
    guest, hold = await paid(db)
    for seats in (1, 0):
        await do(db, change.set_seats, hold.id, guest.id, seats)
    await set_charge(db, refunded=PRICE)
    assert await reconcile_all(db) == 1
    assert [row.status for row in await rows(db, Refund)] == [RefundStatus.refunded, RefundStatus.refunding]
    assert await reconcile_all(db) == 0
    await refund_all(db)
    assert (await told(db, guest)).count("refunded") == 2
    await assert_sound(db)


@pytest.mark.parametrize("fault", [{"amount": 2 * PRICE + 1}, {"currency": "EUR"}, {"refunded": 1}])
async def test_figures_that_contradict_each_other_are_told_to_admins_once_and_move_nothing(db, fault):
    _, hold = await paid(db)
    boss = await do(db, factories.person, "Admin", role=Role.admin)
    await set_charge(db, **fault)
    for expected in (1, 0):
        assert await reconcile_all(db) == expected
    assert await told(db, boss) == ["payment_differs"]
    [payment] = await rows(db, Payment)
    assert (payment.status, payment.amount) == (PaymentStatus.captured, 2 * PRICE)
    assert await balances(db, payment.id) == {Account.attached: 2 * PRICE}
    assert (await reread(db, hold)).status is BookingStatus.confirmed
    assert [row.reason for row in await rows(db, Audit)].count(reconciliation.DIFFERS) == 1
    await assert_sound(db)


async def test_a_refund_that_we_noted_and_the_provider_never_made_is_told(db):
    guest, hold = await paid(db)
    boss = await do(db, factories.person, "Admin", role=Role.admin)
    await do(db, change.set_seats, hold.id, guest.id, 0)
    [refund] = await rows(db, Refund)
    await do(db, refunding.done, refund.id)
    assert await reconcile_all(db) == 1
    assert await told(db, boss) == ["payment_differs"]


async def test_a_charge_of_another_sum_than_was_asked_for_is_reviewed_by_a_person(db):
    _, guest, hold = await held(db)
    attempt = await ask(db, hold)
    await do(db, simulated.decide, attempt.id, refuse=False)
    await set_charge(db, amount=1)
    await reconcile_all(db)
    [payment] = await rows(db, Payment)
    assert (payment.status, payment.amount) == (PaymentStatus.review, 1)
    assert (await reread(db, hold)).status is BookingStatus.pending
    assert (await told(db, guest))[-1] == "payment_review"
    assert await reconcile_all(db) == 0
    await assert_sound(db)
