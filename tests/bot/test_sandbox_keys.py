"""The keyboard below a chat, as strictly as Telegram: what a button may ask for, and what its press sends."""

import pytest
from aiogram.types import KeyboardButton, KeyboardButtonRequestUsers, ReplyKeyboardMarkup, ReplyKeyboardRemove

from tests.bot.sandbox_room import running

USERS = {"text": "People", "request_users": {"request_id": 7, "max_quantity": 2, "request_name": True}}


async def test_a_button_hands_over_a_number_people_or_its_own_words() -> None:
    async with running() as room:
        ann, ben = await room.person(first_name="Ann"), await room.stranger(first_name="Ben", username="ben_b")
        wanted = KeyboardButtonRequestUsers(request_id=7, max_quantity=2, request_name=True, request_username=True)
        rows = [
            [KeyboardButton(text="People", request_users=wanted)],
            [KeyboardButton(text="Number", request_contact=True), KeyboardButton(text="Done")],
        ]
        await room.bot.send_message(ann, "?", reply_markup=ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True))
        for press in ({"button": "People", "users": [ben]}, {"button": "Number"}, {"button": "Done"}):
            assert (await room.ask("POST", f"/people/{ann}/press", press))[0] == 200
        shared, contact, said = [update.message for update in await room.updates()]
        assert shared.users_shared.request_id == 7
        assert [(one.user_id, one.first_name, one.username) for one in shared.users_shared.users] == [
            (ben, "Ben", "ben_b")
        ]
        assert (contact.contact.user_id, contact.contact.first_name, said.text) == (ann, "Ann", "Done")
        for wrong in ([], [ben, ben], [ben, ann, 1], [1], ["x"], None):
            press = {"button": "People", "users": wrong}
            assert (await room.ask("POST", f"/people/{ann}/press", press))[0] in {400, 404}
        await room.bot.send_message(ann, "Gone", reply_markup=ReplyKeyboardRemove())
        assert (await room.ask("POST", f"/people/{ann}/press", {"button": "Done"}))[0] == 404


@pytest.mark.parametrize(
    "key",
    [
        {"text": ""},
        {"text": "x", "request_contact": True, "request_location": True},
        {"text": "x", "callback_data": "no"},
        USERS | {"request_users": {}},
        USERS | {"request_users": {"request_id": 2**31}},
        USERS | {"request_users": {"request_id": 1, "max_quantity": 11}},
        USERS | {"request_users": {"request_id": 1, "max_quantity": 0}},
        USERS | {"request_users": 7},
    ],
)
async def test_a_key_that_telegram_would_refuse_is_refused(key) -> None:
    async with running() as room:
        who = await room.person()
        status, answer = await room.raw(
            "sendMessage", {"chat_id": who, "text": "x", "reply_markup": {"keyboard": [[key]]}}
        )
        assert (status, answer["ok"]) == (400, False)


async def test_a_contact_of_somebody_else_is_theirs_and_one_of_the_address_book_nobodys() -> None:
    async with running() as room:
        ann, ben = await room.person(), await room.stranger(first_name="Ben")
        for whose in ({}, {"user_id": ben}, {"phone_number": "123", "first_name": "Taxi"}):
            assert (await room.ask("POST", f"/people/{ann}/contact", whose))[0] == 200
        contacts = [update.message.contact for update in await room.updates()]
        assert [contact.user_id for contact in contacts] == [ann, ben, None]
        assert (await room.ask("POST", f"/people/{ann}/contact", {"user_id": 1}))[0] == 404
