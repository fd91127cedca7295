"""A word to all guests of an event: written, looked at, sent once. One an hour an event, whoever of its hosts writes.

Guests are those whose seats are confirmed when it is sent; who gives them back before it leaves does not read it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core import audit, outbox, rights, said_letters
from core.audit import person
from core.database import LARGEST_ID, Tx, first, one
from core.errors import EventClosed, NotFound, WaitToTell
from core.models import Booking, BookingStatus, Broadcast, EventStatus, Outbox, OutboxStatus

PAUSE = timedelta(hours=1)


async def write(tx: Tx, user_id: int, event_id: int, said: str) -> Broadcast:
    """Keep what is to be sent. Raises NotFound, Banned, EventClosed, Invalid (`text`: empty, too_long)."""
    event, _ = await rights.lock_managed(tx, user_id, event_id)
    if event.status is not EventStatus.published:
        raise EventClosed(event_id=event.id)
    new = {"event_id": event.id, "author_id": user_id, "text": said_letters.letter(said)}
    row: Broadcast = await one(tx, insert(Broadcast).values(**new).returning(Broadcast))
    return row


async def get(tx: Tx, user_id: int, broadcast_id: int) -> Broadcast:
    """What was written, for those who manage the event. Raises NotFound."""
    known = 0 < broadcast_id <= LARGEST_ID
    row: Broadcast | None = await first(tx, select(Broadcast).where(Broadcast.id == broadcast_id)) if known else None
    if row is None:
        raise NotFound
    await rights.ensure_manages(tx, user_id, row.event_id)
    return row


async def audience(tx: Tx, user_id: int, event_id: int) -> int:
    """How many guests would read it now. Raises NotFound."""
    await rights.ensure_manages(tx, user_id, event_id)
    return int((await tx.execute(select(func.count()).where(*_guests(event_id)))).scalar_one())


def _guests(event_id: int) -> list[Any]:
    return [Booking.event_id == event_id, Booking.status == BookingStatus.confirmed]


async def ensure_time(tx: Tx, event_id: int, at: datetime) -> None:
    """Refuse a second word within the hour (WaitToTell: `time` of the next)."""
    latest = select(func.max(Broadcast.sent_at)).where(Broadcast.event_id == event_id)
    sent_at = (await tx.execute(latest)).scalar_one()
    if sent_at is not None and at < sent_at + PAUSE:
        raise WaitToTell(time=sent_at + PAUSE, event_id=event_id)


async def send(tx: Tx, user_id: int, broadcast_id: int) -> Broadcast:
    """Promise it to every guest, once; a repeat changes nothing.

    Raises NotFound, Banned, EventClosed (over, or nobody has seats), WaitToTell.
    """
    seen = await get(tx, user_id, broadcast_id)
    if seen.sent_at is not None:
        return seen
    event, at = await rights.lock_managed(tx, user_id, seen.event_id)
    row = await get(tx, user_id, broadcast_id)
    if row.sent_at is not None:
        return row
    if event.status is not EventStatus.published:
        raise EventClosed(event_id=event.id)
    await ensure_time(tx, event.id, at)
    said = {"text": row.text}
    await outbox.put_for_guests(tx, "broadcast", *_guests(event.id), mark=str(row.id), params=said)
    guests = await audience(tx, user_id, event.id)
    sent = update(Broadcast).where(Broadcast.id == row.id).values(sent_at=at, guests=guests)
    done: Broadcast = await one(tx, sent.returning(Broadcast))
    await audit.write(
        tx, "broadcast", row.id, old="written", new="sent", actor=person(user_id), detail={"event": event.id}
    )
    return done


async def delivery(tx: Tx, user_id: int, broadcast_id: int) -> Any:
    """How it arrives: `arrived`, `on_the_way`, `not_arrived` messages. Raises NotFound."""
    row = await get(tx, user_id, broadcast_id)
    # The key that `outbox.put_for_guests` makes: its index finds the messages of an event's bookings.
    key = func.concat("broadcast:", Booking.id, f":{row.id}")
    theirs = select(Outbox.status).join(Booking, Outbox.dedupe == key).where(Booking.event_id == row.event_id)
    told = theirs.subquery()
    waiting = (OutboxStatus.queued, OutboxStatus.sending)
    counted = select(
        func.count().filter(told.c.status == OutboxStatus.sent).label("arrived"),
        func.count().filter(told.c.status.in_(waiting)).label("on_the_way"),
        func.count().filter(told.c.status.in_((OutboxStatus.skipped, OutboxStatus.dead))).label("not_arrived"),
    )
    return await one(tx, counted.select_from(told))
