"""Long polling where an update is acknowledged after it was handled, never before.

Telegram repeats what was not acknowledged, so a kill -9 loses nothing: a handler may see an update twice and must
not mind. Who waits for whom is said in `turns`.
"""

import asyncio
import contextlib
import random
import time
from collections import deque
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiohttp import ClientError

from bot.turns import Turns, is_money, readable
from core.database import is_busy

log = structlog.get_logger(__name__)

BATCH = 100  # the most that Telegram gives at once, and so the most that is handled at once
LONGEST_PAUSE = 30.0


class Poller:
    """Receives updates and hands them to the dispatcher. `last_heard` is when Telegram last answered (monotonic)."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, *, timeout: int = 25) -> None:
        self.bot = bot
        self.dispatcher = dispatcher
        self.timeout = timeout
        self.last_heard: float | None = None
        self._order: deque[int] = deque()  # ids as Telegram gave them, in hand or handled but not yet acknowledged
        self._turns = Turns(self._handle)
        self._in_hand = self._turns.in_hand
        self._acknowledge: int | None = None
        self._kinds: list[str] = []
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Poll until `stop`; raises TelegramUnauthorizedError when the token is refused, and nothing else."""
        self._kinds = self.dispatcher.resolve_used_update_types()
        failures = 0
        while not self._stopping.is_set():
            if self._in_hand:
                # Telegram repeats what is in hand, at once: a long poll would spin.
                await asyncio.wait(self._in_hand.values(), timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
            try:
                await self._poll()
                failures = 0
            except TelegramUnauthorizedError:
                raise
            except (AiogramError, ClientError, OSError, TimeoutError) as error:
                failures += 1
                await self._recover(error, failures)

    async def stop(self, grace: float = 2.0) -> None:
        """Take no more updates, let the handlers end for `grace` seconds, acknowledge what was handled."""
        self._stopping.set()
        await self._turns.stop(grace)
        self._settle()
        if self._acknowledge is not None:
            with contextlib.suppress(AiogramError, ClientError, OSError, TimeoutError):
                await self.bot.get_updates(offset=self._acknowledge, limit=1, timeout=0, request_timeout=1)

    async def _poll(self) -> None:
        self._settle()
        offset = self._acknowledge
        request = self.bot.get_updates(
            offset=offset,
            limit=BATCH,
            # The first call answers at once: a quiet bot is ready too.
            timeout=0 if self._in_hand or self.last_heard is None else self.timeout,
            allowed_updates=self._kinds,
            request_timeout=self.timeout + 10,
        )
        updates = await self._unless_stopped(request)
        if updates is None:
            return
        self.last_heard = time.monotonic()
        # Said once and then dropped: after a week of silence Telegram may go on with smaller ids.
        if self._acknowledge == offset:
            self._acknowledge = None
        for update in updates:
            if update.update_id not in self._order:
                self._order.append(update.update_id)
                self._turns.begin(update)

    async def _unless_stopped(self, request: Any) -> list[Update] | None:
        poll = asyncio.ensure_future(request)
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
            return _updates(poll) if poll.done() and not self._stopping.is_set() else None
        finally:
            for task in (poll, stop):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await poll

    async def _handle(self, update: Update) -> None:
        pause = 1.0
        while True:
            try:
                await self.dispatcher.feed_update(self.bot, update)
            except Exception as error:
                if not (is_money(update) and is_busy(error)):
                    # Handlers answer people themselves; what they let through must not block the queue.
                    log.exception("update.failed", update_id=update.update_id)
                    return
                # Not acknowledged meanwhile: should the program die, Telegram brings the money's news again.
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    def _settle(self) -> None:
        """Move the acknowledgement past everything that is handled without a gap."""
        # Telegram's window is 100 updates: one person's queue must not fill it and make the bot deaf to all others.
        while self._order and (self._order[0] not in self._in_hand or self._turns.is_of_a_flood(self._order[0])):
            self._acknowledge = self._order.popleft() + 1

    async def _recover(self, error: Exception, failures: int) -> None:
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8)) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        if isinstance(error, TelegramRetryAfter):
            pause = float(error.retry_after)
        if isinstance(error, TelegramConflictError) and "webhook" in str(error):
            log.info("poll.webhook_taken_away", hint="the settings say polling, and Telegram does one or the other")
            with contextlib.suppress(AiogramError, ClientError, OSError, TimeoutError):
                await self.bot.delete_webhook(drop_pending_updates=False)
                pause = 0.0 if failures == 1 else pause
        elif isinstance(error, TelegramConflictError):
            log.warning("poll.conflict", hint="another program receives this bot's updates", again_in=round(pause, 1))
        else:
            log.warning("poll.failed", error=str(error) or type(error).__name__, again_in=round(pause, 1))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), pause)


def _updates(poll: "asyncio.Future[list[Update]]") -> list[Update]:
    try:
        return poll.result()
    except ClientDecodeError as error:
        if not isinstance(error.data, dict) or not error.data.get("ok"):
            raise
        # One update that can't be read must not hide those behind it.
        return [readable(raw) for raw in error.data["result"]]
    except TelegramNotFound as error:  # how Telegram answers a token of a wrong shape
        raise TelegramUnauthorizedError(method=error.method, message=error.message) from error
