"""An evening of the real program, from outside: events made on the panel, seats taken by buttons, holds that run out,
a rush for ten seats, a kill -9 in its middle. The page, the API and the chat tell the same numbers at each step.
"""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core import database
from core.embedded import EmbeddedPostgres
from core.models import Booking
from tests.program import Person, Program

pytestmark = pytest.mark.alone

INTERVAL = 2


@pytest.fixture
async def program(tmp_path):
    settings = {"SCHEDULER__INTERVAL": str(INTERVAL), "SANDBOX__DEMO": "false", "BOOKING__MAX_SEATS": "4"}
    async with Program(tmp_path / "data", settings) as started:
        yield await started.start()


async def make_event(program: Program, name: str, seats: int, price: str = "0") -> int:
    """On the panel, as the admin who was given the link."""
    page = await program.page("/admin")
    on = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    fields = {"name": name, "date": on, "time": "19:00", "place": "Oktyabr", "seats": str(seats), "ttl": "1"}
    await program.post("/admin/events", page, price=price, description="", **fields)
    events = (await program.api("/events"))["items"]
    return next(event["id"] for event in events if event["name"] == name)


async def lapse(program: Program) -> None:
    """All holds ran out a moment ago: rows are moved, not the clock."""
    db = database.connect(EmbeddedPostgres(program.data_dir / "postgres").dsn(), pool_size=1)
    async with db.begin() as tx:
        past = func.clock_timestamp() - timedelta(milliseconds=1)
        await tx.execute(update(Booking).where(Booking.status == "pending").values(expires_at=past))
    await db.dispose()


async def assert_numbers(program: Program, event: int, *, free: int, held: int, sold: int) -> None:
    """The API and the panel say the same."""
    told = await program.api(f"/events/{event}")
    assert (told["available"], told["held"], told["sold"]) == (free, held, sold)
    page = await program.page("/admin")
    shown = {
        kind: int(re.search(rf'data-figure="{kind}-{event}">(\d+)<', page)[1]) for kind in ("free", "held", "sold")
    }
    assert shown == {"free": free, "held": held, "sold": sold}


async def hold(person: Person, name: str, seats: int = 2) -> None:
    """From START to a hold, by buttons alone."""
    await person.say("/start")
    home = await person.sees("What’s on")
    number = re.search(rf"(\d)\. [^\n]*{re.escape(name)}", home["text"])[1]
    await person.tap(home, number)
    card = await person.sees(name, button="Book")
    await person.tap(card, str(seats))
    await person.tap(await person.sees(name, button=f"Book {seats} seat"), "Book")


async def test_an_evening_from_first_start_to_freed_seats(program):
    await program.sign_in()
    event = await make_event(program, "Stalker", 2, "500")
    await assert_numbers(program, event, free=2, held=0, sold=0)

    anna, boris, vera = [await program.person(name) for name in ("Anna", "Boris", "Vera")]
    await hold(boris, "Stalker")
    await boris.sees("2 seats are held for you")
    await assert_numbers(program, event, free=0, held=2, sold=0)

    await lapse(program)
    told = await boris.sees("the hold on 2 seats has ended", within=INTERVAL + 2)
    assert "Nothing is charged" in told["text"]
    await assert_numbers(program, event, free=2, held=0, sold=0)

    await hold(vera, "Stalker")
    await vera.sees("2 seats are held for you")
    await assert_numbers(program, event, free=0, held=2, sold=0)
    invoice = await vera.sees("", button="Pay")
    assert await vera.pay(invoice) == {"paid": True}
    await vera.sees("Show the QR at the entrance")
    await assert_numbers(program, event, free=0, held=0, sold=2)

    await anna.say(f"/start e_{event}")
    await anna.sees("Sold out")
    code, printed = await program.command("check")
    assert (code, "no violation" in printed) == (0, True), printed


async def rush(program: Program, event: int, people: list[Person], cards: list[dict]) -> Counter:
    """Everybody presses Book at once; what each was answered."""
    data = f"book:{event}:1:1"

    async def press(person: Person, card: dict) -> str:
        answer = await program.door("POST", f"people/{person.id}/tap", message_id=card["message_id"], data=data)
        assert "timeout" not in answer, answer
        return (
            "sold out"
            if "left" in (answer.get("text") or "")
            else "booked"
            if not answer.get("text")
            else answer["text"]
        )

    return Counter(await asyncio.gather(*(press(*pair) for pair in zip(people, cards, strict=True))))


async def gather_people(program: Program, event: int, count: int) -> tuple[list[Person], list[dict]]:
    """People with the event's card before them. Telegram lets 30 cards a second through."""
    people = [await program.person(f"Guest {n}") for n in range(count)]
    await asyncio.gather(*(person.say(f"/start e_{event}") for person in people))
    cards = await asyncio.gather(*(person.sees("Stalker", button="Book", within=60) for person in people))
    return people, list(cards)


async def test_two_hundred_people_race_for_ten_seats_and_everyone_is_answered(program):
    await program.sign_in()
    event = await make_event(program, "Stalker", 10)
    people, cards = await gather_people(program, event, 200)
    assert await rush(program, event, people, cards) == {"booked": 10, "sold out": 190}
    await assert_numbers(program, event, free=0, held=0, sold=10)
    code, printed = await program.command("check")
    assert code == 0, printed


async def test_what_was_acknowledged_in_a_rush_survives_a_kill(program):
    await program.sign_in()
    event = await make_event(program, "Stalker", 150)
    people, cards = await gather_people(program, event, 60)
    acknowledged: list[Person] = []

    async def press(person: Person, card: dict) -> None:
        data = f"book:{event}:1:1"
        answer = await program.door("POST", f"people/{person.id}/tap", message_id=card["message_id"], data=data)
        if answer == {}:
            acknowledged.append(person)

    rivals = [asyncio.create_task(press(*pair)) for pair in zip(people, cards, strict=True)]
    while not acknowledged:
        await asyncio.sleep(0.002)
    await program.kill()
    await asyncio.gather(*rivals, return_exceptions=True)
    assert acknowledged

    await program.start()
    db = database.connect(EmbeddedPostgres(program.data_dir / "postgres").dsn(), pool_size=1)
    async with db.begin() as tx:
        found = select(Booking.user_id).where(Booking.event_id == event, Booking.status == "confirmed")
        booked = len((await tx.execute(found)).all())
    await db.dispose()
    assert booked >= len(acknowledged)
    for person in acknowledged:
        await person.say("/my")
        await person.sees("🎟 Stalker")
    code, printed = await program.command("check")
    assert code == 0, printed
