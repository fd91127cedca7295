"""What tests of payments in the chat say again and again: a hold with its invoice, money on its way, what was said."""

from typing import Any

from sqlalchemy import func, select, update

from bot.refunding import Refunding
from bot.sandbox.endpoint import SANDBOX
from core import lapse
from core.models import Event, Payment, Refund, Role, User
from tests import factories
from tests.bot.conftest import Chat, Person, booking_at, text
from tests.bot.hosting import met

STARS = {"price": 150, "currency": "XTR", "format": "online", "place": "", "online_link": "https://talks.example.org/x"}
BOOK = {"en": "Book", "ru": "Взять"}


async def hold(chat: Chat, person: Person, shown: Event, seats: int = 1) -> dict[str, Any]:
    """The person takes seats by the event's link; the newest message, which is the invoice where there is one."""
    card = await person.say(f"/start e_{shown.id}")
    if seats > 1:
        await person.tap(str(seats), on=card)
    language = "en" if any(button["text"].startswith("Book") for row in card["buttons"] for button in row) else "ru"
    await person.tap(BOOK[language])
    return await person.screen()


async def invoices(person: Person) -> list[Any]:
    """The invoices that stand in the chat, oldest first."""
    return [m for m in await person.said() if (m["media"] or {}).get("kind") == "invoice"]


async def pay(chat: Chat, person: Person, message_id: int, **how: Any) -> dict[str, Any]:
    """Press Pay in this invoice."""
    answer = await chat.ask("POST", f"/people/{person.id}/pay", message_id=message_id, **how)
    await chat.settle()
    return answer


async def lapsed(chat: Chat, shown: Event) -> None:
    """The hold's time is over, and the sweep has seen it."""
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, booking.id)
        await lapse.expire_due(tx, shown.id)


async def admin(chat: Chat, name: str = "Root", language: str = "en") -> tuple[Person, User]:
    """Somebody who looks after the house."""
    person, user = await met(chat, name, language)
    async with chat.db.begin() as tx:
        await tx.execute(update(User).where(User.id == user.id).values(role=Role.admin))
    return person, user


async def sweep(chat: Chat) -> None:
    """The job's round, and the courier's."""
    await Refunding(chat.db, chat.courier.bot).sweep()
    await chat.settle()
    await chat.deliver()


async def due_now(chat: Chat) -> None:
    """Refunds that wait for their next try are due."""
    async with chat.db.begin() as tx:
        await tx.execute(update(Refund).values(due_at=func.clock_timestamp()))


async def rows(chat: Chat, table: type[Payment | Refund]) -> list[Any]:
    """All rows of the table."""
    async with chat.db.begin() as tx:
        return list((await tx.execute(select(table).order_by(table.id))).all())


async def news(person: Person, seen: list[Any]) -> list[str]:
    """What the bot said since, as texts; tickets without their code and their last line."""
    known = {message["message_id"] for message in seen}
    return [text(message) for message in await person.said() if message["message_id"] not in known]


async def calls(chat: Chat, method: str) -> list[Any]:
    """What the bot asked Telegram for."""
    return [call for call in chat.app[SANDBOX].calls if call["method"].lower() == method.lower()]


async def fault(chat: Chat, method: str, answer: str, **how: Any) -> None:
    """The next call of the method fails so."""
    async with chat.http.post(f"{chat.url}/faults", json={"method": method, "answer": answer, **how}) as taken:
        assert taken.status == 200
