"""The outbox reaches people at least once and never the wrong one: real rows, the sandbox's real HTTP."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.courier import AT_ONCE, TRIES, Courier
from bot.throttle import Throttle
from core import live, outbox, users
from core.database import all_of, one
from core.models import Outbox, OutboxStatus, User
from core.settings import Settings
from tests.bot.sandboxed import Street, street, telegram_bot


@pytest.fixture
async def town() -> AsyncIterator[Street]:
    async with street() as town:
        yield town


@pytest.fixture
async def courier(db: AsyncEngine, town: Street) -> AsyncIterator[Courier]:
    async with telegram_bot(town, Throttle()) as bot:
        yield Courier(db, bot, Settings())


async def person(db: AsyncEngine, town: Street, name: str = "Anna") -> User:
    telegram_id = await town.person(name)
    await town.say(telegram_id, "/start")
    async with db.begin() as tx:
        return await users.meet(tx, telegram_id, name, pressed_start=True)


async def promise(db: AsyncEngine, user: User, mark: str = "1") -> None:
    async with db.begin() as tx:
        await outbox.put(tx, user.id, "signed_in", dedupe=f"signed_in:{user.id}:{mark}", params={"label": "Firefox"})


async def rows(db: AsyncEngine) -> list[Outbox]:
    async with db.begin() as tx:
        return await all_of(tx, select(Outbox).order_by(Outbox.id))


async def make_due(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        await tx.execute(update(Outbox).values(due_at=text("clock_timestamp() - interval '1 second'")))


async def test_a_promised_message_arrives_once_and_is_settled(db: AsyncEngine, town: Street, courier: Courier) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    assert await courier.deliver_once() == 1
    assert await courier.deliver_once() == 0
    [row] = await rows(db)
    assert (row.status, row.error, row.attempts) == (OutboxStatus.sent, None, 1)
    assert row.message_id is not None
    assert len(await town.texts(anna.telegram_id)) == 1


async def test_who_blocked_the_bot_is_remembered_and_left_alone(
    db: AsyncEngine, town: Street, courier: Courier
) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    await town.post(f"/people/{anna.telegram_id}/block")
    await courier.deliver_once()
    [row] = await rows(db)
    assert row.status is OutboxStatus.skipped
    async with db.begin() as tx:
        assert (await users.get(tx, anna.id)).blocked_at is not None
    await promise(db, anna, "2")
    before = len(await town.calls("sendMessage"))
    await courier.deliver_once()
    assert [row.status for row in await rows(db)] == [OutboxStatus.skipped] * 2
    assert len(await town.calls("sendMessage")) == before


async def test_who_never_opened_the_chat_is_skipped(db: AsyncEngine, courier: Courier) -> None:
    async with db.begin() as tx:
        admin = await users.operator(tx)
    await promise(db, admin)
    await courier.deliver_once()
    assert [row.status for row in await rows(db)] == [OutboxStatus.skipped]


@pytest.mark.parametrize("answer", ["500", "502-html", "reset-before"])
async def test_a_troubled_telegram_gets_it_later(db: AsyncEngine, town: Street, courier: Courier, answer: str) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    await town.post("/faults", method="sendMessage", answer=answer, times=1)
    await courier.deliver_once()
    [row] = await rows(db)
    assert row.status is OutboxStatus.queued
    assert row.error
    await make_due(db)
    await courier.deliver_once()
    [row] = await rows(db)
    assert (row.status, row.attempts) == (OutboxStatus.sent, 2)


async def test_an_unknown_outcome_is_sent_again(db: AsyncEngine, town: Street, courier: Courier) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    await town.post("/faults", method="sendMessage", answer="reset-after", times=1)
    await courier.deliver_once()
    await make_due(db)
    await courier.deliver_once()
    assert [row.status for row in await rows(db)] == [OutboxStatus.sent]
    assert len(await town.texts(anna.telegram_id)) == 2


async def test_a_long_429_puts_it_off(db: AsyncEngine, town: Street, courier: Courier) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    await town.post("/faults", method="sendMessage", answer="429", times=1, retry_after=300)
    await courier.deliver_once()
    async with db.begin() as tx:
        row = await one(
            tx, select(Outbox, (Outbox.due_at > text("clock_timestamp() + interval '250 s'")).label("late"))
        )
    assert (row.status, row.late) == (OutboxStatus.queued, True)


async def test_after_too_many_attempts_it_is_dead_and_seen(db: AsyncEngine, town: Street, courier: Courier) -> None:
    anna = await person(db, town)
    await promise(db, anna)
    await town.post("/faults", method="sendMessage", answer="500", times=100)
    for _ in range(TRIES + 2):
        await courier.deliver_once()
        await make_due(db)
    [row] = await rows(db)
    assert (row.status, row.attempts) == (OutboxStatus.dead, TRIES)


async def test_a_chat_that_is_not_there_is_no_use_trying(db: AsyncEngine, courier: Courier) -> None:
    async with db.begin() as tx:
        nobody = await users.meet(tx, 404_404, "Nobody", pressed_start=True)
    await promise(db, nobody)
    await courier.deliver_once()
    [row] = await rows(db)
    assert (row.status, row.attempts) == (OutboxStatus.dead, 1)


async def test_markup_that_telegram_refuses_is_sent_as_plain_words(
    db: AsyncEngine, town: Street, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.screens import notices  # noqa: PLC0415

    async def broken(*_: object) -> notices.Paper:
        return notices.Paper(text="<b>Bad & <i>worse</b>")

    monkeypatch.setattr(notices, "render", broken)
    courier.bot.default.parse_mode = "HTML"
    anna = await person(db, town)
    await promise(db, anna)
    await courier.deliver_once()
    assert await town.texts(anna.telegram_id) == ["Bad & worse"]


async def test_it_wakes_on_a_commit_and_stops_clean(
    db: AsyncEngine, town: Street, courier: Courier, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courier.EVERY", 60.0)  # only the commit wakes it
    anna = await person(db, town)
    async with live.listen(dsn, on_outbox=courier.wake):
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(0.2)
        await promise(db, anna)
        async with asyncio.timeout(20):
            while not await town.texts(anna.telegram_id):
                await asyncio.sleep(0.02)
        for number in range(8):
            await promise(db, anna, f"later-{number}")
        await asyncio.sleep(0.3)
        await courier.stop(grace=0.2)
        await running
    states = [row.status for row in await rows(db)]
    assert OutboxStatus.sending not in states
    assert OutboxStatus.queued in states


async def test_one_persons_flood_keeps_nobody_waiting_and_its_own_order(
    db: AsyncEngine, town: Street, courier: Courier
) -> None:
    anna = await person(db, town)
    async with db.begin() as tx:
        for number in range(300):
            await outbox.put(tx, anna.id, "signed_in", dedupe=f"a:{number}", params={"label": f"Firefox {number}"})
    others = [await person(db, town, f"Oleg {number}") for number in range(AT_ONCE + 5)]
    for other in others:
        await promise(db, other)
    assert await courier.deliver_once() == 1 + len(others)
    for other in others:
        assert len(await town.texts(other.telegram_id)) == 1
    for _ in range(2):
        assert await courier.deliver_once() == 1
    said = [re.search(r"Firefox \d+", line)[0] for line in await town.texts(anna.telegram_id)]
    assert said == ["Firefox 0", "Firefox 1", "Firefox 2"]


async def _while_a_crowd_is_in_429(db: AsyncEngine, town: Street, courier: Courier, within: float) -> bool:
    """Whether somebody else hears soon, while all hands were full of people whom Telegram wants left alone."""
    crowd = [await person(db, town, f"Anna {number}") for number in range(AT_ONCE)]
    for one_of_them in crowd:
        await promise(db, one_of_them)
    await town.post("/faults", method="sendMessage", answer="429", times=AT_ONCE, retry_after=30)
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(10):
        while len(await town.calls("sendMessage")) < AT_ONCE:
            await asyncio.sleep(0.02)
    oleg = await person(db, town, "Oleg")
    await promise(db, oleg)
    courier.wake()
    heard = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not (heard := bool(await town.texts(oleg.telegram_id))):
                await asyncio.sleep(0.02)
    await courier.stop(grace=0)
    await running
    return heard


async def test_people_whom_telegram_wants_left_alone_keep_nobody_waiting(
    db: AsyncEngine, town: Street, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _while_a_crowd_is_in_429(db, town, courier, within=20)
    async with db.begin() as tx:
        await tx.execute(text("DELETE FROM outbox"))
    # The same courier, waiting for Telegram with the message in hand.
    monkeypatch.setattr("bot.courier.BRIEFLY", 60.0)
    async with telegram_bot(town, Throttle()) as bot:
        assert not await _while_a_crowd_is_in_429(db, town, Courier(db, bot, Settings()), within=2)
