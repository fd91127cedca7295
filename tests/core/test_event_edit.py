"""Changing events that people hold seats of: more room, another page; and copies. Another time is `test_event_moves`."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, text, update

from core import database, errors, event_times, events, integrity, waitlist
from core.box_office import BoxOffice
from core.events import EventPatch
from core.models import Audit, Booking, BookingStatus, Event, EventStatus, Organizer, Outbox, Reminder, Role, TeamMember
from tests import factories
from tests.core.test_events import DEFAULTS, change, make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def page(tx, *team) -> Organizer:
    """A page with its team."""
    slug = f"page-{(await database.now(tx)).timestamp()}".replace(".", "-")
    row = (await tx.execute(insert(Organizer).values(slug=slug, name="Zarya").returning(Organizer))).one()
    if team:
        rows = [{"organizer_id": row.id, "user_id": user.id} for user in team]
        await tx.execute(insert(TeamMember), rows)
    return row


async def moved(db, event, **values) -> Event:
    async with db.begin() as tx:
        return await change(tx, event, **values)


async def reread(db, row):
    async with db.begin() as tx:
        return await factories.reread(tx, row)


async def begins_in(tx, distance: timedelta) -> datetime:
    return await database.now(tx) + distance


async def assert_sound(db) -> None:
    async with db.begin() as tx:
        assert await integrity.check(tx) == []


# -- room ------------------------------------------------------------------------------------------------------------


async def test_more_seats_are_offered_to_those_who_wait_in_the_same_transaction(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=2, price=100)
        holder, second, third = await factories.people(tx, 3)
    await BoxOffice(db).book(event.id, holder.id, 2)
    async with db.begin() as tx:
        for person in (second, third):
            await waitlist.join(tx, event.id, person.id, 2)
    row = await moved(db, event, capacity=5)
    assert (row.capacity, row.available) == (5, 1)
    async with db.begin() as tx:
        offered = (await tx.execute(select(Booking).where(Booking.user_id == second.id))).one()
        detail = select(Audit.detail).where(Audit.entity == "event", Audit.reason == "edited")
        assert (await tx.execute(detail)).scalar_one() == {"capacity": [2, 5]}
    assert (offered.status, offered.seats) == (BookingStatus.pending, 2)
    await assert_sound(db)


async def test_what_a_lapsed_hold_leaves_is_offered_as_the_event_has_become(db):
    """The seats come free in the edit's own transaction: at the new price, on the new terms, until the new start."""
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=1, price=100, starts_at=await begins_in(tx, DAY))
        holder, waiting = await factories.people(tx, 2)
    hold = await BoxOffice(db).book(event.id, holder.id, 1)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 1)
        await factories.lapse(tx, hold.id)
    row = await moved(db, event, capacity=2, price=200, starts_at=event.starts_at + 30 * DAY)
    async with db.begin() as tx:
        offer = (await tx.execute(select(Booking).where(Booking.user_id == waiting.id))).one()
        told = (await tx.execute(select(Outbox.kind).where(Outbox.user_id == waiting.id))).scalars().all()
    assert (offer.price, offer.terms, offer.refundable_until) == (200, 2, row.starts_at)
    assert (told, row.available) == (["offered"], 1)
    await assert_sound(db)


async def test_a_lapsed_hold_stands_in_no_smaller_capacitys_way_though_somebody_waits(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=2, price=100)
        holder, other, waiting = await factories.people(tx, 3)
    office = BoxOffice(db)
    hold = await office.book(event.id, holder.id, 1)
    await office.book(event.id, other.id, 1)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 1)
        await factories.lapse(tx, hold.id)
    row = await moved(db, event, capacity=1)
    assert (row.capacity, row.available) == (1, 0)
    async with db.begin() as tx:
        assert await waitlist.length(tx, event.id) == 1
    await assert_sound(db)


async def naive_resize(db, event_id: int, capacity: int, meanwhile: Awaitable[object]) -> None:
    """A host's form as it is usually written: look, think (`meanwhile`), save what was seen."""
    async with db.begin() as tx:
        row = (await tx.execute(select(Event).where(Event.id == event_id))).one()
        taken = row.capacity - row.available
        await meanwhile
        assert taken <= capacity
        await tx.execute(
            update(Event).where(Event.id == event_id).values(capacity=capacity, available=capacity - taken)
        )


