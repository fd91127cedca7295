"""Taking seats: who gets them, who is refused and why, and that no race sells one twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from core import database, errors, integrity, users
from core.box_office import BoxOffice
from core.models import (
    Access,
    Audit,
    Booking,
    BookingStatus,
    Event,
    EventStatus,
    IdempotencyKey,
    Outbox,
    OutboxStatus,
    User,
)
from tests import factories
from tests.core.usual import book_without_a_lock


async def setting(db: AsyncEngine, guests: int = 1, **values) -> tuple[Event, list[User]]:
    async with db.begin() as tx:
        return await factories.event(tx, **values), await factories.people(tx, guests)


async def reread(db: AsyncEngine, row):
    async with db.begin() as tx:
        return await factories.reread(tx, row)


async def race(office: BoxOffice, event: Event, people: list[User], seats: int = 1) -> Counter:
    outcomes = await asyncio.gather(*(office.book(event.id, p.id, seats) for p in people), return_exceptions=True)
    return Counter(getattr(outcome, "code", "booked") for outcome in outcomes)


async def assert_sound(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        assert await integrity.check(tx) == []


async def test_a_free_event_confirms_at_once_and_promises_the_ticket(db):
    event, [guest] = await setting(db)
    booking = await BoxOffice(db).book(event.id, guest.id, 2)
    assert (booking.status, booking.seats, booking.expires_at) == (BookingStatus.confirmed, 2, None)
    assert len(booking.ticket_code) == 16
    async with db.begin() as tx:
        promised = (await tx.execute(select(Outbox))).one()
        recorded = (await tx.execute(select(Audit).where(Audit.entity == "booking"))).one()
    assert (promised.kind, promised.user_id, promised.booking_id) == ("confirmed", guest.id, booking.id)
    assert (recorded.old, recorded.new, recorded.actor) == (None, "confirmed", f"user:{guest.id}")
    assert (await reread(db, event)).available == 8
    await assert_sound(db)


async def test_a_priced_event_holds_until_its_own_deadline_at_the_price_that_was_seen(db):
    event, [guest] = await setting(db, price=50000, booking_ttl=60)
    booking = await BoxOffice(db).book(event.id, guest.id, 2)
    assert (booking.status, booking.price, booking.currency) == (BookingStatus.pending, 50000, "RUB")
    assert booking.expires_at - booking.created_at == timedelta(seconds=60)


async def test_no_hold_outlives_the_start(db):
    async with db.begin() as tx:
        start = await database.now(tx) + timedelta(minutes=3)
    event, [guest] = await setting(db, price=1, starts_at=start)
    booking = await BoxOffice(db).book(event.id, guest.id, 1)
    assert booking.expires_at == event.starts_at


async def test_a_hold_taken_in_the_chat_is_not_announced_a_second_time(db):
    event, [here, elsewhere] = await setting(db, 2, price=1)
    office = BoxOffice(db)
    await office.book(event.id, here.id, 1, in_chat=True)
    await office.book(event.id, elsewhere.id, 1)
    async with db.begin() as tx:
        found = dict((await tx.execute(select(Outbox.user_id, Outbox.status))).all())
    assert found == {here.id: OutboxStatus.skipped, elsewhere.id: OutboxStatus.queued}


async def test_a_hundred_rivals_get_ten_seats_and_everyone_an_answer(db):
    event, people = await setting(db, 100)
    assert await race(BoxOffice(db), event, people) == {"booked": 10, "sold_out": 90}
    assert (await reread(db, event)).available == 0
    await assert_sound(db)


async def test_two_box_offices_on_one_event_sell_no_seat_twice(db):
    event, people = await setting(db, 100, capacity=30)
    one, two = BoxOffice(db), BoxOffice(db)
    results = await asyncio.gather(race(one, event, people[:50]), race(two, event, people[50:]))
    assert results[0]["booked"] + results[1]["booked"] == 30
    await assert_sound(db)


async def test_the_same_race_without_the_lock_is_caught_by_the_check(db):
    """The negative control: look, then take, with no lock between; only the CHECK stands in the way."""
    event, people = await setting(db, 40)
    outcomes = await asyncio.gather(
        *(book_without_a_lock(db, event.id, person.id) for person in people), return_exceptions=True
    )
    assert any(isinstance(outcome, IntegrityError) for outcome in outcomes)


async def test_the_same_race_without_lock_and_check_oversells(db):
    event, people = await setting(db, 40)
    async with db.begin() as tx:
        await tx.execute(text("ALTER TABLE events DROP CONSTRAINT ck_events_available"))
    await asyncio.gather(*(book_without_a_lock(db, event.id, person.id) for person in people), return_exceptions=True)
    async with db.begin() as tx:
        sold = (await tx.execute(select(func.sum(Booking.seats)))).scalar_one()
        broken = {violation.number for violation in await integrity.check(tx)}
    assert sold > 10
    assert 1 in broken


async def test_one_person_pressing_ten_times_has_one_booking(db):
    event, [guest] = await setting(db)
    assert await race(BoxOffice(db), event, [guest] * 10) == {"booked": 1, "already_booked": 9}
    assert (await reread(db, event)).available == 9


async def test_the_same_key_gives_the_same_booking_and_one_effect(db):
    event, [guest] = await setting(db)
    office = BoxOffice(db)
    twins = await asyncio.gather(*(office.book(event.id, guest.id, 2, key="k") for _ in range(3)))
    later = await office.book(event.id, guest.id, 2, key="k")
    assert {row.id for row in [*twins, later]} == {later.id}
    assert (await reread(db, event)).available == 8


async def test_the_same_key_with_another_wish_is_refused(db):
    event, [guest] = await setting(db)
    office = BoxOffice(db)
    await office.book(event.id, guest.id, 2, key="k")
    with pytest.raises(errors.KeyReused):
        await office.book(event.id, guest.id, 3, key="k")


async def test_the_same_key_for_another_event_is_refused(db):
    event, [guest] = await setting(db)
    async with db.begin() as tx:
        other = await factories.event(tx)
    office = BoxOffice(db)
    await office.book(event.id, guest.id, 2, key="k")
    with pytest.raises(errors.KeyReused):
        await office.book(other.id, guest.id, 2, key="k")


async def test_a_refusal_is_remembered_under_its_key(db):
    event, [first, second] = await setting(db, 2, capacity=1)
    office = BoxOffice(db)
    await office.book(event.id, first.id, 1)
    for _ in range(2):
        with pytest.raises(errors.SoldOut) as refused:
            await office.book(event.id, second.id, 1, key="k")
        assert refused.value.params == {"free": 0, "n": 1, "event_id": event.id}
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(IdempotencyKey))).scalar_one() == 1


async def test_a_lapsed_hold_goes_to_the_next_booker_at_once(db):
    event, [sleeper, next_one] = await setting(db, 2, capacity=1, price=100)
    office = BoxOffice(db)
    held = await office.book(event.id, sleeper.id, 1)
    async with db.begin() as tx:
        await factories.lapse(tx, held.id)
    taken = await office.book(event.id, next_one.id, 1)
    assert taken.status is BookingStatus.pending
    assert (await reread(db, held)).status is BookingStatus.expired
    await assert_sound(db)


@pytest.mark.parametrize("seats", [0, -5, 5, 10**23])
async def test_seats_outside_the_limit_are_refused_with_the_limit(db, seats):
    event, [guest] = await setting(db)
    with pytest.raises(errors.SeatsLimit) as refused:
        await BoxOffice(db).book(event.id, guest.id, seats)
    assert refused.value.params["max"] == 4


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"status": EventStatus.cancelled, "over_at": func.clock_timestamp()}, errors.EventClosed),
        ({"status": EventStatus.completed, "over_at": func.clock_timestamp()}, errors.EventClosed),
        ({"status": EventStatus.draft}, errors.NotFound),
        ({"terms": 2}, errors.TermsChanged),
        ({"starts_at": func.clock_timestamp() - timedelta(seconds=1)}, errors.EventBegun),
    ],
)
async def test_an_event_that_is_not_open_as_it_was_seen_refuses(db, change, refusal):
    event, [guest] = await setting(db)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(**change))
    with pytest.raises(refusal):
        await BoxOffice(db).book(event.id, guest.id, 1, terms=1)
    assert (await reread(db, event)).available == 10


@pytest.mark.parametrize("event_id", [999, 0, -1, 10**23])
async def test_an_unknown_event_is_not_there(db, event_id):
    _, [guest] = await setting(db)
    with pytest.raises(errors.NotFound):
        await BoxOffice(db).book(event_id, guest.id, 1)


async def test_hosts_leave_the_seats_to_guests(db):
    event, _ = await setting(db)
    with pytest.raises(errors.OwnEvent):
        await BoxOffice(db).book(event.id, event.host_id, 1)


async def test_nobody_books_who_could_not_be_told(db):
    async with db.begin() as tx:
        event = await factories.event(tx)
        stranger = await factories.person(tx, chat_open=False)
    with pytest.raises(errors.Unreachable):
        await BoxOffice(db).book(event.id, stranger.id, 1)


async def test_open_holds_are_limited_but_not_bookings_that_ask_for_nothing(db):
    async with db.begin() as tx:
        priced = [await factories.event(tx, price=100) for _ in range(3)]
        free = await factories.event(tx)
        guest = await factories.person(tx)
    office = BoxOffice(db, max_holds=2)
    await office.book(priced[0].id, guest.id, 1)
    await office.book(priced[1].id, guest.id, 1)
    with pytest.raises(errors.TooManyHolds):
        await office.book(priced[2].id, guest.id, 1)
    await office.book(free.id, guest.id, 1)


async def holds_of_one_who_presses_everywhere(db: AsyncEngine) -> int:
    """How many unpaid holds somebody gets who asks for seats of six evenings in one breath, where two are allowed."""
    async with db.begin() as tx:
        evenings = [await factories.event(tx, price=100) for _ in range(6)]
        guest = await factories.person(tx)
    office = BoxOffice(db, max_holds=2)
    asked = [office.book(evening.id, guest.id, 1) for evening in evenings]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {Row, errors.TooManyHolds}
    return sum(isinstance(outcome, Row) for outcome in outcomes)


async def test_who_presses_at_many_events_at_once_holds_no_more_than_is_allowed(db):
    for _ in range(5):
        assert await holds_of_one_who_presses_everywhere(db) == 2


async def test_without_the_persons_lock_parallel_bookings_pass_the_limit(db, monkeypatch):
    """The negative control: each event's lock lets its own transaction count, before the others have written."""

    async def look(tx, ids):
        pass

    monkeypatch.setattr(users, "one_at_a_time", look)
    assert max([await holds_of_one_who_presses_everywhere(db) for _ in range(5)]) > 2


async def test_a_locked_event_is_busy_and_nothing_changes(db):
    event, [guest] = await setting(db)
    async with db.connect() as other:
        await other.execute(select(Event).where(Event.id == event.id).with_for_update())
        with pytest.raises(errors.Busy):
            await BoxOffice(db).book(event.id, guest.id, 1)
        await other.rollback()
    await BoxOffice(db).book(event.id, guest.id, 1)


async def test_a_private_event_is_not_there_for_a_stranger_who_guesses_its_number(db):
    event, [stranger] = await setting(db, access=Access.private)
    for seats in (1, 99):
        with pytest.raises(errors.NotFound):
            await BoxOffice(db).book(event.id, stranger.id, seats, terms=7)
