"""The house in a few numbers, for admins; to others it is not there (NotFound). Reads only."""

from typing import Any

from sqlalchemy import text

from core import rights
from core.database import Tx, one

_NUMBERS = text(
    """
    SELECT (SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending')) AS waiting,
           (SELECT count(*) FROM outbox WHERE status = 'dead') AS dead,
           (SELECT count(*) FROM refunds WHERE status = 'refunding' AND attempts > 0) AS stuck,
           (SELECT count(*) FROM payments WHERE status = 'review') AS review,
           (SELECT count(*) FROM events WHERE status = 'published') AS events,
           (SELECT count(*) FROM users) AS people,
           (SELECT count(*) FROM bookings
            WHERE created_at >= date_trunc('day', clock_timestamp() AT TIME ZONE :zone) AT TIME ZONE :zone) AS today
    """
)


async def look(tx: Tx, admin_id: int, zone: str) -> Any:
    """Messages `waiting` and `dead`, refunds that are `stuck`, payments in `review`, published `events`, `people`.

    And how many bookings were made `today`, in `zone`.
    """
    await rights.ensure_admin(tx, admin_id)
    return await one(tx, _NUMBERS.bindparams(zone=zone))
