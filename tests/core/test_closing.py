"""The end of an event: called off or held, and what follows for everybody who had seats."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from core import change, closing, errors, events, integrity, lapse, payments, reminders, waitlist
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, EventStatus, Outbox, Refund, TeamMember
from tests import factories
from tests.core.test_event_edit import page

HOUR = timedelta(hours=1)
PRICE = 50_000
ENDED = (Audit.entity == "event") & Audit.old.is_not(None)


async def full_house(db, **values):
    """A priced event of six seats: two paid, one held, one offered, one waiting; the guests in that order."""
    async with db.begin() as tx:
        event = await factories.event(tx, price=PRICE, capacity=6, **values)
        guests = await factories.people(tx, 5)
        await reminders.plan(tx, event, event.created_at)
    office = BoxOffice(db)
    paid = [await office.book(event.id, guest.id, 2) for guest in guests[:2]]
    held = [await office.book(event.id, guest.id, 1) for guest in guests[2:4]]
    async with db.begin() as tx:
        for row in paid:
            await payments.capture(tx, row.id, row.user_id, 2 * PRICE, "RUB", f"charge {row.id}")
        await waitlist.join(tx, event.id, guests[4].id, 1)
        late = await factories.person(tx)
        await waitlist.join(tx, event.id, late.id, 1)
        # The second hold lapses: its seat is offered to the first in line.
        await factories.lapse(tx, held[1].id)
    await sweep(db, event)
    return event, [*guests, late]


async def sweep(db, event) -> None:
    async with db.begin() as tx:
        await lapse.expire_due(tx, event.id)


async def cancel(db, event, reason="No place", user_id=None) -> Event:
    async with db.begin() as tx:
        return await closing.cancel(tx, user_id or event.host_id, event.id, reason)


async def wind_up(db, event, batch=500) -> int:
    async with db.begin() as tx:
        return await closing.wind_up(tx, event.id, batch)


async def states(db) -> dict[str, int]:
    async with db.begin() as tx:
        return dict((await tx.execute(select(Booking.status, func.count()).group_by(Booking.status))).all())


async def told(db, kind: str) -> list:
    async with db.begin() as tx:
        return (await tx.execute(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id))).all()


async def over(db, event, ago: timedelta = HOUR) -> None:
    """The event ended `ago`."""
    async with db.begin() as tx:
        ended = {"starts_at": func.clock_timestamp() - ago - 2 * HOUR, "ends_at": func.clock_timestamp() - ago}
        await tx.execute(update(Event).where(Event.id == event.id).values(**ended))
        pending = update(Booking).where(Booking.event_id == event.id, Booking.status == BookingStatus.pending)
        await tx.execute(pending.values(expires_at=func.clock_timestamp() - ago - 2 * HOUR))


async def complete(db, event, user_id=None) -> Event:
    async with db.begin() as tx:
        return await closing.complete(tx, user_id, event.id)


async def assert_sound(db) -> None:
    async with db.begin() as tx:
        assert await integrity.check(tx) == []


# -- called off ------------------------------------------------------------------------------------------------------


async def test_calling_it_off_ends_holds_offers_and_the_line_at_once(db):
    event, guests = await full_house(db)
    row = await cancel(db, event, "  No\nplace ")
    assert (row.status, row.reason, row.wound_up_at) == (EventStatus.cancelled, "No place", None)
    assert await states(db) == {"confirmed": 2, "cancelled": 2, "expired": 1}
    async with db.begin() as tx:
        assert (await factories.reread(tx, event)).available == 2
        entries = dict((await tx.execute(text("SELECT user_id, status FROM waitlist"))).all())
        assert (await tx.execute(text("SELECT count(*) FROM reminders"))).scalar_one() == 0
        last = select(Audit.old, Audit.new, Audit.actor, Audit.reason).where(ENDED)
        assert tuple((await tx.execute(last)).one()) == ("published", "cancelled", f"user:{event.host_id}", "No place")
    assert entries == {guests[4].id: "closed", guests[5].id: "closed"}
    assert {row.user_id for row in await told(db, "event_cancelled")} == {guests[n].id for n in (2, 4, 5)}
    await assert_sound(db)


async def test_everybody_is_told_once_and_gets_everything_back_in_batches(db):
    event, guests = await full_house(db)
    await cancel(db, event)
    async with db.begin() as tx:
        assert await closing.due(tx) == [event.id]
    assert [await wind_up(db, event, batch=1) for _ in range(4)] == [1, 1, 0, 0]
    async with db.begin() as tx:
        assert await closing.due(tx) == []
        row = await factories.reread(tx, event)
        back = (await tx.execute(select(func.sum(Refund.amount)))).scalar_one()
    assert (row.available, back) == (6, 4 * PRICE)
    assert row.wound_up_at is not None
    papers = {row.user_id: row.params for row in await told(db, "event_cancelled") if row.booking_id}
    nothing = {"reason": "No place", "currency": "RUB", "refund": 0}
    assert papers == {
        guests[0].id: nothing | {"refund": 2 * PRICE},
        guests[1].id: nothing | {"refund": 2 * PRICE},
        guests[2].id: nothing,
        guests[4].id: nothing,
    }
    assert await states(db) == {"cancelled": 4, "expired": 1}
    await assert_sound(db)


async def test_refunds_come_though_their_deadline_is_past(db):
    event, _ = await full_house(db)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp() - HOUR))
    await cancel(db, event)
    await wind_up(db, event)
    async with db.begin() as tx:
        assert (await tx.execute(select(func.sum(Refund.amount)))).scalar_one() == 4 * PRICE
    await assert_sound(db)


async def test_who_gives_seats_back_before_their_turn_loses_nothing_by_it(db):
    event, guests = await full_house(db)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp() - HOUR))
        booking = (await tx.execute(select(Booking).where(Booking.user_id == guests[0].id))).one()
    await cancel(db, event)
    with pytest.raises(errors.EventClosed):
        async with db.begin() as tx:
            await change.set_seats(tx, booking.id, booking.user_id, 0)
    await wind_up(db, event)
    async with db.begin() as tx:
        assert (await change.set_seats(tx, booking.id, booking.user_id, 0)).status is BookingStatus.cancelled
        assert (await tx.execute(select(func.sum(Refund.amount)))).scalar_one() == 4 * PRICE


async def test_calling_it_off_twice_changes_nothing_and_only_those_who_manage_it_may(db):
    event, guests = await full_house(db)
    async with db.begin() as tx:
        colleague = await factories.person(tx)
        ours = await page(tx, colleague)
        await tx.execute(update(Event).values(organizer_id=ours.id))
    with pytest.raises(errors.NotFound):
        await cancel(db, event, user_id=guests[0].id)
    await cancel(db, event, user_id=colleague.id)
    again = await cancel(db, event, "Something else")
    assert again.reason == "No place"
    with pytest.raises(errors.NotFound):
        await cancel(db, event, user_id=guests[0].id)
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).where(ENDED))).scalar_one() == 1
    await assert_sound(db)


@pytest.mark.parametrize(("reason", "problem"), [("", "empty"), (" \u200b\n", "empty"), ("x" * 301, "too_long")])
async def test_guests_hear_why_in_a_line(tx, reason, problem):
    event = await factories.event(tx)
    with pytest.raises(errors.Invalid) as refused:
        await closing.cancel(tx, event.host_id, event.id, reason)
    assert refused.value.params["problem"] == problem


async def test_an_empty_draft_is_deleted_not_called_off(tx):
    draft = await factories.event(tx, status=EventStatus.draft)
    with pytest.raises(errors.EventClosed):
        await closing.cancel(tx, draft.host_id, draft.id, "No place")


@pytest.mark.parametrize("status", [EventStatus.draft, EventStatus.published])
async def test_what_is_not_over_is_not_wound_up(tx, status):
    event = await factories.event(tx, status=status)
    assert await closing.wind_up(tx, event.id) == 0
    assert await closing.due(tx) == []


# -- held ------------------------------------------------------------------------------------------------------------


async def test_it_is_held_once_it_ended_and_not_before(db):
    event, guests = await full_house(db)
    with pytest.raises(errors.NotOverYet) as refused:
        await complete(db, event, event.host_id)
    assert refused.value.params["time"] == event.ends_at
    await over(db, event)
    with pytest.raises(errors.NotFound):
        await complete(db, event, guests[0].id)
    assert (await complete(db, event, event.host_id)).status is EventStatus.completed
    assert (await complete(db, event, event.host_id)).status is EventStatus.completed
    assert await states(db) == {"confirmed": 2, "expired": 3}
    assert await wind_up(db, event) == 2
    assert await states(db) == {"completed": 2, "expired": 3}
    assert [row.user_id for row in await told(db, "review_invited")] == [guests[0].id, guests[1].id]
    assert [row.user_id for row in await told(db, "wait_over")] == [guests[5].id]
    async with db.begin() as tx:
        assert (await factories.reread(tx, event)).available == 2
        assert (await tx.execute(select(func.count()).select_from(Refund))).scalar_one() == 0
        with pytest.raises(errors.EventClosed):
            await closing.cancel(tx, event.host_id, event.id, "Too late")
    await assert_sound(db)


async def test_who_did_not_come_is_not_asked_for_a_review_where_tickets_were_checked(db):
    event, guests = await full_house(db)
    await over(db, event)
    async with db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.user_id == guests[1].id).values(checked_in=1))
    await complete(db, event, event.host_id)
    for _ in range(3):
        await wind_up(db, event, batch=1)
    assert [row.user_id for row in await told(db, "review_invited")] == [guests[1].id]
    assert await states(db) == {"completed": 2, "expired": 3}


async def test_twelve_hours_after_its_end_it_is_held_by_itself(db):
    event, _ = await full_house(db)
    await over(db, event, ago=11.9 * HOUR)
    async with db.begin() as tx:
        assert await closing.overdue(tx) == []
    assert (await complete(db, event)).status is EventStatus.published
    await over(db, event, ago=12.1 * HOUR)
    async with db.begin() as tx:
        assert await closing.overdue(tx) == [event.id]
    assert (await complete(db, event)).status is EventStatus.completed
    async with db.begin() as tx:
        assert await closing.overdue(tx) == []
        actors = (await tx.execute(select(Audit.actor).where(ENDED))).scalars().all()
    assert actors == ["sweep"]
    await assert_sound(db)


async def test_a_hold_that_a_payment_keeps_alive_beyond_the_end_ends_with_it(db):
    event, guests = await full_house(db)
    await over(db, event)
    async with db.begin() as tx:
        alive = update(Booking).where(Booking.user_id == guests[2].id)
        await tx.execute(alive.values(expires_at=func.clock_timestamp() + timedelta(minutes=1)))
    await complete(db, event, event.host_id)
    assert await states(db) == {"confirmed": 2, "expired": 2, "cancelled": 1}
    [row] = await told(db, "cancelled")
    assert (row.user_id, row.params["by"]) == (guests[2].id, "end"), "they gave nothing back"
    await assert_sound(db)


@pytest.mark.parametrize("status", [EventStatus.draft, EventStatus.cancelled])
async def test_what_was_never_on_did_not_take_place(tx, status):
    long_ago = (await tx.execute(select(func.clock_timestamp()))).scalar_one() - timedelta(days=1)
    event = await factories.event(tx, status=status, starts_at=long_ago)
    with pytest.raises(errors.EventClosed):
        await closing.complete(tx, event.host_id, event.id)
    assert (await closing.complete(tx, None, event.id)).status is status


async def test_calling_off_against_holding_ends_one_way(db):
    endings = set()
    for _ in range(8):
        async with db.begin() as tx:
            event = await factories.event(tx)
        await over(db, event)
        done = await asyncio.gather(cancel(db, event), complete(db, event, event.host_id), return_exceptions=True)
        assert sorted(type(one).__name__ for one in done) == ["EventClosed", "Row"]
        async with db.begin() as tx:
            endings.add((await factories.reread(tx, event)).status)
            rows = await tx.execute(select(func.count()).where(ENDED, Audit.entity_id == event.id))
            assert rows.scalar_one() == 1
    assert endings <= {EventStatus.cancelled, EventStatus.completed}


async def test_the_team_is_host_here_too(tx):
    event, colleague = await factories.event(tx), await factories.person(tx)
    ours = await page(tx)
    await tx.execute(insert(TeamMember).values(organizer_id=ours.id, user_id=colleague.id))
    with pytest.raises(errors.NotFound):
        await closing.cancel(tx, colleague.id, event.id, "No place")
    await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=ours.id))
    assert (await closing.cancel(tx, colleague.id, event.id, "No place")).status is EventStatus.cancelled


async def test_money_that_was_rightly_kept_stays_so_when_the_evening_moves(db):
    event, _ = await full_house(db)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp() - HOUR))
        booking = (await tx.execute(select(Booking).where(Booking.status == BookingStatus.confirmed).limit(1))).one()
        await change.set_seats(tx, booking.id, booking.user_id, 1, quote=0)
    await assert_sound(db)
    async with db.begin() as tx:
        await events.edit(tx, event.host_id, event.id, events.EventPatch(starts_at=event.starts_at + 24 * HOUR))
    await assert_sound(db)
    async with db.begin() as tx:
        again = await change.set_seats(tx, booking.id, booking.user_id, 0, quote=PRICE)
        assert again.status is BookingStatus.cancelled
    await assert_sound(db)
