"""Taking seats: all who want seats of one event at one moment go through one transaction.

A row lock a booking makes every rival wait for every commit before theirs. Here the rivals that arrive while a
transaction runs form the next batch: lock the event, let lapsed holds go, read what is known of all rivals, decide
for each in arrival order in plain Python, write all rows at once. Several processes may do so; the lock orders them.

Nothing is decided outside the lock, and a refusal writes nothing but its answer under the caller's key (R30).
"""

import asyncio
import re
from collections import deque

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core import hold
from core.database import LARGEST_ID, is_busy
from core.errors import Busy, DomainError, Invalid, NotFound
from core.hold import Rival
from core.models import Booking

log = structlog.get_logger(__name__)

_KEY = re.compile(r"[\x20-\x7e]{1,128}")


class BoxOffice:
    """One queue an event and one task that serves it while somebody waits."""

    def __init__(self, db: AsyncEngine, *, max_holds: int = 5, batch: int = 1000) -> None:
        self._db = db
        self._max_holds = max_holds
        self._batch = batch
        self._queues: dict[int, deque[tuple[Rival, asyncio.Future[Booking]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def book(
        self,
        event_id: int,
        user_id: int,
        seats: int,
        *,
        terms: int | None = None,
        key: str | None = None,
        in_chat: bool = False,
    ) -> Booking:
        """Take `seats` for the person: a hold, or a confirmed booking where nothing is asked for (R25).

        `terms` is the terms number that was shown. The same `key` and wishes give the same booking, as it stands now.
        Raises NotFound, EventClosed, EventBegun, SoldOut, SeatsLimit, AlreadyBooked, OwnEvent, TermsChanged,
        Unreachable, TooManyHolds, Banned, KeyReused, Busy, Invalid (a key that is none).
        """
        if not (0 < event_id <= LARGEST_ID and 0 < user_id <= LARGEST_ID):
            raise NotFound
        if key is not None and not _KEY.fullmatch(key):
            raise Invalid("key", "wrong")
        rival = Rival(user_id=user_id, seats=seats, terms=terms, key=key, in_chat=in_chat)
        answer: asyncio.Future[Booking] = asyncio.get_running_loop().create_future()
        if event_id not in self._queues:
            self._queues[event_id] = deque()
            task = asyncio.create_task(self._serve(event_id), name=f"box office {event_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._queues[event_id].append((rival, answer))
        return await answer

    async def close(self) -> None:
        """Serve those who already wait, then return."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, event_id: int) -> None:
        queue = self._queues[event_id]
        while queue:
            # One turn of the loop gathers those who press in the same breath.
            await asyncio.sleep(0)
            batch = [queue.popleft() for _ in range(min(len(queue), self._batch))]
            await self._answer(event_id, batch)
        del self._queues[event_id]

    async def _answer(self, event_id: int, batch: list[tuple[Rival, asyncio.Future[Booking]]]) -> None:
        rivals = [rival for rival, _ in batch]
        try:
            outcomes = await self._decide(event_id, rivals)
        except Exception as error:  # noqa: BLE001 - whatever it was, every rival gets an answer
            if len(batch) > 1 and not is_busy(error):
                # One rival's row broke the transaction of all (a key that is used for another event right now):
                # serve them one by one, so that only that one is refused.
                log.warning("box_office.batch_failed", event_id=event_id, rivals=len(batch), error=repr(error))
                for single in batch:
                    await self._answer(event_id, [single])
                return
            outcomes = (
                [await self._last_word(event_id, rivals[0], error)] if len(batch) == 1 else [Busy(s=2)] * len(batch)
            )
        for (_, answer), outcome in zip(batch, outcomes, strict=True):
            if answer.done():
                continue
            if isinstance(outcome, Exception):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)

    async def _last_word(self, event_id: int, rival: Rival, error: Exception) -> Booking | Exception:
        if is_busy(error):
            return Busy(s=2)
        if not isinstance(error, IntegrityError):
            return error
        # Whoever was first under the same key has committed by now: look again.
        [again] = await asyncio.gather(self._decide(event_id, [rival]), return_exceptions=True)
        return again[0] if isinstance(again, list) else Busy(s=2)

    async def _decide(self, event_id: int, rivals: list[Rival]) -> list[Booking | DomainError | Exception]:
        async with self._db.begin() as tx:
            try:
                return list(await hold.take_seats(tx, event_id, rivals, max_holds=self._max_holds))
            except DomainError as refusal:
                return [refusal for _ in rivals]
