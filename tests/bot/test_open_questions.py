"""A question survives a restart, lasts a day, and is one a person."""

import time

import pytest
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.open_questions import OpenQuestions
from core.models import OpenQuestion
from tests.bot.conftest import Chat, event, text

ANNA, BORIS = (StorageKey(bot_id=1, chat_id=number, user_id=number) for number in (2**40, 7))


async def test_what_is_asked_is_there_after_a_restart_and_is_of_one_person(db: AsyncEngine) -> None:
    await OpenQuestions(db).set_data(ANNA, {"about": "zone"})
    await OpenQuestions(db).set_data(ANNA, {"about": "review", "of": 7})
    after = OpenQuestions(db)
    assert await after.get_data(ANNA) == {"about": "review", "of": 7}
    assert await after.get_data(BORIS) == {}
    await after.set_data(BORIS, {})
    await after.set_state(ANNA, None)
    await after.set_data(ANNA, {})
    assert await after.get_data(ANNA) == {}
    assert await after.get_state(ANNA) is None
    with pytest.raises(NotImplementedError):
        await after.set_state(ANNA, "somewhere")


async def test_a_number_that_is_asked_for_is_still_waited_for_after_a_restart(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=10, capacity=40)
    anna = await chat.person()
    await anna.say("/start")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("…")
    chat.dispatcher.fsm.storage = OpenQuestions(chat.db)
    card = await anna.say("8")
    assert "✓ 8 …" in str(card["buttons"])
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(OpenQuestion))).scalar_one() == 0


async def test_a_question_lasts_a_day(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/settings")
    await anna.tap("Time zone")
    async with chat.db.begin() as tx:
        asked = (await tx.execute(select(OpenQuestion.what))).scalar_one()
        await tx.execute(update(OpenQuestion).values(what=asked | {"asked_at": time.time() - 86_500}))
    assert "What’s on: berlin" in text(await anna.say("berlin"))
