"""Taking seats, confirming them, changing their number: every step by buttons, every outcome on a screen."""

import pytest
from sqlalchemy import update

from core.models import Event
from tests.bot.conftest import Chat, booking_at, buttons, data, event, move, text


async def test_a_free_event_is_booked_at_once_and_the_ticket_follows(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    await anna.tap("1")
    await anna.tap("2")
    assert await anna.tap("Book 2 seats · free") == {}
    card = await anna.screen()
    assert text(card).splitlines()[-1] == "🎟 You are going: 2 seats."
    assert buttons(card) == [
        ["Show the ticket"],
        ["Change seats", "Give back"],
        ["♡ Save", "Share", "More"],
        ["‹ Events"],
    ]
    await chat.deliver()
    ticket = await anna.screen()
    code = text(ticket).splitlines()[4]
    assert text(ticket) == (
        "🎟 Stalker, 35 mm\n"
        "<wDt>\n"
        "📍 Oktyabr cinema, 24 Novy Arbat\n"
        "2 seats · Anna K.\n"
        f"{code}\n"
        "Show the QR at the entrance."
    )
    assert ticket["media"]["kind"] == "photo"
    assert min(ticket["media"]["width"], ticket["media"]["height"]) > 600
    assert buttons(ticket) == [["Add to calendar", "Copy the code"], ["The event", "Change seats"]]
    assert ticket["buttons"][0][1]["copy_text"] == {"text": code.replace(" ", "")}
    assert len([m for m in await anna.said() if m["media"]]) == 1
    again = await anna.say(f"/start t_{code.replace(' ', '')}")
    assert again["media"]["kind"] == "photo"
    assert (await anna.tap("The event", on=again)) == {}
    assert data(await anna.screen())[-1] == ["home"]
    assert shown.id


@pytest.mark.parametrize(
    ("language", "held", "confirm", "going"),
    [
        (
            "en",
            "⏳ 2 seats are held for you until <t> (<r>). Confirm that you are coming.",
            "I am coming",
            "🎟 You are going: 2 seats.",
        ),
        ("ru", "⏳ 2 места за вами до <t> (<r>). Подтвердите, что придёте.", "Приду", "🎟 Вы идёте: 2 места."),
    ],
)
async def test_a_hold_that_asks_is_confirmed_by_a_button(
    chat: Chat, language: str, held: str, confirm: str, going: str
) -> None:
    await event(chat, requires_confirmation=True)
    anna = await chat.person(language=language)
    await anna.say("/start")
    await anna.tap("1")
    await anna.tap("2")
    await anna.tap("Book 2" if language == "en" else "Взять 2")
    card = await anna.screen()
    assert text(card).splitlines()[-1] == held
    assert await anna.tap(confirm) == {}
    assert await anna.send(card["message_id"], data=_data_of(card, confirm)) == {}
    assert text(await anna.screen()).splitlines()[-1] == going


def _data_of(message, label: str) -> str:
    return next(b["callback_data"] for row in message["buttons"] for b in row if b["text"] == label)


async def test_free_seats_may_grow_while_seats_last(chat: Chat) -> None:
    shown = await event(chat, capacity=4)
    anna, oleg = await chat.person(language="ru"), await chat.person("Oleg", "ru")
    for person in (anna, oleg):
        await person.say(f"/start e_{shown.id}")
        await person.tap("Взять 1 место")
    await anna.tap("Изменить места")
    await anna.tap("3")
    assert text(await anna.screen()).splitlines()[-1] == "3 места вместо 1."
    await anna.tap("4")
    assert text(await anna.screen()).splitlines()[-1] == "Свободно ещё только 2."
    await anna.tap("3")
    await anna.tap("Взять 3 места")
    assert text(await anna.screen()).splitlines()[-1] == "🎟 Вы идёте: 3 места."
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[0] == "🎟 Stalker, 35 mm: теперь 3 места"


async def test_whoever_comes_second_to_the_last_seats_is_told_and_offered_what_is_left(chat: Chat) -> None:
    shown = await event(chat, capacity=3)
    anna, boris = await chat.person(), await chat.person("Борис", "ru")
    for person in (anna, boris):
        await person.say(f"/start e_{shown.id}")
        await person.tap("2")
    await anna.tap("Book 2 seats")
    answer = await boris.tap("Взять 2 места")
    assert answer == {
        "text": "Вас опередили: свободно 1, а нужно 2. Возьмите меньше или встаньте в очередь.",
        "show_alert": True,
    }
    card = await boris.screen()
    assert text(card).splitlines()[-1] == "Сейчас свободно одно место. Возьмите его или встаньте в очередь на 2."
    assert "осталось 1 место" in text(card)
    await boris.tap("Взять 1 место")
    vera = await chat.person("Vera")
    sold_out = await vera.say(f"/start e_{shown.id}")
    assert "Sold out. Seats that come back are offered to the waitlist in turn." in text(sold_out)
    assert buttons(sold_out)[:2] == [["✓ 1", "2", "3"], ["Join the waitlist for 1"]]


async def test_holders_are_told_what_changed(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    await chat.deliver()
    await move(chat, shown)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper) == (
        "⚠️ Stalker, 35 mm has changed.\nPlace: Oktyabr cinema, 24 Novy Arbat → Illusion.\nYour seat stays."
    )
    assert buttons(paper) == [["Fine", "Can’t"], ["Show the ticket", "Add to calendar"]]
    await anna.tap("Can’t", on=paper)
    assert text(await anna.screen()).splitlines()[-1] == "You give back your seat."
    kept = next(one for one in await anna.said() if one["message_id"] == paper["message_id"])
    assert text(kept) == text(paper), "the news stays where it was"


@pytest.mark.parametrize(
    ("language", "question", "wrong", "back", "book"),
    [
        (
            "en", "How many seats? Write a number from 6 to 20.",
            "I need a number from 6 to 20, such as 8. How many seats?", "‹ The event", "Book 12 seats · free",
        ),
        (
            "ru", "Сколько мест? Напишите число от 6 до 20.", "Нужно число от 6 до 20, например 8. Сколько мест?",
            "‹ Событие", "Взять 12 мест · бесплатно",
        ),
    ],
)  # fmt: skip
async def test_a_number_of_seats_is_asked_for_and_refused_by_the_same_bounds(
    chat: Chat, language: str, question: str, wrong: str, back: str, book: str
) -> None:
    shown = await event(chat, max_seats_per_booking=20, capacity=50)
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("…")
    asked = await anna.screen()
    assert (text(asked), buttons(asked)) == (question, [[back]])
    refused = await anna.say("many")
    assert (text(refused), buttons(refused)) == (wrong, [[back]])
    card = await anna.say("١٢")
    assert buttons(card)[1] == [book]
    assert [buttons(one) for one in (await anna.said())[-3:-1]] == [[], []], "the question lost its buttons"
    await anna.tap("✓ 12")
    await anna.tap(back)
    assert buttons(await anna.screen())[0] == ["✓ 1", "2", "3", "4", "5", "…"]
    assert text(await anna.say("12")).splitlines()[0] in {"What’s on: 12", "Афиша: 12"}


async def test_bounds_that_shrank_since_the_card_was_drawn_start_at_one(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=20, capacity=50)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == shown.id).values(max_seats_per_booking=2))
    await anna.tap("…")
    assert text(await anna.screen()) == "How many seats? Write a number from 1 to 2."
    assert text(await anna.say("3")) == "I need a number from 1 to 2, such as 2. How many seats?"


