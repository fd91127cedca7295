"""The sandbox refuses what Telegram refuses, in Telegram's words; aiogram is the client."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand, BufferedInputFile, CopyTextButton, DisabledButton, LabeledPrice, Message
from aiogram.utils.text_decorations import html_decoration

from bot.sandbox.app import TOKEN

from .sandbox_room import Room, key, keys, running

RUB = [LabeledPrice(label="seat", amount=1000)]
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000300000002")


def _invoice(**changes: Any) -> dict[str, Any]:
    fields = {"title": "Film", "description": "One seat", "payload": "b:1", "currency": "RUB", "prices": RUB}
    return {**fields, "provider_token": "TEST:sandbox", **changes}


def _edit_missing(room: Room, who: int) -> Awaitable[Any]:
    return room.bot.edit_message_text("x", chat_id=who, message_id=10**6)


def _with(markup: Any) -> Callable[[Room, int], Awaitable[Any]]:
    return lambda room, who: room.bot.send_message(who, "x", reply_markup=keys([markup]))


REFUSALS: list[tuple[str, Callable[[Room, int], Awaitable[Any]]]] = [
    ("message text is empty", lambda room, who: room.bot.send_message(who, " \n ")),
    ("message text is empty", lambda room, who: room.bot.send_message(who, "<b> </b>")),
    ("message is too long", lambda room, who: room.bot.send_message(who, "x" * 4097)),
    ("message is too long", lambda room, who: room.bot.send_message(who, "😀" * 2049)),
    ("can't parse entities: Unsupported start tag", lambda room, who: room.bot.send_message(who, "<x>")),
    ("chat not found", lambda room, _: room.bot.send_message(404, "x")),
    ("chat not found", lambda room, _: room.bot.send_message("@nobody", "x")),
    ("message to edit not found", _edit_missing),
    ("message can't be edited", lambda room, who: room.bot.edit_message_text("x", chat_id=who, message_id=1)),
    ("message to delete not found", lambda room, who: room.bot.delete_message(who, 10**6)),
    ("message to be replied not found", lambda room, who: room.bot.send_message(who, "x", reply_to_message_id=99)),
    ("BUTTON_DATA_INVALID", _with(key("x", callback_data="я" * 33))),
    ("Text buttons are unallowed", _with(key("x"))),
    ("Text buttons are unallowed", _with(key("x", callback_data=""))),
    ("exactly one action", _with(key("x", callback_data="a", url="https://example.org"))),
    ("text must be non-empty", _with(key(" ", callback_data="a"))),
    ("URL 'http://localhost:1' is invalid: Wrong HTTP URL", _with(key("x", url="http://localhost:1"))),
    ("is invalid: Wrong HTTP URL", _with(key("x", url="ftp://example.org"))),
    ("invalid button style", _with(key("x", callback_data="a", style="violet"))),
    ("BUTTON_COPY_TEXT_INVALID", _with(key("x", copy_text=CopyTextButton(text="x" * 257)))),
    ("BUTTON_TYPE_INVALID", _with(key("x", pay=True))),
    ("query is too old", lambda room, _: room.bot.answer_callback_query("12345")),
    ("query is too old", lambda room, _: room.bot.answer_pre_checkout_query("12345", ok=True)),
    ("INVOICE_TITLE_TOO_LONG", lambda room, who: room.bot.send_invoice(who, **_invoice(title="x" * 33))),
    ("DESCRIPTION_TOO_LONG", lambda room, who: room.bot.send_invoice(who, **_invoice(description="x" * 256))),
    ("INVOICE_PAYLOAD_INVALID", lambda room, who: room.bot.send_invoice(who, **_invoice(payload="я" * 65))),
    ("STARS_INVOICE_INVALID", lambda room, who: room.bot.send_invoice(who, **_invoice(currency="XTR"))),
    (
        "STARS_INVOICE_INVALID",
        lambda room, who: room.bot.send_invoice(who, **_invoice(currency="XTR", provider_token="", prices=RUB * 2)),
    ),
    ("PAYMENT_PROVIDER_INVALID", lambda room, who: room.bot.send_invoice(who, **_invoice(provider_token=""))),
    ("BOT_COMMAND_INVALID", lambda room, _: room.bot.set_my_commands([BotCommand(command="No", description="x")])),
    ("invalid file_id", lambda room, _: room.bot.get_file("nothing")),
    ("IMAGE_PROCESS_FAILED", lambda room, who: room.bot.send_photo(who, BufferedInputFile(b"text", "x.png"))),
    ("wrong remote file identifier", lambda room, who: room.bot.send_document(who, "nothing")),
    (
        "message caption is too long",
        lambda room, who: room.bot.send_photo(who, BufferedInputFile(PNG, "x.png"), caption="x" * 1025),
    ),
    ("wrong latitude", lambda room, who: room.bot.send_venue(who, 91, 0, "x", "y")),
]


@pytest.mark.parametrize(
    ("words", "call"), REFUSALS, ids=[f"{n}-{words[:30]}" for n, (words, _) in enumerate(REFUSALS)]
)
async def test_what_telegram_refuses_is_refused(words: str, call: Callable[[Room, int], Awaitable[Any]]) -> None:
    async with running() as room:
        who = await room.person()
        before = await room.chat(who)
        with pytest.raises(TelegramBadRequest) as refused:
            await call(room, who)
        assert words in refused.value.message
        assert await room.chat(who) == before


async def test_an_edit_that_changes_nothing_is_refused_and_one_of_the_keyboard_is_not() -> None:
    async with running() as room:
        sent = await room.bot.send_message(
            await room.person(), "<b>a</b>", reply_markup=keys([key("x", callback_data="1")])
        )
        with pytest.raises(TelegramBadRequest, match="message is not modified: "):
            await sent.edit_text("<strong>a</strong> ", reply_markup=keys([key("x", callback_data="1")]))
        edited = await sent.edit_text("<b>a</b>", reply_markup=keys([key("x", callback_data="2")]))
        assert isinstance(edited, Message)
        assert edited.edit_date


async def test_a_text_of_4096_and_data_of_64_bytes_are_taken() -> None:
    async with running() as room:
        sent = await room.bot.send_message(
            await room.person(), "😀" * 2048, reply_markup=keys([key("x", callback_data="я" * 32)])
        )
        assert sent.text == "😀" * 2048


async def test_aiogram_reads_back_all_that_a_message_may_carry() -> None:
    async with running() as room:
        when = html_decoration.date_time("soon", datetime(2030, 1, 1, tzinfo=UTC), "r")
        buttons = keys(
            [key("go", callback_data="go", style="success"), key("full", disabled=DisabledButton())],
            [key("code", copy_text=CopyTextButton(text="K7Q2")), key("site", url="https://example.org")],
        )
        sent = await room.bot.send_message(await room.person(), f"<i>it begins</i> {when}", reply_markup=buttons)
        assert sent.text == "it begins soon"
        assert [entity.type for entity in sent.entities or []] == ["italic", "date_time"]
        assert (sent.entities or [])[1].unix_time == 1893456000
        assert sent.reply_markup
        buttons.inline_keyboard[1][1].url = "https://example.org/"
        assert sent.reply_markup.model_dump() == buttons.model_dump()


async def test_pictures_papers_and_places_come_back_whole() -> None:
    async with running() as room:
        who = await room.person()
        picture = await room.bot.send_photo(who, BufferedInputFile(PNG, "code.png"), caption="<b>QR</b>")
        assert picture.photo
        assert (picture.photo[0].width, picture.photo[0].height, picture.caption) == (3, 2, "QR")
        again = await room.bot.send_photo(who, picture.photo[0].file_id)
        assert again.photo == picture.photo
        paper = await room.bot.send_document(who, BufferedInputFile(b"BEGIN", "event.ics"))
        assert paper.document
        stored = await room.bot.download(paper.document)
        assert stored
        assert (paper.document.file_name, stored.read()) == ("event.ics", b"BEGIN")
        venue = await room.bot.send_venue(who, 55.75, 37.61, "House", "Street 1")
        assert venue.venue
        assert venue.venue.title == "House"
        urls = [message["media"].get("url") for message in (await room.chat(who))[1:]]
        async with room.http.get(room.url + urls[0]) as shown, room.http.get(room.url + urls[2]) as saved:
            assert (shown.content_type, await shown.read()) == ("image/png", PNG)
            assert saved.headers["Content-Disposition"] == "attachment"


async def test_who_blocked_the_bot_or_never_started_it_can_t_be_written_to() -> None:
    async with running() as room:
        who = await room.stranger()
        with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
            await room.bot.send_message(who, "x")
        await room.say(who, "/start")
        await room.ask("POST", f"/people/{who}/block")
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await room.bot.send_message(who, "x")
        await room.ask("POST", f"/people/{who}/unblock")
        assert (await room.bot.send_message(who, "x")).text == "x"


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found() -> None:
    async with running() as room:
        room.bot._Bot__token = "1:wrong"
        with pytest.raises(TelegramUnauthorizedError):
            await room.bot.get_me()
        room.bot._Bot__token = TOKEN
        with pytest.raises(TelegramNotFound):
            await room.bot.get_my_default_administrator_rights()
        _, ledger = await room.ask("GET", "/ledger")
        assert ledger["calls"][-1]["error"] == "Not Found: method not found"


async def test_the_ninth_message_in_a_row_to_one_chat_waits_as_telegram_says() -> None:
    async with running() as room:
        who, other = await room.person(), await room.person()
        for number in range(8):
            await room.bot.send_message(who, str(number))
        with pytest.raises(TelegramRetryAfter) as refused:
            await room.bot.send_message(who, "9")
        assert refused.value.retry_after == 1
        status, answer = await room.raw("sendMessage", {"chat_id": who, "text": "x"})
        assert (status, answer["parameters"]) == (429, {"retry_after": 1})
        await room.bot.send_message(other, "another chat is free")
        await room.bot.send_chat_action(who, "typing")


async def test_over_all_thirty_messages_a_second_are_taken() -> None:
    async with running() as room:
        people = [await room.person() for _ in range(40)]
        statuses = [(await room.raw("sendMessage", {"chat_id": who, "text": "x"}))[0] for who in people]
        assert statuses[:30] == [200] * 30
        assert 429 in statuses


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b'"x"', b'{"chat_id": []}', b'{"chat_id": {}, "text": []}', b'{"chat_id": 1e400, "text": "x"}',
        b'{"text": "\\ud83d"}', b"\xff\xfe", b'{"reply_markup": "[[[["}', b"[" * 100_000,
        b'{"chat_id": 100000000000000000000000, "text": "x"}', b'{"message_id": "1_0", "chat_id": true}',
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "method", ["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "sendInvoice"]
)
async def test_a_malformed_call_is_never_the_sandbox_s_fault(method: str, body: bytes) -> None:
    async with running() as room:
        headers = {"Content-Type": "application/json"}
        async with room.http.post(f"{room.url}/bot{TOKEN}/{method}", data=body, headers=headers) as answer:
            assert answer.status in {200, 400}


async def test_a_broken_form_is_a_bad_request() -> None:
    async with running() as room:
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=klingon"):
            headers = {"Content-Type": kind}
            async with room.http.post(f"{room.url}/bot{TOKEN}/sendMessage", data=b"\x00--x", headers=headers) as answer:
                assert answer.status == 400


async def test_a_keyboard_needs_rows_of_buttons() -> None:
    async with running() as room:
        who = await room.person()
        for markup in (
            {"inline_keyboard": 1},
            {"inline_keyboard": [1]},
            {"inline_keyboard": [[1]]},
            {"x": 1},
            "no",
            [1],
        ):
            status, answer = await room.raw("sendMessage", {"chat_id": who, "text": "x", "reply_markup": markup})
            assert (status, answer["ok"]) == (400, False)


async def test_commands_and_names_are_kept_by_language_and_shown_to_people() -> None:
    async with running() as room:
        await room.bot.set_my_commands([BotCommand(command="start", description="Begin")])
        await room.bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
        await room.bot.set_my_description("Books seats")
        await room.bot.set_my_short_description("Seats")
        await room.bot.set_chat_menu_button()
        assert (await room.bot.get_my_commands(language_code="ru"))[0].description == "Начать"
        _, shown = await room.ask("GET", "/bot")
        assert shown["username"] == "eventbooker_bot"
        assert shown["commands"]["default"] == [{"command": "start", "description": "Begin"}]
        assert shown["commands"]["ru"][0]["description"] == "Начать"
        assert shown["description"] == "Books seats"


async def test_chats_and_members_are_as_aiogram_expects_them() -> None:
    async with running() as room:
        who = await room.person(username="ann_lee", language_code="ru")
        assert (await room.bot.get_chat(who)).username == "ann_lee"
        assert (await room.bot.get_chat_member(who, who)).user.language_code == "ru"
        first = await room.bot.send_message(who, "keep")
        copied = await room.bot.copy_message(who, who, first.message_id)
        forwarded = await room.bot.forward_message(who, who, first.message_id)
        assert (forwarded.text, copied.message_id) == ("keep", first.message_id + 1)
        assert await first.delete()


async def test_get_and_form_calls_read_the_same() -> None:
    async with running() as room:
        who = await room.person()
        form = aiohttp.FormData({"chat_id": str(who), "text": "x", "disable_notification": "true"})
        async with room.http.post(f"{room.url}/bot{TOKEN}/SENDMESSAGE", data=form) as answer:
            assert answer.status == 200
        async with room.http.get(f"{room.url}/bot{TOKEN}/sendMessage?chat_id={who}&text=y") as answer:
            assert (await answer.json())["result"]["text"] == "y"
