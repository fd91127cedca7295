"""Old, foreign, hostile and unlucky taps: each gets a short exact answer, and nothing changes."""

from itertools import chain

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.screens import my
from core import users
from tests import factories
from tests.bot.conftest import Chat, booking_at, buttons, data, event, move, text


async def test_an_old_button_agrees_to_nothing_new(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    await move(chat, shown)
    answer = await anna.tap("Book 1 seat", on=card)
    assert answer["text"] == (
        "The event has changed since this card was drawn. Look at when, where and how much, then book."
    )
    assert f"book:{shown.id}:1:2" in chain(*data(await anna.screen()))
    assert await booking_at(chat, shown.id) is None


async def test_buttons_of_other_people_and_of_nothing_open_nothing(chat: Chat) -> None:
    shown = await event(chat, requires_confirmation=True)
    anna, eve = await chat.person(), await chat.person("Eve")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    booking = await booking_at(chat, shown.id)
    home = await eve.say("/start")
    largest = 2**63 - 1
    for forged in (
        f"ok:{booking.id}", f"pay:{booking.id}", f"seats:{booking.id}:0", f"set:{booking.id}:0:0", f"tick:{booking.id}",
        f"ics:{booking.id}", f"ev:{largest}:1:", f"book:{largest}:1:1", f"ok:{10**23}", "open:0", f"many:{10**30}",
    ):  # fmt: skip
        answer = await eve.send(home["message_id"], data=forged)
        assert answer == {
            "text": "There is nothing here for you: gone, or not yours. Here is what’s on.",
            "show_alert": True,
        }, forged
    assert (await booking_at(chat, shown.id)) == booking


@pytest.mark.parametrize(
    "hostile",
    [
        "ev", "ev:7", "ev:-5:1:", "ev:1_0:1:", "ev:+1:1:", "ev:１:1:", "ev:7:1:zzz", "book:7:-1:1", "book:7:1:1:1",
        "list:aaa.-", "pick:x:aaa.-.-", "cfg:lang:xx", "my:then:-", "wait:7:2", "HOME", "home:", "\u0001", "🎟" * 16,
        "set:7:1", "run:7", " ev:7:1:", "ev:7:1:aaa.q\u0000.-", "put:7::0",
        "put:new:price:0", "grid:new", "pub:new", "drop:new:1",
    ],
)  # fmt: skip
async def test_data_that_no_button_carries_is_told_to_be_old(chat: Chat, hostile: str) -> None:
    await event(chat)
    anna = await chat.person(language="ru")
    home = await anna.say("/start")
    answer = await anna.send(home["message_id"], data=hostile)
    assert answer.get("show_alert"), answer
    assert (await anna.screen())["message_id"] > home["message_id"] or "нет" in answer["text"]
    assert "Афиша" in text(await anna.screen())


async def test_the_same_button_twice_has_one_effect_and_no_word(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    assert await anna.send(card["message_id"], data=f"book:{shown.id}:1:1") == {}
    assert await anna.send(card["message_id"], data=f"book:{shown.id}:1:1") == {}
    other = await anna.send(card["message_id"], data=f"book:{shown.id}:2:1")
    assert other["text"] == "You already have a seat here; you can change their number."
    assert (await booking_at(chat, shown.id)).seats == 1


async def test_a_host_sees_the_own_card_and_cannot_book(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/start")
    async with chat.db.begin() as tx:
        host = await users.by_telegram(tx, anna.id)
        shown = await factories.event(tx, host)
    card = await anna.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[-1] == "0 of 10 taken"
    assert buttons(card)[0] == ["Guests and check-in"]
    answer = await anna.send(card["message_id"], data=f"book:{shown.id}:1:1")
    assert answer["text"].startswith("It is your own event")


async def test_a_broken_handler_says_so_with_a_number_and_ends_the_spinner(chat: Chat, monkeypatch) -> None:
    def explode(*_args, **_kwargs):
        raise ZeroDivisionError

    anna = await chat.person()
    home = await anna.say("/start")
    monkeypatch.setattr(my, "draw", explode)
    answer = await anna.tap("🎟 My bookings", on=home)
    assert answer["text"].startswith("Something broke on our side; nothing was changed. Code ")


async def test_a_database_that_is_away_is_said_kindly(chat: Chat, dsn: str) -> None:
    anna = await chat.person()
    home = await anna.say("/start")
    chat.dispatcher["db"] = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert text(await anna.say("/my")) == "I can’t open my records; try again in a minute."
    answer = await anna.tap("🎟 My bookings", on=home)
    assert answer["text"] == "Very busy right now; nothing was changed. Try again in a moment."
    chat.dispatcher["db"] = chat.db


async def test_a_card_that_was_lost_is_drawn_anew(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    await anna.send(999_999, data=f"ev:{shown.id}:2:")
    assert buttons(await anna.screen())[0] == ["1", "✓ 2", "3", "4"]
