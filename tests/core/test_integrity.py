"""Every invariant has a fault that it finds: a check that never fails proves nothing."""

import asyncio
import re
import secrets

import pytest
from sqlalchemy import text

from core import change, closing, integrity, lapse, outbox, payments, waitlist
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
    assert set(await found(db, over, id=house["priced"].id)) == {5, 26}
    assert set(await found(db, over, SAID.format("event", "cancelled"), id=house["priced"].id)) == {5}


SAID = "INSERT INTO audit (entity, entity_id, new, actor) VALUES ('{}', :id, '{}', 'x')"
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
    assert set(await found(db, over, SAID.format("event", "cancelled"), id=house["free"].id)) == {5}


async def test_an_event_that_is_wound_up_before_its_time(db, house):
    wound = "UPDATE events SET wound_up_at = clock_timestamp() WHERE id = :id"
    assert (await found(db, wound, id=house["free"].id))[5].ids == (house["free"].id,)
    async with db.begin() as tx:
        await closing.cancel(tx, house["free"].host_id, house["free"].id, "rain")
    assert await found(db, id=house["free"].id) == {}
    assert (await found(db, wound, id=house["free"].id))[5].ids == (house["free"].id,)
    async with db.begin() as tx:
        assert await closing.wind_up(tx, house["free"].id) == 1
        assert await integrity.check(tx) == []


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


async def test_confirmed_at_no_moment_and_a_moment_without_a_confirmation(db, house):
    never = "UPDATE bookings SET confirmed_at = NULL WHERE id = :id"
    for name in ("paid", "gift"):
        assert (await found(db, never, id=house[name].id))[7].ids == (house[name].id,)
    assert await found(db, never, id=house["given_back"].id) == {}
    early = "UPDATE bookings SET confirmed_at = created_at WHERE id = :id"
    for name in ("held", "lapsed"):
        assert (await found(db, early, id=house[name].id))[7].ids == (house[name].id,)


async def test_who_waits_beside_a_booking(db, house):
    await line_of(db, house["free"], [1])
    beside = WAITS.format(event=house["free"].id, user=house["gift"].user_id, seats=1)
    said = "INSERT INTO audit (entity, entity_id, new, actor) SELECT 'waitlist', max(id), 'waiting', 'x' FROM waitlist"
    assert set(await found(db, beside)) == {12, 26}
    assert set(await found(db, beside, said)) == {12}


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
    assert set(await found(db, lost, SAID.format("waitlist", "taken"), id=first.id)) == {16}


async def test_a_hold_that_no_sweep_lets_go(db, house):
    late = "UPDATE bookings SET expires_at = clock_timestamp() - interval '{} minutes' WHERE id = :id"
    assert await found(db, late.format(4), id=house["held"].id) == {}
    assert set(await found(db, late.format(6), id=house["held"].id)) == {8}


COPY = """
    INSERT INTO bookings (event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until,
                          confirmed_at)
    SELECT event_id, {user}, 1, 'confirmed', 0, currency, terms, :code, refundable_until, created_at
    FROM bookings WHERE id = :id
"""
RECORD = """
    INSERT INTO audit (entity, entity_id, new, seats, actor) SELECT 'booking', max(id), 'confirmed', 1, 'x' FROM bookings
"""
TAKE = "UPDATE events SET available = available - 1 WHERE id = :event"


async def test_a_second_active_booking_and_a_host_at_the_own_event(db, house):
    twice = ("DROP INDEX uq_bookings_active", COPY.format(user="user_id"), RECORD, TAKE)
    ids = {"id": house["gift"].id, "event": house["free"].id, "code": secrets.token_hex(8)}
    assert set(await found(db, *twice, **ids)) == {10}
    own = (COPY.format(user=house["free"].host_id), RECORD, TAKE)
    assert set(await found(db, *own, **ids)) == {11}


MADE = "INSERT INTO organizers (id, slug, name) OVERRIDING SYSTEM VALUE VALUES (77, 'kino-club', 'Kino')"
UNDER = "UPDATE events SET organizer_id = 77 WHERE id = :event"
JOINED = "INSERT INTO team_members (organizer_id, user_id, created_at) VALUES (77, :user, now() - interval '{}')"


