"""Deadlines that passed: holds and offers end, their seats go to the waitlist, then to everybody (R37-R41).

Whoever comes to an event first lets its lapsed holds go; the sweep only makes sure that somebody comes. A hold never
ends early, and the instant that decides is read after the event's lock (invariants 7, 8).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text

from core import favourites, offers, seats
from core.database import Tx
from core.models import Booking, BookingStatus, Event

# One statement for all of an event's lapsed holds: a hundred of them cost little more than one.
_LAPSE = text(
    """
    WITH lapsed AS (
        UPDATE bookings SET status = 'expired', ended_at = :at, reason = 'ttl'
        WHERE event_id = :event_id AND status = 'pending' AND expires_at <= :at
        RETURNING id, user_id, event_id, seats, origin
    ), entries AS (
        UPDATE waitlist w SET status = 'lapsed', ended_at = :at
        FROM lapsed l WHERE w.booking_id = l.id AND w.status = 'offered'
        RETURNING w.id, w.seats
    ), audited AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'booking', id, 'pending', 'expired', seats, 'sweep', 'ttl' FROM lapsed
        UNION ALL SELECT 'waitlist', id, 'offered', 'lapsed', seats, 'sweep', 'ttl' FROM entries
    ), told AS (
        INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe)
        SELECT l.user_id, k.kind, l.event_id, l.id, k.kind || ':' || l.id
        FROM lapsed l, LATERAL (SELECT CASE l.origin WHEN 'waitlist' THEN 'offer_lapsed' ELSE 'expired' END AS kind) k
        ON CONFLICT (dedupe) DO NOTHING
    )
    SELECT coalesce(sum(seats), 0) AS seats,
           EXISTS (SELECT FROM waitlist WHERE event_id = :event_id AND status = 'waiting') AS awaited,
           CASE WHEN count(*) > 0 THEN pg_notify('outbox', '') END,
           CASE WHEN count(*) > 0 THEN pg_notify('live', CAST(:event_id AS text)) END
    FROM lapsed
    """
)


async def expire_due(tx: Tx, event_id: int, *, wait: bool = True) -> int:
    """Lock the event and let its lapsed holds go. Returns their seats; raises NotFound.

    Without `wait` an event that somebody else has locked is left to them: they look at its holds as well.
    """
    # Several sweepers have the same list: who comes second finds nothing to do, and should find it out in one look.
    locked = await seats.lock_event(tx, event_id) if wait else await seats.try_lock_event(tx, event_id, _is_due())
    return await let_go(tx, *locked) if locked else 0


async def let_go(tx: Tx, event: Event, at: datetime, *, for_rivals: bool = False) -> int:
    """End the locked event's lapsed holds, tell their holders, serve the waitlist. Returns the seats that came free.

    `for_rivals`: somebody who stands there takes what is left at once, so its followers are not called.
    """
    gone = (await tx.execute(_LAPSE, {"event_id": event.id, "at": at})).one()
    if gone.seats:
        await release(tx, event.id, gone.seats, at, call_followers=not for_rivals, awaited=gone.awaited)
    return int(gone.seats)


async def end(tx: Tx, event: Event, at: datetime) -> None:
    """As `let_go`, but nobody is served or called yet: whoever changes the event first offers what it becomes."""
    gone = (await tx.execute(_LAPSE, {"event_id": event.id, "at": at})).one()
    if gone.seats:
        await seats.free(tx, event.id, gone.seats)


async def release(
    tx: Tx, event_id: int, count: int, at: datetime, *, call_followers: bool = True, awaited: bool = True
) -> None:
    """Free `count` seats of the locked event, whose holder gave them up in this transaction.

    The waitlist is first; if the event was full and something is left, those who keep an eye on it hear of it. Whoever
    knows that nobody waits says so (`awaited`), which saves the look.
    """
    was_full = await seats.free(tx, event_id, count) == count
    if awaited:
        await offers.serve(tx, event_id, at)
    if call_followers and was_full:
        await favourites.tell_seats(tx, event_id, await seats.left(tx, event_id))


def _is_due() -> ColumnElement[bool]:
    lapsed = select(Booking.id).where(Booking.event_id == Event.id, Booking.status == BookingStatus.pending)
    return lapsed.where(Booking.expires_at <= func.statement_timestamp()).correlate(Event).exists()


async def due_events(tx: Tx, limit: int = 1000) -> list[int]:
    """Events with lapsed holds, the longest waiting first: one transaction each, never one for all."""
    statement = (
        select(Booking.event_id)
        .where(Booking.status == BookingStatus.pending, Booking.expires_at <= func.statement_timestamp())
        .group_by(Booking.event_id)
        .order_by(func.min(Booking.expires_at))
        .limit(limit)
    )
    return list((await tx.execute(statement)).scalars())


# By their start, through the index: hardly any event has begun and isn't marked as held yet.
_BEGUN = text(
    """
    SELECT e.id FROM events e
    CROSS JOIN LATERAL (SELECT FROM waitlist w WHERE w.event_id = e.id AND w.status = 'waiting' LIMIT 1) line
    WHERE e.status = 'published' AND e.starts_at <= statement_timestamp() ORDER BY e.starts_at LIMIT :limit
    """
)


async def begun_lines(tx: Tx, limit: int = 100) -> list[int]:
    """Events that have begun while somebody still waits."""
    return list((await tx.execute(_BEGUN, {"limit": limit})).scalars())


async def close_line(tx: Tx, event_id: int) -> None:
    """Nothing is offered after the start: tell those who still wait. Before the start nothing happens."""
    event, at = await seats.lock_event(tx, event_id)
    if event.starts_at <= at:
        await offers.close(tx, event_id, at, actor="sweep", reason="begun")


# Somebody came within reach again, after seats had been free for everybody. First the lines that somebody in them fits,
# which are few; people are looked at there alone, and only whom an offer could go to, or their event came up for ever.
_IDLE = text(
    f"""
    SELECT e.id FROM (
        SELECT event_id, min(seats) AS least FROM waitlist WHERE status = 'waiting' GROUP BY event_id
    ) line JOIN events e ON e.id = line.event_id AND e.available >= line.least
    WHERE e.status = 'published' AND e.starts_at > statement_timestamp() AND EXISTS (
        SELECT FROM waitlist w JOIN users u ON u.id = w.user_id AND {offers.WITHIN_REACH}
        WHERE w.event_id = e.id AND w.status = 'waiting' AND w.seats <= e.available)
    ORDER BY e.id LIMIT :limit
    """  # noqa: S608 - ours
)


async def idle_seats(tx: Tx, limit: int = 100) -> list[int]:
    """Events with free seats that somebody in line fits: nobody freed them, but a person can be told again."""
    return list((await tx.execute(_IDLE, {"limit": limit})).scalars())


async def serve_line(tx: Tx, event_id: int) -> None:
    """Offer whatever is free to those who wait (invariant 14)."""
    event, at = await seats.lock_event(tx, event_id)
    await let_go(tx, event, at)
    await offers.serve(tx, event_id, at)
