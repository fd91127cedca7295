"""The database for a command or for the whole program: a server of one's own, or the embedded one.

Imports neither aiogram nor aiohttp: `check` and `login` come this way too.
"""

import asyncio
import contextlib
from collections.abc import Iterator

import structlog

from core.embedded import EmbeddedPostgres
from core.settings import Settings, SettingsError

log = structlog.get_logger(__name__)


def embedded(settings: Settings) -> EmbeddedPostgres:
    """The server in DATA_DIR, not yet started."""
    return EmbeddedPostgres(settings.data_dir / "postgres")


@contextlib.contextmanager
def at_hand(settings: Settings) -> Iterator[str]:
    """The address of a database that answers; the embedded server is started if none runs, and then also stopped."""
    if settings.database_url:
        with refusing():
            yield settings.database_url
        return
    server = embedded(settings).start()
    try:
        yield server.dsn()
    finally:
        server.stop()


def migrate(dsn: str) -> None:
    """Bring the schema up to date. Blocking."""
    from core import database  # noqa: PLC0415 - seconds of imports that the caller does in a thread

    with refusing():
        database.migrate(dsn)


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """A server that can't be used is a setting that is wrong."""
    from asyncpg import PostgresError  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        yield
    except (OSError, PostgresError, DBAPIError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise SettingsError(f"DATABASE_URL: the database can't be used: {reason}") from error


async def keep_alive(server: EmbeddedPostgres) -> None:
    """Start PostgreSQL again if it is killed; what was committed is there."""
    while True:
        await asyncio.sleep(1)
        if not server.is_alive():
            log.error("postgres.died", hint="starting it again")
            await asyncio.to_thread(server.heal)
