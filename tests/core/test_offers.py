"""Free seats go to the waitlist first: who gets an offer, for how long, and what becomes of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from core import bookings, change, errors, integrity, lapse, offers, organizers, payments, users, waitlist
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, EntryStatus, Event, Origin, Outbox, User, WaitlistEntry
from tests import factories
from tests.core.test_event_edit import page as page_of
from tests.core.test_waitlist import full, join

MINUTES = timedelta(minutes=30)


async def give_back(db, booking, wanted=0):
    async with db.begin() as tx:
        return await change.set_seats(tx, booking.id, booking.user_id, wanted)


async def offer_of(db, event, guest):
    async with db.begin() as tx:
        return await bookings.active(tx, event.id, guest.id)


async def entry_of(db, guest):
    async with db.begin() as tx:
        return (await tx.execute(select(WaitlistEntry).where(WaitlistEntry.user_id == guest.id))).one()


async def assert_sound(db):
    async with db.begin() as tx:
        assert await integrity.check(tx) == []


async def test_a_seat_that_is_given_back_is_offered_to_the_first_in_line_in_the_same_transaction(db):
    event, booking, (first, second) = await full(db, price=50_000)
    await join(db, event, first)
    await join(db, event, second)
    await give_back(db, booking)
    offer = await offer_of(db, event, first)
    assert (offer.status, offer.origin, offer.seats, offer.price) == (BookingStatus.pending, Origin.waitlist, 1, 50_000)
    assert offer.expires_at - offer.created_at == MINUTES
    assert await offer_of(db, event, second) is None
    entry = await entry_of(db, first)
    assert (entry.status, entry.booking_id) == (EntryStatus.offered, offer.id)
    async with db.begin() as tx:
        told = (await tx.execute(select(Outbox.user_id, Outbox.kind).where(Outbox.booking_id == offer.id))).all()
        trail = (await tx.execute(select(Audit.new, Audit.actor).where(Audit.entity_id == offer.id))).all()
    assert [tuple(row) for row in told] == [(first.id, "offered")]
    assert ("pending", "waitlist") in [tuple(row) for row in trail]
    await assert_sound(db)


async def test_the_earliest_entry_that_fits_gets_the_seats_and_larger_ones_keep_their_place(db):
    event, booking, (large, small, late) = await full(db, seats=3, guests=3)
    await join(db, event, large, 3)
    await join(db, event, small, 1)
    await join(db, event, late, 1)
    await give_back(db, booking, 1)  # two seats: not for three, but for one and one
    assert await offer_of(db, event, large) is None
    assert (await offer_of(db, event, small)).seats == (await offer_of(db, event, late)).seats == 1
    assert (await entry_of(db, large)).status is EntryStatus.waiting
    await assert_sound(db)


async def test_a_higher_priority_is_served_before_an_earlier_place(db):
    event, booking, (first, second) = await full(db)
    await join(db, event, first)
    entry = await join(db, event, second)
    async with db.begin() as tx:
        await waitlist.set_priority(tx, event.host_id, entry.id, 1, "speaker's mother")
    await give_back(db, booking)
    assert await offer_of(db, event, first) is None
    assert (await offer_of(db, event, second)).seats == 1


async def test_a_lapsed_offer_passes_on_once_and_uses_the_entry_up(db):
    event, booking, (first, second) = await full(db)
    await join(db, event, first)
    await join(db, event, second)
    await give_back(db, booking)
    offer = await offer_of(db, event, first)
    async with db.begin() as tx:
        await factories.lapse(tx, offer.id)
    for _ in range(2):
        async with db.begin() as tx:
            await lapse.expire_due(tx, event.id)
    assert (await entry_of(db, first)).status is EntryStatus.lapsed
    assert (await offer_of(db, event, second)).origin is Origin.waitlist
    async with db.begin() as tx:
        kinds = (await tx.execute(select(Outbox.kind).where(Outbox.user_id == first.id).order_by(Outbox.id))).scalars()
        assert list(kinds) == ["offered", "offer_lapsed"]
        with pytest.raises(errors.OfferEnded):
            await bookings.confirm(tx, offer.id, first.id)
    await assert_sound(db)


async def test_a_declined_offer_goes_to_the_next_and_uses_the_entry_up(db):
    event, booking, (first, second) = await full(db)
    await join(db, event, first)
    await join(db, event, second)
    await give_back(db, booking)
    declined = await give_back(db, await offer_of(db, event, first))
    assert (declined.status, declined.reason) == (BookingStatus.cancelled, "declined")
    assert (await entry_of(db, first)).status is EntryStatus.declined
    assert (await offer_of(db, event, second)).status is BookingStatus.pending
    await assert_sound(db)


async def test_an_offer_is_taken_by_one_tap_where_it_is_free_and_by_money_where_it_is_not(db):
    for price in (0, 50_000):
        event, booking, (guest, _) = await full(db, price=price)
        await join(db, event, guest)
        await give_back(db, booking)
        offer = await offer_of(db, event, guest)
        async with db.begin() as tx:
            if price:
                await payments.capture(tx, offer.id, guest.id, price, "RUB", f"charge {offer.id}")
            else:
                await bookings.confirm(tx, offer.id, guest.id)
        assert (await offer_of(db, event, guest)).status is BookingStatus.confirmed
        assert (await entry_of(db, guest)).status is EntryStatus.taken
        await assert_sound(db)


async def test_fewer_seats_of_an_offer_pass_the_rest_on(db):
    event, booking, (first, second) = await full(db, seats=2)
    await join(db, event, first, 2)
    await join(db, event, second, 1)
    await give_back(db, booking)
    await give_back(db, await offer_of(db, event, first), 1)
    assert (await offer_of(db, event, second)).seats == 1
    await assert_sound(db)


async def test_nothing_is_offered_once_the_event_has_begun_and_the_line_is_sent_home(db):
    event, booking, (guest, _) = await full(db, requires_confirmation=True)
    await join(db, event, guest)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(starts_at=func.clock_timestamp() - timedelta(seconds=1)))
        await factories.lapse(tx, booking.id)
        await lapse.expire_due(tx, event.id)
        assert (await tx.execute(select(func.count()).where(Booking.origin == Origin.waitlist))).scalar_one() == 0
        assert await lapse.begun_lines(tx) == [event.id]
        for _ in range(2):
            await lapse.close_line(tx, event.id)
        assert await lapse.begun_lines(tx) == []
        told = (await tx.execute(select(Outbox.kind).where(Outbox.user_id == guest.id))).scalars().all()
    assert ((await entry_of(db, guest)).status, told) == (EntryStatus.closed, ["wait_over"])


async def test_a_line_is_not_closed_before_the_start(db):
    event, _, (guest, _) = await full(db)
    await join(db, event, guest)
    async with db.begin() as tx:
        await lapse.close_line(tx, event.id)
    assert (await entry_of(db, guest)).status is EntryStatus.waiting


async def test_an_offer_ends_with_the_start_of_the_event_at_the_latest(db):
    event, booking, (guest, _) = await full(db)
    await join(db, event, guest)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(starts_at=func.clock_timestamp() + timedelta(minutes=10)))
        start = (await factories.reread(tx, event)).starts_at
    await give_back(db, booking)
    assert (await offer_of(db, event, guest)).expires_at == start


async def quiet(db, guest, hours=(23, 8), zone="Europe/Moscow"):
    async with db.begin() as tx:
        values = {"quiet_from": hours[0], "quiet_until": hours[1], "zone": zone}
        await tx.execute(update(User).where(User.id == guest.id).values(**values))


async def serve_at(db, event, at):
    """Serve the line as if the database's clock stood at `at`: the event lies a week behind that."""
    async with db.begin() as tx:
        starts = at + timedelta(days=7)
        await tx.execute(update(Event).values(starts_at=starts, ends_at=starts + timedelta(hours=2), available=1))
        await tx.execute(
            text("UPDATE bookings SET status = 'cancelled', ended_at = :at WHERE status = 'confirmed'"), {"at": at}
        )
        await offers.serve(tx, event.id, at)


