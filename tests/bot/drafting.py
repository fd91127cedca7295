"""What the tests of making and changing events share: a host at the chat, days as they are said back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.screens import draft_words
from core import database, i18n
from core.models import Draft, Event, User
from tests.bot.conftest import Chat, Person, plain

MOSCOW = ZoneInfo("Europe/Moscow")


async def host(chat: Chat, language: str = "en", name: str = "Marta") -> Person:
    """Somebody who pressed START."""
    person = await chat.person(name, language)
    await person.say("/start")
    return person


async def today(chat: Chat) -> datetime:
    """The house's midnight."""
    async with chat.db.begin() as tx:
        now = await database.now(tx)
    return now.astimezone(MOSCOW).replace(hour=0, minute=0, second=0, microsecond=0)


def said(language: str, at: datetime, now: datetime) -> str:
    """A day and an hour, said back."""
    w = i18n.words(language)
    return plain(draft_words.capital(draft_words.when(w, at, "Europe/Moscow", now)))


async def evening_in(chat: Chat, days: int, hour: int = 19) -> datetime:
    """That hour so many days ahead."""
    return (await today(chat)) + timedelta(days=days, hours=hour)


async def events_of(chat: Chat) -> list[Event]:
    async with chat.db.begin() as tx:
        return list((await tx.execute(select(Event).order_by(Event.id))).all())


async def drafts_of(chat: Chat) -> list[Draft]:
    async with chat.db.begin() as tx:
        return list((await tx.execute(select(Draft).order_by(Draft.id))).all())


async def user_of(chat: Chat, person: Person) -> User:
    async with chat.db.begin() as tx:
        return (await tx.execute(select(User).where(User.telegram_id == person.id))).one()
