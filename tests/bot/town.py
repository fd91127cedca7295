"""A furnished town: Marta's events in every state that an event can have, Anna's seats in every state that seats can
have, what waits for Ada the admin, and the papers that all of it sends. Names are in the readers' language, so a word
that is not is the bot's own.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.sandbox.endpoint import SANDBOX
from core import (
    broadcasts,
    change,
    closing,
    database,
    drafts,
    favourites,
    invites,
    organizers,
    outbox,
    payments,
    questions,
    refunding,
    reviews,
    waitlist,
)
from core.box_office import BoxOffice
from core.database import Tx
from core.models import (
    Booking,
    Direction,
    Event,
    Invite,
    Organizer,
    Outbox,
    OutboxStatus,
    Role,
    User,
)
from tests import factories
from tests.bot.conftest import Chat, Person
from tests.core import evening

WORDS = {
    "en": {
        "guest": "Anna K.", "host": "Marta", "admin": "Ada", "friend": "Oleg", "other": "Boris", "helper": "Pavel",
        "page": "Dawn film club", "film": "Mirror", "place": "Oktyabr cinema, 24 Novy Arbat", "said": "Loud, but good.",
        "ask": "Is there a cloakroom?", "answer": "There is, downstairs.", "why": "The hall is flooded.",
        "about": "Slow and long. " * 40, "event": "Evening {n}: {state}",
    },
    "ru": {
        "guest": "Анна К.", "host": "Марта", "admin": "Ада", "friend": "Олег", "other": "Борис", "helper": "Павел",
        "page": "Киноклуб Заря", "film": "Зеркало", "place": "Кинотеатр Октябрь, Новый Арбат, 24", "said": "Громко, но хорошо.",
        "ask": "Есть ли гардероб?", "answer": "Есть, внизу.", "why": "Зал затопило.",
        "about": "Медленно и длинно. " * 40, "event": "Вечер {n}",
    },
}  # fmt: skip


POINT = {"latitude": 55.75222, "longitude": 37.59964}


@dataclass
class Town:
    """Who lives here, by role, and what goes on, by state."""

    chat: Chat
    language: str
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    page: Organizer | None = None
    invite: Invite | None = None

    def word(self, name: str, **params: Any) -> str:
        return WORDS[self.language][name].format(**params)

    async def event(self, tx: Tx, state: str, **values: Any) -> Event:
        """One of Marta's."""
        name = self.word("event", n=len(self.events) + 1, state=state)
        usual = {"name": name, "place": self.word("place"), "organizer_id": self.page and self.page.id}
        made = await factories.event(tx, self.users["host"], **usual | values)
        self.events[state] = made
        return made

    async def book(self, state: str, seats: int = 1, who: str = "guest") -> Booking:
        """Seats through the box office."""
        booked = await BoxOffice(self.chat.db).book(self.events[state].id, self.users[who].id, seats)
        if who == "guest":
            self.bookings[state] = booked
        return booked


async def furnish(chat: Chat, language: str) -> Town:
    """The whole town; all papers are delivered."""
    town = Town(chat, language)
    await _settle_people(town)
    await _open_a_page(town)
    await _announce(town)
    await _let_people_book(town)
    await _live_through(town)
    await _leave_traces(town)
    await chat.deliver()
    return town


async def _settle_people(town: Town) -> None:
    """All of them pressed START."""
    sandbox = town.chat.app[SANDBOX]
    for who in ("guest", "host", "admin", "friend", "other", "helper"):
        person = await town.chat.person(town.word(who), town.language)
        sandbox.save_person(person.id, {**sandbox.person(person.id), "started": True})
        async with town.chat.db.begin() as tx:
            role = Role.admin if who == "admin" else Role.user
            facts = {"telegram_id": person.id, "language": town.language, "role": role}
            town.users[who] = await factories.person(tx, town.word(who), **facts)
        town.people[who] = person


async def _open_a_page(town: Town) -> None:
    async with town.chat.db.begin() as tx:
        host = town.users["host"].id
        page = organizers.NewPage(slug="zarya", name=town.word("page"), description=town.word("about"))
        town.page = await organizers.create(tx, host, page)
        for _ in range(2):
            await questions.add(tx, host, town.page.id, town.word("ask"), town.word("answer"))
        await organizers.add_member(tx, host, town.page.id, town.users["helper"].id)


async def _announce(town: Town) -> None:
    free = {"capacity": 2}
    paid = {"price": 50_000, "capacity": 4}
    online = {"format": "online", "place": "", "online_link": "https://talks.example.org/x"}
    async with town.chat.db.begin() as tx:
        now = await database.now(tx)
        soon = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=3)}
        shown: dict[str, dict[str, Any]] = {
            "waiting": free,
            "soon": soon | POINT, "inside": soon, "open": POINT | {"film": town.word("film"), "description": town.word("about")},
            "again": {"film": town.word("film")}, "paid": paid, "confirm": {"requires_confirmation": True},
            "stars": {"price": 150, "currency": "XTR"} | online, "hybrid": {"format": "hybrid"} | {"online_link": online["online_link"]},
            "sold_out": free, "few": {"capacity": 3},  "offered": free, "offered_paid": free | {"price": 50_000},
            "held": {"requires_confirmation": True}, "held_paid": paid, "paying": paid, "going": {}, "going_paid": paid,
            "lapsed": paid, "cancelled": paid, "kicked": {}, "private": {"access": "private"}, "secret": {"access": "private"},
            "ended": {}, "over": {}, "reviewed": {}, "draft": {"status": "draft"}, "strange": paid, "stuck": paid,
            "big": {"capacity": 100, "max_seats_per_booking": 12},
        }  # fmt: skip
        for state, values in shown.items():
            await town.event(tx, state, **values)
        town.invite = await invites.make(tx, town.users["host"].id, town.events["private"].id)
        for who in ("guest", "friend"):
            await invites.accept(tx, town.users[who].id, town.invite.token)
        for state in ("open", "sold_out"):
            await favourites.save(tx, town.users["guest"].id, town.events[state].id)


