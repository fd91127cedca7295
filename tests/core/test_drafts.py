"""Drafts: kept field by field, made an event once, applied once and only on what was shown."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core import database, drafts, events, organizers, publishing
from core.draft_fields import NO_REFUND
from core.errors import (
    CapacityBelowTaken,
    DraftChanged,
    EditedMeanwhile,
    EventClosed,
    HostingClosed,
    Invalid,
    NotADraft,
    NotFound,
)
from core.event_fields import Defaults
from core.models import Access, Audit, Draft, Event, EventStatus, Format, Invite, Outbox
from tests import factories
from tests.core import evening

HOUSE = Defaults(zone="Europe/Moscow", currency="RUB", booking_ttl=900, max_seats=4)
WHOLE = {"name": "Stalker, 35 mm", "place": "Oktyabr", "capacity": 40, "price": 50_000}


async def saying(tx, user, **said) -> Draft:
    draft = await drafts.begin(tx, user.id, hosting="open")
    for field, value in said.items():
        draft = await drafts.put(tx, draft, {field: value}, HOUSE)
    return draft


async def in_a_week(tx) -> datetime:
    return (await database.now(tx) + timedelta(days=7)).replace(second=0, microsecond=0)


async def whole(tx, user, **said) -> Draft:
    return await saying(tx, user, **WHOLE | {"starts_at": (await in_a_week(tx)).isoformat()} | said)


async def test_a_draft_becomes_an_event_and_goes_on_as_its_changes(tx) -> None:
    marta = await factories.person(tx, "Marta")
    draft = await whole(tx, marta)
    event = await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert (event.name, event.capacity, event.available, event.price) == ("Stalker, 35 mm", 40, 40, 50_000)
    assert (event.status, event.host_id, event.currency) == (EventStatus.published, marta.id, "RUB")
    assert event.ends_at - event.starts_at == timedelta(hours=2)
    with pytest.raises(NotADraft) as refused:
        await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert refused.value.params == {"event_id": event.id}
    assert await drafts.mine(tx, marta.id) == []
    gathered = await drafts.of_event(tx, marta.id, event.id)
    assert (gathered.id, gathered.fields) == (draft.id, {})


async def test_publishing_twice_at_once_makes_one_event(db) -> None:
    async with db.begin() as tx:
        marta = await factories.person(tx, "Marta")
        draft = await whole(tx, marta)

    async def publish() -> int:
        async with db.begin() as tx:
            try:
                return (await publishing.publish(tx, marta.id, draft.id, HOUSE)).id
            except NotADraft as error:
                return error.params["event_id"]

    assert len({*await asyncio.gather(*(publish() for _ in range(6)))}) == 1
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Event))).scalar_one() == 1


@pytest.mark.parametrize(
    ("left_out", "question"),
    [("name", "name"), ("starts_at", "start"), ("place", "place"), ("capacity", "seats"), ("price", "price")],
)
async def test_what_was_not_said_is_asked_for(tx, left_out: str, question: str) -> None:
    marta = await factories.person(tx)
    said = WHOLE | {"starts_at": (await in_a_week(tx)).isoformat()}
    draft = await saying(tx, marta, **{field: value for field, value in said.items() if field != left_out})
    with pytest.raises(Invalid) as refused:
        await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert refused.value.params == {"field": question, "problem": "missing"}


async def test_a_private_event_has_its_first_invite(tx) -> None:
    marta = await factories.person(tx)
    draft = await whole(tx, marta, access="private")
    event = await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert event.access is Access.private
    assert (await tx.execute(select(func.count()).where(Invite.event_id == event.id))).scalar_one() == 1


async def test_the_end_and_the_refunds_keep_their_distance_from_the_start(tx) -> None:
    marta = await factories.person(tx)
    later = (await in_a_week(tx)) + timedelta(days=3)
    draft = await whole(tx, marta, lasts=5400, refund=86_400)
    draft = await drafts.put(tx, draft, {"starts_at": later.isoformat()}, HOUSE)
    event = await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert (event.ends_at - event.starts_at, event.starts_at) == (timedelta(minutes=90), later)
    assert event.starts_at - event.refundable_until == timedelta(days=1)


async def test_no_refunds_at_all(tx) -> None:
    marta = await factories.person(tx)
    event = await publishing.publish(tx, marta.id, (await whole(tx, marta, refund=NO_REFUND)).id, HOUSE)
    assert event.refundable_until <= event.created_at
    assert (await drafts.whole(tx, await drafts.of_event(tx, marta.id, event.id), HOUSE))["refund"] == NO_REFUND


async def test_another_zone_keeps_the_hour_on_the_wall(tx) -> None:
    marta = await factories.person(tx)
    draft = await saying(tx, marta, starts_at="2030-06-01T16:00:00+00:00", zone="Europe/Berlin")
    assert draft.fields == {"starts_at": "2030-06-01T17:00:00+00:00", "zone": "Europe/Berlin"}


async def test_a_hosts_own_zone_is_where_they_begin(tx) -> None:
    marta = await factories.person(tx, zone="Asia/Tbilisi")
    draft = await drafts.begin(tx, marta.id, hosting="open")
    assert (await drafts.whole(tx, draft, HOUSE))["zone"] == "Asia/Tbilisi"
    assert (await drafts.begin(tx, marta.id, hosting="open")).id == draft.id


async def test_online_is_sold_in_stars_and_a_price_of_the_other_kind_is_said_again(tx) -> None:
    marta = await factories.person(tx)
    draft = await whole(tx, marta, format="online")
    assert (await drafts.whole(tx, draft, HOUSE))["price"] is None
    with pytest.raises(Invalid, match="invalid"):
        await drafts.put(tx, draft, {"price": 500, "currency": "RUB"}, HOUSE)
    draft = await drafts.put(tx, draft, {"price": 100, "currency": "XTR"}, HOUSE)
    event = await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert (event.format, event.price, event.currency) == (Format.online, 100, "XTR")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": ""}, "empty"), ({"name": "x" * 201}, "too_long"), ({"capacity": 0}, "too_small"),
        ({"capacity": 100_001}, "too_large"), ({"booking_ttl": 5}, "too_small"), ({"max_seats_per_booking": 101}, "too_large"),
        ({"lasts": 0}, "too_small"), ({"lasts": 10**9}, "too_far"), ({"refund": -2}, "too_small"), ({"zone": "Mars"}, "no_such_zone"),
        ({"starts_at": "2001-01-01T10:00:00+00:00"}, "past"), ({"starts_at": "2090-01-01T10:00:00+00:00"}, "too_far"),
        ({"price": -1}, "too_small"), ({"online_link": "zoom"}, "not_a_link"), ({"organizer_id": 10**6}, "not_a_choice"),
        ({"price": 5, "currency": "XTR"}, "no_stars"), ({"price": 5, "currency": "???"}, "no_such_currency"),
    ],
)  # fmt: skip
async def test_what_can_not_be_is_refused_and_nothing_is_kept(tx, said, problem) -> None:
    marta = await factories.person(tx)
    draft = await saying(tx, marta, name="Stalker")
    with pytest.raises(Invalid) as refused:
        await drafts.put(tx, draft, said, HOUSE)
    assert refused.value.params["problem"] == problem
    assert (await drafts.get(tx, marta.id, draft.id)).fields == {"name": "Stalker"}


async def test_a_draft_is_its_persons_alone(tx) -> None:
    marta, oleg = await factories.people(tx, 2)
    draft = await saying(tx, marta, name="Stalker")
    for number in (draft.id, 0, 2**63 - 1):
        with pytest.raises(NotFound):
            await drafts.get(tx, oleg.id, number)
    assert await drafts.asked(tx, oleg.id) is None


async def test_where_hosting_is_closed_nothing_begins_and_nothing_comes_out(tx) -> None:
    marta = await factories.person(tx)
    with pytest.raises(HostingClosed):
        await drafts.begin(tx, marta.id, hosting="approved")
    draft = await whole(tx, marta)
    with pytest.raises(HostingClosed):
        await publishing.publish(tx, marta.id, draft.id, Defaults(**vars(HOUSE) | {"hosting": "admins"}))


async def test_there_is_an_end_to_beginning(tx) -> None:
    marta = await factories.person(tx)
    for n in range(drafts.MOST):
        await saying(tx, marta, name=f"Event {n}")
    with pytest.raises(Invalid):
        await drafts.begin(tx, marta.id, hosting="open")


async def test_one_question_is_open_a_person_and_it_lasts_a_day(tx) -> None:
    marta = await factories.person(tx)
    one = await saying(tx, marta, name="Stalker")
    two = await saying(tx, marta, name="Mirror")
    await drafts.ask(tx, one, "start")
    await drafts.ask(tx, two, "seats")
    assert ((await drafts.asked(tx, marta.id)).id, (await drafts.asked(tx, marta.id)).asking) == (two.id, "seats")
    yesterday = func.clock_timestamp() - timedelta(hours=25)
    await tx.execute(update(Draft).where(Draft.id == two.id).values(updated_at=yesterday))
    assert await drafts.asked(tx, marta.id) is None
    assert await drafts.leave(tx, marta.id)
    assert not await drafts.leave(tx, marta.id)


async def test_an_answer_closes_its_question(tx) -> None:
    marta = await factories.person(tx)
    draft = await saying(tx, marta, name="Stalker")
    await drafts.ask(tx, draft, "seats")
    await drafts.put(tx, draft, {"capacity": 10}, HOUSE)
    assert await drafts.asked(tx, marta.id) is None


async def test_a_copy_has_all_but_the_time(tx) -> None:
    marta = await factories.person(tx)
    start = await in_a_week(tx)
    event = await factories.event(
        tx, marta, starts_at=start, ends_at=start + timedelta(hours=3), price=700, film="Stalker"
    )
    draft = await drafts.copy(tx, marta.id, event.id, hosting="open")
    said = await drafts.whole(tx, draft, HOUSE)
    assert (said["name"], said["film"], said["lasts"], said["price"]) == (event.name, "Stalker", 3 * 3600, 700)
    assert said["starts_at"] is None
    assert (await drafts.copy(tx, marta.id, event.id, hosting="open")).id == draft.id
    draft = await drafts.put(tx, draft, {"starts_at": (start + timedelta(days=7)).isoformat()}, HOUSE)
    made = await publishing.publish(tx, marta.id, draft.id, HOUSE)
    assert (made.ends_at - made.starts_at, made.id != event.id) == (timedelta(hours=3), True)
    with pytest.raises(NotFound):
        await drafts.copy(tx, (await factories.person(tx)).id, event.id, hosting="open")


async def test_changes_gather_and_are_told_once(tx) -> None:
    marta, anna = await factories.people(tx, 2)
    event = await factories.event(tx, marta, capacity=10)
    await evening.book(tx, event, anna)
    draft = await drafts.of_event(tx, marta.id, event.id)
    for said in (
        {"place": "Illusion"},
        {"price": 70_000},
        {"name": "Mirror"},
        {"place": event.place},
        {"place": "Illusion"},
    ):
        draft = await drafts.put(tx, draft, said, HOUSE)
    assert draft.fields == {"place": "Illusion", "price": 70_000, "name": "Mirror"}
    assert draft.was == {"place": event.place, "price": 0, "name": event.name}
    assert (await factories.reread(tx, event)).place == event.place
    assert await publishing.apply(tx, marta.id, event.id, draft.revision) == (1, 0)
    changed = await factories.reread(tx, event)
    assert (changed.place, changed.price, changed.name, changed.terms) == (
        "Illusion",
        70_000,
        "Mirror",
        event.terms + 1,
    )
    told = select(func.count()).where(Outbox.kind == "event_changed", Outbox.event_id == event.id)
    assert (await tx.execute(told)).scalar_one() == 1
    assert await publishing.apply(tx, marta.id, event.id, draft.revision) is None
    assert (await tx.execute(told)).scalar_one() == 1


async def test_changes_that_nobody_hears_of(tx) -> None:
    marta, anna = await factories.people(tx, 2)
    event = await factories.event(tx, marta)
    await evening.book(tx, event, anna)
    draft = await drafts.put(tx, await drafts.of_event(tx, marta.id, event.id), {"description": "New."}, HOUSE)
    assert await publishing.apply(tx, marta.id, event.id, draft.revision) == (0, 0)


async def test_changes_other_than_those_shown_are_not_made(tx) -> None:
    marta = await factories.person(tx)
    event = await factories.event(tx, marta)
    draft = await drafts.put(tx, await drafts.of_event(tx, marta.id, event.id), {"place": "Illusion"}, HOUSE)
    await drafts.put(tx, draft, {"price": 100}, HOUSE)
    with pytest.raises(DraftChanged):
        await publishing.apply(tx, marta.id, event.id, draft.revision)
    assert (await factories.reread(tx, event)).place == event.place


async def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(tx) -> None:
    marta, oleg = await factories.person(tx, "Marta"), await factories.person(tx, "Oleg <b>")
    page = await organizers.create(tx, marta.id, organizers.NewPage(slug="zarya", name="Zarya"))
    await organizers.add_member(tx, marta.id, page.id, oleg.id)
    event = await factories.event(tx, marta, organizer_id=page.id)
    draft = await drafts.put(
        tx, await drafts.of_event(tx, marta.id, event.id), {"place": "Illusion", "price": 100}, HOUSE
    )
    await events.edit(tx, oleg.id, event.id, events.EventPatch(place="Rodina"))
    with pytest.raises(EditedMeanwhile) as refused:
        await publishing.apply(tx, marta.id, event.id, draft.revision)
    assert "Oleg <b>" in refused.value.params["name"]
    seen = await publishing.catch_up(tx, draft)
    assert (seen.was["place"], seen.revision) == ("Rodina", draft.revision + 1)
    await publishing.apply(tx, marta.id, event.id, seen.revision)
    assert (await factories.reread(tx, event)).place == "Illusion"


async def test_what_a_colleague_changed_elsewhere_is_no_reason_to_stop(tx) -> None:
    marta = await factories.person(tx)
    event = await factories.event(tx, marta)
    draft = await drafts.put(tx, await drafts.of_event(tx, marta.id, event.id), {"place": "Illusion"}, HOUSE)
    await events.edit(tx, marta.id, event.id, events.EventPatch(description="News"))
    await publishing.apply(tx, marta.id, event.id, draft.revision)
    changed = await factories.reread(tx, event)
    assert (changed.place, changed.description) == ("Illusion", "News")


async def test_fewer_seats_than_are_taken_are_refused_at_the_question(tx) -> None:
    marta, anna = await factories.people(tx, 2)
    event = await factories.event(tx, marta, capacity=10)
    await evening.book(tx, event, anna, seats=3)
    draft = await drafts.of_event(tx, marta.id, event.id)
    with pytest.raises(CapacityBelowTaken) as refused:
        await drafts.put(tx, draft, {"capacity": 2}, HOUSE)
    assert refused.value.params["taken"] == 3


async def test_a_move_takes_the_end_and_the_refunds_along(tx) -> None:
    marta = await factories.person(tx)
    start = await in_a_week(tx)
    event = await factories.event(tx, marta, starts_at=start, refundable_until=start - timedelta(days=1))
    moved = {"starts_at": (start + timedelta(days=2)).isoformat()}
    draft = await drafts.put(tx, await drafts.of_event(tx, marta.id, event.id), moved, HOUSE)
    await publishing.apply(tx, marta.id, event.id, draft.revision)
    changed = await factories.reread(tx, event)
    assert changed.ends_at - changed.starts_at == timedelta(hours=2)
    assert changed.starts_at - changed.refundable_until == timedelta(days=1)


async def test_who_may_not_manage_the_event_gathers_nothing_and_an_over_one_is_closed(tx) -> None:
    marta, oleg = await factories.people(tx, 2)
    event = await factories.event(tx, marta)
    over = await factories.event(tx, marta, status="cancelled")
    with pytest.raises(NotFound):
        await drafts.of_event(tx, oleg.id, event.id)
    with pytest.raises(EventClosed):
        await drafts.of_event(tx, marta.id, over.id)


async def test_dropping(tx) -> None:
    marta = await factories.person(tx)
    draft = await saying(tx, marta, name="Stalker")
    await drafts.drop(tx, draft)
    with pytest.raises(NotFound):
        await drafts.get(tx, marta.id, draft.id)
    event = await factories.event(tx, marta)
    changes = await drafts.put(tx, await drafts.of_event(tx, marta.id, event.id), {"place": "Illusion"}, HOUSE)
    await drafts.drop(tx, changes)
    assert await publishing.apply(tx, marta.id, event.id, changes.revision) is None
    assert (await factories.reread(tx, event)).place == event.place


async def test_an_event_that_is_deleted_takes_its_changes_along(tx) -> None:
    marta = await factories.person(tx)
    event = await factories.event(tx, marta, status="draft")
    await drafts.of_event(tx, marta.id, event.id)
    await events.delete(tx, marta.id, event.id)
    assert (await tx.execute(select(func.count()).where(Draft.event_id == event.id))).scalar_one() == 0


async def test_everything_made_here_is_on_the_record(tx) -> None:
    marta = await factories.person(tx)
    event = await publishing.publish(tx, marta.id, (await whole(tx, marta)).id, HOUSE)
    record = select(Audit.reason).where(Audit.entity == "event", Audit.entity_id == event.id)
    assert (await tx.execute(record)).scalars().all() == ["created"]
