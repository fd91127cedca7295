"""Where an event is on the map: a whole point or none, in copies too, and gone with the place that it was of."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core import draft_fields, drafts, event_fields, events, publishing
from core.errors import Invalid
from core.models import Event
from tests import factories
from tests.core.test_events import DEFAULTS, change, make

POINT = {"latitude": 55.752220, "longitude": 37.599640}
PLACE = "Oktyabr, 24 Novy Arbat"


def point_of(event: Event) -> tuple[float | None, float | None]:
    return event.latitude, event.longitude


async def test_a_point_comes_with_the_place_and_is_no_part_of_the_terms(tx):
    event = await make(tx, place=PLACE, **POINT)
    assert point_of(event) == (55.75222, 37.59964)
    moved = await change(tx, event, latitude=55.8, longitude=37)
    assert point_of(moved) == (55.8, 37.0)
    assert moved.terms == event.terms
    gone = await change(tx, event, latitude=None, longitude=None)
    assert point_of(gone) == (None, None)
    assert gone.place == PLACE


async def test_another_place_loses_the_point_of_the_old_one(tx):
    event = await make(tx, place=PLACE, **POINT)
    assert point_of(await change(tx, event, place=PLACE)) == (55.75222, 37.59964)
    assert point_of(await change(tx, event, place="Illusion")) == (None, None)
    assert point_of(await change(tx, event, place=PLACE, **POINT)) == (55.75222, 37.59964)
    assert point_of(await change(tx, event, place="", format="online")) == (None, None)


@pytest.mark.parametrize(("said", "field", "problem"), [
    ({"latitude": 55.7}, "longitude", "missing"), ({"longitude": 37.6}, "latitude", "missing"),
    (POINT | {"latitude": 90.01}, "latitude", "too_large"), (POINT | {"longitude": -180.01}, "longitude", "too_small"),
    (POINT | {"latitude": "55"}, "latitude", "not_a_number"), (POINT | {"longitude": True}, "longitude", "not_a_number"),
    (POINT | {"latitude": float("nan")}, "latitude", "too_large"), (POINT | {"place": ""}, "place", "missing"),
])  # fmt: skip
async def test_half_a_point_one_off_the_globe_and_one_of_no_place_are_refused(tx, said, field, problem):
    host = await factories.person(tx)
    event = await factories.event(tx, host)
    for model, verb in (
        (events.EventPatch, lambda body: events.edit(tx, host.id, event.id, body)),
        (events.NewEvent, lambda body: events.create(tx, host.id, body, DEFAULTS)),
    ):
        whole = (
            {"name": "x", "starts_at": event.starts_at, "capacity": 1, "place": PLACE} if "New" in str(model) else {}
        )
        with pytest.raises(Invalid) as refused:
            await verb(event_fields.parse(model, whole | said))
        assert (refused.value.params["field"], refused.value.params["problem"]) == (field, problem)


@pytest.mark.parametrize("wrong", [{"latitude": 1.0}, POINT | {"latitude": 91.0}, POINT | {"longitude": 181.0}])
async def test_the_table_itself_keeps_points_whole_and_on_the_globe(tx, wrong):
    event = await factories.event(tx)
    with pytest.raises(IntegrityError):
        await tx.execute(update(Event).where(Event.id == event.id).values(**wrong))


async def test_copies_take_the_point_along(tx):
    event = await factories.event(tx, **POINT)
    host = event.host_id
    copy = await events.duplicate(tx, host, event.id, event.starts_at, hosting="open")
    assert point_of(copy) == tuple(POINT.values())
    draft = await drafts.copy(tx, host, event.id, hosting="open")
    draft = await drafts.put(tx, draft, {"starts_at": event.starts_at.isoformat()}, DEFAULTS)
    assert point_of(await publishing.publish(tx, host, draft.id, DEFAULTS)) == tuple(POINT.values())


async def test_a_draft_keeps_the_point_until_another_place_is_said(tx):
    host = await factories.person(tx)
    draft = await drafts.begin(tx, host.id, hosting="open")
    for said, point in (
        ({"place": PLACE, **POINT}, POINT), ({"place": PLACE}, POINT), ({"place": "Illusion"}, {}),
        ({"place": PLACE, **POINT}, POINT), ({"format": "online", "place": ""}, {}),
    ):  # fmt: skip
        draft = await drafts.put(tx, draft, said, DEFAULTS)
        assert {field: value for field, value in draft.fields.items() if field in POINT} == point, said


async def test_changes_of_an_event_keep_its_point_with_its_place(tx):
    event = await factories.event(tx, **POINT)
    host = event.host_id

    async def gathered(said):
        draft = await drafts.of_event(tx, host, event.id)
        return await drafts.put(tx, draft, said, DEFAULTS)

    other = {"latitude": 1.0, "longitude": 2.0}
    assert (await gathered(other)).fields == other
    assert (await gathered({"place": "Illusion"})).fields == {"place": "Illusion"}
    assert (await gathered({"place": event.place})).fields == {}
    draft = await gathered({"place": "Illusion"})
    assert draft_fields.said_of(event)["latitude"] == POINT["latitude"]
    await publishing.apply(tx, host, event.id, draft.revision)
    assert point_of(await factories.reread(tx, event)) == (None, None)
