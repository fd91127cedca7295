"""A running sandbox for tests: the unmodified aiogram as the bot, the people door as everybody else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.app import TOKEN, build


@dataclass
class Room:
    """`bot` speaks the Bot API; the other verbs are people."""

    url: str
    app: web.Application
    bot: Bot
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        async with self.http.request(method, self.url + path, json=body, **options) as answer:
            return answer.status, await answer.json(content_type=None)

    async def raw(self, method: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """A Bot API call past aiogram."""
        return await self.ask("POST", f"/bot{TOKEN}/{method}", body or {})

    async def stranger(self, **fields: Any) -> int:
        _, answer = await self.ask("POST", "/people", {"first_name": "Ann", **fields})
        return answer["id"]

    async def person(self, **fields: Any) -> int:
        """Somebody who pressed START; the update is already taken."""
        number = await self.stranger(**fields)
        await self.ask("POST", f"/people/{number}/say", {"text": "/start"})
        await self.updates()
        return number

    async def say(self, number: int, text: str) -> tuple[int, Any]:
        return await self.ask("POST", f"/people/{number}/say", {"text": text})

    async def tap(self, number: int, message_id: int, button: Any = None, **more: Any) -> tuple[int, Any]:
        return await self.ask("POST", f"/people/{number}/tap", {"message_id": message_id, "button": button, **more})

    async def pay(self, number: int, message_id: int) -> tuple[int, Any]:
        return await self.ask("POST", f"/people/{number}/pay", {"message_id": message_id})

    async def chat(self, number: int) -> list[dict[str, Any]]:
        _, answer = await self.ask("GET", f"/people/{number}/chat")
        return answer["messages"]

    async def updates(self) -> list[Update]:
        """What is pending, and acknowledged hereby."""
        found = await self.bot.get_updates(timeout=0)
        if found:
            await self.bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
        return found

    async def next_update(self, kind: str) -> Any:
        """Waits for one update of this kind, acknowledges all before it and itself."""
        offset = None
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=5):
                offset = update.update_id + 1
                if found := getattr(update, kind):
                    await self.bot.get_updates(offset=offset, timeout=0)
                    return found

    async def while_answering(self, deed: Awaitable[Any], kind: str, answer: Callable[[Any], Awaitable[Any]]) -> Any:
        """Does the deed while the bot answers the one query that comes of it."""
        task = asyncio.ensure_future(deed)
        await answer(await self.next_update(kind))
        return await task


@asynccontextmanager
async def running(state_dir: Path | None = None) -> AsyncIterator[Room]:
    server = TestServer(build(state_dir))
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    try:
        async with aiohttp.ClientSession() as http:
            yield Room(url, server.app, bot, http)
    finally:
        if session._session:  # aiogram's own close waits a quarter of a second for TLS that isn't there
            await session._session.close()
        await server.close()


def keys(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))


def key(text: str, **action: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, **action)
