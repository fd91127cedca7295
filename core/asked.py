"""The question that waits for somebody's typed answer in the chat: at most one a person, kept through a restart.

`what` is the chat's own: what was asked, of which thing, and when, for it is worth a day. The next question takes its
place. Nothing is decided here.
"""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.database import Tx, all_of, first
from core.models import OpenQuestion


async def ask(tx: Tx, telegram_id: int, what: dict[str, Any]) -> None:
    """Wait for this person's answer; whatever was asked before is not waited for any more."""
    row = insert(OpenQuestion).values(telegram_id=telegram_id, what=what)
    newer = {"what": row.excluded.what, "asked_at": func.clock_timestamp()}
    await tx.execute(row.on_conflict_do_update(index_elements=[OpenQuestion.telegram_id], set_=newer))


async def of(tx: Tx, telegram_id: int) -> dict[str, Any]:
    """What is asked of the person; empty if nothing is."""
    found = await first(tx, select(OpenQuestion.what).where(OpenQuestion.telegram_id == telegram_id))
    return dict(found.what) if found else {}


async def people(tx: Tx) -> set[int]:
    """The Telegram ids of all who are asked something."""
    return {row.telegram_id for row in await all_of(tx, select(OpenQuestion.telegram_id))}


async def leave(tx: Tx, telegram_id: int) -> None:
    """Wait no longer; with nothing open this changes nothing."""
    await tx.execute(delete(OpenQuestion).where(OpenQuestion.telegram_id == telegram_id))
