"""The end of an event: cancelled, or held; and what follows for everybody who had seats (R15, R20, R51).

Ending it is one quick transaction: the event's status, its holds and offers, the waitlist. The confirmed bookings
follow in batches (`wind_up`), each a transaction of its own, so that ten thousand guests are no more than twenty of
them. Between two batches a program may die: what is still confirmed is what is still to do, until `wound_up_at`.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update

from core import audit, called_off, i18n, lapse, live, offers, outbox, refunds, reminders, rights, seats
from core.audit import SWEEP, person
from core.database import Tx, all_of, first, one
from core.errors import EventClosed, GuestsChanged, Invalid, NotOverYet
from core.models import Booking, BookingStatus, Event, EventStatus

# An event that nobody marked as held is marked so this long after its end.
BY_ITSELF = timedelta(hours=12)
LONGEST_REASON = 300

# The guard is in the statement: only what is still in the old state ends, whoever else winds up beside us.
_END = text(
    """
    WITH next AS (
        SELECT id FROM bookings WHERE event_id = :event_id AND status = :old ORDER BY id LIMIT :batch FOR UPDATE
    ), ended AS (
        UPDATE bookings b SET status = :new, ended_at = :at, reason = :reason
        FROM next WHERE b.id = next.id AND b.status = :old
        RETURNING b.id, b.seats
    ), offers AS (
        UPDATE waitlist w SET status = 'closed', ended_at = :at
        FROM ended e WHERE w.booking_id = e.id AND w.status = 'offered'
        RETURNING w.id, w.seats
    ), audited AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'booking', id, :old, :new, seats, :actor, :reason FROM ended
        UNION ALL SELECT 'waitlist', id, 'offered', 'closed', seats, :actor, :reason FROM offers
    )
    SELECT id, seats FROM ended ORDER BY id
    """
)
# What comes back to each is what was promised in this transaction, to the unit.
_TELL_CANCELLED = text(
    """
    INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe, params)
    SELECT b.user_id, 'event_cancelled', b.event_id, b.id, 'event_cancelled:' || b.id,
           jsonb_build_object('reason', CAST(:reason AS text), 'currency', b.currency, 'refund', (
               SELECT coalesce(sum(r.amount), 0) FROM payments p JOIN refunds r ON r.payment_id = p.id
               WHERE p.booking_id = b.id AND r.created_at >= :at))
    FROM bookings b WHERE b.id = ANY(CAST(:ids AS bigint[])) ORDER BY b.id
    ON CONFLICT (dedupe) DO NOTHING
    """
)


async def cancel(tx: Tx, user_id: int, event_id: int, reason: str, *, guests: int | None = None) -> Event:
    """Call the event off: everybody is told `reason` (1 to 300 characters) and gets everything back (R51).

    `guests` is how many were shown to be concerned. Raises NotFound, Banned, Invalid, GuestsChanged (more are),
    EventClosed (it was held; or a draft that nobody booked: that one is deleted).
    """
    event, at = await _ending(tx, user_id, event_id, EventStatus.cancelled)
    if event.status is EventStatus.cancelled:
        return event
    if event.status is EventStatus.draft and not await _was_booked(tx, event.id):
        raise EventClosed(event_id=event.id)
    if guests is not None:
        await _ensure_no_more(tx, user_id, event.id, guests)
    row = await _end(tx, event, EventStatus.cancelled, at, person(user_id), _said(reason))
    ids = await _end_holds(tx, row, at, person(user_id), "event_cancelled")
    await offers.close(tx, row.id, at, actor=person(user_id), reason="cancelled")
    await _tell_cancelled(tx, row, ids, at)
    return row


async def _ensure_no_more(tx: Tx, user_id: int, event_id: int, guests: int) -> None:
    concerned = (await called_off.preview(tx, user_id, event_id)).guests
    if concerned > guests:
        raise GuestsChanged(n=concerned, event_id=event_id)


async def _ending(tx: Tx, user_id: int, event_id: int, goal: EventStatus) -> tuple[Event, datetime]:
    """The event, locked for somebody who manages it; one that already is where they want it to be is no refusal."""
    try:
        return await rights.lock_managed(tx, user_id, event_id)
    except EventClosed:
        event, at = await seats.lock_event(tx, event_id)
        if event.status is not goal:
            raise
        return event, at


def _said(reason: str) -> str:
    said = i18n.clean(reason, len(reason))
    if not said.strip("\u200d "):
        raise Invalid("reason", "empty")
    if len(said) > LONGEST_REASON:
        raise Invalid("reason", "too_long", most=LONGEST_REASON)
    return said


async def _was_booked(tx: Tx, event_id: int) -> bool:
    return await first(tx, select(Booking.id).where(Booking.event_id == event_id).limit(1)) is not None


async def _end(tx: Tx, event: Event, status: EventStatus, at: datetime, actor: str, reason: str | None = None) -> Event:
    ended = update(Event).where(Event.id == event.id, Event.status == event.status)
    row: Event = await one(tx, ended.values(status=status, over_at=at, reason=reason).returning(Event))
    await audit.write(tx, "event", row.id, old=event.status, new=status, actor=actor, reason=reason)
    await reminders.drop(tx, row.id)
    await live.announce(tx, row.id)
    return row


async def _end_holds(tx: Tx, event: Event, at: datetime, actor: str, reason: str) -> list[int]:
    """Cancel the holds and offers of an event that is over; which they were."""
    ended = await _end_batch(tx, event, at, BookingStatus.pending, BookingStatus.cancelled, actor, reason, None)
    await seats.free(tx, event.id, sum(row.seats for row in ended))
    return [row.id for row in ended]


async def _end_batch(
    tx: Tx,
    event: Event,
    at: datetime,
    old: BookingStatus,
    new: BookingStatus,
    actor: str,
    reason: str,
    batch: int | None,
) -> list[Any]:
    facts = {"event_id": event.id, "at": at, "old": old.value, "new": new.value, "actor": actor, "reason": reason}
    return list((await tx.execute(_END, facts | {"batch": batch})).all())


async def _tell_cancelled(tx: Tx, event: Event, ids: list[int], at: datetime) -> None:
    await tx.execute(_TELL_CANCELLED, {"ids": ids, "reason": event.reason, "at": at})
    await outbox.wake(tx)


async def complete(tx: Tx, user_id: int | None, event_id: int) -> Event:
    """Mark an event that is over as held (R20). `user_id` None is the sweep, 12 h after the end at the earliest.

    Raises NotFound, Banned, NotOverYet (`time` is its end), EventClosed (a draft, or cancelled).
    """
    if user_id is None:
        event, at = await seats.lock_event(tx, event_id)
        # Somebody ended or moved it since it was listed.
        if event.status is not EventStatus.published or at < event.ends_at + BY_ITSELF:
            return event
    else:
        event, at = await _ending(tx, user_id, event_id, EventStatus.completed)
    if event.status is EventStatus.completed:
        return event
    if event.status is EventStatus.draft:
        raise EventClosed(event_id=event.id)
    if at < event.ends_at:
        raise NotOverYet(time=event.ends_at, event_id=event.id)
    actor = SWEEP if user_id is None else person(user_id)
    await lapse.let_go(tx, event, at)
    row = await _end(tx, event, EventStatus.completed, at, actor)
    # A payment that was under way at the start can keep a hold alive beyond a very short event's end.
    left = await _end_holds(tx, row, at, actor, "held")
    await offers.close(tx, row.id, at, actor=actor, reason="over")
    await outbox.put_for_guests(tx, "cancelled", Booking.id.in_(left), params={"refund": 0, "by": "end"})
    return row


async def overdue(tx: Tx, limit: int = 100) -> list[int]:
    """Published events that ended 12 h ago or more: one transaction each, `complete(tx, None, id)`."""
    late = Event.ends_at <= func.clock_timestamp() - BY_ITSELF
    found = select(Event.id).where(Event.status == EventStatus.published, late).order_by(Event.ends_at).limit(limit)
    return list((await tx.execute(found)).scalars())


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Events that are over while bookings are still to follow: `wind_up` each until it answers 0."""
    over = select(Event.id).where(Event.over_at.is_not(None), Event.wound_up_at.is_(None))
    return list((await tx.execute(over.order_by(Event.id).limit(limit))).scalars())


