"""The drill: a real race for the seats of a throw-away event, then a check, in a database of its own (SCREENS 6).

The true box office serves it, several at once as several programs would. Live rows are out of reach: the race is
connected to its own database alone, which the migrations made, which carries the live one's number in its name and is
dropped whatever happens; one that a killed program left is dropped by the next drill. Nobody is written to from there.
One drill at a time, on `OFFICES + 2` connections, for `LIMIT` seconds at the most.
"""

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter

import structlog
from sqlalchemy import URL, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core import database, events, i18n, integrity, rights, users
from core.box_office import BoxOffice
from core.database import Tx, first
from core.errors import Busy, DomainError, DrillRefused, DrillRunning
from core.event_fields import Defaults, NewEvent
from core.integrity import Violation
from core.models import Booking, BookingStatus, Event, User

log = structlog.get_logger(__name__)

RIVALS, SEATS = 1000, 200
OFFICES = 4
LIMIT = 60.0
REASON = 60
ONE_AT_A_TIME = 4720233616
PREFIX = "eventbooker_drill"
"""Beside it the live database's number: two houses on one server never drop each other's."""


@dataclass(frozen=True)
class Report:
    """How it went: `sold` seats of `seats`, rivals `refused` with a reason or `unanswered`, seats sold `over`.

    `seconds` from the first rival to the last answer, `median` how long half of them waited at the most (seconds).
    """

    seats: int
    sold: int
    refused: int
    unanswered: int
    over: int
    seconds: float
    median: float
    violations: list[Violation] = field(default_factory=list)

    @property
    def per_second(self) -> int:
        """Bookings a second."""
        return round(self.sold / self.seconds)

    @property
    def is_well(self) -> bool:
        """Every seat was sold once, and everybody else was told why not."""
        return not (self.over or self.unanswered or self.violations) and self.sold == self.seats


async def run(db: AsyncEngine, admin_id: int, *, rivals: int = RIVALS, capacity: int = SEATS) -> Report:
    """Hold a drill beside the live house. Raises NotFound (no admin), DrillRunning, DrillRefused, Busy."""
    async with db.begin() as tx:
        await rights.ensure_admin(tx, admin_id)
    try:
        async with _throw_away(db.url) as address, asyncio.timeout(LIMIT):
            await asyncio.to_thread(database.migrate, address)
            stage = database.connect(address, pool_size=OFFICES)
            try:
                return await race(stage, rivals, capacity)
            finally:
                await stage.dispose()
    except (TimeoutError, DBAPIError, OSError) as error:
        log.warning("drill.ended", error=repr(error))
        if database.is_busy(error):
            raise Busy(s=LIMIT) from error
        raise DrillRefused(reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error)
    return i18n.clean(said.rpartition(">: ")[2], REASON)


@asynccontextmanager
async def _throw_away(live: URL) -> AsyncIterator[str]:
    """The address of an empty database on the same server. Whoever holds the lock owns it: the lock ends with them."""
    keeper = database.connect(_address(live), pool_size=1)
    try:
        async with keeper.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            # A database is made and dropped in more time than a handler's statement may take.
            await connection.execute(text(f"SET statement_timeout = {int(LIMIT * 1000)}"))
            name = await _claim(connection)
            try:
                await _drop(connection, name)
                await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
                yield _address(live.set(database=name))
            finally:
                await _drop(connection, name)
    finally:
        await keeper.dispose()


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


async def _claim(connection: AsyncConnection) -> str:
    """The name of the drill's database, to whoever comes first. Raises DrillRunning."""
    alone = text("SELECT oid FROM pg_database WHERE datname = current_database() AND pg_try_advisory_lock(:key)")
    found = await first(connection, alone.bindparams(key=ONE_AT_A_TIME))
    if found is None:
        raise DrillRunning
    return f"{PREFIX}_{found.oid}"


async def _drop(connection: AsyncConnection, name: str) -> None:
    await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


async def race(db: AsyncEngine, rivals: int, capacity: int) -> Report:
    """Let so many rivals book one seat each at the same moment, in a database that may be lost, and look at it."""
    async with db.begin() as tx:
        event_id, people = await _invite(tx, rivals, capacity)
    offices = [BoxOffice(db) for _ in range(OFFICES)]
    began = perf_counter()
    answers = await asyncio.gather(*(_book(offices[n % OFFICES], event_id, person) for n, person in enumerate(people)))
    seconds = perf_counter() - began
    told = Counter(answer for answer, _ in answers)
    async with db.begin() as tx:
        taken = Booking.status.in_([BookingStatus.pending, BookingStatus.confirmed])
        counted = select(func.coalesce(func.sum(Booking.seats), 0)).where(Booking.event_id == event_id, taken)
        rows = int((await tx.execute(counted)).scalar_one())
        violations = await integrity.check(tx)
    sold = max(rows, told["sold"])  # a seat that somebody was promised counts, whether it stands in a row or not
    return Report(
        seats=min(capacity, rivals),
        sold=sold,
        refused=told["refused"],
        unanswered=told["unanswered"],
        over=max(0, sold - capacity),
        seconds=seconds,
        median=statistics.median(wait for _, wait in answers),
        violations=violations,
    )


async def _invite(tx: Tx, rivals: int, capacity: int) -> tuple[int, list[int]]:
    """A free event of that many seats, and rivals who can be told of theirs: its id and theirs."""
    host = await users.operator(tx)
    soon = (await database.now(tx)).replace(tzinfo=None) + timedelta(days=7)
    new = NewEvent(name=PREFIX, starts_at=soon, place=PREFIX, capacity=capacity)
    usual = Defaults(zone="UTC", currency="EUR", booking_ttl=900, max_seats=1)
    event: Event = await events.create(tx, host.id, new, usual)
    crowd = [{"telegram_id": n, "name": str(n), "chat_open": True} for n in range(1, rivals + 1)]
    made = await tx.execute(insert(User).returning(User.id), crowd)
    return event.id, list(made.scalars())


async def _book(office: BoxOffice, event_id: int, user_id: int) -> tuple[str, float]:
    """How a rival was answered, and after how many seconds."""
    began = perf_counter()
    try:
        await office.book(event_id, user_id, 1)
        answer = "sold"
    except Busy:
        answer = "unanswered"
    except DomainError:
        answer = "refused"
    except Exception:
        log.exception("drill.rival_broken")
        answer = "unanswered"
    return answer, perf_counter() - began
