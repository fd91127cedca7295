"""The invariants as SQL, one query each, by their numbers in the design; a query that finds nothing holds.

Each query sees one committed state, so they may run beside live traffic. Nothing is mended here. Those about seats are
in `integrity_seats`.
"""

from dataclasses import dataclass

from sqlalchemy import text

from core.database import Tx
from core.integrity_seats import SEATS

SAMPLE = 5


@dataclass(frozen=True)
class Violation:
    """What does not hold: how many `rows`, and the first few `ids` of the table that the name speaks of."""

    number: int
    name: str
    rows: int
    ids: tuple[int, ...] = ()


# Minor units that a booking still has: captured, less what goes or went back.
_WITH_MONEY = """
    WITH money AS (SELECT b.*,
           (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')
         - (SELECT coalesce(sum(r.amount), 0) FROM refunds r JOIN payments p ON p.id = r.payment_id
            WHERE p.booking_id = b.id AND p.status = 'captured') AS attached
    FROM bookings b)
"""
_COUNTED = _WITH_MONEY + "SELECT count(*) AS rows, array_agg(id ORDER BY id) AS ids FROM ({query}) q"  # noqa: S608 - ours

INVARIANTS: tuple[tuple[int, str, str], ...] = (
    *SEATS,
    (
        17,
        "bookings: money stays only where it buys seats, or came too late to go back",
        """
        SELECT m.id FROM money m
        WHERE (m.status IN ('pending', 'expired') AND m.attached <> 0)
           OR (m.status = 'cancelled' AND m.attached <> 0 AND m.ended_at < m.refundable_until)
           OR (m.status IN ('confirmed', 'completed') AND m.attached > CAST(m.price AS bigint) * m.seats
               AND NOT EXISTS (
                SELECT FROM audit a
                WHERE a.entity = 'booking' AND a.entity_id = m.id AND a.at >= m.refundable_until))
           OR EXISTS (
                SELECT FROM payments p
                WHERE p.booking_id = m.id AND p.status = 'captured' AND p.currency <> m.currency)
        """,
    ),
    (
        18,
        "payments: a charge is recorded once",
        "SELECT max(id) AS id FROM payments GROUP BY charge_id HAVING count(*) > 1",
    ),
    (
        19,
        "payments: refunds within the payment",
        """
        SELECT p.id FROM payments p JOIN refunds r ON r.payment_id = p.id
        GROUP BY p.id HAVING sum(r.amount) > p.amount
        """,
    ),
    (
        20,
        "bookings: what has a price is confirmed by its payment",
        """
        SELECT m.id FROM money m
        WHERE m.status IN ('confirmed', 'completed') AND m.attached < CAST(m.price AS bigint) * m.seats
        """,
    ),
    (
        26,
        "bookings: the record's last word is the status",
        """
        SELECT b.id FROM bookings b LEFT JOIN LATERAL (
            SELECT a.new FROM audit a WHERE a.entity = 'booking' AND a.entity_id = b.id ORDER BY a.id DESC LIMIT 1
        ) last ON true
        WHERE last.new IS DISTINCT FROM b.status
        """,
    ),
    (
        27,
        "outbox: one message a change, recipient and kind",
        "SELECT max(id) AS id FROM outbox GROUP BY dedupe HAVING count(*) > 1",
    ),
    (
        28,
        "outbox: nothing is stuck on its way for ten minutes",
        """
        SELECT id FROM outbox
        WHERE (status = 'sending' AND due_at < clock_timestamp() - interval '10 minutes')
           OR (status IN ('sent', 'skipped', 'dead') AND settled_at IS NULL)
        """,
    ),
)


async def check(tx: Tx) -> list[Violation]:
    """Everything that does not hold at this moment, by number; an empty list is what it should be."""
    found = []
    for number, name, query in INVARIANTS:
        row = (await tx.execute(text(_COUNTED.format(query=query)))).one()
        if row.rows:
            found.append(Violation(number, name, row.rows, tuple(row.ids[:SAMPLE])))
    return found
