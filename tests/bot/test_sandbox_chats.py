"""The sandbox's other chats are Telegram's: groups with their privacy, inline mode, messages for one member."""

import asyncio
import itertools
import json

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    DisabledButton,
    EphemeralMessageParameters,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LoginUrl,
)

from bot.sandbox.limits import Rates
from bot.sandbox.refusals import Refused
from bot.sandbox.state import USERNAME
from tests.bot.sandbox_room import Room, key, keys, running


async def group(room: Room, *members: int, kind: str = "supergroup") -> int:
    _, made = await room.ask("POST", "/groups", {"title": "Club", "type": kind, "members": list(members)})
    return made["id"]


async def do(room: Room, number: int, deed: str, person: int, **how) -> tuple[int, dict]:
    return await room.ask("POST", f"/groups/{number}/{deed}", {"person": person, **how})


async def test_a_bot_in_a_group_hears_what_privacy_mode_lets_through() -> None:
    async with running() as room:
        ann, bob, out = await room.person(), await room.stranger(first_name="Bob"), await room.stranger()
        number = await group(room, ann, bob)
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await room.bot.send_message(number, "x")
        await do(room, number, "add", ann, start="e_7")
        added, came, start = await room.updates()
        assert added.my_chat_member.new_chat_member.status == "member"
        assert [one.id for one in came.message.new_chat_members] == [room.bot.id]
        assert (start.message.text, start.message.chat.id) == (f"/start@{USERNAME} e_7", number)
        for text in ("hello", "/my@other_bot", f"@{USERNAME} hello", "/my", f"/my@{USERNAME}"):
            await do(room, number, "say", bob, text=text)
        assert [update.message.text for update in await room.updates()] == ["/my", f"/my@{USERNAME}"]
        await do(room, number, "say", bob, text="/my", anonymous=True)
        [said] = await room.updates()
        assert (said.message.from_user.username, said.message.sender_chat.id) == ("GroupAnonymousBot", number)
        assert (await do(room, number, "say", out, text="/my"))[0] == 404
        sent = await room.bot.send_message(number, "x")
        assert (await sent.edit_text("y")).text == "y"
        await do(room, number, "kick", ann)
        with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
            await sent.edit_text("z")


async def test_an_upgraded_group_names_its_new_number_and_keeps_its_old_messages() -> None:
    async with running() as room:
        ann = await room.person()
        number = await group(room, ann, kind="group")
        await do(room, number, "add", ann)
        sent = await room.bot.send_message(number, "x")
        await room.updates()
        _, made = await do(room, number, "upgrade", ann)
        old, new = await room.updates()
        assert (old.message.chat.id, old.message.migrate_to_chat_id) == (number, made["id"])
        assert (new.message.chat.id, new.message.migrate_from_chat_id) == (made["id"], number)
        with pytest.raises(TelegramMigrateToChat) as told:
            await sent.edit_text("y")
        assert told.value.migrate_to_chat_id == made["id"]
        with pytest.raises(TelegramBadRequest, match="message to edit not found"):
            await room.bot.edit_message_text("y", chat_id=made["id"], message_id=sent.message_id)
        assert (await do(room, made["id"], "upgrade", ann))[0] == 409


