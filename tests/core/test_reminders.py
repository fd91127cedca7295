"""Words before and after an event: who hears what, once, and never late."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from core import database, errors, events, outbox, reminders
from core.box_office import BoxOffice
from core.models import Booking, Event, EventStatus, Outbox, Reminder, TeamMember
from tests import factories
from tests.core.test_event_edit import page
from tests.core.test_events import change, make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = {"low_on_time", "reminder_24h", "reminder_6h", "reminder_1h", "held_prompt"}


async def planned(tx, event) -> dict[str, timedelta]:
    """How long before the start each reminder is due."""
    rows = (await tx.execute(select(Reminder).where(Reminder.event_id == event.id))).all()
    start = (await factories.reread(tx, event)).starts_at
    return {row.kind: start - row.due_at for row in rows}


async def event_in(tx, distance: timedelta, *guests, booked: timedelta = 7 * DAY, **values) -> Event:
    """An event that begins in `distance`, its reminders planned a week ago; `guests` booked `booked` ago."""
    at = await database.now(tx)
    event = await factories.event(tx, starts_at=at + distance, **values)
    await reminders.plan(tx, event, at - 7 * DAY)
    for number, guest in enumerate(guests):
        row = {"event_id": event.id, "user_id": guest.id, "seats": 1, "status": "confirmed", "price": 0}
        row |= {"currency": "RUB", "terms": 1, "ticket_code": f"T{event.id}-{number}"}
        row |= {"refundable_until": event.starts_at, "confirmed_at": at - booked}
        await tx.execute(insert(Booking).values(**row))
    return event


async def send_due(tx) -> None:
    for reminder_id in await reminders.due(tx):
        await reminders.send(tx, reminder_id)


async def said(tx, kind: str) -> list[tuple[int, bool]]:
    """Who was promised a message of the kind, and whether as a guest."""
    rows = await tx.execute(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id))
    return [(row.user_id, row.booking_id is not None) for row in rows]


async def test_an_event_that_goes_out_plans_its_reminders_and_a_draft_none(tx):
    draft = await make(tx, publish=False)
    assert await planned(tx, draft) == {}
    out = await events.publish(tx, draft.host_id, draft.id, hosting="open")
    hours = {"low_on_time": 48, "reminder_24h": 24, "reminder_6h": 6, "reminder_1h": 1, "held_prompt": -2}
    assert await planned(tx, out) == {kind: n * HOUR for kind, n in hours.items()}
    assert set(await planned(tx, await make(tx))) == ALL


@pytest.mark.parametrize(
    ("ahead", "kinds"),
    [
        (3 * DAY, ALL),
        (47 * HOUR, ALL - {"low_on_time"}),
        (23 * HOUR, {"reminder_6h", "reminder_1h", "held_prompt"}),
        (7.5 * HOUR, {"reminder_1h", "held_prompt"}),
        (0.5 * HOUR, {"held_prompt"}),
    ],
)
async def test_what_would_be_late_already_is_not_planned(tx, ahead, kinds):
    event = await factories.event(tx, starts_at=await database.now(tx) + ahead)
    await reminders.plan(tx, event, await database.now(tx))
    assert set(await planned(tx, event)) == kinds


async def test_a_day_before_guests_and_host_hear_once(tx):
    host, anna, oleg = await factories.people(tx, 3)
    event = await event_in(tx, 24 * HOUR - timedelta(minutes=1), anna, oleg, host=host, capacity=2, available=0)
    for _ in range(2):
        await send_due(tx)
    assert await said(tx, "reminder_24h") == [(anna.id, True), (oleg.id, True), (host.id, False)]
    assert await said(tx, "low_on_time") == []
    assert await reminders.due(tx) == []
    row = (await tx.execute(select(Outbox).where(Outbox.user_id == anna.id))).one()
    booking = (await tx.execute(select(Booking.id).where(Booking.user_id == anna.id))).scalar_one()
    assert row.dedupe == f"reminder_24h:{booking}:{int(event.starts_at.timestamp())}"


async def test_the_host_hears_of_seats_that_are_still_free_two_days_before(tx):
    host, colleague = await factories.people(tx, 2)
    ours = await page(tx, host, colleague)
    await event_in(tx, 47.9 * HOUR, host=host, organizer_id=ours.id)
    await event_in(tx, 47.9 * HOUR, host=host, available=0)
    await send_due(tx)
    assert sorted(await said(tx, "low_on_time")) == [(host.id, False), (colleague.id, False)]


async def test_who_took_seats_after_the_moment_is_not_reminded_of_what_they_just_did(tx):
    early, late = await factories.people(tx, 2)
    await event_in(tx, 23.5 * HOUR, early, booked=HOUR)
    await event_in(tx, 23.5 * HOUR, late, booked=0.4 * HOUR)
    await send_due(tx)
    assert [user for user, guest in await said(tx, "reminder_24h") if guest] == [early.id]


async def test_only_those_who_did_not_answer_are_asked_again_and_not_so_soon(tx):
    silent, coming, fresh, cannot = await factories.people(tx, 4)
    event = await event_in(tx, 6 * HOUR - timedelta(minutes=1), silent, coming, cannot)
    at = await database.now(tx)
    for guest, answer in ((coming, True), (cannot, False)):
        booking = (await tx.execute(select(Booking.id).where(Booking.user_id == guest.id))).scalar_one()
        await reminders.answer(tx, booking, guest.id, answer)
    await tx.execute(update(Booking).where(Booking.user_id == silent.id).values(confirmed_at=at - 3 * HOUR))
    await event_in(tx, 6 * HOUR - timedelta(minutes=1), fresh, booked=1.9 * HOUR)
    await tx.execute(update(Reminder).where(Reminder.kind == "reminder_24h").values(done_at=event.starts_at - DAY))
    await send_due(tx)
    assert await said(tx, "reminder_6h") == [(silent.id, True)]


async def test_after_an_outage_nobody_is_asked_twice_in_a_breath(tx):
    guest = await factories.person(tx)
    await event_in(tx, 5.9 * HOUR, guest)
    await send_due(tx)
    assert [user for user, is_guest in await said(tx, "reminder_24h") if is_guest] == [guest.id]
    assert await said(tx, "reminder_6h") == []


async def test_after_a_long_outage_the_last_reminder_speaks_for_all(tx):
    host, guest = await factories.people(tx, 2)
    await event_in(tx, 0.9 * HOUR, guest, host=host)
    await send_due(tx)
    assert await said(tx, "reminder_1h") == [(guest.id, True), (host.id, False)]
    assert await said(tx, "reminder_24h") == await said(tx, "reminder_6h") == []


async def test_once_it_has_begun_only_the_host_is_asked_whether_it_took_place(tx):
    host, guest = await factories.people(tx, 2)
    event = await event_in(tx, -HOUR, guest, host=host)
    await send_due(tx)
    past = await database.now(tx) - timedelta(seconds=1)
    await tx.execute(
        update(Reminder).where(Reminder.event_id == event.id, Reminder.kind == "held_prompt").values(due_at=past)
    )
    await send_due(tx)
    assert [row.kind for row in (await tx.execute(select(Outbox))).all()] == ["held_prompt"]
    assert await said(tx, "held_prompt") == [(host.id, False)]


async def test_nothing_is_said_of_an_event_that_is_off(tx):
    guest = await factories.person(tx)
    event = await event_in(tx, 23 * HOUR, guest)
    cancelled = {"status": EventStatus.cancelled, "over_at": func.now()}
    await tx.execute(update(Event).where(Event.id == event.id).values(**cancelled))
    await send_due(tx)
    assert (await tx.execute(select(Outbox))).all() == []


async def test_an_event_that_moves_takes_its_reminders_along(tx):
    guest = await factories.person(tx)
    event = await event_in(tx, 23 * HOUR, guest)
    await send_due(tx)
    assert len(await said(tx, "reminder_24h")) == 2
    event = await change(tx, event, starts_at=event.starts_at + 3 * DAY)
    assert set(await planned(tx, event)) == ALL
    assert await reminders.due(tx) == []
    await tx.execute(update(Reminder).where(Reminder.kind == "reminder_24h").values(due_at=func.clock_timestamp()))
    await send_due(tx)
    assert len(await said(tx, "reminder_24h")) == 4
    event = await change(tx, event, starts_at=await database.now(tx) + 5 * HOUR)
    assert set(await planned(tx, event)) == {"reminder_1h", "held_prompt"}
    await change(tx, event, ends_at=event.ends_at + HOUR)
    assert (await planned(tx, event))["held_prompt"] == -3 * HOUR


async def test_a_move_to_and_fro_does_not_repeat_what_was_said_of_the_same_evening(tx):
    guest = await factories.person(tx)
    event = await event_in(tx, 23.9 * HOUR, guest)
    await send_due(tx)
    original = event.starts_at
    event = await change(tx, event, starts_at=original + DAY)
    await change(tx, event, starts_at=original)
    await send_due(tx)
    assert [is_guest for _, is_guest in await said(tx, "reminder_24h")] == [True, False]


async def test_several_sweeps_at_once_send_each_reminder_once(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=50)
        guests = await factories.people(tx, 30)
        await reminders.plan(tx, event, event.created_at)
    office = BoxOffice(db)
    await asyncio.gather(*(office.book(event.id, guest.id, 1) for guest in guests))
    async with db.begin() as tx:
        soon = {"starts_at": func.clock_timestamp() + 23 * HOUR, "ends_at": func.clock_timestamp() + DAY}
        await tx.execute(update(Event).values(**soon))
        await tx.execute(update(Reminder).where(Reminder.kind == "reminder_24h").values(due_at=func.clock_timestamp()))
        [due] = await reminders.due(tx)

    async def sweep():
        async with db.begin() as tx:
            await reminders.send(tx, due)

    await asyncio.gather(*(sweep() for _ in range(5)))
    async with db.begin() as tx:
        assert len(await said(tx, "reminder_24h")) == 31


async def test_an_answer_is_kept_of_ones_own_confirmed_seats_alone(db):
    async with db.begin() as tx:
        event = await factories.event(tx)
        slow = await factories.event(tx, requires_confirmation=True)
        guest, stranger = await factories.people(tx, 2)
    booking = await BoxOffice(db).book(event.id, guest.id, 2)
    hold = await BoxOffice(db).book(slow.id, guest.id, 2)
    async with db.begin() as tx:
        for coming in (True, True, False):
            assert (await reminders.answer(tx, booking.id, guest.id, coming)).coming is coming
        with pytest.raises(errors.NotFound):
            await reminders.answer(tx, booking.id, stranger.id, True)
        with pytest.raises(errors.NotPending):
            await reminders.answer(tx, hold.id, guest.id, True)
        assert (await factories.reread(tx, event)).available == 8


async def test_a_reminder_that_lay_too_long_is_dropped_when_it_is_about_to_leave(tx):
    host, guest = await factories.people(tx, 2)
    event = await event_in(tx, 0.5 * HOUR, guest, host=host)
    await send_due(tx)
    rows = (await tx.execute(select(Outbox).where(Outbox.kind == "reminder_1h"))).all()
    assert [await outbox.is_stale(tx, row) for row in rows] == [False, False]
    await tx.execute(update(Event).where(Event.id == event.id).values(starts_at=func.clock_timestamp()))
    assert [await outbox.is_stale(tx, row) for row in rows] == [True, True]


async def test_the_team_hears_what_the_host_hears(tx):
    host, colleague, guest = await factories.people(tx, 3)
    ours = await page(tx, host)
    await tx.execute(insert(TeamMember).values(organizer_id=ours.id, user_id=colleague.id))
    await event_in(tx, 0.5 * HOUR, guest, host=host, organizer_id=ours.id)
    await send_due(tx)
    assert sorted(await said(tx, "reminder_1h")) == [(host.id, False), (colleague.id, False), (guest.id, True)]
