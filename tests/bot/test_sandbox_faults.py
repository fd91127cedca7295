"""Ordered misfortunes strike as ordered, and what was done before a broken connection is done."""

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from .sandbox_room import Room, running


async def _order(room: Room, **fault: Any) -> None:
    status, _ = await room.ask("POST", "/faults", {"method": "sendMessage", **fault})
    assert status == 200


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("403", TelegramForbiddenError),
        ("400", TelegramBadRequest),
        ("500", TelegramServerError),
        ("502-html", ClientDecodeError),
        ("reset-before", TelegramNetworkError),
    ],
)
async def test_a_fault_strikes_as_often_as_ordered_and_changes_nothing(answer: str, error: type[Exception]) -> None:
    async with running() as room:
        who = await room.person()
        await _order(room, answer=answer, times=2)
        for _ in range(2):
            with pytest.raises(error):
                await room.bot.send_message(who, "x")
        assert len(await room.chat(who)) == 1
        assert (await room.bot.send_message(who, "x")).text == "x"


async def test_a_429_carries_the_wait_that_was_ordered() -> None:
    async with running() as room:
        await _order(room, answer="429", retry_after=7)
        with pytest.raises(TelegramRetryAfter) as refused:
            await room.bot.send_message(await room.person(), "x")
        assert refused.value.retry_after == 7


async def test_a_reset_after_leaves_the_message_sent() -> None:
    async with running() as room:
        who = await room.person()
        await _order(room, answer="reset-after")
        with pytest.raises(TelegramNetworkError):
            await room.bot.send_message(who, "arrived all the same")
        assert (await room.chat(who))[-1]["text"] == "arrived all the same"


async def test_a_hang_lasts_until_the_client_goes() -> None:
    async with running() as room:
        who = await room.person()
        await _order(room, answer="hang")
        with pytest.raises(TelegramNetworkError):
            await room.bot.send_message(who, "x", request_timeout=1)
        assert (await room.bot.send_message(who, "y")).text == "y"
        assert [message["text"] for message in await room.chat(who)] == ["/start", "y"]


async def test_a_hang_and_a_waiting_tap_do_not_hold_up_the_end() -> None:
    async with asyncio.timeout(20):
        async with running() as room:
            who = await room.person()
            await _order(room, answer="hang")
            left = [
                asyncio.create_task(room.tap(who, 1, data="unanswered")),
                asyncio.create_task(room.raw("sendMessage", {"chat_id": who, "text": "x"})),
                asyncio.create_task(room.raw("getUpdates", {"timeout": 50, "offset": 2**40})),
            ]
            await asyncio.sleep(0.1)
        await asyncio.gather(*left, return_exceptions=True)


async def test_a_probability_strikes_some_and_not_all_until_forgotten() -> None:
    async with running() as room:
        await _order(room, method="getMe", answer="500", probability=0.5)
        statuses = {(await room.raw("getMe"))[0] for _ in range(60)}
        assert statuses == {200, 500}
        await room.ask("DELETE", "/faults")
        assert {(await room.raw("getMe"))[0] for _ in range(20)} == {200}


async def test_a_star_strikes_every_method() -> None:
    async with running() as room:
        await _order(room, method="*", answer="500", times=2)
        assert [(await room.raw(name))[0] for name in ("getMe", "getUpdates", "getMe")] == [500, 500, 200]


@pytest.mark.parametrize(
    "body",
    [{}, {"answer": "418"}, {"answer": "500", "times": "many"}, {"answer": "500", "probability": 2}, {"answer": "500", "times": -1},
     {"answer": "429", "retry_after": 0}, {"answer": "500", "method": 5}, []],
)  # fmt: skip
async def test_a_fault_that_can_t_be_is_refused(body: Any) -> None:
    async with running() as room:
        status, answer = await room.ask("POST", "/faults", body)
        assert (status, list(answer)) == (400, ["error"])


async def test_the_ledger_lists_every_call_but_quiet_polls() -> None:
    async with running() as room:
        who = await room.person()
        await room.bot.send_message(who, "x")
        await room.raw("sendMessage", {"chat_id": who})
        _, ledger = await room.ask("GET", "/ledger")
        sent, refused = ledger["calls"]
        assert (sent["method"], sent["chat_id"], sent["ok"]) == ("sendMessage", who, True)
        assert (refused["ok"], refused["error"]) == (False, "Bad Request: message text is empty")
