"""That somebody left for good, remembered for minutes: what Telegram signed for them before that opens nothing.

Telegram's signature on a Mini App's data is good for ten minutes (`mini_app`); without this a page that was opened just
before would make a person anew whom nobody asked for. A hash of the account is kept, and no longer than needed.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.database import Tx, first
from core.errors import SignInNeeded
from core.models import Departure

KEPT = timedelta(minutes=11)
"""As long as signed data lasts, and the minute that two clocks may be apart."""


def _hash(telegram_id: int) -> str:
    return hashlib.sha256(f"left {telegram_id}".encode()).hexdigest()


async def remember(tx: Tx, telegram_id: int) -> None:
    """The account's person has just left; left twice counts from the later time."""
    clock = func.clock_timestamp()
    gone = insert(Departure).values(account_hash=_hash(telegram_id), left_at=clock)
    await tx.execute(gone.on_conflict_do_update(index_elements=[Departure.account_hash], set_={"left_at": clock}))


async def ensure_signed_since(tx: Tx, telegram_id: int, signed_at: datetime) -> None:
    """Refuse what was signed before the account's person left (SignInNeeded)."""
    before = Departure.left_at >= signed_at
    known = select(Departure.id).where(Departure.account_hash == _hash(telegram_id), before)
    if await first(tx, known) is not None:
        raise SignInNeeded


def _is_over() -> ColumnElement[bool]:
    return Departure.left_at < func.clock_timestamp() - KEPT


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Those of whom nothing has to be known any more."""
    return list((await tx.execute(select(Departure.id).where(_is_over()).limit(limit))).scalars())


async def forget(tx: Tx, departure_id: int) -> None:
    """Forget one that is over; again is the same."""
    await tx.execute(delete(Departure).where(Departure.id == departure_id, _is_over()))
