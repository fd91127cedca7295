"""The end of an event: called off or held, and what follows for everybody who had seats."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import change, closing, errors, events, integrity, lapse, payments, reminders, waitlist
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, EventStatus, Outbox, Payment, Refund, TeamMember
from tests import factories
from tests.core.test_event_edit import page

HOUR = timedelta(hours=1)
PRICE = 50_000


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
        last = select(Audit.old, Audit.new, Audit.actor, Audit.reason).where(Audit.entity == "event")
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
        assert (await tx.execute(select(func.count()).where(Audit.entity == "event"))).scalar_one() == 1
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
        actors = (await tx.execute(select(Audit.actor).where(Audit.entity == "event"))).scalars().all()
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
    assert [row.user_id for row in await told(db, "cancelled")] == [guests[2].id]
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
            rows = await tx.execute(select(func.count()).where(Audit.entity == "event", Audit.entity_id == event.id))
            assert rows.scalar_one() == 1
    assert endings <= {EventStatus.cancelled, EventStatus.completed}


# -- many guests, many sweeps ----------------------------------------------------------------------------------------


async def crowd(db, count: int, *, price: int = PRICE) -> Event:
    """`count` guests with a paid seat each, as rows."""
    async with db.begin() as tx:
        event = await factories.event(tx, price=price, capacity=count, available=0)
        facts = {"event": event.id, "count": count, "price": price}
        for statement in CROWD:
            await tx.execute(text(statement), {name: value for name, value in facts.items() if f":{name}" in statement})
    return event


CROWD = (
    """INSERT INTO users (telegram_id, name, chat_open)
       SELECT 10000000 + n, 'Guest ' || n, true FROM generate_series(1, :count) n""",
    """INSERT INTO bookings (event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until,
                             confirmed_at)
       SELECT :event, id, 1, 'confirmed', :price, 'RUB', 1, 'T' || id, now() - interval '1 day', now()
       FROM users WHERE telegram_id > 10000000""",
    """INSERT INTO audit (entity, entity_id, new, actor)
       SELECT 'booking', id, 'confirmed', 'test' FROM bookings WHERE event_id = :event""",
    """INSERT INTO payments (booking_id, user_id, provider, charge_id, amount, currency, status)
       SELECT id, user_id, 'test', 'c' || id, price, currency, 'captured' FROM bookings WHERE event_id = :event""",
    """INSERT INTO ledger (payment_id, account, amount, currency, reason)
       SELECT p.id, 'attached', p.amount, p.currency, 'captured'
       FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.event_id = :event""",
)


async def test_ten_thousand_guests_are_each_told_once_and_refunded_once(db):
    event = await crowd(db, 10_000)
    await cancel(db, event)
    batches = []
    while not batches or batches[-1]:
        batches.append(await wind_up(db, event))
    assert batches == [500] * 20 + [0]
    async with db.begin() as tx:
        per_guest = "SELECT count(*), count(DISTINCT user_id) FROM outbox WHERE kind = 'event_cancelled'"
        assert tuple((await tx.execute(text(per_guest))).one()) == (10_000, 10_000)
        per_payment = select(func.count(), func.count(Refund.payment_id.distinct()), func.sum(Refund.amount))
        assert tuple((await tx.execute(per_payment)).one()) == (10_000, 10_000, 10_000 * PRICE)
        row = await factories.reread(tx, event)
    assert row.available == 10_000
    assert row.wound_up_at is not None
    await assert_sound(db)


async def test_several_sweeps_at_once_change_nothing_twice(db):
    event = await crowd(db, 60)
    await cancel(db, event)

    async def keep_sweeping():
        ended = 0
        while gone := await wind_up(db, event, batch=7):
            ended += gone
        return ended

    assert sum(await asyncio.gather(*(keep_sweeping() for _ in range(5)))) == 60
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Refund))).scalar_one() == 60
        rows = await tx.execute(select(func.count()).where(Audit.entity == "booking", Audit.new == "cancelled"))
        assert rows.scalar_one() == 60
    assert len(await told(db, "event_cancelled")) == 60
    await assert_sound(db)


async def naive_wind_up(db, event_id: int, looked: asyncio.Barrier) -> None:
    """The same without the lock and the guard: look who is left, then end them."""
    async with db.begin() as tx:
        rows = (await tx.execute(select(Booking).where(Booking.status == BookingStatus.confirmed))).all()
        await looked.wait()
        for row in rows:
            ended = update(Booking).where(Booking.id == row.id)
            await tx.execute(ended.values(status="cancelled", ended_at=func.clock_timestamp()))
            payment = select(Payment.id).where(Payment.booking_id == row.id).scalar_subquery()
            await tx.execute(insert(Refund).values(payment_id=payment, amount=row.price, status="refunding"))


async def test_without_lock_and_guard_two_sweeps_refund_twice(db):
    """The negative control of the one above."""
    event = await crowd(db, 5)
    await cancel(db, event)
    together = asyncio.Barrier(2)
    await asyncio.gather(*(naive_wind_up(db, event.id, together) for _ in range(2)))
    async with db.begin() as tx:
        assert {found.number for found in await integrity.check(tx)} >= {19}


async def die_inside_a_batch(db, event) -> None:
    """Everything is done but the commit: then the connection is gone."""
    async with db.begin() as tx:
        await closing.wind_up(tx, event.id, 8)
        await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_sweep_that_dies_between_and_inside_batches_loses_nothing(db):
    event = await crowd(db, 20)
    await cancel(db, event)
    assert await wind_up(db, event, batch=8) == 8
    with pytest.raises(DBAPIError):
        await die_inside_a_batch(db, event)
    assert await states(db) == {"confirmed": 12, "cancelled": 8}
    await assert_sound(db)
    while await wind_up(db, event, batch=8):
        pass
    assert await states(db) == {"cancelled": 20}
    assert len(await told(db, "event_cancelled")) == 20
    await assert_sound(db)


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
