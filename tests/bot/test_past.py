"""What became of one's bookings: how each ended, what came back, which of them still open."""

import pytest
from sqlalchemy import func, insert, select, update

from core import change, closing, lapse, refunding
from core.models import Access, Booking, BookingStatus, Direction, Event, EventStatus, Refund, Review
from tests import factories
from tests.bot.conftest import Chat, Person, booking_at, buttons, event, text
from tests.core import evening

EN, RU = "en", "ru"


async def guest(chat: Chat, language: str, *events: Event) -> Person:
    """Somebody with a seat at each of the events."""
    anna = await chat.person(language=language)
    for shown in events:
        await anna.say(f"/start e_{shown.id}")
        await anna.tap("Book" if language == EN else "Взять")
        if shown.price:
            await anna.pay()
    return anna


async def past(chat: Chat, person: Person, language: str = EN) -> list[str]:
    await person.say("/my")
    await person.tap("Past" if language == EN else "Прошли")
    return text(await person.screen()).splitlines()[1:]


@pytest.mark.parametrize(
    ("language", "going_back", "is_back"),
    [
        (EN, ["1. Stalker, 35 mm · 1 seat", "given back, ₽500 on its way back"], "given back, ₽500 refunded"),
        (RU, ["1. Stalker, 35 mm · 1 место", "места возвращены, возвращаем 500 ₽"], "места возвращены, возвращено 500 ₽"),
    ],
)  # fmt: skip
async def test_money_is_followed_until_it_is_back(
    chat: Chat, language: str, going_back: list[str], is_back: str
) -> None:
    shown = await event(chat, price=50_000)
    anna = await guest(chat, language, shown)
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    assert await past(chat, anna, language) == going_back
    async with chat.db.begin() as tx:
        await refunding.done(tx, (await tx.execute(select(Refund.id))).scalar_one())
    assert (await past(chat, anna, language))[1] == is_back


@pytest.mark.parametrize(
    ("language", "ends"),
    [
        (EN, ["cancelled by the host", "took place, 4 ★", "cancelled", "the hold ended", "let go"]),
        (RU, ["бронь отменена организатором", "состоялось, 4 ★", "событие отменено", "время брони вышло", "бронь отпущена"]),
    ],
)  # fmt: skip
async def test_each_end_has_its_words(chat: Chat, language: str, ends: list[str]) -> None:
    names = ["By host", "Held", "Called off", "Lapsed", "Let go"]
    shown = [await event(chat, name=name, requires_confirmation=name in {"Lapsed", "Let go"}) for name in names]
    anna = await guest(chat, language, *shown)
    booked = [await booking_at(chat, one.id) for one in shown]
    async with chat.db.begin() as tx:
        await change.cancel_guest(tx, shown[0].host_id, booked[0].id, "closed screening")
        await closing.cancel(tx, shown[2].host_id, shown[2].id, "no place")
        await factories.lapse(tx, booked[3].id)
        await change.set_seats(tx, booked[4].id, booked[4].user_id, 0)
        await _held(tx, shown[1], booked[1])
    async with chat.db.begin() as tx:
        await closing.wind_up(tx, shown[2].id)
    await _swept(chat, shown[3])
    lines = await past(chat, anna, language)
    said = {lines[n].split(". ")[1].split(" · ")[0]: lines[n + 1] for n in range(0, len(lines), 2)}
    assert [said[name] for name in names] == ends


@pytest.mark.parametrize(
    ("language", "unmarked", "marked"),
    [(EN, "its time is over", "took place"), (RU, "время события вышло", "состоялось")],
)
async def test_what_nobody_marked_is_not_said_to_have_taken_place(
    chat: Chat, language: str, unmarked: str, marked: str
) -> None:
    shown = await event(chat)
    anna = await guest(chat, language, shown)
    async with chat.db.begin() as tx:
        await evening.begin(tx, shown, -3)
    assert (await past(chat, anna, language))[1] == unmarked
    async with chat.db.begin() as tx:
        await closing.complete(tx, shown.host_id, shown.id)
    assert (await past(chat, anna, language))[1] == marked


async def _held(tx, shown: Event, booking: Booking) -> None:
    over = {"status": EventStatus.completed, "over_at": func.clock_timestamp(), "wound_up_at": func.clock_timestamp()}
    await tx.execute(update(Event).where(Event.id == shown.id).values(**over))
    done = {"status": BookingStatus.completed, "ended_at": func.clock_timestamp()}
    await tx.execute(update(Booking).where(Booking.id == booking.id).values(**done))
    stars = {"author_id": booking.user_id, "event_id": shown.id, "direction": Direction.guest_event, "stars": 4}
    await tx.execute(insert(Review).values(**stars))


async def _swept(chat: Chat, shown: Event) -> None:
    async with chat.db.begin() as tx:
        await lapse.expire_due(tx, shown.id)


async def test_what_is_closed_to_one_by_now_has_no_button(chat: Chat) -> None:
    shown, other = await event(chat, name="Closed"), await event(chat, name="Open")
    anna = await guest(chat, EN, shown, other)
    for one in (shown, other):
        booking = await booking_at(chat, one.id)
        async with chat.db.begin() as tx:
            await change.set_seats(tx, booking.id, booking.user_id, 0)
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == shown.id).values(access=Access.private))
    lines = await past(chat, anna)
    assert len(lines) == 4
    number = next(line.split(".")[0] for line in lines if "Open" in line)
    assert buttons(await anna.screen())[0] == [number]
    await anna.tap(number)
    assert text(await anna.screen()).startswith("Open\n")
