"""Which sweep runs how often. Each is idempotent and keeps promises that are rows with a due time.

Nothing depends on a run: whoever comes to an event first lets its lapsed holds go as well. One transaction a promise,
so that one's trouble stays its own. Seats have a ticker to themselves: a thousand refunds don't keep a hold waiting.
"""

import functools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncEngine

from core import (
    charging,
    closing,
    database,
    departures,
    digests,
    emails,
    hold_endings,
    lapse,
    news,
    reconciliation,
    refunding,
    reminders,
    watches,
)
from core.database import Tx
from core.settings import Settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sweep:
    """Promises of one kind: `due` lists their ids, the oldest first; `keep` keeps one and is idempotent.

    A large one is kept `in_batches`, each in a transaction of its own, until `keep` answers that nothing is left (0).
    """

    name: str
    due: Callable[[Tx], Awaitable[list[int]]]
    keep: Callable[[Tx, int], Awaitable[Any]]
    in_batches: bool = False


async def _lapse(tx: Tx, event_id: int) -> int:
    # Another program's sweep or somebody who books has the event: they let its holds go themselves. Whoever else has
    # it is waited for at the end.
    return await lapse.expire_due(tx, event_id, wait=False)


SEATS = (
    Sweep("lapsed_holds", lapse.due_events, _lapse),
    Sweep("begun_lines", lapse.begun_lines, lapse.close_line),
    Sweep("left_to_others", lapse.due_events, lapse.expire_due),
)


async def _complete(tx: Tx, event_id: int) -> None:
    await closing.complete(tx, None, event_id)


AFTERMATH = (
    Sweep("idle_seats", lapse.idle_seats, lapse.serve_line),
    Sweep("overdue_events", closing.overdue, _complete),
    Sweep("winding_up", closing.due, closing.wind_up, in_batches=True),
    Sweep("reminders", reminders.due, reminders.send),
    Sweep("hold_endings", hold_endings.due, hold_endings.warn),
    Sweep("news", news.due, news.tell),
    Sweep("departures", departures.due, departures.forget),
    Sweep("refunds", refunding.due, refunding.make),
    Sweep("old_codes", emails.due, emails.forget),
)


def _digests(zone: str) -> Sweep:
    """By each host's own morning; `zone` is for those who named none."""
    due, keep = (functools.partial(verb, zone=zone) for verb in (digests.due, digests.promise))
    return Sweep("digests", due, keep)


BOOKS = (Sweep("reconciliation", reconciliation.due, reconciliation.reconcile),)
PAYMENTS_EVERY, BOOKS_EVERY, WATCHES_EVERY = 1.0, 60.0, 60.0


class Jobs:
    """The tickers. `last_sweep` is when the sweep of seats last went through to its end (monotonic)."""

    def __init__(self, db: AsyncEngine, settings: Settings) -> None:
        self.db = db
        self.interval = settings.scheduler.interval
        self.conduct = settings.payments.model_dump(exclude={"rail"})
        self.aftermath = (*AFTERMATH, _digests(settings.zone))
        self.last_sweep: float | None = None
        # APScheduler's own defaults drop a run that is a second late; a sweep that is late is wanted all the more.
        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self.scheduler.add_job(self.sweep_seats, "interval", seconds=self.interval, id="seats")
        self.scheduler.add_job(self.sweep_aftermath, "interval", seconds=self.interval, id="aftermath")
        self.scheduler.add_job(self.charge, "interval", seconds=min(self.interval, PAYMENTS_EVERY), id="payments")
        self.scheduler.add_job(self.compare_books, "interval", seconds=BOOKS_EVERY, id="books")
        self.scheduler.add_job(self.watch, "interval", seconds=WATCHES_EVERY, id="watches")

    def also(self, name: str, sweep: Callable[[], Awaitable[None]], *, every: float | None = None) -> None:
        """Another sweep, of what this room does not know; at the usual pace, or every so many seconds."""
        self.scheduler.add_job(sweep, "interval", seconds=every or self.interval, id=name)

    async def sweep_seats(self) -> None:
        """Let lapsed holds go and serve the lines."""
        if await self._run(SEATS):
            self.last_sweep = time.monotonic()

    async def sweep_aftermath(self) -> None:
        """What follows from what people did: money back, reminders, events that end."""
        await self._run(self.aftermath)

    async def charge(self) -> None:
        """Simulated payments that are due get their answer (R42)."""
        try:
            await charging.run(self.db, **self.conduct)
        except Exception:
            log.exception("sweep.failed", sweep="payments")

    async def compare_books(self) -> None:
        """Our payments against the provider's list."""
        await self._run(BOOKS)

    async def watch(self) -> None:
        """Look at what admins want to know unasked, on a connection of its own: a large house takes its time."""
        try:
            async with self.db.begin() as tx:
                claimed = await watches.claim(tx)
            if claimed:
                await self._look(claimed)
        except Exception:
            log.exception("sweep.failed", sweep="watches")

    async def _look(self, claimed: list[str]) -> None:
        eye = database.connect(self.db.url.render_as_string(hide_password=False), pool_size=1)
        try:
            for name in claimed:
                try:
                    async with eye.begin() as tx:
                        await watches.look(tx, name)
                except Exception:
                    log.exception("sweep.failed", sweep=f"watches: {name}")
        finally:
            await eye.dispose()

    async def _run(self, sweeps: tuple[Sweep, ...]) -> bool:
        """Whether every sweep could look for its promises; the next run tries what failed again."""
        # One connection for the whole run: taking one from the pool for each promise costs as much as keeping it.
        try:
            async with self.db.connect() as connection:
                return all([await self._keep_all(connection, sweep) for sweep in sweeps])
        except Exception:
            log.exception("sweep.away")  # no connection, or it broke in between: the next run tries again
            return False

    async def _keep_all(self, connection: Tx, sweep: Sweep) -> bool:
        try:
            async with connection.begin():
                due = await sweep.due(connection)
        except Exception:
            log.exception("sweep.failed", sweep=sweep.name)
            return False
        for number in due:
            await self._keep(connection, sweep, number)
        return True

    async def _keep(self, connection: Tx, sweep: Sweep, number: int) -> None:
        try:
            done = await self._in_a_transaction(connection, sweep, number)
            while sweep.in_batches and done:
                done = await self._in_a_transaction(connection, sweep, number)
        except Exception:
            log.exception("sweep.promise_failed", sweep=sweep.name, id=number)

    async def _in_a_transaction(self, connection: Tx, sweep: Sweep, number: int) -> Any:
        async with connection.begin():
            return await sweep.keep(connection, number)

    def is_well(self) -> bool:
        """Whether the sweep keeps its pace."""
        return self.last_sweep is not None and time.monotonic() - self.last_sweep < 3 * self.interval + 15

    async def start(self) -> None:
        """Sweep once, for what lapsed while nothing ran, then go by the interval."""
        self.scheduler.start()
        await self.sweep_seats()
        await self.sweep_aftermath()

    def stop(self) -> None:
        """No more runs; one that is under way is cut off, which its transactions undo."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)
