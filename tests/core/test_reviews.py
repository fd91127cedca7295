"""Reviews in four directions: who may say what of whom, once, and who reads it."""

import asyncio

import pytest
from sqlalchemy import insert, select, update

from core import checkin, database, errors, events, organizers, ratings, reviews
from core.event_fields import EventPatch
from core.models import (
    Access,
    Audit,
    Booking,
    BookingStatus,
    Direction,
    Event,
    Organizer,
    Review,
    Role,
    TeamMember,
    User,
)
from tests import factories
from tests.core import evening

EVENT, HOST, OWN, GUEST = Direction.guest_event, Direction.guest_host, Direction.host_event, Direction.host_guest


@pytest.fixture
async def past(tx):
    """An evening that took place with Anna and Oleg; no tickets were checked."""
    host = await factories.person(tx, "Marta Host")
    guests = [await factories.person(tx, "Anna Karenina"), await factories.person(tx, "Oleg")]
    return await evening.took_place(tx, *guests, host=host), host, *guests


async def refused(tx, author, event, direction, *, refusal=errors.NotReviewable, **kw) -> None:
    with pytest.raises(refusal):
        await reviews.say(tx, author.id, event.id, direction, 5, **kw)


async def join_team(tx, event, user) -> None:
    page = (await tx.execute(insert(Organizer).values(slug=f"p-{user.id}", name="Zarya").returning(Organizer))).one()
    await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=page.id))
    await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=user.id))


async def test_guests_and_the_host_speak_in_four_directions(tx, past):
    event, host, anna, oleg = past
    await reviews.say(tx, anna.id, event.id, EVENT, 5, "A  lovely\nevening\u202e")
    await reviews.say(tx, anna.id, event.id, HOST, 4)
    await reviews.say(tx, host.id, event.id, OWN, 3, "The projector!")
    await reviews.say(tx, host.id, event.id, GUEST, 2, target_id=oleg.id)
    rows = (await tx.execute(select(Review).order_by(Review.id))).all()
    assert [(r.author_id, r.direction, r.target_id, r.stars, r.text, r.edited_at) for r in rows] == [
        (anna.id, EVENT, None, 5, "A lovely evening", None),
        (anna.id, HOST, host.id, 4, "", None),
        (host.id, OWN, None, 3, "The projector!", None),
        (host.id, GUEST, oleg.id, 2, "", None),
    ]
    assert await reviews.my(tx, anna.id, event.id) == rows[:2]
    assert await reviews.my(tx, oleg.id, event.id) == []


async def test_a_review_is_changed_in_place_and_the_same_again_changes_nothing(tx, past):
    event, _, anna, _ = past

    async def say(stars, text=None) -> Review:
        return await reviews.say(tx, anna.id, event.id, EVENT, stars, text)

    first = await say(5)
    worded = await say(None, "Fine")
    again = await say(5, "Fine")
    kept = await say(3)
    emptied = await say(None, "")
    assert [(r.stars, r.text) for r in (first, worded, again, kept, emptied)] == [
        (5, ""),
        (5, "Fine"),
        (5, "Fine"),
        (3, "Fine"),
        (3, ""),
    ]
    assert first.edited_at is None
    assert worded.edited_at is not None
    assert again.edited_at == worded.edited_at
    assert {r.id for r in (first, worded, again, kept, emptied)} == {first.id}
    record = select(Audit.old, Audit.new, Audit.detail).where(Audit.entity == "review").order_by(Audit.id)
    assert [tuple(row) for row in await tx.execute(record)] == [
        (None, "5", None),
        ("5", "5", None),
        ("5", "3", {"text": "Fine"}),
        ("3", "3", {"text": "Fine"}),
    ]


async def test_words_without_stars_need_a_review_to_belong_to(tx, past):
    event, _, anna, _ = past
    with pytest.raises(errors.Invalid) as wrong:
        await reviews.say(tx, anna.id, event.id, EVENT, None, "Words")
    assert wrong.value.params == {"field": "stars", "problem": "missing"}


@pytest.mark.parametrize(("stars", "problem"), [(0, "too_small"), (-1, "too_small"), (6, "too_large")])
async def test_stars_are_one_to_five(tx, past, stars, problem):
    event, _, anna, _ = past
    with pytest.raises(errors.Invalid) as wrong:
        await reviews.say(tx, anna.id, event.id, EVENT, stars)
    assert wrong.value.params["problem"] == problem


async def test_words_are_a_thousand_at_most(tx, past):
    event, _, anna, _ = past
    said = await reviews.say(tx, anna.id, event.id, EVENT, 5, "я" * 5000)
    assert len(said.text) == reviews.LENGTH


