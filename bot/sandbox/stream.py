"""Chats live in the browser: server-sent events of one chat as one person sees it, and of changes in the lists.

A slow reader is let go, it comes back and reads the chat anew; nobody waits for it.
"""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from bot.sandbox.state import Row, Sandbox
from bot.sandbox.views import message_view

HEARTBEAT = 15  # seconds
QUEUED = 500
SECRETS = {"whisper", "unwhispered"}
LIST_PAUSE = 0.5  # seconds for which changes of the list are gathered

Queue = asyncio.Queue[tuple[str, Row] | None]


class Streams:
    """The open streams, by the chat that they show; each is one person's."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._readers: dict[int, dict[Queue, int]] = defaultdict(dict)
        self._list_changed: asyncio.TimerHandle | None = None
        sandbox.watchers.append(self._hear)

    def close(self) -> None:
        for queues in list(self._readers.values()):
            for queue in list(queues):
                _end(queue)
        if self._list_changed:
            self._list_changed.cancel()

    async def serve(self, request: web.Request, chat: int, person: int) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        queue: Queue = asyncio.Queue(QUEUED)
        self._readers[chat][queue] = person
        try:
            await response.write(b"retry: 1000\n\n")
            while not self._sandbox.closing.is_set():
                event = await _next(queue)
                if event is None:
                    break
                await response.write(event)
        except ConnectionResetError:
            pass
        finally:
            del self._readers[chat][queue]
            if not self._readers[chat]:
                del self._readers[chat]
        return response

    def _hear(self, chat: int, event: str, data: Row) -> None:
        if event != "people" and chat in self._readers:
            shown = data if event == "deleted" else {"message": message_view(self._sandbox, data)}
            secret = {data["from"]["id"], data["receiver_user"]["id"]} if event in SECRETS else None
            self._offer(
                [queue for queue, who in self._readers[chat].items() if not secret or who in secret], event, shown
            )
        if self._readers and self._list_changed is None:
            self._list_changed = asyncio.get_running_loop().call_later(LIST_PAUSE, self._tell_of_list)

    def _tell_of_list(self) -> None:
        self._list_changed = None
        for queues in self._readers.values():
            self._offer(queues, "people", {})

    @staticmethod
    def _offer(queues: Iterable[Queue], event: str, data: Row) -> None:
        for queue in queues:
            try:
                queue.put_nowait((event, data))
            except asyncio.QueueFull:
                _end(queue)


def _end(queue: Queue) -> None:
    """Empties the queue and leaves the word to stop."""
    with contextlib.suppress(asyncio.QueueEmpty):
        while True:
            queue.get_nowait()
    queue.put_nowait(None)


async def _next(queue: Queue) -> bytes | None:
    """The next event in its wire form, a heartbeat after a silence, None at the end."""
    try:
        item: Any = await asyncio.wait_for(queue.get(), HEARTBEAT)
    except TimeoutError:
        return b": still here\n\n"
    if item is None:
        return None
    event, data = item
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


STREAMS = web.AppKey("streams", Streams)