NIGHT = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)  # 3:30 in Moscow, 19:30 in New York


async def test_in_quiet_hours_an_offer_passes_by_without_loss(db):
    event, _, (asleep, awake) = await full(db)
    await join(db, event, asleep)
    await join(db, event, awake)
    await quiet(db, asleep)
    await serve_at(db, event, NIGHT)
    assert await offer_of(db, event, asleep) is None
    assert (await offer_of(db, event, awake)).expires_at == NIGHT + MINUTES
    assert (await entry_of(db, asleep)).status is EntryStatus.waiting


@pytest.mark.parametrize(
    ("hours", "zone", "until"),
    [
        ((23, 8), "Europe/Moscow", datetime(2026, 11, 28, 5, 30, tzinfo=UTC)),
        ((0, 9), "Europe/Moscow", datetime(2026, 11, 28, 6, 30, tzinfo=UTC)),
        ((19, 7), "America/New_York", datetime(2026, 11, 28, 12, 30, tzinfo=UTC)),
        ((23, 8), "America/New_York", NIGHT + MINUTES),
        ((5, 5), "Europe/Moscow", NIGHT + MINUTES),
        ((23, 8), None, datetime(2026, 11, 28, 5, 30, tzinfo=UTC)),  # the event's zone
    ],
)
async def test_if_all_who_fit_are_quiet_the_first_keeps_it_until_half_an_hour_after_theirs(db, hours, zone, until):
    event, _, (first, second) = await full(db)
    await join(db, event, first)
    await join(db, event, second)
    await quiet(db, first, hours, zone)
    await quiet(db, second, (23, 22), "Asia/Tokyo")
    await serve_at(db, event, NIGHT)
    assert (await offer_of(db, event, first)).expires_at == until
    assert await offer_of(db, event, second) is None


