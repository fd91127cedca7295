"""Every invariant has a fault that it finds: a check that never fails proves nothing."""

import asyncio
import secrets

import pytest
from sqlalchemy import text

from core import change, integrity, lapse, payments, waitlist
from core.box_office import BoxOffice
from core.models import BookingStatus
from tests import factories

PRICE = 50_000


@pytest.fixture
async def house(db):
    """Five bookings in five states, made through the front door: nothing is wrong with it."""
    async with db.begin() as tx:
        priced = await factories.event(tx, price=PRICE, capacity=20)
        free = await factories.event(tx)
        guests = await factories.people(tx, 5)
    office = BoxOffice(db)
    rows = await asyncio.gather(*(office.book(priced.id, guest.id, 2) for guest in guests[:4]))
    gift = await office.book(free.id, guests[4].id, 1)
    paid, given_back, _, lapsed = rows
    async with db.begin() as tx:
        for row in (paid, given_back):
            await payments.capture(tx, row.id, row.user_id, 2 * PRICE, "RUB", f"charge {row.id}")
        await change.set_seats(tx, given_back.id, given_back.user_id, 0)
        await factories.lapse(tx, lapsed.id)
        await lapse.expire_due(tx, priced.id)
    return {
        "priced": priced,
        "free": free,
        "paid": paid,
        "given_back": given_back,
        "held": rows[2],
        "lapsed": lapsed,
        "gift": gift,
    }


async def found(db, *faults: str, **ids) -> dict[int, integrity.Violation]:
    """What is found after the faults; they are undone."""
    async with db.connect() as tx:
        for fault in faults:
            await tx.execute(text(fault), {name: value for name, value in ids.items() if f":{name}" in fault})
        violations = await integrity.check(tx)
        await tx.rollback()
    return {violation.number: violation for violation in violations}


async def test_nothing_is_wrong_with_a_house_that_was_used_through_its_door(db, house):
    async with db.begin() as tx:
        assert await integrity.check(tx) == []
        states = [
            (await factories.reread(tx, house[name])).status
            for name in ("paid", "given_back", "held", "lapsed", "gift")
        ]
    assert states == ["confirmed", "cancelled", "pending", "expired", "confirmed"]


OFF = "ALTER TABLE events DROP CONSTRAINT ck_events_available"


async def test_seats_out_of_bounds_and_seats_that_do_not_add_up(db, house):
    broken = await found(db, OFF, "UPDATE events SET available = -1 WHERE id = :id", id=house["priced"].id)
    assert (set(broken), broken[1].rows, broken[1].ids) == ({1, 2}, 1, (house["priced"].id,))
    assert set(await found(db, "UPDATE events SET available = available - 1 WHERE id = :id", id=house["free"].id)) == {
        2
    }


async def test_more_seats_than_the_limit_unless_the_limit_was_higher_once(db, house):
    lowered = "UPDATE events SET max_seats_per_booking = 1 WHERE id = :id"
    recorded = """
        INSERT INTO audit (entity, entity_id, new, actor, detail)
        VALUES ('event', :id, 'published', 'user:1', '{"max_seats_per_booking": [4, 1]}')
    """
    assert set(await found(db, lowered, id=house["priced"].id)) == {3}
    assert await found(db, lowered, recorded, id=house["priced"].id) == {}


async def test_somebody_waits_at_an_event_that_is_over(db, house):
    over = "UPDATE events SET status = 'cancelled', over_at = clock_timestamp() WHERE id = :id"
    assert set(await found(db, over, id=house["priced"].id)) == {5}


WAITS = "INSERT INTO waitlist (event_id, user_id, seats) VALUES ({event}, {user}, {seats})"


async def line_of(db, event, seats):
    """People who wait at a full event, one for each number of seats."""
    async with db.begin() as tx:
        await tx.execute(
            text("UPDATE events SET capacity = capacity - available, available = 0 WHERE id = :id"), {"id": event.id}
        )
        guests = await factories.people(tx, len(seats))
        return [await waitlist.join(tx, event.id, guest.id, n) for guest, n in zip(guests, seats, strict=True)]