async def test_a_typed_number_chooses_the_seats(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=20, capacity=50)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    assert buttons(card)[0] == ["✓ 1", "2", "3", "4", "5", "…"]
    await anna.tap("…")
    for wrong in ("-5", "1_0", "0", "21", "9" * 30, "7.5", "²"):
        assert text(await anna.say(wrong)).startswith("I need a number"), wrong
    card = await anna.say("12")
    assert buttons(card)[:2] == [["1", "2", "3", "4", "5", "✓ 12 …"], ["Book 12 seats · free"]]
    await anna.tap("✓ 12")
    await anna.say("/help")
    assert text(await anna.say("many")).startswith("I need a number"), "help leaves the question open"
    await anna.say("/my")
    assert "Stalker" in text(await anna.say("Stalker"))


async def test_a_question_is_left_by_cancel(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=20)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("…")
    assert text(await anna.say("/cancel")) == "Left as it was."
    assert text(await anna.say("/cancel")) == "Nothing to leave."
    assert text(await anna.say("12")).startswith("What’s on: 12\nNothing fits.")


async def test_the_last_seats_of_an_event_that_became_private_can_be_given_back(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book")
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == shown.id).values(access="private"))
    booking = await booking_at(chat, shown.id)
    await anna.send((await anna.screen())["message_id"], data=f"set:{booking.id}:0:0")
    assert (await booking_at(chat, shown.id)).status == "cancelled"
