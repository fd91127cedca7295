"""Updates that Telegram brings: answered with 200 only after they were handled, so that nothing is lost on the way.

What is busy or about to end is answered with 503, and Telegram comes again. The webhook stays set when the program
ends: what people do meanwhile waits at Telegram's. No method is called by the answer itself: Telegram would tell
nobody whether it worked, and the last call of a turn is nearly always the card, which must be known to stand.
"""

import asyncio
import contextlib
import hashlib
import hmac
import secrets
import time
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import Update
from aiohttp import ClientError

from bot.turns import Turns, readable
from core.database import is_busy

log = structlog.get_logger(__name__)

CONNECTIONS = 100  # the most that Telegram opens: each waits for its handler, and a slow one must not keep others out
CHECKED_EVERY = 20.0
"""Seconds between two looks at what Telegram knows of the webhook."""
LONGEST_PAUSE = 30.0


class Webhook:
    """Keeps the webhook set and takes what comes by it. `last_heard` is when Telegram last said that it is set."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, origin: str, key: str | None) -> None:
        """`origin` is where Telegram reaches the web; `key` makes path and secret, None draws them anew."""
        self.bot = bot
        self.dispatcher = dispatcher
        self.last_heard: float | None = None
        self.path, self.secret = _drawn_from(key or secrets.token_urlsafe(32))
        self.url = f"{origin}/telegram/{self.path}"
        self._turns = Turns(self._handle)
        self._stopping = asyncio.Event()
        self._trouble: str | None = None

    async def run(self) -> None:
        """Set the webhook and see that it stays, until `stop`; raises TelegramUnauthorizedError, and nothing else."""
        failures, is_set = 0, False
        while not self._stopping.is_set():
            try:
                is_set = is_set and await self._is_still_set()
                if not is_set:
                    await self._set()
                is_set, failures = True, 0
                self.last_heard = time.monotonic()
                pause = CHECKED_EVERY
            except TelegramUnauthorizedError:
                raise
            except TelegramNotFound as error:  # how Telegram answers a token of a wrong shape
                raise TelegramUnauthorizedError(method=error.method, message=error.message) from error
            except (AiogramError, ClientError, OSError, TimeoutError) as error:
                failures += 1
                pause = _pause(error, failures)
                log.warning("webhook.not_set", error=(str(error) or type(error).__name__)[:300], again_in=pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def take(self, raw: dict[str, Any]) -> bool:
        """Handle one update. False when Telegram must bring it again; raises ValueError for what is no update."""
        number = raw.get("update_id")
        if not isinstance(number, int):
            raise ValueError("no update")  # noqa: TRY004 - a wrong value, whatever its type
        if self._stopping.is_set():
            return False
        # Telegram waits for a minute and then brings it once more: the second waits for the first one's end.
        task = self._turns.in_hand.get(number) or self._turns.begin(readable(raw, self.bot))
        if task is None:
            return True  # of a flood: dropped, and not wanted again
        await asyncio.wait([task])
        return not task.cancelled() and task.exception() is None

    async def stop(self, grace: float = 2.0) -> None:
        """Take no more updates and let the handlers end for `grace` seconds; what is late will come again."""
        self._stopping.set()
        await self._turns.stop(grace)

    async def _handle(self, update: Update) -> None:
        try:
            await self.dispatcher.feed_update(self.bot, update)
        except Exception as error:
            if is_busy(error):
                log.warning("update.postponed", update_id=update.update_id)
                raise
            # Handlers answer people themselves; what they let through must not come for ever.
            log.exception("update.failed", update_id=update.update_id)

    async def _set(self) -> None:
        await self.bot.set_webhook(
            self.url,
            allowed_updates=self.dispatcher.resolve_used_update_types(),
            max_connections=CONNECTIONS,
            secret_token=self.secret,
            drop_pending_updates=False,
        )

    async def _is_still_set(self) -> bool:
        known = await self.bot.get_webhook_info()
        trouble = f"{known.last_error_date} {known.last_error_message}" if known.last_error_message else None
        if trouble != self._trouble and known.last_error_message:
            log.warning("webhook.trouble", error=known.last_error_message, waiting=known.pending_update_count)
        self._trouble = trouble
        if known.url != self.url:
            log.warning("webhook.taken_away", hint="another program uses this bot's token")
        return known.url == self.url


def _drawn_from(key: str) -> tuple[str, str]:
    """The path and the secret: the same for the same key, and telling nothing of it."""
    path, secret = (
        hmac.new(key.encode(), b"eventbooker webhook " + what, hashlib.sha256).hexdigest()
        for what in (b"path", b"secret")
    )
    return path, secret


def _pause(error: Exception, failures: int) -> float:
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    return min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8))
