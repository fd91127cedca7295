"""Finding and reading events."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from core import catalogue, database, errors
from core.box_office import BoxOffice
from core.catalogue import Filters
from core.models import (
    Access,
    Event,
    EventStatus,
    Favourite,
    Format,
    Organizer,
    Role,
    TeamMember,
    WaitlistEntry,
)
from tests import factories

ALL = Filters(zone="Europe/Moscow")


async def names(tx, after=None, limit=50, **filters) -> list[str]:
    found = await catalogue.page(tx, filters=Filters(**{"zone": "Europe/Moscow"} | filters), after=after, limit=limit)
    return [card.name for card in found.cards]


async def in_days(tx, days: float, name: str, **values):
    return await factories.event(tx, name=name, starts_at=await database.now(tx) + timedelta(days=days), **values)


async def test_whats_on_is_published_public_and_still_to_come_by_start(tx):
    host = await factories.person(tx, "Marta")
    await in_days(tx, 2, "second", host=host)
    await in_days(tx, 1, "first", host=host)
    await in_days(tx, -0.01, "begun", host=host)
    await in_days(tx, 3, "draft", host=host, status=EventStatus.draft)
    await in_days(tx, 3, "cancelled", host=host, status=EventStatus.cancelled)
    await in_days(tx, 3, "private", host=host, access=Access.private)
    found = await catalogue.page(tx, viewer_id=host.id, filters=ALL)
    assert [(card.name, card.host_name) for card in found.cards] == [("first", "Marta"), ("second", "Marta")]
    assert (found.next, found.previous) == (None, None)


async def test_pages_lead_forth_and_back_over_events_that_start_together(tx):
    start = await database.now(tx) + timedelta(days=1)
    host = await factories.person(tx)
    for number in range(8):
        await factories.event(tx, host, name=f"e{number}", starts_at=start + timedelta(hours=number // 4))
    pages, cursor = [], None
    while True:
        found = await catalogue.page(tx, filters=ALL, after=cursor, limit=3)
        pages.append(found)
        cursor = found.next
        if cursor is None:
            break
        assert len(cursor) <= 25
        assert cursor.isalnum()
    assert [[card.name for card in one.cards] for one in pages] == [
        ["e0", "e1", "e2"],
        ["e3", "e4", "e5"],
        ["e6", "e7"],
    ]
    back = await catalogue.page(tx, filters=ALL, after=pages[2].previous, limit=3)
    assert [card.name for card in back.cards] == ["e3", "e4", "e5"]
    assert back.next == pages[1].next
    first = await catalogue.page(tx, filters=ALL, after=back.previous, limit=3)
    assert [card.name for card in first.cards] == ["e0", "e1", "e2"]
    assert first.previous is None


@pytest.mark.parametrize(
    "cursor", ["", "-", "zzzzzzzzzzzzNzzzzzzzzzzzz", "1P1", "zzzzzzzzzNz", "N", "1N1' OR 1=1", "１N１", "1_0N1"]
)
async def test_a_cursor_that_leads_nowhere_leads_to_the_first_page(tx, cursor):
    await in_days(tx, 1, "only")
    assert await names(tx, after=cursor) == ["only"]


async def test_search_finds_every_word_anywhere_in_any_letters_case(tx):
    marta = await factories.person(tx, "Марта Ёлкина")
    await in_days(
        tx, 1, "Сталкер, 35 мм", host=marta, place="Кинотеатр «Октябрь»", film="Stalker", description="Новая копия"
    )
    await in_days(tx, 2, "100% free_jazz", place="Sova", description="a\\b")
    for text in ("сталкер", "ОКТЯБРЬ", "stalk", "КОПИЯ марта", "ёлкина 35"):
        assert await names(tx, text=text) == ["Сталкер, 35 мм"], text
    for text in ("100%", "free_", "a\\b", "%"):
        assert await names(tx, text=text) == ["100% free_jazz"], text
    for text in ("сталкер джаз", "1%f", "fre_j", "' OR '1'='1", "x" * 500):
        assert await names(tx, text=text) == [], text
    assert len(await names(tx, text=" \x00 ")) == 2


async def test_filters_narrow_by_price_seats_and_host(tx):
    anna, marta = await factories.person(tx, "Anna"), await factories.person(tx, "Marta")
    await in_days(tx, 1, "free", host=anna)
    await in_days(tx, 2, "cheap", host=marta, price=50_000)
    await in_days(tx, 3, "dear", host=marta, price=500_000, available=0)
    assert await names(tx, price="free") == ["free"]
    assert await names(tx, price=50_000) == ["free", "cheap"]
    assert len(await names(tx, price=10**30)) == 3
    assert await names(tx, free_seats=True) == ["free", "cheap"]
    assert await names(tx, host_id=marta.id) == ["cheap", "dear"]
    assert await names(tx, host_id=10**30) == []


async def test_filters_narrow_by_time_page_film_and_format(tx):
    host, now = await factories.person(tx), await database.now(tx)
    row = {"slug": "zarya", "name": "Заря"}
    page = (await tx.execute(insert(Organizer).values(**row).returning(Organizer))).one()
    await in_days(tx, 1, "near", host=host, film="Ёлки", format=Format.online)
    await in_days(tx, 2, "far", host=host, organizer_id=page.id, format=Format.hybrid, film="Елки-2")
    assert await names(tx, since=now + timedelta(days=1.5)) == ["far"]
    assert await names(tx, until=now + timedelta(days=1.5)) == ["near"]
    start = (now + timedelta(days=2)).astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None, microsecond=0)
    assert await names(tx, since=start, zone="Asia/Tokyo") == ["far"]
    assert await names(tx, until=start, zone="Asia/Tokyo") == ["near"]
    assert await names(tx, organizer_id=page.id) == ["far"]
    assert await names(tx, organizer_id=10**30) == []
    assert await names(tx, film="елки") == ["near"]
    assert await names(tx, film="\x00") == []
    assert await names(tx, format=Format.online) == ["near", "far"]
    assert await names(tx, format=Format.in_person) == ["far"]
    assert await names(tx, format=Format.hybrid) == ["far"]
    for never, problem in (
        (datetime.fromisoformat("0001-01-01"), "past"),
        (datetime.fromisoformat("9999-12-31"), "too_far"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            await names(tx, since=never)
        assert refused.value.params == {"field": "since", "problem": problem}
    [card] = (await catalogue.page(tx, filters=Filters(organizer_id=page.id))).cards
    assert (card.organizer_name, card.organizer_slug) == ("Заря", "zarya")


async def test_what_one_saved_is_a_list_of_ones_own_with_private_events_that_one_sees(tx):
    host, viewer, other = await factories.people(tx, 3)
    await in_days(tx, 3, "not saved", host=host)
    kept = [
        await in_days(tx, 2, "public", host=host),
        await in_days(tx, 1, "own, private", host=viewer, access=Access.private),
        await in_days(tx, 4, "closed to me", host=host, access=Access.private),
        await in_days(tx, -1, "gone by", host=host),
        await in_days(tx, 5, "draft", host=host, status=EventStatus.draft),
    ]
    rows = [{"user_id": person.id, "event_id": event.id} for event in kept for person in (viewer, other)]
    await tx.execute(insert(Favourite), rows)

    async def saved(viewer_id):
        found = await catalogue.page(tx, viewer_id=viewer_id, filters=Filters(saved=True))
        return [card.name for card in found.cards]

    assert await saved(viewer.id) == ["own, private", "public"]
    assert await saved(other.id) == ["public"]
    assert await saved(None) == []
    listed = await catalogue.page(tx, viewer_id=viewer.id, filters=ALL)
    assert [(card.name, card.saved) for card in listed.cards] == [("public", True), ("not saved", False)]
    assert (await catalogue.event(tx, kept[0].id, host.id)).saved is False


@pytest.mark.parametrize(
    ("now", "when", "days"),
    [
        ("2025-11-19 21:30", "today", ("2025-11-20", "2025-11-21")),  # half past midnight in Moscow, a Thursday
        ("2025-11-19 12:00", "tomorrow", ("2025-11-20", "2025-11-21")),
        ("2025-11-19 12:00", "week", ("2025-11-19", "2025-11-26")),
        ("2025-11-19 12:00", "month", ("2025-11-19", "2025-12-19")),
        ("2025-11-19 12:00", "weekend", ("2025-11-22", "2025-11-24")),
        ("2025-11-22 12:00", "weekend", ("2025-11-22", "2025-11-24")),
        ("2025-11-23 12:00", "weekend", ("2025-11-23", "2025-11-24")),
    ],
)
def test_days_are_those_of_the_zone(now, when, days):
    begin, end = catalogue._days(datetime.fromisoformat(now).replace(tzinfo=UTC), when, "Europe/Moscow")
    assert (begin.isoformat(), end.isoformat()) == tuple(f"{day}T00:00:00+03:00" for day in days)


def test_a_day_on_which_the_clocks_change_ends_at_its_own_midnight():
    begin, end = catalogue._days(datetime(2026, 3, 29, 10, tzinfo=UTC), "today", "Europe/Tallinn")
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=23)


async def test_the_list_asks_for_days_by_the_databases_clock(tx):
    host = await factories.person(tx)
    await in_days(tx, 1, "tomorrow", host=host)
    await in_days(tx, 9, "later", host=host)
    assert await names(tx, when="tomorrow") == ["tomorrow"]
    assert await names(tx, when="week") == ["tomorrow"]
    assert await names(tx, when="month") == ["tomorrow", "later"]
    assert await names(tx, when="nonsense") == ["tomorrow", "later"]


async def test_a_lapsed_hold_is_free_on_cards_before_any_sweep_and_the_numbers_add_up(db):
    async with db.begin() as tx:
        event = await factories.event(tx, requires_confirmation=True, capacity=5)
        one, two = await factories.people(tx, 2)
    office = BoxOffice(db)
    lapsed = await office.book(event.id, one.id, 3)
    await office.book(event.id, two.id, 2)
    async with db.begin() as tx:
        assert await names(tx, free_seats=True) == []
        await factories.lapse(tx, lapsed.id)
        assert await names(tx, free_seats=True) == [event.name]
        [listed] = (await catalogue.page(tx, filters=ALL)).cards
        [row] = await catalogue.hosted(tx, event.host_id)
        for card in (listed, row, await catalogue.event(tx, event.id, None)):
            assert (card.free, card.available, card.held, card.sold, card.capacity) == (3, 3, 2, 0, 5)
        assert row.bookings == 1
        assert [holder.user_name for holder in await catalogue.holders(tx, event.id, event.host_id)] == [two.name]


async def test_a_lapsed_hold_goes_to_the_line_first_and_is_free_on_no_card_until_then(db):
    async with db.begin() as tx:
        event = await factories.event(tx, requires_confirmation=True, capacity=3)
        one, two = await factories.people(tx, 2)
    lapsed = await BoxOffice(db).book(event.id, one.id, 3)
    async with db.begin() as tx:
        await tx.execute(insert(WaitlistEntry).values(event_id=event.id, user_id=two.id, seats=2))
        await factories.lapse(tx, lapsed.id)
        assert await names(tx, free_seats=True) == []
        card = await catalogue.event(tx, event.id, None)
        assert (card.free, card.available, card.held, card.sold, card.capacity) == (0, 0, 3, 0, 3)


async def test_an_event_of_a_page_is_its_teams_too(tx):
    host, colleague, stranger = await factories.people(tx, 3)
    page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Заря").returning(Organizer))).one()
    await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=colleague.id))
    link = "https://example.org/room"
    event = await in_days(
        tx, 1, "of the page", host=host, organizer_id=page.id, access=Access.private, online_link=link
    )
    await in_days(tx, 2, "of the host", host=host)
    assert [card.name for card in await catalogue.hosted(tx, colleague.id)] == ["of the page"]
    assert [card.name for card in await catalogue.hosted(tx, host.id)] == ["of the page", "of the host"]
    assert (await catalogue.event(tx, event.id, colleague.id)).online_link == link
    assert await catalogue.holders(tx, event.id, colleague.id) == []
    assert await catalogue.hosted(tx, stranger.id) == []
    with pytest.raises(errors.NotFound):
        await catalogue.event(tx, event.id, stranger.id)


async def test_a_stranger_who_walks_all_numbers_meets_public_events_and_nothing_else(tx):
    """Whether something private is there, was there or never was: the same refusal, without a word about it."""
    host, stranger = await factories.person(tx), await factories.person(tx)
    hidden = [
        await in_days(tx, 1, "private", host=host, access=Access.private),
        await in_days(tx, 1, "draft", host=host, status=EventStatus.draft),
        await in_days(tx, 1, "cancelled", host=host, status=EventStatus.cancelled, access=Access.private),
    ]
    public = await in_days(tx, 1, "public", host=host)
    told = set()
    for event_id in (*range(hidden[0].id - 3, public.id + 4), 0, -1, 2**63 - 1, 2**63):
        for viewer in (stranger.id, None):
            try:
                assert (await catalogue.event(tx, event_id, viewer)).id == public.id
            except errors.DomainError as refused:
                told.add((type(refused), repr(refused.params)))
    assert told == {(errors.NotFound, "{}")}
    for filters in ({"host_id": host.id}, {"saved": True}, {"when": "week"}, {"text": "private"}):
        found = await catalogue.page(tx, viewer_id=stranger.id, filters=Filters(**filters))
        assert {card.id for card in found.cards} <= {public.id}
    for event in hidden:
        with pytest.raises(errors.NotFound):
            await catalogue.holders(tx, event.id, stranger.id)


async def test_drafts_and_private_events_are_there_for_host_admin_and_holders_only(db):
    async with db.begin() as tx:
        host, guest, stranger = (
            await factories.person(tx, "Marta"),
            await factories.person(tx),
            await factories.person(tx),
        )
        admin = await factories.person(tx, role=Role.admin)
        draft = await factories.event(tx, host, status=EventStatus.draft)
        private = await factories.event(tx, host)
    await BoxOffice(db).book(private.id, guest.id, 1)
    async with db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == private.id).values(access=Access.private))
    async with db.begin() as tx:
        seen = {host.id: {draft.id, private.id}, admin.id: {draft.id, private.id}, guest.id: {private.id}}
        for viewer in (host.id, admin.id, guest.id, stranger.id, None):
            for event in (draft, private):
                if event.id in seen.get(viewer, ()):
                    assert (await catalogue.event(tx, event.id, viewer)).id == event.id
                else:
                    with pytest.raises(errors.NotFound):
                        await catalogue.event(tx, event.id, viewer)
        for nowhere in (0, -1, 2**62, 10**23):
            with pytest.raises(errors.NotFound):
                await catalogue.event(tx, nowhere, admin.id)


async def test_the_online_link_comes_with_the_ticket(db):
    async with db.begin() as tx:
        event = await factories.event(tx, online_link="https://example.org/room", requires_confirmation=False)
        held_event = await factories.event(tx, online_link="https://example.org/room", requires_confirmation=True)
        guest, stranger = await factories.people(tx, 2)
    await BoxOffice(db).book(event.id, guest.id, 1)
    await BoxOffice(db).book(held_event.id, guest.id, 1)
    async with db.begin() as tx:
        assert {card.online_link for card in (await catalogue.page(tx, filters=ALL)).cards} == {None}
        assert (await catalogue.event(tx, event.id, guest.id)).online_link == "https://example.org/room"
        assert (await catalogue.event(tx, event.id, event.host_id)).online_link == "https://example.org/room"
        assert (await catalogue.event(tx, event.id, stranger.id)).online_link is None
        assert (await catalogue.event(tx, event.id, None)).online_link is None
        assert (await catalogue.event(tx, held_event.id, guest.id)).online_link is None


async def test_a_host_sees_the_own_events_ahead_first_and_an_admin_may_see_all(db):
    async with db.begin() as tx:
        host, other = await factories.person(tx, "Marta"), await factories.person(tx, "Anna")
        admin = await factories.person(tx, role=Role.admin)
        for days, name in ((-9, "long ago"), (5, "later"), (-2, "last"), (1, "next")):
            await in_days(tx, days, name, host=host)
        await in_days(tx, 3, "draft", host=host, status=EventStatus.draft)
        theirs = await in_days(tx, 2, "theirs", host=other)
        assert [row.name for row in await catalogue.hosted(tx, host.id)] == [
            "next",
            "draft",
            "later",
            "last",
            "long ago",
        ]
        assert "theirs" not in [row.name for row in await catalogue.hosted(tx, host.id, everyone=True)]
        assert [row.name for row in await catalogue.hosted(tx, admin.id, everyone=True, limit=2)] == ["next", "theirs"]
        assert await catalogue.hosted(tx, admin.id) == []
        with pytest.raises(errors.NotFound):
            await catalogue.holders(tx, theirs.id, host.id)
        assert await catalogue.holders(tx, theirs.id, admin.id) == []


async def test_a_guest_of_the_event_does_not_see_the_others(db):
    async with db.begin() as tx:
        event, guest = await factories.event(tx), await factories.person(tx)
    await BoxOffice(db).book(event.id, guest.id, 2)
    async with db.begin() as tx:
        with pytest.raises(errors.NotFound):
            await catalogue.holders(tx, event.id, guest.id)
        [row] = await catalogue.holders(tx, event.id, event.host_id)
        assert (row.user_name, row.seats, row.status) == (guest.name, 2, "confirmed")
        [card] = await catalogue.hosted(tx, event.host_id)
        assert (card.sold, card.held, card.available, card.bookings) == (2, 0, 8, 1)
