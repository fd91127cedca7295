"""Drafts: what a host is in the middle of saying, field by field, so that nothing typed is lost (SCREENS 5.1 and 5.4).

A draft without an event becomes one when it is published; a draft of an event gathers changes that are applied, and
told, once. It belongs to one person; what it may do is decided where events are made and changed. At most one question
is open a person, for a day at the most: an answer that is typed goes there. The words for fields are in `draft_fields`.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete as remove
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core import catalogue, database, draft_fields, events, rights, users
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.draft_fields import Fields
from core.errors import CapacityBelowTaken, Invalid, NotADraft, NotFound
from core.event_fields import Defaults
from core.models import Draft, Event

MOST = 7  # as many as the chat shows at once: one that is out of sight can't be gone on with
ASKED_FOR = timedelta(days=1)
# Changes that guests hear of, and the question that each answers.
TOLD = {
    "starts_at": "start",
    "lasts": "ends",
    "zone": "start",
    "place": "place",
    "format": "place",
    "price": "price",
    "currency": "price",
    "online_link": "link",
}


async def begin(tx: Tx, user_id: int, *, hosting: str) -> Draft:
    """An empty draft of an event to be; the one that lies there, if nothing was said yet.

    Raises NotFound, Banned, HostingClosed, Invalid (too many of them lie).
    """
    await events.ensure_may_host(tx, user_id, hosting)
    zone = (await users.get(tx, user_id)).zone
    lying = await mine(tx, user_id)
    for draft in lying:
        if not draft.fields.keys() - {"zone"}:
            return draft
    return await _insert(tx, user_id, {"zone": zone} if zone else {}, lying)


async def copy(tx: Tx, user_id: int, event_id: int, *, hosting: str) -> Draft:
    """A draft like an event that the person manages, over or not, without its time.

    Raises NotFound, Banned, HostingClosed, Invalid.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    await events.ensure_may_host(tx, user_id, hosting)
    said = draft_fields.said_of(await event_of(tx, event_id))
    del said["starts_at"]
    said["organizer_id"] = await rights.own_page(tx, user_id, said["organizer_id"])
    lying = await mine(tx, user_id)
    same = next((draft for draft in lying if draft.fields == said), None)
    return same or await _insert(tx, user_id, said, lying)


async def _insert(tx: Tx, user_id: int, fields: Fields, lying: list[Draft]) -> Draft:
    if len(lying) >= MOST:
        raise Invalid("drafts", "too_large", most=MOST)
    row: Draft = await one(tx, insert(Draft).values(user_id=user_id, fields=fields).returning(Draft))
    return row


async def mine(tx: Tx, user_id: int) -> list[Draft]:
    """The person's events to be, the one touched last first."""
    own = select(Draft).where(Draft.user_id == user_id, Draft.event_id.is_(None))
    return await all_of(tx, own.order_by(Draft.updated_at.desc(), Draft.id.desc()))


async def begun(tx: Tx, user_id: int) -> list[Draft]:
    """Those of `mine` of which something was said."""
    return [draft for draft in await mine(tx, user_id) if draft.fields.keys() - {"zone"}]


async def earlier(tx: Tx, user_id: int, *, limit: int = 12) -> list[Event]:
    """The last events that the person made, the newest first: names and places to be had again."""
    own = select(Event).where(Event.host_id == user_id).order_by(Event.id.desc())
    return await all_of(tx, own.limit(limit))


async def get(tx: Tx, user_id: int, draft_id: int) -> Draft:
    """The person's own event to be. Raises NotFound, NotADraft (it was published)."""
    own = select(Draft).where(Draft.id == draft_id, Draft.user_id == user_id).with_for_update()
    found: Draft | None = await first(tx, own) if 0 < draft_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    if found.event_id is not None:
        raise NotADraft(event_id=found.event_id)
    return found


