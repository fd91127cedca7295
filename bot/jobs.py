"""Which sweep runs how often. Each is idempotent and keeps promises that are rows with a due time.

Nothing depends on a run: whoever comes to an event first lets its lapsed holds go as well. One transaction a promise,
so that one's trouble stays its own. Seats have a ticker to themselves: a thousand refunds don't keep a hold waiting.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncEngine

from core import lapse, refunds
from core.database import Tx
from core.settings import Settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sweep:
    """Promises of one kind: `due` lists their ids, the oldest first; `keep` keeps one and is idempotent."""

    name: str
    due: Callable[[Tx], Awaitable[list[int]]]
    keep: Callable[[Tx, int], Awaitable[Any]]


async def _lapse(tx: Tx, event_id: int) -> int:
    # Another program's sweep, or somebody who books, has the event: they let its holds go themselves.
    return await lapse.expire_due(tx, event_id, wait=False)


SEATS = (
    Sweep("lapsed_holds", lapse.due_events, _lapse),
    Sweep("begun_lines", lapse.begun_lines, lapse.close_line),
    Sweep("idle_seats", lapse.idle_seats, lapse.serve_line),
)
AFTERMATH = (Sweep("refunds", refunds.due, refunds.make),)


class Jobs:
    """The tickers. `last_sweep` is when the sweep of seats last went through to its end (monotonic)."""

    def __init__(self, db: AsyncEngine, settings: Settings) -> None:
        self.db = db
        self.interval = settings.scheduler.interval
        self.last_sweep: float | None = None
        # APScheduler's own defaults drop a run that is a second late; a sweep that is late is wanted all the more.
        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self.scheduler.add_job(self.sweep_seats, "interval", seconds=self.interval, id="seats")
        self.scheduler.add_job(self.sweep_aftermath, "interval", seconds=self.interval, id="aftermath")

    async def sweep_seats(self) -> None:
        """Let lapsed holds go and serve the lines."""
        if await self._run(SEATS):
            self.last_sweep = time.monotonic()

    async def sweep_aftermath(self) -> None:
        """What follows from what people did: money back, reminders, events that end."""
        await self._run(AFTERMATH)

    async def _run(self, sweeps: tuple[Sweep, ...]) -> bool:
        """Whether every sweep could look for its promises; the next run tries what failed again."""
        well = True
        for sweep in sweeps:
            try:
                async with self.db.begin() as tx:
                    due = await sweep.due(tx)
            except Exception:
                log.exception("sweep.failed", sweep=sweep.name)
                well = False
                continue
            for number in due:
                await self._keep(sweep, number)
        return well

    async def _keep(self, sweep: Sweep, number: int) -> None:
        try:
            async with self.db.begin() as tx:
                await sweep.keep(tx, number)
        except Exception:
            log.exception("sweep.promise_failed", sweep=sweep.name, id=number)

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
