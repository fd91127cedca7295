"""Two database fixtures and no third: `tx` rolls back, `db` is a clone of a migrated template, thrown away after.

The server is the embedded one, for the whole run, with durability switched off.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from core import database
from core.database import Tx
from core.embedded import EmbeddedPostgres

TEMPLATE = "eventbooker_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL with one migrated database to clone from."""
    memory = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(prefix="eventbooker-tests-", dir=memory if _is_roomy(memory) else None))
    server = EmbeddedPostgres(root, fast_unsafe=True)
    server.start()
    asyncio.run(_execute(server.dsn(), f"CREATE DATABASE {TEMPLATE}"))
    database.migrate(server.dsn(TEMPLATE))
    yield server
    server.stop()
    shutil.rmtree(root, ignore_errors=True)


def _is_roomy(memory: Path) -> bool:
    """A database a test is a thousand small files: memory takes them at once, a disk may take a third of a second."""
    return memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def dsn(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The address of a fresh migrated database."""
    name = f"t{next(_numbers)}"
    await _execute(postgres.dsn(), f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield postgres.dsn(name)
    await _execute(postgres.dsn(), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a fresh database: for everything that opens transactions of its own."""
    engine = database.connect(dsn)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def shared_dsn(postgres: EmbeddedPostgres) -> str:
    """One database for all tests that roll back."""
    asyncio.run(_execute(postgres.dsn(), f"CREATE DATABASE shared TEMPLATE {TEMPLATE}"))
    return postgres.dsn("shared")


@pytest.fixture
async def tx(shared_dsn: str) -> AsyncIterator[Tx]:
    """A transaction that is rolled back: for verbs on rows."""
    engine = database.create_async_engine(shared_dsn, poolclass=NullPool)
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()
    await engine.dispose()
