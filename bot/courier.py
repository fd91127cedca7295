"""The outbox's way to people: claim, render, send, settle. At least once, never to a wrong person.

What Telegram answers is judged in one place: sent, send again later, or never. A message whose fate is unknown
is sent again. The courier keeps nothing in memory that a restart would miss.
"""

import asyncio
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile, Message
from aiohttp import ClientConnectorError, ClientError
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import menu
from bot.menu import Menu
from bot.screens import notices
from bot.screens.notices import Paper
from bot.screens.ticket import Void
from bot.throttle import PATIENCE
from core import bookings, delivering, menus, users
from core.database import Tx
from core.models import Outbox, OutboxStatus, User
from core.settings import Settings

log = structlog.get_logger(__name__)

AT_ONCE = 20
TRIES = 8
TOKEN_REFUSED_PAUSE = 60.0
EVERY = 1.0
"""Seconds until a courier whom nobody woke looks for itself."""
BRIEFLY = 3.0
"""Seconds that a message waits for Telegram's limits in our hands; for longer it goes back and keeps nobody waiting."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of an outbox row: its status, and `retry_in` seconds if it is queued again."""

    status: OutboxStatus
    error: str | None = None
    retry_in: float | None = None
    message_id: int | None = None
    ticket_of: int | None = None
    void: Void | None = None
    unreachable: bool = False


