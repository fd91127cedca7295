"""Migrations go up and down, there is one head, and the models say what the database is."""

import asyncio

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from core import database
from core.models import Base


@pytest.fixture
async def empty(postgres) -> str:
    connection = await asyncpg.connect(postgres.dsn().replace("+asyncpg", ""))
    await connection.execute("DROP DATABASE IF EXISTS stairs WITH (FORCE)")
    await connection.execute("CREATE DATABASE stairs")
    await connection.close()
    return postgres.dsn("stairs")


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(database.alembic(""))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(database.alembic("")).get_heads()) == 1


async def test_each_step_goes_up_down_and_up_again(empty):
    config = database.alembic(empty)
    for revision in revisions():
        await asyncio.to_thread(command.upgrade, config, revision)
        await asyncio.to_thread(command.downgrade, config, "-1")
        await asyncio.to_thread(command.upgrade, config, revision)
    await asyncio.to_thread(command.downgrade, config, "base")
    connection = await asyncpg.connect(empty.replace("+asyncpg", ""))
    left = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    assert [row["tablename"] for row in left] == ["alembic_version"]


async def test_the_models_say_what_the_database_is(dsn):
    engine = create_async_engine(dsn)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
    await engine.dispose()
    assert differences == []


async def test_a_database_without_the_schema_is_not_ready(empty):
    engine = database.connect(empty)
    async with engine.connect() as tx:
        assert not await database.is_migrated(tx)
    await engine.dispose()


async def test_a_migrated_database_is_ready(db):
    async with db.begin() as tx:
        assert await database.is_migrated(tx)
