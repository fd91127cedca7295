"""Updates that Telegram brings: 200 after they were handled, in each person's order; through the sandbox's real HTTP."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramUnauthorizedError
from aiogram.types import Message
from aiohttp import ClientSession, web

from bot import webhook
from bot.logs import redact
from bot.startup import Program
from bot.startup_steps import origin
from bot.webhook import Webhook
from core.settings import Settings, SettingsError
from tests.bot.sandboxed import Street, street, telegram_bot
from tests.bot.test_polling import Listener, until
from tests.bot.test_startup import free_port, running
from web.webhook import SECRET, Hook

KEY = "123:a-token"
ids = itertools.count(1)


@pytest.fixture
async def town() -> AsyncIterator[Street]:
    async with street() as town:
        yield town


@pytest.fixture
async def bot(town: Street) -> AsyncIterator[Bot]:
    async with telegram_bot(town) as bot:
        yield bot


class Busy(Listener):
    """A dispatcher whose database is away for the first words."""

    async def hear(self, message: Message) -> None:
        if not self.begun:
            self.begun.append(message.text)
            raise TimeoutError
        await super().hear(message)


@asynccontextmanager
async def listening(bot: Bot, listener: Listener, *, port: int, grace: float = 2) -> AsyncIterator[Webhook]:
    """A web server with the webhook's route alone, and the webhook set."""
    ear = Webhook(bot, listener.dispatcher, f"http://127.0.0.1:{port}", KEY)
    app = web.Application(client_max_size=1024)
    app.add_routes([Hook(ear.path, ear.secret, ear.take).route()])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    keeping = asyncio.create_task(ear.run())
    await until(lambda: ear.last_heard is not None)
    yield ear
    await ear.stop(grace)
    await keeping
    await runner.cleanup()