async def test_seats_that_grew_when_their_holder_was_in_the_team_already(db, house):
    gift = house["gift"]
    async with db.begin() as tx:
        for seats in (3, 2):
            await change.set_seats(tx, gift.id, gift.user_id, seats)
        await tx.execute(text("UPDATE bookings SET created_at = created_at - interval '1 hour'"))
    ids = {"event": gift.event_id, "user": gift.user_id, "id": gift.id}
    joined = (MADE, UNDER, JOINED.format("1 minute"))
    assert (await found(db, *joined, **ids))[11].ids == (gift.id,)
    assert await found(db, MADE, UNDER, JOINED.format("0 minutes"), **ids) == {}
    came = SAID.format("event", "published").replace(":id", ":event")
    moved = """UPDATE audit SET detail = '{"organizer_id": [null, 77]}' WHERE entity = 'event' AND actor = 'x'"""
    assert await found(db, *joined, came, moved, **ids) == {}
    only_fewer = "DELETE FROM audit WHERE entity = 'booking' AND entity_id = :id AND reason = 'seats 1 -> 3'"
    more_at_first = "UPDATE audit SET seats = 4 WHERE entity = 'booking' AND entity_id = :id AND old IS NULL"
    assert await found(db, *joined, only_fewer, more_at_first, **ids) == {}


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
    said = "INSERT INTO audit (entity, entity_id, new, actor) SELECT 'payment', max(id), 'review', 'x' FROM payments"
    assert set(await found(db, off, twice, said, id=house["paid"].id)) == {17, 18}


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


async def test_seats_that_the_record_does_not_know(db, house):
    other = "UPDATE audit SET seats = 1 WHERE entity = 'booking' AND entity_id = :id"
    violation = (await found(db, other, id=house["paid"].id))[26]
    assert (violation.rows, violation.ids) == (1, (house["paid"].id,))


async def test_an_event_that_went_back_to_a_draft_and_traces_that_are_gone(db, house):
    back = "UPDATE events SET status = 'draft' WHERE id = :id"
    broken = await found(db, back, id=house["free"].id)
    assert (set(broken), broken[26].ids) == ({26}, (house["free"].id,))
    await line_of(db, house["free"], [1])
    async with db.begin() as tx:
        await payments.ask(tx, house["held"].id, house["held"].user_id)
    tables = {"event": "events", "waitlist": "waitlist", "attempt": "attempts", "payment": "payments"}
    for entity, table in (tables | {"refund": "refunds"}).items():
        broken = await found(db, f"DELETE FROM audit WHERE entity = '{entity}'")
        assert (set(broken), broken[26].name.partition(":")[0]) == ({26}, table)
    changed = {"attempts": "failed', ended_at = now(), error = 'x", "payments": "settled", "refunds": "refunded"}
    for table, status in changed.items():
        assert 26 in await found(db, f"UPDATE {table} SET status = '{status}'")


async def test_a_word_to_a_guest_that_goes_to_somebody_else_or_names_another_event(db, house):
    others = "UPDATE outbox SET user_id = :user WHERE booking_id = :id"
    ids = {"id": house["paid"].id, "user": house["gift"].user_id, "event": house["free"].id}
    broken = await found(db, others, **ids)
    assert (set(broken), broken[30].rows) == ({30}, 2)
    # An admin hears of a guest's refund, and whoever paid for somebody else of that money.
    assert await found(db, "UPDATE outbox SET kind = 'refund_by_hand' WHERE booking_id = :id", others, **ids) == {}
    elsewhere = "UPDATE outbox SET event_id = :event WHERE booking_id = :id"
    assert set(await found(db, elsewhere, **ids)) == {30}


def test_every_kind_that_goes_stale_with_a_booking_is_its_holders():
    """What a booking must still be when a message leaves is asked for its holder alone."""
    [query] = [query for number, _, query in integrity.INVARIANTS if number == 30]
    assert set(re.findall(r"'(\w+)'", query)) == set(outbox.STILL)


async def test_messages_that_are_doubled_or_stuck(db, house):
    off = "ALTER TABLE outbox DROP CONSTRAINT uq_outbox_dedupe"
    twice = "INSERT INTO outbox (user_id, kind, dedupe) SELECT user_id, kind, dedupe FROM outbox LIMIT 1"
    assert set(await found(db, off, twice)) == {27}
    stuck = "UPDATE outbox SET status = 'sending', due_at = clock_timestamp() - interval '{} minutes'"
    assert await found(db, stuck.format(9)) == {}
    violation = (await found(db, stuck.format(11)))[28]
    assert violation.rows > len(violation.ids) == integrity.SAMPLE
    assert set(await found(db, "UPDATE outbox SET status = 'sent', settled_at = NULL")) == {28}
