"""The sandbox survives kill -9 and torn files: nothing that Telegram would keep is lost, no id comes twice."""

import asyncio
import shutil
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BufferedInputFile, LabeledPrice

from bot.sandbox import journal
from bot.sandbox.journal import Journal

from .sandbox_room import running


def _killed(living: Path, copy: Path) -> Path:
    """The directory as a kill -9 at this instant would leave it."""
    shutil.copytree(living, copy)
    return copy


async def test_people_messages_and_unacknowledged_updates_survive_a_kill(tmp_path: Path) -> None:
    async with running(tmp_path / "a") as room:
        who = await room.person(username="ann_lee")
        await room.bot.send_document(who, BufferedInputFile(b"paper", "event.ics"))
        await room.bot.set_my_commands([BotCommand(command="my", description="Mine")])
        await room.say(who, "not yet handled")
        pending, chat, people = await room.bot.get_updates(), await room.chat(who), await room.ask("GET", "/people")
        left = _killed(tmp_path / "a", tmp_path / "b")
    async with running(left) as room:
        assert await room.bot.get_updates() == pending
        assert await room.chat(who) == chat
        assert await room.ask("GET", "/people") == people
        assert [command.command for command in await room.bot.get_my_commands()] == ["my"]
        async with room.http.get(room.url + chat[1]["media"]["url"]) as saved:
            assert await saved.read() == b"paper"
        assert (await room.ask("POST", "/people", {"first_name": "x", "username": "ann_lee"}))[0] == 400
        edited = await room.bot.send_message(who, "again")
        assert edited.message_id > chat[-1]["message_id"]


async def test_ids_never_repeat_even_when_all_was_deleted_and_acknowledged(tmp_path: Path) -> None:
    seen: set[tuple[str, int]] = set()
    for _ in range(3):
        async with running(tmp_path) as room:
            who = await room.stranger()
            await room.say(who, "x")
            sent = await room.bot.send_message(who, "y")
            (update,) = await room.updates()
            await sent.delete()
            fresh = {("person", who), ("update", update.update_id), ("message", sent.message_id)}
            assert not fresh & seen
            seen |= fresh


async def test_what_was_acknowledged_stays_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path) as room:
        await room.person()
    async with running(tmp_path) as room:
        assert await room.bot.get_updates() == []


async def test_a_tap_of_before_the_restart_can_still_be_answered_once(tmp_path: Path) -> None:
    async with running(tmp_path / "a") as room:
        who = await room.person()
        tap = asyncio.create_task(room.tap(who, 1, data="x"))
        query = await room.next_update("callback_query")
        left = _killed(tmp_path / "a", tmp_path / "b")
    await asyncio.gather(tap, return_exceptions=True)
    async with running(left) as room:
        assert await room.bot.answer_callback_query(query.id)
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await room.bot.answer_callback_query(query.id)


async def test_a_payment_and_the_paid_invoice_survive(tmp_path: Path) -> None:
    async with running(tmp_path) as room:
        who = await room.person()
        prices = [LabeledPrice(label="x", amount=5)]
        invoice = await room.bot.send_invoice(who, "a", "b", "c", "XTR", prices)

        async def approve(query: object) -> None:
            await room.bot.answer_pre_checkout_query(query.id, ok=True)  # type: ignore[attr-defined]

        await room.while_answering(room.pay(who, invoice.message_id), "pre_checkout_query", approve)
        ledger = (await room.ask("GET", "/ledger"))[1]["payments"]
    async with running(tmp_path) as room:
        assert (await room.ask("GET", "/ledger"))[1]["payments"] == ledger
        assert (await room.pay(who, invoice.message_id))[0] == 409
        assert [update.message.successful_payment.total_amount for update in await room.updates()] == [5]


async def test_a_torn_last_line_is_dropped_and_the_file_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path) as room:
        who = await room.person()
    file = tmp_path / "journal.jsonl"
    with file.open("ab") as torn:
        torn.write(b'["people",1,{"us')
    async with running(tmp_path) as room:
        assert [message["text"] for message in await room.chat(who)] == ["/start"]
        await room.say(who, "more")
    async with running(tmp_path) as room:
        assert [message["text"] for message in await room.chat(who)] == ["/start", "more"]


async def test_a_file_of_stale_lines_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "ROOMY", 10)
    path = tmp_path / "journal.jsonl"
    book = Journal(path)
    for number in range(100):
        book.put("chat:1", 7, {"text": number})
        book.put("gone", number, number)
        book.drop("gone", number)
    book.close()
    again = Journal(path)
    again.close()
    assert again.table("chat:1") == {7: {"text": 99}}
    assert path.read_text("utf-8").splitlines() == ['["chat:1",7,{"text":99}]']