async def test_a_message_for_one_member_answers_their_own_tap_in_time() -> None:
    async with running() as room:
        ann, bob = await room.person(), await room.person(first_name="Bob")
        number = await group(room, ann, bob)
        await do(room, number, "add", ann)
        card = await room.bot.send_message(number, "card", reply_markup=keys([key("Book", callback_data="b")]))
        await room.updates()

        async def answer(tap) -> None:
            def to(receiver: int, query: str = tap.id) -> EphemeralMessageParameters:
                return EphemeralMessageParameters(receiver_user_id=receiver, callback_query_id=query)

            for wrong in (to(bob), to(ann, "4000000000000000999"), to(5)):
                with pytest.raises(TelegramBadRequest):
                    await room.bot.send_message(number, "x", ephemeral_message_parameters=wrong)
            with pytest.raises(TelegramBadRequest, match="only to groups"):
                await room.bot.send_message(ann, "x", ephemeral_message_parameters=to(ann))
            login = keys([key("In", login_url=LoginUrl(url="https://example.org/"))])
            with pytest.raises(TelegramBadRequest, match="BUTTON_TYPE_INVALID"):
                await room.bot.send_message(number, "x", ephemeral_message_parameters=to(ann), reply_markup=login)
            sent = await room.bot.send_message(number, "<b>x</b>", ephemeral_message_parameters=to(ann))
            assert (sent.message_id, sent.receiver_user.id, sent.text) == (0, ann, "x")
            there = {"chat_id": number, "ephemeral_message_id": sent.ephemeral_message_id}
            with pytest.raises(TelegramBadRequest, match="not modified"):
                await room.bot.edit_ephemeral_message_text(text="<b>x</b>", receiver_user_id=ann, **there)
            with pytest.raises(TelegramBadRequest, match="not found"):
                await room.bot.edit_ephemeral_message_text(text="y", receiver_user_id=bob, **there)
            assert await room.bot.edit_ephemeral_message_text(text="y", receiver_user_id=ann, **there)
            await tap.answer()
            with pytest.raises(TelegramBadRequest, match="too old"):
                await room.bot.send_message(number, "x", ephemeral_message_parameters=to(ann))

        tapped = do(room, number, "tap", ann, message_id=card.message_id, button="Book")
        await room.while_answering(tapped, "callback_query", answer)
        seen = [(await room.ask("GET", f"/groups/{number}/chat/{who}"))[1]["whispers"] for who in (ann, bob)]
        assert [[one["text"] for one in each] for each in seen] == [["y"], []]
        # A whisper is its reader's alone, to press too.
        assert (await do(room, number, "tap", bob, ephemeral=seen[0][0]["ephemeral"], data="b"))[0] == 404
        there = {"chat_id": number, "ephemeral_message_id": seen[0][0]["ephemeral"], "receiver_user_id": ann}
        assert await room.bot.delete_ephemeral_message(**there)
        with pytest.raises(TelegramBadRequest):
            await room.bot.delete_ephemeral_message(**there)


def article(name: str = "e7", text: str = "x", **more) -> InlineQueryResultArticle:
    said = InputTextMessageContent(message_text=text, parse_mode="HTML")
    return InlineQueryResultArticle(id=name, title="Stalker", input_message_content=said, **more)


async def test_results_are_refused_as_telegram_refuses_them_and_answered_once() -> None:
    async with running() as room:
        ann = await room.stranger()

        async def answer(query) -> None:
            wrong = [
                ([article(), article()], {}),
                ([article(str(n)) for n in range(51)], {}),
                ([article("n" * 65)], {}),
                ([article(text="")], {}),
                ([article(text="<b>x")], {}),
                ([article(reply_markup=keys([key("x", callback_data="d" * 65)]))], {}),
                ([article()], {"next_offset": "o" * 65}),
                ([], {"button": InlineQueryResultsButton(text="x", start_parameter="не то")}),
            ]
            for results, more in wrong:
                with pytest.raises(TelegramBadRequest):
                    await query.answer(results, **more)
            await query.answer([article()], cache_time=10)
            with pytest.raises(TelegramBadRequest, match="too old"):
                await query.answer([])

        asked = room.ask("POST", f"/people/{ann}/inline", {"query": "  stalker ", "offset": "2"})
        status, found = await room.while_answering(asked, "inline_query", answer)
        assert (status, found["query"], found["cache_time"]) == (200, "stalker", 10)
        assert found["results"] == [{"id": "e7", "title": "Stalker", "description": ""}]
        assert (await room.ask("POST", f"/people/{ann}/inline", {"query": "x" * 257}))[0] == 400
        wish = {"query_id": found["query_id"], "result_id": "other"}
        assert (await room.ask("POST", f"/people/{ann}/choose", wish))[0] == 404