def said(text: str, person: int = 5, number: int | None = None) -> dict[str, Any]:
    """An update as Telegram brings it."""
    who = {"id": person, "is_bot": False, "first_name": "Eve"}
    chat = {"id": person, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": who, "text": text}
    return {"update_id": number or next(ids), "message": message}


async def bring(http: ClientSession, ear: Webhook, update: Any) -> int:
    async with http.post(ear.url, json=update, headers={SECRET: ear.secret}) as answer:
        return answer.status


async def test_telegram_is_told_everything_it_needs_and_the_log_nothing_secret(
    town: Street, bot: Bot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "CHECKED_EVERY", 0.02)
    async with listening(bot, Listener(), port=free_port()) as ear:
        known = await bot.get_webhook_info()
        assert (known.url, known.max_connections, known.allowed_updates) == (ear.url, 100, ["message"])
        await bot.delete_webhook()
        async with asyncio.timeout(20):
            while (await bot.get_webhook_info()).url != ear.url:
                await asyncio.sleep(0.01)
        assert len({ear.path, ear.secret, KEY}) == 3
        assert len(ear.path) == len(ear.secret) == 64
        await town.post("/faults", method="getWebhookInfo", answer="500", times=1)
        await asyncio.sleep(0.1)
    printed = "".join(capsys.readouterr())
    assert "webhook.taken_away" in printed
    assert [part for part in (ear.path, ear.secret, KEY) if part in printed] == []
    assert redact(f"connection to {ear.url} lost") == f"connection to {ear.url[: -len(ear.path)]}<path> lost"
    again = Webhook(bot, Listener().dispatcher, "https://x.example", KEY)
    drawn = [Webhook(bot, Listener().dispatcher, "https://x.example", None).secret for _ in range(2)]
    assert (again.path, again.secret) == (ear.path, ear.secret)
    assert len({*drawn, ear.secret}) == 3


async def test_a_telegram_that_refuses_is_asked_again_and_a_refused_token_ends_it(town: Street, bot: Bot) -> None:
    await town.post("/faults", method="setWebhook", answer="500", times=1)
    ear = Webhook(bot, Listener().dispatcher, f"http://127.0.0.1:{free_port()}", KEY)
    keeping = asyncio.create_task(ear.run())
    async with asyncio.timeout(20):
        while not await town.calls("setWebhook"):
            await asyncio.sleep(0.01)
    assert ear.last_heard is None  # so /readyz says no
    await until(lambda: ear.last_heard is not None)
    await ear.stop()
    await keeping
    async with telegram_bot(town, token="1:another") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await asyncio.wait_for(Webhook(stranger, Listener().dispatcher, "http://127.0.0.1", KEY).run(), 20)


async def test_one_person_is_heard_in_order_while_others_do_not_wait(town: Street, bot: Bot) -> None:
    listener = Listener()
    anna, boris = await town.person("Anna"), await town.person("Boris")
    listener.gate.clear()
    async with listening(bot, listener, port=free_port()):
        await town.say(anna, "slow start")
        await town.say(anna, "bad then this")
        await town.say(anna, "and this")
        await town.say(boris, "me")
        await until(lambda: listener.heard == ["me"])
        assert listener.begun == ["slow start", "me"]
        assert (await bot.get_webhook_info()).pending_update_count == 3
        listener.gate.set()
        await until(lambda: len(listener.heard) == 3)
        assert listener.heard == ["me", "slow start", "and this"]
        async with asyncio.timeout(20):
            while (await bot.get_webhook_info()).pending_update_count:
                await asyncio.sleep(0.01)


async def test_what_was_not_handled_when_the_program_ended_comes_again(town: Street, bot: Bot) -> None:
    listener, person, port = Listener(), await town.person(), free_port()
    listener.gate.clear()
    async with listening(bot, listener, port=port, grace=0):
        await town.say(person, "slow one")
        await until(lambda: listener.begun == ["slow one"])
    await town.say(person, "while it was away")
    listener.gate.set()
    async with listening(bot, listener, port=port):
        await until(lambda: listener.heard == ["slow one", "while it was away"])


async def test_what_is_busy_comes_again_soon(town: Street, bot: Bot) -> None:
    listener, person = Busy(), await town.person()
    async with listening(bot, listener, port=free_port()):
        await town.say(person, "first")
        await town.say(person, "second")
        await until(lambda: listener.heard == ["first", "second"])
        assert "503" in ((await bot.get_webhook_info()).last_error_message or "")


async def test_the_same_update_in_hand_is_handled_once_and_a_flood_drops_its_own_tail(town: Street, bot: Bot) -> None:
    listener = Listener()
    listener.gate.clear()
    async with listening(bot, listener, port=free_port()) as ear, ClientSession() as http:
        first, again = said("slow", person=4), None
        again = dict(first)
        twice = [asyncio.create_task(bring(http, ear, update)) for update in (first, again)]
        flood = [asyncio.create_task(bring(http, ear, said(f"slow {n}", person=666))) for n in range(30)]
        await until(lambda: sum(task.done() for task in flood) == 10)
        assert await bring(http, ear, said("quick", person=7)) == 200
        assert not any(task.done() for task in twice)
        assert len(listener.begun) == 3  # one a person: the others stand behind it
        listener.gate.set()
        assert await asyncio.gather(*twice, *flood) == [200] * 32
    assert listener.heard.count("slow") == 1
    assert len(listener.heard) == 22


async def test_a_hundred_people_at_once_are_all_heard(town: Street, bot: Bot) -> None:
    listener = Listener()
    people = [await town.person(f"P{n}") for n in range(100)]
    listener.gate.clear()
    async with listening(bot, listener, port=free_port()):
        await asyncio.gather(*(town.say(person, f"slow {person}") for person in people))
        await until(lambda: len(listener.begun) == 100)
        listener.gate.set()
        await until(lambda: len(listener.heard) == 100)
    assert sorted(listener.heard) == sorted(f"slow {person}" for person in people)


async def test_nobody_but_telegram_is_listened_to(town: Street, bot: Bot) -> None:
    listener = Listener()
    async with listening(bot, listener, port=free_port()) as ear, ClientSession() as http:
        other = ear.url[:-1] + ("0" if ear.url[-1] != "0" else "1")
        twice = [(SECRET, ear.secret), (SECRET, ear.secret)]
        good = {SECRET: ear.secret}
        cases: list[tuple[str, Any, bytes, int]] = [
            (ear.url, {}, b"{}", 401),
            (ear.url, {SECRET: ""}, b"{}", 401),
            (ear.url, {SECRET: ear.secret[:-1]}, b"{}", 401),
            (ear.url, {SECRET: ear.secret.upper() + "é"}, b"{}", 401),
            (ear.url, twice, b"{}", 401),
            (other, good, b"{}", 404),
            (ear.url, {SECRET: "x"}, b"x" * 5000, 401),
            (ear.url, good, b"x" * 5000, 413),
            (ear.url, good, b"no json", 400),
            (ear.url, good, b"\xff", 400),
            (ear.url, good, b"[" * 1000, 400),
            (ear.url, good, b"[]", 400),
            (ear.url, good, b"{}", 400),
            (ear.url, good, b'{"update_id": "1"}', 400),
            (ear.url, good, b'{"update_id": 1, "message": {"strange": 1}}', 200),
            (ear.url, good, b'{"update_id": 2, "of_tomorrow": {}}', 200),
        ]
        for url, headers, body, status in cases:
            async with http.post(url, data=body, headers=headers) as answer:
                assert answer.status == status, (headers, body[:30])
        async with http.get(ear.url, headers=good) as answer:
            assert answer.status == 405
    assert listener.begun == []


@pytest.mark.parametrize("url", [None, "http://seats.example", "https://seats.example:9000"])
async def test_a_webhook_without_a_public_address_is_a_wrong_setting(url: str | None, tmp_path: Path) -> None:
    wrong = Settings(bot_token="1:real", data_dir=tmp_path, telegram={"updates": "webhook"}, web={"url": url})
    with pytest.raises(SettingsError, match="TELEGRAM__UPDATES: a webhook needs WEB__URL"):
        await asyncio.wait_for(Program(wrong, lambda _: None).run(), 20)
    fine = Settings(bot_token="1:real", telegram={"updates": "webhook"}, web={"url": "https://seats.example:8443/"})
    assert origin(fine) == "https://seats.example:8443"


async def test_the_program_takes_updates_by_webhook_across_restarts_and_goes_back_to_polling(
    dsn: str, tmp_path: Path
) -> None:
    ports = {"web": {"port": free_port()}, "sandbox": {"port": free_port(), "demo": False}}

    def program(updates: str) -> Program:
        return Program(
            Settings(database_url=dsn, data_dir=tmp_path, telegram={"updates": updates}, **ports), lambda _: None
        )

    async def ask(method: str, port: int, path: str, **body: Any) -> Any:
        async with http.request(method, f"http://127.0.0.1:{port}{path}", json=body or None) as answer:
            return await answer.json()

    async def heard(text: str, answers: int) -> None:
        await ask("POST", ports["sandbox"]["port"], f"/people/{person}/say", text=text)
        async with asyncio.timeout(20):
            while True:
                chat = await ask("GET", ports["sandbox"]["port"], f"/people/{person}/chat")
                if sum(message["from"]["is_bot"] for message in chat["messages"]) == answers:
                    return
                await asyncio.sleep(0.02)

    async def ready() -> None:
        async with asyncio.timeout(20):
            while True:
                try:
                    if (await ask("GET", ports["web"]["port"], "/readyz")).get("ready"):
                        return
                except OSError:
                    pass
                await asyncio.sleep(0.02)

    async with ClientSession() as http:
        person = 0
        for turn, updates in enumerate(("webhook", "webhook", "polling"), 1):
            one = program(updates)
            async with running(one):  # type: ignore[arg-type]
                await ready()
                person = person or (await ask("POST", ports["sandbox"]["port"], "/people", first_name="Anna"))["id"]
                await heard("/start", turn)
                calls = (await ask("GET", ports["sandbox"]["port"], "/ledger"))["calls"]
                assert any(call["method"] == "setWebhook" for call in calls) == (updates == "webhook")
                assert any(call["method"] == "deleteWebhook" for call in calls) == (updates == "polling")
