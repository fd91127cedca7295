"""A person gets all that is kept about them, nothing of anybody else, and no secret."""

import json

from sqlalchemy import Column, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import (
    attempts,
    broadcasts,
    drafts,
    favourites,
    invites,
    organizers,
    own_data,
    reasons,
    reviews,
    shared_cards,
    sharing,
    sign_in,
)
from core.box_office import BoxOffice
from core.database import Tx
from core.event_fields import Defaults
from core.models import (
    Access,
    Booking,
    BookingStatus,
    Direction,
    EntryStatus,
    Event,
    EventStatus,
    Invite,
    WaitlistEntry,
)
from core.models_ground import Base
from core.organizers import NewPage
from tests import factories
from tests.core import evening

HOUSE = Defaults(zone="Europe/Moscow", currency="RUB", booking_ttl=900, max_seats=4)
LEFT = {"status": EntryStatus.left, "ended_at": func.now()}


async def test_all_of_it_is_there_as_plain_json(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna, oleg = await factories.person(tx, "Anna"), await factories.person(tx, "Oleg")
        shown, saved = await factories.event(tx), await factories.event(tx, name="Mirror")
        own = await factories.event(tx, anna, name="Hers")
    for guest in (anna, oleg):
        await BoxOffice(db).book(shown.id, guest.id, 2)
    async with db.begin() as tx:
        await favourites.save(tx, anna.id, saved.id)
        offer = await sharing.event(tx, anna.id, saved.id)
        await shared_cards.post(tx, offer, -100_7, 5, user_id=anna.id, language="ru")
        await shared_cards.post(tx, offer, -100_8, 5, user_id=oleg.id, language="en")
        await organizers.create(tx, anna.id, NewPage(slug="zarya", name="Zarya"))
        secret = await sign_in.spend_link(tx, await sign_in.make_link(tx, anna.id), "Firefox")
        over = {"status": EventStatus.completed, "over_at": shown.created_at}
        await tx.execute(update(Event).where(Event.id == shown.id).values(**over))
        done = {"status": BookingStatus.completed, "ended_at": shown.created_at}
        await tx.execute(update(Booking).where(Booking.event_id == shown.id).values(**done))
        for guest, words in ((anna, "Warm"), (oleg, "Cold")):
            await reviews.say(tx, guest.id, shown.id, Direction.guest_event, 5, words)
        found = await own_data.export(tx, anna.id)
    text = json.dumps(found)
    assert [row["event"] for row in found["bookings"]] == ["Stalker, 35 mm"]
    assert [row["text"] for row in found["reviews"]] == ["Warm"]
    assert [row["event"] for row in found["saved"]] == ["Mirror"]
    assert [row["id"] for row in found["events"]] == [own.id]
    assert [(row["event"], row["chat_id"], row["language"]) for row in found["shared"]] == [("Mirror", -100_7, "ru")]
    assert [row["slug"] for row in found["pages"]] == ["zarya"]
    assert [row["label"] for row in found["sessions"]] == ["Firefox"]
    assert found["person"]["name"] == "Anna"
    assert [word for word in (secret, "secret_hash", "Cold", "Oleg") if word in text] == []


async def test_what_is_closed_to_a_person_by_now_is_not_named(tx: Tx) -> None:
    anna = await factories.person(tx)
    shown = await factories.event(tx)
    await favourites.save(tx, anna.id, shown.id)
    await tx.execute(update(Event).where(Event.id == shown.id).values(access=Access.private))
    assert (await own_data.export(tx, anna.id))["saved"] == []


async def test_a_lapsed_hold_and_a_left_line_tell_nothing_new_of_an_event_that_is_closed_by_now(tx: Tx) -> None:
    anna = await factories.person(tx)
    kept, closed = await factories.event(tx), await factories.event(tx)
    for event in (kept, closed):
        await evening.book(tx, event, anna)
        await tx.execute(insert(WaitlistEntry).values(event_id=event.id, user_id=anna.id, seats=1, **LEFT))
    await tx.execute(update(Event).values(access=Access.private, place="A secret place"))
    lapsed = {"status": BookingStatus.expired, "ended_at": func.now()}
    await tx.execute(update(Booking).where(Booking.event_id == closed.id).values(**lapsed))
    found = await own_data.export(tx, anna.id)
    assert [row["place"] for row in found["bookings"]] == ["A secret place", None]
    assert [(row["event"], row["starts_at"]) for row in found["bookings"]][1] == (None, None)
    assert [row["event"] for row in found["waitlist"]] == [kept.name, None]


async def test_what_a_person_wrote_and_asked_for_is_there_and_nobody_elses(tx: Tx) -> None:
    anna, oleg = await factories.people(tx, 2)
    for host, word in ((anna, "mine"), (oleg, "theirs")):
        evening_ = await factories.event(tx, host, name=f"Evening, {word}", access=Access.private)
        await broadcasts.write(tx, host.id, evening_.id, f"The door is in the yard, {word}")
        await reasons.keep(tx, host.id, evening_.id, f"The projector broke, {word}")
        draft = await drafts.begin(tx, host.id, hosting="open")
        await drafts.put(tx, draft, {"name": f"Solaris, {word}"}, HOUSE)
        made = await invites.make(tx, host.id, evening_.id)
        guest = oleg if host is anna else anna
        await invites.accept(tx, guest.id, made.token)
        paid = await factories.event(tx, price=50_000)
        [booking] = await evening.book(tx, paid, host)
        await attempts.begin(tx, booking, "simulated")
    found = await own_data.export(tx, anna.id)
    assert [(row["event"], row["text"]) for row in found["broadcasts"]] == [
        ("Evening, mine", "The door is in the yard, mine")
    ]
    assert [(row["event"], row["text"]) for row in found["reasons"]] == [("Evening, mine", "The projector broke, mine")]
    assert [row["fields"]["name"] for row in found["drafts"]] == ["Solaris, mine"]
    assert [row["event"] for row in found["invites"]] == ["Evening, mine"]
    assert [row["event"] for row in found["invited"]] == ["Evening, theirs"]
    assert [(row["amount"], row["currency"], row["status"]) for row in found["attempts"]] == [
        (100_000, "RUB", "running")
    ]
    tokens = (await tx.execute(select(Invite.token))).scalars().all()
    text = json.dumps(found)
    assert [token for token in tokens if token in text] == []


async def test_what_was_said_of_an_event_stays_when_it_is_closed_to_its_author_and_its_name_does_not(tx: Tx) -> None:
    anna, host = await factories.people(tx, 2)
    shown = await factories.event(tx, anna)
    await broadcasts.write(tx, anna.id, shown.id, "The door is in the yard")
    await reasons.keep(tx, anna.id, shown.id, "The projector broke")
    made = await invites.make(tx, anna.id, shown.id)
    closed = await factories.event(tx, host, access=Access.private)
    came_by = await invites.make(tx, host.id, closed.id)
    await invites.accept(tx, anna.id, came_by.token)
    await invites.revoke(tx, host.id, came_by.id)
    await tx.execute(update(Event).where(Event.id == shown.id).values(host_id=host.id, access=Access.private))
    found = await own_data.export(tx, anna.id)
    assert [(row["event"], row["text"]) for row in found["broadcasts"]] == [(None, "The door is in the yard")]
    assert [(row["event"], row["text"]) for row in found["reasons"]] == [(None, "The projector broke")]
    assert [(row["event"], row["id"]) for row in found["invites"]] == [(None, made.id)]
    assert [row["event"] for row in found["invited"]] == [None]


UNTOLD = {"sign_in_links", "outbox", "idempotency_keys"}
"""Ways in, and what the house said to the person: nothing that they said."""


def test_every_table_that_names_a_person_is_told_or_left_out_on_purpose() -> None:
    tables = Base.metadata.sorted_tables
    naming = {table.name for table in tables if "users" in {key.column.table.name for key in table.foreign_keys}}
    columns = [column for rows in own_data._kinds(1).values() for column in rows.selected_columns]
    told = {base.table.name for column in columns for base in column.base_columns if isinstance(base, Column)}
    assert naming - told == UNTOLD