async def test_nothing_is_said_of_an_event_that_did_not_take_place(tx):
    guest = await factories.person(tx)
    event = await factories.event(tx)
    host = (await tx.execute(select(User).where(User.id == event.host_id))).one()
    await evening.book(tx, event, guest)
    for hours in (48, -3):
        await evening.begin(tx, event, hours)
        await refused(tx, guest, event, EVENT)
        await refused(tx, guest, event, HOST)
        await refused(tx, host, event, OWN)
        await refused(tx, host, event, GUEST, target_id=guest.id)
    await evening.end(tx, event)
    assert await reviews.say(tx, guest.id, event.id, EVENT, 5)


async def test_who_gave_the_seats_back_or_never_had_any_says_nothing(tx):
    host, stranger = await factories.person(tx), await factories.person(tx)
    anna, oleg = await factories.person(tx), await factories.person(tx)
    event = await evening.took_place(tx, anna, oleg, host=host)
    gone = update(Booking).where(Booking.user_id == oleg.id)
    await tx.execute(gone.values(status=BookingStatus.cancelled))
    for nobody in (stranger, oleg):
        await refused(tx, nobody, event, EVENT)
        await refused(tx, nobody, event, HOST)
        await refused(tx, nobody, event, OWN)
        await refused(tx, nobody, event, GUEST, target_id=anna.id)
        await refused(tx, host, event, GUEST, target_id=nobody.id)


async def test_where_tickets_were_checked_those_who_came_took_part(tx):
    anna, oleg = await factories.person(tx), await factories.person(tx)
    event = await evening.took_place(tx, anna, oleg, came=1)
    host = (await tx.execute(select(User).where(User.id == event.host_id))).one()
    assert await reviews.say(tx, anna.id, event.id, EVENT, 5)
    await refused(tx, oleg, event, EVENT)
    await refused(tx, oleg, event, HOST)
    await refused(tx, host, event, GUEST, target_id=oleg.id)
    assert await ratings.no_shows(tx, [anna.id, oleg.id, host.id]) == {anna.id: 0, oleg.id: 1, host.id: 0}


async def test_nobody_speaks_of_themselves_or_from_both_sides(tx, past):
    event, host, anna, oleg = past
    await refused(tx, host, event, EVENT)
    await refused(tx, host, event, HOST)
    await refused(tx, host, event, GUEST, target_id=host.id)
    await refused(tx, anna, event, OWN)
    await refused(tx, anna, event, GUEST, target_id=anna.id)
    await refused(tx, anna, event, HOST, target_id=oleg.id)
    await refused(tx, anna, event, EVENT, target_id=oleg.id)
    await refused(tx, host, event, OWN, target_id=anna.id)
    await refused(tx, host, event, GUEST)
    await join_team(tx, event, oleg)
    await tx.execute(update(TeamMember).values(created_at=event.created_at))  # before there were any seats
    await refused(tx, oleg, event, EVENT)
    await refused(tx, oleg, event, HOST)
    await refused(tx, oleg, event, GUEST, target_id=oleg.id)
    for author in (oleg, host):
        assert await reviews.say(tx, author.id, event.id, OWN, 4)
        assert await reviews.say(tx, author.id, event.id, GUEST, 4, target_id=anna.id)
    assert (await ratings.people(tx, [anna.id], GUEST))[anna.id].n == 2


async def test_a_host_silences_nobody_by_making_a_guest_a_colleague(tx):
    """Neither by adding them to the team, nor by moving the event to a page in whose team they are."""
    host, anna, oleg = await factories.people(tx, 3)
    theirs = await organizers.create(tx, oleg.id, organizers.NewPage(slug="oleg-and-others", name="Oleg and others"))
    await organizers.add_member(tx, oleg.id, theirs.id, host.id)
    mine = await organizers.create(tx, host.id, organizers.NewPage(slug="zarya-pages", name="Zarya"))
    event = await factories.event(tx, host, organizer_id=mine.id, capacity=100)
    await evening.book(tx, event, anna, oleg)
    await organizers.add_member(tx, host.id, mine.id, anna.id)
    await events.edit(tx, host.id, event.id, EventPatch(organizer_id=theirs.id))
    await organizers.add_member(tx, host.id, theirs.id, anna.id)
    await evening.begin(tx, event)
    await evening.end(tx, event)
    for guest in (anna, oleg):
        assert await reviews.say(tx, guest.id, event.id, EVENT, 1, "Cold")
        assert await reviews.say(tx, guest.id, event.id, HOST, 1)
        assert await reviews.is_open(tx, guest.id, event.id)
    # They change it later, still in the team.
    assert (await reviews.say(tx, anna.id, event.id, EVENT, 2)).edited_at is not None
    await refused(tx, host, event, EVENT)


