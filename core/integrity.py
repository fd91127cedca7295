"""INVARIANTS.md as SQL: one query each, which returns what breaks it. `eventbooker check` prints them."""

from dataclasses import dataclass

from sqlalchemy import text

from core.database import Tx


@dataclass(frozen=True)
class Violation:
    """Invariant `number` is broken by `rows` rows; `first` is one of them."""

    number: int
    name: str
    rows: int
    first: str


CHECKS: tuple[tuple[int, str, str], ...] = (
    (1, "0 <= available <= capacity", "SELECT id FROM events WHERE available NOT BETWEEN 0 AND capacity"),
    (
        2,
        "available + taken seats = capacity",
        """SELECT e.id FROM events e LEFT JOIN bookings b
             ON b.event_id = e.id AND b.status IN ('pending', 'confirmed', 'completed')
           GROUP BY e.id HAVING e.available + coalesce(sum(b.seats), 0) <> e.capacity""",
    ),
    (3, "a booking has at least one seat", "SELECT id FROM bookings WHERE seats < 1"),
    (
        5,
        "no hold at a closed event",
        """SELECT b.id FROM bookings b JOIN events e ON e.id = b.event_id
           WHERE b.status = 'pending' AND e.status IN ('cancelled', 'completed')""",
    ),
    (
        8,
        "no hold is five minutes past its deadline",
        "SELECT id FROM bookings WHERE status = 'pending' AND expires_at < clock_timestamp() - interval '5 minutes'",
    ),
    (
        10,
        "one active booking a person and event",
        """SELECT min(id) FROM bookings WHERE status IN ('pending', 'confirmed')
           GROUP BY event_id, user_id HAVING count(*) > 1""",
    ),
    (
        11,
        "a host has no booking at the own event",
        "SELECT b.id FROM bookings b JOIN events e ON e.id = b.event_id AND e.host_id = b.user_id",
    ),
    (
        17,
        "captured money is attached or went back, to the unit",
        """SELECT b.id FROM bookings b
           CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount), 0) AS captured FROM payments p
                               WHERE p.booking_id = b.id AND p.status = 'captured') c
           CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0) AS back FROM refunds r
                               JOIN payments p ON p.id = r.payment_id WHERE p.booking_id = b.id) r
           WHERE c.captured > 0 AND b.status IN ('pending', 'expired')""",
    ),
    (18, "a charge is recorded once", "SELECT min(id) FROM payments GROUP BY charge_id HAVING count(*) > 1"),
    (
        19,
        "refunds never exceed the payment",
        """SELECT p.id FROM payments p JOIN refunds r ON r.payment_id = p.id
           GROUP BY p.id HAVING sum(r.amount) > p.amount""",
    ),
    (
        20,
        "a priced booking is confirmed exactly when it is paid",
        """SELECT b.id FROM bookings b WHERE b.price > 0 AND b.status IN ('confirmed', 'completed')
           AND b.price::bigint * b.seats > (
               SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')
             - (SELECT coalesce(sum(r.amount), 0) FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE p.booking_id = b.id)""",
    ),
    (
        21,
        "who gave paid seats back in time has the refund promised",
        """SELECT b.id FROM bookings b WHERE b.status = 'cancelled' AND b.ended_at < b.refundable_until
           AND (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')
             <> (SELECT coalesce(sum(r.amount), 0) FROM refunds r JOIN payments p ON p.id = r.payment_id
                 WHERE p.booking_id = b.id)""",
    ),
    (
        26,
        "the last audit row of a booking names its state",
        """SELECT b.id FROM bookings b LEFT JOIN LATERAL (
               SELECT new FROM audit a WHERE a.entity = 'booking' AND a.entity_id = b.id ORDER BY a.id DESC LIMIT 1
           ) a ON true WHERE a.new IS DISTINCT FROM b.status""",
    ),
    (
        28,
        "no message is stuck on its way",
        """SELECT id FROM outbox
           WHERE status = 'sending' AND due_at < clock_timestamp() - interval '10 minutes'""",
    ),
)


async def check(tx: Tx) -> list[Violation]:
    """What is violated; an empty list is what everybody hopes for. Reads everything: not for a request."""
    await tx.execute(text("SET LOCAL statement_timeout = '10min'"))
    found = []
    for number, name, query in CHECKS:
        rows = (await tx.execute(text(query))).scalars().all()
        if rows:
            found.append(Violation(number, name, len(rows), str(rows[0])))
    return found
