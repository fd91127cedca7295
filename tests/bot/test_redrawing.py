"""Who keeps cards true has twenty hands: none of them waits for a chat that Telegram wants left alone."""

import asyncio
import contextlib

import pytest

from bot.redrawing import AT_ONCE, Redrawing
from bot.throttle import Throttle
from core.models import Event
from tests import factories
from tests.bot.conftest import Chat, event, text
from tests.bot.hosting import met
from tests.bot.other_chats import fault, rest, send, shown
from tests.core import evening as evenings


async def take(chat: Chat, shared: Event) -> None:
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await factories.person(tx), seats=1)


async def _edits(chat: Chat) -> int:
    calls = (await chat.ask("GET", "/ledger"))["calls"]
    return sum(call["method"].lower() == "editmessagetext" for call in calls)


async def _changes_in_time(chat: Chat, crowded: Event, other: Event, name: str, within: float) -> bool:
    """Whether a card changes soon, while all that are to change besides it are in 429."""
    await rest(chat)
    before, old = await _edits(chat), text(await shown(chat, name))
    await take(chat, crowded)
    await fault(chat, "editMessageText", "429", times=AT_ONCE, retry_after=30)
    drawing = Redrawing(chat.db, chat.courier.bot)
    running = asyncio.create_task(drawing.run())
    async with asyncio.timeout(10):
        while await _edits(chat) < before + AT_ONCE:
            await asyncio.sleep(0.02)
    await take(chat, other)
    changed = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not (changed := text(await shown(chat, name)) != old):
                await asyncio.sleep(0.05)
    await drawing.stop()
    await running
    return changed


async def test_chats_that_telegram_wants_left_alone_keep_no_card_waiting(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowded, other = await event(chat, capacity=50), await event(chat, name="Mirror", capacity=50)
    anna, _ = await met(chat)
    chat.courier.bot.session.middleware(Throttle(per_chat=50, burst=50))
    for _ in range(AT_ONCE):
        await send(anna, f"#{crowded.id}")
    name = await send(anna, f"#{other.id}")
    assert await _changes_in_time(chat, crowded, other, name, within=20)
    chat.courier.bot.session.middleware.unregister(chat.courier.bot.session.middleware._middlewares[-1])
    chat.courier.bot.session.middleware(Throttle(per_chat=50, burst=50))  # it remembers no 429
    monkeypatch.setattr("bot.redrawing.BRIEFLY", 60.0)
    assert not await _changes_in_time(chat, crowded, other, name, within=2.5)
