"""The waitlist by buttons: join, see the number, be offered seats, take them or pass them on, leave."""

import pytest
from sqlalchemy import update

from core import bookings, change
from core.box_office import BoxOffice
from core.models import Booking, Event, User
from tests import factories
from tests.bot.conftest import Chat, Person, booking_at, buttons, event, text


async def full(chat: Chat, seats: int = 2, **values) -> tuple[Event, Booking]:
    """An event whose seats somebody has."""
    shown = await event(chat, capacity=seats, **values)
    async with chat.db.begin() as tx:
        holder = await factories.person(tx, "Oleg")
    return shown, await BoxOffice(chat.db).book(shown.id, holder.id, seats)


async def give_back(chat: Chat, booking: Booking, left: int = 0) -> None:
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, left)


async def in_line(chat: Chat, shown: Event, seats: int = 1, language: str = "en") -> Person:
    person = await chat.person(language=language)
    await person.say(f"/start e_{shown.id}")
    if seats > 1:
        await person.tap(str(seats))
    await person.tap("Join" if language == "en" else "Встать")
    return person


@pytest.mark.parametrize(
    ("language", "sold_out", "waiting", "offered", "going"),
    [
        (
            "en",
            "Sold out. Seats that come back are offered to the waitlist in turn.",
            (
                "You are number 1 on the waitlist, for 2 seats. When they come free I will write, and you have 30 minutes "
                "to decide."
            ),
            ["⏳ Stalker, 35 mm: 2 seats are yours to take until <t> (<r>).", "<wDt>"],
            "🎟 You are going: 2 seats.",
        ),
        (
            "ru",
            "Мест нет. Вернувшиеся места предлагаю очереди по порядку.",
            "Ваш номер в очереди: 1, на 2 места. Когда они освободятся, я напишу; на решение будет 30 минут.",
            ["⏳ Stalker, 35 mm: для вас 2 места до <t> (<r>).", "<wDt>"],
            "🎟 Вы идёте: 2 места.",
        ),
    ],
)
async def test_who_joins_a_full_event_is_offered_the_seats_that_come_back(
    chat: Chat, language: str, sold_out: str, waiting: str, offered: list[str], going: str
) -> None:
    shown, booking = await full(chat)
    anna = await chat.person(language=language)
    card = await anna.say(f"/start e_{shown.id}")
    assert sold_out in text(card)
    await anna.tap("2")
    join, leave = ("Join the waitlist for 2", "Leave") if language == "en" else ("Встать в очередь на 2", "Выйти")
    assert await anna.tap(join) == {}
    card = await anna.screen()
    assert text(card).splitlines()[-1] == waiting
    assert buttons(card)[0][0].startswith(leave)
    await give_back(chat, booking)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper).splitlines() == offered
    take = "Take 2 seats" if language == "en" else "Взять 2 места"
    assert buttons(paper)[0] == [take]
    assert await anna.tap(take) == {}
    await chat.deliver()
    assert any(text(message).splitlines()[-1] == going for message in await anna.said() if message["text"])
    assert (await anna.screen())["media"]["kind"] == "photo"


async def test_my_bookings_say_which_number_one_has(chat: Chat) -> None:
    shown, _ = await full(chat)
    await in_line(chat, shown)
    anna = await in_line(chat, shown, 2)
    mine = await anna.say("/my")
    assert text(mine).splitlines() == ["My bookings", "1. Stalker, 35 mm · number 2 on the waitlist"]
    await anna.tap("1")
    assert "You are number 2 on the waitlist" in text(await anna.screen())


