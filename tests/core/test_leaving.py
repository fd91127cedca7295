"""Somebody leaves for good while others decide for them: nothing is taken, joined or hosted by who is gone.

Both ways round, on real connections: who comes second waits for the person's row, and sees what the first one did.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import change, database, drafts, erasing, errors, events, hold, integrity, seats, users, waitlist
from core.box_office import BoxOffice
from core.event_fields import Defaults, EventPatch, NewEvent
from core.models import Booking, Event, Organizer, Refund, TeamMember, User
from tests import factories
from tests.core.paying import do, held, pay, reread, rows

DEFAULTS = Defaults(zone="Europe/Moscow", currency="RUB", booking_ttl=900, max_seats=4)
WAYS = ("books", "holds", "joins", "hosts")
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")

Deed = Callable[[database.Tx], Awaitable[Any]]


async def until_waiting(db: AsyncEngine, count: int = 1) -> None:
    """Return when that many transactions wait for a lock."""
    async with asyncio.timeout(5):
        while True:
            async with db.begin() as tx:
                if (await tx.execute(_WAITING)).scalar_one() >= count:
                    return
            await asyncio.sleep(0.01)


async def somebody_who(db: AsyncEngine, way: str) -> tuple[User, Deed]:
    """A person, and what they are about to do in a transaction: take seats, wait for some, host an evening."""
    async with db.begin() as tx:
        open_, full = await factories.event(tx, price=100 * (way == "holds")), await factories.event(tx, capacity=1)
        guest, other = await factories.people(tx, 2)
        starts = await database.now(tx) + timedelta(days=2)
    await BoxOffice(db).book(full.id, other.id, 1)
    evening = NewEvent(name="Solaris", starts_at=starts, capacity=3, place="Oktyabr cinema")

    async def deed(tx: database.Tx) -> Any:
        if way == "joins":
            return await waitlist.join(tx, full.id, guest.id, 1)
        if way == "hosts":
            return await events.create(tx, guest.id, evening, DEFAULTS)
        [answer] = await decide(tx, open_.id, guest.id)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return guest, deed


async def decide(tx: database.Tx, event_id: int, user_id: int) -> list[Any]:
    """The box office's decision, in a transaction that the test ends."""
    return await hold.take_seats(tx, event_id, [hold.Rival(user_id=user_id, seats=1)], max_holds=5)


async def in_turn(db: AsyncEngine, first: Deed, then: Deed) -> Any:
    """The first one did it and has not committed when the second one comes, who waits; how that one ends."""
    async with db.connect() as tx:
        whole = await tx.begin()
        await first(tx)
        second = asyncio.create_task(do(db, then))
        await until_waiting(db)
        await whole.commit()
    [outcome] = await asyncio.gather(second, return_exceptions=True)
    return outcome


async def nothing_is_of_nobody(db: AsyncEngine) -> bool:
    async with db.begin() as tx:
        return await integrity.check(tx) == []


@pytest.mark.parametrize("way", WAYS)
async def test_who_is_about_to_leave_gets_nothing_more(db: AsyncEngine, way: str) -> None:
    guest, deed = await somebody_who(db, way)

    async def leaves(tx: database.Tx) -> None:
        await erasing.erase(tx, guest.id)

    outcome = await in_turn(db, leaves, deed)
    assert isinstance(outcome, errors.NotFound)
    assert (await reread(db, guest)).erased_at is not None
    assert await nothing_is_of_nobody(db)


@pytest.mark.parametrize("way", WAYS)
async def test_who_just_got_something_does_not_leave_it_to_nobody(db: AsyncEngine, way: str) -> None:
    guest, deed = await somebody_who(db, way)

    async def leaves(tx: database.Tx) -> None:
        await erasing.erase(tx, guest.id)

    outcome = await in_turn(db, deed, leaves)
    assert isinstance(outcome, errors.HostingAhead if way == "hosts" else errors.QuoteChanged)
    assert (await reread(db, guest)).erased_at is None
    assert await nothing_is_of_nobody(db)
    if way != "hosts":
        await do(db, leaves)
        assert (await reread(db, guest)).erased_at is not None
        assert await nothing_is_of_nobody(db)