async def test_a_capacity_that_shrinks_while_rivals_book_counts_every_seat(db):
    for _ in range(10):
        async with db.begin() as tx:
            event = await factories.event(tx, capacity=20)
            guests = await factories.people(tx, 12)
        office, other = BoxOffice(db, batch=2), BoxOffice(db, batch=3)
        rivals = [(office, other)[n % 2].book(event.id, guest.id, 1) for n, guest in enumerate(guests)]
        resizes = [moved(db, event, capacity=capacity) for capacity in (10, 6)]
        outcomes = await asyncio.gather(*rivals, *resizes, return_exceptions=True)
        assert {type(one) for one in outcomes if isinstance(one, Exception)} <= {
            errors.SoldOut,
            errors.CapacityBelowTaken,
        }
        sold = sum(
            getattr(one, "seats", 0) for one in outcomes if not isinstance(one, Exception) and hasattr(one, "seats")
        )
        row = await reread(db, event)
        assert row.available == row.capacity - sold >= 0
    await assert_sound(db)


async def test_without_the_lock_the_same_race_loses_seats(db):
    """The negative control: what was looked at before is no longer so when it is saved."""
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=20)
        guests = await factories.people(tx, 5)
    rush = (BoxOffice(db).book(event.id, guest.id, 1) for guest in guests)
    await naive_resize(db, event.id, 3, asyncio.gather(*rush))
    async with db.begin() as tx:
        assert {found.number for found in await integrity.check(tx)} >= {2}


# -- whose ------------------------------------------------------------------------------------------------------------


async def test_an_event_goes_under_a_page_only_by_somebody_of_its_team(tx):
    host, colleague, stranger = await factories.people(tx, 3)
    ours, theirs = await page(tx, host, colleague), await page(tx, stranger)
    event = await make(tx, host, organizer_id=ours.id)
    assert event.organizer_id == ours.id
    for wrong in (theirs.id, 2**62):
        with pytest.raises(errors.Invalid) as refused:
            await make(tx, host, organizer_id=wrong)
        assert refused.value.params == {"field": "organizer_id", "problem": "not_a_choice"}
        with pytest.raises(errors.Invalid):
            await change(tx, event, organizer_id=wrong)
    assert (await events.edit(tx, colleague.id, event.id, EventPatch(name="Mirror"))).name == "Mirror"
    with pytest.raises(errors.NotFound):
        await events.edit(tx, stranger.id, event.id, EventPatch(name="Ours now"))
    assert (await change(tx, event, organizer_id=None)).organizer_id is None
    with pytest.raises(errors.NotFound):
        await events.edit(tx, colleague.id, event.id, EventPatch(name="Solaris"))


@pytest.mark.parametrize(
    ("hosting", "person", "welcome"),
    [
        ("open", {}, True),
        ("approved", {}, False),
        ("approved", {"may_host": True}, True),
        ("approved", {"role": Role.admin}, True),
        ("admins", {"may_host": True}, False),
        ("admins", {"role": Role.admin}, True),
    ],
)
async def test_the_houses_policy_holds_for_new_events_drafts_that_go_out_and_copies(tx, hosting, person, welcome):
    host = await factories.person(tx, **person)
    draft = await make(tx, host, publish=False)
    defaults = events.Defaults("Europe/Moscow", "RUB", 900, 4, hosting)
    verbs = (
        lambda: make(tx, host, defaults),
        lambda: events.duplicate(tx, host.id, draft.id, draft.starts_at, hosting=hosting),
        lambda: events.publish(tx, host.id, draft.id, hosting=hosting),
    )
    for verb in verbs:
        if welcome:
            assert await verb()
        else:
            with pytest.raises(errors.HostingClosed):
                await verb()


async def test_a_banned_host_changes_nothing_more(tx):
    event = await make(tx)
    await tx.execute(text("UPDATE users SET banned_at = now() WHERE id = :id"), {"id": event.host_id})
    for verb in (
        change(tx, event, name="x"),
        events.duplicate(tx, event.host_id, event.id, event.starts_at, hosting="open"),
        events.publish(tx, event.host_id, event.id, hosting="open"),
        make(tx, (await tx.execute(text("SELECT * FROM users WHERE id = :id"), {"id": event.host_id})).one(), DEFAULTS),
    ):
        with pytest.raises(errors.Banned):
            await verb


# -- copies -----------------------------------------------------------------------------------------------------------


