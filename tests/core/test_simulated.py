"""The simulated provider: it is asked, answers later, refuses, is lost, and is asked again after a crash."""

import asyncio
import contextlib
import random

import pytest
from sqlalchemy import Row, func, select

from core import attempts, bookings, change, charging, errors, payments, simulated
from core.box_office import BoxOffice
from core.models import Attempt, AttemptStatus, BookingStatus, Origin, Outbox, Payment, Refund, SimulatedCharge
from tests import factories
from tests.core.paying import (
    PRICE,
    answer,
    ask,
    assert_sound,
    do,
    grow_old,
    held,
    lapse,
    pay,
    reconcile_all,
    refund_all,
    reread,
    rows,
    told,
)


async def test_pressing_pay_asks_once_and_the_answer_confirms(db):
    _, guest, hold = await held(db)
    attempt = await ask(db, hold)
    assert {(await ask(db, hold)).id for _ in range(3)} == {attempt.id}
    assert (attempt.status, attempt.amount, attempt.currency) == (AttemptStatus.running, 2 * PRICE, "RUB")
    assert (await reread(db, hold)).status is BookingStatus.pending
    assert await answer(db) == 1
    assert (await reread(db, hold)).status is BookingStatus.confirmed
    [attempt] = await rows(db, Attempt)
    assert (attempt.status, attempt.charge_id) == (AttemptStatus.succeeded, f"simulated:{attempt.id}")
    assert (await ask(db, hold)).id == attempt.id
    assert await answer(db) == 0
    assert await told(db, guest) == ["booked", "confirmed"]
    await assert_sound(db)


async def test_many_taps_at_once_are_one_attempt(db):
    _, _, hold = await held(db)
    assert len({attempt.id for attempt in await asyncio.gather(*(ask(db, hold) for _ in range(5)))}) == 1
    await assert_sound(db)


async def test_asking_keeps_the_hold_alive_once_and_only_while_it_lives(db):
    _, guest, hold = await held(db)
    await do(db, factories.lapse, hold.id, seconds=-30)
    before = (await reread(db, hold)).expires_at
    await ask(db, hold)
    assert (await reread(db, hold)).expires_at > before
    await answer(db, refusal_rate=1)
    await do(db, factories.lapse, hold.id, seconds=-30)
    before = (await reread(db, hold)).expires_at
    await ask(db, hold)
    assert (await reread(db, hold)).expires_at == before
    await answer(db, refusal_rate=1)
    await lapse(db, hold)
    with pytest.raises(errors.HoldEnded):
        await ask(db, hold)
    assert (await told(db, guest)).count("payment_failed") == 2


async def test_what_nobody_may_pay_is_not_asked_for(db):
    _, _, gift = await held(db, price=0, requires_confirmation=True)
    with pytest.raises(errors.NotPending):
        await ask(db, gift)
    _, _, hold = await held(db)
    stranger = await do(db, factories.person)
    with pytest.raises(errors.NotFound):
        await do(db, payments.ask, hold.id, stranger.id)
    await pay(db, hold)
    with pytest.raises(errors.NotPending):
        await ask(db, hold)


async def test_while_an_attempt_runs_nothing_else_may_happen_to_its_seats(db):
    event, guest, hold = await held(db)
    await do(db, attempts.ensure_none, hold)
    await ask(db, hold)
    with pytest.raises(errors.PaymentRunning) as refused:
        await do(db, attempts.ensure_none, hold)
    assert refused.value.params == {"booking_id": hold.id, "event_id": event.id}
    with pytest.raises(errors.PaymentRunning):
        await do(db, payments.approve, hold.id, guest.id, 2 * PRICE, "RUB")
    await answer(db, refusal_rate=1)
    await do(db, attempts.ensure_none, hold)


async def test_the_answer_comes_after_the_delay_and_not_before(db):
    _, _, hold = await held(db)
    await ask(db, hold)
    assert await answer(db, delay=30) == 0
    await grow_old(db, Attempt, 1)
    assert await answer(db, delay=30) == 1
    assert (await reread(db, hold)).status is BookingStatus.confirmed


async def test_a_refusal_charges_nothing_and_the_payer_may_ask_again(db):
    _, guest, hold = await held(db)
    first = await ask(db, hold)
    assert await answer(db, refusal_rate=0.6) == 1
    [attempt] = await rows(db, Attempt)
    assert (attempt.status, attempt.error) == (AttemptStatus.failed, "declined")
    [paper] = [row for row in await rows(db, Outbox) if row.kind == "payment_failed"]
    assert (paper.user_id, paper.booking_id, paper.params) == (guest.id, hold.id, {"error": "declined"})
    assert await rows(db, Payment) == []
    second = await ask(db, hold)
    assert second.id != first.id
    # 0.5 is drawn: a rate of 0.5 does not refuse it.
    await answer(db, refusal_rate=0.5)
    assert (await reread(db, hold)).status is BookingStatus.confirmed
    await assert_sound(db)