@pytest.mark.parametrize("way", WAYS)
async def test_without_the_persons_lock_somebody_who_left_gets_it(
    db: AsyncEngine, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: who decides looks at the person as usual, and only the foreign key waits."""
    monkeypatch.setattr(users, "staying", users.get)
    monkeypatch.setattr(
        hold, "_PEOPLE", text(hold._PEOPLE.text.replace("AND erased_at IS NULL FOR KEY SHARE OF u", ""))
    )
    guest, deed = await somebody_who(db, way)

    async def leaves(tx: database.Tx) -> None:
        await erasing.erase(tx, guest.id)

    outcome = await in_turn(db, leaves, deed)
    assert not isinstance(outcome, Exception)
    assert not await nothing_is_of_nobody(db)


async def leave_while(db: AsyncEngine, guest: User, event: Event, meanwhile: Any, **shown: Any) -> Any:
    """Somebody else has the event; then `meanwhile` happens, and only then the one who leaves has its lock."""
    async with db.connect() as tx:
        whole = await tx.begin()
        await seats.lock_event(tx, event.id)
        leaving = asyncio.create_task(do(db, erasing.erase, guest.id, **shown))
        await until_waiting(db)
        await tx.execute(meanwhile)
        await whole.commit()
    [outcome] = await asyncio.gather(leaving, return_exceptions=True)
    return outcome


@pytest.mark.parametrize("passes", ["the policy's end", "the start"])
@pytest.mark.parametrize("agreed", [True, False])
async def test_who_agreed_to_a_refund_is_asked_anew_if_its_deadline_passes_meanwhile(
    db: AsyncEngine, passes: str, agreed: bool
) -> None:
    event, guest, booking = await held(db)
    await pay(db, booking)
    clock = func.clock_timestamp()
    late = update(Booking).values(refundable_until=clock)
    if passes == "the start":
        late = update(Event).where(Event.id == event.id).values(starts_at=clock)
    shown = {"bookings": 1, "quote": 2 * booking.price} if agreed else {}
    outcome = await leave_while(db, guest, event, late, **shown)
    assert isinstance(outcome, errors.QuoteChanged) is agreed
    assert ((await reread(db, guest)).erased_at is None) is agreed
    assert await rows(db, Refund) == []


async def test_who_leaves_and_who_puts_their_draft_on_their_page_do_not_wait_in_a_ring(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        marta, admin = await factories.person(tx), await factories.person(tx, role="admin")
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=marta.id))
        draft = await factories.event(tx, marta, status="draft")
    async with db.connect() as tx:
        whole = await tx.begin()
        await seats.lock_event(tx, draft.id)
        leaving = asyncio.create_task(do(db, erasing.erase, marta.id))
        await until_waiting(db)
        await events.edit(tx, admin.id, draft.id, EventPatch(organizer_id=page.id))
        await whole.commit()
    assert (await leaving).erased_at is not None


async def test_who_leaves_and_who_publishes_their_event_to_be_do_not_wait_in_a_ring(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        marta = await factories.person(tx)
        draft = await drafts.begin(tx, marta.id, hosting="open")
        starts = await database.now(tx) + timedelta(days=2)
    async with db.connect() as tx:
        whole = await tx.begin()
        await drafts.get(tx, marta.id, draft.id)
        leaving = asyncio.create_task(do(db, erasing.erase, marta.id))
        await until_waiting(db)
        evening = NewEvent(name="Solaris", starts_at=starts, capacity=3, place="Oktyabr cinema")
        await events.create(tx, marta.id, evening, DEFAULTS)
        await whole.commit()
    with pytest.raises(errors.HostingAhead):
        await leaving


async def test_a_turn_that_tells_a_new_name_and_a_rival_at_its_event_do_not_wait_in_a_ring(db: AsyncEngine) -> None:
    """A turn in the chat writes the name first and wants the event then; the box office has the event."""
    event, guest, booking = await held(db, seats=1)
    async with db.connect() as tx:
        whole = await tx.begin()
        await users.meet(tx, guest.telegram_id, "Another name", pressed_start=True)
        again = asyncio.create_task(BoxOffice(db).book(event.id, guest.id, 1))
        [told] = await asyncio.gather(again, return_exceptions=True)
        assert isinstance(told, errors.AlreadyBooked), "it does not wait for the person's row"
        assert (await change.set_seats(tx, booking.id, guest.id, 0)).status == "cancelled"
        await whole.commit()
    assert (await reread(db, guest)).name == "Another name"
