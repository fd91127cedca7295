"""Help that fits where the person stands, in both languages."""

import time

import pytest
from aiogram.types import Update

from bot.sandbox.endpoint import SANDBOX
from core.box_office import BoxOffice
from tests import factories
from tests.bot.conftest import Chat, buttons, event, text
from tests.bot.hostile import KINDS
from tests.bot.hosting import host_an_evening, user_of

EN = (
    "Type a word and I look for events. /events what’s on · /my your bookings · /new your own event · "
    "/settings language, time zone, phone, messages · /paysupport payments"
)
RU = (
    "Напишите слово, и я поищу события. /events афиша · /my ваши брони · /new своё событие · "
    "/settings язык, часовой пояс, телефон, сообщения · /paysupport оплата"
)


@pytest.mark.parametrize(
    ("language", "help_text", "held", "zone", "home"),
    [
        (
            "en",
            EN,
            "⏳ Stalker, 35 mm · 2 seats until <t> (<r>)",
            "I am waiting for the city whose time you live by. /cancel leaves it.",
            "‹ Events",
        ),
        (
            "ru",
            RU,
            "⏳ Stalker, 35 mm · 2 места до <t> (<r>)",
            "Жду город, по времени которого вы живёте. /cancel прервёт.",
            "‹ Афиша",
        ),
    ],
)
async def test_a_guest_reads_what_is_open_and_what_is_near_first(
    chat: Chat, language: str, help_text: str, held: str, zone: str, home: str
) -> None:
    anna = await chat.person(language=language)
    first = await anna.say("/help")
    assert (text(first), buttons(first)) == (help_text, [[home]])
    shown = await event(chat, price=50_000)
    await BoxOffice(chat.db).book(shown.id, (await user_of(chat, anna)).id, 2, in_chat=True)
    await anna.say("/settings")
    await anna.tap("Time zone" if language == "en" else "Часовой пояс")
    for _ in range(2):
        told = await anna.say("/help")
        assert text(told).split("\n\n") == [zone, held, help_text]
    assert buttons(told) == [["Open it" if language == "en" else "Открыть"], [home]]
    answered = await anna.say("Berlin")
    assert "Berlin" in text(answered) or "Берлин" in text(answered)
    assert text(await anna.say("/help")).split("\n\n") == [held, help_text]


@pytest.mark.parametrize(
    ("language", "own", "hosting", "admin", "kick", "labels"),
    [
        (
            "en",
            "Stalker, 35 mm · <wdt> · 2 of 40",
            "/hosting your events, guests and check-in",
            "/admin administration",
            "I am waiting for the reason why a booking is cancelled. /cancel leaves it.",
            ["Guests and check-in"],
        ),
        (
            "ru",
            "Stalker, 35 mm · <wdt> · 2 из 40",
            "/hosting ваши события, гости и вход",
            "/admin управление",
            "Жду причину отмены брони. /cancel прервёт.",
            ["Гости и вход"],
        ),
    ],
)
async def test_a_host_is_led_to_the_evening_that_is_near(
    chat: Chat, language: str, own: str, hosting: str, admin: str, kick: str, labels: list[str]
) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language, hours=30)
    help_text = {"en": EN, "ru": RU}[language]
    assert text(await evening.host.say("/help")).split("\n\n") == [f"{hosting}\n{help_text}"]
    await evening.begin(5)
    async with chat.db.begin() as tx:
        await factories.person(tx, "Boss", role="admin")
        await tx.exec_driver_sql(f"UPDATE users SET role = 'admin' WHERE id = {evening.host_id}")
    told = await evening.host.say("/help")
    assert text(told).split("\n\n") == [own, f"{hosting}\n{admin}\n{help_text}"]
    assert buttons(told)[0] == labels
    await evening.host.tap(labels[0], on=told)
    await evening.host.tap("1")
    await evening.host.tap("Cancel this" if language == "en" else "Отменить бронь")
    assert text(await evening.host.say("/help")).split("\n\n")[0] == kick


@pytest.mark.parametrize(
    ("language", "why", "number"),
    [
        (
            "en", "I need text here. I am waiting for the reason why a booking is cancelled. /cancel leaves it.",
            "I am waiting for your number, by the button below. /cancel leaves it.",
        ),
        (
            "ru", "Здесь нужен текст. Жду причину отмены брони. /cancel прервёт.",
            "Жду ваш номер, по кнопке ниже. /cancel прервёт.",
        ),
    ],
)  # fmt: skip
async def test_whoever_sends_a_picture_instead_of_words_reads_what_is_asked_once_an_album(
    chat: Chat, language: str, why: str, number: str
) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language)
    host, booking = evening.host, evening.bookings[0]
    card = await host.say("/start")
    await host.send(card["message_id"], data=f"kick:{booking.id}:0:0")
    keep = buttons(await host.screen())
    before = len(await host.said())
    for message_id, album in enumerate(("7", "7", "7", None), 900):
        picture = {"photo": KINDS["photo"], "media_group_id": album, "message_id": message_id, "date": int(time.time())}
        who = {"from": chat.app[SANDBOX].person(host.id)["user"], "chat": {"id": host.id, "type": "private"}}
        update = Update.model_validate({"update_id": message_id, "message": picture | who})
        await chat.dispatcher.feed_update(chat.courier.bot, update)
    refused = (await host.said())[before:]
    assert [text(message) for message in refused] == [why] * 2, "an album is one message to whoever sent it"
    assert [buttons(message) for message in refused] == [[], keep]
    await host.send(card["message_id"], data="phone:ask")
    assert text(await host.show_place(latitude=55.75, longitude=37.6)) == number
