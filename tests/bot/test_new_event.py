"""A new event from /new to Published, by taps and typing, in both languages; what is typed outlives everything."""

from datetime import UTC

import pytest

from core import drafts
from core.models import Access, EventStatus, Format
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.drafting import drafts_of, evening_in, events_of, host, said, today

SAY = {
    "en": {
        "name": "What is the event called?",
        "when": "“Stalker, 35 mm”. When does it start?",
        "hint": "Pick or write: tomorrow 19:00, fri 7pm, 25.12 18:30. Moscow time.",
        "where": "tomorrow. Where?",
        "place": "Write the address, send a place or a location, or pick.",
        "seats": "Oktyabr. How many seats?",
        "price": "40 seats. What does a seat cost? Write 500 or 12 EUR.",
        "card": ["€12 a seat · 40 of 40 free", "Host: Marta"],
        "draft": "A draft; only you see it. Public · hold 15 min · up to 4 seats a person · refunds until the start.",
        "rows": [["Publish"], ["Change", "Make private"], ["Delete the draft…"], ["‹ Events"]],
        "out": "Published. Share it: https://t.me/eventbooker_bot?start=e_1",
        "last": ["‹ Back", "Later"],
    },
    "ru": {
        "name": "Как называется событие?",
        "when": "«Stalker, 35 mm». Когда начало?",
        "hint": "Выберите или напишите: завтра в 19:00, пт 19:00, 25.12 18:30. Время: Москва.",
        "where": "завтра. Где?",
        "place": "Напишите адрес, пришлите место или геопозицию, либо выберите.",
        "seats": "Oktyabr. Сколько мест?",
        "price": "40 мест. Сколько стоит место? Напишите 500 или 12 EUR.",
        "card": ["12 € за место · свободно 40 из 40", "Организатор: Marta"],
        "draft": "Черновик, видите только вы. Открытое · бронь 15 мин · до 4 мест на человека · возврат до начала.",
        "rows": [["Опубликовать"], ["Изменить", "Сделать закрытым"], ["Удалить черновик…"], ["‹ Афиша"]],
        "out": "Опубликовано. Поделитесь: https://t.me/eventbooker_bot?start=e_1",
        "last": ["‹ Назад", "Позже"],
    },
}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_whole_event_by_typing_and_tapping(chat: Chat, language: str) -> None:
    say, marta = SAY[language], await host(chat, language)
    asked = await marta.say("/new")
    assert text(asked) == say["name"]
    asked = await marta.say("Stalker, 35 mm")
    assert text(asked).splitlines() == [say["when"], say["hint"]]
    assert buttons(asked)[-1] == say["last"]
    asked = await marta.say("завтра в 19:00" if language == "ru" else "tomorrow 7pm")
    back = f"{said(language, await evening_in(chat, 1), await today(chat))}, {say['where']}"
    assert text(asked).splitlines() == [back, say["place"]]
    assert text(await marta.say("Oktyabr")) == say["seats"]
    await marta.tap("40")
    assert text(await marta.screen()) == say["price"]
    card = await marta.say("12 EUR")
    assert text(card).splitlines() == [
        "Stalker, 35 mm",
        "<wDt> · 2 h" if language == "en" else "<wDt> · 2 ч",
        "📍 Oktyabr",
        *say["card"],
        "",
        say["draft"],
    ]
    assert buttons(card) == say["rows"]
    assert await events_of(chat) == []
    await marta.tap(say["rows"][0][0])
    out = await marta.screen()
    assert text(out).splitlines()[0] == say["out"]
    [event] = await events_of(chat)
    assert (event.name, event.place, event.capacity) == ("Stalker, 35 mm", "Oktyabr", 40)
    assert (event.price, event.currency, event.status) == (1200, "EUR", EventStatus.published)
    assert event.starts_at == await evening_in(chat, 1)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_five_taps_and_the_typed_name_make_an_event(chat: Chat, language: str) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    await marta.say("Mirror")
    taps = (
        ["Tomorrow", "Online", "10", "Free", "Publish"]
        if language == "en"
        else ["Завтра", "Онлайн", "10", "Бес", "Опуб"]
    )
    await marta.tap(taps[0])
    await marta.tap(taps[1])
    link = await marta.screen()
    assert text(link).endswith(
        "Send the link; guests get it with the ticket."
        if language == "en"
        else "Пришлите ссылку; гости получат её с билетом."
    )
    await marta.say("zoom.us/j/1")
    for tap in taps[2:]:
        await marta.tap(tap)
    [event] = await events_of(chat)
    assert (event.format, event.price, event.currency, event.capacity) == (Format.online, 0, "XTR", 10)
    assert event.online_link == "https://zoom.us/j/1"


