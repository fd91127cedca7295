"""What calling an event off means: what it would, before; how far word and money have come, after. Reads only."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

from core import rights
from core.database import Tx, one

_PREVIEW = text(
    """
    WITH theirs AS (
        SELECT id FROM bookings WHERE event_id = :event_id AND status IN ('pending', 'confirmed')
    ), sums AS (
        SELECT p.currency, CAST(sum(l.amount) AS bigint) AS amount
        FROM theirs b JOIN payments p ON p.booking_id = b.id
        JOIN ledger l ON l.payment_id = p.id AND l.account = 'attached'
        GROUP BY p.currency HAVING sum(l.amount) > 0
    )
    SELECT (SELECT count(*) FROM theirs) AS guests,
           (SELECT count(*) FROM waitlist WHERE event_id = :event_id AND status = 'waiting') AS waiting,
           (SELECT coalesce(jsonb_agg(to_jsonb(sums) ORDER BY currency), '[]') FROM sums) AS money
    """
).columns(money=JSONB)
# A message's row is found by the key that `closing` gave it.
_PROGRESS = text(
    """
    WITH theirs AS (
        SELECT b.id, b.status, b.price, e.over_at FROM bookings b JOIN events e ON e.id = b.event_id
        WHERE b.event_id = :event_id AND (b.status = 'confirmed' OR b.reason = 'event_cancelled')
    ), back AS (
        SELECT r.status FROM theirs b JOIN payments p ON p.booking_id = b.id JOIN refunds r ON r.payment_id = p.id
        WHERE b.status = 'cancelled' AND r.created_at >= b.over_at
    )
    SELECT (SELECT count(*) FROM theirs) AS guests,
           (SELECT count(*) FROM theirs b JOIN outbox o ON o.dedupe = 'event_cancelled:' || b.id
            WHERE o.status = 'sent') AS told,
           (SELECT count(*) FROM back) + (SELECT count(*) FROM theirs WHERE status = 'confirmed' AND price > 0)
               AS refunds,
           (SELECT count(*) FROM back WHERE status = 'refunded') AS refunded
    """
)


async def preview(tx: Tx, user_id: int, event_id: int) -> Any:
    """What cancelling the event would mean now: how many `guests` are told, how many are `waiting`, the `money`.

    `money` is [{"currency", "amount"}], minor units that go back. Raises NotFound.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    return await one(tx, _PREVIEW.bindparams(event_id=event_id))


async def progress(tx: Tx, user_id: int, event_id: int) -> Any:
    """How far the word and the money of a cancelled event have come: `told` of `guests`, `refunded` of `refunds`.

    Those who are still to follow in batches are counted. Raises NotFound.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    return await one(tx, _PROGRESS.bindparams(event_id=event_id))
