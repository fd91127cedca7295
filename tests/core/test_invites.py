"""Links into private events: unguessable, revocable, and one answer to whoever has none."""

import re

import pytest
from sqlalchemy import func, insert, select, update

from core import catalogue, database, errors, invites, waitlist
from core.box_office import BoxOffice
from core.models import Access, Audit, Event, EventStatus, Invited, Organizer, Role, TeamMember, User
from tests import factories


async def private(tx, host=None, **values):
    return await factories.event(tx, host, access=Access.private, **values)


async def sees(tx, event, viewer):
    try:
        return (await catalogue.event(tx, event.id, viewer.id)).id == event.id
    except errors.NotFound:
        return False


async def test_a_link_opens_the_event_to_whoever_has_it_and_says_how_many_came(tx):
    event = await private(tx)
    anna, oleg, stranger = await factories.people(tx, 3)
    first = await invites.make(tx, event.host_id, event.id)
    second = await invites.make(tx, event.host_id, event.id)
    assert first.token != second.token
    for guest in (anna, oleg, anna):
        assert not await sees(tx, event, stranger)
        assert await invites.accept(tx, guest.id, first.token) == event.id
        assert await sees(tx, event, guest)
    assert [(row.id, row.token, row.came) for row in await invites.of_event(tx, event.host_id, event.id)] == [
        (first.id, first.token, 2),
        (second.id, second.token, 0),
    ]
    assert [card.id for card in (await catalogue.page(tx, viewer_id=anna.id, filters=catalogue.Filters())).cards] == []


async def test_a_token_cannot_be_guessed_and_fits_a_start_link(tx):
    event = await private(tx)
    tokens = [(await invites.make(tx, event.host_id, event.id)).token for _ in range(invites.STANDING)]
    assert len(set(tokens)) == invites.STANDING
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", token) for token in tokens)
    assert invites.BYTES * 8 >= 128
    with pytest.raises(errors.Invalid) as refused:
        await invites.make(tx, event.host_id, event.id)
    assert refused.value.params == {"field": "invites", "problem": "too_large", "most": invites.STANDING}


async def test_a_revoked_link_closes_the_event_to_those_without_seats_or_a_place_in_the_line(db):
    async with db.begin() as tx:
        event = await private(tx, capacity=2)
        gone, holder, waiting, late, twice = await factories.people(tx, 5)
        invite = await invites.make(tx, event.host_id, event.id)
        other = await invites.make(tx, event.host_id, event.id)
        for guest in (gone, holder, waiting, twice):
            await invites.accept(tx, guest.id, invite.token)
        await invites.accept(tx, twice.id, other.token)
    office = BoxOffice(db)
    await office.book(event.id, holder.id, 2)
    async with db.begin() as tx:
        await waitlist.join(tx, event.id, waiting.id, 1)
        for _ in range(2):
            await invites.revoke(tx, event.host_id, invite.id)
    async with db.begin() as tx:
        seen = [await sees(tx, event, guest) for guest in (gone, holder, waiting, late, twice)]
        assert seen == [False, True, True, False, True]
        for guest in (gone, late):
            with pytest.raises(errors.NotFound):
                await invites.accept(tx, guest.id, invite.token)
            with pytest.raises(errors.NotFound):
                await waitlist.join(tx, event.id, guest.id, 1)
        assert [row.id for row in await invites.of_event(tx, event.host_id, event.id)] == [other.id]
        record = select(Audit.old, Audit.new, Audit.actor).where(Audit.entity == "invite", Audit.entity_id == invite.id)
        host = f"user:{event.host_id}"
        rows = [tuple(row) for row in await database.all_of(tx, record.order_by(Audit.id))]
        assert rows == [(None, "standing", host), ("standing", "revoked", host)]
    for guest in (gone, late):
        with pytest.raises(errors.NotFound):
            await office.book(event.id, guest.id, 1)
    with pytest.raises(errors.SoldOut):
        await office.book(event.id, twice.id, 1)


