"""Offers: free seats go to the waitlist first, in the transaction that freed them (R40, R41, invariants 13-16).

An offer is a pending booking of origin `waitlist` with a deadline of its own: one machine, one sweep, one way to pay.
The earliest entry that fits the free seats gets them; larger ones keep their place and wait on. In a person's quiet
hours the offer passes by without loss; if all who fit are quiet, the first keeps it until 30 min after theirs. Nothing
is offered after the start, and no offer outlives it. Joining and leaving the line is `waitlist`.
"""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from core import live, seats
from core.database import Tx, first, one
from core.models import EntryStatus, Event, EventStatus, WaitlistEntry

WINDOW = timedelta(minutes=30)
PAGE = 100
# 32 signs that can't be mistaken for one another when read aloud at a door.
_ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

# Over `users u` and their `events e`: who can't be told, may not book, or became a host meanwhile is passed over and
# keeps the place.
WITHIN_REACH = """
    u.banned_at IS NULL AND ((u.chat_open AND u.blocked_at IS NULL) OR u.phone IS NOT NULL OR u.email IS NOT NULL)
    AND u.id <> e.host_id
    AND NOT EXISTS (SELECT FROM team_members t WHERE t.organizer_id = e.organizer_id AND t.user_id = u.id)
"""
_LINE = text(
    f"""
    SELECT w.id, w.user_id, w.seats, w.priority, u.quiet_from, u.quiet_until, coalesce(u.zone, e.zone) AS zone
    FROM waitlist w JOIN events e ON e.id = w.event_id JOIN users u ON u.id = w.user_id
    WHERE w.event_id = :event_id AND w.status = 'waiting' AND w.seats <= :free
      AND (-w.priority, w.id) > (:after_priority, :after_id) AND {WITHIN_REACH}
    ORDER BY w.priority DESC, w.id LIMIT :page
    """  # noqa: S608 - ours
)
_OFFER = text(
    """
    WITH chosen AS (
        SELECT * FROM unnest(
            CAST(:entries AS bigint[]), CAST(:users AS bigint[]), CAST(:seats AS int[]), CAST(:codes AS text[]),
            CAST(:deadlines AS timestamptz[])
        ) WITH ORDINALITY AS t(entry_id, user_id, seats, ticket_code, expires_at, place)
    ), offered AS (
        INSERT INTO bookings (event_id, user_id, seats, status, origin, price, currency, terms, ticket_code,
                              refundable_until, expires_at, created_at)
        SELECT :event_id, user_id, seats, 'pending', 'waitlist', :price, :currency, :terms, ticket_code,
               :refundable_until, expires_at, :at
        FROM chosen ORDER BY place
        RETURNING *
    ), moved AS (
        UPDATE waitlist w SET status = 'offered', booking_id = o.id
        FROM chosen c JOIN offered o USING (user_id) WHERE w.id = c.entry_id AND w.status = 'waiting'
        RETURNING w.id, w.seats
    ), audited AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'booking', id, NULL, 'pending', seats, 'waitlist', 'offered' FROM offered
        UNION ALL SELECT 'waitlist', id, 'waiting', 'offered', seats, 'waitlist', 'offered' FROM moved
    ), told AS (
        INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe)
        SELECT user_id, 'offered', event_id, id, 'offered:' || id FROM offered
    )
    SELECT pg_notify('outbox', ''), pg_notify('live', CAST(:event_id AS text))
    """
)
_END = text(
    """
    WITH ended AS (
        UPDATE waitlist SET status = :status, ended_at = :at
        WHERE booking_id = :booking_id AND status = 'offered' RETURNING id, seats
    )
    INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
    SELECT 'waitlist', id, 'offered', :status, seats, :actor, 'offer' FROM ended
    """
)
_CLOSE = text(
    """
    WITH closed AS (
        UPDATE waitlist SET status = 'closed', ended_at = :at
        WHERE event_id = :event_id AND status = 'waiting' RETURNING id, user_id, event_id, seats
    ), audited AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'waitlist', id, 'waiting', 'closed', seats, :actor, :reason FROM closed
    ), told AS (
        INSERT INTO outbox (user_id, kind, event_id, dedupe)
        SELECT user_id, :kind, event_id, :kind || '-line:' || id FROM closed
        ON CONFLICT (dedupe) DO NOTHING
    )
    SELECT count(*) AS closed, CASE WHEN count(*) > 0 THEN pg_notify('outbox', '') END FROM closed
    """
)