@pytest.mark.parametrize("comes_back", [False, True])
async def test_who_leaves_the_team_and_comes_as_a_guest_does_not_praise_their_own_event(tx, comes_back):
    host, colleague, once = await factories.people(tx, 3)
    page = await organizers.create(tx, host.id, organizers.NewPage(slug="zarya-pages", name="Zarya"))
    for member in (colleague, once):
        await organizers.add_member(tx, host.id, page.id, member.id)
    await organizers.leave(tx, once.id, page.id)  # long before the event was thought of
    event = await factories.event(tx, host, organizer_id=page.id, capacity=100)
    await tx.execute(update(Event).where(Event.id == event.id).values(created_at=await database.now(tx)))
    await organizers.leave(tx, colleague.id, page.id)
    await evening.book(tx, event, colleague, once)
    if comes_back:
        await organizers.add_member(tx, host.id, page.id, colleague.id)
    await evening.begin(tx, event)
    await evening.end(tx, event)
    await refused(tx, colleague, event, EVENT)
    await refused(tx, colleague, event, HOST)
    assert await reviews.say(tx, once.id, event.id, EVENT, 5)


async def test_an_event_that_left_the_page_for_a_moment_is_still_its_teams_own(tx):
    host, colleague = await factories.people(tx, 2)
    page = await organizers.create(tx, host.id, organizers.NewPage(slug="zarya-pages", name="Zarya"))
    await organizers.add_member(tx, host.id, page.id, colleague.id)
    event = await factories.event(tx, host, organizer_id=page.id, capacity=100)
    await events.edit(tx, host.id, event.id, EventPatch(organizer_id=None))
    await evening.book(tx, event, colleague)
    await events.edit(tx, host.id, event.id, EventPatch(organizer_id=page.id))
    await evening.begin(tx, event)
    await evening.end(tx, event)
    await refused(tx, colleague, event, EVENT)


async def test_an_admin_is_no_host(tx, past):
    event, _, anna, _ = past
    admin = await factories.person(tx, role=Role.admin)
    await refused(tx, admin, event, OWN)
    await refused(tx, admin, event, GUEST, target_id=anna.id)


async def test_a_banned_person_says_nothing(tx, past):
    event, _, anna, _ = past
    await tx.execute(update(User).where(User.id == anna.id).values(banned_at=await database.now(tx)))
    await refused(tx, anna, event, EVENT, refusal=errors.Banned)


async def test_after_a_year_nothing_more_is_said(tx, past):
    event, _, anna, _ = past
    await evening.end(tx, event, days=364)
    assert await reviews.say(tx, anna.id, event.id, EVENT, 5)
    await evening.end(tx, event, days=366)
    await refused(tx, anna, event, EVENT)


async def test_a_private_event_is_not_there_for_a_strangers_review(tx, past):
    event, _, anna, _ = past
    await tx.execute(update(Event).where(Event.id == event.id).values(access=Access.private))
    stranger = await factories.person(tx)
    await refused(tx, stranger, event, EVENT, refusal=errors.NotFound)
    for nothing in (0, 2**63, 10**9):
        with pytest.raises(errors.NotFound):
            await reviews.say(tx, anna.id, nothing, EVENT, 5)
    with pytest.raises(errors.NotFound):
        await reviews.of_event(tx, stranger.id, event.id)
    assert await reviews.say(tx, anna.id, event.id, EVENT, 5)
    await refused(tx, anna, event, GUEST, refusal=errors.NotFound, target_id=2**63)
    with pytest.raises(errors.NotFound):
        await reviews.of_person(tx, stranger.id, event.host_id, HOST)


async def test_ten_taps_at_once_are_one_review(db):
    async with db.begin() as tx:
        guest = await factories.person(tx)
        event = await evening.took_place(tx, guest)

    async def tap(stars: int) -> Review:
        async with db.begin() as tx:
            return await reviews.say(tx, guest.id, event.id, EVENT, stars)

    said = await asyncio.gather(*(tap(n % 5 + 1) for n in range(10)))
    assert len({row.id for row in said}) == 1
    async with db.begin() as tx:
        record = await tx.execute(select(Audit.old, Audit.new).where(Audit.entity == "review").order_by(Audit.id))
        steps = [tuple(step) for step in record]
        stands = (await tx.execute(select(Review.stars))).scalar_one()
    # Each change began where the one before it ended: nothing was lost between two taps.
    assert [old for old, _ in steps] == [None, *(new for _, new in steps[:-1])]
    assert steps[-1][1] == str(stands)