async def test_who_can_not_be_told_or_may_not_book_is_passed_over(db):
    event, booking, (away, banned, guest) = await full(db, guests=3)
    for person in (away, banned, guest):
        await join(db, event, person)
    async with db.begin() as tx:
        await users.mark_blocked(tx, away.telegram_id)
        await tx.execute(update(User).where(User.id == banned.id).values(banned_at=func.clock_timestamp()))
    await give_back(db, booking)
    offered = [await offer_of(db, event, person) for person in (away, banned, guest)]
    assert [offer and offer.origin for offer in offered] == [None, None, Origin.waitlist]
    await assert_sound(db)


async def test_a_long_line_of_sleepers_is_walked_to_the_one_who_is_awake(db):
    event, _, crowd = await full(db, guests=offers.PAGE + 20)
    for guest in crowd:
        await join(db, event, guest)
    async with db.begin() as tx:
        await tx.execute(update(User).where(User.id < crowd[-1].id).values(quiet_from=0, quiet_until=9, zone="UTC"))
    await serve_at(db, event, NIGHT)
    assert (await offer_of(db, event, crowd[-1])).expires_at == NIGHT + MINUTES


async def test_who_can_be_told_again_is_served_by_the_next_sweep(db):
    event, booking, (guest, _) = await full(db)
    await join(db, event, guest)
    async with db.begin() as tx:
        await users.mark_blocked(tx, guest.telegram_id)
    await give_back(db, booking)
    assert await offer_of(db, event, guest) is None
    async with db.begin() as tx:
        assert await lapse.idle_seats(tx) == []
        await tx.execute(update(User).values(blocked_at=None))
        assert await lapse.idle_seats(tx) == [event.id]
        await lapse.serve_line(tx, event.id)
        assert await lapse.idle_seats(tx) == []
    assert (await offer_of(db, event, guest)).origin is Origin.waitlist


async def test_a_line_of_colleagues_alone_is_not_looked_at_for_ever(db):
    """Once their event came up at every sweep, and a hundred such would have kept it from all others."""
    async with db.begin() as tx:
        host = await factories.person(tx)
        page = await page_of(tx, host)
    event, booking, (guest, _) = await full(db, host=host, organizer_id=page.id)
    await join(db, event, guest)
    async with db.begin() as tx:
        await organizers.add_member(tx, host.id, page.id, guest.id)
    await give_back(db, booking)
    async with db.begin() as tx:
        assert await lapse.idle_seats(tx) == []
        await organizers.remove_member(tx, host.id, page.id, guest.id)
        assert await lapse.idle_seats(tx) == [event.id]


async def test_a_newcomer_never_takes_seats_that_somebody_in_line_fits(db):
    """The seats of a lapsed hold that no sweep has seen: the newcomer's own transaction gives them to the line."""
    event, hold, (waiting, newcomer) = await full(db, price=100)
    await join(db, event, waiting)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id)
    with pytest.raises(errors.WaitlistFirst):
        await BoxOffice(db).book(event.id, newcomer.id, 1)
    # A refusal writes nothing but its answer: whether the line was served in that transaction is committed with it.
    assert (await offer_of(db, event, waiting)).origin is Origin.waitlist
    await assert_sound(db)


@pytest.mark.parametrize("guarded", [True, False])
async def test_newcomers_race_with_the_line_for_seats_that_come_back(db, guarded, monkeypatch):
    """With the line left out (the control) a newcomer gets a seat that somebody waits for, and invariant 14 sees it."""
    event, booking, others = await full(db, seats=4, guests=24)
    line, newcomers = others[:4], others[4:]
    for guest in line:
        await join(db, event, guest)
    if not guarded:
        monkeypatch.setattr(offers, "serve", lambda *_: asyncio.sleep(0))
    office = BoxOffice(db)
    results = await asyncio.gather(
        give_back(db, booking), *(office.book(event.id, guest.id, 1) for guest in newcomers), return_exceptions=True
    )
    won = [result for result in results[1:] if not isinstance(result, Exception)]
    offered = [await offer_of(db, event, guest) for guest in line]
    async with db.begin() as tx:
        broken = {violation.number for violation in await integrity.check(tx)}
    if guarded:
        assert (won, [offer.origin for offer in offered], broken) == ([], [Origin.waitlist] * 4, set())
    else:
        assert (len(won), offered, broken) == (4, [None] * 4, set()) or broken == {14}


async def test_two_sweeps_at_once_release_each_hold_once_and_offer_its_seats_once(db):
    event, hold, line = await full(db, seats=3, guests=6, price=100)
    for guest in line:
        await join(db, event, guest)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id)

    async def sweep():
        async with db.begin() as tx:
            return await lapse.expire_due(tx, event.id)

    freed = await asyncio.gather(*(sweep() for _ in range(6)))
    assert sorted(freed) == [0, 0, 0, 0, 0, 3]
    offered = [await offer_of(db, event, guest) for guest in line]
    assert [offer is not None for offer in offered] == [True] * 3 + [False] * 3
    await assert_sound(db)
