"""Updates are acknowledged after they were handled: through the sandbox's real HTTP, with the real dispatcher."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import Message

from bot.polling import Poller
from tests.bot.sandboxed import Street, street, telegram_bot


@pytest.fixture
async def town() -> AsyncIterator[Street]:
    async with street() as town:
        yield town


@pytest.fixture
async def bot(town: Street) -> AsyncIterator[Bot]:
    async with telegram_bot(town) as bot:
        yield bot


class Listener:
    """A dispatcher that notes what it was given, and may be slow or fail."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.begun: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self.hear)

    async def hear(self, message: Message) -> None:
        self.begun.append(message.text)
        if message.text.startswith("slow"):
            await self.gate.wait()
        if message.text.startswith("bad"):
            raise ValueError(message.text)
        self.heard.append(message.text)


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_was_not_handled_when_the_program_died_comes_again(town: Street, bot: Bot) -> None:
    listener, person = Listener(), await town.person()
    listener.gate.clear()
    first = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(first.run())
    await town.say(person, "quick")
    await until(lambda: listener.heard == ["quick"])
    await town.say(person, "slow one")
    await until(lambda: "slow one" in listener.begun)
    await first.stop(grace=0)
    await polling
    listener.gate.set()
    second = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(second.run())
    await until(lambda: listener.heard == ["quick", "slow one"])
    await second.stop()
    await polling
    assert listener.heard == ["quick", "slow one"]


async def test_what_was_handled_does_not_come_again(town: Street, bot: Bot) -> None:
    listener, person = Listener(), await town.person()
    for text in ("one", "two"):
        poller = Poller(bot, listener.dispatcher)
        polling = asyncio.create_task(poller.run())
        await town.say(person, text)
        await until(lambda text=text: text in listener.heard)
        await poller.stop()
        await polling
    assert listener.heard == ["one", "two"]
    assert await bot.get_updates(timeout=0) == []


async def test_one_person_is_heard_in_order_while_others_do_not_wait(town: Street, bot: Bot) -> None:
    listener = Listener()
    anna, boris = await town.person("Anna"), await town.person("Boris")
    listener.gate.clear()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    await town.say(anna, "slow start")
    await town.say(anna, "then this")
    await town.say(boris, "me")
    await until(lambda: "me" in listener.heard)
    assert "then this" not in listener.begun
    listener.gate.set()
    await until(lambda: len(listener.heard) == 3)
    assert listener.heard == ["me", "slow start", "then this"]
    await poller.stop()
    await polling


async def test_a_failing_handler_holds_nobody_up(town: Street, bot: Bot) -> None:
    listener, person = Listener(), await town.person()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    await town.say(person, "bad")
    await town.say(person, "good")
    await until(lambda: listener.heard == ["good"])
    await poller.stop()
    await polling
    assert await bot.get_updates(timeout=0) == []


async def test_a_slow_handler_does_not_make_the_poller_spin(town: Street, bot: Bot) -> None:
    listener, person = Listener(), await town.person()
    listener.gate.clear()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    await town.say(person, "slow")
    await until(lambda: listener.begun)
    before = len(await town.calls("getUpdates"))
    await asyncio.sleep(0.5)
    assert len(await town.calls("getUpdates")) - before <= 6
    listener.gate.set()
    await poller.stop()
    await polling
    assert listener.begun == ["slow"]


@pytest.mark.parametrize("answer", ["502-html", "500", "reset-before", "reset-after", "429"])
async def test_a_troubled_telegram_is_waited_for(town: Street, bot: Bot, answer: str) -> None:
    await town.post("/faults", method="getUpdates", answer=answer, times=1, retry_after=1)
    listener, person = Listener(), await town.person()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    await town.say(person, "still there")
    await until(lambda: listener.heard == ["still there"])
    await poller.stop()
    await polling


async def test_a_refused_token_ends_the_poller(town: Street) -> None:
    async with telegram_bot(town, token="1:another") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await asyncio.wait_for(Poller(stranger, Listener().dispatcher).run(), 20)


async def test_a_newer_poller_is_said_aloud_and_survived(town: Street, bot: Bot) -> None:
    listener, person = Listener(), await town.person()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    await asyncio.sleep(0.1)
    async with telegram_bot(town) as other:
        await other.get_updates(timeout=0)
    await town.say(person, "hello")
    await until(lambda: listener.heard == ["hello"])
    await poller.stop()
    await polling


async def test_one_person_who_floods_does_not_make_the_bot_deaf_to_others(town: Street, bot: Bot) -> None:
    listener, eve, bob = Listener(), await town.person("Eve"), await town.person("Bob")
    listener.gate.clear()
    poller = Poller(bot, listener.dispatcher)
    polling = asyncio.create_task(poller.run())
    for number in range(150):
        await town.say(eve, f"slow {number}")
    await town.say(bob, "quick")
    await until(lambda: "quick" in listener.heard)
    listener.gate.set()
    await poller.stop()
    await polling
