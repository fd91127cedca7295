"""A sandbox on a free port, its people's door, and a bot that speaks to it: for tests of what lies below the screens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession, web

from bot.sandbox.app import TOKEN, build
from bot.throttle import Throttle


class Street:
    """Where people and faults come from."""

    def __init__(self, url: str, http: ClientSession) -> None:
        self.url = url
        self.http = http

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(self.url + path, json=body) as answer:
            return await answer.json()

    async def person(self, name: str = "Anna") -> int:
        return (await self.post("/people", first_name=name))["id"]

    async def say(self, person: int, text: str) -> None:
        await self.post(f"/people/{person}/say", text=text)

    async def texts(self, person: int) -> list[str]:
        async with self.http.get(f"{self.url}/people/{person}/chat") as answer:
            messages = (await answer.json())["messages"]
        return [message["text"] for message in messages if message["from"]["is_bot"]]

    async def calls(self, method: str) -> list[Any]:
        async with self.http.get(f"{self.url}/ledger") as answer:
            calls = (await answer.json())["calls"]
        return [call for call in calls if call["method"].lower() == method.lower()]


@asynccontextmanager
async def street(port: int = 0) -> AsyncIterator[Street]:
    runner = web.AppRunner(build(None, TOKEN), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    async with ClientSession() as http:
        yield Street(f"http://127.0.0.1:{port}", http)
    await runner.cleanup()


@asynccontextmanager
async def telegram_bot(at: Street, throttle: Throttle | None = None, token: str = TOKEN) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(at.url))
    if throttle:
        session.middleware(throttle)
    bot = Bot(token, session=session)
    yield bot
    if session._session:  # aiogram's own close waits a quarter of a second for TLS that isn't there
        await session._session.close()
