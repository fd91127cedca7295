"""`chat`: the real dispatcher and courier, a sandbox over real HTTP, and people who say, tap, pay and look."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import screen
from bot.app import build_bot, build_dispatcher
from bot.courier import Courier
from bot.polling import Poller
from bot.sandbox.app import TOKEN, build
from bot.sandbox.endpoint import RATES, SANDBOX
from bot.sandbox.limits import Rates
from core import events
from core.box_office import BoxOffice
from core.models import Booking, Event
from core.settings import Settings
from tests import factories
from tests.bot.mail_server import MailServer, opened

DEADLINE = {"Dt": "t"}
"""A deadline is a time, with its day if that is another: which of them it is, is a test of its own (`test_words`)."""


@dataclass
class Chat:
    """The town: its people, its bot, its database."""

    url: str
    http: ClientSession
    app: web.Application
    db: AsyncEngine
    courier: Courier
    dispatcher: Any
    settings: Settings
    poller: Any = None
    polling: Any = None

    def start(self) -> None:
        """The bot listens."""
        self.poller = Poller(self.courier.bot, self.dispatcher)
        self.polling = asyncio.create_task(self.poller.run())

    async def stop(self) -> None:
        await self.poller.stop()
        await self.polling
        await self.dispatcher["drills"].close()

    async def restart(self) -> None:
        """The bot goes down and comes back: all that lived in memory is gone."""
        await self.stop()
        kept = {name: self.dispatcher[name] for name in ("db", "office", "invoices")}
        self.dispatcher = build_dispatcher(kept["db"], kept["office"], self.settings, invoices=kept["invoices"])
        self.start()

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        async with self.http.request(method, self.url + path, json=body or None) as answer:
            return await answer.json()

    async def person(self, name: str = "Anna K.", language: str = "en", **fields: Any) -> "Person":
        made = await self.ask("POST", "/people", first_name=name, language_code=language, **fields)
        return Person(self, made["id"])

    async def settle(self) -> None:
        """Until every update is handled and acknowledged, every screen is drawn, every letter has its fate."""
        async with asyncio.timeout(20):
            while self.app[SANDBOX].pending() or screen._drawings or self.dispatcher["post"].under_way:
                await asyncio.sleep(0.005)

    async def deliver(self) -> None:
        """The courier's round."""
        while await self.courier.deliver_once():
            pass


@dataclass
class Person:
    """Somebody before their own chat."""

    chat: Chat
    id: int

    async def messages(self) -> list[Any]:
        return (await self.chat.ask("GET", f"/people/{self.id}/chat"))["messages"]

    async def said(self) -> list[Any]:
        """What the bot said, oldest first."""
        return [message for message in await self.messages() if message["from"]["is_bot"]]

    async def screen(self) -> Any:
        """The newest message of the bot."""
        return (await self.said())[-1]

    async def say(self, text: str, **how: Any) -> Any:
        """Say it and see what comes."""
        answer = await self.chat.ask("POST", f"/people/{self.id}/say", text=text, **how)
        assert "message_id" in answer, answer
        await self.chat.settle()
        return await self.screen()

    async def edit(self, text: str, was: str | None = None) -> Any:
        """Edit one's newest message, or the one that `was` so."""
        own = [m for m in await self.messages() if not m["from"]["is_bot"] and was in (None, m["text"])]
        answer = await self.chat.ask("POST", f"/people/{self.id}/edit", message_id=own[-1]["message_id"], text=text)
        assert "message_id" in answer, answer
        await self.chat.settle()
        return await self.screen()

    async def show_place(self, **place: Any) -> Any:
        """A point on the map, or a venue, and what comes of it."""
        answer = await self.chat.ask("POST", f"/people/{self.id}/place", **place)
        assert "message_id" in answer, answer
        await self.chat.settle()
        return await self.screen()

    async def tap(self, button: str, on: Any = None, **how: Any) -> dict[str, Any]:
        """Press the first button that begins so (on the newest message that has one); the answer to the tap."""
        message, row, column = _find(button, [on] if on else reversed(await self.said()))
        return await self.send(message["message_id"], button=[row, column], **how)

    async def send(self, message_id: int, **what: Any) -> dict[str, Any]:
        """A tap as a client sends it, `data` a hostile one."""
        answer = await self.chat.ask("POST", f"/people/{self.id}/tap", message_id=message_id, **what)
        assert "timeout" not in answer, answer
        await self.chat.settle()
        return answer

    async def press(self, key: str, *people: "Person") -> Any:
        """A button of the keyboard below the chat, with the people chosen for it; what comes of it."""
        chosen = {"users": [person.id for person in people]} if people else {}
        answer = await self.chat.ask("POST", f"/people/{self.id}/press", button=key, **chosen)
        assert "message_id" in answer, answer
        await self.chat.settle()
        return await self.screen()

    async def keys(self) -> list[list[str]]:
        """The keyboard below the chat."""
        rows = (await self.chat.ask("GET", f"/people/{self.id}/chat"))["keyboard"]
        return [[plain(key["text"]) for key in row] for row in rows]

    async def share_contact(self, **whose: Any) -> Any:
        """A contact out of the address book; without more the own one."""
        answer = await self.chat.ask("POST", f"/people/{self.id}/contact", **({"user_id": self.id} | whose))
        assert "message_id" in answer, answer
        await self.chat.settle()
        return await self.screen()

    async def pay(self) -> dict[str, Any]:
        """Pay the newest invoice."""
        invoice = [m for m in await self.said() if (m["media"] or {}).get("kind") == "invoice"][-1]
        answer = await self.chat.ask("POST", f"/people/{self.id}/pay", message_id=invoice["message_id"])
        await self.chat.settle()
        return answer


