"""The invariants as SQL, one query each, by their numbers in the design; a query that finds nothing holds.

Each query sees one committed state, so they may run beside live traffic. Nothing is mended here. Those about seats are
in `integrity_seats`, those about money in `integrity_money`, those about the door, reviews and leaving in
`integrity_people`.
"""

from dataclasses import dataclass

from sqlalchemy import text

from core.database import Tx
from core.integrity_money import MONEY, WITH_MONEY
from core.integrity_people import PEOPLE
from core.integrity_seats import SEATS

SAMPLE = 5


@dataclass(frozen=True)
class Violation:
    """What does not hold: how many `rows`, and the first few `ids` of the table that the name speaks of."""

    number: int
    name: str
    rows: int
    ids: tuple[int, ...] = ()


_COUNTED = WITH_MONEY + "SELECT count(*) AS rows, array_agg(id ORDER BY id) AS ids FROM ({query}) q"  # noqa: S608 - ours


def _recorded(table: str, entity: str) -> tuple[int, str, str]:
    return (
        26,
        f"{table}: the record's last word is the status",
        f"""
        SELECT t.id FROM {table} t LEFT JOIN LATERAL (
            SELECT a.new FROM audit a WHERE a.entity = '{entity}' AND a.entity_id = t.id ORDER BY a.id DESC LIMIT 1
        ) last ON true
        WHERE last.new IS DISTINCT FROM t.status
        """,  # noqa: S608 - ours
    )


# What speaks to the holder of the booking that it names; hosts, admins and payers hear of bookings by other kinds.
_TO_HOLDERS = """
    'booked', 'hold_ending', 'confirmed', 'seats_changed', 'expired', 'offered', 'offer_lapsed', 'cancelled',
    'payment_failed', 'late_seated', 'event_changed', 'event_cancelled', 'broadcast', 'link_changed', 'reminder_24h',
    'reminder_6h', 'reminder_1h', 'review_invited'
"""

INVARIANTS: tuple[tuple[int, str, str], ...] = (
    *SEATS,
    *MONEY,
    (
        26,
        "bookings: the record's last word is the status and the seats",
        """
        SELECT b.id FROM bookings b LEFT JOIN LATERAL (
            SELECT a.new, a.seats FROM audit a
            WHERE a.entity = 'booking' AND a.entity_id = b.id ORDER BY a.id DESC LIMIT 1
        ) last ON true
        WHERE (last.new, last.seats) IS DISTINCT FROM (b.status, b.seats)
        """,
    ),
    _recorded("events", "event"),
    _recorded("waitlist", "waitlist"),
    _recorded("attempts", "attempt"),
    _recorded("payments", "payment"),
    _recorded("refunds", "refund"),
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
    (
        30,
        "outbox: what is said of a booking to its holder goes to its holder, and is of its event",
        f"""
        SELECT o.id FROM outbox o JOIN bookings b ON b.id = o.booking_id
        WHERE (o.user_id <> b.user_id AND o.kind IN ({_TO_HOLDERS})) OR o.event_id <> b.event_id
        """,  # noqa: S608 - ours
    ),
    *PEOPLE,
)


async def check(tx: Tx, *, patience: int = 600) -> list[Violation]:
    """Everything that does not hold at this moment, by number; an empty list is what it should be.

    No query may take longer than `patience` seconds.
    """
    found = []
    # A million bookings take some of these queries longer than a handler may take.
    await tx.execute(text(f"SET LOCAL statement_timeout = '{patience}s'"))
    for number, name, query in INVARIANTS:
        row = (await tx.execute(text(_COUNTED.format(query=query)))).one()
        if row.rows:
            found.append(Violation(number, name, row.rows, tuple(row.ids[:SAMPLE])))
    return found
