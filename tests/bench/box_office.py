"""1,000 rivals for one event: the box office against a row lock a booking, on one database, in one run."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core import database, integrity
from core.box_office import BoxOffice
from core.errors import DomainError
from core.models import Booking, Event
from tests import factories
from tests.core.usual import book_with_a_row_lock

RIVALS = 1000
CAPACITY = 900
ROUNDS = 5


async def measure(dsn: str) -> dict[str, Any]:
    """Rounds in turn, so that a machine that changes its speed changes both; the ratio is that of the medians."""
    db = database.connect(dsn, pool_size=20)
    async with db.begin() as tx:
        people = [person.id for person in await factories.people(tx, RIVALS)]
    office = BoxOffice(db)

    async def through_the_office(event: int, person: int) -> bool:
        try:
            await office.book(event, person, 1)
        except DomainError:
            return False
        return True

    connections = asyncio.Semaphore(20)

    async def with_a_row_lock(event: int, person: int) -> bool:
        async with connections:  # on a slow machine the last in line would wait longer than the pool lets them
            return await book_with_a_row_lock(db, event, person)

    ours, usual, oversold = [], [], 0
    for _ in range(ROUNDS):
        for book, rounds in ((through_the_office, ours), (with_a_row_lock, usual)):
            rounds.append(await _race(db, book, people))
    async with db.begin() as tx:
        oversold = sum(violation.rows for violation in await integrity.check(tx) if violation.number in {1, 2})
    await db.dispose()
    return {
        "ratio": round(
            statistics.median(r["per_second"] for r in ours) / statistics.median(r["per_second"] for r in usual), 1
        ),
        "oversold": oversold + sum(r["oversold"] for r in ours + usual),
        "rivals": RIVALS,
        "capacity": CAPACITY,
        "rounds": ROUNDS,
        "box_office_per_second": round(statistics.median(r["per_second"] for r in ours)),
        "row_lock_per_second": round(statistics.median(r["per_second"] for r in usual)),
        "box_office_p50_ms": round(statistics.median(r["p50_ms"] for r in ours), 1),
        "row_lock_p50_ms": round(statistics.median(r["p50_ms"] for r in usual), 1),
    }


async def _race(db: AsyncEngine, book: Callable[[int, int], Awaitable[bool]], people: list[int]) -> dict[str, float]:
    async with db.begin() as tx:
        event = (await factories.event(tx, capacity=CAPACITY)).id
    waits = []

    async def one(person: int) -> bool:
        began = time.perf_counter()
        done = await book(event, person)
        waits.append(time.perf_counter() - began)
        return done

    began = time.perf_counter()
    sold = sum(await asyncio.gather(*(one(person) for person in people)))
    took = time.perf_counter() - began
    async with db.begin() as tx:
        seats = (await tx.execute(select(func.sum(Booking.seats)).where(Booking.event_id == event))).scalar_one()
        left = (await tx.execute(select(Event.available).where(Event.id == event))).scalar_one()
    assert sold == seats == CAPACITY - left, (sold, seats, left)
    return {"per_second": sold / took, "p50_ms": statistics.median(waits) * 1000, "oversold": max(0, seats - CAPACITY)}
