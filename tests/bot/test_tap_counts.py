"""How many taps each journey takes, counted: START and every button is one; links, commands and typing are none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core import closing, database, outbox
from core.models import Event, Role, User
from tests.bot.conftest import Chat, Person, booking_at, event
from tests.bot.drafting import evening_in
from tests.bot.hosting import host_an_evening, met
from tests.bot.test_waiting import full, give_back


@dataclass
class Thumb:
    """Somebody whose taps are counted."""

    person: Person
    taps: int = 0

    async def start(self, payload: str = "") -> None:
        """A link was opened: START."""
        self.taps += 1
        await self.person.say(f"/start {payload}".strip())

    async def press(self, *verbs: str) -> None:
        """The first button of each verb, on the newest message that has one."""
        for verb in verbs:
            self.taps += 1
            message, data = await self._newest(verb)
            answer = await self.person.send(message["message_id"], data=data)
            assert not answer.get("show_alert"), answer

    async def _newest(self, verb: str) -> tuple[Any, str]:
        for message in reversed(await self.person.said()):
            for button in (button for row in message["buttons"] for button in row):
                if button.get("callback_data", "").startswith(verb):
                    return message, button["callback_data"]
        raise AssertionError(f"no button {verb}")

    async def has(self, kind: str) -> bool:
        """Whether such a thing was sent."""
        await self.person.chat.deliver()
        return any((message["media"] or {}).get("kind") == kind for message in await self.person.said())


async def thumb(chat: Chat, language: str = "en") -> Thumb:
    return Thumb(await chat.person(language=language))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("values", "presses", "taps"),
    [
        ({}, ["book"], 2),
        ({}, ["ev:{}:3", "book"], 3),
        ({"requires_confirmation": True}, ["book", "ok"], 3),
        ({"requires_confirmation": True}, ["ev:{}:2", "book", "ok"], 4),
    ],
)
async def test_from_a_link_to_a_free_ticket(chat: Chat, language: str, values, presses, taps) -> None:
    shown, anna = await event(chat, **values), await thumb(chat, language)
    await anna.start(f"e_{shown.id}")
    await anna.press(*(press.format(shown.id) for press in presses))
    assert (anna.taps, await anna.has("photo")) == (taps, True)


@pytest.mark.parametrize(
    ("presses", "taps"), [(["book"], 2), (["ev:{}:3", "book"], 3), (["ev:{}:3", "book", "pay"], 4)]
)
@pytest.mark.parametrize("values", [{"price": 50_000}, {"price": 150, "currency": "XTR", "format": "online"}])
async def test_from_a_link_to_a_paid_ticket_at_most_four_and_the_payment(chat: Chat, values, presses, taps) -> None:
    shown, anna = await event(chat, **values), await thumb(chat)
    await anna.start(f"e_{shown.id}")
    await anna.press(*(press.format(shown.id) for press in presses))
    assert await anna.person.pay() == {"paid": True}
    assert (anna.taps, await anna.has("photo")) == (taps, True)


@pytest.mark.parametrize(("presses", "taps"), [(["ev", "book"], 3), (["pick:p", "list:a0a", "ev", "book"], 5)])
async def test_from_start_to_a_free_ticket(chat: Chat, presses, taps) -> None:
    await event(chat)
    anna = await thumb(chat)
    await anna.start()
    await anna.press(*presses)
    assert (anna.taps, await anna.has("photo")) == (taps, True)


async def test_ones_bookings_the_ticket_the_calendar_and_the_number_of_seats(chat: Chat) -> None:
    shown, anna = await event(chat), await thumb(chat)
    await anna.start(f"e_{shown.id}")
    await anna.press("book")
    await anna.person.say("/start")
    for presses, taps in (
        (["my"], 1), (["ev", "tick"], 2), (["ics"], 1), (["seats", "seats:1:3", "set"], 3), (["seats:1:0", "set"], 2),
    ):  # fmt: skip
        anna.taps = 0
        await anna.press(*presses)
        assert anna.taps == taps
    assert await anna.has("document")
    assert (await booking_at(chat, shown.id)).status == "cancelled"


async def test_the_waitlist_and_its_offers(chat: Chat) -> None:
    shown, booking = await full(chat)
    anna = await thumb(chat)
    for presses, taps in ((["wait"], 1), (["leave", "leave:1:1"], 2)):
        await anna.start(f"e_{shown.id}")
        anna.taps = 0
        await anna.press(*presses)
        assert anna.taps == taps
    await anna.press("wait")
    await give_back(chat, booking)
    await chat.deliver()
    anna.taps = 0
    await anna.press("ok")
    assert (anna.taps, await anna.has("photo")) == (1, True)


async def test_an_offer_is_passed_on(chat: Chat) -> None:
    shown, booking = await full(chat)
    anna = await thumb(chat)
    await anna.start(f"e_{shown.id}")
    await anna.press("wait")
    await give_back(chat, booking)
    await chat.deliver()
    anna.taps = 0
    await anna.press("seats", "set")
    assert (anna.taps, (await booking_at(chat, shown.id)).status) == (2, "cancelled")


async def test_coming_and_afterwards_the_stars(chat: Chat) -> None:
    shown, anna = await event(chat), await thumb(chat)
    await anna.start(f"e_{shown.id}")
    await anna.press("book")
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await outbox.put_for_bookings(tx, "reminder_24h", [booking])
    await chat.deliver()
    anna.taps = 0
    await anna.press("come")
    assert (anna.taps, (await booking_at(chat, shown.id)).coming) == (1, True)
    async with chat.db.begin() as tx:
        then = await database.now(tx) - timedelta(hours=3)
        await tx.execute(update(Event).values(starts_at=then, ends_at=then + timedelta(hours=2)))
        await closing.complete(tx, shown.host_id, shown.id)
        await closing.wind_up(tx, shown.id)
    await chat.deliver()
    anna.taps = 0
    await anna.press("rate:e", "rate:h")
    assert anna.taps == 2


async def test_settings_and_the_panel(chat: Chat) -> None:
    anna = await thumb(chat)
    for press in ("cfg:lang:ru", "cfg:login"):
        await anna.person.say("/settings")
        await anna.press(press)
    assert anna.taps == 2


async def test_a_new_event_and_a_copy_of_it(chat: Chat) -> None:
    _, user = await met(chat)
    marta = Thumb(Person(chat, user.telegram_id))
    await marta.person.say("/new")
    await marta.person.say("Stalker")
    await marta.person.say(f"{(await evening_in(chat, 7)):%d.%m %H:%M}")
    await marta.person.say("Oktyabr cinema")
    await marta.press("put:d1:seats", "put:d1:price", "put:d1:access", "pub")
    assert marta.taps <= 5
    made = (await _events(chat))[0]
    marta.taps = 0
    await marta.person.say(f"/start e_{made.id}")
    await marta.press("dup", "put", "pub")
    assert (marta.taps, len(await _events(chat))) == (3, 2)


async def _events(chat: Chat) -> list[Event]:
    async with chat.db.begin() as tx:
        return list((await tx.execute(Event.__table__.select().order_by(Event.id))).all())


async def test_an_evening_is_run_in_a_few_taps(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Boris", hours=-0.5)
    marta = Thumb(evening.host)
    for typed, presses, taps in (
        (None, ["gst", "guest", "in"], 3), ("Doors at six.", ["tell", None, "send"], 2),
    ):  # fmt: skip
        await marta.person.say(f"/start e_{evening.event.id}")
        marta.taps = 0
        for press in presses:
            await (marta.press(press) if press else marta.person.say(typed))
        assert marta.taps == taps, presses
    await evening.begin(-3)
    await marta.person.say(f"/start e_{evening.event.id}")
    marta.taps = 0
    await marta.press("held", "rate")
    assert marta.taps == 2


async def test_an_event_is_changed_shared_and_cancelled(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).values(access="private"))
    marta = Thumb(evening.host)
    number = evening.event.id
    for presses, taps in (
        (["grid", "ask", "put", "apply"], 4), (["inv", f"inv:{number}:new"], 2), (["stop", f"stop:{number}:2", f"stop:{number}:3"], 3),
    ):  # fmt: skip
        await marta.person.say(f"/start e_{number}")
        marta.taps = 0
        for press in presses:
            await marta.press("ask:" + f"{number}:max" if press == "ask" else press)
        assert marta.taps == taps, presses


async def test_a_room_of_the_administration_is_one_tap_away(chat: Chat) -> None:
    _, user = await met(chat, "Root")
    async with chat.db.begin() as tx:
        await tx.execute(update(User).where(User.id == user.id).values(role=Role.admin))
    root = Thumb(Person(chat, user.telegram_id))
    await root.person.say("/admin")
    await root.press("adm:dead")
    assert root.taps == 1


async def test_a_ticket_held_to_the_door_lets_them_in_by_one_tap(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=-0.5)
    marta = Thumb(evening.host)
    await marta.start(f"t_{evening.bookings[0].ticket_code}")
    assert (marta.taps, (await evening.booking()).checked_in) == (1, 2)
