"""Winding up an event with many guests: in batches, by several sweeps, through deaths."""

import asyncio

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import closing, integrity
from core.models import Audit, Booking, BookingStatus, Event, Payment, Refund
from tests import factories
from tests.core.test_closing import PRICE, assert_sound, cancel, states, told, wind_up


async def crowd(db, count: int, *, price: int = PRICE) -> Event:
    """`count` guests with a paid seat each, as rows."""
    async with db.begin() as tx:
        event = await factories.event(tx, price=price, capacity=count, available=0)
        facts = {"event": event.id, "count": count, "price": price}
        for statement in CROWD:
            await tx.execute(text(statement), {name: value for name, value in facts.items() if f":{name}" in statement})
    return event


CROWD = (
    """INSERT INTO users (telegram_id, name, chat_open)
       SELECT 10000000 + n, 'Guest ' || n, true FROM generate_series(1, :count) n""",
    """INSERT INTO bookings (event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until,
                             confirmed_at)
       SELECT :event, id, 1, 'confirmed', :price, 'RUB', 1, 'T' || id, now() - interval '1 day', now()
       FROM users WHERE telegram_id > 10000000""",
    """INSERT INTO audit (entity, entity_id, new, seats, actor)
       SELECT 'booking', id, 'confirmed', seats, 'test' FROM bookings WHERE event_id = :event""",
    """INSERT INTO payments (booking_id, user_id, provider, charge_id, amount, currency, status)
       SELECT id, user_id, 'test', 'c' || id, price, currency, 'captured' FROM bookings WHERE event_id = :event""",
    """INSERT INTO audit (entity, entity_id, new, actor)
       SELECT 'payment', p.id, p.status, 'test' FROM payments p JOIN bookings b ON b.id = p.booking_id
       WHERE b.event_id = :event""",
    """INSERT INTO ledger (payment_id, account, amount, currency, reason)
       SELECT p.id, 'attached', p.amount, p.currency, 'captured'
       FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.event_id = :event""",
)


async def test_ten_thousand_guests_are_each_told_once_and_refunded_once(db):
    event = await crowd(db, 10_000)
    await cancel(db, event)
    batches = []
    while not batches or batches[-1]:
        batches.append(await wind_up(db, event))
    assert batches == [500] * 20 + [0]
    async with db.begin() as tx:
        per_guest = "SELECT count(*), count(DISTINCT user_id) FROM outbox WHERE kind = 'event_cancelled'"
        assert tuple((await tx.execute(text(per_guest))).one()) == (10_000, 10_000)
        per_payment = select(func.count(), func.count(Refund.payment_id.distinct()), func.sum(Refund.amount))
        assert tuple((await tx.execute(per_payment)).one()) == (10_000, 10_000, 10_000 * PRICE)
        row = await factories.reread(tx, event)
    assert row.available == 10_000
    assert row.wound_up_at is not None
    await assert_sound(db)


async def test_several_sweeps_at_once_change_nothing_twice(db):
    event = await crowd(db, 60)
    await cancel(db, event)

    async def keep_sweeping():
        ended = 0
        while gone := await wind_up(db, event, batch=7):
            ended += gone
        return ended

    assert sum(await asyncio.gather(*(keep_sweeping() for _ in range(5)))) == 60
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Refund))).scalar_one() == 60
        rows = await tx.execute(select(func.count()).where(Audit.entity == "booking", Audit.new == "cancelled"))
        assert rows.scalar_one() == 60
    assert len(await told(db, "event_cancelled")) == 60
    await assert_sound(db)


async def naive_wind_up(db, event_id: int, looked: asyncio.Barrier) -> None:
    """The same without the lock and the guard: look who is left, then end them."""
    async with db.begin() as tx:
        rows = (await tx.execute(select(Booking).where(Booking.status == BookingStatus.confirmed))).all()
        await looked.wait()
        for row in rows:
            ended = update(Booking).where(Booking.id == row.id)
            await tx.execute(ended.values(status="cancelled", ended_at=func.clock_timestamp()))
            payment = select(Payment.id).where(Payment.booking_id == row.id).scalar_subquery()
            await tx.execute(insert(Refund).values(payment_id=payment, amount=row.price, status="refunding"))


async def test_without_lock_and_guard_two_sweeps_refund_twice(db):
    """The negative control of the one above."""
    event = await crowd(db, 5)
    await cancel(db, event)
    together = asyncio.Barrier(2)
    await asyncio.gather(*(naive_wind_up(db, event.id, together) for _ in range(2)))
    async with db.begin() as tx:
        assert {found.number for found in await integrity.check(tx)} >= {19}


async def die_inside_a_batch(db, event) -> None:
    """Everything is done but the commit: then the connection is gone."""
    async with db.begin() as tx:
        await closing.wind_up(tx, event.id, 8)
        await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_sweep_that_dies_between_and_inside_batches_loses_nothing(db):
    event = await crowd(db, 20)
    await cancel(db, event)
    assert await wind_up(db, event, batch=8) == 8
    with pytest.raises(DBAPIError):
        await die_inside_a_batch(db, event)
    assert await states(db) == {"confirmed": 12, "cancelled": 8}
    await assert_sound(db)
    while await wind_up(db, event, batch=8):
        pass
    assert await states(db) == {"cancelled": 20}
    assert len(await told(db, "event_cancelled")) == 20
    await assert_sound(db)