def _find(button: str, messages: Any) -> tuple[Any, int, int]:
    for message in messages:
        for row, buttons in enumerate(message["buttons"]):
            for column, one in enumerate(buttons):
                if plain(one["text"]).startswith(button):
                    return message, row, column
    raise AssertionError(f"no button {button}")


def plain(shown: str) -> str:
    """Without what nobody sees: isolates and no-break spaces."""
    return re.sub("[\u2068\u2069]", "", shown).replace("\u00a0", " ").replace("\u202f", " ")


def buttons(message: Any) -> list[list[str]]:
    """The labels of the buttons, row by row."""
    return [[plain(button["text"]) for button in row] for row in message["buttons"]]


def data(message: Any) -> list[list[str]]:
    """What the buttons carry."""
    return [[button.get("callback_data", "") for button in row] for row in message["buttons"]]


def text(message: Any) -> str:
    """The text with its times as signs: what stands in them depends on the day, and a deadline's form on the hour."""
    raw = message["text"].encode("utf-16-le")
    parts, at = [], 0
    for entity in message["entities"]:
        if entity["type"] == "date_time":
            form = entity["date_time_format"]
            parts += [raw[at : entity["offset"] * 2], f"<{DEADLINE.get(form, form)}>".encode("utf-16-le")]
            at = (entity["offset"] + entity["length"]) * 2
    shown = b"".join([*parts, raw[at:]]).decode("utf-16-le")
    return plain(shown)


async def event(chat: Chat, **values: Any) -> Event:
    """A published event of somebody else's."""
    async with chat.db.begin() as tx:
        return await factories.event(tx, await factories.person(tx, "Marta"), **values)


async def booking_at(chat: Chat, event_id: int) -> Booking | None:
    """The newest booking of the event."""
    async with chat.db.begin() as tx:
        newest = select(Booking).where(Booking.event_id == event_id).order_by(Booking.id.desc())
        return (await tx.execute(newest)).first()


async def all_rows(chat: Chat, kind: Any) -> list[Any]:
    """Everything in a table, in the order of its numbers."""
    async with chat.db.begin() as tx:
        return list(await tx.execute(select(kind).order_by(kind.id)))


async def move(chat: Chat, shown: Event) -> None:
    """The host changes the place."""
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(place="Illusion"))


@pytest.fixture
async def invoices() -> bool:
    """Whether payment goes by Telegram's invoices; a test that pays at once says otherwise."""
    return True


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with opened() as server:
        yield server


@pytest.fixture
def settings() -> Settings:
    """What the house is set to; a test that needs otherwise says so."""
    return Settings()


@pytest.fixture
async def chat(db: AsyncEngine, invoices: bool, settings: Settings) -> AsyncIterator[Chat]:
    app = build(None, TOKEN)
    # A clock in a hurry: what the limits do is tested where they live.
    app[RATES] = Rates(itertools.count(step=60).__next__)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    office = BoxOffice(db)
    bot = build_bot(TOKEN, url, None)
    dispatcher = build_dispatcher(db, office, settings, invoices=invoices)
    async with ClientSession() as http:
        made = Chat(url, http, app, db, Courier(db, bot, settings), dispatcher, settings)
        made.start()
        yield made
    await made.stop()
    await office.close()
    # aiogram's own close waits a quarter of a second for TLS, which isn't there: minutes in a run of all the tests.
    if bot.session._session:
        await bot.session._session.close()
    await runner.cleanup()