async def test_somebody_waits_where_it_is_over(db, house):
    await line_of(db, house["free"], [1])
    over = "UPDATE events SET status = 'cancelled', over_at = clock_timestamp() WHERE id = :id"
    assert set(await found(db, over, id=house["free"].id)) == {5}


async def test_a_transition_that_the_drawing_lacks_and_one_from_nowhere(db, house):
    step = """
        INSERT INTO audit (entity, entity_id, old, new, actor)
        VALUES ('booking', :id, 'cancelled', 'confirmed', 'x'), ('booking', :id, 'confirmed', '{}', 'x')
    """
    assert 6 in await found(db, step.format("cancelled"), id=house["given_back"].id)
    skipped = "DELETE FROM audit WHERE entity = 'booking' AND entity_id = :id AND old IS NULL"
    assert set(await found(db, skipped, id=house["paid"].id)) == {6}


async def test_a_hold_confirmed_too_late_and_one_that_ended_too_early(db, house):
    late = "UPDATE bookings SET confirmed_at = expires_at WHERE id = :id"
    assert set(await found(db, late, id=house["paid"].id)) == {7}
    early = "UPDATE bookings SET expires_at = ended_at + interval '1 second' WHERE id = :id"
    assert set(await found(db, early, id=house["lapsed"].id)) == {7}


async def test_who_waits_beside_a_booking(db, house):
    await line_of(db, house["free"], [1])
    beside = WAITS.format(event=house["free"].id, user=house["gift"].user_id, seats=1)
    assert set(await found(db, beside)) == {12}


async def test_an_offer_that_passed_somebody_over(db, house):
    first, _ = await line_of(db, house["free"], [1, 1])
    async with db.begin() as tx:
        await change.set_seats(tx, house["gift"].id, house["gift"].user_id, 0)
    swapped = """
        UPDATE waitlist SET status = 'waiting', booking_id = NULL WHERE id = :id
    """
    moved = """
        UPDATE waitlist SET status = 'offered', booking_id = (SELECT max(id) FROM bookings)
        WHERE status = 'waiting' AND id > :id
    """
    assert 13 in await found(db, swapped, moved, id=first.id)


async def test_a_free_seat_that_somebody_waits_for(db, house):
    await line_of(db, house["free"], [1])
    more = "UPDATE events SET capacity = capacity + 1, available = 1 WHERE id = :id"
    assert set(await found(db, more, id=house["free"].id)) == {14}
    assert await found(db, more, "UPDATE users SET blocked_at = clock_timestamp()", id=house["free"].id) == {}


async def test_an_offer_whose_place_knows_nothing_of_its_end(db, house):
    first, _ = await line_of(db, house["free"], [1, 1])
    async with db.begin() as tx:
        await change.set_seats(tx, house["gift"].id, house["gift"].user_id, 0)
    lost = "UPDATE waitlist SET status = 'taken', ended_at = clock_timestamp() WHERE id = :id"
    assert set(await found(db, lost, id=first.id)) == {16}


async def test_a_hold_that_no_sweep_lets_go(db, house):
    late = "UPDATE bookings SET expires_at = clock_timestamp() - interval '{} minutes' WHERE id = :id"
    assert await found(db, late.format(4), id=house["held"].id) == {}
    assert set(await found(db, late.format(6), id=house["held"].id)) == {8}


COPY = """
    INSERT INTO bookings (event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until)
    SELECT event_id, {user}, 1, 'confirmed', 0, currency, terms, :code, refundable_until FROM bookings WHERE id = :id
"""
RECORD = "INSERT INTO audit (entity, entity_id, new, actor) SELECT 'booking', max(id), 'confirmed', 'x' FROM bookings"
TAKE = "UPDATE events SET available = available - 1 WHERE id = :event"


