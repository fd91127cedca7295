"""Money on its way back: promised once, tried until it is there, told once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from core import change, database, errors, refunding, refunds
from core.box_office import BoxOffice
from core.models import (
    Account,
    Audit,
    Booking,
    BookingStatus,
    Ledger,
    Outbox,
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
    pay,
    refund_all,
    reread,
    rows,
    told,
)


async def owed(db):
    """A test payment of two seats that were given back: its refund."""
    _, guest, hold = await held(db)
    await pay(db, hold)
    await do(db, change.set_seats, hold.id, guest.id, 0)
    [refund] = await rows(db, Refund)
    return guest, refund


async def owed_by_provider(db):
    """Two simulated refunds of one seat each, of one charge."""
    _, guest, hold = await held(db)
    await ask(db, hold)
    await answer(db)
    for seats in (1, 0):
        await do(db, change.set_seats, hold.id, guest.id, seats)
    return guest, await rows(db, Refund)


async def test_a_refund_is_made_once_and_told_once(db):
    guest, refund = await owed(db)
    for _ in range(3):
        await do(db, refunding.make, refund.id)
    assert await balances(db, refund.payment_id) == {Account.refunded: 2 * PRICE}
    assert (await told(db, guest)).count("refunded") == 1
    assert await do(db, refunding.due) == []
    await assert_sound(db)


async def test_each_seat_that_is_given_back_brings_its_price_back_once(db):
    _, guest, hold = await held(db)
    await pay(db, hold)
    for left in (1, 0):
        await do(db, change.set_seats, hold.id, guest.id, left)
        assert [refund.amount for refund in await rows(db, Refund)] == [PRICE] * (2 - left)
    await assert_sound(db)


async def test_what_the_policy_does_not_give_back_stays_attached(db):
    _, guest, hold = await held(db)
    await pay(db, hold)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp()))
    await do(db, change.set_seats, hold.id, guest.id, 0)
    assert await rows(db, Refund) == []
    assert await do(db, refunds.paid, hold.id) == 2 * PRICE
    await assert_sound(db)


async def test_what_ends_by_the_hosts_will_goes_back_whole_whatever_the_policy(db):
    event, guest, hold = await held(db)
    await pay(db, hold)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp()))
    await do(db, change.cancel_guest, event.host_id, hold.id, "closed screening")
    assert await do(db, refunds.paid, hold.id) == 0
    assert await refund_all(db) == 1
    assert (await told(db, guest))[-2:] == ["cancelled", "refunded"]
    await assert_sound(db)


async def test_more_than_was_paid_is_never_promised(db):
    _, _, hold = await held(db)
    await pay(db, hold)
    with pytest.raises(AssertionError):
        await do(db, refunds.promise, hold.id, 2 * PRICE + 1)
    assert await rows(db, Refund) == []


async def test_two_sweeps_at_once_give_the_money_back_once(db):
    guest, promised = await owed_by_provider(db)
    await asyncio.gather(*(do(db, refunding.make, refund.id) for refund in promised * 3))
    [charge] = await charges(db)
    assert charge.refunded == 2 * PRICE
    assert (await told(db, guest)).count("refunded") == 2
    await assert_sound(db)


async def charges(db):
    async with db.begin() as tx:
        return (await tx.execute(select(SimulatedCharge).order_by(SimulatedCharge.attempt_id))).all()


async def test_a_refund_without_its_guards_is_made_twice(db):
    """The negative control: look, call, mark, as it is usually written; the provider gives "more", not "in all"."""
    _, promised = await owed_by_provider(db)

    seen = asyncio.Barrier(2)

    async def make(tx, refund_id):
        refund = (await tx.execute(select(Refund).where(Refund.id == refund_id))).one()
        await seen.wait()
        if refund.status is RefundStatus.refunding:
            more = SimulatedCharge.refunded + refund.amount
            await tx.execute(update(SimulatedCharge).values(refunded=more))
            await tx.execute(update(Refund).where(Refund.id == refund_id).values(status=RefundStatus.refunded))

    await asyncio.gather(*(do(db, make, promised[0].id) for _ in range(2)))
    assert (await charges(db))[0].refunded == 2 * promised[0].amount


async def test_already_refunded_is_success(db):
    """A crash between the provider's deed and our mark: the next run finds it done."""
    guest, promised = await owed_by_provider(db)
    async with db.begin() as tx:
        await tx.execute(update(SimulatedCharge).values(refunded=promised[0].amount))
    assert await refund_all(db) == 2
    assert (await charges(db))[0].refunded == 2 * PRICE
    assert (await told(db, guest)).count("refunded") == 2
    await assert_sound(db)


