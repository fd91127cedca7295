"""Keeps the bot within Telegram's limits, for whoever speaks: handlers and the courier share one.

30 messages/s over all, 1/s a chat, 20/min a group: we stay a little below. What one member alone sees in a group is
counted as theirs, what was sent by inline mode as a chat of its own. An edit that waits for its turn is
replaced by a newer one of the same message, and both callers get the newer one's result. After a 429 nothing goes
to that chat before its `retry_after`; where there is no chat, the same method for the same query or scope waits alone.
"""

import asyncio
import contextlib
import math
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, GetUpdates, TelegramMethod
from aiohttp import ClientConnectorError

LIMITED = ("Send", "Copy", "Forward", "Edit")
REPEATABLE = ("Edit", "Answer", "Delete", "Set", "Get", "Pin", "Unpin")  # twice is as good as once
UNCOUNTED = ("SendChatAction",)
LONGEST_WAIT = 60.0
PATIENCE: ContextVar[float | None] = ContextVar("patience", default=None)
"""How long this task waits for a turn, if it has a way to come again: else it is refused as by Telegram."""
TRIES = 4
EVERYONE = "*"


class Pace:
    """`rate` a second with a `burst`, for each key apart (GCRA): one number a key, forgotten once it is past."""

    def __init__(self, rate: float, burst: int) -> None:
        self.step = 1 / rate
        self.slack = self.step * (burst - 1)
        self._next: dict[Any, float] = {}

    def reserve(self, key: Any, now: float, patience: float | None = None) -> float:
        """Take the next turn, unless it is farther than `patience`; how many seconds until it comes."""
        turn = max(self._next.get(key, now), now)
        wait = max(0.0, turn - self.slack - now)
        if patience is not None and wait > patience:
            return wait
        self._next[key] = turn + self.step
        if len(self._next) > 10_000:
            self._next = {key: at for key, at in self._next.items() if at > now}
        return wait


@dataclass
class Edit:
    """An edit that waits for its turn; `method` is the newest that was asked for."""

    method: TelegramMethod[Any]
    task: "asyncio.Task[Any]" = field(init=False)


