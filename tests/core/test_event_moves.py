"""An event moves: what its guests may do then, what becomes of holds and of the line, which deadlines go along."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from core import change as seat_changes
from core import database, draft_fields, errors, events, lapse, outbox, payments, waitlist
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, Outbox
from tests import factories
from tests.core.paying import pay
from tests.core.test_event_edit import DAY, HOUR, assert_sound, begins_in, moved, reread
from tests.core.test_events import change, make


async def taken(db, **values) -> tuple[Event, Booking, Booking]:
    """An event with a confirmed booking and a live hold, both refundable until `refundable_until`."""
    async with db.begin() as tx:
        event = await factories.event(tx, requires_confirmation=True, **values)
        first, second = await factories.people(tx, 2)
    office = BoxOffice(db)
    hold, sure = await office.book(event.id, first.id, 1), await office.book(event.id, second.id, 1)
    async with db.begin() as tx:
        settled = update(Booking).where(Booking.id == sure.id).values(status="confirmed", confirmed_at=func.now())
        sure = (await tx.execute(settled.returning(Booking))).one()
        row = {"entity": "booking", "entity_id": sure.id, "old": "pending", "new": "confirmed", "actor": "test"}
        await tx.execute(insert(Audit).values(row))
    return event, hold, sure


async def test_a_moved_event_gives_full_refunds_back_for_two_days(db):
    async with db.begin() as tx:
        closed, made = await begins_in(tx, -DAY), await begins_in(tx, -2 * DAY)
    event, hold, sure = await taken(db, refundable_until=closed, created_at=made)
    before = await reread(db, event)
    await moved(db, event, starts_at=event.starts_at + 7 * DAY)
    row = await reread(db, sure)
    async with db.begin() as tx:
        left = row.refundable_until - await database.now(tx)
        told = (await tx.execute(select(Outbox.kind).where(Outbox.booking_id == sure.id))).scalars().all()
        trail = select(Audit.reason, Audit.detail).where(Audit.entity == "booking", Audit.entity_id == sure.id)
        last = (await tx.execute(trail.order_by(Audit.id.desc()).limit(1))).one()
    assert 48 * HOUR - timedelta(minutes=1) < left <= 48 * HOUR
    assert "event_changed" in told
    assert last.reason == "event_moved"
    assert [datetime.fromisoformat(at) for at in last.detail["refundable_until"]] == [closed, row.refundable_until]
    assert (await reread(db, hold)).refundable_until == row.refundable_until
    assert (await reread(db, event)).refundable_until == before.refundable_until + 7 * DAY
    await assert_sound(db)


@pytest.mark.parametrize("then", ["paid in time", "paid too late"])
async def test_whose_money_was_on_its_way_when_the_event_moved_has_the_two_days_as_well(db, then):
    async with db.begin() as tx:
        event = await factories.event(tx, price=100, refundable_until=await begins_in(tx, -DAY))
        first, second = await factories.people(tx, 2)
    office = BoxOffice(db)
    paid, hold = await office.book(event.id, first.id, 1), await office.book(event.id, second.id, 1)
    await pay(db, paid, "one")
    async with db.begin() as tx:
        await payments.approve(tx, hold.id, second.id, 100, "RUB")
    await moved(db, event, starts_at=event.starts_at + 7 * DAY)
    if then == "paid too late":
        async with db.begin() as tx:
            await factories.lapse(tx, hold.id)
            await lapse.expire_due(tx, event.id)
    theirs = await pay(db, hold, "two")
    async with db.begin() as tx:
        at = await database.now(tx)
        reasons = (await tx.execute(select(Audit.entity_id, Audit.old).where(Audit.reason == "event_moved"))).all()
    assert [seat_changes.refund_for(row, 0, at) for row in (await reread(db, paid), theirs)] == [100, 100]
    assert [tuple(row) for row in reasons] == [(paid.id, "confirmed"), (hold.id, "pending")]
    await assert_sound(db)


async def test_an_event_that_moves_close_reopens_refunds_until_its_start_alone(db):
    event, _, sure = await taken(db)
    async with db.begin() as tx:
        soon = await begins_in(tx, 3 * HOUR)
    await moved(db, event, starts_at=soon)
    assert (await reread(db, sure)).refundable_until == soon


async def test_nothing_is_held_or_refunded_beyond_an_earlier_start(db):
    event, hold, sure = await taken(db, booking_ttl=6 * 86_400)
    async with db.begin() as tx:
        soon = await begins_in(tx, 2 * HOUR)
    await moved(db, event, starts_at=soon)
    for row in (await reread(db, hold), await reread(db, sure)):
        assert row.refundable_until <= soon
        assert row.expires_at is None or row.expires_at <= soon or row.status is BookingStatus.confirmed
    await assert_sound(db)


async def test_a_hold_that_an_earlier_start_has_overtaken_lapses_in_the_same_transaction(db):
    event, hold, _ = await taken(db)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id, seconds=0.001)
        row = await change(tx, event, starts_at=await begins_in(tx, HOUR))
        assert row.available == 9
        assert (await factories.reread(tx, hold)).status is BookingStatus.expired
    await assert_sound(db)


async def test_an_answer_for_one_evening_is_none_for_another(db):
    event, _, sure = await taken(db)
    async with db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.id == sure.id).values(coming=True))
    await moved(db, event, place="Illusion")
    assert (await reread(db, sure)).coming is True
    await moved(db, event, starts_at=event.starts_at + DAY)
    assert (await reread(db, sure)).coming is None


async def test_a_line_waits_on_where_the_evening_moved_and_is_served(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=1)
        holder, next_one = await factories.people(tx, 2)
    booking = await BoxOffice(db).book(event.id, holder.id, 1)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, next_one.id, 1)
        # It has begun: a seat comes free that is offered to nobody, and no sweep has sent the line home yet.
        await tx.execute(update(Event).values(starts_at=func.now() - HOUR))
        await seat_changes.cancel_guest(tx, event.host_id, booking.id, "ill")
        late = (await tx.execute(select(Event))).one()
        await change(tx, late, starts_at=await begins_in(tx, DAY))
        assert (
            await tx.execute(select(Booking.status).where(Booking.user_id == next_one.id))
        ).scalar_one() == "pending"
    await assert_sound(db)


async def test_the_refunds_deadline_is_never_after_the_start_and_may_be_past(tx):
    event = await make(tx, refundable_until="2020-01-01T00:00")
    assert event.refundable_until == datetime(2019, 12, 31, 21, tzinfo=UTC)
    for wrong in ({"refundable_until": event.starts_at + HOUR}, {"refundable_until": event.ends_at}):
        with pytest.raises(errors.Invalid) as refused:
            await change(tx, event, **wrong)
        assert refused.value.params == {"field": "refundable_until", "problem": "after_start"}
    with pytest.raises(errors.Invalid):
        await make(tx, refundable_until=event.starts_at + DAY)
    assert (await change(tx, event, refundable_until=None)).refundable_until is None
    day_before = await change(tx, event, refundable_until=event.starts_at - DAY)
    follows = await change(tx, event, starts_at=event.starts_at + 3 * DAY)
    assert (follows.refundable_until, follows.terms) == (day_before.refundable_until + 3 * DAY, 2)


async def test_no_refunds_stay_none_wherever_the_event_goes(db):
    async with db.begin() as tx:
        event = await make(tx, price=100, place="Illusion", refundable_until=await database.now(tx))
        guest = await factories.person(tx)
        later = await change(tx, event, starts_at=event.starts_at + 30 * DAY)
        copy = await events.duplicate(tx, event.host_id, event.id, later.starts_at + 30 * DAY, hosting="open")
        again = await change(tx, copy, starts_at=copy.starts_at + 30 * DAY)
    assert later.refundable_until == event.refundable_until
    for row in (later, copy, again):
        assert draft_fields.said_of(row)["refund"] == draft_fields.NO_REFUND
    booking = await pay(db, await BoxOffice(db).book(event.id, guest.id, 1))
    async with db.begin() as tx:
        assert seat_changes.refund_for(booking, 0, await database.now(tx)) == 0


async def test_a_deadline_that_has_passed_since_the_event_was_made_goes_along(tx):
    event = await make(tx)
    made = {"created_at": event.created_at - 3 * DAY, "refundable_until": event.created_at - DAY}
    await tx.execute(update(Event).values(**made))
    row = await change(tx, event, starts_at=event.starts_at + 7 * DAY)
    assert row.refundable_until == made["refundable_until"] + 7 * DAY


async def test_who_waits_hears_of_a_move_while_they_wait_for_what_is_ahead(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=1)
        guest, first, second, third = await factories.people(tx, 4)
    await BoxOffice(db).book(event.id, guest.id, 1)
    for person in (first, second, third):
        async with db.begin() as tx:
            await waitlist.join(tx, event.id, person.id, 1)

    async def stale() -> dict[int, bool]:
        async with db.begin() as tx:
            waits = select(Outbox).where(Outbox.kind == "wait_changed").order_by(Outbox.id)
            return {row.user_id: await outbox.is_stale(tx, row) for row in (await tx.execute(waits)).all()}

    await moved(db, event, place="Illusion", capacity=2)
    assert await stale() == {second.id: False, third.id: False}, "the first has an offer"
    async with db.begin() as tx:
        await waitlist.leave(tx, event.id, second.id)
    assert await stale() == {second.id: True, third.id: False}
    async with db.begin() as tx:
        begun = func.clock_timestamp() - timedelta(minutes=1)
        await tx.execute(update(Event).where(Event.id == event.id).values(starts_at=begun))
    assert all((await stale()).values())
