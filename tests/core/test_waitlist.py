"""The line in front of a full event: joining, leaving, fewer seats, priorities, and who may."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text, update

from core import change, errors, integrity, users, waitlist
from core.box_office import BoxOffice
from core.models import Audit, EntryStatus, Event, Organizer, TeamMember, User, WaitlistEntry
from tests import factories


async def full(db, seats=1, guests=2, **values):
    """An event whose seats one person has, and more people."""
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=seats, **values)
        holder, *others = await factories.people(tx, guests + 1)
    booking = await BoxOffice(db).book(event.id, holder.id, seats)
    return event, booking, others


async def join(db, event, guest, seats=1):
    async with db.begin() as tx:
        return await waitlist.join(tx, event.id, guest.id, seats)


async def place(db, event, guest):
    async with db.begin() as tx:
        entry = await waitlist.mine(tx, event.id, guest.id)
        return None if entry is None else await waitlist.position(tx, entry)


async def refusal(db, verb, *args):
    with pytest.raises(errors.DomainError) as refused:
        async with db.begin() as tx:
            await verb(tx, *args)
    return refused.value.code


async def test_people_stand_in_the_order_in_which_they_came(db):
    event, _, (first, second, third) = await full(db, guests=3)
    for guest in (first, second, third):
        await join(db, event, guest)
    assert [await place(db, event, guest) for guest in (first, second, third)] == [1, 2, 3]
    async with db.begin() as tx:
        await waitlist.leave(tx, event.id, first.id)
    assert [await place(db, event, guest) for guest in (first, second, third)] == [None, 1, 2]


async def test_joining_twice_is_one_place_and_another_number_is_told_where_one_stands(db):
    event, _, (guest, _) = await full(db, seats=2)
    entry = await join(db, event, guest, 2)
    assert (await join(db, event, guest, 2)).id == entry.id
    with pytest.raises(errors.AlreadyWaiting) as refused:
        await join(db, event, guest, 1)
    assert refused.value.params["pos"] == 1


async def test_two_taps_at_once_are_one_place(db):
    event, _, (guest, _) = await full(db)
    entries = await asyncio.gather(*(join(db, event, guest) for _ in range(8)))
    assert len({entry.id for entry in entries}) == 1


async def test_nobody_waits_for_seats_that_are_free(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=3)
        guest = await factories.person(tx)
    with pytest.raises(errors.SeatsFree) as refused:
        await join(db, event, guest, 2)
    assert refused.value.params["free"] == 3


async def test_a_lapsed_hold_that_no_sweep_has_seen_is_a_free_seat_for_who_wants_to_wait(db):
    event, hold, (guest, _) = await full(db, price=100)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id)
    assert await refusal(db, waitlist.join, event.id, guest.id, 1) == "seats_free"


async def test_who_has_seats_does_not_wait_and_who_books_leaves_the_line(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=3)
        holder, guest = await factories.people(tx, 2)
    office = BoxOffice(db)
    await office.book(event.id, holder.id, 2)
    assert await refusal(db, waitlist.join, event.id, holder.id, 1) == "already_booked"
    await join(db, event, guest, 2)
    await office.book(event.id, guest.id, 1)  # one is free: it fits nobody in line
    async with db.begin() as tx:
        entry = (await tx.execute(select(WaitlistEntry))).one()
        assert (entry.status, await integrity.check(tx)) == (EntryStatus.left, [])
        last = (await tx.execute(select(Audit.old, Audit.new).where(Audit.entity == "waitlist"))).all()
    assert [tuple(row) for row in last] == [(None, "waiting"), ("waiting", "left")]


@pytest.mark.parametrize(
    ("who", "code"),
    [("host", "own_event"), ("team", "own_event"), ("banned", "banned"), ("unreachable", "unreachable")],
)
async def test_who_may_not_book_may_not_wait(db, who, code):
    event, _, (guest, _) = await full(db)
    async with db.begin() as tx:
        if who == "team":
            page = insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer.id)
            page_id = (await tx.execute(page)).scalar_one()
            await tx.execute(insert(TeamMember).values(organizer_id=page_id, user_id=guest.id))
            await tx.execute(update(Event).values(organizer_id=page_id))
        if who == "banned":
            await tx.execute(update(User).where(User.id == guest.id).values(banned_at=func.clock_timestamp()))
        if who == "unreachable":
            await users.mark_blocked(tx, guest.telegram_id)
    user_id = event.host_id if who == "host" else guest.id
    assert await refusal(db, waitlist.join, event.id, user_id, 1) == code


@pytest.mark.parametrize("seats", [0, -1, 5, 10**9])
async def test_seats_beyond_the_events_limit_are_refused(db, seats):
    event, _, (guest, _) = await full(db, seats=4)
    assert await refusal(db, waitlist.join, event.id, guest.id, seats) == "seats_limit"


async def test_nobody_joins_an_event_that_has_begun_is_over_or_is_not_theirs_to_see(db):
    event, _, (guest, _) = await full(db)
    for change_, code in (
        ({"access": "private"}, "not_found"),
        ({"access": "public", "starts_at": func.clock_timestamp() - timedelta(minutes=1)}, "event_begun"),
        ({"status": "cancelled", "over_at": func.clock_timestamp()}, "event_closed"),
    ):
        async with db.begin() as tx:
            await tx.execute(update(Event).values(**change_))
        assert await refusal(db, waitlist.join, event.id, guest.id, 1) == code
    assert await refusal(db, waitlist.join, 10**30, guest.id, 1) == "not_found"


async def test_a_place_takes_fewer_seats_where_it_stands_and_never_more(db):
    event, _, (first, second) = await full(db, seats=3)
    await join(db, event, first, 3)
    await join(db, event, second, 1)
    async with db.begin() as tx:
        smaller = await waitlist.shrink(tx, event.id, first.id, 2)
    assert (smaller.seats, await place(db, event, first), await place(db, event, second)) == (2, 1, 2)
    assert await refusal(db, waitlist.shrink, event.id, first.id, 3) == "only_shrinks"
    assert await refusal(db, waitlist.shrink, event.id, first.id, 0) == "seats_limit"


async def test_a_place_that_shrinks_to_what_is_free_is_offered_at_once(db):
    event, booking, (guest, _) = await full(db, seats=2)
    await join(db, event, guest, 2)
    async with db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, 1)  # one free seat, which fits nobody
        assert await waitlist.shrink(tx, event.id, guest.id, 1) is None
        assert (await factories.reread(tx, event)).available == 0
        assert await integrity.check(tx) == []


async def test_leaving_twice_and_leaving_what_one_never_joined_is_no_error(db):
    event, _, (guest, _) = await full(db)
    await join(db, event, guest)
    async with db.begin() as tx:
        for _ in range(2):
            await waitlist.leave(tx, event.id, guest.id)
    assert await place(db, event, guest) is None
    entry = await join(db, event, guest)
    assert entry.status is EntryStatus.waiting


async def test_a_host_moves_somebody_forward_with_a_reason_that_stays(db):
    event, _, (first, second) = await full(db)
    await join(db, event, first)
    entry = await join(db, event, second)
    assert await refusal(db, waitlist.set_priority, event.host_id, entry.id, 5, " ") == "invalid"
    assert await refusal(db, waitlist.set_priority, event.host_id, entry.id, 10**6, "x") == "invalid"
    assert await refusal(db, waitlist.set_priority, first.id, entry.id, 5, "because I can") == "not_found"
    async with db.begin() as tx:
        await waitlist.set_priority(tx, event.host_id, entry.id, 5, "drove 300 km")
        why = (await tx.execute(select(Audit.actor, Audit.reason).order_by(Audit.id.desc()).limit(1))).one()
    assert tuple(why) == (f"user:{event.host_id}", "priority 0 -> 5: drove 300 km")
    assert [await place(db, event, guest) for guest in (first, second)] == [2, 1]


async def test_a_newcomer_stands_behind_whom_a_host_sent_to_the_end(db):
    event, _, (first, second, third, fourth) = await full(db, guests=4)
    entry = await join(db, event, first)
    await join(db, event, second)
    async with db.begin() as tx:
        await waitlist.move(tx, event.host_id, entry.id, "end", "comes late")
    await join(db, event, third)
    assert [await place(db, event, guest) for guest in (second, first, third)] == [1, 2, 3]
    async with db.begin() as tx:
        await waitlist.leave(tx, event.id, first.id)
    await join(db, event, fourth)
    await join(db, event, first)
    everybody = (second, third, fourth, first)
    assert [await place(db, event, guest) for guest in everybody] == [1, 2, 3, 4]


async def test_there_is_a_front_before_the_front_and_an_end_behind_the_end(db):
    event, _, (first, second, third) = await full(db, guests=3)
    entries = [await join(db, event, guest) for guest in (first, second, third)]
    async with db.begin() as tx:
        for entry, most in zip(entries, (waitlist.LARGEST_PRIORITY, -waitlist.LARGEST_PRIORITY), strict=False):
            await waitlist.set_priority(tx, event.host_id, entry.id, most, "as far as can be said")
        await waitlist.move(tx, event.host_id, entries[2].id, "front", "the speaker's")
    assert [await place(db, event, guest) for guest in (third, first, second)] == [1, 2, 3]
    async with db.begin() as tx:
        await waitlist.move(tx, event.host_id, entries[2].id, "end", "not the speaker's")
    assert [await place(db, event, guest) for guest in (first, second, third)] == [1, 2, 3]


async def test_two_who_move_somebody_at_once_leave_a_record_in_which_each_step_follows_the_last(db):
    event, _, (guest, _) = await full(db)
    entry = await join(db, event, guest)

    async def move(priority):
        async with db.begin() as tx:
            await waitlist.set_priority(tx, event.host_id, entry.id, priority, "why")

    async with db.begin() as tx:
        await waitlist.set_priority(tx, event.host_id, entry.id, 5, "why")
        second = asyncio.create_task(move(7))
        await somebody_waits_for_a_lock(db)
    await second
    async with db.begin() as tx:
        said = select(Audit.reason).where(Audit.reason.like("priority%")).order_by(Audit.id)
        assert list((await tx.execute(said)).scalars()) == ["priority 0 -> 5: why", "priority 5 -> 7: why"]


async def somebody_waits_for_a_lock(db):
    stuck = text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = :name"
    )
    while True:
        async with db.begin() as tx:
            if (await tx.execute(stuck, {"name": db.url.database})).scalar_one():
                return


async def test_only_those_who_manage_the_event_see_the_line(db):
    event, _, (first, second) = await full(db)
    await join(db, event, first)
    assert await refusal(db, waitlist.line, second.id, event.id) == "not_found"
    async with db.begin() as tx:
        [row] = await waitlist.line(tx, event.host_id, event.id)
        [mine] = await waitlist.of_person(tx, first.id)
    assert (row.user_id, row.user_name, row.seats) == (first.id, first.name, 1)
    assert (mine.event_id, mine.event_name) == (event.id, event.name)
