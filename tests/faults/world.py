"""The machine's hands and eyes: verbs in transactions of their own, as in production, and everything that is to be seen.

One database and one loop for a whole run; every example begins with empty tables. Time passes by moving every instant
of every row into the past, never by a clock.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DateTime, select, text, update

from core import database, integrity
from core.box_office import BoxOffice
from core.database import Tx
from core.errors import DomainError
from core.models import (
    Attempt,
    Audit,
    Base,
    Booking,
    BookingStatus,
    Event,
    Outbox,
    OutboxStatus,
    Payment,
    Refund,
    RefundStatus,
    User,
    WaitlistEntry,
)
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
CHECK = text(
    " UNION ALL ".join(
        f"SELECT {number} AS number, $${name}$$ AS name, * FROM ({integrity._COUNTED.format(query=query)}) q"
        for number, name, query in integrity.INVARIANTS
    )
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


@dataclass
class Seen:
    """All rows of the example, and what does not hold; `now` is the database's clock."""

    now: Any
    event: Any
    bookings: list[Any]
    line: list[Any]
    payments: list[Any]
    payment_ids: list[int]
    attempts: list[Any]
    told: Counter[tuple[int, str]]
    audit: list[Any]
    violations: list[Any]


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

    def look(self) -> Seen:
        """Everything, in one snapshot."""
        return self.do(_look)


async def _look(tx: Tx) -> Seen:
    back = select(Refund.payment_id, Refund.status, Refund.amount)
    refunds = list(await tx.execute(back.order_by(Refund.id)))
    found = list(await tx.execute(select(Payment).order_by(Payment.id)))
    said = select(Outbox.user_id, Outbox.kind).where(Outbox.status != OutboxStatus.skipped)
    return Seen(
        now=await database.now(tx),
        event=(await tx.execute(select(Event))).one(),
        bookings=list(await tx.execute(select(Booking).order_by(Booking.id))),
        line=list(await tx.execute(select(WaitlistEntry).order_by(WaitlistEntry.id))),
        payment_ids=[row.id for row in found],
        payments=[_account(row, refunds) for row in found],
        attempts=list(await tx.execute(select(Attempt).order_by(Attempt.id))),
        told=Counter((row.user_id, row.kind) for row in await tx.execute(said)),
        audit=list(await tx.execute(select(Audit).order_by(Audit.id))),
        violations=[row for row in await tx.execute(CHECK) if row.rows],
    )


def _account(row: Any, refunds: list[Any]) -> tuple[Any, ...]:
    """Where a payment's units are: promised part by part, made, the rest as its status says."""
    theirs = [refund for refund in refunds if refund.payment_id == row.id]
    promised = [refund.amount for refund in theirs if refund.status == RefundStatus.refunding]
    made = sum(refund.amount for refund in theirs if refund.status == RefundStatus.refunded)
    return row.booking_id, row.user_id, row.amount, row.status.value, promised, made


def broken_records(seen: Seen) -> list[str]:
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
    held = [row for row in seen.bookings if row.status == BookingStatus.pending]
    return wrong + [f"booking {row.id} is held without a deadline" for row in held if row.expires_at is None]
