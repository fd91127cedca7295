"""Making and changing events."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from core import database, errors, event_times, events, integrity, lapse, reasons
from core.box_office import BoxOffice
from core.events import Defaults, EventPatch, NewEvent
from core.models import Audit, Booking, BookingStatus, Event, EventStatus, Outbox, Role
from tests import factories

DEFAULTS = Defaults(zone="Europe/Moscow", currency="RUB", booking_ttl=900, max_seats=4)
CLOSED = Defaults(zone="Europe/Moscow", currency="RUB", booking_ttl=900, max_seats=4, hosting="admins")


def said(**values) -> dict:
    soon = datetime.now(UTC).replace(tzinfo=None, hour=19, minute=0, second=0, microsecond=0) + timedelta(days=7)
    return {"name": "Stalker, 35 mm", "starts_at": soon, "capacity": 40} | values


async def make(tx, user=None, defaults=DEFAULTS, **values) -> Event:
    user = user or await factories.person(tx, "Marta")
    return await events.create(tx, user.id, events.parse(NewEvent, said(**values)), defaults)


async def change(tx, event, **values) -> Event:
    return await events.edit(tx, event.host_id, event.id, events.parse(EventPatch, values))


async def recorded(tx, event) -> list[tuple]:
    rows = await tx.execute(
        select(Audit).where(Audit.entity == "event", Audit.entity_id == event.id).order_by(Audit.id)
    )
    return [(row.old, row.new, row.reason) for row in rows]


async def test_a_new_event_is_published_with_the_houses_defaults_and_all_seats_free(tx):
    made = await make(tx)
    assert (made.zone, made.currency, made.booking_ttl, made.max_seats_per_booking) == ("Europe/Moscow", "RUB", 900, 4)
    assert (made.capacity, made.available, made.terms, made.status) == (40, 40, 1, EventStatus.published)
    assert made.ends_at - made.starts_at == timedelta(hours=2)
    assert await recorded(tx, made) == [(None, "published", "created")]


async def test_a_time_without_an_offset_is_read_in_the_events_zone(tx):
    naive = said()["starts_at"]
    moscow, tallinn = await make(tx), await make(tx, zone="Asia/Vladivostok")
    exact = await make(tx, starts_at=naive.replace(tzinfo=UTC), zone="Asia/Vladivostok")
    assert moscow.starts_at == naive.replace(tzinfo=UTC) - timedelta(hours=3)
    assert tallinn.starts_at == naive.replace(tzinfo=UTC) - timedelta(hours=10)
    assert exact.starts_at == naive.replace(tzinfo=UTC)


def gap_and_overlap(zone: str) -> tuple[datetime, datetime]:
    """The next spring night that is an hour short in Europe, and the autumn night that is an hour longer."""
    year = datetime.now(UTC).year + 1
    sundays = [max(day for day in range(25, 32) if date(year, month, day).weekday() == 6) for month in (3, 10)]
    return datetime(year, 3, sundays[0], 3, 30), datetime(year, 10, sundays[1], 3, 30)  # noqa: DTZ001


async def test_a_local_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_the_earlier(tx):
    gap, twice = gap_and_overlap("Europe/Tallinn")
    with pytest.raises(errors.Invalid) as refused:
        await make(tx, starts_at=gap, zone="Europe/Tallinn")
    assert (refused.value.params["field"], refused.value.params["problem"]) == ("starts_at", "dst_gap")
    made = await make(tx, starts_at=twice, zone="Europe/Tallinn")
    assert made.starts_at == twice.replace(tzinfo=UTC) - timedelta(hours=3)


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({"starts_at": datetime(2020, 1, 1)}, "starts_at", "past"),  # noqa: DTZ001
        ({"starts_at": datetime(1, 1, 1)}, "starts_at", "past"),  # noqa: DTZ001
        ({"starts_at": datetime(9999, 12, 31)}, "starts_at", "too_far"),  # noqa: DTZ001
        ({"starts_at": datetime(2090, 1, 1)}, "starts_at", "too_far"),  # noqa: DTZ001
        ({"ends_at": datetime(2020, 1, 1)}, "ends_at", "before_start"),  # noqa: DTZ001
        ({"ends_at": datetime(2090, 1, 1)}, "ends_at", "too_far"),  # noqa: DTZ001
    ],
)
async def test_times_that_cannot_be_are_refused_with_their_field(tx, values, field, problem):
    with pytest.raises(errors.Invalid) as refused:
        await make(tx, **values)
    assert refused.value.params == {"field": field, "problem": problem}


@pytest.mark.parametrize(
    ("values", "params"),
    [
        ({"name": "\u200b \n"}, {"field": "name", "problem": "empty"}),
        ({"name": "я" * 5000}, {"field": "name", "problem": "too_long", "most": 200}),
        ({"description": "x" * 4001}, {"field": "description", "problem": "too_long", "most": 4000}),
        ({"place": "x" * 301}, {"field": "place", "problem": "too_long", "most": 300}),
        ({"capacity": 0}, {"field": "capacity", "problem": "too_small", "least": 1}),
        ({"capacity": 10**23}, {"field": "capacity", "problem": "too_large", "most": 100_000}),
        ({"capacity": "1_0"}, {"field": "capacity", "problem": "not_a_number"}),
        ({"capacity": True}, {"field": "capacity", "problem": "not_a_number"}),
        ({"price": -5}, {"field": "price", "problem": "too_small", "least": 0}),
        ({"booking_ttl": 59}, {"field": "booking_ttl", "problem": "too_small", "least": 60}),
        ({"max_seats_per_booking": 101}, {"field": "max_seats_per_booking", "problem": "too_large", "most": 100}),
        ({"currency": "rub"}, {"field": "currency", "problem": "no_such_currency"}),
        ({"zone": "Mars/Olympus"}, {"field": "zone", "problem": "no_such_zone"}),
        ({"format": "tent"}, {"field": "format", "problem": "not_a_choice"}),
        ({"starts_at": "soon"}, {"field": "starts_at", "problem": "not_a_date"}),
        ({"online_link": "javascript:alert(1)"}, {"field": "online_link", "problem": "not_a_link"}),
        ({"online_link": "https://@/x"}, {"field": "online_link", "problem": "not_a_link"}),
        ({"online_link": "https://meet.example:99999/x"}, {"field": "online_link", "problem": "not_a_link"}),
        ({"booking_ttl": 60, "booking_ttl_minutes": 1}, {"field": "booking_ttl", "problem": "twice"}),
        ({"role": "admin"}, {"field": "role", "problem": "unknown"}),
        ({"host_id": 1}, {"field": "host_id", "problem": "unknown"}),
    ],
)
def test_a_form_hears_which_field_is_wrong_and_how(values, params):
    with pytest.raises(errors.Invalid) as refused:
        events.parse(NewEvent, said(**values))
    assert refused.value.params == params


@pytest.mark.parametrize(
    ("form", "currency", "problem"),
    [
        ("online", "RUB", "stars_only"),
        ("online", "XTR", None),
        ("in_person", "XTR", "no_stars"),
        ("hybrid", "XTR", "no_stars"),
        ("hybrid", "RUB", None),
    ],
)
async def test_seats_online_are_sold_in_stars_and_others_are_not_by_whatever_door(tx, form, currency, problem):
    sold = {"format": form, "currency": currency, "price": 100}
    free = await make(tx, format=form, currency=currency)
    other = {"format": "online", "currency": "XTR"} if form != "online" else {"format": "hybrid", "currency": "RUB"}
    priced = await make(tx, price=100, **other)
    ways = (lambda: make(tx, **sold), lambda: change(tx, free, price=100), lambda: change(tx, priced, **sold))
    for sell in ways:
        if problem is None:
            assert (await sell()).price == 100
        else:
            with pytest.raises(errors.Invalid) as refused:
                await sell()
            assert refused.value.params == {"field": "price", "problem": problem}


async def test_an_event_from_before_that_rule_is_changed_in_all_else(tx):
    event = await factories.event(tx, format="online", price=100)
    assert (await change(tx, event, name="Mirror")).name == "Mirror"
    assert (await change(tx, event, price=0)).price == 0


def test_the_documents_names_are_understood_and_minutes_become_seconds():
    wish = {
        "name": "Film",
        "date_time": "2031-01-01T19:00",
        "total_tickets": 5,
        "ticket_price": 100,
        "booking_ttl_minutes": 3,
    }
    new = events.parse(NewEvent, wish)
    assert (new.capacity, new.price, new.booking_ttl) == (5, 100, 180)
    assert NewEvent.model_validate_json('{"name": "F", "date": "2031-01-01T19:00", "total_seats": 1}', strict=True)


def test_stars_are_a_currency_and_a_description_keeps_its_lines():
    new = events.parse(NewEvent, said(currency="XTR", description=" one\x00\r\n\n\n\n\u202etwo  \n"))
    assert (new.currency, new.description) == ("XTR", "one\n\ntwo")


@given(st.datetimes(), st.sampled_from(["Europe/Tallinn", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC"]))
@settings(max_examples=300, deadline=None)
def test_any_time_becomes_the_instant_that_clocks_there_show_or_is_refused(said, zone):
    try:
        meant = event_times.instant(said, zone, "starts_at")
    except errors.Invalid as refused:
        problem = refused.params["problem"]
    else:
        problem = None
        assert meant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == said
    assert problem in {None, "past", "too_far", "dst_gap"}


async def test_only_admins_host_where_hosting_is_closed_and_the_banned_never_do(tx):
    with pytest.raises(errors.HostingClosed):
        await make(tx, defaults=CLOSED)
    assert await make(tx, await factories.person(tx, role=Role.admin), CLOSED)
    with pytest.raises(errors.Banned):
        await make(tx, await factories.person(tx, banned_at=func.clock_timestamp()))


async def test_an_event_of_somebody_else_is_not_there_to_be_changed_and_an_admin_may(tx):
    event, stranger = await make(tx), await factories.person(tx)
    admin = await factories.person(tx, role=Role.admin)
    patch = EventPatch(name="Solaris")
    for who, which in ((stranger.id, event.id), (event.host_id, 2**62), (event.host_id, 10**23), (event.host_id, -1)):
        with pytest.raises(errors.NotFound):
            await events.edit(tx, who, which, patch)
        with pytest.raises(errors.NotFound):
            await events.delete(tx, who, which)
        with pytest.raises(errors.NotFound):
            await events.publish(tx, who, which, hosting="open")
    assert (await events.edit(tx, admin.id, event.id, patch)).name == "Solaris"


async def test_an_edit_that_says_what_is_changes_nothing_and_leaves_no_record(tx):
    event = await make(tx)
    same = await change(tx, event, name=event.name, capacity=40, starts_at=event.starts_at)
    assert (same.terms, await recorded(tx, event)) == (1, [(None, "published", "created")])


async def test_name_and_hold_time_leave_the_terms_alone_and_price_and_place_raise_them_once(tx):
    event = await make(tx, film="Stalker")
    assert (await change(tx, event, name="Solaris", booking_ttl=60, film=None)).terms == 1
    moved = await change(tx, event, price=50_000, place="Illusion")
    assert (moved.terms, moved.price, moved.film) == (2, 50_000, None)
    assert (await recorded(tx, event))[1:] == [("published", "published", "edited")] * 2


async def test_a_moved_start_takes_the_end_along(tx):
    event = await make(tx, ends_at=said()["starts_at"] + timedelta(hours=5))
    moved = await change(tx, event, starts_at=event.starts_at + timedelta(days=1))
    assert moved.ends_at - moved.starts_at == timedelta(hours=5)
    with pytest.raises(errors.Invalid) as refused:
        await change(tx, event, starts_at=await database.now(tx) - timedelta(minutes=1))
    assert refused.value.params["problem"] == "past"


@pytest.mark.parametrize("field", ["name", "capacity", "price", "starts_at", "booking_ttl", "zone"])
async def test_a_field_that_every_event_has_cannot_be_emptied(tx, field):
    event = await make(tx)
    with pytest.raises(errors.Invalid) as refused:
        await change(tx, event, **{field: None})
    assert refused.value.params == {"field": field, "problem": "missing"}


async def test_everybody_with_seats_is_told_what_was_before_and_keeps_what_they_have(db):
    async with db.begin() as tx:
        event = await factories.event(tx, price=50_000)
        held, gone = await factories.people(tx, 2)
    office = BoxOffice(db)
    hold = await office.book(event.id, held.id, 2)
    lapsed = await office.book(event.id, gone.id, 1)
    async with db.begin() as tx:
        await factories.lapse(tx, lapsed.id)
        await lapse.expire_due(tx, event.id)
        row = await change(tx, event, price=70_000, place="Illusion")
        await change(tx, event, place="Oktyabr")
    async with db.begin() as tx:
        told = (await tx.execute(select(Outbox).where(Outbox.kind == "event_changed").order_by(Outbox.id))).all()
        assert [(one.user_id, one.params) for one in told] == [
            (held.id, {"place": "Oktyabr cinema, 24 Novy Arbat", "price": 50_000}),
            (held.id, {"place": "Illusion"}),
        ]
        kept = await factories.reread(tx, hold)
        assert (row.terms, kept.price, kept.expires_at, kept.terms) == (2, 50_000, hold.expires_at, 1)
        assert await integrity.check(tx) == []


async def test_capacity_follows_what_is_taken_and_lapsed_holds_take_nothing(db):
    async with db.begin() as tx:
        event = await factories.event(tx, requires_confirmation=True)
        first, second = await factories.people(tx, 2)
    office = BoxOffice(db)
    await office.book(event.id, first.id, 3)
    lapsed = await office.book(event.id, second.id, 4)
    async with db.begin() as tx:
        with pytest.raises(errors.CapacityBelowTaken) as refused:
            await change(tx, event, capacity=6)
        assert refused.value.params == {"taken": 7}
    async with db.begin() as tx:
        await factories.lapse(tx, lapsed.id)
        row = await change(tx, event, capacity=3)
        assert (row.capacity, row.available, row.terms) == (3, 0, 1)
        assert (await change(tx, event, capacity=50)).available == 47
        assert await integrity.check(tx) == []


async def test_rivals_and_a_host_who_resizes_never_oversell(db):
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=20)
        guests = await factories.people(tx, 30)
    office = BoxOffice(db, batch=3)

    async def resize(capacity):
        async with db.begin() as tx:
            await change(tx, event, capacity=capacity)

    resizes = [resize(capacity) for capacity in (15, 25, 12, 18)]
    await asyncio.gather(*(office.book(event.id, g.id, 1) for g in guests), *resizes, return_exceptions=True)
    async with db.begin() as tx:
        sold = (await tx.execute(select(func.count()).select_from(Booking))).scalar_one()
        row = await factories.reread(tx, event)
        assert row.available == row.capacity - sold >= 0
        assert await integrity.check(tx) == []


@pytest.mark.parametrize("status", [EventStatus.cancelled, EventStatus.completed])
async def test_what_is_over_is_closed_to_changes(tx, status):
    event = await factories.event(tx, status=status)
    for verb in (
        change(tx, event, name="x"),
        events.publish(tx, event.host_id, event.id, hosting="open"),
        events.delete(tx, event.host_id, event.id),
    ):
        with pytest.raises(errors.EventClosed):
            await verb


async def test_a_draft_goes_out_once_and_not_after_its_start(tx):
    event = await make(tx, publish=False)
    assert event.status is EventStatus.draft
    for _ in range(2):
        assert (await events.publish(tx, event.host_id, event.id, hosting="open")).status is EventStatus.published
    assert await recorded(tx, event) == [(None, "draft", "created"), ("draft", "published", "published")]
    late = await make(tx, publish=False)
    past = func.clock_timestamp() - timedelta(seconds=1)
    await tx.execute(update(Event).where(Event.id == late.id).values(starts_at=past))
    with pytest.raises(errors.Invalid):
        await events.publish(tx, late.host_id, late.id, hosting="open")


async def test_a_draft_goes_with_the_words_that_were_kept_for_calling_it_off(tx):
    marta = await factories.person(tx)
    draft = await factories.event(tx, marta, status=EventStatus.draft)
    await reasons.keep(tx, marta.id, draft.id, "No projector")
    await events.delete(tx, marta.id, draft.id)
    assert (await tx.execute(select(Event.id))).first() is None


async def test_a_draft_that_nobody_booked_can_be_deleted_and_nothing_else(tx):
    draft, published = await make(tx, publish=False), await make(tx)
    booked = await make(tx, publish=False)
    guest = await factories.person(tx)
    row = {"event_id": booked.id, "user_id": guest.id, "seats": 1, "price": 0, "currency": "RUB", "terms": 1}
    ended = {
        "status": BookingStatus.cancelled,
        "ended_at": func.now(),
        "refundable_until": func.now(),
        "ticket_code": "X",
    }
    await tx.execute(insert(Booking).values(**row, **ended))
    for kept in (published, booked):
        with pytest.raises(errors.HasBookings):
            await events.delete(tx, kept.host_id, kept.id)
    await events.delete(tx, draft.host_id, draft.id)
    assert (await recorded(tx, draft))[-1] == ("draft", "deleted", None)
    with pytest.raises(errors.NotFound):
        await events.delete(tx, draft.host_id, draft.id)