_TRIM = text(
    """
    WITH was AS (
        SELECT id, seats FROM waitlist
        WHERE event_id = :event_id AND status = 'waiting' AND seats > :most ORDER BY id FOR UPDATE
    ), trimmed AS (
        UPDATE waitlist w SET seats = :most FROM was WHERE w.id = was.id RETURNING w.id, was.seats AS before
    )
    INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
    SELECT 'waitlist', id, 'waiting', 'waiting', :most, :actor, 'seats ' || before || ' -> ' || :most FROM trimmed
    """
)


def new_ticket_code() -> str:
    """A ticket's code: 80 random bits as 16 signs."""
    return base64.b32encode(secrets.token_bytes(10)).translate(_ALPHABET).decode()


async def serve(tx: Tx, event_id: int, at: datetime) -> None:
    """Offer what is free in the locked event to those who wait; nothing at one that has begun or is not open."""
    event: Event = await one(tx, select(Event).where(Event.id == event_id))
    if event.available and event.status is EventStatus.published and event.starts_at > at:
        chosen = await _choose(tx, event, at)
        if chosen:
            await _offer(tx, event, chosen, at)


async def serve_if_awaited(tx: Tx, event: Event, at: datetime) -> bool:
    """Serve the line of the locked event if there are free seats and one; whether there was."""
    if not event.available:
        return False
    line = select(WaitlistEntry.id).where(WaitlistEntry.event_id == event.id)
    if await first(tx, line.where(WaitlistEntry.status == EntryStatus.waiting).limit(1)) is None:
        return False
    await serve(tx, event.id, at)
    return True


async def trim(tx: Tx, event_id: int, most: int, *, actor: str) -> None:
    """No more than `most` seats can be one person's any more: places in line shrink to it where they stand."""
    await tx.execute(_TRIM, {"event_id": event_id, "most": most, "actor": actor})


async def _choose(tx: Tx, event: Event, at: datetime) -> list[tuple[Any, datetime]]:
    """Entries and their deadlines: one walk along the line, the quiet ones set aside until everybody was asked."""
    free, chosen, quiet = event.available, [], []
    after = (-(2**31), 0)
    while free:
        facts = {"event_id": event.id, "free": free, "after_priority": after[0], "after_id": after[1], "page": PAGE}
        page = (await tx.execute(_LINE, facts)).all()
        for entry in page:
            if entry.seats > free:
                continue
            if (ends := _quiet_until(entry, at)) is not None:
                quiet.append((entry, ends))
                continue
            chosen.append((entry, at))
            free -= entry.seats
        if len(page) < PAGE:
            break
        after = (-page[-1].priority, page[-1].id)
    for entry, ends in quiet:
        if entry.seats <= free:
            chosen.append((entry, ends))
            free -= entry.seats
    return [(entry, min(begins + WINDOW, event.starts_at)) for entry, begins in chosen]


def _quiet_until(entry: Any, at: datetime) -> datetime | None:
    """The end of the quiet hours that the person is in, or None."""
    begin, end = entry.quiet_from, entry.quiet_until
    if begin is None or begin == end:
        return None
    local = at.astimezone(ZoneInfo(entry.zone))
    inside = begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end
    if not inside:
        return None
    over = local.replace(hour=end, minute=0, second=0, microsecond=0, fold=0)
    if over <= local:
        over += timedelta(days=1)
    return over.astimezone(UTC)


async def _offer(tx: Tx, event: Event, chosen: list[tuple[Any, datetime]], at: datetime) -> None:
    await seats.take(tx, event.id, sum(entry.seats for entry, _ in chosen))
    await tx.execute(
        _OFFER,
        {
            "entries": [entry.id for entry, _ in chosen],
            "users": [entry.user_id for entry, _ in chosen],
            "seats": [entry.seats for entry, _ in chosen],
            "codes": [new_ticket_code() for _ in chosen],
            "deadlines": [deadline for _, deadline in chosen],
            "event_id": event.id,
            "price": event.price,
            "currency": event.currency,
            "terms": event.terms,
            "refundable_until": event.refundable_until or event.starts_at,
            "at": at,
        },
    )


async def end(tx: Tx, booking_id: int, status: str, at: datetime, *, actor: str) -> None:
    """What became of an offer: `taken` or `declined`; the entry is used up either way."""
    await tx.execute(_END, {"booking_id": booking_id, "status": status, "at": at, "actor": actor})


async def close(tx: Tx, event_id: int, at: datetime, *, actor: str, reason: str) -> None:
    """Send everybody home who still waits at the locked event: it begins (`begun`), is over, or is `cancelled`."""
    kind = "event_cancelled" if reason == "cancelled" else "wait_over"
    await tx.execute(_CLOSE, {"event_id": event_id, "at": at, "actor": actor, "reason": reason, "kind": kind})
    await live.announce(tx, event_id)
