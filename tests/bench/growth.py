"""Does anything get slower because the house got bigger? A hundredth of its size against the whole, in one run.

Both sizes live in one server and take turns at every single operation, so the machine's moods hit both. An operation is
the same verb that the mouths call, with its transaction and its commit; targets of both sizes look alike (as many
bookings an event, as many a person). What is compared are the medians. Operations whose answer itself grows with the
house are measured too, but not counted.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs import Jobs
from core import bookings, catalogue, change, database, stats
from core.box_office import BoxOffice
from core.catalogue import Filters
from core.models import Access, Booking, Event, EventStatus
from core.settings import Settings
from tests.bench import fill
from tests.bench.fill import Size
from tests.bench.plans import Plans

SMALL = Size(events=100, users=1_000, bookings=10_000)
LARGE = Size(events=10_000, users=100_000, bookings=1_000_000)
ROUNDS = 400
WARM = 30
TARGETS = 16
READERS = 100
LAPSED = 3
GROWING_EVERY = 20
ADMIN = 1

Deed = Callable[[], Awaitable[Any]]


@dataclass
class House:
    """One size: its database, and whom and what to measure on."""

    db: AsyncEngine
    size: Size
    office: BoxOffice
    jobs: Jobs
    events: list[int]
    readers: list[int]
    middle: str | None
    turn: int = 0
    visits: dict[int, int] = field(default_factory=dict)
    booking: Booking | None = None

    def event(self) -> int:
        """The event whose turn it is."""
        return self.events[self.turn % len(self.events)]

    def reader(self) -> int:
        return self.readers[self.turn % len(self.readers)]

    def newcomer(self) -> int:
        """Somebody who has never been at the event whose turn it is."""
        event = self.event()
        visit = self.visits[event] = self.visits.get(event, 0) + 1
        return self.size.guest(event, self.size.each + 10 + visit)

    def doing(self, verb: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Deed:
        """The verb in a transaction of its own, as a handler does it."""

        async def deed() -> Any:
            async with self.db.begin() as tx:
                return await verb(tx, *args, **kwargs)

        return deed


async def book(house: House) -> Deed:
    event, person = house.event(), house.newcomer()

    async def deed() -> None:
        house.booking = await house.office.book(event, person, 2)

    return deed


async def confirm(house: House) -> Deed:
    return house.doing(bookings.confirm, house.booking.id, house.booking.user_id)


async def cancel(house: House) -> Deed:
    return house.doing(change.set_seats, house.booking.id, house.booking.user_id, 0)


async def first_page(house: House) -> Deed:
    return house.doing(catalogue.page, viewer_id=house.reader(), filters=Filters())


async def middle_page(house: House) -> Deed:
    return house.doing(catalogue.page, viewer_id=house.reader(), filters=Filters(), after=house.middle)


async def rare_word(house: House) -> Deed:
    return house.doing(catalogue.page, viewer_id=house.reader(), filters=Filters(text=fill.RARE.lower()))


async def frequent_word(house: House) -> Deed:
    return house.doing(catalogue.page, viewer_id=house.reader(), filters=Filters(text=fill.FREQUENT.lower()))


async def mine(house: House) -> Deed:
    return house.doing(bookings.mine, house.reader())


async def event_numbers(house: House) -> Deed:
    return house.doing(stats.of_event, house.size.host(house.event()), house.event())


async def platform_numbers(house: House) -> Deed:
    async with house.db.begin() as tx:
        now = await database.now(tx)
    return house.doing(stats.of_platform, ADMIN, now - timedelta(days=30), now)


async def sweep(house: House) -> Deed:
    """A few holds of one event lapsed, the others are alive: one run of the sweep."""
    event = house.event()
    held = await asyncio.gather(*(house.office.book(event, house.newcomer(), 1) for _ in range(LAPSED)))
    async with house.db.begin() as tx:
        theirs = update(Booking).where(Booking.id.in_([booking.id for booking in held]))
        await tx.execute(theirs.values(expires_at=func.clock_timestamp()))

    async def deed() -> None:
        await house.jobs.sweep_seats()
        assert house.jobs.last_sweep is not None

    return deed


Operation = Callable[[House], Awaitable[Deed]]

# In this order: confirm and cancel follow the booking that was just made.
OPERATIONS: dict[str, Operation] = {
    "book": book,
    "confirm": confirm,
    "cancel": cancel,
    "list": first_page,
    "list_middle": middle_page,
    "search": rare_word,
    "my_bookings": mine,
    "sweep": sweep,
    "statistics": event_numbers,
}
# Their answer is about all there is: reported, not counted.
GROWING: dict[str, Operation] = {"search_frequent": frequent_word, "platform_statistics": platform_numbers}


async def measure(dsn: str, *, small: Size = SMALL, large: Size = LARGE, rounds: int = ROUNDS) -> dict[str, Any]:
    """Fill both, measure in turns, look at the plans of the large one, check the invariants of both."""
    began = time.perf_counter()
    async with _house(dsn, "small", small) as little, _house(dsn, "large", large) as big:
        took = await _measure((little, big), rounds)
        fill.say("measured; now the plans")
        plans = Plans()
        for name, operation in OPERATIONS.items():
            deed = await operation(big)
            async with plans.watching(big.db, name):
                await deed()
        await plans.explain(big.db)
        figures = {name: _compared(*took[name]) for name in OPERATIONS}
        worst = max(figures, key=lambda name: figures[name]["ratio"])
        return {
            "worst": worst,
            "worst_ratio": figures[worst]["ratio"],
            "events": large.events,
            "users": large.users,
            "bookings": large.bookings,
            "operations": figures,
            "not_counted": {name: _compared(*took[name]) for name in GROWING},
            "seq_scans": plans.seq_scans,
            "whole_index_scans": plans.whole_index_scans,
            "violations": await fill.violations(little.db) + await fill.violations(big.db),
            "rounds": rounds,
            "seconds": round(time.perf_counter() - began),
        }


def _compared(little: list[float], big: list[float]) -> dict[str, float]:
    small, large = statistics.median(little), statistics.median(big)
    return {"small_ms": round(small * 1000, 2), "large_ms": round(large * 1000, 2), "ratio": round(large / small, 2)}


async def _measure(houses: tuple[House, House], rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    operations = OPERATIONS | GROWING
    took: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in operations}
    for turn in range(-min(WARM, rounds), rounds):
        for name, operation in (operations if turn % GROWING_EVERY == 0 else OPERATIONS).items():
            # Who goes first has the colder processor: they take turns at that too.
            for which in (0, 1) if turn % 2 else (1, 0):
                houses[which].turn = turn
                deed = await operation(houses[which])
                began = time.perf_counter()
                await deed()
                if turn >= 0:
                    took[name][which].append(time.perf_counter() - began)
    return took


@asynccontextmanager
async def _house(dsn: str, name: str, size: Size) -> AsyncIterator[House]:
    """A database beside the given one, made from it, filled, and thrown away after."""
    url = make_url(dsn)
    own = f"{url.database}_{name}"
    server = database.connect(url.set(database="template1").render_as_string(hide_password=False))
    alone = server.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {own} TEMPLATE {url.database}"))
    db = database.connect(url.set(database=own).render_as_string(hide_password=False), pool_size=2)
    try:
        await fill.fill(db, size)
        yield await _look_around(db, size)
    finally:
        await db.dispose()
        async with alone.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {own} WITH (FORCE)"))
        await server.dispose()


async def _look_around(db: AsyncEngine, size: Size) -> House:
    ahead = select(Event.id).where(Event.status == EventStatus.published, Event.access == Access.public)
    asks = ahead.where(Event.requires_confirmation, Event.available > 0)
    guests = select(Booking.user_id).group_by(Booking.user_id).having(func.count() >= size.bookings // size.users)
    async with db.begin() as tx:
        events = [row.id for row in await database.all_of(tx, asks.order_by(func.hashint8(Event.id)).limit(TARGETS))]
        people = guests.order_by(func.hashint8(Booking.user_id)).limit(READERS)
        readers = [row.user_id for row in await database.all_of(tx, people)]
        half = (await tx.execute(select(func.count()).select_from(ahead.subquery()))).scalar_one() // 2
        page = await catalogue.page(tx, filters=Filters(), limit=max(1, half))
    verbs = {"office": BoxOffice(db, max_holds=100), "jobs": Jobs(db, Settings())}
    return House(db=db, size=size, events=events, readers=readers, middle=page.next, **verbs)
