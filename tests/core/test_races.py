"""Races about one booking, on real connections, each beside its control: the same race with the guard left out.

Others stand with their subjects: the last seat in `test_box_office`, the line against newcomers in `test_offers`, two
payments for one booking in `test_payments`, a capacity that shrinks in `test_event_edit`.
"""

import asyncio
import random
from collections import Counter

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core import bookings, change, database, errors, integrity, lapse
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, Outbox
from tests import factories

ROUNDS, EVENTS, AT_ONCE = 1000, 20, 4
EXPECTED = (errors.HoldEnded, errors.NotPending)


@pytest.fixture
async def many(dsn):
    """An engine with a connection for each rival of every race that runs at once."""
    engine = database.connect(dsn, pool_size=3 * AT_ONCE)
    yield engine
    await engine.dispose()


async def holds(db, count: int) -> tuple[Event, list[Booking]]:
    """A free event that asks for confirmation, and as many live holds of two seats."""
    async with db.begin() as tx:
        event = await factories.event(tx, requires_confirmation=True, capacity=2 * count + 1)
        guests = await factories.people(tx, count)
    return event, await asyncio.gather(*(BoxOffice(db).book(event.id, guest.id, 2) for guest in guests))


async def do(db, verb, *args):
    async with db.begin() as tx:
        return await verb(tx, *args)


async def broken(db) -> set[int]:
    async with db.begin() as tx:
        return {violation.number for violation in await integrity.check(tx)}


async def trails(db) -> Counter:
    """How many bookings went which way, by the record."""
    steps = func.string_agg(Audit.new, aggregate_order_by(text("' '"), Audit.id))
    way = select(steps).where(Audit.entity == "booking").group_by(Audit.entity_id)
    async with db.begin() as tx:
        return Counter((await tx.execute(way)).scalars())


async def contest(db, event: Event, hold: Booking, pace: float) -> float:
    """Its holder confirms and gives back, the sweep comes, all about the deadline. How long it took, in seconds.

    `pace` is how long the last one took: the deadline falls into this one, or soon after, on machines of any speed.
    """
    await do(db, factories.lapse, hold.id, -random.uniform(0, 1.5 * pace))
    began = asyncio.get_running_loop().time()
    rivals = [
        do(db, bookings.confirm, hold.id, hold.user_id),
        do(db, change.set_seats, hold.id, hold.user_id, 0),
        do(db, lapse.expire_due, event.id),
    ]
    random.shuffle(rivals)
    outcomes = await asyncio.gather(*rivals, return_exceptions=True)
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, EXPECTED)] == []
    return asyncio.get_running_loop().time() - began


async def test_cancel_against_expire_against_confirm_a_thousand_times(many):
    evenings = [await holds(many, ROUNDS // EVENTS) for _ in range(EVENTS)]

    async def contests(event, rows):
        pace = 0.02
        for hold in rows:
            pace = await contest(many, event, hold, pace)
        await do(many, lapse.expire_due, event.id)
        assert (await do(many, factories.reread, event)).available == event.capacity

    for n in range(0, EVENTS, AT_ONCE):
        await asyncio.gather(*(contests(event, rows) for event, rows in evenings[n : n + AT_ONCE]))
    ways = await trails(many)
    assert ways.total() == ROUNDS
    # Every way that is drawn was gone, and no other: what was confirmed in time was given back after it.
    assert set(ways) == {"pending expired", "pending cancelled", "pending confirmed cancelled"}
    assert await broken(many) == set()


async def look_then_end(tx, booking_id: int, status: BookingStatus, seen: asyncio.Barrier) -> None:
    """As it is usually written: look, think, save, with no lock around and no guard; all have `seen` before one saves."""
    row = (await tx.execute(select(Booking).where(Booking.id == booking_id))).one()
    await seen.wait()
    assert row.status is BookingStatus.pending
    ended = {"ended_at": func.clock_timestamp()} if status is not BookingStatus.confirmed else {}
    await tx.execute(update(Booking).where(Booking.id == booking_id).values(status=status, **ended))
    if ended:
        more = Event.available + row.seats
        await tx.execute(update(Event).where(Event.id == row.event_id).values(available=more))


async def test_the_same_contest_without_lock_and_guard_frees_seats_twice(many):
    """The negative control."""
    _, [hold, *_] = await holds(many, 3)
    endings, seen = (BookingStatus.confirmed, BookingStatus.cancelled, BookingStatus.expired), asyncio.Barrier(3)
    rivals = (do(many, look_then_end, hold.id, ending, seen) for ending in endings)
    await asyncio.gather(*rivals, return_exceptions=True)
    assert 2 in await broken(many)


async def test_two_sweeps_let_each_hold_go_once_and_tell_its_holder_once(many):
    for _ in range(10):
        event, rows = await holds(many, 40)
        async with many.begin() as tx:
            past = func.clock_timestamp() - text("interval '1 second'")
            await tx.execute(update(Booking).where(Booking.event_id == event.id).values(expires_at=past))
        freed = await asyncio.gather(*(do(many, lapse.expire_due, event.id) for _ in range(2)))
        assert sorted(freed) == [0, 80]
        told = select(func.count()).where(Outbox.event_id == event.id, Outbox.kind == "expired")
        async with many.begin() as tx:
            assert (await tx.execute(told)).scalar_one() == len(rows)
            assert (await factories.reread(tx, event)).available == event.capacity
    assert await broken(many) == set()


async def test_two_sweeps_that_look_first_and_end_later_free_seats_twice(many):
    """The negative control."""
    event, rows = await holds(many, 4)
    seen = asyncio.Barrier(2)
    for hold in rows[:2]:
        await asyncio.gather(*(do(many, look_then_end, hold.id, BookingStatus.expired, seen) for _ in range(2)))
    assert (await do(many, factories.reread, event)).available == 1 + 2 * 2 * 2
    assert 2 in await broken(many)
