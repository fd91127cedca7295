"""The lane for screens: NOTIFY at commit, lossy on purpose. A screen that hears an event's id reads its row again.

People are told by the outbox; nothing here may be the only trace of a change.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import structlog
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from core import outbox
from core.database import Tx, normal

CHANNEL = "live"
log = structlog.get_logger(__name__)


async def announce(tx: Tx, event_id: int) -> None:
    """Tell the screens that an event's numbers changed, once the transaction commits."""
    await tx.execute(select(func.pg_notify(CHANNEL, str(event_id))))


@asynccontextmanager
async def listen(
    dsn: str, on_event: Callable[[int], None] | None = None, on_outbox: Callable[[], None] | None = None
) -> AsyncIterator[None]:
    """Hear announcements while the block runs, over a connection of its own that comes back after a break.

    After each (re)connection `on_outbox` is called once, since something may have been said meanwhile.
    """
    task = asyncio.create_task(_keep_listening(dsn, on_event, on_outbox), name="live")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _keep_listening(
    dsn: str, on_event: Callable[[int], None] | None, on_outbox: Callable[[], None] | None
) -> None:
    def heard(_: Any, __: int, channel: str, payload: str) -> None:
        if channel == CHANNEL and on_event:
            on_event(int(payload))
        elif channel == outbox.CHANNEL and on_outbox:
            on_outbox()

    pause = 0.1
    while True:
        try:
            connection = await asyncpg.connect(**_address(dsn), timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            log.warning("live.away", error=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5)
            continue
        pause = 0.1
        try:
            await _hear(connection, heard, on_outbox)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.info("live.reconnecting")
        finally:
            connection.terminate()


async def _hear(connection: Any, heard: Callable[..., None], on_outbox: Callable[[], None] | None) -> None:
    for channel in (CHANNEL, outbox.CHANNEL):
        await connection.add_listener(channel, heard)
    if on_outbox:
        on_outbox()
    ended = asyncio.Event()
    connection.add_termination_listener(lambda _: ended.set())
    await ended.wait()


def _address(dsn: str) -> dict[str, Any]:
    url = make_url(normal(dsn))
    host = url.query.get("host") or url.host
    known = {"host": host, "port": url.port, "user": url.username, "password": url.password, "database": url.database}
    return {key: value for key, value in known.items() if value is not None}
