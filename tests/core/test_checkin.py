"""The door: whose ticket this is, who is in, and taking that back."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core import change, checkin, database, errors
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, EventStatus, Organizer, Role, TeamMember, User
from tests import factories

PHONES = 5


async def evening(db, hours: float = 1, seats: int = 2, **values):
    """An event that begins in so many hours, its host and a booking of a guest's."""
    async with db.begin() as tx:
        host, guest = await factories.person(tx, "Marta"), await factories.person(tx, "Anna K.")
        event = await factories.event(tx, host, **values)
    booking = await BoxOffice(db).book(event.id, guest.id, seats)
    await move(db, event, hours)
    return event, host, booking


async def move(db, event, hours: float, **values) -> None:
    """Rows move, not the clock: the event lasts two hours and begins in `hours`."""
    async with db.begin() as tx:
        start = await database.now(tx) + timedelta(hours=hours)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=2)} | values
        await tx.execute(update(Event).where(Event.id == event.id).values(**times))


async def admit(db, host, booking, seats=2, **kw):
    async with db.begin() as tx:
        return await checkin.admit(tx, host.id, booking.id, seats, **kw)


async def undo(db, host, booking):
    async with db.begin() as tx:
        return await checkin.undo(tx, host.id, booking.id)


async def look(db, user, code):
    async with db.begin() as tx:
        return await checkin.look(tx, user.id, code)


async def trail(db, booking) -> list[tuple]:
    told = select(Audit.old, Audit.new, Audit.actor, Audit.reason).order_by(Audit.id)
    async with db.begin() as tx:
        rows = await tx.execute(told.where(Audit.entity == "check_in", Audit.entity_id == booking.id))
        return [tuple(row) for row in rows]


async def test_a_ticket_lets_its_party_in_once(db):
    _, host, booking = await evening(db)
    assert (await look(db, host, booking.ticket_code)).state == "ready"
    row, already = await admit(db, host, booking)
    assert (row.checked_in, row.checked_in_by, row.checked_in_at is None, already) == (2, host.id, False, False)
    again, already = await admit(db, host, booking)
    assert (again, already) == (row, True)
    seen = await look(db, host, booking.ticket_code)
    assert (seen.id, seen.state, seen.guest_name, seen.door_name, seen.checked_in_at) == (
        booking.id,
        "in",
        "Anna K.",
        "Marta",
        row.checked_in_at,
    )
    assert await trail(db, booking) == [("0", "2", f"user:{host.id}", "door")]


async def test_one_of_two_comes_first_and_keeps_the_moment(db):
    _, host, booking = await evening(db)
    one, _ = await admit(db, host, booking, 1)
    assert (await look(db, host, booking.ticket_code)).state == "part"
    both, already = await admit(db, host, booking, 2)
    assert (one.checked_in, both.checked_in, already, both.checked_in_at) == (1, 2, False, one.checked_in_at)
    fewer, _ = await admit(db, host, booking, 1)
    assert fewer.checked_in == 1
    most, _ = await admit(db, host, booking, 99)
    assert most.checked_in == 2
    for none in (0, -1):
        with pytest.raises(errors.SeatsLimit):
            await admit(db, host, booking, none)


async def test_undo_forgets_who_is_in_and_a_second_one_changes_nothing(db):
    _, host, booking = await evening(db)
    await admit(db, host, booking)
    for _ in range(2):
        row = await undo(db, host, booking)
        assert (row.checked_in, row.checked_in_at, row.checked_in_by) == (0, None, None)
    assert [entry[1] for entry in await trail(db, booking)] == ["2", "0"]


@pytest.mark.parametrize("said", ["{}", " {} ", "{lower}", "{dashed}", "{spaced}", "{cyrillic}"])
async def test_a_code_is_read_as_people_type_it(db, said):
    _, host, booking = await evening(db)
    code = booking.ticket_code
    quads = [code[at : at + 4] for at in range(0, 16, 4)]
    forms = {"lower": code.lower(), "dashed": "-".join(quads), "spaced": " ".join(quads)}
    forms["cyrillic"] = code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")).lower()
    assert (await look(db, host, said.format(code, **forms))).id == booking.id


@pytest.mark.parametrize("code", ["", "x", "2" * 16, "A" * 100_000, "\x00", "' OR 1=1 --", "t_"])
async def test_a_code_that_never_was_is_not_there(db, code):
    _, host, _ = await evening(db)
    with pytest.raises(errors.NotFound):
        await look(db, host, code)


async def test_the_door_is_for_those_who_manage_the_event(db):
    event, host, booking = await evening(db)
    async with db.begin() as tx:
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
        await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=page.id))
        member, admin = await factories.person(tx, "Oleg"), await factories.person(tx, role=Role.admin)
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=member.id))
        stranger = await factories.person(tx)
        other_host = (await factories.event(tx, await factories.person(tx))).host_id
        guest = (await tx.execute(select(User).where(User.id == booking.user_id))).one()
        other = (await tx.execute(select(User).where(User.id == other_host))).one()
    for nobody in (stranger, guest, other):
        for attempt in (look(db, nobody, booking.ticket_code), admit(db, nobody, booking), undo(db, nobody, booking)):
            with pytest.raises(errors.NotFound):
                await attempt
    for somebody in (host, member, admin):
        assert (await look(db, somebody, booking.ticket_code)).id == booking.id
        assert (await admit(db, somebody, booking))[0].checked_in == 2
        assert (await undo(db, somebody, booking)).checked_in == 0


