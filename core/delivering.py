"""Whose message leaves next, and what became of it: the outbox as a row of people, not of messages.

People are gone through in a circle, one message each, however many one of them is owed; a claim reads a few index
entries however long the queue is. Nobody's next leaves before their last is settled, whoever sends it, so a person's
messages keep their order. A message that failed is waited for by the person's others `PATIENT` times; then they pass.
What is promised for later keeps nothing waiting.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, text, update

from core.database import Tx, all_of
from core.models import Outbox, OutboxStatus

LEASE = timedelta(seconds=60)
PATIENT = 3
LOOKED_AT = 200
"""People in one claim at the most: those who rest cost no more than that."""

# Statuses stand as they are, not as parameters: only so PostgreSQL knows that its partial indexes will do.
NEXT = text(f"""
WITH RECURSIVE line (user_id, place) AS (
    (SELECT user_id, 1 FROM outbox
     WHERE status IN ('queued', 'sending') AND user_id > :after ORDER BY user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT o.user_id FROM outbox o
            WHERE o.status IN ('queued', 'sending') AND o.user_id > line.user_id ORDER BY o.user_id LIMIT 1), place + 1
    FROM line WHERE line.user_id IS NOT NULL AND place < {LOOKED_AT}
)
SELECT line.user_id, line.place, head.id
FROM line LEFT JOIN LATERAL (
    SELECT id, due_at FROM outbox
    WHERE user_id = line.user_id AND status IN ('queued', 'sending')
      AND (due_at <= statement_timestamp() OR attempts BETWEEN 1 AND {PATIENT})
    ORDER BY id LIMIT 1
) head ON head.due_at <= statement_timestamp() AND line.user_id <> ALL(CAST(:busy AS bigint[]))
      AND line.user_id NOT IN (SELECT user_id FROM outbox WHERE status = 'sending' AND due_at > statement_timestamp())
WHERE line.user_id IS NOT NULL AND (head.id IS NOT NULL OR place = {LOOKED_AT})
LIMIT :wanted
""")  # noqa: S608 - a constant of ours
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('outbox'))")


@dataclass(frozen=True)
class Claim:
    """Messages that are ours now, and after whom the circle goes on; 0 is its beginning."""

    rows: list[Outbox]
    after: int


async def claim(tx: Tx, limit: int = 50, *, after: int = 0, busy: Collection[int] = ()) -> Claim:
    """Lease the next message of up to `limit` people who follow `after` and are not `busy`, for 60 s.

    A courier that dies leaves its lease to run out: sent again then, before the person's others.
    """
    # Two couriers that look at the same moment would each find another message of the same person.
    await tx.execute(ONE_AT_A_TIME)
    found = await all_of(tx, NEXT.bindparams(after=after, wanted=limit, busy=list(busy)))
    ids = [row.id for row in found if row.id is not None]
    goes_on = len(found) == limit or (found and found[-1].place == LOOKED_AT)
    return Claim(await _leased(tx, ids) if ids else [], found[-1].user_id if goes_on else 0)


async def _leased(tx: Tx, ids: list[int]) -> list[Outbox]:
    clock = func.clock_timestamp()
    # Whoever has one of them locked makes it say something else or nothing: it is looked at again later.
    due = (_is_under_way(), Outbox.due_at <= func.statement_timestamp())
    free = select(Outbox.id).where(Outbox.id == func.any(ids), *due).with_for_update(skip_locked=True).cte("free")
    leased = update(Outbox).where(Outbox.id == free.c.id)
    values = {"status": OutboxStatus.sending, "due_at": clock + LEASE, "attempts": Outbox.attempts + 1}
    return sorted(await all_of(tx, leased.values(**values).returning(Outbox)), key=lambda row: row.id)


def _is_under_way() -> Any:
    return or_(Outbox.status == OutboxStatus.queued, Outbox.status == OutboxStatus.sending)


async def settle(
    tx: Tx,
    outbox_id: int,
    status: OutboxStatus,
    *,
    message_id: int | None = None,
    error: str | None = None,
    retry_in: float | None = None,
) -> None:
    """End a lease: sent, skipped, dead, or `queued` again in `retry_in` seconds."""
    clock = func.clock_timestamp()
    ended = {"settled_at": clock} if status is not OutboxStatus.queued else {}
    later = {"due_at": clock + timedelta(seconds=retry_in)} if retry_in is not None else {}
    values: dict[str, Any] = {"status": status, "message_id": message_id, "error": error} | ended | later
    # Another courier may have taken the row over after our lease ran out and settled it: the first end stands.
    await tx.execute(update(Outbox).where(Outbox.id == outbox_id, _is_under_way()).values(**values))
