"""Evenings for the tests of hosts: an event of somebody who sits at the chat, with guests whose seats were taken."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core import database
from core.models import Booking, Event, User
from tests import factories
from tests.bot.conftest import Chat, Person
from tests.core import evening


@dataclass
class Evening:
    """An event, its host at the chat, and the guests' bookings in their order."""

    chat: Chat
    host: Person
    host_id: int
    event: Event
    bookings: list[Booking]

    async def begin(self, hours: float = -1) -> None:
        """It begins in so many hours and lasts two."""
        async with self.chat.db.begin() as tx:
            await evening.begin(tx, self.event, hours)

    async def booking(self, number: int = 0) -> Booking:
        """As it stands now."""
        async with self.chat.db.begin() as tx:
            return await factories.reread(tx, self.bookings[number])


async def user_of(chat: Chat, person: Person) -> User:
    """The row of somebody who spoke once."""
    async with chat.db.begin() as tx:
        return (await tx.execute(select(User).where(User.telegram_id == person.id))).one()


async def met(chat: Chat, name: str = "Marta", language: str = "en", **fields: Any) -> tuple[Person, User]:
    """Somebody who pressed START."""
    person = await chat.person(name, language, **fields)
    await person.say("/start")
    return person, await user_of(chat, person)


async def host_an_evening(
    chat: Chat, *guests: str, language: str = "en", seats: int = 2, hours: float | None = None, **values: Any
) -> Evening:
    """Marta's event with two seats for each of the guests, who are named; it begins in `hours`, or in a week."""
    host, user = await met(chat, language=language)
    async with chat.db.begin() as tx:
        event = await factories.event(tx, user, **{"capacity": 40} | values)
        people = [await factories.person(tx, name) for name in guests]
        bookings = await evening.book(tx, event, *people, seats=seats) if people else []
    made = Evening(chat, host, user.id, event, bookings)
    if hours is not None:
        await made.begin(hours)
    return made


async def answer_coming(chat: Chat, booking: Booking, coming: bool | None) -> None:
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.id == booking.id).values(coming=coming))


async def age(chat: Chat, booking: Booking, hours: float) -> None:
    """The door's record is so many hours old."""
    async with chat.db.begin() as tx:
        then = await database.now(tx) - timedelta(hours=hours)
        await tx.execute(update(Booking).where(Booking.id == booking.id).values(checked_in_at=then))