async def test_a_chosen_result_can_be_edited_wherever_it_stands_if_it_has_buttons() -> None:
    async with running() as room:
        ann = await room.person()
        number = await group(room, ann)
        await do(room, number, "add", ann)
        await room.updates()
        buttons = keys([key("Off", disabled=DisabledButton())], [key("Go", url=f"https://t.me/{USERNAME}?start=e_7")])

        async def answer(query) -> None:
            await query.answer([article(reply_markup=buttons), article("bare")])

        asked = room.ask("POST", f"/people/{ann}/inline", {"query": ""})
        _, found = await room.while_answering(asked, "inline_query", answer)

        async def choose(result: str, chat: int | None) -> str:
            wish = {"query_id": found["query_id"], "result_id": result, "chat": chat}
            return (await room.ask("POST", f"/people/{ann}/choose", wish))[1]["inline_message_id"]

        name = await choose("e7", number)
        chosen, said = await room.updates()
        assert chosen.chosen_inline_result.inline_message_id == name
        assert (said.message.via_bot.id, said.message.chat.id) == (room.bot.id, number)
        assert await room.bot.edit_message_text("y", inline_message_id=name, reply_markup=buttons) is True
        with pytest.raises(TelegramBadRequest, match="not modified"):
            await room.bot.edit_message_text("y", inline_message_id=name, reply_markup=buttons)
        with pytest.raises(TelegramBadRequest, match="MESSAGE_ID_INVALID"):
            await room.bot.edit_message_text("y", inline_message_id="AgAAAOther")
        _, seen = await room.ask("GET", f"/groups/{number}/chat/{ann}")
        assert seen["messages"][-1]["text"] == "y"
        status, _ = await room.ask("POST", f"/inline/{name}/tap", {"person": ann, "button": "Off"})
        assert status == 400
        await room.ask("POST", f"/inline/{name}/tap", {"person": ann, "button": "Go"})
        [started] = await room.updates()
        assert (started.message.text, started.message.chat.id) == ("/start e_7", ann)
        await choose("bare", None)
        [chosen] = await room.updates()
        assert chosen.chosen_inline_result.inline_message_id is None


def test_a_group_takes_twenty_messages_a_minute_and_a_member_has_a_pace_of_their_own() -> None:
    now = itertools.count(step=0.05)
    rates = Rates(lambda: next(now))
    for _ in range(20):
        rates.check("sendmessage", "-1004")
    with pytest.raises(Refused) as refused:
        rates.check("editmessagetext", "-1004")
    assert refused.value.parameters["retry_after"] >= 2
    rates.check("sendmessage", "-1004/5")


async def test_a_group_is_heard_live_and_its_whispers_by_one_member_alone() -> None:
    async with running() as room:
        ann, bob = await room.person(), await room.stranger(first_name="Bob")
        number = await group(room, ann, bob)
        await do(room, number, "add", ann)
        sent = await room.bot.send_message(number, "card", reply_markup=keys([key("Book", callback_data="b")]))
        assert (await room.ask("GET", f"/groups/{number}/stream/{await room.stranger()}"))[0] == 404
        paths = [f"{room.url}/groups/{number}/stream/{who}" for who in (ann, bob)]
        async with room.http.get(paths[0]) as hers, room.http.get(paths[1]) as his:
            tapping = asyncio.create_task(do(room, number, "tap", bob, message_id=sent.message_id, button="Book"))
            tap = await room.next_update("callback_query")
            only = EphemeralMessageParameters(receiver_user_id=bob, callback_query_id=tap.id)
            told = await room.bot.send_message(number, "psst", ephemeral_message_parameters=only)
            await room.bot.answer_callback_query(tap.id)
            await tapping
            name = {"chat_id": number, "receiver_user_id": bob, "ephemeral_message_id": told.ephemeral_message_id}
            await room.bot.edit_ephemeral_message_text(text="hush", **name)
            await room.bot.delete_ephemeral_message(**name)
            await do(room, number, "kick", ann)
            heard = [await _events(stream) for stream in (hers, his)]
        left = ("chat", "", "Ann removed EventBooker")
        assert heard == [
            [left],
            [("whisper", "psst", None), ("whisper", "hush", None), ("unwhispered", "hush", None), left],
        ]
        _, listed = await room.ask("GET", "/groups")
        assert [(one["id"], one["bot"], one["last"]["text"]) for one in listed] == [(number, "kicked", left[2])]


async def _events(stream: aiohttp.ClientResponse) -> list[tuple[str, str, str | None]]:
    """What came of messages, until somebody removed the bot: its kind, the text, the service."""
    heard: list[tuple[str, str, str | None]] = []
    kind = ""
    while not (heard and heard[-1][2]):
        line = (await stream.content.readline()).decode().strip()
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: ") and kind != "people":
            message = json.loads(line.removeprefix("data: "))["message"]
            heard.append((kind, message["text"], message.get("service")))
    return heard
