"""Messages that could not be delivered, for admins: looked at, sent once more, or dropped. Nobody else sees them."""

from typing import Any

from sqlalchemy import func, select, update

from core import audit, outbox, rights
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, first
from core.errors import NotFound
from core.models import Event, Outbox, OutboxStatus, User


async def page(tx: Tx, admin_id: int, limit: int = 6, offset: int = 0) -> list[Any]:
    """The dead messages, the newest first: rows of the outbox with `user_name` and `event_name` (or None)."""
    await rights.ensure_admin(tx, admin_id)
    dead = select(Outbox, User.name.label("user_name"), Event.name.label("event_name"))
    dead = dead.join(User, User.id == Outbox.user_id).outerjoin(Event, Event.id == Outbox.event_id)
    dead = dead.where(Outbox.status == OutboxStatus.dead).order_by(Outbox.id.desc())
    return await all_of(tx, dead.limit(limit).offset(offset))


async def again(tx: Tx, admin_id: int, outbox_id: int) -> None:
    """Send it once more, as if it were new; it is dropped then if it is stale. A repeat changes nothing."""
    fresh = {"status": OutboxStatus.queued, "attempts": 0, "due_at": func.clock_timestamp(), "settled_at": None}
    if await _leave(tx, admin_id, outbox_id, fresh):
        await outbox.wake(tx)


async def drop(tx: Tx, admin_id: int, outbox_id: int) -> None:
    """Give it up. A repeat changes nothing."""
    await _leave(tx, admin_id, outbox_id, {"status": OutboxStatus.skipped})


async def _leave(tx: Tx, admin_id: int, outbox_id: int, values: dict[str, Any]) -> bool:
    """Whether it was dead until now. Raises NotFound for one that never was."""
    await rights.ensure_admin(tx, admin_id)
    known = 0 < outbox_id <= LARGEST_ID
    dead = update(Outbox).where(Outbox.id == outbox_id, Outbox.status == OutboxStatus.dead).values(**values)
    if known and await first(tx, dead.returning(Outbox.id)) is not None:
        status = values["status"].value
        await audit.write(tx, "outbox", outbox_id, old="dead", new=status, actor=person(admin_id))
        return True
    if not known or await first(tx, select(Outbox.id).where(Outbox.id == outbox_id)) is None:
        raise NotFound
    return False
