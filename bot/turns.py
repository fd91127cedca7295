"""Whose turn it is: updates of one person are handled one after another, those of different people at the same time.

It is the same whether updates are fetched (`polling`) or brought (`webhook`). A person who floods is not listened to
beyond FLOOD waiting updates; money is always listened to.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import PreCheckoutQuery, Update
from pydantic import ValidationError

log = structlog.get_logger(__name__)

FLOOD = 20  # what one person may have waiting; what comes beyond is dropped, and their queue is acknowledged at once


class Turns:
    """Updates in hand, each in a task. `handle` does the work of one; what it raises is the task's result."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self.in_hand: dict[int, asyncio.Task[None]] = {}
        self._do = handle
        self._last_of: dict[int, asyncio.Task[None]] = {}
        self._waiting: Counter[int] = Counter()
        self._person_of: dict[int, int] = {}

    def begin(self, update: Update) -> "asyncio.Task[None] | None":
        """Take the update into hand, behind those of the same person; None when it is dropped as part of a flood."""
        person = sender(update)
        if person and self._waiting[person] >= FLOOD and not is_money(update):
            log.info("update.dropped", update_id=update.update_id, person=person)
            return None
        before = self._last_of.get(person) if person else None
        task = asyncio.create_task(self._take(update, before), name=f"update {update.update_id}")
        self.in_hand[update.update_id] = task
        if person:
            self._last_of[person] = task
            self._waiting[person] += 1
            if not is_money(update):
                self._person_of[update.update_id] = person
        task.add_done_callback(lambda _: self._end(update.update_id, person, task))
        return task

    async def stop(self, grace: float) -> None:
        """Let what is in hand end for `grace` seconds; what is late stays in hand, undone."""
        if self.in_hand:
            _, late = await asyncio.wait(self.in_hand.values(), timeout=grace)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1)

    def is_of_a_flood(self, update_id: int) -> bool:
        """Whether the person of this update in hand has as many waiting as they may."""
        return self._waiting[self._person_of.get(update_id, 0)] >= FLOOD

    async def _take(self, update: Update, before: "asyncio.Task[None] | None") -> None:
        if before:
            await asyncio.wait([before])
        await self._do(update)

    def _end(self, update_id: int, person: int | None, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return  # stays in hand: not acknowledged, so Telegram will repeat it
        self.in_hand.pop(update_id, None)
        self._person_of.pop(update_id, None)
        if person:
            self._waiting[person] -= 1
            self._waiting += Counter()  # forgets those with none
        if person and self._last_of.get(person) is task:
            del self._last_of[person]


def readable(raw: dict[str, Any], bot: Bot | None = None) -> Update:
    """The update; an empty one, which nobody handles, in place of one that can't be read."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        log.error("update.unreadable", update_id=raw.get("update_id"))  # noqa: TRY400 - the content is people's own
        return Update(update_id=raw["update_id"])


def is_money(update: Update) -> bool:
    """Whether it tells that somebody paid: such news must never be lost."""
    return update.message is not None and update.message.successful_payment is not None


def sender(update: Update) -> int | None:
    """Whose turn it is; None for what waits for nobody: a pre-checkout must be answered within 10 s."""
    try:
        event = update.event
    except LookupError:  # a kind of update that aiogram doesn't know yet
        return None
    person = getattr(event, "from_user", None) or getattr(event, "user", None)
    return None if person is None or isinstance(event, PreCheckoutQuery) else person.id
