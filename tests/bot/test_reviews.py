"""After an event: stars in two taps, words by typing, all of it kept at once and changed in place."""

import pytest
from sqlalchemy import func, select, update

from core import closing
from core.models import Booking, Event, EventStatus, Review
from tests.bot.conftest import Chat, Person, booking_at, buttons, data, event, text

EN, RU = "en", "ru"


async def held(chat: Chat, language: str = EN, *, came: bool = True, **values) -> tuple[Event, Person]:
    """Somebody had seats at an event that took place."""
    shown = await event(chat, **values)
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book" if language == EN else "Взять")
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        past = func.clock_timestamp()
        times = {
            "starts_at": past - func.make_interval(0, 0, 0, 0, 4),
            "ends_at": past - func.make_interval(0, 0, 0, 0, 1),
        }
        await tx.execute(update(Event).where(Event.id == shown.id).values(**times))
        if came:
            door = {"checked_in": 1, "checked_in_at": past, "checked_in_by": shown.host_id}
            await tx.execute(update(Booking).where(Booking.id == booking.id).values(**door))
    async with chat.db.begin() as tx:
        await closing.complete(tx, shown.host_id, shown.id)
    await wind_up(chat, shown)
    await chat.deliver()
    return shown, anna


async def wind_up(chat: Chat, shown: Event) -> None:
    async with chat.db.begin() as tx:
        await closing.wind_up(tx, shown.id)


async def said(chat: Chat) -> list[tuple[str, int, str]]:
    async with chat.db.begin() as tx:
        rows = await tx.execute(select(Review.direction, Review.stars, Review.text).order_by(Review.id))
        return [(row.direction.value, row.stars, row.text) for row in rows]


