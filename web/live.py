"""One ear at the database, many streams to browsers. A burst about one event is one message: the newest numbers win.

It promises nothing: a browser that missed a message reads its page again. Private events are told only to those
who may see them.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import web
from aiohttp_sse import EventSourceResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from core import catalogue, live
from core.errors import Busy, NotFound

log = structlog.get_logger(__name__)

PACE = 0.25
"""Seconds between two messages about one event."""
LASTS = 15 * 60
"""Seconds until a stream ends; the browser comes back, and its right to see is asked again."""
LOOKS = 20
"""Seconds after which a quiet stream looks whether its browser is still there."""
MOST = 2000

Numbers = dict[str, int]


@dataclass(eq=False)
class Stream:
    """One browser: who looks, and the newest numbers that it has not got yet."""

    viewer_id: int | None
    fresh: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: dict[int, Numbers] = field(default_factory=dict)
    closed: bool = False

    def put(self, numbers: Numbers) -> None:
        self.waiting[numbers["event_id"]] = numbers
        self.fresh.set()

    def close(self) -> None:
        self.closed = True
        self.fresh.set()


class Hub:
    """Hears the core's announcements and hands each stream the numbers that its viewer may see."""

    def __init__(self, db: AsyncEngine) -> None:
        self._db = db
        self._streams: set[Stream] = set()
        self._heard: set[int] = set()
        self._ring = asyncio.Event()

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Listen while the application lives."""
        dsn = self._db.url.render_as_string(hide_password=False)
        async with live.listen(dsn, self._hear):
            teller = asyncio.create_task(self._tell(), name="live.tell")
            yield
            teller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await teller

    async def close(self, _: web.Application) -> None:
        """End every stream, so that the program can end."""
        for stream in self._streams:
            stream.close()

    def _hear(self, event_id: int) -> None:
        if self._streams:
            self._heard.add(event_id)
            self._ring.set()

    async def _tell(self) -> None:
        while True:
            await self._ring.wait()
            self._ring.clear()
            heard, self._heard = self._heard, set()
            for event_id in heard:
                try:
                    await self._tell_one(event_id)
                except Exception:
                    # Whatever it was, the next announcement must still be heard.
                    log.exception("live.untold", event_id=event_id)
            await asyncio.sleep(PACE)

    async def _tell_one(self, event_id: int) -> None:
        told = await self._numbers(event_id, None)
        seen: dict[int | None, Numbers | None] = {None: told}
        for stream in list(self._streams):
            if told is None and stream.viewer_id not in seen:
                seen[stream.viewer_id] = await self._numbers(event_id, stream.viewer_id)
            numbers = told or seen[stream.viewer_id]
            if numbers is not None:
                stream.put(numbers)

    async def _numbers(self, event_id: int, viewer_id: int | None) -> Numbers | None:
        async with self._db.begin() as tx:
            try:
                return numbers(await catalogue.event(tx, event_id, viewer_id))
            except NotFound:
                return None

    async def stream(self, request: web.Request, viewer_id: int | None) -> web.StreamResponse:
        """Serve one browser until it leaves, the time is up, or the program ends."""
        if len(self._streams) >= MOST:
            raise Busy(s=5)
        response = EventSourceResponse(ping_interval=15)
        stream = Stream(viewer_id)
        self._streams.add(stream)
        try:
            await response.prepare(request)
            async with response, asyncio.timeout(LASTS):
                await response.send("{}", event="hello", retry=2000)
                await self._serve(stream, response)
        except (TimeoutError, ConnectionResetError):
            pass
        finally:
            self._streams.discard(stream)
        return response

    @staticmethod
    async def _serve(stream: Stream, response: EventSourceResponse) -> None:
        while not stream.closed and response.is_connected():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKS):
                    await stream.fresh.wait()
            stream.fresh.clear()
            news, stream.waiting = stream.waiting, {}
            for one in news.values():
                await response.send(json.dumps(one), event="event")


def numbers(card: Any) -> Numbers:
    """What a screen is told of an event."""
    return {
        "event_id": card.id,
        "available": card.available,
        "capacity": card.capacity,
        "held": card.held,
        "sold": card.sold,
    }