async def test_a_refund_that_fails_is_tried_again_after_growing_pauses(db):
    _, refund = await owed(db)
    pauses = []
    for _ in range(4):
        await do(db, refunding.failed, refund.id, "the provider answers 500")
        [row] = await rows(db, Refund)
        pauses.append(round((row.due_at - await do(db, database.now)).total_seconds()))
        assert await do(db, refunding.due) == []
    assert pauses == [30, 60, 120, 240]
    assert (row.attempts, row.error) == (4, "the provider answers 500")
    await grow_old(db, Refund)
    assert await refund_all(db) == 1
    [row] = await rows(db, Refund)
    assert (row.status, row.error) == (RefundStatus.refunded, None)
    await assert_sound(db)


async def test_a_stuck_refund_is_told_once_to_its_payer_and_to_admins_and_goes_on(db):
    guest, refund = await owed(db)
    boss = await do(db, factories.person, "Admin", role=Role.admin)
    for _ in range(30):
        await do(db, refunding.failed, refund.id, "no such charge")
    assert (await told(db, guest)).count("refund_stuck") == 1
    assert await told(db, boss) == ["refund_stuck"]
    [paper] = [row for row in await rows(db, Outbox) if row.user_id == boss.id]
    assert paper.params["attempts"] == 6
    [row] = await do(db, refunding.stuck, boss.id)
    assert (row.id, row.attempts, row.telegram_id) == (refund.id, 30, guest.telegram_id)
    assert row.due_at - await do(db, database.now) < timedelta(hours=6)
    with pytest.raises(errors.NotFound):
        await do(db, refunding.stuck, guest.id)
    await do(db, refunding.retry, boss.id, refund.id)
    assert await do(db, refunding.due) == [refund.id]


async def test_an_admin_settles_a_refund_by_hand_with_a_note(db):
    guest, refund = await owed(db)
    boss = await do(db, factories.person, "Admin", role=Role.admin)
    with pytest.raises(errors.Invalid):
        await do(db, refunding.settle_by_hand, boss.id, refund.id, "")
    with pytest.raises(errors.NotFound):
        await do(db, refunding.settle_by_hand, guest.id, refund.id, "mine")
    await do(db, refunding.settle_by_hand, boss.id, refund.id, "by bank transfer")
    async with db.begin() as tx:
        last = select(Audit.new, Audit.actor, Audit.reason).where(Audit.entity == "refund").order_by(Audit.id.desc())
        assert (await tx.execute(last.limit(1))).one() == ("refunded", f"user:{boss.id}", "by bank transfer")
    assert (await told(db, guest))[-1] == "refunded"
    await assert_sound(db)


async def test_nobody_settles_by_hand_what_its_provider_is_asked_for(db):
    _, refund = await owed(db)
    boss = await do(db, factories.person, "Admin", role=Role.admin)
    assert (await do(db, refunding.claim, refund.id)).id == refund.id
    assert await do(db, refunding.claim, refund.id) is None
    await do(db, refunding.retry, boss.id, refund.id)
    with pytest.raises(errors.Busy):
        await do(db, refunding.settle_by_hand, boss.id, refund.id, "in cash")
    await do(db, refunding.release, refund.id)
    assert await do(db, refunding.due) == [refund.id]
    await do(db, refunding.settle_by_hand, boss.id, refund.id, "in cash")
    assert await do(db, refunding.claim, refund.id) is None
    await assert_sound(db)


