"""Which sweep runs how often. Each is idempotent and keeps promises that are rows with a due time.

Nothing depends on a run: whoever comes to an event first lets its lapsed holds go as well. One transaction an event,
so that one event's trouble stays its own.
"""

import time

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncEngine

from core import lapse, refunds
from core.settings import Settings

log = structlog.get_logger(__name__)


class Jobs:
    """The ticker. `last_sweep` is when the sweep last went through to its end (monotonic)."""

    def __init__(self, db: AsyncEngine, settings: Settings) -> None:
        self.db = db
        self.interval = settings.scheduler.interval
        self.last_sweep: float | None = None
        # APScheduler's own defaults drop a run that is a second late; a sweep that is late is wanted all the more.
        self.scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self.scheduler.add_job(self.sweep, "interval", seconds=self.interval, id="sweep")

    async def sweep(self) -> None:
        """Let lapsed holds go and pay back what is owed."""
        try:
            await self.expire()
            await self.refund()
        except Exception:
            log.exception("sweep.failed")  # the database is away: the next run tries again
        else:
            self.last_sweep = time.monotonic()

    async def expire(self) -> int:
        """Let the lapsed holds of every event go; how many seats came free."""
        async with self.db.begin() as tx:
            due = await lapse.due_events(tx)
        gone = 0
        for event_id in due:
            try:
                async with self.db.begin() as tx:
                    gone += await lapse.expire_due(tx, event_id, wait=False)
            except Exception:
                log.exception("sweep.event_failed", event_id=event_id)
        return gone

    async def refund(self) -> None:
        """Keep every promised refund."""
        async with self.db.begin() as tx:
            due = await refunds.due(tx)
        for refund_id in due:
            try:
                async with self.db.begin() as tx:
                    await refunds.make(tx, refund_id)
            except Exception:
                log.exception("sweep.refund_failed", refund_id=refund_id)

    def is_well(self) -> bool:
        """Whether the sweep keeps its pace."""
        return self.last_sweep is not None and time.monotonic() - self.last_sweep < 3 * self.interval + 15

    async def start(self) -> None:
        """Sweep once, for what lapsed while nothing ran, then go by the interval."""
        self.scheduler.start()
        await self.sweep()

    def stop(self) -> None:
        """No more runs; one that is under way is cut off, which its transactions undo."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)
