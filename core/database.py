"""The door to PostgreSQL: the engine with its timeouts, typed reads, the clock, migrations.

A transaction is `async with db.begin() as tx:`, opened by a handler, never by a verb. Isolation is READ COMMITTED:
what must not change under a decision is locked, the event's row first.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Executable, func, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.errors import NotFound

Tx = AsyncConnection
LARGEST_ID = 2**63 - 1

MIGRATIONS = Path(__file__).parent.parent / "migrations"

# A rush is a hundred turns at one moment: those at its end wait longer than a lock may take, and are served.
PATIENCE = 15.0
# A handler that hangs must not keep an event locked: the database lets go by itself.
TIMEOUTS = {
    "lock_timeout": "3s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
    "application_name": "eventbooker",
    "jit": "off",
}
# Lock not available, query cancelled, deadlock, serialization, shutting down, starting up, too many connections.
BUSY_STATES = {"55P03", "57014", "40P01", "40001", "57P01", "57P02", "57P03", "53300"}


def normal(dsn: str) -> str:
    """Any spelling of a PostgreSQL address, as SQLAlchemy wants it."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+asyncpg://", dsn)


def connect(dsn: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine over `pool_size` connections; whoever comes next waits in order, `PATIENCE` seconds at the most."""
    return create_async_engine(
        normal(dsn),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,  # an error is logged, and what people wrote is not its business
        connect_args={"server_settings": TIMEOUTS, "timeout": 5},
    )


async def one(tx: Tx, statement: Executable) -> Any:
    """The only row; its absence is a mistake of ours."""
    return (await tx.execute(statement)).one()


async def first(tx: Tx, statement: Executable) -> Any:
    """The first row, or None."""
    return (await tx.execute(statement)).first()


async def all_of(tx: Tx, statement: Executable) -> list[Any]:
    """All rows."""
    return list((await tx.execute(statement)).all())


def ensure_id(number: int) -> None:
    """Refuse what no row can have as its number (NotFound): a client sends whatever it likes."""
    if not 0 < number <= LARGEST_ID:
        raise NotFound


async def now(tx: Tx) -> datetime:
    """The database's clock at this moment, not at the start of the transaction."""
    return cast("datetime", (await tx.execute(select(func.clock_timestamp()))).scalar_one())


def is_busy(error: BaseException) -> bool:
    """Whether a refusal of the database means "try again": a lock, a full pool, a restart. Nothing was changed."""
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return error.connection_invalidated or state in BUSY_STATES


def alembic(dsn: str) -> Config:
    """Alembic's configuration; it works from an installed package too, where no pyproject.toml is."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["dsn"] = normal(dsn)
    return config


def migrate(dsn: str) -> None:
    """Bring the schema up to date. Blocking: run it in a thread. Several programs at once wait for each other."""
    command.upgrade(alembic(dsn), "head")


async def is_migrated(tx: Tx) -> bool:
    """Whether the database has the schema that this program was written for."""
    head = ScriptDirectory.from_config(alembic("")).get_current_head()
    try:
        found = (await tx.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
    except ProgrammingError:
        return False
    return found == head
