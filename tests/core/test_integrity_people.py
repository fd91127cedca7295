"""Each rule about the door and about reviews has a fault that it finds."""

import pytest
from sqlalchemy import text

from core import reviews
from core.integrity_people import PEOPLE
from core.models import Direction
from tests import factories
from tests.core import evening


async def found(tx, *faults: str, **ids) -> dict[int, list[int]]:
    """The rules that are broken after the faults, with the rows they name; the faults are undone."""
    before = await tx.begin_nested()
    for fault in faults:
        await tx.execute(text(fault), {name: value for name, value in ids.items() if f":{name}" in fault})
    broken = {number: list((await tx.execute(text(query))).scalars()) for number, _, query in PEOPLE}
    await before.rollback()
    return {number: rows for number, rows in broken.items() if rows}


@pytest.fixture
async def house(db):
    """An evening that took place, with a review in each direction, and one that is still to come."""
    async with db.begin() as tx:
        host = await factories.person(tx, "Marta")
        anna, oleg = await factories.people(tx, 2)
        past = await evening.took_place(tx, anna, oleg, host=host, came=1)
        ahead = await factories.event(tx, host, price=100)
        [hold] = await evening.book(tx, ahead, anna)
        said = [
            await reviews.say(tx, anna.id, past.id, Direction.guest_event, 5),
            await reviews.say(tx, anna.id, past.id, Direction.guest_host, 5),
            await reviews.say(tx, host.id, past.id, Direction.host_event, 5),
            await reviews.say(tx, host.id, past.id, Direction.host_guest, 5, target_id=anna.id),
        ]
    async with db.connect() as tx:
        query = text("SELECT id FROM bookings WHERE event_id = :event ORDER BY id")
        came, missed = (await tx.execute(query, {"event": past.id})).scalars()
        ids = {"host": host.id, "anna": anna.id, "oleg": oleg.id, "past": past.id, "ahead": ahead.id}
        ids |= {"hold": hold.id, "came": came, "missed": missed}
        ids |= {row.direction.value: row.id for row in said}
        yield tx, ids


def in_(booking: str) -> tuple[str, str]:
    """Somebody is in without the verb that lets them in, but with a record."""
    row = "UPDATE bookings SET checked_in = 1, checked_in_at = clock_timestamp(), checked_in_by = :host WHERE id = :{}"
    record = "INSERT INTO audit (entity, entity_id, new, actor) VALUES ('check_in', :{}, '1', 'x')"
    return row.format(booking), record.format(booking)


async def test_nothing_is_wrong_with_an_evening_that_was_spent_as_it_should(house):
    tx, _ = house
    assert await found(tx) == {}
    assert len({number for number, _, _ in PEOPLE}) == len(PEOPLE)


async def test_somebody_is_in_without_seats(house):
    tx, ids = house
    assert await found(tx, *in_("hold"), **ids) == {35: [ids["hold"]]}
    over = "UPDATE bookings SET status = 'cancelled', ended_at = clock_timestamp() {} WHERE id = :missed"
    assert await found(tx, over.format("- interval '1 hour'"), *in_("missed"), **ids) == {35: [ids["missed"]]}
    assert await found(tx, *in_("missed"), over.format(""), **ids) == {}


async def test_somebody_is_in_and_nobody_knows_since_when_or_by_whom(house):
    tx, ids = house
    for column in ("checked_in_at", "checked_in_by"):
        nobody = f"UPDATE bookings SET {column} = NULL WHERE id = :came"
        assert await found(tx, nobody, **ids) == {36: [ids["came"]]}


async def test_somebody_is_in_without_a_record(house):
    tx, ids = house
    assert await found(tx, in_("missed")[0], **ids) == {37: [ids["missed"]]}
    assert await found(tx, "DELETE FROM audit WHERE entity = 'check_in'", **ids) == {37: [ids["came"]]}


async def test_a_review_of_an_event_that_did_not_take_place_or_not_yet(house):
    tx, ids = house
    early = "UPDATE reviews SET created_at = clock_timestamp() - interval '1 day' WHERE id = :guest_event"
    assert await found(tx, early, **ids) == {38: [ids["guest_event"]]}
    elsewhere = "UPDATE reviews SET event_id = :ahead WHERE id = :host_event"
    assert await found(tx, elsewhere, **ids) == {38: [ids["host_event"]]}


async def test_a_review_by_or_of_somebody_who_had_no_seats(house):
    tx, ids = house
    gone = "UPDATE bookings SET status = 'cancelled', ended_at = clock_timestamp() WHERE id = :came"
    theirs = [ids[name] for name in ("guest_event", "guest_host", "host_guest")]
    assert await found(tx, gone, **ids) == {39: theirs}