async def test_a_second_active_booking_and_a_host_at_the_own_event(db, house):
    twice = ("DROP INDEX uq_bookings_active", COPY.format(user="user_id"), RECORD, TAKE)
    ids = {"id": house["gift"].id, "event": house["free"].id, "code": secrets.token_hex(8)}
    assert set(await found(db, *twice, **ids)) == {10}
    own = (COPY.format(user=house["free"].host_id), RECORD, TAKE)
    assert set(await found(db, *own, **ids)) == {11}


async def test_money_that_buys_nothing_or_is_in_another_currency(db, house):
    back = "DELETE FROM refunds"
    assert set(await found(db, back)) == {17, 21}
    moved = "UPDATE payments SET booking_id = :other WHERE booking_id = :id"
    assert set(await found(db, moved, id=house["paid"].id, other=house["held"].id)) == {17, 20, 22}
    assert set(await found(db, "UPDATE payments SET currency = 'EUR' WHERE booking_id = :id", id=house["paid"].id)) == {
        17,
        22,
    }
    more = "UPDATE payments SET amount = amount + 1 WHERE booking_id = :id"
    assert set(await found(db, more, id=house["paid"].id)) == {17, 22}


async def test_money_may_stay_when_seats_come_back_too_late_for_a_refund(db, house):
    async with db.begin() as tx:
        early = text("UPDATE bookings SET refundable_until = created_at WHERE id = :id")
        await tx.execute(early, {"id": house["paid"].id})
        for seats in (1, 0):
            await change.set_seats(tx, house["paid"].id, house["paid"].user_id, seats)
            assert await integrity.check(tx) == []
        assert (await factories.reread(tx, house["paid"])).status is BookingStatus.cancelled


async def test_a_charge_that_is_recorded_twice(db, house):
    twice = """
        INSERT INTO payments (booking_id, user_id, provider, charge_id, amount, currency, status)
        SELECT booking_id, user_id, provider, charge_id, amount, currency, 'review' FROM payments WHERE booking_id = :id
    """
    off = "ALTER TABLE payments DROP CONSTRAINT uq_payments_provider_charge_id"
    assert set(await found(db, off, twice, id=house["paid"].id)) == {17, 18}


async def test_refunds_beyond_the_payment_and_seats_that_nobody_paid(db, house):
    assert set(await found(db, "UPDATE refunds SET amount = amount + 1")) == {17, 19}
    assert set(
        await found(db, "UPDATE payments SET amount = amount - 1 WHERE booking_id = :id", id=house["paid"].id)
    ) == {17, 20, 22}
    lines = "DELETE FROM ledger l USING payments p WHERE p.id = l.payment_id AND p.booking_id = :id"
    assert set(await found(db, lines, id=house["paid"].id)) == {17}
    gone = "DELETE FROM payments WHERE booking_id = :id"
    assert set(await found(db, lines, gone, id=house["paid"].id)) == {20}


async def test_a_change_of_state_without_its_record(db, house):
    assert set(
        await found(db, "DELETE FROM audit WHERE entity = 'booking' AND entity_id = :id", id=house["gift"].id)
    ) == {26}
    quietly = "UPDATE bookings SET status = 'completed', ended_at = now() WHERE id = :id"
    assert set(await found(db, quietly, id=house["gift"].id)) == {26}


async def test_messages_that_are_doubled_or_stuck(db, house):
    off = "ALTER TABLE outbox DROP CONSTRAINT uq_outbox_dedupe"
    twice = "INSERT INTO outbox (user_id, kind, dedupe) SELECT user_id, kind, dedupe FROM outbox LIMIT 1"
    assert set(await found(db, off, twice)) == {27}
    stuck = "UPDATE outbox SET status = 'sending', due_at = clock_timestamp() - interval '{} minutes'"
    assert await found(db, stuck.format(9)) == {}
    violation = (await found(db, stuck.format(11)))[28]
    assert violation.rows > len(violation.ids) == integrity.SAMPLE
    assert set(await found(db, "UPDATE outbox SET status = 'sent', settled_at = NULL")) == {28}