async def wind_up(tx: Tx, event_id: int, batch: int = 500) -> int:
    """End the next `batch` confirmed bookings of an event that is over, with money and messages; how many they were.

    Cancelled ones get back all that is attached to them (invariant 21). After held ones the guests are asked for a
    review, but for those who did not come, where tickets were checked. Raises NotFound.
    """
    event, at = await seats.lock_event(tx, event_id)
    if event.over_at is None or event.wound_up_at is not None:
        return 0
    called_off = event.status is EventStatus.cancelled
    new, reason = (BookingStatus.cancelled, "event_cancelled") if called_off else (BookingStatus.completed, "held")
    ended = await _end_batch(tx, event, at, BookingStatus.confirmed, new, SWEEP, reason, batch)
    ids = [row.id for row in ended]
    if called_off:
        await seats.free(tx, event.id, sum(row.seats for row in ended))
        await refunds.promise_all(tx, ids, actor=SWEEP)
        await _tell_cancelled(tx, event, ids, at)
    else:
        await refunds.forget_payers(tx, ids)
        await _invite_reviews(tx, event, ids)
    if len(ended) < batch:
        await tx.execute(update(Event).where(Event.id == event.id).values(wound_up_at=at))
        await audit.write(tx, "event", event.id, old=event.status, new=event.status, actor=SWEEP, reason="wound_up")
    await live.announce(tx, event.id)
    return len(ended)


async def _invite_reviews(tx: Tx, event: Event, ids: list[int]) -> None:
    somebody = select(Booking.id).where(Booking.event_id == event.id, Booking.checked_in > 0).limit(1)
    came = [Booking.checked_in > 0] if await all_of(tx, somebody) else []
    await outbox.put_for_guests(tx, "review_invited", Booking.id.in_(ids), *came)
