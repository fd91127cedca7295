"""People talk, tap and block through the door, and wrong input changes nothing."""

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, CopyTextButton, DisabledButton, InaccessibleMessage

from .sandbox_room import Room, key, keys, running


async def _card(room: Room, who: int) -> int:
    buttons = keys(
        [key("Book", callback_data="book:1"), key("Full", disabled=DisabledButton())],
        [key("Site", url="https://example.org/"), key("Code", copy_text=CopyTextButton(text="K7Q2"))],
        [key("Again", url="https://t.me/eventbooker_bot?start=e_12")],
    )
    return (await room.bot.send_message(who, "card", reply_markup=buttons)).message_id


async def test_a_word_is_an_update_from_this_person() -> None:
    async with running() as room:
        who = await room.stranger(last_name="Lee", username="ann_lee", language_code="pt-BR")
        status, answer = await room.say(who, "  /start e_12 ")
        message = await room.next_update("message")
        assert (status, answer) == (200, {"message_id": message.message_id})
        assert message.text == "/start e_12"
        assert [(entity.type, entity.length) for entity in message.entities] == [("bot_command", 6)]
        assert message.from_user.model_dump(exclude_none=True) == {
            "id": who,
            "is_bot": False,
            "first_name": "Ann",
            "last_name": "Lee",
            "username": "ann_lee",
            "language_code": "pt-BR",
        }
        assert (message.chat.id, message.chat.type) == (who, "private")


async def test_a_persons_own_text_can_be_edited_and_the_bot_hears_of_it() -> None:
    async with running() as room:
        who = await room.person()
        _, said = await room.say(who, "seven")
        card = await _card(room, who)
        number = said["message_id"]
        status, _ = await room.ask("POST", f"/people/{who}/edit", {"message_id": number, "text": " eight "})
        update = await room.next_update("edited_message")
        assert (status, update.message_id, update.text, update.edit_date is not None) == (200, number, "eight", True)
        for wrong, why in (({"message_id": card}, 404), ({"message_id": number, "text": " "}, 400)):
            assert (await room.ask("POST", f"/people/{who}/edit", {"text": "x"} | wrong))[0] == why


async def test_ids_of_people_do_not_fit_in_32_bits() -> None:
    async with running() as room:
        assert await room.stranger() > 2**32


@pytest.mark.parametrize("button", ["Book", [0, 0], "book:1"])
async def test_a_tap_finds_its_button_and_waits_for_the_answer(button: Any) -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)

        async def answer(query: CallbackQuery) -> None:
            assert query.message
            assert (query.data, query.from_user.id, query.message.message_id) == ("book:1", who, card)
            await query.answer("Held", show_alert=True).as_(room.bot)

        deed = room.tap(who, card, button)
        status, result = await room.while_answering(deed, "callback_query", answer)
        assert (status, result) == (200, {"text": "Held", "show_alert": True})


async def test_an_answer_without_words_is_empty_and_a_query_is_answered_once() -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)

        async def answer(query: CallbackQuery) -> None:
            await room.bot.answer_callback_query(query.id)
            with pytest.raises(TelegramBadRequest, match="query is too old"):
                await room.bot.answer_callback_query(query.id)

        assert await room.while_answering(room.tap(who, card, "Book"), "callback_query", answer) == (200, {})


async def test_an_answer_of_201_characters_is_refused() -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)

        async def answer(query: CallbackQuery) -> None:
            with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
                await room.bot.answer_callback_query(query.id, "x" * 201)
            await room.bot.answer_callback_query(query.id, "x" * 200)

        _, result = await room.while_answering(room.tap(who, card, "Book"), "callback_query", answer)
        assert result["text"] == "x" * 200


@pytest.mark.parametrize("data", ["", "book:-5", "book:1_0", "x" * 500, "\x00", "ы😀"])
async def test_a_hostile_client_taps_what_no_button_carries(data: str) -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)

        async def answer(query: CallbackQuery) -> None:
            assert query.data == data
            await room.bot.answer_callback_query(query.id)

        assert (await room.while_answering(room.tap(who, card, data=data), "callback_query", answer))[0] == 200


async def test_a_tap_on_a_message_that_is_gone_brings_an_inaccessible_one() -> None:
    async with running() as room:
        who = await room.person()

        async def answer(query: CallbackQuery) -> None:
            assert isinstance(query.message, InaccessibleMessage)
            await room.bot.answer_callback_query(query.id)

        await room.while_answering(room.tap(who, 999, data="x"), "callback_query", answer)


async def test_buttons_that_need_no_bot_answer_by_themselves() -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)
        assert await room.tap(who, card, "Site") == (200, {"url": "https://example.org/"})
        assert await room.tap(who, card, "Code") == (200, {"copy_text": "K7Q2"})
        assert await room.tap(who, card, "Full") == (400, {"error": "the button is disabled"})
        status, said = await room.tap(who, card, "Again")
        assert (status, list(said)) == (200, ["message_id"])
        assert (await room.next_update("message")).text == "/start e_12"