class Courier:
    """One a program. `wake` makes it look at once instead of within a second. In hand is one message a person."""

    def __init__(self, db: AsyncEngine, bot: Bot, settings: Settings) -> None:
        self.db = db
        self.bot = bot
        self.settings = settings
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._after = 0
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until `stop`. A database that is away is waited for."""
        self._loop = asyncio.current_task()
        begun = 0
        while not self._stopping.is_set():
            if self._after == 0:
                self._woken.clear()
                begun = 0
            try:
                begun += await self._take(AT_ONCE - len(self._in_hand))
            except Exception:
                log.exception("courier.claim_failed")
                self._after = begun = 0
            went_round = self._after == 0
            if (went_round and begun == 0) or len(self._in_hand) >= AT_ONCE:
                await self._pause()

    async def stop(self, grace: float = 2.0) -> None:
        """Claim nothing more, let what is under way end for `grace` seconds; the rest goes back into the queue."""
        self._stopping.set()
        self.wake()
        if self._loop:
            await asyncio.wait([self._loop], timeout=1)
        if self._in_hand:
            _, late = await asyncio.wait(self._in_hand.values(), timeout=grace)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1)

    async def deliver_once(self) -> int:
        """Deliver what is due now, everybody's next message, and return how many that were."""
        begun = await self._take(AT_ONCE)
        while self._after:
            begun += await self._take(AT_ONCE - len(self._in_hand))
            if self._in_hand:
                await asyncio.wait(self._in_hand.values(), return_when=asyncio.FIRST_COMPLETED)
        if self._in_hand:
            await asyncio.wait(self._in_hand.values())
        return begun

    async def _take(self, limit: int) -> int:
        if limit <= 0:
            return 0
        async with self.db.begin() as tx:
            claim = await delivering.claim(tx, limit, after=self._after, busy=self._in_hand)
        self._after = claim.after
        for row in claim.rows:
            task = asyncio.create_task(self._deliver(row), name=f"outbox {row.id}")
            self._in_hand[row.user_id] = task
            task.add_done_callback(lambda _, user_id=row.user_id: self._done(user_id))
        return len(claim.rows)

    def _done(self, user_id: int) -> None:
        del self._in_hand[user_id]
        self.wake()  # for the person's next

    async def _pause(self) -> None:
        full = len(self._in_hand) >= AT_ONCE  # then there is nothing to be woken for
        called = asyncio.ensure_future((self._stopping if full else self._woken).wait())
        busy = self._in_hand.values() if full else ()
        await asyncio.wait({called, *busy}, timeout=EVERY, return_when=asyncio.FIRST_COMPLETED)
        called.cancel()

    async def _deliver(self, row: Outbox) -> None:
        PATIENCE.set(BRIEFLY)
        user: User | None = None
        try:
            bot_username = (await self.bot.me()).username or ""
            async with self.db.begin() as tx:
                user = await users.get(tx, row.user_id)
                what = None if is_away(user) else await self._drawn(tx, row, user, bot_username)
            verdict = await self._send(user, what) if what else Verdict(OutboxStatus.skipped)
        except asyncio.CancelledError:
            await asyncio.shield(self._settle(row, user, Verdict(OutboxStatus.queued, "stopped", 0)))
            raise
        except Exception as error:  # noqa: BLE001 - judged by a table
            verdict = judge(error, row.attempts)
            log.warning("courier.failed", outbox=row.id, kind=row.kind, verdict=verdict.status, error=verdict.error)
        try:
            await self._settle(row, user, verdict)
        except Exception:
            log.exception("courier.settle_failed", outbox=row.id)  # its lease runs out: it is sent again
            return
        if verdict.void is not None and user is not None:
            await self._end_ticket(user, verdict.void)  # settled by now: whatever happens here, it is not sent again

    async def _drawn(self, tx: Tx, row: Outbox, user: User, bot_username: str) -> Paper | Menu | None:
        if row.kind == menus.KIND:
            return await menu.of(tx, user)
        return await notices.render(tx, row, self.settings, bot_username)

    async def _send(self, user: User, paper: Paper | Menu) -> Verdict:
        if isinstance(paper, Menu):
            await menu.hang_up(self.bot, user.telegram_id or 0, paper)
            return Verdict(OutboxStatus.sent)
        try:
            message = await self._say(user, paper)
        except TelegramBadRequest as error:
            if "can't parse entities" not in error.message:
                raise
            log.exception("courier.markup_refused")
            message = await self._say(user, paper, plain=True)
        return Verdict(OutboxStatus.sent, message_id=message.message_id, ticket_of=paper.ticket_of, void=paper.void)

    async def _end_ticket(self, user: User, void: Void) -> None:
        """Best effort: the door goes by the code, not by what lies in a chat."""
        try:
            await self.bot.edit_message_caption(
                chat_id=user.telegram_id or 0, message_id=void.message_id, caption=str(void.text)
            )
        except (AiogramError, ClientError, OSError, TimeoutError) as error:
            log.info("courier.ticket_stays", error=f"{type(error).__name__}: {error}"[:200])

    async def _say(self, user: User, paper: Paper, *, plain: bool = False) -> Message:
        chat = user.telegram_id or 0
        text = Markup(paper.text).striptags() if plain else str(paper.text)  # noqa: S704 - tags are taken out
        how = {"parse_mode": None} if plain else {}
        if paper.photo is None:
            return await self.bot.send_message(chat, text, reply_markup=paper.keyboard, **how)
        photo = BufferedInputFile(paper.photo, paper.filename or "ticket.png")
        return await self.bot.send_photo(
            chat, photo, caption=text, reply_markup=paper.keyboard, request_timeout=30, **how
        )

    async def _settle(self, row: Outbox, user: User | None, verdict: Verdict) -> None:
        async with self.db.begin() as tx:
            if verdict.unreachable and user is not None and user.telegram_id is not None:
                await users.mark_blocked(tx, user.telegram_id)
            if verdict.ticket_of is not None and verdict.message_id is not None:
                await self._keep_ticket(tx, verdict.ticket_of, verdict.message_id)
            await delivering.settle(
                tx,
                row.id,
                verdict.status,
                message_id=verdict.message_id,
                error=verdict.error,
                retry_in=verdict.retry_in,
            )

    async def _keep_ticket(self, tx: Tx, booking_id: int, message_id: int) -> None:
        """Best effort: a booking that somebody has locked does not send its ticket twice."""
        try:
            async with tx.begin_nested():
                await bookings.keep_ticket(tx, booking_id, message_id)
        except DBAPIError as error:
            log.warning("courier.ticket_not_kept", booking=booking_id, error=type(error).__name__)


def is_away(user: User) -> bool:
    """Nobody to write to: no chat, never pressed START, or blocked the bot."""
    return user.telegram_id is None or not user.chat_open or user.blocked_at is not None


def judge(error: Exception, attempts: int) -> Verdict:
    """What an error means for the message; what is unknown is tried again, and given up after `TRIES` attempts."""
    reason = f"{type(error).__name__}: {getattr(error, 'message', '') or error}"[:300]
    pause: float | None = None
    match error:
        case TelegramForbiddenError():  # blocked the bot, deactivated, or never pressed START
            return Verdict(OutboxStatus.skipped, reason, unreachable=True)
        case TelegramUnauthorizedError():  # the token's fault, not the message's
            pause = TOKEN_REFUSED_PAUSE
        case TelegramRetryAfter(retry_after=seconds):
            pause = float(seconds)
        case TelegramBadRequest() | TelegramNotFound():
            pause = None
        case TelegramNetworkError(__cause__=ClientConnectorError()):  # nothing left this machine: try for ever
            pause = min(60.0, 2.0 ** min(attempts, 6))
        case _ if attempts < TRIES:
            pause = min(1800.0, 2.0 * 3 ** (attempts - 1))
    return Verdict(OutboxStatus.dead if pause is None else OutboxStatus.queued, reason, pause)
