"""The program meets a Telegram that is away, comes back, or refuses the token: the real parts, in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from bot.sandbox.app import TOKEN
from bot.startup import Program
from core.settings import Settings, SettingsError
from tests.bot.sandboxed import street


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Aimed(Program):
    """The program with a real token, whose Telegram lives at another address."""

    address: tuple[str, str]

    def _telegram(self) -> tuple[str, str]:
        return self.address


def program(dsn: str, place: Path, token: str, url: str) -> tuple[Aimed, list[str]]:
    said: list[str] = []
    settings = Settings(bot_token="1:real", database_url=dsn, data_dir=place, web={"port": free_port()})
    aimed = Aimed(settings, said.append)
    aimed.address = (token, url)
    return aimed, said


@asynccontextmanager
async def running(aimed: Aimed) -> AsyncIterator[asyncio.Task[int]]:
    task = asyncio.create_task(aimed.run())
    try:
        yield task
    finally:
        aimed.stopping.set()
        await asyncio.wait([task], timeout=10)


async def ready(aimed: Aimed, seconds: float, wanted: Any) -> Any:
    async with asyncio.timeout(seconds), ClientSession() as http:
        while True:
            try:
                async with http.get(f"{aimed.settings.web_url}/readyz") as answer:
                    state = await answer.json()
                    if wanted(state):
                        return state
            except ClientError:
                pass
            await asyncio.sleep(0.05)


async def test_a_token_that_telegram_refuses_is_a_wrong_setting(dsn: str, tmp_path: Path) -> None:
    async with street() as town:
        aimed, _ = program(dsn, tmp_path, "1:another", town.url)
        with pytest.raises(SettingsError, match="BOT_TOKEN"):
            await asyncio.wait_for(aimed.run(), 20)


async def test_while_telegram_is_away_the_panel_is_open_and_the_bot_follows(dsn: str, tmp_path: Path) -> None:
    port = free_port()
    aimed, said = program(dsn, tmp_path, TOKEN, f"http://127.0.0.1:{port}")
    async with running(aimed) as task:
        away = await ready(aimed, 20, lambda state: state.get("jobs"))
        assert (away["database"], away["bot"]) == (True, False)
        assert any("Telegram can't be reached" in line for line in said)
        async with street(port) as town:
            assert (await ready(aimed, 10, lambda state: state.get("ready")))["bot"] is True
            person = await town.person()
            await town.say(person, "/start")
            async with asyncio.timeout(5):
                while not await town.texts(person):
                    await asyncio.sleep(0.05)
            aimed.stopping.set()
            assert await asyncio.wait_for(task, 10) == 0


async def test_a_part_that_dies_ends_the_program(dsn: str, tmp_path: Path) -> None:
    async with street() as town:
        aimed, _ = program(dsn, tmp_path, TOKEN, town.url)
        async with running(aimed) as task:
            await ready(aimed, 20, lambda state: state.get("ready"))
            aimed._parts["courier"].cancel()
            with pytest.raises(asyncio.CancelledError):
                await aimed._parts["courier"]
            assert await asyncio.wait_for(task, 10) == 1