async def test_blocking_is_told_to_the_bot_and_silences_the_person() -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)
        assert await room.ask("POST", f"/people/{who}/block") == (200, {"blocked": True})
        assert (await room.next_update("my_chat_member")).new_chat_member.status == "kicked"
        assert await room.say(who, "x") == (409, {"error": "blocked"})
        assert await room.tap(who, card, "Book") == (409, {"error": "blocked"})
        await room.ask("POST", f"/people/{who}/block")
        await room.ask("POST", f"/people/{who}/unblock")
        change = await room.next_update("my_chat_member")
        assert (change.old_chat_member.status, change.new_chat_member.status) == ("kicked", "member")
        assert (await room.say(who, "x"))[0] == 200


async def test_the_chat_shows_edits_and_buttons_oldest_first() -> None:
    async with running() as room:
        who = await room.person()
        card = await _card(room, who)
        await room.bot.edit_message_text("<b>new</b>", chat_id=who, message_id=card)
        mine, theirs = await room.chat(who)
        assert (mine["text"], mine["from"]["is_bot"]) == ("/start", False)
        assert (theirs["text"], theirs["buttons"]) == ("new", [])
        assert theirs["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
        assert theirs["edit_date"] >= theirs["date"]
        _, people = await room.ask("GET", "/people")
        assert people[0]["last"]["text"] == "new"


@pytest.mark.parametrize(
    "body",
    [{}, {"first_name": ""}, {"first_name": 5}, {"first_name": "x", "username": "1"}, {"first_name": "x", "username": 1},
     {"first_name": "x", "language_code": "<b>"}, [], "x", {"first_name": "\ud83d"}, {"first_name": "\x00"}],
)  # fmt: skip
async def test_a_person_that_can_t_be_is_refused(body: Any) -> None:
    async with running() as room:
        status, answer = await room.ask("POST", "/people", body)
        assert (status, list(answer)) == (400, ["error"])
        assert await room.ask("GET", "/people") == (200, [])


async def test_a_username_is_taken_once_and_a_long_name_is_cut() -> None:
    async with running() as room:
        await room.stranger(username="Ann_Lee")
        assert (await room.ask("POST", "/people", {"first_name": "x", "username": "ann_lee"}))[0] == 400
        long = await room.person(first_name="ж" * 5000)
        _, people = await room.ask("GET", "/people")
        assert next(row["first_name"] for row in people if row["id"] == long) == "ж" * 64


@pytest.mark.parametrize("text", ["", "  ", None, 5, "x" * 4097, "\ud83d"])
async def test_a_word_that_no_client_sends_is_refused(text: Any) -> None:
    async with running() as room:
        who = await room.person()
        status, answer = await room.say(who, text)
        assert (status, list(answer)) == (400, ["error"])
        assert len(await room.chat(who)) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"message_id": 2}, 400),
        ({"message_id": 2, "button": "No such"}, 404),
        ({"message_id": 2, "button": [9, 9]}, 404),
        ({"message_id": 2, "button": {"x": 1}}, 400),
        ({"message_id": 2, "data": 5}, 400),
        ({"message_id": "x", "button": "Book"}, 400),
        ({"message_id": -1, "data": "x"}, 400),
        ({"message_id": 10**30, "data": "x"}, 400),
        ({"message_id": True, "data": "x"}, 400),
        ({"message_id": 77, "button": "Book"}, 404),
    ],
)
async def test_a_tap_that_can_t_be_is_refused(body: dict[str, Any], status: int) -> None:
    async with running() as room:
        who = await room.person()
        assert await _card(room, who) == 2
        got, answer = await room.ask("POST", f"/people/{who}/tap", body)
        assert (got, list(answer)) == (status, ["error"])
        assert await room.updates() == []


@pytest.mark.parametrize("who", ["0", "x", "-5", "9" * 30, "5000000001%00"])
@pytest.mark.parametrize("deed", ["say", "tap", "pay", "block", "unblock"])
async def test_nobody_does_nothing(who: str, deed: str) -> None:
    async with running() as room:
        status, answer = await room.ask("POST", f"/people/{who}/{deed}", {"text": "x", "message_id": 1})
        assert (status, list(answer)) == (404, ["error"])


async def test_two_hundred_people_are_heard_and_answered_smoothly() -> None:
    async with running() as room:
        people = [await room.stranger() for _ in range(200)]
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.gather(*(room.say(who, "/start") for who in people))
        await room.updates()
        await room.updates()
        taps = asyncio.gather(*(room.tap(who, 1, data="book") for who in people))
        answered, offset = 0, None
        while answered < 200:
            for update in await room.bot.get_updates(offset=offset, timeout=5):
                offset = update.update_id + 1
                if update.callback_query:
                    await room.bot.answer_callback_query(update.callback_query.id, "ok")
                    answered += 1
        assert {answer["text"] for _, answer in await taps} == {"ok"}
        assert loop.time() - begun < 6