async def test_seats_are_taken_by_whoever_came_and_by_nobody_else(db):
    async with db.begin() as tx:
        event = await private(tx)
        guest, stranger = await factories.people(tx, 2)
        invite = await invites.make(tx, event.host_id, event.id)
        await invites.accept(tx, guest.id, invite.token)
    office = BoxOffice(db)
    assert (await office.book(event.id, guest.id, 2)).seats == 2
    with pytest.raises(errors.NotFound) as refused:
        await office.book(event.id, stranger.id, 1)
    assert refused.value.params == {}


async def test_unknown_mistyped_revoked_and_a_drafts_are_one_answer(tx):
    host, guest = await factories.people(tx, 2)
    draft = await private(tx, host, status=EventStatus.draft)
    event = await private(tx, host)
    revoked = await invites.make(tx, host.id, event.id)
    await invites.revoke(tx, host.id, revoked.id)
    of_draft = await invites.make(tx, host.id, draft.id)
    odd = [
        "",
        "x",
        "\x00" * 22,
        "ы" * 22,
        "a" * 22,
        revoked.token[:-1],
        revoked.token + "A",
        " " + revoked.token,
        "a" * 999,
    ]
    for token in (*odd, revoked.token, of_draft.token, f"{of_draft.token}\n", "\ud800" * 22):
        with pytest.raises(errors.NotFound) as refused:
            await invites.accept(tx, guest.id, token)
        assert refused.value.params == {}
    assert (await tx.execute(select(func.count()).select_from(Invited))).scalar_one() == 0
    await tx.execute(update(Event).where(Event.id == draft.id).values(status=EventStatus.published))
    assert await invites.accept(tx, guest.id, of_draft.token) == draft.id


async def test_only_those_who_manage_the_event_make_see_and_revoke_its_links(tx):
    host, colleague, stranger, guest = await factories.people(tx, 4)
    admin = await factories.person(tx, role=Role.admin)
    page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Заря").returning(Organizer))).one()
    await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=colleague.id))
    event = await private(tx, host, organizer_id=page.id)
    invite = await invites.make(tx, host.id, event.id)
    await invites.accept(tx, guest.id, invite.token)
    for nobody in (stranger.id, guest.id):
        for refused in (
            invites.make(tx, nobody, event.id),
            invites.of_event(tx, nobody, event.id),
            invites.revoke(tx, nobody, invite.id),
            invites.revoke(tx, nobody, 2**70),
            invites.of_event(tx, nobody, 2**70),
        ):
            with pytest.raises(errors.NotFound):
                await refused
    for manager in (colleague, admin):
        made = await invites.make(tx, manager.id, event.id)
        await invites.revoke(tx, manager.id, made.id)
    assert [row.came for row in await invites.of_event(tx, colleague.id, event.id)] == [1]


async def test_who_runs_the_event_may_try_the_link_without_being_counted(tx):
    event = await private(tx)
    invite = await invites.make(tx, event.host_id, event.id)
    assert await invites.accept(tx, event.host_id, invite.token) == event.id
    assert [row.came for row in await invites.of_event(tx, event.host_id, event.id)] == [0]


async def test_links_of_an_event_that_is_over_can_be_revoked_and_no_new_ones_made(tx):
    event = await private(tx)
    guest = await factories.person(tx)
    invite = await invites.make(tx, event.host_id, event.id)
    await invites.accept(tx, guest.id, invite.token)
    over = {"status": EventStatus.cancelled, "over_at": func.clock_timestamp()}
    await tx.execute(update(Event).where(Event.id == event.id).values(**over))
    assert await sees(tx, event, guest)
    with pytest.raises(errors.EventClosed):
        await invites.make(tx, event.host_id, event.id)
    await invites.revoke(tx, event.host_id, invite.id)
    assert not await sees(tx, event, guest)


async def test_a_banned_host_makes_and_revokes_nothing(tx):
    host = await factories.person(tx)
    event = await private(tx, host)
    invite = await invites.make(tx, host.id, event.id)
    await tx.execute(update(User).where(User.id == host.id).values(banned_at=func.clock_timestamp()))
    with pytest.raises(errors.Banned):
        await invites.make(tx, host.id, event.id)
    with pytest.raises(errors.Banned):
        await invites.revoke(tx, host.id, invite.id)
