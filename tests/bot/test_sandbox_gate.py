"""Only this machine comes in, and the chat page hears at once."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox import stream

from .sandbox_room import Room, key, keys, running


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8081", "127.0.0.1.evil.example", "", "localhost.evil:80"]
)
async def test_another_host_name_is_refused(host: str) -> None:
    async with running() as room:
        assert (await room.ask("GET", "/people", headers={"Host": host}))[0] == 403


@pytest.mark.parametrize("host", ["localhost:8081", "127.0.0.1", "[::1]:8081"])
async def test_names_of_this_machine_are_let_in(host: str) -> None:
    async with running() as room:
        assert (await room.ask("GET", "/people", headers={"Host": host}))[0] == 200


async def test_a_foreign_page_can_t_act_and_our_own_can() -> None:
    async with running() as room:
        body = {"first_name": "x"}
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
            assert (await room.ask("POST", "/people", body, headers={"Origin": origin}))[0] == 403
        assert (await room.ask("POST", "/people", body, headers={"Origin": room.url}))[0] == 200
        assert (await room.ask("GET", "/people", headers={"Sec-Fetch-Site": "cross-site"}))[0] == 403
        assert (await room.ask("GET", "/people", headers={"Sec-Fetch-Site": "same-origin"}))[0] == 200


async def test_the_page_runs_under_a_strict_policy() -> None:
    async with running() as room, room.http.get(room.url + "/") as page:
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
        assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_unknown_path_is_404_in_json() -> None:
    async with running() as room:
        for path in ("/nothing", "/media/../../etc/passwd", "/people/1", "/page/%2e%2e/app.py", "/file/bot1:x/a"):
            status, answer = await room.ask("GET", path)
            assert status in {401, 404}
            assert isinstance(answer, dict)


async def _events(response: aiohttp.ClientResponse, count: int) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    name = ""
    async with asyncio.timeout(20):
        while len(found) < count:
            line = (await response.content.readline()).decode().strip()
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: ") and name != "people":
                found.append((name, json.loads(line.removeprefix("data: "))))
    return found


async def _talk(room: Room, who: int) -> None:
    await room.say(who, "hello")
    sent = await room.bot.send_message(who, "hi", reply_markup=keys([key("x", callback_data="x")]))
    await sent.edit_text("edited")
    await sent.delete()


async def test_the_stream_brings_messages_edits_and_deletions() -> None:
    async with running() as room:
        who = await room.person()
        async with room.http.get(f"{room.url}/people/{who}/stream") as response:
            assert response.content_type == "text/event-stream"
            await _talk(room, who)
            events = await _events(response, 4)
        assert [name for name, _ in events] == ["chat", "chat", "chat", "deleted"]
        shown = [data["message"] for _, data in events[:3]]
        assert [message["text"] for message in shown] == ["hello", "hi", "edited"]
        assert shown[1]["buttons"] == [[{"text": "x", "callback_data": "x"}]]
        assert events[3][1] == {"message_id": shown[2]["message_id"]}


async def test_a_silent_stream_beats_and_ends_with_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    async with asyncio.timeout(20), aiohttp.ClientSession() as http:
        async with running() as room:
            who = await room.person()
            response = await http.get(f"{room.url}/people/{who}/stream")
            assert (await response.content.readline()) == b"retry: 1000\n"
            await response.content.readline()
            assert (await response.content.readline()) == b": still here\n"
        await response.content.read()


async def test_a_slow_reader_is_let_go_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "QUEUED", 3)
    async with running() as room:
        who = await room.person()
        async with room.http.get(f"{room.url}/people/{who}/stream") as response:
            await response.content.readline()
            sandbox = next(value for value in room.app.values() if type(value).__name__ == "Sandbox")
            for number in range(10):
                sandbox.tell(who, "deleted", {"message_id": number})
            await asyncio.wait_for(response.content.read(), 20)
        assert (await room.say(who, "still fine"))[0] == 200
