"""Runs migrations over asyncpg, one program at a time: an advisory lock makes the others wait, then find it done."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.database import normal
from core.models import Base

ONE_AT_A_TIME = 4720233615


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=False)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()


async def main() -> None:
    dsn = context.config.attributes.get("dsn") or normal(os.environ["DATABASE_URL"])
    engine = create_async_engine(dsn, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
