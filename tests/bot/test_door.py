"""The door in the chat: a guest's QR opened by who runs the event, the buttons of the list, and what strangers get."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from core import change, closing, database
from core.models import Booking, Event, Organizer, Role, TeamMember, User
from tests import factories
from tests.bot.conftest import Chat, buttons, text
from tests.bot.hosting import Evening, host_an_evening, met


async def show_ticket(evening: Evening, number: int = 0, to=None):
    return await (to or evening.host).say(f"/start t_{evening.bookings[number].ticket_code}")


@pytest.mark.parametrize(
    ("language", "inside", "labels", "part", "undone", "again"),
    [
        (
            "en",
            "✅ Anna K., 2 seats. In since <t>.",
            [["Only 1 of 2", "Undo"], ["The guest", "Guests"]],
            ("1 of 2 is in since <t>: Anna K.", [["Both are in", "Undo"], ["The guest", "Guests"]]),
            ("Anna K., 2 seats. Not in yet.", [["Both are in", "1 of 2"], ["The guest", "Guests"]]),
            "⚠️ Already in since <t> (Marta at the door): Anna K., 2 seats.",
        ),
        (
            "ru",
            "✅ Anna K., 2 места. На месте с <t>.",
            [["Только 1 из 2", "Отменить вход"], ["Гость", "Гости"]],
            ("1 из 2 на месте с <t>: Anna K.", [["Все 2 на месте", "Отменить вход"], ["Гость", "Гости"]]),
            ("Anna K., 2 места. Ещё не на месте.", [["Все 2 на месте", "1 из 2"], ["Гость", "Гости"]]),
            "⚠️ Уже на месте с <t> (на входе Marta): Anna K., 2 места.",
        ),
    ],
)
async def test_a_qr_lets_its_party_in_and_says_when_it_was_shown_before(
    chat: Chat, language: str, inside, labels, part, undone, again
) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language, hours=1)
    card = await show_ticket(evening)
    assert (text(card), buttons(card)) == (inside, labels)
    await evening.host.tap(labels[0][0])
    card = await evening.host.screen()
    assert (text(card), buttons(card)) == part
    await evening.host.tap(labels[0][1])
    card = await evening.host.screen()
    assert (text(card), buttons(card)) == undone
    assert (await evening.booking()).checked_in == 0
    await evening.host.tap(undone[1][0][0])
    for _ in range(2):
        card = await show_ticket(evening)
        assert (text(card), buttons(card)) == (again, labels[1:])
    assert (await evening.booking()).checked_in == 2


async def test_a_party_that_came_in_part_is_completed(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=1)
    await show_ticket(evening)
    await evening.host.tap("Only 1 of 2")
    card = await show_ticket(evening)
    assert text(card) == "1 of 2 is in since <t>: Anna K."
    await evening.host.tap("Both are in")
    await evening.host.send((await evening.host.screen())["message_id"], data=f"in:{evening.bookings[0].id}:2:")
    assert text(await evening.host.screen()) == "✅ Anna K., 2 seats. In since <t>."
    assert (await evening.booking()).checked_in == 2


async def test_by_the_list_it_takes_three_taps(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=1)
    await evening.host.say(f"/start e_{evening.event.id}")
    for label in ("Guests and check-in", "1", "Both are in"):
        await evening.host.tap(label)
    assert text(await evening.host.screen()) == "✅ Anna K., 2 seats. In since <t>."
    await evening.host.tap("Guests")
    assert text(await evening.host.screen()).splitlines()[1] == "1. ✅ Anna K. · 2 seats · in since <t>"


async def test_four_seats_have_a_button_for_each_number(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", seats=4, hours=1)
    card = await show_ticket(evening)
    assert buttons(card)[:2] == [["1 of 4", "2 of 4", "3 of 4"], ["Undo"]]
    await evening.host.tap("3 of 4")
    assert buttons(await evening.host.screen())[:3] == [["All 4 are in"], ["1 of 4", "2 of 4"], ["Undo"]]


@pytest.mark.parametrize(
    ("language", "early", "anyway", "inside"),
    [
        ("en", "⚠️ This ticket is for another time (<wDt>): Anna K., 2 seats.", "Let in anyway", "✅ Anna K., 2 seats."),
        ("ru", "⚠️ Билет на другое время (<wDt>): Anna K., 2 места.", "Всё равно впустить", "✅ Anna K., 2 места."),
    ],
)
async def test_another_day_is_said_and_can_be_overruled(chat: Chat, language: str, early, anyway, inside) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language, hours=30)
    card = await show_ticket(evening)
    assert text(card) == early
    assert (await evening.booking()).checked_in == 0
    # The list's button carries no leave to do so: it gets the same question.
    await evening.host.send(card["message_id"], data=f"in:{evening.bookings[0].id}:2:")
    assert text(await evening.host.screen()) == early
    await evening.host.tap(anyway)
    assert text(await evening.host.screen()).startswith(inside)


@pytest.mark.parametrize(
    ("language", "given_back", "unpaid", "lapsed", "by_host", "cancelled"),
    [
        (
            "en",
            "⚠️ Given back (<t>), not valid: Anna K.",
            "⚠️ Not paid: Oleg, 2 seats held until <t>.",
            "⚠️ The hold ended (<t>), not valid: Oleg",
            "⚠️ Cancelled by the host (<t>), not valid: Boris",
            "⚠️ The event is cancelled, not valid: Zoya",
        ),
        (
            "ru",
            "⚠️ Билет возвращён (<t>), не действует: Anna K.",
            "⚠️ Не оплачено: Oleg, 2 места до <t>.",
            "⚠️ Время брони вышло (<t>), не действует: Oleg",
            "⚠️ Бронь отменена организатором (<t>), не действует: Boris",
            "⚠️ Событие отменено, не действует: Zoya",
        ),
    ],
)
async def test_a_ticket_that_is_good_for_nothing_says_why(
    chat: Chat, language: str, given_back, unpaid, lapsed, by_host, cancelled
) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Boris", "Zoya", language=language, hours=2)
    paid = await host_an_evening(chat, "Oleg", language=language, price=50_000, hours=2)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, evening.bookings[0].id, evening.bookings[0].user_id, 0)
        await change.cancel_guest(tx, evening.host_id, evening.bookings[1].id, "closed")
    assert text(await show_ticket(evening)) == given_back
    assert text(await show_ticket(evening, 1)) == by_host
    assert text(await show_ticket(paid)) == unpaid
    await paid.host.send((await paid.host.screen())["message_id"], data=f"in:{paid.bookings[0].id}:2:")
    assert text(await paid.host.screen()) == unpaid
    async with chat.db.begin() as tx:
        past = await database.now(tx) - timedelta(seconds=1)
        await tx.execute(update(Booking).where(Booking.id == paid.bookings[0].id).values(expires_at=past))
        await closing.cancel(tx, evening.host_id, evening.event.id, "no place")
    assert text(await show_ticket(paid)) == lapsed
    assert text(await show_ticket(evening, 2)) == cancelled
    assert buttons(await evening.host.screen()) == [["The guest", "Guests"] if language == "en" else ["Гость", "Гости"]]


async def test_the_team_and_admins_are_at_the_door_too(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Boris", hours=1)
    oleg, user = await met(chat, "Oleg")
    root, admin = await met(chat, "Root")
    async with chat.db.begin() as tx:
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
        await tx.execute(update(Event).values(organizer_id=page.id))
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=user.id))
        await tx.execute(update(User).where(User.id == admin.id).values(role=Role.admin))
    assert text(await show_ticket(evening, 0, oleg)).startswith("✅ Anna K.")
    assert text(await show_ticket(evening, 1, root)).startswith("✅ Boris")
    assert text(await show_ticket(evening)) == "⚠️ Already in since <t> (Oleg at the door): Anna K., 2 seats."


async def test_anybody_else_learns_nothing_and_lets_nobody_in(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=1)
    other = await host_an_evening(chat, hours=1)
    for person in (await chat.person("Boris"), other.host):
        card = await show_ticket(evening, 0, person)
        assert text(card).startswith("This link opens nothing for you")
        answer = await person.send(card["message_id"], data=f"in:{evening.bookings[0].id}:2:1")
        assert answer["text"].startswith("There is nothing here for you")
    assert (await evening.booking()).checked_in == 0


async def test_the_holder_sees_the_ticket_not_the_door(chat: Chat) -> None:
    evening = await host_an_evening(chat, hours=30)
    anna = await chat.person()
    await anna.say(f"/start e_{evening.event.id}")
    await anna.tap("Book 1 seat")
    await chat.deliver()
    await evening.begin(1)
    async with chat.db.begin() as tx:
        booking = (await tx.execute(Booking.__table__.select())).one()
        assert (await factories.reread(tx, booking)).checked_in == 0
    paper = await anna.say(f"/start t_{booking.ticket_code}")
    assert paper["media"]["kind"] == "photo"
    assert text(await evening.host.say(f"/start t_{booking.ticket_code}")).startswith("✅ Anna K., 1 seat.")
