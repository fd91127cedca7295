"""Booking as it is usually written, for comparison: a row lock a booking, and the same with the lock forgotten."""

import secrets

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

READ = "SELECT available, price, currency, terms, starts_at FROM events WHERE id = :event"
ACTIVE = "SELECT 1 FROM bookings WHERE event_id = :event AND user_id = :user AND status IN ('pending', 'confirmed')"
INSERT = """
    INSERT INTO bookings (event_id, user_id, seats, status, origin, price, currency, terms, ticket_code,
                          refundable_until, confirmed_at)
    VALUES (:event, :user, 1, 'confirmed', 'direct', 0, :currency, :terms, :code, :starts_at, clock_timestamp())
    RETURNING id
"""
TAKE = "UPDATE events SET available = available - 1 WHERE id = :event"
RECORD = """
    WITH recorded AS (
        INSERT INTO audit (entity, entity_id, new, seats, actor) VALUES ('booking', :id, 'confirmed', 1, 'usual')
    )
    INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe)
    VALUES (:user, 'confirmed', :event, :id, 'usual:' || CAST(:id AS bigint))
"""


async def book_with_a_row_lock(db: AsyncEngine, event: int, user: int) -> bool:
    """One transaction a booking: lock and look, check, insert, take, record. False when sold out."""
    return await _book(db, event, user, READ + " FOR UPDATE")


async def book_without_a_lock(db: AsyncEngine, event: int, user: int) -> bool:
    """The classical mistake: look first, take later, nothing in between."""
    return await _book(db, event, user, READ)


async def _book(db: AsyncEngine, event: int, user: int, read: str) -> bool:
    async with db.begin() as tx:
        found = (await tx.execute(text(read), {"event": event})).one()
        if found.available < 1 or (await tx.execute(text(ACTIVE), {"event": event, "user": user})).first():
            return False
        facts = {"currency": found.currency, "terms": found.terms, "starts_at": found.starts_at}
        row = {"event": event, "user": user, "code": secrets.token_hex(8)} | facts
        booking = (await tx.execute(text(INSERT), row)).scalar_one()
        await tx.execute(text(TAKE), {"event": event})
        await tx.execute(text(RECORD), {"id": booking, "user": user, "event": event})
    return True