async def test_another_providers_refund_waits_for_the_bot(db):
    _, guest, hold = await held(db)
    await pay(db, hold, "tg1", provider="stars")
    await do(db, change.set_seats, hold.id, guest.id, 0)
    [refund] = await rows(db, Refund)
    await do(db, refunding.make, refund.id)
    assert await do(db, refunding.due) == []
    assert await do(db, refunding.due, providers=["stars"]) == [refund.id]
    row = await do(db, refunding.look, refund.id)
    assert (row.provider, row.charge_id, row.amount, row.telegram_id) == ("stars", "tg1", 2 * PRICE, guest.telegram_id)
    await do(db, refunding.done, refund.id)
    await assert_sound(db)


async def test_a_charge_that_the_provider_does_not_know_is_no_refund(db):
    _, guest, hold = await held(db)
    await pay(db, hold, "simulated:1", provider="simulated")
    await do(db, change.set_seats, hold.id, guest.id, 0)
    await refund_all(db)
    [row] = await rows(db, Refund)
    assert (row.status, row.attempts, row.error) == (RefundStatus.refunding, 1, "no such charge")
    with pytest.raises(errors.NotFound):
        await do(db, refunding.make, row.id + 1000)


async def test_everything_that_was_paid_for_many_bookings_is_promised_at_once(db):
    event, _, first = await held(db, capacity=10)
    guests = await do(db, factories.people, 3)
    office = BoxOffice(db)
    held_ = [first, *await asyncio.gather(*(office.book(event.id, guest.id, 2) for guest in guests))]
    for number, row in enumerate(held_[:3]):
        await pay(db, row, f"c{number}")
    await do(db, change.set_seats, held_[2].id, held_[2].user_id, 1)
    for expected in (3, 0):
        async with db.begin() as tx:
            await tx.execute(text("SELECT FROM events WHERE id = :id FOR UPDATE"), {"id": event.id})
            assert await refunds.promise_all(tx, [row.id for row in held_]) == expected
    assert [row.amount for row in await rows(db, Refund)] == [PRICE, 2 * PRICE, 2 * PRICE, PRICE]
    assert [await do(db, refunds.paid, row.id) for row in held_] == [0, 0, 0, 0]
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).where(Audit.entity == "refund"))).scalar_one() == 4
    assert (await reread(db, first)).status is BookingStatus.confirmed


MANY_PAID = """
    WITH b AS (
        INSERT INTO bookings (event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until,
                              ended_at)
        SELECT event_id, user_id, 1, 'cancelled', price, currency, terms, 'T' || n, refundable_until, now()
        FROM bookings, generate_series(1, 10000) n RETURNING id, user_id, ticket_code, price, currency
    ), p AS (
        INSERT INTO payments (booking_id, user_id, provider, charge_id, amount, currency, status)
        SELECT id, user_id, 'test', ticket_code, price, currency, 'captured' FROM b RETURNING id, amount, currency
    )
    INSERT INTO ledger (payment_id, account, amount, currency, reason)
    SELECT id, 'attached', amount, currency, 'captured' FROM p
"""


async def test_ten_thousand_bookings_are_promised_within_a_statements_patience(db):
    """A cancelled event's guests (R51): set-based, whatever their number."""
    await held(db)
    async with db.begin() as tx:
        await tx.execute(text(MANY_PAID))
        ids = list((await tx.execute(select(Booking.id))).scalars())
        began = await database.now(tx)
        assert await refunds.promise_all(tx, ids) == 10_000
        assert (await database.now(tx) - began).total_seconds() < 5
        assert (await tx.execute(select(func.count()).select_from(Ledger))).scalar_one() == 30_000
