"""The address at which Telegram brings updates: who may speak here, and how the answer reads. What an update means is
for the bot, which hands in `take`.

Foreign requests are turned away before their body is read. Nothing of an address or a secret is told or counted.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from web import sessions

PATH = "/telegram/{path}"
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
SOON = {"Retry-After": "2"}  # seconds; without it Telegram's own pauses grow to two minutes


@dataclass(frozen=True)
class Hook:
    """`take` handles one update; False when it must come again, ValueError for what is no update."""

    path: str = field(repr=False)
    secret: str = field(repr=False)
    take: Callable[[dict[str, Any]], Awaitable[bool]]

    def route(self) -> web.RouteDef:
        return web.post(PATH, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """200 after the update was handled, 503 when Telegram shall repeat it; 404, 401 to everybody else."""
        if not sessions.same(request.match_info["path"], self.path):
            return web.Response(status=404)
        shown = request.headers.getall(SECRET, [])
        if len(shown) != 1 or not sessions.same(shown[0], self.secret):
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
            if not isinstance(raw, dict):
                return web.Response(status=400)
            done = await self.take(raw)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        return web.Response() if done else web.Response(status=503, headers=SOON)