async def of_event(tx: Tx, user_id: int, event_id: int) -> Draft:
    """The person's changes of an event that they manage, perhaps none so far.

    Raises NotFound, Banned, EventClosed.
    """
    event, _ = await rights.lock_managed(tx, user_id, event_id)
    made = upsert(Draft).values(user_id=user_id, event_id=event.id)
    await tx.execute(
        made.on_conflict_do_nothing(
            index_elements=[Draft.user_id, Draft.event_id], index_where=Draft.event_id.is_not(None)
        )
    )
    mine_ = select(Draft).where(Draft.user_id == user_id, Draft.event_id == event.id).with_for_update()
    row: Draft = await one(tx, mine_)
    return row


async def whole(tx: Tx, draft: Draft, defaults: Defaults) -> Fields:
    """All fields as they would be: what was said, over what the event says or what is usual; `usual_currency` too."""
    usual = {"usual_currency": defaults.currency}
    if draft.event_id is None:
        kept = {field: value for field, value in draft.fields.items() if value is not None}
        return draft_fields.usual(defaults) | kept | usual
    return draft_fields.said_of(await event_of(tx, draft.event_id)) | draft.fields | usual


async def event_of(tx: Tx, event_id: int) -> Event:
    """The event as it is now; whoever asks has checked the right to it."""
    row: Event = await one(tx, select(Event).where(Event.id == event_id))
    return row


async def put(tx: Tx, draft: Draft, said: Fields, defaults: Defaults) -> Draft:
    """Keep what was said; the question is answered. For an event, what it says already is no change.

    Raises Invalid, and nothing is kept.
    """
    before = await whole(tx, draft, defaults)
    kept = draft_fields.checked(said, before, await database.now(tx))
    standing = draft_fields.beside(draft.fields, kept, before)
    if draft.event_id is None:
        if said.get("organizer_id") is not None:
            await rights.ensure_page(tx, draft.user_id, said["organizer_id"])
        return await write(tx, draft, standing | kept, {})
    event = await event_of(tx, draft.event_id)
    now_said = draft_fields.said_of(event)
    if "capacity" in kept:
        card = await catalogue.event(tx, event.id, draft.user_id)
        if kept["capacity"] < card.capacity - card.free:
            raise CapacityBelowTaken(taken=card.capacity - card.free, event_id=event.id)
    # An event has a price at any time: one of the other kind is said with the new one.
    kept = {field: value for field, value in kept.items() if field not in ("price", "currency") or value is not None}
    fields = {field: value for field, value in (standing | kept).items() if value != now_said[field]}
    was = {field: draft.was.get(field, now_said[field]) for field in fields if field not in kept}
    return await write(tx, draft, fields, was | {field: now_said[field] for field in fields if field in kept})


async def write(tx: Tx, draft: Draft, fields: Fields, was: Fields) -> Draft:
    """Keep these fields, as another revision; the question is answered."""
    values: dict[str, Any] = {"fields": fields, "was": was, "asking": None, "revision": draft.revision + 1}
    written = update(Draft).where(Draft.id == draft.id).values(**values, updated_at=func.clock_timestamp())
    row: Draft = await one(tx, written.returning(Draft))
    return row


async def ask(tx: Tx, draft: Draft, question: str) -> None:
    """Open a question; whatever else was open for the person is not any more."""
    await leave(tx, draft.user_id)
    opened = update(Draft).where(Draft.id == draft.id)
    await tx.execute(opened.values(asking=question, updated_at=func.clock_timestamp()))


async def asked(tx: Tx, user_id: int) -> Draft | None:
    """The draft that waits for an answer of the person's."""
    fresh = Draft.updated_at > func.clock_timestamp() - ASKED_FOR
    waiting = select(Draft).where(Draft.user_id == user_id, Draft.asking.is_not(None), fresh)
    found: Draft | None = await first(tx, waiting.with_for_update())
    return found


async def leave(tx: Tx, user_id: int) -> bool:
    """Close the open question, if there is one; what was said stays."""
    closed = update(Draft).where(Draft.user_id == user_id, Draft.asking.is_not(None)).values(asking=None)
    return bool((await tx.execute(closed)).rowcount)


async def drop(tx: Tx, draft: Draft) -> None:
    """Throw away an event to be, or the changes of an event."""
    if draft.event_id is None:
        await tx.execute(remove(Draft).where(Draft.id == draft.id))
    else:
        await write(tx, draft, {}, {})
