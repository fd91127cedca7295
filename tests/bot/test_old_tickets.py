"""A ticket whose seats are gone says so where it lies in the chat, and loses its buttons; the door goes by the code."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from bot.courier import Courier
from core import change, closing
from core.models import Booking, Outbox, OutboxStatus
from tests.bot.conftest import Chat, Person, all_rows, booking_at, buttons, event, text
from tests.bot.other_chats import fault
from tests.bot.test_reminders import going

SAY = {
    "en": ("🚫 Given back", "🚫 Cancelled", "Show the ticket", "Give back", "Stalker, 35 mm: 1 seat given back."),
    "ru": ("🚫 Билет возвращён", "🚫 Бронь отменена", "Показать билет", "Вернуть", "Stalker, 35 mm: 1 место возвращено."),
}  # fmt: skip


async def tickets(person: Person) -> list[tuple[str, int]]:
    """What each ticket in the chat says first, and how many rows of buttons it has."""
    pictures = [message for message in await person.said() if (message["media"] or {}).get("kind") == "photo"]
    return [(text(message).splitlines()[0], len(message["buttons"])) for message in pictures]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_ticket_that_was_given_back_says_so_itself(chat: Chat, language: str) -> None:
    over, _, again, back, news = SAY[language]
    shown, anna, booking = await going(chat, language)
    assert await tickets(anna) == [("🎟 Stalker, 35 mm", 2)]
    assert (await booking_at(chat, shown.id)).ticket_message_id == (await anna.screen())["message_id"]
    await anna.tap(back)
    await anna.tap(back)
    await chat.deliver()
    assert await tickets(anna) == [(over, 0)]
    paper = await anna.screen()
    assert text(paper).splitlines() == [news]
    # Booked again and shown again: the last of the pictures is the one that ends.
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book" if language == "en" else "Взять")
    await chat.deliver()
    card = await anna.say(f"/start e_{shown.id}")
    await anna.tap(again, on=card)
    second = await booking_at(chat, shown.id)
    assert second.id != booking.id
    await anna.send(card["message_id"], data=f"set:{second.id}:0:0")
    await chat.deliver()
    assert await tickets(anna) == [(over, 0), ("🎟 Stalker, 35 mm", 2), (over, 0)]
    assert buttons(await anna.screen())[-1]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("by", ["the host", "the end"])
async def test_what_the_host_cancels_ends_the_tickets_too(chat: Chat, language: str, by: str) -> None:
    _, over, *_ = SAY[language]
    shown, anna, booking = await going(chat, language)
    async with chat.db.begin() as tx:
        if by == "the host":
            await change.cancel_guest(tx, shown.host_id, booking.id, "closed")
        else:
            await closing.cancel(tx, shown.host_id, shown.id, "flooded")
            await closing.wind_up(tx, shown.id)
    await chat.deliver()
    assert await tickets(anna) == [(over, 0)]


async def test_a_ticket_that_can_not_be_edited_holds_nothing_up(chat: Chat) -> None:
    shown, anna, booking = await going(chat)
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).values(ticket_message_id=2**31))
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    await chat.deliver()
    assert text(await anna.screen()) == "Stalker, 35 mm: 1 seat given back."
    assert {row.status for row in await all_rows(chat, Outbox) if row.event_id == shown.id} == {OutboxStatus.sent}
    assert await tickets(anna) == [("🎟 Stalker, 35 mm", 2)]


async def test_a_program_that_stops_at_the_old_ticket_has_told_its_news_once(chat: Chat) -> None:
    _, anna, booking = await going(chat)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    await fault(chat, "editMessageCaption", "hang", times=1)
    before = len(await anna.said())
    courier = Courier(chat.db, chat.courier.bot, chat.courier.settings)
    running = asyncio.create_task(courier.run())
    while len(await anna.said()) == before:
        await asyncio.sleep(0.02)
    await courier.stop(grace=0.2)
    await running
    await chat.deliver()
    assert [text(message) for message in (await anna.said())[before:]] == ["Stalker, 35 mm: 1 seat given back."]


async def test_a_ticket_whose_booking_is_locked_is_sent_once(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book")
    async with chat.db.begin() as tx:
        await tx.execute(select(Booking.id).with_for_update())
        await chat.deliver()
    async with chat.db.begin() as tx:
        await tx.execute(update(Outbox).where(Outbox.status == "sending").values(due_at=func.clock_timestamp()))
    await chat.deliver()
    assert len(await tickets(anna)) == 1