@pytest.mark.parametrize("booking_id", [0, -1, 2**63, 10**9])
async def test_a_booking_that_never_was_is_not_there(db, booking_id):
    _, host, _ = await evening(db)
    async with db.begin() as tx:
        with pytest.raises(errors.NotFound):
            await checkin.admit(tx, host.id, booking_id, 1)


async def test_a_banned_host_reads_and_lets_nobody_in(db):
    _, host, booking = await evening(db)
    async with db.begin() as tx:
        await tx.execute(update(User).where(User.id == host.id).values(banned_at=await database.now(tx)))
    assert (await look(db, host, booking.ticket_code)).state == "ready"
    for attempt in (admit(db, host, booking), undo(db, host, booking)):
        with pytest.raises(errors.Banned):
            await attempt


async def test_what_is_held_lapsed_or_given_back_opens_nothing(db):
    _, host, held = await evening(db, requires_confirmation=True)
    assert (await look(db, host, held.ticket_code)).state == "unpaid"
    with pytest.raises(errors.NotPending) as refused:
        await admit(db, host, held)
    assert refused.value.params["status"] == "pending"
    async with db.begin() as tx:
        await factories.lapse(tx, held.id)
    assert (await look(db, host, held.ticket_code)).state == "void"
    with pytest.raises(errors.HoldEnded):
        await admit(db, host, held)

    _, host, back = await evening(db, hours=24)
    async with db.begin() as tx:
        await change.set_seats(tx, back.id, back.user_id, 0)
    assert (await look(db, host, back.ticket_code)).state == "void"
    with pytest.raises(errors.NotPending) as refused:
        await admit(db, host, back, anyway=True)
    assert refused.value.params["status"] == "cancelled"


@pytest.mark.parametrize(("hours", "state"), [(24.1, "early"), (23.9, "ready"), (-13.9, "ready"), (-14.1, "late")])
async def test_the_door_opens_a_day_before_and_closes_half_a_day_after(db, hours, state):
    event, host, booking = await evening(db, hours)
    assert (await look(db, host, booking.ticket_code)).state == state
    if state == "ready":
        assert (await admit(db, host, booking))[0].checked_in == 2
        return
    with pytest.raises(errors.NotTheDay) as refused:
        await admit(db, host, booking)
    async with db.begin() as tx:
        assert refused.value.params["time"] == (await factories.reread(tx, event)).starts_at
    assert (await admit(db, host, booking, anyway=True))[0].checked_in == 2
    assert await trail(db, booking) == [("0", "2", f"user:{host.id}", "anyway")]
    assert (await undo(db, host, booking)).checked_in == 0


async def test_who_came_is_history_half_a_day_after_an_event_that_took_place(db):
    event, host, booking = await evening(db, -3)
    async with db.begin() as tx:
        over = {"status": EventStatus.completed, "over_at": await database.now(tx)}
        await tx.execute(update(Event).where(Event.id == event.id).values(**over))
        done = update(Booking).where(Booking.id == booking.id)
        await tx.execute(done.values(status=BookingStatus.completed, ended_at=await database.now(tx)))
    assert (await admit(db, host, booking))[0].checked_in == 2
    await move(db, event, -15)
    assert (await admit(db, host, booking))[1] is True
    for attempt in (admit(db, host, booking, 1, anyway=True), undo(db, host, booking)):
        with pytest.raises(errors.NotTheDay):
            await attempt


async def test_nobody_comes_to_a_cancelled_event(db):
    event, host, booking = await evening(db)
    async with db.begin() as tx:
        over = {"status": EventStatus.cancelled, "over_at": await database.now(tx)}
        await tx.execute(update(Event).where(Event.id == event.id).values(**over))
    assert (await look(db, host, booking.ticket_code)).state == "void"
    for attempt in (admit(db, host, booking, anyway=True), undo(db, host, booking)):
        with pytest.raises(errors.EventClosed):
            await attempt


async def race(db, host, booking, admit_once) -> list[bool]:
    ready = asyncio.Barrier(PHONES)

    async def phone() -> bool:
        async with db.begin() as tx:
            await ready.wait()
            return (await admit_once(tx, host.id, booking.id, 2))[1]

    return sorted(await asyncio.gather(*(phone() for _ in range(PHONES))))


async def test_of_five_phones_at_one_door_one_lets_the_party_in(db):
    for _ in range(5):
        _, host, booking = await evening(db)
        assert await race(db, host, booking, checkin.admit) == [False] + [True] * (PHONES - 1)
        assert len(await trail(db, booking)) == 1


async def test_without_the_lock_two_phones_let_the_same_party_in(db):
    """The negative control: looking first and writing later lets a party in twice."""

    seen = asyncio.Barrier(PHONES)

    async def admit_unlocked(tx, user_id, booking_id, seats):
        row = (await tx.execute(select(Booking).where(Booking.id == booking_id))).one()
        await seen.wait()
        if row.checked_in == seats:
            return row, True
        return await checkin._set(tx, row, user_id, "door", checked_in=seats), False

    _, host, booking = await evening(db)
    assert await race(db, host, booking, admit_unlocked) == [False] * PHONES
    assert len(await trail(db, booking)) == PHONES
