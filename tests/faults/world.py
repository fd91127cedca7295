"""The machine's hands and eyes: verbs in transactions of their own, as in production, and everything that is to be seen.

One database and one loop for a whole run; every example begins with empty tables. Time passes by moving every instant
of every row into the past, never by a clock.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import DateTime, text, update

from core import database, integrity
from core.box_office import BoxOffice
from core.database import Tx
from core.errors import DomainError
from core.models import Base, User
from tests import factories

TABLES = Base.metadata.sorted_tables
EMPTY = "DO $$ BEGIN " + " ".join(f"DELETE FROM {table.name};" for table in reversed(TABLES)) + " END $$"
# A booking's number must not pass for an event's: each table counts from somewhere else.
APART = [
    f"ALTER TABLE {table.name} ALTER id RESTART WITH {1 + number * 10**7}"
    for number, table in enumerate(TABLES)
    if "id" in table.columns and table.columns["id"].identity is not None
]


def _shift(table: Any) -> str:
    moved = [f"{c.name} = {c.name} - s" for c in table.columns if isinstance(c.type, DateTime)]
    return f"UPDATE {table.name} SET {', '.join(moved)};" if moved else ""


SHIFT = "DO $$ DECLARE s interval := make_interval(secs => {}); BEGIN " + " ".join(map(_shift, TABLES)) + " END $$"

# All invariants in one statement: the same queries as `integrity.check`, at a fifth of the time.
CHECK = " UNION ALL ".join(
    f"SELECT {number} AS number, $${name}$$ AS name, * FROM ({integrity._COUNTED.format(query=query)}) q"
    for number, name, query in integrity.INVARIANTS
)

# R32 and R40, a final state is never left; None is before the row was.
LEGAL = {
    "booking": {
        None: {"pending", "confirmed"},
        "pending": {"pending", "confirmed", "expired", "cancelled"},
        "confirmed": {"confirmed", "cancelled", "completed"},
    },
    "waitlist": {
        None: {"waiting"},
        "waiting": {"waiting", "offered", "left", "closed"},
        "offered": {"taken", "lapsed", "declined", "closed"},
    },
}

# Everything in one statement and one snapshot; instants as seconds from now, money as where its units are.
LOOK = text(f"""
    WITH at AS MATERIALIZED (SELECT clock_timestamp() AS now)
    SELECT CAST(json_build_object(
        'event', (SELECT to_json(q) FROM (
            SELECT status, capacity, available, price, terms, max_seats_per_booking AS most,
                   over_at IS NOT NULL AS over, wound_up_at IS NOT NULL AS wound_up,
                   extract(epoch FROM starts_at - now) AS starts_in
            FROM events, at) q),
        'bookings', (SELECT coalesce(json_agg(to_json(q) ORDER BY id), '[]') FROM (
            SELECT id, user_id, seats, status, origin, price, checked_in, after_id, reason,
                   extract(epoch FROM expires_at - now) AS expires_in,
                   extract(epoch FROM refundable_until - now) AS refundable_for
            FROM bookings, at) q),
        'line', (SELECT coalesce(json_agg(to_json(q) ORDER BY id), '[]') FROM (
            SELECT id, user_id, seats, priority, status, booking_id FROM waitlist) q),
        'attempts', (SELECT coalesce(json_agg(to_json(q) ORDER BY id), '[]') FROM (
            SELECT id, amount, status FROM attempts) q),
        'payments', (SELECT coalesce(json_agg(to_json(q) ORDER BY id), '[]') FROM (
            SELECT p.id, p.booking_id, p.user_id, p.amount, p.status,
                   coalesce(json_agg(r.amount ORDER BY r.id) FILTER (WHERE r.status = 'refunding'), '[]') AS promised,
                   coalesce(sum(r.amount) FILTER (WHERE r.status = 'refunded'), 0) AS made
            FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id GROUP BY p.id) q),
        'told', (SELECT coalesce(json_agg(to_json(q)), '[]') FROM (
            SELECT user_id, kind, count(*) AS times FROM outbox WHERE status <> 'skipped' GROUP BY user_id, kind) q),
        'audit', (SELECT coalesce(json_agg(to_json(q) ORDER BY id), '[]') FROM (
            SELECT id, entity, entity_id, old, new FROM audit WHERE entity IN ('booking', 'waitlist')) q),
        'violations', (SELECT coalesce(json_agg(to_json(q)), '[]') FROM ({CHECK}) q WHERE rows > 0)) AS text)
