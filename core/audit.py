"""The record: one row per change of state, in the transaction that made it (R35, invariant 26). Rows are only added."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from core.database import Tx
from core.models import Audit, Booking

SWEEP = "sweep"
SYSTEM = "system"


def person(user_id: int) -> str:
    """The actor's name in the record for a person."""
    return f"user:{user_id}"


async def write(
    tx: Tx,
    entity: str,
    entity_id: int,
    *,
    old: str | None,
    new: str,
    actor: str,
    seats: int | None = None,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one row."""
    row = {"entity": entity, "entity_id": entity_id, "old": old, "new": new, "seats": seats}
    await tx.execute(insert(Audit).values(**row, actor=actor, reason=reason, detail=detail))


async def bookings_changed(tx: Tx, rows: Iterable[Booking], *, old: str, actor: str, reason: str) -> None:
    """Add a row for each booking, which is already in its new state."""
    values = [
        {"entity": "booking", "entity_id": b.id, "old": old, "new": b.status, "seats": b.seats}
        | {"actor": actor, "reason": reason}
        for b in rows
    ]
    if values:
        await tx.execute(insert(Audit), values)