@pytest.mark.parametrize(
    ("language", "online", "new", "free"),
    [
        (
            "en",
            "Online. How many seats?",
            "I am waiting for the name: a new event. /cancel leaves it; the draft stays.",
            "Free",
        ),
        (
            "ru",
            "Онлайн. Сколько мест?",
            "Жду название: новое событие. /cancel прервёт, черновик останется.",
            "Бесплатно",
        ),
    ],
)
async def test_a_link_for_a_place_is_a_meeting_online_that_strangers_do_not_read(
    chat: Chat, language: str, online: str, new: str, free: str
) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    assert text(await marta.say("/help")).splitlines()[0] == new
    asked = await marta.say("/new Mirror")
    assert text(asked).startswith("“Mirror”. When" if language == "en" else "«Mirror». Когда")
    await marta.say("tomorrow 19:00" if language == "en" else "завтра в 19:00")
    assert text(await marta.say("https://zoom.us/j/1?pwd=secret")) == online
    await marta.say("10")
    assert await marta.tap(free) == {}, "a tap that answers the draft does not leave it"
    await marta.tap("Publish" if language == "en" else "Опубликовать")
    [event] = await events_of(chat)
    assert (event.format, event.place, event.online_link) == (Format.online, "", "https://zoom.us/j/1?pwd=secret")
    anna = await chat.person(language=language)
    assert "zoom" not in text(await anna.say("mirror"))


