"""Updates reach the bot by polling or by webhook, once it acknowledges them no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import Message
from aiohttp import web
from aiohttp.test_utils import TestServer

from .sandbox_room import running


async def test_an_update_comes_again_until_a_higher_offset_acknowledges_it() -> None:
    async with running() as room:
        who = await room.stranger()
        await room.say(who, "one")
        await room.say(who, "two")
        first = await room.bot.get_updates()
        assert await room.bot.get_updates() == first
        assert [update.message.text for update in first if update.message] == ["one", "two"]
        assert await room.bot.get_updates(offset=first[1].update_id) == first[1:]
        assert await room.bot.get_updates() == first[1:]
        assert await room.bot.get_updates(offset=first[1].update_id + 1) == []


async def test_a_limit_and_a_negative_offset_are_honoured() -> None:
    async with running() as room:
        who = await room.stranger()
        for text in "abc":
            await room.say(who, text)
        assert len(await room.bot.get_updates(limit=2)) == 2
        (last,) = await room.bot.get_updates(offset=-1)
        assert last.message
        assert last.message.text == "c"
        assert len(await room.bot.get_updates()) == 1


async def test_a_long_poll_wakes_at_once() -> None:
    async with running() as room:
        who = await room.stranger()
        poll = asyncio.create_task(room.bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        await room.say(who, "hello")
        (update,) = await asyncio.wait_for(poll, 10)
        assert update.message
        assert update.message.from_user
        assert (update.message.text, update.message.from_user.id) == ("hello", who)


async def test_a_long_poll_ends_empty_in_time() -> None:
    async with running() as room:
        assert await asyncio.wait_for(room.bot.get_updates(timeout=1), 10) == []


async def test_a_newer_poll_ends_the_older_one() -> None:
    async with running() as room:
        older = asyncio.create_task(room.bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        newer = asyncio.create_task(room.bot.get_updates(timeout=20))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            await older
        await room.say(await room.stranger(), "x")
        assert len(await newer) == 1


async def test_kinds_that_the_bot_did_not_allow_never_arrive() -> None:
    async with running() as room:
        who = await room.stranger()
        await room.bot.get_updates(allowed_updates=["my_chat_member"])
        await room.say(who, "unheard")
        await room.ask("POST", f"/people/{who}/block")
        (update,) = await room.bot.get_updates()
        assert update.my_chat_member
        assert update.my_chat_member.new_chat_member.status == "kicked"
        await room.bot.get_updates(allowed_updates=[])
        await room.ask("POST", f"/people/{who}/unblock")
        await room.say(who, "heard")
        assert len(await room.bot.get_updates()) == 3


async def test_a_dispatcher_of_aiogram_polls_it_unmodified() -> None:
    async with running() as room:
        dispatcher = Dispatcher()

        @dispatcher.message()
        async def echo(message: Message) -> None:
            await message.answer(message.html_text)

        task = asyncio.create_task(dispatcher.start_polling(room.bot, handle_signals=False, close_bot_session=False))
        who = await room.stranger()
        await room.say(who, "ping")
        async with asyncio.timeout(20):
            while len(await room.chat(who)) < 2:
                await asyncio.sleep(0.02)
        assert (await room.chat(who))[1]["text"] == "ping"
        await dispatcher.stop_polling()
        await task


@asynccontextmanager
async def _bot_with_webhook(answers: list[web.Response]) -> AsyncIterator[tuple[str, list[web.Request], list[Any]]]:
    """A web server that takes updates; gives `answers` first, then plain 200s."""
    seen: list[web.Request] = []
    bodies: list[Any] = []

    async def take(request: web.Request) -> web.Response:
        seen.append(request)
        bodies.append(await request.json())
        return answers.pop(0) if answers else web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/hook")), seen, bodies
    finally:
        await server.close()


async def _until(bodies: list[Any], count: int) -> None:
    async with asyncio.timeout(20):
        while len(bodies) < count:
            await asyncio.sleep(0.02)


async def test_a_webhook_gets_the_updates_with_its_secret() -> None:
    async with running() as room, _bot_with_webhook([]) as (url, seen, bodies):
        who = await room.stranger()
        await room.say(who, "waiting since before")
        assert await room.bot.set_webhook(url, secret_token="s3cret")
        await room.say(who, "fresh")
        await _until(bodies, 2)
        assert [body["message"]["text"] for body in bodies] == ["waiting since before", "fresh"]
        assert seen[0].headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
            await room.bot.get_updates()
        info = await room.bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert await room.bot.delete_webhook()
        assert await room.bot.get_updates() == []


async def test_a_webhook_that_fails_gets_the_update_again() -> None:
    async with running() as room, _bot_with_webhook([web.Response(status=503)]) as (url, _, bodies):
        await room.bot.set_webhook(url)
        await room.say(await room.stranger(), "x")
        await _until(bodies, 2)
        assert bodies[0] == bodies[1]
        assert "503" in ((await room.bot.get_webhook_info()).last_error_message or "")


async def test_a_webhook_s_retry_after_is_obeyed() -> None:
    late = web.Response(status=503, headers={"Retry-After": "1"})
    async with running() as room, _bot_with_webhook([late]) as (url, _, bodies):
        await room.bot.set_webhook(url)
        await room.say(await room.stranger(), "x")
        await _until(bodies, 1)
        await asyncio.sleep(0.5)
        assert len(bodies) == 1
        await _until(bodies, 2)


async def test_a_webhook_s_answer_may_call_a_method() -> None:
    async with running() as room:
        who = await room.person()
        reply = web.json_response({"method": "sendMessage", "chat_id": who, "text": "from the answer"})
        async with _bot_with_webhook([reply]) as (url, _, bodies):
            await room.bot.set_webhook(url)
            await room.say(who, "x")
            await _until(bodies, 1)
            await asyncio.sleep(0.05)
        assert (await room.chat(who))[-1]["text"] == "from the answer"


async def test_what_a_deleted_webhook_did_not_take_is_left_for_polling() -> None:
    async with running() as room, _bot_with_webhook([web.Response(status=500)] * 50) as (url, _, bodies):
        await room.bot.set_webhook(url)
        await room.say(await room.stranger(), "x")
        await _until(bodies, 2)
        await room.bot.delete_webhook()
        assert len(await room.bot.get_updates()) == 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://example.org/hook", "http://[", "no address"])
async def test_a_webhook_elsewhere_is_refused(url: str) -> None:
    async with running() as room:
        with pytest.raises(TelegramBadRequest, match="bad webhook"):
            await room.bot.set_webhook(url)
