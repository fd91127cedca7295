"""Words before and after an event: "tomorrow", "soon", "did it take place?" (R52). One row an event and kind.

The rows are written when the event goes out and again when its times move; none is written that would already be late.
When one is due it becomes one outbox row a guest, in one statement, and one for each host; a guest whose seats were
confirmed after that moment is not reminded of what they just did. Nothing is sent here.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import bookings, live, outbox, seats
from core.database import Tx, ensure_id, first
from core.errors import NotPending
from core.models import Booking, BookingStatus, Event, EventStatus, Reminder

# How long before the start each is due; `held_prompt` is due at the end.
BEFORE = {
    "low_on_time": timedelta(hours=48),
    "reminder_24h": timedelta(hours=24),
    "reminder_6h": timedelta(hours=6),
    "reminder_1h": timedelta(hours=1),
}
HELD = "held_prompt"
FOR_GUESTS = {"reminder_24h", "reminder_6h", "reminder_1h"}
FOR_HOSTS = {"low_on_time", "reminder_24h", "reminder_1h", HELD}
# "Are you coming?" is asked a second time only this long after the first, or after the booking.
SILENCE = timedelta(hours=2)


async def plan(tx: Tx, event: Event, at: datetime) -> None:
    """Write the locked event's reminders for its times as they are; what would be late is dropped, the rest is ahead
    again, done or not.
    """
    wanted = {kind: event.starts_at - before for kind, before in BEFORE.items()} | {HELD: event.ends_at}
    # Whoever has seats was just told of the move, nobody else has: the second question reaches no one before SILENCE.
    earliest = {"reminder_6h": at + SILENCE}
    ahead = {kind: due_at for kind, due_at in wanted.items() if due_at > earliest.get(kind, at)}
    # One that is due this very moment, or since an outage, and that the new times don't touch, is still promised.
    promised = [and_(Reminder.kind == kind, Reminder.due_at == due_at) for kind, due_at in wanted.items()]
    kept = and_(Reminder.done_at.is_(None), or_(*promised))
    others = delete(Reminder).where(Reminder.event_id == event.id, Reminder.kind.not_in(ahead))
    await tx.execute(others.where(~kept))
    if ahead:
        rows = insert(Reminder).values([{"event_id": event.id, "kind": kind, "due_at": ahead[kind]} for kind in ahead])
        again = {"due_at": rows.excluded.due_at, "done_at": None}
        await tx.execute(rows.on_conflict_do_update(index_elements=[Reminder.event_id, Reminder.kind], set_=again))


async def drop(tx: Tx, event_id: int) -> None:
    """Forget the event's reminders: it is over, or gone."""
    await tx.execute(delete(Reminder).where(Reminder.event_id == event_id))


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Reminders whose time has come, the longest waiting first: one transaction each."""
    waiting = select(Reminder.id).where(Reminder.done_at.is_(None), Reminder.due_at <= func.clock_timestamp())
    return list((await tx.execute(waiting.order_by(Reminder.due_at, Reminder.id).limit(limit))).scalars())


async def send(tx: Tx, reminder_id: int) -> None:
    """Keep one reminder's promise, once: a message for every guest and host whom it is for, unless its time is over."""
    known = await first(tx, select(Reminder.event_id).where(Reminder.id == reminder_id))
    if known is None:
        return
    event, at = await seats.lock_event(tx, known.event_id)
    waiting = update(Reminder).where(Reminder.id == reminder_id, Reminder.done_at.is_(None), Reminder.due_at <= at)
    reminder: Reminder | None = await first(tx, waiting.values(done_at=at).returning(Reminder))
    if reminder is None or not _is_timely(reminder.kind, event, at):
        return
    mark = str(int((event.ends_at if reminder.kind == HELD else event.starts_at).timestamp()))
    if reminder.kind in FOR_GUESTS:
        await outbox.put_for_guests(tx, reminder.kind, *_guests(reminder), mark=mark)
    if reminder.kind in FOR_HOSTS:
        await outbox.put_for_hosts(tx, reminder.kind, event.id, mark=mark)


def _is_timely(kind: str, event: Event, at: datetime) -> bool:
    if event.status is not EventStatus.published:
        return False
    if kind == HELD:
        return True
    if kind == "low_on_time" and event.available == 0:
        return False
    # After an outage the last reminder speaks for those before it.
    spoken_for = kind in {"reminder_24h", "reminder_6h"} and at >= event.starts_at - BEFORE["reminder_1h"]
    return at < event.starts_at and not spoken_for


def _guests(reminder: Reminder) -> list[ColumnElement[bool]]:
    theirs = [Booking.event_id == reminder.event_id, Booking.status == BookingStatus.confirmed]
    if reminder.kind != "reminder_6h":
        return [*theirs, Booking.confirmed_at < reminder.due_at]
    long_ago = reminder.due_at - SILENCE
    first_asked = select(Reminder.id).where(Reminder.event_id == reminder.event_id, Reminder.kind == "reminder_24h")
    just_asked = first_asked.where(Reminder.done_at > long_ago).exists()
    return [*theirs, Booking.coming.is_(None), Booking.confirmed_at <= long_ago, ~just_asked]


async def answer(tx: Tx, booking_id: int, user_id: int, coming: bool) -> Booking:
    """Keep the answer to "are you coming?"; no seat moves by it. Raises NotFound, NotPending (no confirmed seats)."""
    ensure_id(booking_id)
    own = update(Booking).where(Booking.id == booking_id, Booking.user_id == user_id)
    row: Booking | None = await first(
        tx, own.where(Booking.status == BookingStatus.confirmed).values(coming=coming).returning(Booking)
    )
    if row is None:
        found = await bookings.get(tx, booking_id, user_id)
        raise NotPending(status=found.status.value, booking_id=found.id, event_id=found.event_id)
    await live.announce(tx, row.event_id)
    return row
