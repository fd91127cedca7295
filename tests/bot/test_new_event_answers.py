"""What people answer to the questions of a new event: unread times, days without an hour, places, hostile choices."""

from datetime import UTC, date, timedelta

import pytest

from tests.bot.conftest import Chat, buttons, text
from tests.bot.drafting import drafts_of, evening_in, host, said, today


@pytest.mark.parametrize(
    ("language", "typed", "problem", "choices"),
    [
        (
            "en",
            "friday-ish",
            "I could not read “friday-ish” as a time. Write it like: fri 19:00, 28.11 19:00, tomorrow 7pm.",
            None,
        ),
        (
            "ru",
            "как-нибудь в пятницу",
            "Не понимаю «как-нибудь в пятницу» как время. Напишите так: пт 19:00, 28.11 19:00, завтра в 19:00.",
            None,
        ),
        ("en", "yesterday 19:00", "That is past. Write a time that is still to come.", None),
        ("ru", "вчера в 19", "Это уже прошло. Напишите время, которое ещё впереди.", None),
    ],
)
async def test_an_unread_time_keeps_the_question(chat: Chat, language: str, typed: str, problem: str, choices) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    await marta.say("Stalker")
    asked = await marta.say(typed)
    assert text(asked).splitlines() == [problem, "When does it start?" if language == "en" else "Когда начало?"]
    assert (await drafts_of(chat))[0].asking == "start"
    again = await marta.say("tomorrow 19:00")
    assert text(again).splitlines()[0].endswith("Where?" if language == "en" else "Где?")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_day_without_an_hour_is_asked_for_one(chat: Chat, language: str) -> None:
    marta = await host(chat, language)
    await marta.say("/new")
    await marta.say("Stalker")
    asked = await marta.say("tomorrow" if language == "en" else "завтра")
    assert text(asked).endswith("At what time?" if language == "en" else "Во сколько?")
    assert buttons(asked)[0] == ["18:00", "19:00", "20:00"]
    await marta.say("7pm" if language == "en" else "в 7 вечера")
    assert (await drafts_of(chat))[0].fields["starts_at"] == (await evening_in(chat, 1)).astimezone(UTC).isoformat()


async def test_what_has_passed_offers_what_may_have_been_meant(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    gone = (await today(chat)) - timedelta(days=3) + timedelta(hours=19)
    asked = await marta.say(f"{gone:%d.%m} 19:00")
    meant = said("en", gone.replace(year=gone.year + 1), await today(chat))
    assert text(asked).splitlines()[0] == f"That is past. Did you mean {meant}?"
    await marta.tap("Yes")
    assert text(await marta.screen()).splitlines()[0].endswith("Where?")
    assert f"{gone.year + 1}" in text(await marta.screen())


async def test_an_hour_that_the_clocks_skip(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    await marta.tap("Another zone")
    asked = await marta.say("Mordor")
    assert text(asked).splitlines()[0] == "I know no such city as “Mordor”. Write another one nearby, or UTC+3."
    assert "UTC+3 time." in text(await marta.say("UTC+3"))
    await marta.tap("Another zone")
    await marta.say("Berlin")
    assert "Berlin time." in text(await marta.screen())
    # The last Sunday of March: at two it is three.
    now = await today(chat)
    year = now.year + (1 if now.month > 3 else 0)
    last = max(day for day in range(25, 32) if date(year, 3, day).weekday() == 6)
    asked = await marta.say(f"{last}.03.{year} 02:30")
    assert text(asked).splitlines()[0] == "02:30 does not exist that night, clocks go forward."
    assert buttons(asked)[0] == ["01:30", "03:30"]
    await marta.tap("03:30")
    assert "03:30" in text(await marta.screen())


async def test_a_lone_seven_may_be_the_evenings(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    asked = await marta.say("tomorrow at 7")
    assert "07:00" in text(asked)
    assert buttons(asked)[0] == ["No, 19:00"]
    await marta.tap("No, 19:00")
    assert "19:00" in text(await marta.screen())


async def test_a_time_that_the_client_marked_is_taken_as_it_is(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    at = int((await evening_in(chat, 9, 20)).timestamp())
    marked = {"type": "date_time", "offset": 0, "length": 9, "unix_time": at}
    asked = await marta.say("next week or so", entities=[marked])
    assert "20:00" in text(asked)
    assert text(asked).splitlines()[0].endswith("Where?")


async def test_a_place_may_be_sent_from_the_map(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    await marta.say("Stalker")
    await marta.tap("Tomorrow")
    asked = await marta.show_place(latitude=55.75, longitude=37.6, title="Oktyabr", address="24 Novy Arbat")
    assert text(asked) == "Oktyabr, 24 Novy Arbat. How many seats?"
    await marta.tap("‹ Back")
    asked = await marta.show_place(latitude=55.75, longitude=37.6)
    assert text(asked).splitlines()[0].startswith("The point on the map is noted.")
    assert text(await marta.say("Oktyabr")) == "Oktyabr. How many seats?"
    asked = await marta.show_place(latitude=55.75, longitude=37.6)
    assert text(asked).splitlines()[0] == "I need text here, or /cancel."


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("many", "I need a number here, such as 40."),
        ("0", "That is too little: at least 1."),
        ("1000000", "That is too much: at most 100,000."),
    ],
)
async def test_a_number_of_seats_that_can_not_be(chat: Chat, typed: str, problem: str) -> None:
    marta = await host(chat)
    await marta.say("/new")
    for answer in ("Stalker", "tomorrow 19:00", "Oktyabr"):
        await marta.say(answer)
    asked = await marta.say(typed)
    assert text(asked).splitlines() == [problem, "How many seats?"]
    assert text(await marta.say("12")).startswith("12 seats.")


@pytest.mark.parametrize(
    "hostile",
    ["put:d1:seats:x", "put:d1:start:99999999999999999999", "put:d1:price:1.ZZZ", "put:d1:price:x.RUB", "put:d1:format:z",
     "put:d1:place:999", "put:d1:tz:Mars", "put:d1:access:z", "put:d1:page:7", "put:d1:confirm:7", "put:d1:hold:1", "put:d1:start:0",
     "put:d1:refund:-99", "put:d1:ends:0", "put:d1:max:0", "put:d1:text:x"],
)  # fmt: skip
async def test_a_choice_that_no_button_of_ours_says_changes_nothing(chat: Chat, hostile: str) -> None:
    marta = await host(chat)
    await marta.say("/new")
    card = await marta.say("Stalker")
    answer = await marta.send(card["message_id"], data=hostile)
    assert answer.get("text"), hostile
    assert "broke" not in answer["text"]
    assert (await drafts_of(chat))[0].fields == {"name": "Stalker"}


async def test_names_are_peoples_own(chat: Chat) -> None:
    marta = await host(chat)
    await marta.say("/new")
    asked = await marta.say("<b>Ж</b> & \u202e co")
    assert text(asked).splitlines()[0] == "“<b>Ж</b> & co”. When does it start?"
    assert text(await marta.say("<i>friday")).splitlines()[0].startswith("I could not read “<i>friday” as a time.")