async def _let_people_book(town: Town) -> None:
    guest, db = town.users["guest"], town.chat.db
    for state, seats in (("sold_out", 2), ("few", 2), ("waiting", 2), ("offered", 2), ("offered_paid", 2)):
        booking = await town.book(state, seats, "friend")
        if booking.price:
            await _pay(town, booking)
        if state in ("waiting", "offered", "offered_paid"):
            async with db.begin() as tx:
                await waitlist.join(tx, town.events[state].id, guest.id, 2)
        if state.startswith("offered"):
            async with db.begin() as tx:
                await change.set_seats(tx, booking.id, booking.user_id, 0)
    for state in ("soon", "inside", "going", "over", "reviewed", "ended", "kicked"):
        await town.book(state, 2)
        await town.book(state, 1, "friend")
    for state in ("held", "held_paid", "paying", "lapsed"):
        if state != "held":  # no more than a few holds at a time
            await _pay(town, await town.book(state, 1, "friend"))
    for state in ("going_paid", "cancelled"):
        await _pay(town, await town.book(state, 2))
    await town.book("private", 1, "friend")
    await town.book("held", 1)
    await town.book("lapsed", 1)
    async with db.begin() as tx:
        await factories.lapse(tx, town.bookings["lapsed"].id)
    await town.book("paying", 2)
    await town.book("held_paid", 2)
    async with db.begin() as tx:
        await payments.ask(tx, town.bookings["paying"].id, guest.id)


async def _pay(town: Town, booking: Booking, **wrong: Any) -> None:
    facts = {"user_id": booking.user_id, "amount": booking.price * booking.seats, "currency": booking.currency} | wrong
    async with town.chat.db.begin() as tx:
        await payments.capture(tx, booking.id, charge_id=f"town:{booking.id}", **facts)


async def _live_through(town: Town) -> None:
    """What took place, what was called off, who is in."""
    host, guest, happened = town.users["host"], town.users["guest"], town.events
    async with town.chat.db.begin() as tx:
        await evening.begin(tx, happened["inside"], -0.5)
        await evening.admit(tx, happened["inside"], town.bookings["inside"])
        await evening.begin(tx, happened["ended"], -3)
        await outbox.put_for_hosts(tx, "held_prompt", happened["ended"].id, mark="town")
        await change.cancel_guest(tx, host.id, town.bookings["kicked"].id, town.word("why"))
        await closing.cancel(tx, host.id, happened["cancelled"].id, town.word("why"))
        await closing.wind_up(tx, happened["cancelled"].id)
        for state in ("over", "reviewed"):
            await evening.begin(tx, happened[state], -3)
            await closing.complete(tx, host.id, happened[state].id)
            await closing.wind_up(tx, happened[state].id)
        of = happened["reviewed"].id
        await reviews.say(tx, guest.id, of, Direction.guest_event, 5, town.word("said"))
        await reviews.say(tx, guest.id, of, Direction.guest_host, 4, town.word("said"))
        for kind in ("reminder_24h", "reminder_1h"):
            soon = (await tx.execute(select(Booking).where(Booking.event_id == happened["soon"].id))).all()
            await outbox.put_for_bookings(tx, kind, soon)


async def _leave_traces(town: Town) -> None:
    """Drafts, money that waits for a person, a message that died, somebody banned."""
    host = town.users["host"]
    strange, stuck = await town.book("strange", 1, "other"), await town.book("stuck", 1, "friend")
    await _pay(town, strange, amount=70_000)
    await _pay(town, stuck)
    async with town.chat.db.begin() as tx:
        await change.cancel_guest(tx, host.id, stuck.id, town.word("why"))
        await refunding.failed(tx, (await refunding.due(tx))[-1], "500")
        draft = await drafts.begin(tx, host.id, hosting="open")
        await drafts.put(
            tx, draft, {"name": town.word("event", n=0, state="to be")}, town.chat.settings.event_defaults()
        )
        await drafts.of_event(tx, host.id, town.events["open"].id)
        await broadcasts.write(tx, host.id, town.events["going"].id, town.word("said"))
        await outbox.put(tx, town.users["other"].id, "wait_over", dedupe="town", event_id=town.events["open"].id)
        gone = {"status": OutboxStatus.dead, "error": "403", "settled_at": draft.created_at}
        await tx.execute(update(Outbox).where(Outbox.dedupe == "town").values(**gone))