""")


class World:
    """One migrated database, driven from outside of any loop."""

    def __init__(self, dsn: str) -> None:
        self.runner = asyncio.Runner()
        self.db = self.runner.run(self._connect(dsn))
        self.office = BoxOffice(self.db)

    async def _connect(self, dsn: str) -> Any:
        db = database.connect(dsn, pool_size=4)
        async with db.begin() as tx:
            for statement in APART:
                await tx.execute(text(statement))
        return db

    def close(self) -> None:
        self.runner.run(self.db.dispose())
        self.runner.close()

    def empty(self) -> None:
        self.do(lambda tx: tx.execute(text(EMPTY)))

    def do(self, verb: Callable[..., Awaitable[Any]], *args: Any, **kw: Any) -> Any:
        """One verb in one transaction: what it returns, or its refusal."""

        async def run() -> Any:
            try:
                async with self.db.begin() as tx:
                    return await verb(tx, *args, **kw)
            except DomainError as refusal:
                return refusal

        return self.runner.run(run())

    def run(self, something: Awaitable[Any]) -> Any:
        """Something that opens its own transactions."""
        return self.runner.run(something)

    def book(self, wishes: list[dict[str, Any]]) -> list[Any]:
        """Several people press Book in the same breath."""

        async def run() -> list[Any]:
            calls = (self.office.book(**wish) for wish in wishes)
            return await asyncio.gather(*calls, return_exceptions=True)

        answers = self.runner.run(run())
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, DomainError):
                raise answer
        return answers

    def pass_time(self, seconds: float) -> None:
        self.do(lambda tx: tx.execute(text(SHIFT.format(seconds))))

    def begin(self, people: list[dict[str, Any]], **values: Any) -> tuple[Any, list[Any]]:
        """A new evening with its people; the first one is the host."""

        async def run(tx: Tx) -> tuple[Any, list[Any]]:
            everybody = [await factories.person(tx, **facts) for facts in people]
            return await factories.event(tx, everybody[0], **values), everybody

        return self.do(run)

    def change_person(self, person: Any, **values: Any) -> None:
        self.do(lambda tx: tx.execute(update(User).where(User.id == person.id).values(**values)))

    def look(self) -> Any:
        """All rows of the example, and what does not hold."""

        async def run(tx: Tx) -> str:
            return (await tx.execute(LOOK)).scalar_one()

        return json.loads(self.do(run), object_hook=lambda found: SimpleNamespace(**found))


def broken_records(seen: Any) -> list[str]:
    """What the record says that can't be: a step that is not drawn, a gap, another end than the row's."""
    last: dict[tuple[str, int], str] = {}
    wrong = []
    for row in seen.audit:
        thing = row.entity, row.entity_id
        if row.entity in LEGAL:
            if row.old != last.get(thing) or row.new not in LEGAL[row.entity].get(row.old, ()):
                wrong.append(f"{thing}: {row.old} -> {row.new} after {last.get(thing)}")
            last[thing] = row.new
    rows = {("booking", row.id): row.status for row in seen.bookings}
    rows |= {("waitlist", row.id): row.status for row in seen.line}
    wrong += [
        f"{thing} is {rows.get(thing)}, not {last.get(thing)}"
        for thing in rows.keys() | last.keys()
        if rows.get(thing) != last.get(thing)
    ]
    held = [row for row in seen.bookings if row.status == "pending"]
    return wrong + [f"booking {row.id} is held without a deadline" for row in held if row.expires_in is None]
