"""Answers kept under the caller's key (R30, invariant 23): the same key and wish get the same answer, refusals too.

A booking is kept by its number and given as it stands at the repeat; a refusal by its name and parameters. A key that
comes back with another wish is refused (KeyReused).
"""

import hashlib
from typing import Any

from sqlalchemy import insert, select, text

from core import errors
from core.database import Tx, all_of
from core.errors import DomainError
from core.models import Booking, IdempotencyKey

Name = tuple[int, str]
"""A person's id and their key."""

_KEPT = text(
    """
    SELECT k.* FROM idempotency_keys k
    JOIN unnest(CAST(:users AS bigint[]), CAST(:keys AS text[])) AS w(user_id, key) USING (user_id, key)
    """
)


def fingerprint(*wish: Any) -> str:
    """What a key stands for."""
    return hashlib.sha256(":".join(map(str, wish)).encode()).hexdigest()


async def kept(tx: Tx, names: list[Name]) -> dict[Name, Any]:
    """The rows that are kept under these keys: `fingerprint` and `answer`."""
    if not names:
        return {}
    found = await tx.execute(_KEPT, {"users": [user for user, _ in names], "keys": [key for _, key in names]})
    return {(row.user_id, row.key): row for row in found}


async def keep(tx: Tx, answers: dict[Name, tuple[str, Any]]) -> None:
    """Keep fingerprints and answers; the primary key refuses whoever comes second in another transaction."""
    rows = [
        {"user_id": user, "key": key, "fingerprint": wish, "answer": _form(answer)}
        for (user, key), (wish, answer) in answers.items()
    ]
    if rows:
        await tx.execute(insert(IdempotencyKey), rows)


def _form(answer: Any) -> dict[str, Any]:
    if isinstance(answer, DomainError):
        return {"refusal": type(answer).__name__, "params": answer.params}
    return {"booking_id": answer.id}


async def replayed(tx: Tx, answers: list[Any]) -> list[Any]:
    """The answers, those that come from a key (dicts) as bookings and refusals again."""
    ids = {answer["booking_id"] for answer in answers if isinstance(answer, dict) and "booking_id" in answer}
    rows = await all_of(tx, select(Booking).where(Booking.id.in_(ids))) if ids else []
    found = {row.id: row for row in rows}
    return [_again(answer, found) if isinstance(answer, dict) else answer for answer in answers]


def _again(answer: dict[str, Any], found: dict[int, Any]) -> Any:
    if "refusal" in answer:
        return getattr(errors, answer["refusal"])(**answer["params"])
    return found[answer["booking_id"]]
