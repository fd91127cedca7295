"""Saved events: whoever follows hears of changes and of seats, once, and never of what they may not see."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.event import listen

from core import database, errors, favourites, invites
from core.box_office import BoxOffice
from core.models import Access, Event, EventStatus, Favourite, Organizer, Outbox, Role, TeamMember, User, WaitlistEntry
from tests import factories


async def told(tx, kind) -> list[int]:
    rows = await database.all_of(tx, select(Outbox.user_id).where(Outbox.kind == kind).order_by(Outbox.user_id))
    return [row.user_id for row in rows]


async def messages(tx) -> list[Outbox]:
    return await database.all_of(tx, select(Outbox).order_by(Outbox.id))


async def test_saving_and_looking_away_are_done_once_however_often_they_are_asked(tx):
    event, anna = await factories.event(tx), await factories.person(tx)
    for _ in range(2):
        await favourites.save(tx, anna.id, event.id)
        assert await favourites.count(tx, anna.id) == 1
    for _ in range(2):
        await favourites.unsave(tx, anna.id, event.id)
        assert await favourites.count(tx, anna.id) == 0
    await favourites.unsave(tx, anna.id, 2**70)


async def test_only_what_one_sees_can_be_saved(tx):
    anna = await factories.person(tx)
    private = await factories.event(tx, access=Access.private)
    draft = await factories.event(tx, status=EventStatus.draft)
    for event_id in (private.id, draft.id, 0, 2**40, 2**70):
        with pytest.raises(errors.NotFound) as refused:
            await favourites.save(tx, anna.id, event_id)
        assert refused.value.params == {}
    invite = await invites.make(tx, private.host_id, private.id)
    await invites.accept(tx, anna.id, invite.token)
    await favourites.save(tx, anna.id, private.id)
    assert await favourites.count(tx, anna.id) == 1
    await invites.revoke(tx, private.host_id, invite.id)
    assert await favourites.count(tx, anna.id) == 0
    await favourites.unsave(tx, anna.id, private.id)


async def test_there_is_an_end_to_what_one_person_saves(tx, monkeypatch):
    monkeypatch.setattr(favourites, "MOST", 1)
    host, anna = await factories.people(tx, 2)
    first, second = await factories.event(tx, host), await factories.event(tx, host)
    for _ in range(2):
        await favourites.save(tx, anna.id, first.id)
    with pytest.raises(errors.Invalid):
        await favourites.save(tx, anna.id, second.id)


async def test_followers_hear_of_a_change_unless_they_hear_of_it_elsewhere_or_may_not(db):
    async with db.begin() as tx:
        host, colleague, follower, guest, past, waiting, other, banned = await factories.people(tx, 8)
        admin = await factories.person(tx, role=Role.admin)
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Заря").returning(Organizer))).one()
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=colleague.id))
        event = await factories.event(tx, host, organizer_id=page.id)
        elsewhere = await factories.event(tx, host)
        for person in (host, colleague, follower, guest, past, waiting, banned, admin):
            await favourites.save(tx, person.id, event.id)
        await favourites.save(tx, other.id, elsewhere.id)
        await tx.execute(insert(WaitlistEntry).values(event_id=event.id, user_id=waiting.id, seats=1))
        await tx.execute(update(User).where(User.id == banned.id).values(banned_at=func.clock_timestamp()))
    await BoxOffice(db).book(event.id, guest.id, 1)
    async with db.begin() as tx:
        for _ in range(2):
            await favourites.tell_changed(tx, event.id, {"place": "Oktyabr"})
        assert await told(tx, "favourite_changed") == [follower.id, past.id, admin.id]
        [row] = [row for row in await messages(tx) if row.user_id == follower.id]
        assert (row.event_id, row.booking_id, row.params) == (event.id, None, {"place": "Oktyabr"})
    async with db.begin() as tx:
        await favourites.tell_changed(tx, event.id, {"place": "Illusion"})
        assert await told(tx, "favourite_changed") == sorted([follower.id, past.id, admin.id] * 2)


async def test_a_revoked_invite_ends_what_a_follower_hears_also_of_what_was_promised(tx):
    anna = await factories.person(tx)
    event = await factories.event(tx, access=Access.private)
    invite = await invites.make(tx, event.host_id, event.id)
    await invites.accept(tx, anna.id, invite.token)
    await favourites.save(tx, anna.id, event.id)
    await favourites.tell_changed(tx, event.id, {"place": "x"})
    await favourites.tell_seats(tx, event.id, 2)
    promised = await messages(tx)
    assert [row.kind for row in promised] == ["favourite_changed", "favourite_seats"]
    assert [await favourites.is_stale(tx, row) for row in promised] == [False, False]
    await invites.revoke(tx, event.host_id, invite.id)
    assert [await favourites.is_stale(tx, row) for row in promised] == [True, True]
    await tx.execute(Outbox.__table__.delete())
    await favourites.tell_changed(tx, event.id, {"place": "y"})
    await favourites.tell_seats(tx, event.id, 2)
    assert await messages(tx) == []


async def test_what_is_no_longer_so_is_stale(db):
    async with db.begin() as tx:
        anna, oleg = await factories.people(tx, 2)
        event = await factories.event(tx, capacity=2)
        for person in (anna, oleg):
            await favourites.save(tx, person.id, event.id)
        await favourites.tell_seats(tx, event.id, 2)
        await favourites.tell_changed(tx, event.id, {})
        await favourites.unsave(tx, oleg.id, event.id)

    async def stale(tx):
        rows = {(row.user_id, row.kind): row for row in await messages(tx) if row.kind.startswith("favourite")}
        return {key for key, row in rows.items() if await favourites.is_stale(tx, row)}

    looked_away = {(oleg.id, "favourite_seats"), (oleg.id, "favourite_changed")}
    async with db.begin() as tx:
        assert await stale(tx) == looked_away
        await tx.execute(update(Event).where(Event.id == event.id).values(available=0))
        assert await stale(tx) == looked_away | {(anna.id, "favourite_seats")}
        past = func.clock_timestamp() - timedelta(minutes=1)
        await tx.execute(update(Event).where(Event.id == event.id).values(available=2, starts_at=past))
        assert await stale(tx) == looked_away | {(anna.id, "favourite_seats")}
        await tx.execute(update(Event).where(Event.id == event.id).values(starts_at=event.starts_at))
        assert await stale(tx) == looked_away
    await BoxOffice(db).book(event.id, anna.id, 1)
    async with db.begin() as tx:
        assert len(await stale(tx)) == 4


async def test_free_seats_are_told_once_an_hour_a_person_and_event(tx):
    host, anna, oleg = await factories.people(tx, 3)
    first, second = await factories.event(tx, host), await factories.event(tx, host)
    await tx.execute(
        insert(Favourite),
        [{"user_id": who.id, "event_id": event.id} for who in (anna, oleg) for event in (first, second)],
    )
    for _ in range(3):
        await favourites.tell_seats(tx, first.id, 2)
    assert await told(tx, "favourite_seats") == [anna.id, oleg.id]
    assert {row.params["free"] for row in await messages(tx)} == {2}
    await favourites.tell_seats(tx, second.id, 1)
    assert len(await messages(tx)) == 4


@pytest.mark.parametrize(("minutes", "again"), [(59, 1), (61, 2)])
async def test_the_hour_is_an_hour_also_across_the_stroke_of_the_clock(tx, minutes, again):
    """Told at ten to, and again at ten past: the key's hour is another, the hour is not over."""
    event, anna = await factories.event(tx), await factories.person(tx)
    await favourites.save(tx, anna.id, event.id)
    await favourites.tell_seats(tx, event.id, 1)
    [row] = await messages(tx)
    key, at = row.dedupe.rsplit(":", 1)
    moved = {"dedupe": f"{key}:{int(at) - 1}", "created_at": row.created_at - timedelta(minutes=minutes)}
    await tx.execute(update(Outbox).where(Outbox.id == row.id).values(**moved))
    await favourites.tell_seats(tx, event.id, 1)
    assert len(await messages(tx)) == again


async def test_no_seats_are_told_where_there_are_none_or_it_is_too_late(tx):
    host, anna = await factories.people(tx, 2)
    begun = await factories.event(tx, host, starts_at=await database.now(tx) - timedelta(minutes=1))
    cancelled = await factories.event(tx, host, status=EventStatus.cancelled)
    event = await factories.event(tx, host)
    rows = [{"user_id": anna.id, "event_id": one.id} for one in (begun, cancelled, event)]
    await tx.execute(insert(Favourite), rows)
    for one in (begun, cancelled):
        await favourites.tell_seats(tx, one.id, 2)
    for free in (0, -1):
        await favourites.tell_seats(tx, event.id, free)
    assert await messages(tx) == []


async def test_a_thousand_followers_are_told_in_one_go(tx):
    event = await factories.event(tx)
    people = await factories.people(tx, 1000)
    await tx.execute(insert(Favourite), [{"user_id": who.id, "event_id": event.id} for who in people])
    statements = 0

    def count(*_):
        nonlocal statements
        statements += 1

    listen(tx.sync_connection, "before_cursor_execute", count)
    await favourites.tell_seats(tx, event.id, 3)
    assert statements <= 2
    assert len(await told(tx, "favourite_seats")) == 1000