async def test_a_copy_is_a_fresh_draft_with_every_seat_free(db):
    async with db.begin() as tx:
        host, guest = await factories.people(tx, 2)
        ours = await page(tx, host)
        made = await make(tx, host, organizer_id=ours.id, film="Mirror", price=500, capacity=7, booking_ttl=120)
        await change(tx, made, place="Illusion")
    await BoxOffice(db).book(made.id, guest.id, 2)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(status="cancelled", over_at=func.now(), reason="no place"))
        copy = await events.duplicate(tx, host.id, made.id, made.starts_at + 7 * DAY, hosting="open")
        kept = (
            "name",
            "film",
            "place",
            "price",
            "currency",
            "capacity",
            "booking_ttl",
            "organizer_id",
            "zone",
            "format",
        )
        original = await factories.reread(tx, made)
        assert [getattr(copy, field) for field in kept] == [getattr(original, field) for field in kept]
        assert (copy.status, copy.available, copy.terms, copy.reason) == (EventStatus.draft, 7, 1, None)
        assert (copy.starts_at, copy.ends_at) == (made.starts_at + 7 * DAY, made.ends_at + 7 * DAY)
        assert (await tx.execute(select(func.count()).where(Reminder.event_id == copy.id))).scalar_one() == 0
        with pytest.raises(errors.NotFound):
            await events.duplicate(tx, guest.id, made.id, made.starts_at, hosting="open")
        with pytest.raises(errors.Invalid):
            await events.duplicate(tx, host.id, made.id, await begins_in(tx, -HOUR), hosting="open")


async def test_a_copy_of_another_hosts_event_leaves_their_page_to_them(tx):
    host, admin = await factories.person(tx), await factories.person(tx, role=Role.admin)
    ours = await page(tx, host)
    event = await make(tx, host, organizer_id=ours.id)
    await tx.execute(text("DELETE FROM team_members"))
    alone = await events.duplicate(tx, host.id, event.id, event.starts_at, hosting="open")
    theirs = await events.duplicate(tx, admin.id, event.id, event.starts_at, hosting="open")
    assert (alone.organizer_id, theirs.organizer_id, theirs.host_id) == (None, ours.id, admin.id)


def clocks_go_back(zone: str) -> datetime:
    """A moment a few days before the next autumn night that is an hour longer, in a coming year."""
    year = datetime.now(UTC).year + 1
    night = max(day for day in range(25, 32) if datetime(year, 10, day, tzinfo=UTC).weekday() == 6)
    return datetime(year, 10, night, tzinfo=ZoneInfo(zone)) - 3 * DAY


async def test_a_copy_keeps_the_hours_on_the_wall_though_clocks_change_in_between(tx):
    zone = "Europe/Tallinn"
    summer = clocks_go_back(zone).replace(hour=19)
    # A weekend's festival: it ends on Sunday at 23, and refunds end a week before, at noon.
    ends, refunds = summer.replace(hour=23), summer.replace(hour=12)
    event = await make(tx, starts_at=summer, ends_at=ends + 2 * DAY, refundable_until=refunds - 7 * DAY, zone=zone)
    copy = await events.duplicate(tx, event.host_id, event.id, (summer + DAY).replace(tzinfo=None), hosting="open")
    wall = [
        at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for at in (copy.starts_at, copy.ends_at, copy.refundable_until)
    ]
    assert wall == [at.replace(tzinfo=None) for at in (summer + DAY, ends + 3 * DAY, refunds - 6 * DAY)]
    # Over the longer night it truly lasts an hour more.
    assert (copy.ends_at - copy.starts_at) - (event.ends_at - event.starts_at) == HOUR


def test_in_the_night_of_the_change_itself_the_end_stays_after_the_start():
    zone = "Europe/Tallinn"
    second_half_past_three = clocks_go_back(zone).replace(hour=3, minute=30, fold=1) + 3 * DAY
    starts = second_half_past_three.astimezone(UTC)
    usual = datetime(2030, 6, 1, 20, tzinfo=UTC)
    assert event_times.along(usual + timedelta(minutes=15), (usual, zone), (starts, zone)) > starts
    assert event_times.along(usual - 2 * HOUR, (usual, zone), (starts, zone)) < starts


# -- thrown away ------------------------------------------------------------------------------------------------------


async def test_a_deleted_draft_leaves_nothing_but_its_record(tx):
    event, friend = await make(tx, publish=False), await factories.person(tx)
    at = {"event": event.id, "user": friend.id}
    for row in (
        "INSERT INTO favourites (user_id, event_id) VALUES (:user, :event)",
        "INSERT INTO invites (event_id, token, made_by) VALUES (:event, 'abc', :user)",
        "INSERT INTO invited (invite_id, user_id) SELECT id, :user FROM invites WHERE event_id = :event",
        "INSERT INTO reminders (event_id, kind, due_at) VALUES (:event, 'reminder_1h', now())",
    ):
        await tx.execute(text(row), {name: value for name, value in at.items() if f":{name}" in row})
    await events.delete(tx, event.host_id, event.id)
    left = (
        "SELECT (SELECT count(*) FROM invites) + (SELECT count(*) FROM favourites) + (SELECT count(*) FROM reminders)"
    )
    assert (await tx.execute(text(left))).scalar_one() == 0
    assert (await tx.execute(select(Audit.new).where(Audit.entity_id == event.id, Audit.new == "deleted"))).all()
