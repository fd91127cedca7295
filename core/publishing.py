"""Drafts meet the world: an event comes out of one, or its gathered changes are made and told, once.

What is said in a draft, and by whom, is `drafts`. What a colleague changed in between is never overwritten unseen.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update

from core import bookings, database, draft_fields, drafts, events, invites, rights, waitlist, way_in
from core.database import Tx, first, one
from core.errors import DomainError, DraftChanged, EditedMeanwhile
from core.event_fields import Defaults
from core.i18n import name as isolated
from core.models import Access, Audit, Booking, BookingStatus, Draft, Event, User


async def publish(tx: Tx, user_id: int, draft_id: int, defaults: Defaults) -> Event:
    """Make the event and let it out, once; a private one gets its first invite. The draft then gathers its changes.

    Raises NotFound, NotADraft (done already), Banned, HostingClosed, Invalid (`field` is the question to ask).
    """
    draft = await drafts.get(tx, user_id, draft_id)
    new = draft_fields.as_new(await drafts.whole(tx, draft, defaults), await database.now(tx))
    event = await events.create(tx, user_id, new, defaults)
    if event.access is Access.private:
        await invites.make(tx, user_id, event.id)
    await tx.execute(update(Draft).where(Draft.id == draft.id).values(event_id=event.id))
    await drafts.write(tx, draft, {}, {})
    return event


class Told(NamedTuple):
    """How many hear of a change: `guests` who hold seats, and those `waiting` for some."""

    guests: int
    waiting: int = 0


async def apply(tx: Tx, user_id: int, event_id: int, revision: int) -> Told | None:
    """Change the event as gathered, if these are still the changes that were shown; none are left then.

    Who hears of it; None when there was nothing to change (any more).
    Raises NotFound, Banned, EventClosed, DraftChanged, EditedMeanwhile, and what `events.edit` raises.
    """
    event, _ = await rights.lock_managed(tx, user_id, event_id)
    draft = await drafts.of_event(tx, user_id, event_id)
    if not draft.fields:
        return None
    if draft.revision != revision:
        raise DraftChanged(event_id=event_id)
    if overtaken(draft, event):
        raise await _edited_meanwhile(tx, event_id)
    row = await events.edit(tx, user_id, event_id, draft_fields.as_patch(draft.fields, event))
    await drafts.write(tx, draft, {}, {})
    if row.terms != event.terms:
        return Told(await audience(tx, event_id), await waitlist.length(tx, event_id))
    return Told(await audience(tx, event_id, with_tickets=True) if way_in.is_news(event, row) else 0)


def overtaken(draft: Draft, event: Event) -> bool:
    """Whether what the changes replace is not what the event says any more."""
    now_said = draft_fields.said_of(event)
    return any(now_said[field] != draft.was[field] for field in draft.fields)


async def catch_up(tx: Tx, draft: Draft) -> Draft:
    """The changes against the event as it is now: whoever looks at them sees what they would replace."""
    event = await drafts.event_of(tx, draft.event_id or 0)
    if not overtaken(draft, event):
        return draft
    now_said = draft_fields.said_of(event)
    fields = {field: value for field, value in draft.fields.items() if value != now_said[field]}
    return await drafts.write(tx, draft, fields, {field: now_said[field] for field in fields})


async def _edited_meanwhile(tx: Tx, event_id: int) -> DomainError:
    edits = select(Audit).where(Audit.entity == "event", Audit.entity_id == event_id, Audit.reason == "edited")
    last = await first(tx, edits.order_by(Audit.id.desc()).limit(1))
    if last is None:
        return DraftChanged(event_id=event_id)
    who = select(User.name).where(User.id == int(last.actor.partition(":")[2]))
    return EditedMeanwhile(name=isolated((await one(tx, who)).name), time=_minute(last.at), event_id=event_id)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


async def audience(tx: Tx, event_id: int, *, with_tickets: bool = False) -> int:
    """How many guests hear of a change: those who hold seats; of another link those whose seats are confirmed."""
    whose = (BookingStatus.confirmed,) if with_tickets else bookings.ACTIVE
    holding = select(func.count()).where(Booking.event_id == event_id, Booking.status.in_(whose))
    return int((await tx.execute(holding)).scalar_one())
