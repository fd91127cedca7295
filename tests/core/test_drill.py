"""The drill: a real race in a database of its own, whatever happens to it; and its control, where the guard is off."""

import asyncio

import pytest
from sqlalchemy import func, select, text, update

from core import database, drill, errors
from core.models import Audit, Booking, Event, Outbox, Role, User
from tests import factories


async def admin(db) -> int:
    async with db.begin() as tx:
        return (await factories.person(tx, "Root", role=Role.admin)).id


async def drills(db) -> list[str]:
    """The drills' databases on the server."""
    async with db.begin() as tx:
        named = text("SELECT datname FROM pg_database WHERE datname LIKE 'eventbooker_drill_%'")
        return list((await tx.execute(named)).scalars())


async def test_a_drill_sells_each_seat_once_and_leaves_the_live_house_as_it_was(db):
    root = await admin(db)
    report = await drill.run(db, root, rivals=200, capacity=40)
    assert (report.seats, report.sold, report.refused, report.unanswered, report.over) == (40, 40, 160, 0, 0)
    assert report.violations == []
    assert report.is_well
    assert 0 < report.median <= report.seconds
    assert report.per_second > 0
    assert await drills(db) == []
    async with db.begin() as tx:
        for kind in (Event, Booking, Outbox, Audit):
            assert (await tx.execute(select(func.count()).select_from(kind))).scalar_one() == 0
        assert (await tx.execute(select(User.id))).scalars().all() == [root]


async def test_the_same_drill_with_the_guard_off_says_that_seats_were_sold_over(db):
    """The negative control: this database forgets what was taken, so the house believes that seats are left."""
    forget = """
        CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.available := NEW.capacity; RETURN NEW; END $$
    """
    async with db.begin() as tx:
        await tx.execute(text(forget))
        await tx.execute(text("CREATE TRIGGER forget BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION forget()"))
    report = await drill.race(db, 200, 40)
    assert report.over == report.sold - 40 > 0
    assert 2 in {violation.number for violation in report.violations}
    assert not report.is_well


async def test_a_killed_drills_database_is_dropped_by_the_next_one(db):
    root = await admin(db)
    async with db.begin() as tx:
        own = (await tx.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))).scalar_one()
    async with db.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text(f"CREATE DATABASE eventbooker_drill_{own}"))
    assert (await drill.run(db, root, rivals=5, capacity=2)).is_well
    assert await drills(db) == []


async def test_there_is_one_drill_at_a_time_and_one_that_is_cut_off_leaves_nothing(db):
    root = await admin(db)
    under_way = asyncio.create_task(drill.run(db, root))
    while not await drills(db):
        await asyncio.sleep(0)
    with pytest.raises(errors.DrillRunning):
        await drill.run(db, root)
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert await drills(db) == []
    assert (await drill.run(db, root, rivals=3, capacity=5)).sold == 3


async def test_a_drill_that_takes_too_long_is_given_up(db, monkeypatch):
    root = await admin(db)
    monkeypatch.setattr(drill, "LIMIT", 0.01)
    with pytest.raises(errors.Busy):
        await drill.run(db, root)
    assert await drills(db) == []


async def test_a_role_that_may_make_no_database_is_told_so(db):
    root = await admin(db)
    role = f"plain_{db.url.database}"
    async with db.begin() as tx:
        await tx.execute(text(f"CREATE ROLE {role} LOGIN"))
        await tx.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    plain = database.connect(db.url.set(username=role).render_as_string(hide_password=False), pool_size=1)
    try:
        with pytest.raises(errors.DrillRefused) as refused:
            await drill.run(plain, root)
    finally:
        await plain.dispose()
        async with db.begin() as tx:
            await tx.execute(text(f"DROP OWNED BY {role}"))
            await tx.execute(text(f"DROP ROLE {role}"))
    assert refused.value.params == {"reason": "permission denied to create database"}


async def test_a_drill_is_for_admins(db):
    async with db.begin() as tx:
        anna = await factories.person(tx)
    with pytest.raises(errors.NotFound):
        await drill.run(db, anna.id)
    root = await admin(db)
    async with db.begin() as tx:
        await tx.execute(update(User).where(User.id == root).values(banned_at=func.clock_timestamp()))
    with pytest.raises(errors.NotFound):
        await drill.run(db, root)
    assert await drills(db) == []