async def test_looking_first_and_writing_later_would_break_under_taps_at_once(db):
    """The negative control: without the index that the upsert rests on, one author says two things."""
    async with db.begin() as tx:
        guest = await factories.person(tx)
        event = await evening.took_place(tx, guest)
        await tx.exec_driver_sql("DROP INDEX uq_reviews_once")

    seen = asyncio.Barrier(3)

    async def tap() -> None:
        async with db.begin() as tx:
            mine = select(Review).where(Review.author_id == guest.id, Review.event_id == event.id)
            found = (await tx.execute(mine)).first()
            await seen.wait()
            if found is None:
                await tx.execute(insert(Review).values(author_id=guest.id, event_id=event.id, direction=EVENT, stars=5))

    await asyncio.gather(*(tap() for _ in range(3)))
    async with db.begin() as tx:
        assert len((await tx.execute(select(Review.id))).all()) > 1


async def test_readers_see_first_names_and_their_own(tx, past):
    event, host, anna, oleg = past
    await reviews.say(tx, anna.id, event.id, EVENT, 5, "Lovely")
    await reviews.say(tx, anna.id, event.id, HOST, 4, "Kind")
    await reviews.say(tx, host.id, event.id, OWN, 3)
    await reviews.say(tx, host.id, event.id, GUEST, 2, target_id=anna.id)
    seen = await reviews.of_event(tx, anna.id, event.id)
    assert [(row.author_name, row.stars, row.text, row.mine) for row in seen] == [
        ("Marta Host", 3, "", False),
        ("Anna", 5, "Lovely", True),
    ]
    assert [row.stars for row in await reviews.of_event(tx, None, event.id, before=seen[0].id)] == [5]
    assert len(await reviews.of_event(tx, None, event.id, limit=1)) == 1
    assert "author_id" not in seen[0]._fields
    of_host = await reviews.of_person(tx, None, host.id, HOST)
    assert [(row.author_name, row.event_name, row.text) for row in of_host] == [("Anna", "Stalker, 35 mm", "Kind")]
    assert [row.stars for row in await reviews.of_person(tx, anna.id, anna.id, GUEST)] == [2]
    with pytest.raises(errors.NotFound):
        await reviews.of_person(tx, oleg.id, anna.id, GUEST)
    other = await factories.event(tx)
    with pytest.raises(errors.NotFound):
        await reviews.of_person(tx, other.host_id, anna.id, GUEST)
    await evening.book(tx, other, anna)
    assert [row.stars for row in await reviews.of_person(tx, other.host_id, anna.id, GUEST)] == [2]
    await tx.execute(update(Event).where(Event.id == event.id).values(access=Access.private))
    assert await reviews.of_person(tx, other.host_id, anna.id, GUEST) == []
    assert [row.stars for row in await reviews.of_person(tx, anna.id, host.id, HOST)] == [4]


async def test_a_host_goes_through_the_guests_one_by_one(tx, past):
    event, host, anna, oleg = past
    await reviews.say(tx, host.id, event.id, GUEST, 4, "Kind", target_id=oleg.id)
    first = await reviews.next_guest(tx, host.id, event.id)
    second = await reviews.next_guest(tx, host.id, event.id, after=first.booking_id)
    assert [(row.user_id, row.guest_name, row.stars, row.text, row.place, row.of) for row in (first, second)] == [
        (anna.id, "Anna Karenina", None, None, 1, 2),
        (oleg.id, "Oleg", 4, "Kind", 2, 2),
    ]
    assert await reviews.next_guest(tx, host.id, event.id, after=second.booking_id) is None
    with pytest.raises(errors.NotFound):
        await reviews.next_guest(tx, anna.id, event.id)


async def test_an_undone_check_in_leaves_everybody_who_had_seats(tx):
    """Where nobody is in at last, tickets were not checked."""
    guest = await factories.person(tx)
    event = await evening.took_place(tx, guest, came=1)
    booking = (await tx.execute(select(Booking).where(Booking.event_id == event.id))).one()
    await checkin.undo(tx, event.host_id, booking.id)
    assert await reviews.say(tx, guest.id, event.id, EVENT, 5)
    assert await ratings.no_shows(tx, [guest.id]) == {guest.id: 0}