async def test_the_draft_outlives_a_restart_in_the_middle(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker, 35 mm")
    asked = await marta.screen()
    await chat.restart()
    assert text(await marta.say("tomorrow 19:00")).endswith("or pick.")
    # A button from before the restart says what it said: the draft's start, by its goal.
    [old] = [way for row in asked["buttons"] for way in row if way["text"] == "Tomorrow 19:00"]
    assert await marta.send(asked["message_id"], data=old["callback_data"]) == {}
    [draft] = await drafts_of(chat)
    assert draft.fields["starts_at"] == (await evening_in(chat, 1)).astimezone(UTC).isoformat()
    await chat.restart()
    lying = await marta.say("/new")
    assert text(lying) == "You have begun something. Go on, or begin anew?"
    assert buttons(lying) == [["Go on: Stalker, 35 mm"], ["A new one"], ["‹ Events"]]
    await marta.tap("Go on")
    card = await marta.screen()
    assert text(card).splitlines()[-1] == "Still to say: place, seats, price."
    assert buttons(card)[0] == ["Go on"]
    await marta.tap("Go on", on=card)
    assert text(await marta.screen()).startswith("Where?")


async def test_as_many_drafts_as_the_chat_shows_and_a_new_one_waits_for_them(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Film 1")
    for n in range(2, drafts.MOST + 1):
        await marta.say("/new")
        await marta.tap("A new one")
        await marta.say(f"Film {n}")
    await marta.say("/hosting")
    await marta.tap("New event")
    lying = await marta.screen()
    assert [row[0] for row in buttons(lying)] == [*(f"Go on: Film {n}" for n in range(drafts.MOST, 0, -1)), "‹ Events"]


async def test_later_goes_on_and_what_was_left_out_is_said(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    for _ in range(4):
        await marta.tap("Later")
    card = await marta.screen()
    assert text(card).splitlines()[-1] == "Still to say: when, place, seats, price."
    answer = await marta.send(card["message_id"], data="pub:d1")
    assert answer == {}
    assert "When does it start?" in text(await marta.screen())
    assert await events_of(chat) == []


async def test_publishing_twice_makes_one_event_and_an_old_button_says_so(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    for answer in ("Stalker", "tomorrow 19:00", "Oktyabr", "12", "0"):
        await marta.say(answer)
    card = await marta.screen()
    for _ in range(2):
        assert await marta.send(card["message_id"], data="pub:d1") == {}
        assert "0 of 12 taken" in text(await marta.screen())
    assert len(await events_of(chat)) == 1
    answer = await marta.send(card["message_id"], data="put:d1:seats:40")
    assert answer["text"] == "It is published already; edit it instead."
    assert "0 of 12 taken" in text(await marta.screen())


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_private_event_comes_with_its_first_invite(chat: Chat, language: str) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    for answer in ("Stalker", "завтра в 19:00", "Oktyabr", "12", "бесплатно"):
        await marta.say(answer)
    await marta.tap("Make private" if language == "en" else "Сделать закрытым")
    card = await marta.screen()
    assert text(card).startswith("🔒 Stalker")
    assert ("Private ·" if language == "en" else "Закрытое ·") in text(card)
    await marta.tap("Publish" if language == "en" else "Опубликовать")
    assert "?start=i_" in text(await marta.screen()).splitlines()[0]
    assert (await events_of(chat))[0].access is Access.private


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_copy_takes_three_taps(chat: Chat, language: str) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    for answer in ("Stalker", "завтра в 19:00", "Oktyabr", "12", "500"):
        await marta.say(answer)
    await marta.tap("Publish" if language == "en" else "Опубликовать")
    asked = await marta.say("/new")
    again = "Again: Stalker" if language == "en" else "Снова: Stalker"
    assert buttons(asked)[0] == [again]
    await marta.tap(again)
    await marta.tap("Tomorrow" if language == "en" else "Завтра")
    await marta.tap("Publish" if language == "en" else "Опубликовать")
    one, two = await events_of(chat)
    assert (two.name, two.place, two.capacity, two.price) == (one.name, one.place, one.capacity, one.price)
    assert two.starts_at == await evening_in(chat, 1)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_draft_is_deleted_after_a_question(chat: Chat, language: str) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    await marta.say("Stalker")
    await marta.say("/new")
    await marta.tap("Go on" if language == "en" else "Дальше")
    await marta.tap("Delete" if language == "en" else "Удалить")
    assert text(await marta.screen()).startswith("Delete the draft of" if language == "en" else "Удалить черновик")
    await marta.tap("‹ Keep it" if language == "en" else "‹ Оставить")
    await marta.tap("Delete" if language == "en" else "Удалить")
    await marta.tap("Delete" if language == "en" else "Удалить", on=await marta.screen())
    assert text(await marta.screen()).startswith(
        "The draft is deleted." if language == "en" else "Черновика больше нет."
    )
    assert await drafts_of(chat) == []


@pytest.mark.parametrize(
    ("language", "kept", "left"),
    [
        ("en", "The draft is kept: /new", "Left as it was; the draft is kept: /new"),
        ("ru", "Черновик сохраняю: /new", "Оставляем как есть; черновик сохраняю: /new"),
    ],
)
async def test_whatever_else_one_does_closes_the_question_and_loses_nothing(
    chat: Chat, language: str, kept: str, left: str
) -> None:
    marta = await host(chat, language)
    home = await marta.screen()
    await marta.say("/new")
    asked = await marta.say("Stalker")
    helped = await marta.say("/help")
    assert text(helped).splitlines()[0] == (
        "I am waiting for the start: “Stalker”. /cancel leaves it; the draft stays."
        if language == "en"
        else "Жду время начала: «Stalker». /cancel прервёт, черновик останется."
    )
    assert await marta.send(home["message_id"], data="home") == {"text": kept, "show_alert": False}
    assert (await drafts_of(chat))[0].asking is None
    found = await marta.say("tomorrow 19:00")  # a search now
    assert "Where?" not in text(found)
    assert await marta.send(asked["message_id"], data="ask:d1:start") == {}
    assert text(await marta.say("/cancel")) == left
    assert (await drafts_of(chat))[0].fields == {"name": "Stalker"}


async def test_an_answered_question_loses_its_buttons(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    asked = await marta.say("Stalker")
    assert data(asked)
    await marta.say("tomorrow 19:00")
    [old] = [message for message in await marta.said() if message["message_id"] == asked["message_id"]]
    assert old["buttons"] == []


async def test_another_persons_draft_is_not_there(chat: Chat) -> None:
    marta, oleg = await host(chat), await host(chat, name="Oleg")
    await marta.say("/new")
    await marta.say("Stalker")
    card = await oleg.screen()
    for hostile in (
        "ask:d1:seats",
        "put:d1:seats:5",
        "pub:d1",
        "grid:d1",
        "drop:d1:1",
        "ask:d1:",
        "put:d1:name:x",
        "ask:7:seats",
    ):
        answer = await oleg.send(card["message_id"], data=hostile)
        assert answer["text"].startswith("There is nothing here for you"), hostile
    assert (await drafts_of(chat))[0].fields == {"name": "Stalker"}


async def test_start_with_new_opens_the_first_question(chat: Chat) -> None:
    marta = await host(chat)
    assert text(await marta.say("/start new")) == "What is the event called?"
    assert "When" in text(await marta.say("Stalker"))
