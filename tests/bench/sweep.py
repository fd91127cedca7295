"""100,000 lapsed holds over 1,000 events, three sweepers at once, each a program of its own, as an operator has them.

Every sweeper runs the sweep of `bot.jobs` until nothing is due. `python -m tests.bench.sweep DSN` is one of them: it
says when it is ready, begins at a line of input and tells in JSON what it did.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import text

from bot.jobs import Jobs
from core import database, live
from core.settings import Settings
from tests.bench import fill
from tests.bench.fill import Size

ROOT = Path(__file__).parent.parent.parent
SIZE = Size(events=1_000, users=100_200, bookings=100_000)
SWEEPERS = 3

_FOUND = text(
    """
    SELECT (SELECT count(*) FROM bookings WHERE status = 'expired') AS released,
           (SELECT count(*) FROM bookings WHERE status = 'pending') AS left_behind,
           (SELECT count(*) FROM bookings b WHERE 1 = (
               SELECT count(*) FROM audit a WHERE a.entity = 'booking' AND a.entity_id = b.id AND a.new = 'expired'
           )) AS audited,
           (SELECT count(*) FROM (
               SELECT FROM outbox o WHERE o.kind = 'expired' GROUP BY o.booking_id HAVING count(*) = 1
           ) one) AS announced_once,
           (SELECT sum(deadlocks) FROM pg_stat_database WHERE datname = current_database()) AS deadlocks
    """
)

_NOTHING_DUE = text(
    "SELECT NOT EXISTS (SELECT FROM bookings WHERE status = 'pending' AND expires_at <= statement_timestamp())"
)


async def measure(dsn: str, *, size: Size = SIZE, sweepers: int = SWEEPERS) -> dict[str, Any]:
    """Let everything lapse, let the sweepers loose at once, and look at what they left."""
    db = database.connect(dsn, pool_size=2)
    await fill.fill_lapsed(db, size)
    heard: Counter[int] = Counter()
    async with live.listen(dsn, on_event=lambda event_id: heard.update([event_id])):
        said = await _let_loose(dsn, sweepers)
        seconds = max(one["ended"] for one in said) - min(one["began"] for one in said)
        await asyncio.sleep(1)  # what was announced last, and the server's statistics of those who left
    async with db.begin() as tx:
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
        found = (await tx.execute(_FOUND)).one()
    violations = await fill.violations(db)
    await db.dispose()
    return {
        "per_second": round(found.released / seconds),
        "released": found.released,
        "left_behind": found.left_behind,
        "deadlocks": int(found.deadlocks),
        "failed": sum(one["failed"] for one in said),
        "audited": found.audited,
        "announced_once": found.announced_once,
        "events": size.events,
        "events_heard": len(heard),
        "sweepers": sweepers,
        "seconds": round(seconds, 2),
        "violations": violations,
    }


async def _let_loose(dsn: str, sweepers: int) -> list[dict[str, Any]]:
    command = (sys.executable, "-m", "tests.bench.sweep", dsn)
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    programs = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes) for _ in range(sweepers)]
    try:
        for program in programs:
            assert await program.stdout.readline() == b"ready\n"
        for program in programs:
            program.stdin.write(b"go\n")
        return [json.loads((await program.communicate())[0]) for program in programs]
    finally:
        for program in programs:
            if program.returncode is None:
                program.kill()
                await program.wait()


async def sweeper(dsn: str) -> dict[str, Any]:
    """One program: the sweep as often as something is due. `failed` are its mishaps."""
    failed = 0

    def count(_: Any, method: str, __: Any) -> Any:
        nonlocal failed
        failed += method in {"error", "exception"}
        raise structlog.DropEvent

    structlog.configure(processors=[count])
    db = database.connect(dsn)
    jobs = Jobs(db, Settings())
    async with db.begin() as tx:
        await database.now(tx)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    began = time.monotonic()
    while True:
        await jobs.sweep_seats()
        async with db.begin() as tx:
            if (await tx.execute(_NOTHING_DUE)).scalar_one():
                break
    ended = time.monotonic()
    await db.dispose()
    return {"began": began, "ended": ended, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(sweeper(sys.argv[1]))))
