"""Settings: whose time, when to be quiet, which messages; a message that is not wanted does not come."""

import pytest
from sqlalchemy import select

from core.models import Outbox, OutboxStatus, User
from tests.bot.conftest import Chat, Person, buttons, data, event, move, text

EN, RU = "en", "ru"


async def known(chat: Chat, person: Person) -> User:
    async with chat.db.begin() as tx:
        return (await tx.execute(select(User).where(User.telegram_id == person.id))).one()


@pytest.mark.parametrize(
    ("language", "start", "room", "ask", "city", "said", "typed"),
    [
        (EN, ["Settings", "Language: English", "Time zone: each event’s own", "Phone: not given", "Quiet hours: none"], "Time zone",
         "Which city’s time do you live by? Pick or write.", "Moscow", "Time zone: Moscow, now ", "berlin"),
        (RU, ["Настройки", "Язык: русский", "Часовой пояс: как у события", "Телефон: не указан", "Тихие часы: нет"], "Часовой пояс",
         "По времени какого города вы живёте? Выберите или напишите.", "Москва", "Часовой пояс: Москва, сейчас ", "Берлин"),
    ],
)  # fmt: skip
async def test_the_zone_is_picked_or_written(
    chat: Chat, language: str, start: list[str], room: str, ask: str, city: str, said: str, typed: str
) -> None:
    anna = await chat.person(language=language)
    card = await anna.say("/settings")
    assert text(card).splitlines() == start
    await anna.tap(room, on=card)
    asked = await anna.screen()
    assert text(asked) == ask
    assert len(buttons(asked)) == 7
    await anna.tap(city, on=asked)
    assert text(await anna.screen()).splitlines()[2].startswith(said)
    assert (await known(chat, anna)).zone == "Europe/Moscow"
    assert len(await anna.said()) == 1
    await anna.tap(room)
    asked = await anna.screen()
    assert f"✓ {city}" in str(buttons(asked))
    unread = await anna.say("qwertyuiop")
    assert "UTC+3" in text(unread)
    assert buttons(unread) == buttons(asked), "a refused answer keeps the choices"
    assert next(m for m in await anna.said() if m["message_id"] == asked["message_id"])["buttons"] == []
    again = await anna.say("asdfghjkl")
    await anna.tap(buttons(again)[-1][0], on=again)
    assert text(await anna.screen()).splitlines()[0] == start[0]
    await anna.tap(room)
    asked = await anna.screen()
    answered = await anna.say(typed)
    assert (await known(chat, anna)).zone == "Europe/Berlin"
    assert typed.capitalize() in text(answered)
    assert next(m for m in await anna.said() if m["message_id"] == asked["message_id"])["buttons"] == []
    await anna.say("UTC+4")
    assert (await known(chat, anna)).zone == "Europe/Berlin", "answered: what is typed now is a search"