@pytest.mark.parametrize(
    ("language", "ask", "host", "thanks", "kept", "skip", "row"),
    [
        (EN, "How was Stalker, 35 mm?", "Event: 4 ★. And Marta, the host?",
         ["Thank you: event 4 ★, host 5 ★.", "A few words? Just write them; guests and Marta will read."],
         "Added to your review of Stalker, 35 mm. Write again to replace it.", "Skip", ["Change the stars", "Done"]),
        (RU, "Как вам Stalker, 35 mm?", "Событие: 4 ★. А организатор, Marta?",
         ["Спасибо: событие 4 ★, организатор 5 ★.", "Пара слов? Просто напишите; прочтут гости и Marta."],
         "Добавляю к отзыву: Stalker, 35 mm. Напишите ещё раз, чтобы заменить.", "Пропустить", ["Изменить оценку", "Готово"]),
    ],
)  # fmt: skip
async def test_two_taps_and_a_few_words(
    chat: Chat, language: str, ask: str, host: str, thanks: list[str], kept: str, skip: str, row: list[str]
) -> None:
    _shown, anna = await held(chat, language)
    paper = await anna.screen()
    before = len(await anna.said())
    assert text(paper) == ask
    assert buttons(paper) == [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]]
    assert await anna.tap("4 ★", on=paper) == {}
    paper = await anna.screen()
    assert text(paper) == host
    assert buttons(paper) == [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"], [skip]]
    assert await said(chat) == [("guest_event", 4, "")], "the first star is kept at once"
    await anna.tap("5 ★", on=paper)
    form = await anna.screen()
    assert text(form).splitlines() == thanks
    assert buttons(form) == [row]
    assert len(await anna.said()) == before, "the paper edits itself"
    answer = await anna.say("Warm, <b>exact</b>; a long talk after it")
    assert text(answer) == kept
    assert next(m for m in await anna.said() if m["message_id"] == form["message_id"])["buttons"] == []
    await anna.say("Warm and exact")
    assert await said(chat) == [("guest_event", 4, "Warm and exact"), ("guest_host", 5, "")]


async def test_later_stars_replace_and_the_words_stay(chat: Chat) -> None:
    _shown, anna = await held(chat)
    await anna.tap("2 ★")
    await anna.tap("Skip")
    assert text(await anna.screen()).splitlines()[0] == "Thank you: event 2 ★."
    await anna.tap("Change the stars")
    assert buttons(await anna.screen()) == [["1 ★", "✓ 2 ★", "3 ★", "4 ★", "5 ★"]]
    await anna.tap("5 ★")
    await anna.tap("3 ★")
    await anna.say("Better at second sight")
    await anna.say("/start")
    assert await said(chat) == [("guest_event", 5, "Better at second sight"), ("guest_host", 3, "")]


async def test_done_closes_the_question_and_words_are_a_search_again(chat: Chat) -> None:
    _shown, anna = await held(chat)
    await anna.tap("5 ★")
    await anna.tap("5 ★")
    await anna.tap("Done")
    assert text(await anna.screen()) == "Thank you: event 5 ★, host 5 ★."
    assert "What’s on: mirror" in text(await anna.say("mirror"))
    assert await said(chat) == [("guest_event", 5, ""), ("guest_host", 5, "")]


@pytest.mark.parametrize(
    ("language", "over", "first", "back", "yours"),
    [
        (EN, "Took place.", "Say how it was", "‹ Back", ["Took place. 4.2 ★ from 1 guest.", "Your review: 5 ★"]),
        (RU, "Состоялось.", "Оставить отзыв", "‹ Назад", ["Состоялось. 4,2 ★, оценил 1 гость.", "Ваш отзыв: 5 ★"]),
    ],
)
async def test_the_card_of_the_past_asks_and_shows(
    chat: Chat, language: str, over: str, first: str, back: str, yours: list[str]
) -> None:
    shown, anna = await held(chat, language)
    card = await anna.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[-1] == over
    assert buttons(card)[0] == [first]
    await anna.tap(first, on=card)
    form = await anna.screen()
    assert form["message_id"] == card["message_id"]
    assert buttons(form) == [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"], [back]]
    await anna.tap("5 ★", on=form)
    await anna.tap(back, on=await anna.screen())
    card = await anna.screen()
    assert text(card).splitlines()[-1] == yours[0]
    assert buttons(card)[0] == [yours[1]]
    assert data(card)[0] == [f"rate:e:{shown.id}:0"]


@pytest.mark.parametrize(("language", "next_"), [(EN, "Next from Marta"), (RU, "Ещё: Marta")])
async def test_who_was_not_there_sees_what_comes_next_and_may_not_say(chat: Chat, language: str, next_: str) -> None:
    shown, _anna = await held(chat)
    eve = await chat.person("Eve", language)
    card = await eve.say(f"/start e_{shown.id}")
    assert buttons(card)[0] == [next_]
    for hostile in (f"rate:e:{shown.id}:5", f"rate:h:{shown.id}:1", f"rate:e:{shown.id}:0", f"rate:e:{shown.id}:x"):
        answer = await eve.send(card["message_id"], data=hostile)
        assert answer["text"].startswith("Reviews are for" if language == EN else "Отзыв оставляют"), hostile
        assert buttons(await eve.screen())[0] == [next_]
    assert await said(chat) == []


async def test_an_event_that_is_over_but_not_marked_says_so(chat: Chat) -> None:
    shown = await event(chat)
    async with chat.db.begin() as tx:
        past = func.clock_timestamp()
        times = {
            "starts_at": past - func.make_interval(0, 0, 0, 0, 4),
            "ends_at": past - func.make_interval(0, 0, 0, 0, 1),
        }
        await tx.execute(update(Event).where(Event.id == shown.id).values(**times, status=EventStatus.published))
    anna = await chat.person()
    await anna.say("/start")
    card = await anna.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[-1] == "It is over."


async def test_a_cancelled_question_takes_no_words(chat: Chat) -> None:
    _shown, anna = await held(chat)
    await anna.tap("5 ★")
    await anna.tap("5 ★")
    assert text(await anna.say("/cancel")) == "Left as it was."
    assert "What’s on: words" in text(await anna.say("words"))
