"""Finding and reading events."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from core import catalogue, database, errors
from core.box_office import BoxOffice
from core.catalogue import Filters
from core.models import Access, Event, EventStatus, Role
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
    await in_days(tx, 2, "100% free_jazz", description="a\\b")
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
