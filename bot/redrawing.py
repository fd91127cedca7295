"""Cards in other chats stay true: looked for every second, drawn where they are behind, each at most once in 5 s.

What is behind is a question to the rows, so a restart forgets nothing and a burst of changes ends in its last value.
Telegram's limits are the throttle's; a card that has to wait for them keeps no other waiting.
"""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.handlers.sharing import link_to
from bot.screen import Screen
from bot.screens import share
from bot.throttle import PATIENCE
from core import i18n, shared_cards
from core.models import SharedCard
from core.shared_cards import Behind

log = structlog.get_logger(__name__)

EVERY = 1.0
AT_ONCE = 20
BRIEFLY = 1.0
"""Seconds that a card waits for Telegram's limits in our hands."""
AGAIN = 30.0
"""Seconds until a card is tried again after trouble that is not its own."""


class Redrawing:
    """One a program."""

    def __init__(self, db: AsyncEngine, bot: Bot) -> None:
        self.db = db
        self.bot = bot
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._chats: dict[int, int | None] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look and draw until `stop`. A database that is away is waited for."""
        while not self._stopping.is_set():
            try:
                await self._take()
            except Exception:
                log.exception("redrawing.claim_failed")
            asked = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait({asked}, timeout=EVERY)
            asked.cancel()

    async def stop(self) -> None:
        """Begin nothing more; a card that was not drawn is behind, and found again."""
        self._stopping.set()
        under_way = list(self._in_hand.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def draw_once(self) -> int:
        """Draw what is behind now and return how many cards that were."""
        begun = await self._take()
        if self._in_hand:
            await asyncio.wait(self._in_hand.values())
        return begun

    async def _take(self) -> int:
        limit = AT_ONCE - len(self._in_hand)
        if limit <= 0:
            return 0
        async with self.db.begin() as tx:
            claimed = await shared_cards.claim(tx, limit, busy=set(filter(None, self._chats.values())))
        # One that waits for Telegram for longer than it may rest is claimed again: it is in hand already.
        fresh = [row for row in claimed if row.id not in self._in_hand]
        for row in fresh:
            task = asyncio.create_task(self._draw(row.id), name=f"card {row.id}")
            self._in_hand[row.id], self._chats[row.id] = task, row.chat_id
            task.add_done_callback(lambda _, card_id=row.id: self._done(card_id))
        return len(fresh)

    def _done(self, card_id: int) -> None:
        del self._in_hand[card_id], self._chats[card_id]

    async def _draw(self, card_id: int) -> None:
        PATIENCE.set(BRIEFLY)
        try:
            async with self.db.begin() as tx:
                behind = await shared_cards.read(tx, card_id)
            await self._put(behind, _screen(behind, (await self.bot.me()).username or ""))
        except Exception:
            log.exception("redrawing.failed", card=card_id)

    async def _put(self, behind: Behind, screen: Screen) -> None:
        row = behind.row
        message_id = seconds = None
        try:
            message_id = await self._speak(behind, screen)
        except TelegramMigrateToChat as error:
            async with self.db.begin() as tx:
                await shared_cards.move(tx, row.chat_id or 0, error.migrate_to_chat_id)
            return
        except TelegramForbiddenError as error:
            await self._end(row, error, everything=row.chat_id is not None)
            return
        except (TelegramNotFound, TelegramBadRequest) as error:
            if "message is not modified" not in error.message:
                await self._end(row, error)
                return
        except TelegramRetryAfter as error:
            seconds = float(error.retry_after)
        except Exception as error:  # noqa: BLE001 - whatever it is, Telegram is away
            log.warning("redrawing.away", card=row.id, error=f"{type(error).__name__}: {error}"[:200])
            seconds = AGAIN
        async with self.db.begin() as tx:
            if seconds is None:
                await shared_cards.landed(tx, behind, message_id)
            else:
                await shared_cards.later(tx, row, seconds)

    async def _end(self, row: SharedCard, error: TelegramAPIError, *, everything: bool = False) -> None:
        """The message can't be changed any more; or the bot is not let into the group, unheard so far."""
        log.info("redrawing.ended", card=row.id, error=error.message[:200])
        async with self.db.begin() as tx:
            await (shared_cards.left(tx, row.chat_id or 0) if everything else shared_cards.end(tx, row.id))

    async def _speak(self, behind: Behind, screen: Screen) -> int | None:
        """Edit the message, or post a group's first one: then its number."""
        row = behind.row
        if row.chat_id is not None and row.message_id is None:
            sent: Message = await self.bot.send_message(row.chat_id, str(screen.text), reply_markup=screen.keyboard)
            return sent.message_id
        await self.bot.edit_message_text(
            str(screen.text),
            chat_id=row.chat_id,
            message_id=row.message_id,
            inline_message_id=row.inline_message_id,
            reply_markup=screen.keyboard,
        )
        return None


def _screen(behind: Behind, bot_username: str) -> Screen:
    w, card, row = i18n.words(behind.row.language), behind.card, behind.row
    if behind.withdrawn:
        return share.draw_withdrawn(w, card)
    if behind.newer:
        return share.draw_newer(w, card)
    address = link_to(bot_username, card, behind.token)
    return share.draw(w, card, behind.now, address, group=row.chat_id is not None, token=behind.token)