class Throttle(BaseRequestMiddleware):
    """A middleware of the bot's session. Sleeps, so it must never be called inside a transaction."""

    def __init__(self, *, rate: float = 28, per_chat: float = 1, burst: int = 3, group_per_minute: float = 18) -> None:
        self._all = Pace(rate, 2)
        self._chat = Pace(per_chat, burst)
        self._group = Pace(group_per_minute / 60, 2)
        self._paused: dict[Any, float] = {}
        self._waiting: dict[tuple[Any, int], Edit] = {}
        self._busy = 0

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Any:
        if isinstance(method, GetUpdates):
            return await make_request(bot, method)
        chat, message = _whose(method), getattr(method, "message_id", None)
        if message is None or not _is(method, ("Edit",)):
            with self._counted():
                await self._turn(method, chat)
                return await self._ask(make_request, bot, method, chat)
        edit = self._newest((chat, message), method)
        if edit is None:
            edit = Edit(method)
            self._waiting.setdefault((chat, message), edit)
            edit.task = asyncio.create_task(self._edit((chat, message), edit, make_request, bot))
            edit.task.add_done_callback(_heard)
        # The edit belongs to all who wait for it: one caller's end is not its end.
        return await asyncio.shield(edit.task)

    async def drain(self, timeout: float = 2.0) -> None:  # noqa: ASYNC109 - a deadline for the stop, not for a call
        """Wait until nothing waits or is under way, at most `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while self._busy and time.monotonic() < deadline:  # noqa: ASYNC110 - many end this, none should know of it
            await asyncio.sleep(0.02)

    def _newest(self, key: tuple[Any, int], method: TelegramMethod[Any]) -> Edit | None:
        """Put `method` in the place of the edit that waits for this message, unless something would be left unsaid."""
        edit = self._waiting.get(key)
        if edit is None:
            return None
        if type(method) is type(edit.method) or isinstance(method, EditMessageText):
            edit.method = method
        elif isinstance(method, EditMessageReplyMarkup):
            edit.method = edit.method.model_copy(update={"reply_markup": method.reply_markup})
        else:
            return None
        return edit

    async def _edit(
        self, key: tuple[Any, int], edit: Edit, make_request: NextRequestMiddlewareType[Any], bot: Bot
    ) -> Any:
        with self._counted():
            try:
                await self._turn(edit.method, key[0])
            finally:
                if self._waiting.get(key) is edit:
                    del self._waiting[key]
            return await self._ask(make_request, bot, edit.method, key[0])

    async def _turn(self, method: TelegramMethod[Any], chat: Any) -> None:
        if _is(method, LIMITED):
            if getattr(method, "chat_id", None) is not None or isinstance(chat, tuple):
                is_group = not isinstance(chat, tuple) and str(chat).startswith(("-", "@"))
                pace = self._group if is_group else self._chat
                patience = PATIENCE.get()
                wait = pace.reserve(chat, time.monotonic(), patience)
                if patience is not None and wait > patience:
                    raise _refused(method, wait)
                await asyncio.sleep(wait)
            await asyncio.sleep(self._all.reserve(EVERYONE, time.monotonic()))
        await self._rest(method, chat)

    async def _rest(self, method: TelegramMethod[Any], chat: Any) -> None:
        while (wait := self._pause(chat)) > 0:
            if wait > _longest():
                # Whoever asked must not hang that long; the courier comes again by its own clock.
                raise _refused(method, wait)
            await asyncio.sleep(wait)

    def _pause(self, chat: Any) -> float:
        now = time.monotonic()
        return self._paused.get(chat, now) - now

    def _hold(self, key: Any, seconds: float) -> None:
        now = time.monotonic()
        self._paused = {other: until for other, until in self._paused.items() if until > now} | {key: now + seconds}

    async def _ask(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any], chat: Any
    ) -> Any:
        for attempt in range(1, TRIES + 1):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._hold(chat, error.retry_after)
                if attempt == TRIES or error.retry_after > _longest():
                    raise
            except (TelegramServerError, TelegramNetworkError, ClientDecodeError) as error:
                if attempt == TRIES or not _may_repeat(method, error):
                    raise
                await asyncio.sleep(0.25 * 2**attempt)
            await self._rest(method, chat)
        raise AssertionError("the last attempt returns or raises")

    @contextlib.contextmanager
    def _counted(self) -> Any:
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1


def _whose(method: TelegramMethod[Any]) -> Any:
    """Whose pace it takes: a chat's, a member's in it, that of a message sent by inline mode; else it is its own."""
    chat, inline = getattr(method, "chat_id", None), getattr(method, "inline_message_id", None)
    if inline is not None:
        return ("inline", inline)
    if chat is None:
        # The answer to one query, one chat's menu: a 429 for it keeps nobody else, and no payment, waiting.
        queries = [getattr(method, f"{kind}_query_id", None) for kind in ("callback", "inline", "pre_checkout")]
        scope = getattr(getattr(method, "scope", None), "chat_id", None)
        return (type(method).__name__, next(filter(None, (*queries, scope)), None))
    whispered = getattr(method, "ephemeral_message_parameters", None)
    receiver = whispered.receiver_user_id if whispered else getattr(method, "receiver_user_id", None)
    return (chat, receiver) if receiver else chat


def _longest() -> float:
    patience = PATIENCE.get()
    return LONGEST_WAIT if patience is None else patience


def _refused(method: TelegramMethod[Any], wait: float) -> TelegramRetryAfter:
    return TelegramRetryAfter(method=method, message="the chat is paused", retry_after=math.ceil(wait))


def _is(method: TelegramMethod[Any], kinds: tuple[str, ...]) -> bool:
    name = type(method).__name__
    return name.startswith(kinds) and name not in UNCOUNTED


def _may_repeat(method: TelegramMethod[Any], error: Exception) -> bool:
    """A send is repeated only if it never left this machine: else a person might get it twice."""
    return _is(method, REPEATABLE) or isinstance(error.__cause__, ClientConnectorError)


def _heard(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled():
        task.exception()  # all callers may have gone; then nobody else takes it
