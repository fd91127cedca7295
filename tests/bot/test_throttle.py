"""Telegram's limits are kept, over the sandbox's real HTTP (invariant 31)."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup

from bot.throttle import Pace, Throttle
from tests.bot.sandboxed import Street, street, telegram_bot


@pytest.fixture
async def town() -> AsyncIterator[Street]:
    async with street() as town:
        yield town


@pytest.fixture
async def anna(town: Street) -> int:
    person = await town.person()
    await town.say(person, "/start")
    return person


@pytest.fixture
async def bot(town: Street) -> AsyncIterator[Bot]:
    async with telegram_bot(town, Throttle()) as bot:
        yield bot


def test_a_pace_allows_its_burst_and_then_its_rate() -> None:
    pace = Pace(rate=2, burst=3)
    assert [pace.reserve("chat", 100.0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert pace.reserve("another", 100.0) == 0


def test_a_pace_forgets_whom_it_has_not_seen() -> None:
    pace = Pace(rate=1, burst=1)
    for chat in range(20_001):
        pace.reserve(chat, chat * 10.0)
    assert len(pace._next) < 10_002


async def test_a_chat_gets_a_short_burst_and_then_one_a_second(bot: Bot, anna: int) -> None:
    began = time.monotonic()
    await asyncio.gather(*(bot.send_message(anna, f"message {n}") for n in range(4)))
    assert 0.8 < time.monotonic() - began < 2.9  # one by one, the last would go after three


async def test_all_chats_together_get_28_a_second_and_nobody_is_refused(town: Street, bot: Bot) -> None:
    people = [await town.person(f"P{n}") for n in range(45)]
    for person in people:
        await town.say(person, "/start")
    began = time.monotonic()
    await asyncio.gather(*(bot.send_message(person, "hello") for person in people))
    assert time.monotonic() - began > 1.4
    assert all(call["ok"] for call in await town.calls("sendMessage"))


async def test_a_newer_edit_takes_the_place_of_the_one_that_waits(town: Street, bot: Bot, anna: int) -> None:
    message = await bot.send_message(anna, "zero")
    edits = [
        asyncio.create_task(bot.edit_message_text(f"edit {n}", chat_id=anna, message_id=message.message_id))
        for n in range(8)
    ]
    results = await asyncio.gather(*edits)
    assert await town.texts(anna) == ["edit 7"]
    assert results[-1].text == "edit 7"
    assert len(await town.calls("editMessageText")) <= 3


async def test_a_keyboard_joins_the_text_that_waits(town: Street, bot: Bot, anna: int) -> None:
    message = await bot.send_message(anna, "zero")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
    where = {"chat_id": anna, "message_id": message.message_id}
    both = await asyncio.gather(
        bot.edit_message_text("words", **where), bot.edit_message_reply_markup(**where, reply_markup=keyboard)
    )
    assert [edited.text for edited in both] == ["words", "words"]
    assert both[0].reply_markup.inline_keyboard[0][0].callback_data == "go"


async def test_after_a_429_nothing_goes_to_that_chat_before_its_time(town: Street, bot: Bot, anna: int) -> None:
    boris = await town.person("Boris")
    await town.say(boris, "/start")
    await town.post("/faults", method="sendMessage", answer="429", times=1, retry_after=2)
    began = time.monotonic()
    first = asyncio.create_task(bot.send_message(anna, "one"))
    await asyncio.sleep(0.2)
    second = asyncio.create_task(bot.send_message(anna, "two"))
    await bot.send_message(boris, "not yours")
    assert not first.done()
    assert not second.done()
    await asyncio.gather(first, second)
    assert time.monotonic() - began >= 2
    refused = [call for call in await town.calls("sendMessage") if not call["ok"]]
    assert len(refused) == 1


async def test_a_429_without_a_chat_is_that_methods_own(town: Street, bot: Bot, anna: int) -> None:
    menu = BotCommandScopeChat(chat_id=anna)
    for method, answer in (
        ("setMyDescription", bot.set_my_description("x")),
        ("setMyCommands", bot.set_my_commands([BotCommand(command="my", description="My")], scope=menu)),
        ("answerInlineQuery", bot.answer_inline_query("1", [])),
    ):
        await town.post("/faults", method=method, answer="429", times=1, retry_after=3000)
        with pytest.raises(TelegramRetryAfter):
            await answer
    with pytest.raises(TelegramRetryAfter):
        await bot.set_my_description("again")
    await bot.send_message(anna, "nobody else is kept waiting")
    with pytest.raises(TelegramBadRequest):  # there is no such query; what counts is that it was asked
        await bot.answer_pre_checkout_query("2", ok=True)


async def test_a_very_long_429_is_the_callers_to_bear(town: Street, bot: Bot, anna: int) -> None:
    await town.post("/faults", method="sendMessage", answer="429", times=1, retry_after=300)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(anna, "one")


async def test_an_edit_is_tried_again_and_a_send_is_not(town: Street, bot: Bot, anna: int) -> None:
    message = await bot.send_message(anna, "zero")
    await town.post("/faults", method="editMessageText", answer="502-html", times=1)
    await bot.edit_message_text("one", chat_id=anna, message_id=message.message_id)
    assert await town.texts(anna) == ["one"]
    await town.post("/faults", method="sendMessage", answer="500", times=1)
    with pytest.raises(TelegramServerError):
        await bot.send_message(anna, "two")
    await town.post("/faults", method="sendMessage", answer="reset-after", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(anna, "three")
    assert (await town.texts(anna)).count("three") == 1


async def test_draining_waits_for_what_is_under_way(town: Street, anna: int) -> None:
    throttle = Throttle()
    async with telegram_bot(town, throttle) as bot:
        tasks = [asyncio.create_task(bot.send_message(anna, f"message {n}")) for n in range(4)]
        await asyncio.sleep(0.1)
        await throttle.drain(5)
        assert len(await town.texts(anna)) == 4
        await asyncio.gather(*tasks)


async def test_a_group_is_slow_while_its_members_and_inline_messages_have_paces_of_their_own(
    town: Street, bot: Bot, anna: int
) -> None:
    group = (await town.post("/groups", title="Club", members=[anna]))["id"]
    await town.post(f"/groups/{group}/add", person=anna)
    await asyncio.gather(*(bot.send_message(group, "card") for _ in range(2)))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.send_message(group, "too soon"), 0.3)
    began = time.monotonic()
    for number in range(4):
        with pytest.raises(TelegramBadRequest):  # neither is there; what counts is that neither waits
            await bot.edit_message_text("x", inline_message_id=f"-AgAAA{number}")
        with pytest.raises(TelegramBadRequest):
            await bot.edit_ephemeral_message_text(
                chat_id=group, receiver_user_id=anna + number, ephemeral_message_id=9, text="x"
            )
    # One inline message that Telegram wants slower holds up nobody else.
    await town.post("/faults", method="editMessageText", answer="429", retry_after=30)
    waiting = asyncio.create_task(bot.edit_message_text("x", inline_message_id="AgAAA"))
    await bot.send_message(anna, "hello")
    assert not waiting.done()
    assert time.monotonic() - began < 10  # four edits of a group at a group's pace take twelve
    waiting.cancel()
