"""Ending an event from the chat: cancelled in two confirmations with a preview, or held, and then the host's stars."""

import pytest
from sqlalchemy import func, select

from core import closing, refunding, waitlist
from core.models import Direction, EventStatus, Outbox, Review
from tests import factories
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.hosting import Evening, host_an_evening, met
from tests.core import evening as evenings
from tests.core import paying


async def priced(chat: Chat, language: str = "en") -> Evening:
    """Two guests who paid, one who holds, one who waits."""
    made = await host_an_evening(chat, "Anna K.", "Oleg", "Boris", language=language, price=50_000, capacity=6)
    for number in (0, 1):
        await paying.pay(chat.db, made.bookings[number], f"c{number}")
    async with chat.db.begin() as tx:
        await waitlist.join(tx, made.event.id, (await factories.person(tx, "Zoya")).id, 1)
    return made


@pytest.mark.parametrize(
    ("language", "why", "picks", "sure", "deed", "done"),
    [
        (
            "en",
            [
                "Cancel “Stalker, 35 mm”?",
                "3 guests are told, ₽2,000 goes back, 1 leaves the waitlist.",
                "Why? Guests will read it. Pick or write.",
            ],
            [["Too few guests", "No place"], ["Illness"], ["‹ Keep it"]],
            [
                "3 guests are told, ₽2,000 goes back, 1 leaves the waitlist.",
                "Guests will read: “No place”. This can’t be undone.",
            ],
            [["Cancel and refund ₽2,000"], ["‹ Keep it"]],
            ["🚫 Cancelled: “No place”. Everything paid comes back.", "Told 0 of 3, refunded 0 of 2."],
        ),
        (
            "ru",
            [
                "Отменить «Stalker, 35 mm»?",
                "Узнают 3 гостя, вернётся 2 000 ₽, 1 выйдет из очереди.",
                "Почему? Гости прочтут. Выберите или напишите.",
            ],
            [["Мало гостей", "Нет площадки"], ["Болезнь"], ["‹ Не отменять"]],
            [
                "Узнают 3 гостя, вернётся 2 000 ₽, 1 выйдет из очереди.",
                "Гости прочтут: «Нет площадки». Вернуть событие будет нельзя.",
            ],
            [["Отменить и вернуть 2 000 ₽"], ["‹ Не отменять"]],
            ["🚫 Событие отменено: «Нет площадки». Всё оплаченное вернётся.", "Знают 0 из 3, возвращено 0 из 2."],
        ),
    ],
)
async def test_an_event_is_cancelled_in_three_taps_with_what_it_means_before_one_s_eyes(
    chat: Chat, language: str, why, picks, sure, deed, done
) -> None:
    evening = await priced(chat, language)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Cancel…" if language == "en" else "Отменить…")
    card = await evening.host.screen()
    assert (text(card).splitlines(), buttons(card)) == (why, picks)
    await evening.host.tap(picks[0][1])
    card = await evening.host.screen()
    assert (text(card).splitlines(), buttons(card)) == (sure, deed)
    old = data(card)[0][0]
    for _ in range(2):
        assert await evening.host.send(card["message_id"], data=old) == {}
        assert text(await evening.host.screen()).splitlines()[-2:] == done
    async with chat.db.begin() as tx:
        assert await closing.wind_up(tx, evening.event.id) == 2
        told = select(func.count()).where(Outbox.kind == "event_cancelled", Outbox.booking_id.is_not(None))
        assert (await tx.execute(told)).scalar_one() == 3


async def test_the_card_of_a_cancelled_event_follows_the_word_and_the_money(chat: Chat) -> None:
    evening = await priced(chat)
    async with chat.db.begin() as tx:
        await closing.cancel(tx, evening.host_id, evening.event.id, "no place")
        await closing.wind_up(tx, evening.event.id)
        due = await refunding.due(tx)
    for refund in due[:1]:
        async with chat.db.begin() as tx:
            await refunding.make(tx, refund)
    card = await evening.host.say(f"/start e_{evening.event.id}")
    assert text(card).splitlines()[-1] == "Told 0 of 3, refunded 1 of 2."
    assert buttons(card)[0] == ["Refresh"]
    async with chat.db.begin() as tx:
        await refunding.make(tx, due[1])
    await evening.host.tap("Refresh")
    assert text(await evening.host.screen()).splitlines()[-1] == "Told 0 of 3, refunded 2 of 2."


async def test_typed_words_are_the_reason_and_outlive_a_restart(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Cancel…")
    asked = await evening.host.say("the <b>projector is down")
    assert text(asked).splitlines()[1] == "Guests will read: “the <b>projector is down”. This can’t be undone."
    assert buttons(asked)[0] == ["Cancel the event"]
    await chat.restart()
    await evening.host.tap("Cancel the event")
    assert "🚫 Cancelled: “the <b>projector is down”." in text(await evening.host.screen())


async def test_who_booked_since_the_preview_is_asked_about_first(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Cancel…")
    await evening.host.tap("Illness")
    old = await evening.host.screen()
    async with chat.db.begin() as tx:
        await evenings.book(tx, evening.event, await factories.person(tx, "Oleg"))
    answer = await evening.host.tap("Cancel the event")
    assert answer["text"] == "Meanwhile 2 guests are concerned. Look at the new numbers before you decide."
    card = await evening.host.screen()
    assert text(card).splitlines()[0] == "2 guests are told."
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, evening.event)).status is EventStatus.published
    assert await evening.host.send(card["message_id"], data=data(card)[0][0]) == {}
    assert text(await evening.host.screen()).splitlines()[-1] == "Told 0 of 2."
    assert data(old)[0][0] != data(card)[0][0]


