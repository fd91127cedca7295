"""A person gets all that is kept about them, nothing of anybody else, and no secret."""

import json

from sqlalchemy import func, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import favourites, organizers, own_data, reviews, shared_cards, sharing, sign_in
from core.box_office import BoxOffice
from core.database import Tx
from core.models import Access, Booking, BookingStatus, Direction, EntryStatus, Event, EventStatus, WaitlistEntry
from core.organizers import NewPage
from tests import factories
from tests.core import evening

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