async def test_a_zone_can_be_left_to_each_event(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/settings")
    await anna.tap("Time zone")
    await anna.tap("Tbilisi")
    await anna.tap("Time zone")
    await anna.tap("As at each event")
    assert (await known(chat, anna)).zone is None


@pytest.mark.parametrize(
    ("language", "room", "rows", "quiet"),
    [
        (EN, "Messages", [["✅ 24 h before", "✅ 1 h before"], ["✅ Saved events", "✅ Reviews"],
                          ["22–8", "23–8", "0–9"], ["✓ No quiet hours"], ["‹ Back"]], "Quiet hours: 23:00–08:00"),
        (RU, "Сообщения", [["✅ За 24 часа", "✅ За час"], ["✅ Избранное", "✅ Отзывы"],
                           ["22–8", "23–8", "0–9"], ["✓ Без тихих часов"], ["‹ Назад"]], "Тихие часы: 23:00–08:00"),
    ],
)  # fmt: skip
async def test_quiet_hours_and_messages_are_chosen_by_buttons(
    chat: Chat, language: str, room: str, rows: list[list[str]], quiet: str
) -> None:
    anna = await chat.person(language=language)
    await anna.say("/settings")
    await anna.tap(room)
    assert buttons(await anna.screen()) == rows
    await anna.tap("23–8")
    assert text(await anna.screen()).splitlines()[-1] == quiet
    await anna.tap(rows[0][1])
    await anna.tap(rows[1][0])
    chosen = await anna.screen()
    assert buttons(chosen)[0] == [rows[0][0], rows[0][1].removeprefix("✅ ")]
    for _ in range(2):
        assert await anna.send(chosen["message_id"], data="cfg:msg:hour:0") == {}
    user = await known(chat, anna)
    assert (user.quiet_from, user.quiet_until, sorted(user.muted)) == (23, 8, ["hour", "saved"])
    await anna.tap(rows[0][1].removeprefix("✅ "))
    assert (await known(chat, anna)).muted == ["saved"]
    await anna.tap(rows[-1][0])
    assert text(await anna.screen()).splitlines()[-1] == quiet
    await anna.tap(room)
    await anna.tap(rows[3][0].removeprefix("✓ "))
    assert (await known(chat, anna)).quiet_from is None


async def test_what_is_muted_does_not_come_and_what_is_about_seats_does(chat: Chat) -> None:
    shown, saved = await event(chat), await event(chat, name="Mirror")
    anna = await chat.person()
    await anna.say(f"/start e_{saved.id}")
    await anna.tap("♡ Save")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    await chat.deliver()
    await anna.say("/settings")
    await anna.tap("Messages")
    for label in ("✅ 24 h", "✅ 1 h", "✅ Saved", "✅ Review"):
        await anna.tap(label)
    await move(chat, saved)
    await move(chat, shown)
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[0] == "⚠️ Stalker, 35 mm has changed."
    assert "♥ Mirror" not in str([text(message) for message in await anna.said() if message["text"]])
    async with chat.db.begin() as tx:
        muted = (await tx.execute(select(Outbox.status).where(Outbox.kind == "favourite_changed"))).scalar_one()
    assert muted is OutboxStatus.skipped


@pytest.mark.parametrize(
    "hostile",
    ["cfg:tz:Mars/Olympus:", "cfg:tz:localtime:", "cfg:msg:everything:0", "cfg:quiet:99-3:", "cfg:quiet:24-8:"],
)
async def test_values_that_no_button_carries_change_nothing(chat: Chat, hostile: str) -> None:
    anna = await chat.person()
    card = await anna.say("/settings")
    before = await known(chat, anna)
    answer = await anna.send(card["message_id"], data=hostile)
    assert answer["text"].startswith("That won’t do")
    assert await known(chat, anna) == before
    assert data(await anna.screen())[0]


async def test_a_zone_that_is_asked_for_can_be_left(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/settings")
    await anna.tap("Time zone")
    asked = await anna.screen()
    refused = await anna.show_place(latitude=55.75, longitude=37.6)
    assert (text(refused), buttons(refused)) == (
        "I need text here. I am waiting for the city whose time you live by. /cancel leaves it.",
        buttons(asked),
    )
    assert text(await anna.say("/cancel")) == "Left as it was."
    assert "What’s on: berlin" in text(await anna.say("berlin"))


@pytest.mark.parametrize(
    ("language", "said", "get", "leave", "back", "room"),
    [
        (EN, "I store your Telegram name and id, bookings, payments, reviews, and what you put into /settings. Nobody buys it.",
         "Send me my data", "Delete me…", "‹ Back", "My data"),
        (RU, "Храню имя и идентификатор из Telegram, брони, платежи, отзывы и то, что вы указали в /settings. Никому не продаю.",
         "Прислать мои данные", "Удалить меня…", "‹ Назад", "Мои данные"),
    ],
)  # fmt: skip
async def test_what_is_kept_is_said_and_sent(
    chat: Chat, language: str, said: str, get: str, leave: str, back: str, room: str
) -> None:
    anna = await chat.person(language=language)
    card = await anna.say("/privacy")
    assert text(card) == said
    assert buttons(card) == [[get], [leave], [back]]
    for _ in range(2):
        assert await anna.tap(get, on=card) == {}
    files = [message for message in await anna.said() if message["media"]]
    assert [file["media"]["file_name"] for file in files] == ["my-data.json"], "one file in ten seconds"
    await anna.tap(back, on=card)
    await anna.tap(room, on=(await anna.said())[0])
    assert text((await anna.said())[0]) == said
