"""Odd moments and hostile values that a look with fresh eyes found; each was once a fault."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from core import (
    attempts,
    bookings,
    catalogue,
    change,
    errors,
    event_fields,
    events,
    favourites,
    integrity,
    lapse,
    payments,
    refunding,
    reminders,
    support,
    users,
    waitlist,
)
from core.box_office import BoxOffice
from core.catalogue import Filters
from core.models import Booking, BookingStatus, Event, Organizer, Outbox, Refund, Reminder, SimulatedCharge, TeamMember
from core.models import User as Person
from tests import factories
from tests.core import paying
from tests.core.test_waitlist import full

HUGE = 2**70
CROWD = """
    INSERT INTO outbox (user_id, kind, dedupe, status, settled_at)
    SELECT :user, 'signed_in', 'old:' || n, 'sent', clock_timestamp() FROM generate_series(1, 60000) n
"""


async def test_a_crowd_of_followers_and_a_long_outbox_keep_no_seat_from_coming_free(db):
    """Once the key of each message was volatile: the outbox was read whole for every follower, beyond any timeout."""
    event, hold, _ = await full(db, price=100)
    async with db.begin() as tx:
        for person in await factories.people(tx, 500):
            await favourites.save(tx, person.id, event.id)
        await tx.execute(text(CROWD), {"user": hold.user_id})
        await factories.lapse(tx, hold.id)
    async with db.begin() as tx:
        assert await lapse.expire_due(tx, event.id) == 1
        told = select(func.count()).where(Outbox.kind == favourites.SEATS)
        assert (await tx.execute(told)).scalar_one() == 500


async def test_a_refund_made_by_hand_is_not_made_again_by_the_provider(db):
    async with db.begin() as tx:
        event = await factories.event(tx, price=50_000)
        guest = await factories.person(tx)
        admin = await factories.person(tx, "Admin", role="admin")
    hold = await BoxOffice(db).book(event.id, guest.id, 2)
    async with db.begin() as tx:
        await payments.ask(tx, hold.id, guest.id)
    await paying.answer(db)
    async with db.begin() as tx:
        await change.set_seats(tx, hold.id, guest.id, 1)
        [first] = await refunding.due(tx)
        await refunding.settle_by_hand(tx, admin.id, first, "in cash at the door")
        await change.set_seats(tx, hold.id, guest.id, 0)
        [second] = await refunding.due(tx)
        await refunding.make(tx, second)
        by_provider = (await tx.execute(select(SimulatedCharge.refunded))).scalar_one()
        assert (by_provider, await integrity.check(tx)) == (50_000, [])


async def test_other_seats_wait_while_a_yes_is_on_its_way_and_not_after_it_failed(db):
    async with db.begin() as tx:
        event = await factories.event(tx, price=50_000)
        guest = await factories.person(tx)
    hold = await BoxOffice(db).book(event.id, guest.id, 2)
    async with db.begin() as tx:
        await payments.approve(tx, hold.id, guest.id, 100_000, "RUB")
    with pytest.raises(errors.PaymentRunning):
        async with db.begin() as tx:
            await change.set_seats(tx, hold.id, guest.id, 1)
    async with db.begin() as tx:
        past = func.clock_timestamp() - attempts.APPROVED_FOR
        await tx.execute(update(Booking).values(approved_at=past))
        assert (await change.set_seats(tx, hold.id, guest.id, 1)).seats == 1


async def test_late_money_after_a_move_has_what_all_others_have(db):
    async with db.begin() as tx:
        event = await factories.event(tx, price=50_000)
        guest = await factories.person(tx)
    hold = await BoxOffice(db).book(event.id, guest.id, 1)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id)
        await lapse.expire_due(tx, event.id)
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp()))
        later = event.starts_at + timedelta(days=9)
        await events.edit(tx, event.host_id, event.id, events.EventPatch(starts_at=later, place="Illusion"))
        seated = await payments.capture(tx, hold.id, guest.id, 50_000, "RUB", "late")
        assert seated.status is BookingStatus.confirmed
        assert change.refund_for(seated, 0, seated.confirmed_at) == 50_000
        kinds = (await tx.execute(select(Outbox.kind).where(Outbox.booking_id == seated.id))).scalars()
        assert set(kinds) == {"late_seated", "confirmed", "event_changed"}


async def test_who_is_within_reach_again_is_before_a_newcomer_though_no_sweep_has_run(db):
    event, booking, (waiting, newcomer) = await full(db)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 1)
        await users.mark_blocked(tx, waiting.telegram_id)
        await change.set_seats(tx, booking.id, booking.user_id, 0)
        await users.meet(tx, waiting.telegram_id, waiting.name)
    with pytest.raises(errors.WaitlistFirst):
        await BoxOffice(db).book(event.id, newcomer.id, 1)
    async with db.begin() as tx:
        assert (await bookings.active(tx, event.id, waiting.id)).seats == 1


@pytest.mark.parametrize("link", ["https://a.b/\x00", "https://a/\ud800", "https://a.b/ c"])
def test_a_link_with_signs_that_no_row_can_keep_is_refused(link):
    with pytest.raises(errors.Invalid) as refused:
        event_fields.parse(events.EventPatch, {"online_link": link})
    assert refused.value.params["problem"] in {"not_a_link", "wrong"}


async def test_a_reminder_that_is_due_survives_an_edit_that_does_not_touch_it(tx):
    event = await factories.event(tx)
    start = event.starts_at
    await reminders.plan(tx, event, start - timedelta(days=7))
    at = start - timedelta(hours=24)
    longer = update(Event).where(Event.id == event.id).values(ends_at=start + timedelta(hours=3)).returning(Event)
    moved = (await tx.execute(longer)).one()
    await reminders.plan(tx, moved, at + timedelta(seconds=5))
    kept = (await tx.execute(select(Reminder.kind, Reminder.done_at))).all()
    assert ("reminder_24h", None) in [tuple(row) for row in kept]


async def test_a_longer_evening_asks_again_whether_it_took_place(tx):
    start = func.clock_timestamp() - timedelta(hours=5)
    event = await factories.event(tx)
    for hours in (1, 2):
        await tx.execute(update(Event).values(starts_at=start, ends_at=start + timedelta(hours=hours)))
        due = {"event_id": event.id, "kind": reminders.HELD, "due_at": func.clock_timestamp() - timedelta(hours=1)}
        made = (await tx.execute(insert(Reminder).values(**due).returning(Reminder.id))).scalar_one()
        await reminders.send(tx, made)
        await reminders.drop(tx, event.id)
    asked = select(func.count()).where(Outbox.kind == reminders.HELD)
    assert (await tx.execute(asked)).scalar_one() == 2


async def test_a_guest_of_the_team_who_booked_before_the_event_came_under_the_page_breaks_nothing(db):
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
        page = (
            await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer.id))
        ).scalar_one()
        for person_id in (event.host_id, guest.id):
            await tx.execute(insert(TeamMember).values(organizer_id=page, user_id=person_id))
    await BoxOffice(db).book(event.id, guest.id, 1)
    async with db.begin() as tx:
        await events.edit(tx, event.host_id, event.id, events.EventPatch(organizer_id=page))
        assert await integrity.check(tx) == []


async def test_a_refund_is_tried_for_ever_without_a_number_that_overflows(db):
    event, guest, booking = await paid(db)
    async with db.begin() as tx:
        await change.set_seats(tx, booking.id, guest.id, 0)
        [refund] = await refunding.due(tx)
        await tx.execute(update(Refund).values(attempts=5000))
        await refunding.failed(tx, refund, "provider answers 500")
        row = (await tx.execute(select(Refund))).one()
    assert row.attempts == 5001
    assert event.id


async def paid(db):
    async with db.begin() as tx:
        event = await factories.event(tx, price=100)
        guest = await factories.person(tx)
    hold = await BoxOffice(db).book(event.id, guest.id, 1)
    async with db.begin() as tx:
        return event, guest, await payments.capture(tx, hold.id, guest.id, 100, "RUB", f"charge {hold.id}")


async def test_a_limit_that_falls_makes_places_in_line_smaller_where_they_stand(db):
    event, booking, (guest, _) = await full(db, seats=4)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, guest.id, 4)
        await events.edit(tx, event.host_id, event.id, events.EventPatch(max_seats_per_booking=2))
        assert (await waitlist.mine(tx, event.id, guest.id)).seats == 2
        await change.set_seats(tx, booking.id, booking.user_id, 0)
        assert (await bookings.active(tx, event.id, guest.id)).seats == 2
        assert await integrity.check(tx) == []


async def test_a_capacity_that_falls_makes_places_in_line_no_larger_than_the_event(db):
    """Once somebody waited for four seats of two: in line for ever, while both were free."""
    event, booking, (guest, _) = await full(db, seats=4)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, guest.id, 4)
        await change.set_seats(tx, booking.id, booking.user_id, 2)
        await events.edit(tx, event.host_id, event.id, events.EventPatch(capacity=2))
        assert (await waitlist.mine(tx, event.id, guest.id)).seats == 2
        await change.set_seats(tx, booking.id, booking.user_id, 0)
        assert (await bookings.active(tx, event.id, guest.id)).seats == 2
        assert await integrity.check(tx) == []


async def test_leaving_tells_nobody_whether_there_is_such_an_event(tx):
    hidden = await factories.event(tx, access="private")
    stranger = await factories.person(tx)
    for event_id in (hidden.id, 999_999, HUGE, -1):
        assert await waitlist.leave(tx, event_id, stranger.id) is None


@pytest.mark.parametrize(
    ("amount", "currency", "charge"),
    [(0, "RUB", "c"), (-1, "RUB", "c"), (HUGE, "RUB", "c"), (1, "rubles", "c"), (1, "RUB", "\x00")],
)
async def test_what_is_no_money_is_refused_before_anything_is_read(tx, amount, currency, charge):
    with pytest.raises(errors.Invalid):
        await payments.capture(tx, 1, 1, amount, currency, charge)


async def test_numbers_that_no_row_can_have_are_not_there(tx):
    someone = await factories.person(tx)
    asked = [
        bookings.get(tx, HUGE, someone.id),
        bookings.lock(tx, HUGE),
        bookings.confirm(tx, -HUGE, someone.id),
        change.set_seats(tx, HUGE, someone.id, 1),
        change.cancel_guest(tx, someone.id, HUGE, "why"),
        users.get(tx, HUGE),
        refunding.look(tx, HUGE),
        reminders.answer(tx, HUGE, someone.id, coming=True),
        waitlist.set_priority(tx, someone.id, HUGE, 1, "why"),
        lapse.expire_due(tx, HUGE),
        payments.capture(tx, HUGE, someone.id, 1, "RUB", "charge"),
    ]
    for answer in asked:
        with pytest.raises(errors.NotFound):
            await answer


@pytest.mark.parametrize("key", ["", "a\x00", "x" * 129, "\ud800", "ключ"])
async def test_a_key_that_is_none_spoils_nobodys_batch(db, key):
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    with pytest.raises(errors.Invalid):
        await BoxOffice(db).book(event.id, guest.id, 1, key=key)
    with pytest.raises(errors.NotFound):
        await BoxOffice(db).book(event.id, HUGE, 1)
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Booking))).scalar_one() == 0
        assert (await tx.execute(select(func.count()).select_from(Person))).scalar_one() == 2


@pytest.mark.parametrize("number", [HUGE, -HUGE, 2**63, -(2**63) - 1, 0, -1])
async def test_a_number_that_no_row_can_have_finds_nothing_and_breaks_nothing(db, number):
    async with db.begin() as tx:
        admin = await factories.person(tx, role="admin")
        event = await factories.event(tx)
        for verb in (
            payments.settle_review(tx, admin.id, number, "refund"),
            payments.approve(tx, number, admin.id, 1, "RUB"),
            support.payment_of(tx, admin.id, number),
            support.get(tx, admin.id, number),
            support.answer(tx, admin.id, number, "Yes."),
            refunding.retry(tx, admin.id, number),
        ):
            with pytest.raises(errors.NotFound):
                await verb
        assert await bookings.latest(tx, number, admin.id) is None
        for filters in ({"host_id": number}, {"organizer_id": number}):
            assert (await catalogue.page(tx, filters=Filters(**filters))).cards == []
        for price in (number, 2**31, 2**40):
            found = (await catalogue.page(tx, filters=Filters(price=price))).cards
            assert [card.id for card in found] == ([event.id] if price >= 0 else [])