async def test_a_review_by_or_of_the_wrong_host(house):
    tx, ids = house
    assert await found(tx, "UPDATE reviews SET author_id = :oleg WHERE id = :host_event", **ids) == {
        40: [ids["host_event"]]
    }
    assert await found(tx, "UPDATE reviews SET target_id = :oleg WHERE id = :guest_host", **ids) == {
        40: [ids["guest_host"]]
    }


async def test_a_review_of_oneself(house):
    tx, ids = house
    own = "UPDATE reviews SET author_id = :anna WHERE id = :host_guest"
    assert set(await found(tx, own, **ids)) == {40, 41}
    assert set(await found(tx, "UPDATE reviews SET author_id = :host WHERE id = :guest_event", **ids)) == {39, 41}


async def test_two_reviews_of_one_author_and_target(house):
    tx, ids = house
    twice = "INSERT INTO reviews (author_id, event_id, direction, stars) VALUES (:anna, :past, 'guest_event', 1)"
    assert set(await found(tx, "DROP INDEX uq_reviews_once", twice, **ids)) == {42}


LEFT = "UPDATE users SET telegram_id = NULL, chat_open = false, erased_at = clock_timestamp() WHERE id = :{}"
SEAT = "UPDATE bookings SET status = 'confirmed', confirmed_at = created_at, user_id = :oleg WHERE id = :hold"
BEGUN = "UPDATE events SET starts_at = clock_timestamp() - interval '1 minute' WHERE id = :ahead"
MOVED = """
    INSERT INTO audit (entity, entity_id, old, new, actor, reason, detail)
    SELECT 'event', id, status, status, 'x', 'edited', jsonb_build_object(
        'starts_at', jsonb_build_array(now() - interval '1 minute', starts_at),
        'ends_at', jsonb_build_array(now() - interval '1 second', ends_at)) FROM events WHERE id = :ahead
"""


async def test_somebody_who_left_holds_waits_or_goes(house):
    tx, ids = house
    assert await found(tx, LEFT.format("oleg"), **ids) == {}
    assert await found(tx, LEFT.format("anna"), **ids) == {43: [ids["anna"]]}
    lapsed = "UPDATE bookings SET expires_at = clock_timestamp() - interval '1 minute' WHERE id = :hold"
    assert await found(tx, lapsed, LEFT.format("anna"), **ids) == {}
    assert await found(tx, SEAT, LEFT.format("oleg"), **ids) == {43: [ids["oleg"]]}
    waits = "INSERT INTO waitlist (event_id, user_id, seats) VALUES (:ahead, :oleg, 1)"
    assert await found(tx, waits, LEFT.format("oleg"), **ids) == {43: [ids["oleg"]]}


async def test_seats_that_somebody_who_left_may_keep(house):
    """Of an evening that had begun or was cancelled, or whose door they had passed: nobody gives those back."""
    tx, ids = house
    assert await found(tx, SEAT, BEGUN, LEFT.format("oleg"), **ids) == {}
    assert await found(tx, SEAT, LEFT.format("oleg"), MOVED, **ids) == {}
    assert await found(tx, SEAT, MOVED, LEFT.format("oleg"), **ids) == {43: [ids["oleg"]]}
    assert await found(tx, SEAT, *in_("hold"), LEFT.format("oleg"), **ids) == {}
    out = "UPDATE bookings SET checked_in = 0, checked_in_at = NULL, checked_in_by = NULL WHERE id = :hold"
    undone = "INSERT INTO audit (entity, entity_id, new, actor) VALUES ('check_in', :hold, '0', 'x')"
    assert await found(tx, SEAT, *in_("hold"), LEFT.format("oleg"), out, undone, **ids) == {}
    off = "UPDATE events SET status = 'cancelled', over_at = clock_timestamp() WHERE id = :ahead"
    assert await found(tx, SEAT, off, LEFT.format("oleg"), **ids) == {}


async def test_somebody_who_left_hosts_what_lies_ahead(house):
    tx, ids = house
    theirs = "UPDATE events SET host_id = :oleg WHERE id = :{}"
    assert await found(tx, theirs.format("ahead"), LEFT.format("oleg"), **ids) == {43: [ids["oleg"]]}
    ended = "UPDATE events SET starts_at = now() - interval '1 day', ends_at = now() WHERE id = :ahead"
    assert await found(tx, theirs.format("ahead"), ended, LEFT.format("oleg"), **ids) == {}
    assert await found(tx, theirs.format("ahead"), LEFT.format("oleg"), MOVED, **ids) == {}
    draft = "UPDATE events SET status = 'draft' WHERE id = :ahead"
    assert await found(tx, theirs.format("ahead"), draft, LEFT.format("oleg"), **ids) == {}
    gone = "DELETE FROM outbox WHERE booking_id = :hold", "DELETE FROM bookings WHERE id = :hold"
    assert await found(tx, theirs.format("ahead"), draft, *gone, LEFT.format("oleg"), **ids) == {43: [ids["oleg"]]}