async def test_money_that_is_charged_after_the_deadline_is_late(db):
    event, guest, hold = await held(db)
    await ask(db, hold)
    await lapse(db, hold)
    await answer(db)
    anew = await do(db, bookings.active, event.id, guest.id)
    assert (anew.origin, anew.after_id) == (Origin.late, hold.id)
    [attempt] = await rows(db, Attempt)
    assert (attempt.status, attempt.booking_id) == (AttemptStatus.succeeded, hold.id)
    assert await told(db, guest) == ["booked", "late_seated", "confirmed"]
    await assert_sound(db)


@pytest.mark.parametrize("refuse", [False, True])
async def test_a_crash_between_the_providers_deed_and_our_note_of_it_heals_by_the_next_run(db, refuse):
    _, _, hold = await held(db)
    attempt = await ask(db, hold)
    await do(db, simulated.decide, attempt.id, refuse=refuse)
    assert (await reread(db, hold)).status is BookingStatus.pending
    # Asked again it answers the same, though the dice would fall otherwise.
    await answer(db, refusal_rate=0 if refuse else 1)
    expected = BookingStatus.pending if refuse else BookingStatus.confirmed
    assert (await reread(db, hold)).status is expected
    assert len(await rows(db, Payment)) == (0 if refuse else 1)
    await assert_sound(db)


async def test_jobs_of_two_processes_charge_once(db):
    for _ in range(5):
        _, _, hold = await held(db)
        await ask(db, hold)
    await asyncio.gather(*(answer(db) for _ in range(3)))
    assert {row.status for row in await rows(db, Attempt)} == {AttemptStatus.succeeded}
    assert len(await rows(db, Payment)) == 5
    assert await rows(db, Refund) == []
    await assert_sound(db)


async def test_one_attempt_that_breaks_leaves_the_others_alone(db, monkeypatch):
    _, _, broken = await held(db)
    _, _, good = await held(db)
    first = await ask(db, broken)
    await ask(db, good)
    hear = charging.hear

    async def breaks(tx, attempt_id):
        if attempt_id == first.id:
            raise RuntimeError("the cable was pulled")
        await hear(tx, attempt_id)

    monkeypatch.setattr(charging, "hear", breaks)
    await answer(db)
    assert (await reread(db, good)).status is BookingStatus.confirmed
    monkeypatch.undo()
    await answer(db)
    assert (await reread(db, broken)).status is BookingStatus.confirmed
    await assert_sound(db)


async def test_money_adds_up_after_many_payments_with_every_kind_of_trouble(db):
    """Refusals, lost answers, late answers, gifts back, reconciliation in between: not a unit is lost or made."""
    dice = random.Random(7)
    async with db.begin() as tx:
        event = await factories.event(tx, price=PRICE, capacity=300, max_seats_per_booking=3)
        guests = await factories.people(tx, 130)
    office = BoxOffice(db)
    wishes = (office.book(event.id, guest.id, dice.randint(1, 3)) for guest in guests)
    holds = [row for row in await asyncio.gather(*wishes, return_exceptions=True) if isinstance(row, Row)]
    trouble = {"refusal_rate": 0.2, "lost_rate": 0.3, "draw": dice.random, "limit": 500}
    for _ in range(2):
        for hold in holds:
            with contextlib.suppress(errors.DomainError):
                await ask(db, hold)
        for hold in dice.sample(holds, 20):
            if (await reread(db, hold)).status is BookingStatus.pending:
                await lapse(db, hold)
        await charging.run(db, **trouble)
        for hold in dice.sample(holds, 30):
            with contextlib.suppress(errors.DomainError):
                await do(db, change.set_seats, hold.id, hold.user_id, 1)
        await grow_old(db, Attempt)
        while await reconcile_all(db):
            pass
        while await refund_all(db):
            pass
        await assert_sound(db)
    async with db.begin() as tx:
        charged, returned = (
            await tx.execute(
                select(func.sum(SimulatedCharge.amount), func.sum(SimulatedCharge.refunded)).where(
                    ~SimulatedCharge.refused
                )
            )
        ).one()
        captured = (await tx.execute(select(func.sum(Payment.amount)))).scalar_one()
        back = (await tx.execute(select(func.coalesce(func.sum(Refund.amount), 0)))).scalar_one()
    assert captured == charged
    assert back == returned
    assert {row.status for row in await rows(db, Attempt)} == {AttemptStatus.succeeded, AttemptStatus.failed}
    assert len(await rows(db, Attempt)) > 100
    assert await do(db, attempts.due, simulated.NAME) == []
