"""A word before a long hold ends: once, when a third of its time is left (SCREENS 8.2).

A short hold needs none, and who is paying right now is not hurried. Whether it is still a hold is asked again when the
message leaves.
"""

from sqlalchemy import text

from core import outbox
from core.database import Tx

# The longest hold is a week: nothing beyond a third of it is looked at.
_ENDING = """
    FROM bookings b
    WHERE b.status = 'pending' AND b.approved_at IS NULL
      AND b.expires_at > statement_timestamp() AND b.expires_at <= statement_timestamp() + interval '56 hours'
      AND b.expires_at - b.created_at > interval '30 minutes'
      AND b.expires_at - statement_timestamp() <= (b.expires_at - b.created_at) / 3
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.dedupe = 'hold_ending:' || CAST(b.id AS text))
"""
_DUE = text(f"SELECT b.id {_ENDING} ORDER BY b.expires_at, b.id LIMIT :limit")
_WARN = text(
    f"""
    INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe)
    SELECT b.user_id, 'hold_ending', b.event_id, b.id, 'hold_ending:' || CAST(b.id AS text)
    {_ENDING} AND b.id = :booking_id ON CONFLICT (dedupe) DO NOTHING
    """
)


async def due(tx: Tx, limit: int = 500) -> list[int]:
    """Holds that are about to end and whose holders don't know yet, the nearest end first."""
    return list((await tx.execute(_DUE, {"limit": limit})).scalars())


async def warn(tx: Tx, booking_id: int) -> None:
    """Promise the holder a word, once."""
    if (await tx.execute(_WARN, {"booking_id": booking_id})).rowcount:
        await outbox.wake(tx)