async def test_another_persons_reason_or_event_is_not_there(chat: Chat) -> None:
    evening, other = await host_an_evening(chat, "Anna K."), await host_an_evening(chat)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Cancel…")
    asked = await evening.host.say("closed")
    deed = data(asked)[0][0]
    for forged in (deed, deed.replace(f"stop:{evening.event.id}:", f"stop:{other.event.id}:"), "stop:0:1::0:0"):
        answer = await other.host.send((await other.host.screen())["message_id"], data=forged)
        assert answer["text"].startswith("There is nothing here for you"), forged
    async with chat.db.begin() as tx:
        for event in (evening.event, other.event):
            assert (await factories.reread(tx, event)).status is EventStatus.published


async def test_an_event_that_took_place_can_t_be_cancelled_and_one_to_come_can_t_be_held(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    card = await evening.host.say(f"/start e_{evening.event.id}")
    answer = await evening.host.send(card["message_id"], data=f"held:{evening.event.id}")
    assert answer["text"].startswith("It is not over yet")
    await evening.begin(-3)
    assert await evening.host.send(card["message_id"], data=f"held:{evening.event.id}") == {}
    answer = await evening.host.send(card["message_id"], data=f"stop:{evening.event.id}:1::0:0")
    assert answer["text"].startswith("This event is over or cancelled")
    assert "Took place." in text(await evening.host.screen())


@pytest.mark.parametrize(
    ("language", "asked", "first", "second", "end", "labels"),
    [
        (
            "en",
            ["Took place. I ask guests for a review.", "", "How was Stalker, 35 mm for you?"],
            "Anna K., 2 seats, in since <t> (1 of 2)",
            "Oleg, 2 seats, in since <t> (2 of 2)",
            "That was everybody. Thank you.",
            [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"], ["Next"], ["‹ The event"]],
        ),
        (
            "ru",
            ["Состоялось. Прошу гостей об отзыве.", "", "Как вам Stalker, 35 mm?"],
            "Anna K., 2 места, на месте с <t> (1 из 2)",
            "Oleg, 2 места, на месте с <t> (2 из 2)",
            "Это все гости. Спасибо.",
            [["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"], ["Дальше"], ["‹ Событие"]],
        ),
    ],
)
async def test_after_the_evening_the_host_reviews_it_and_its_guests_one_by_one(
    chat: Chat, language: str, asked, first, second, end, labels
) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", "Boris", language=language, hours=-1)
    async with chat.db.begin() as tx:
        await evenings.admit(tx, evening.event, *evening.bookings[:2])
    await evening.begin(-3)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("It took place" if language == "en" else "Состоялось")
    card = await evening.host.screen()
    assert (text(card).splitlines(), buttons(card)) == (asked, labels)
    await evening.host.tap("5 ★")
    card = await evening.host.screen()
    assert (text(card).replace("<Dt>", "<t>"), buttons(card)) == (first, labels)
    await evening.host.tap("4 ★")
    card = await evening.host.screen()
    assert text(card).replace("<Dt>", "<t>") == second
    await evening.host.tap(labels[1][0])
    assert text(await evening.host.screen()) == end
    async with chat.db.begin() as tx:
        said = select(Review.direction, Review.stars, Review.target_id).order_by(Review.id)
        assert [tuple(row) for row in await tx.execute(said)] == [
            (Direction.host_event, 5, None),
            (Direction.host_guest, 4, evening.bookings[0].user_id),
        ]
    await evening.host.send(card["message_id"], data=f"rate:v:{evening.event.id}:0")
    assert buttons(await evening.host.screen())[0] == ["1 ★", "2 ★", "3 ★", "4 ★", "✓ 5 ★"]


async def test_stars_from_a_stranger_count_for_nothing(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=-3)
    async with chat.db.begin() as tx:
        await closing.complete(tx, evening.host_id, evening.event.id)
    boris = await chat.person("Boris")
    card = await boris.say("/start")
    for forged in (f"rate:g:{evening.bookings[0].id}:1", f"rate:v:{evening.event.id}:1", f"held:{evening.event.id}"):
        assert "text" in await boris.send(card["message_id"], data=forged), forged
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Review))).scalar_one() == 0


@pytest.mark.parametrize(
    ("language", "news"),
    [
        ("en", "🚫 Stalker, 35 mm is cancelled: “no place”; nothing to do. The waitlist is closed."),
        ("ru", "🚫 Stalker, 35 mm: событие отменено, «no place». Делать ничего не нужно. Очередь закрыта."),
    ],
)
async def test_who_waits_in_line_hears_of_it_too(chat: Chat, language: str, news: str) -> None:
    evening = await host_an_evening(chat, "Anna K.", capacity=2)
    zoya, user = await met(chat, "Zoya", language)
    async with chat.db.begin() as tx:
        await waitlist.join(tx, evening.event.id, user.id, 1)
    async with chat.db.begin() as tx:
        await closing.cancel(tx, evening.event.host_id, evening.event.id, "no place")
        await closing.wind_up(tx, evening.event.id)
    await chat.deliver()
    assert text(await zoya.screen()) == news