async def test_an_offer_that_is_passed_on_goes_to_the_next(chat: Chat) -> None:
    shown, booking = await full(chat, price=50_000)
    anna, boris = await in_line(chat, shown, 2), await in_line(chat, shown, 2, "ru")
    await give_back(chat, booking)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper).splitlines()[-1] == "<wDt> · ₽1,000"
    assert buttons(paper) == [["Pay ₽1,000"], ["Open", "Pass it on"]]
    await anna.tap("Open")
    card = await anna.screen()
    assert text(card).splitlines()[-1] == "⏳ 2 seats are offered to you until <t> (<r>). To pay: ₽1,000."
    assert "Pass it on" in buttons(card)[1]
    await anna.tap("Pass it on", on=card)
    asked = await anna.screen()
    assert text(asked).splitlines()[-1] == "The offer passes to the next; you leave the waitlist."
    await anna.tap("Pass it on", on=asked)
    await chat.deliver()
    assert buttons(await boris.screen())[0] == ["Оплатить 1 000 ₽"]


async def test_leaving_asks_once_and_a_second_tap_changes_nothing(chat: Chat) -> None:
    shown, _ = await full(chat)
    anna = await in_line(chat, shown)
    await anna.tap("Leave the waitlist")
    asked = await anna.screen()
    assert text(asked).splitlines()[-1] == "Leave the waitlist? Your number 1 is lost."
    assert buttons(asked) == [["Leave", "Stay"]]
    await anna.tap("Stay", on=asked)
    assert "You are number 1" in text(await anna.screen())
    await anna.tap("Leave the waitlist")
    message = (await anna.screen())["message_id"]
    for _ in range(2):
        assert await anna.send(message, data=f"leave:{shown.id}:1") == {}
        assert "Sold out" in text(await anna.screen())


async def test_an_old_button_to_join_shows_the_seats_that_are_free_by_now(chat: Chat) -> None:
    shown, booking = await full(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await give_back(chat, booking)
    answer = await anna.tap("Join the waitlist for 1")
    assert answer == {"text": "2 seats are free now. Book right away.", "show_alert": True}
    assert "Book 1 seat · free" in str(buttons(await anna.screen()))


async def test_some_seats_are_left_but_too_few(chat: Chat) -> None:
    shown, booking = await full(chat, 3)
    await give_back(chat, booking, 1)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("3")
    card = await anna.screen()
    assert text(card).splitlines()[-1] == "Only 2 are free now. Take 2, or join the waitlist for 3."
    assert buttons(card)[1:3] == [["Book 2 seats · free"], ["Join the waitlist for 3"]]


async def test_a_lapsed_offer_is_told_and_its_button_says_what_happened(chat: Chat) -> None:
    shown, booking = await full(chat)
    anna = await in_line(chat, shown, 2)
    await give_back(chat, booking)
    await chat.deliver()
    offer = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, offer.id)
    answer = await anna.tap("Take 2 seats")
    assert answer["text"].startswith("The offer has ended (")
    assert "Book 2 seats" in str(buttons(await anna.screen())) or "Book 1 seat" in str(buttons(await anna.screen()))


async def test_a_host_who_cancels_a_guests_seats_is_quoted(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    await chat.deliver()
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await change.cancel_guest(tx, shown.host_id, booking.id, "closed <b>screening")
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper) == "Stalker, 35 mm: the host cancelled your seat: “closed <b>screening”."
    assert buttons(paper) == [["What’s on"]]
    await anna.tap("What’s on")
    assert text(await anna.screen()).splitlines()[0] == "What’s on"


async def test_another_persons_place_and_a_host_in_line_are_refused(chat: Chat) -> None:
    shown, _ = await full(chat)
    marta = await chat.person("Marta")
    await marta.say("/start")
    async with chat.db.begin() as tx:
        await tx.execute(
            update(Event).values(
                host_id=(await tx.execute(User.__table__.select().where(User.telegram_id == marta.id))).one().id
            )
        )
    card = await marta.say(f"/start e_{shown.id}")
    answer = await marta.send(card["message_id"], data=f"wait:{shown.id}:1")
    assert answer["text"].startswith("It is your own event")
    async with chat.db.begin() as tx:
        assert await bookings.active(tx, shown.id, shown.host_id) is None
