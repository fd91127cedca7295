"""The machine's hands and eyes: verbs in transactions of their own, as in production, and everything that is to be seen.

One database and one loop for a whole run; every example begins with empty tables. Time passes by moving every instant
of every row into the past, never by a clock.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DateTime, select, text

from core import database, integrity
from core.box_office import BoxOffice
from core.database import Tx
from core.errors import DomainError
from core.models import Audit, Base, Booking, BookingStatus, Event, Outbox, Payment, PaymentStatus, Refund, RefundStatus
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

# R32; from no state is a final one left.
LEGAL = {
    (None, "pending"),
    (None, "confirmed"),
    ("pending", "pending"),
    ("pending", "confirmed"),
    ("pending", "expired"),
    ("pending", "cancelled"),
    ("confirmed", "confirmed"),
    ("confirmed", "cancelled"),
    ("confirmed", "completed"),
}


@dataclass
class Seen:
    """All rows of the example, and what does not hold; `now` is the database's clock."""

    now: Any
    event: Any
    bookings: list[Any]
    payments: list[Any]
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

    def begin(self, guests: int, unreachable: set[int], **values: Any) -> tuple[Any, list[Any]]:
        """A new evening with its people; number 0 is the host."""

        async def run(tx: Tx) -> tuple[Any, list[Any]]:
            people = [await factories.person(tx, chat_open=n not in unreachable) for n in range(guests + 1)]
            return await factories.event(tx, people[0], **values), people

        return self.do(run)

    def look(self) -> Seen:
        """Everything, in one snapshot."""
        return self.do(_look)


async def _look(tx: Tx) -> Seen:
    back = select(Refund.payment_id, Refund.status, Refund.amount)
    refunds = list(await tx.execute(back.order_by(Refund.id)))
    found = list(await tx.execute(select(Payment).order_by(Payment.id)))
    told = Counter((row.user_id, row.kind) for row in await tx.execute(select(Outbox.user_id, Outbox.kind)))
    return Seen(
        now=await database.now(tx),
        event=(await tx.execute(select(Event))).one(),
        bookings=list(await tx.execute(select(Booking).order_by(Booking.id))),
        payments=[_account(row, refunds) for row in found],
        told=told,
        audit=list(await tx.execute(select(Audit).order_by(Audit.id))),
        violations=await integrity.check(tx),
    )


def _account(row: Any, refunds: list[Any]) -> tuple[Any, ...]:
    """Where a payment's units are: attached, promised part by part, made, or in review."""
    theirs = [refund for refund in refunds if refund.payment_id == row.id]
    promised = [refund.amount for refund in theirs if refund.status == RefundStatus.refunding]
    made = sum(refund.amount for refund in theirs if refund.status == RefundStatus.refunded)
    review = row.status == PaymentStatus.review
    return row.charge_id, row.booking_id, row.user_id, row.amount, review, promised, made


def broken_records(seen: Seen) -> list[str]:
    """What the record says of bookings that can't be: a step that is not drawn, a gap, another end than the row's."""
    last: dict[int, str | None] = {}
    wrong = []
    for row in seen.audit:
        if row.entity != "booking":
            continue
        old = last.get(row.entity_id)
        if (row.old, row.new) not in LEGAL or row.old != old:
            wrong.append(f"booking {row.entity_id}: {row.old} -> {row.new} after {old}")
        last[row.entity_id] = row.new
    for booking in seen.bookings:
        if last.get(booking.id) != booking.status:
            wrong.append(f"booking {booking.id} is {booking.status}, the record says {last.get(booking.id)}")
        held = booking.status == BookingStatus.pending
        if held and (booking.expires_at is None or booking.ended_at is not None):
            wrong.append(f"booking {booking.id} is held without a deadline")
    return wrong
