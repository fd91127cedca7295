"""The invariants as SQL, one query each, by their numbers in the design; a query that finds nothing holds.

Each query sees one committed state, so they may run beside live traffic. Nothing is mended here. Those about seats are
in `integrity_seats`, those about money in `integrity_money`, those about the door and reviews in `integrity_people`.
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

INVARIANTS: tuple[tuple[int, str, str], ...] = (
    *SEATS,
    *MONEY,
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
