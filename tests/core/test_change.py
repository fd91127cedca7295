"""Other numbers of seats where somebody else has a say: a host who cancels, Stars, the door, a payment under way."""

import pytest
from sqlalchemy import func, insert, select, update

from core import bookings, change, errors, integrity, organizers, payments, refunds, users, waitlist
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, Organizer, Outbox, Refund, TeamMember
from tests import factories


async def booked(db, seats=2, *, pay=True, **values):
    """An event and somebody's seats at it, paid where they cost something."""
    async with db.begin() as tx:
        event = await factories.event(tx, **values)
        guest = await factories.person(tx)
    booking = await BoxOffice(db).book(event.id, guest.id, seats)
    if event.price and pay:
        async with db.begin() as tx:
            total = event.price * seats
            booking = await payments.capture(tx, booking.id, guest.id, total, event.currency, f"charge {booking.id}")
    return event, guest, booking


async def refusal(db, verb, *args, **kw):
    with pytest.raises(errors.DomainError) as refused:
        async with db.begin() as tx:
            await verb(tx, *args, **kw)
    return refused.value.code


async def owed(db):
    async with db.begin() as tx:
        assert await integrity.check(tx) == []
        return list((await tx.execute(select(Refund.amount).order_by(Refund.id))).scalars())


async def test_a_host_cancels_a_guests_seats_and_everything_goes_back_whatever_the_policy(db):
    event, guest, booking = await booked(db, price=50_000)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp()))
        for _ in range(2):
            row = await change.cancel_guest(tx, event.host_id, booking.id, "closed\u202e screening")
        assert (row.status, row.reason) == (BookingStatus.cancelled, "by_host")
        told = (await tx.execute(select(Outbox).where(Outbox.kind == "cancelled"))).all()
        record = (await tx.execute(select(Audit).where(Audit.new == "cancelled"))).one()
    assert [message.params for message in told] == [{"refund": 100_000, "reason": "closed screening", "by": "host"}]
    assert record.actor == f"user:{event.host_id}"
    assert told[0].user_id == guest.id
    assert await owed(db) == [100_000]


async def test_nobody_else_cancels_a_guests_seats_and_not_without_a_reason(db):
    event, guest, booking = await booked(db)
    async with db.begin() as tx:
        stranger = await factories.person(tx)
    for somebody in (stranger, guest):
        assert await refusal(db, change.cancel_guest, somebody.id, booking.id, "spite") == "not_found"
    assert await refusal(db, change.cancel_guest, event.host_id, 999, "gone") == "not_found"
    assert await refusal(db, change.cancel_guest, event.host_id, booking.id, " \u200b ") == "invalid"


async def test_seats_that_a_host_takes_back_go_to_the_line(db):
    event, _, booking = await booked(db, capacity=2)
    async with db.begin() as tx:
        waiting = await factories.person(tx)
        await waitlist.join(tx, event.id, waiting.id, 2)
        await change.cancel_guest(tx, event.host_id, booking.id, "closed")
        assert (await bookings.active(tx, event.id, waiting.id)).seats == 2
    assert await owed(db) == []


async def test_what_was_paid_in_stars_goes_back_whole_or_not_at_all(db):
    _, guest, booking = await booked(db, price=150, currency="XTR")
    assert await refusal(db, change.set_seats, booking.id, guest.id, 1) == "all_or_nothing"
    async with db.begin() as tx:
        await change.set_seats(tx, booking.id, guest.id, 0, quote=300)
    assert await owed(db) == [300]


async def test_seats_that_somebody_sits_on_do_not_change(db):
    event, guest, booking = await booked(db)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(checked_in=1))
    for wanted in (0, 1, 3):
        assert await refusal(db, change.set_seats, booking.id, guest.id, wanted) == "checked_in"
    assert await refusal(db, change.cancel_guest, event.host_id, booking.id, "too late") == "checked_in"


async def test_nothing_changes_while_a_payment_is_under_way(db):
    _, guest, booking = await booked(db, price=50_000, pay=False)
    async with db.begin() as tx:
        await payments.ask(tx, booking.id, guest.id)
    for wanted in (0, 1, 3):
        assert await refusal(db, change.set_seats, booking.id, guest.id, wanted) == "payment_running"


async def test_a_guest_of_a_cancelled_event_gives_nothing_back_by_their_own_policy(db):
    """Its bookings follow in batches with all of their money; until then they are not the guest's to end."""
    _, guest, booking = await booked(db, price=50_000)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(status="cancelled", over_at=func.clock_timestamp()))
    assert await refusal(db, change.set_seats, booking.id, guest.id, 0) == "event_closed"
    async with db.begin() as tx:
        assert await refunds.paid(tx, booking.id) == 100_000


async def test_more_seats_of_a_hold_wait_their_turn_behind_the_line(db):
    event, guest, booking = await booked(db, 1, capacity=3, price=100, pay=False)
    async with db.begin() as tx:
        other, waiting = await factories.people(tx, 2)
    held = await BoxOffice(db).book(event.id, other.id, 2)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 2)
        await factories.lapse(tx, held.id)
    assert await refusal(db, change.set_seats, booking.id, guest.id, 2) == "waitlist_first"


@pytest.mark.parametrize("reachable", [False, True])
async def test_more_seats_go_to_somebody_in_line_who_is_within_reach_again(db, reachable):
    """Nobody frees a seat just now: it was left over while the only one who waits had blocked the bot."""
    event, guest, booking = await booked(db, 1, capacity=3)
    async with db.begin() as tx:
        other, waiting = await factories.people(tx, 2)
    others = await BoxOffice(db).book(event.id, other.id, 2)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 1)
        await users.mark_blocked(tx, waiting.telegram_id)
        await change.set_seats(tx, others.id, other.id, 1)
        if reachable:
            await users.meet(tx, waiting.telegram_id, "Guest")
    if reachable:
        assert await refusal(db, change.set_seats, booking.id, guest.id, 2) == "waitlist_first"
    else:
        async with db.begin() as tx:
            assert (await change.set_seats(tx, booking.id, guest.id, 2)).seats == 2


async def test_who_joins_the_events_team_keeps_their_seats_and_gets_no_more(db):
    event, guest, booking = await booked(db)
    async with db.begin() as tx:
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=event.host_id))
        await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=page.id))
        await organizers.add_member(tx, event.host_id, page.id, guest.id)
    assert await refusal(db, change.set_seats, booking.id, guest.id, 3) == "own_event"
    async with db.begin() as tx:
        assert (await change.set_seats(tx, booking.id, guest.id, 1)).seats == 1
    assert await owed(db) == []


async def test_of_two_changes_that_are_not_told_yet_the_latest_is_told(db):
    _, guest, booking = await booked(db)

    async def set_seats(seats):
        async with db.begin() as tx:
            await change.set_seats(tx, booking.id, guest.id, seats)
            told = select(Outbox.status).where(Outbox.kind == "seats_changed").order_by(Outbox.id)
            return list((await tx.execute(told)).scalars())

    assert await set_seats(1) == ["queued"]
    assert await set_seats(3) == ["skipped", "queued"]
    async with db.begin() as tx:
        await tx.execute(update(Outbox).where(Outbox.status == "queued").values(status="sending"))
    assert await set_seats(2) == ["skipped", "sending", "queued"]
