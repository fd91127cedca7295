"""Links into private events (R22): made, counted and revoked by those who manage the event, opened by whoever has one.

An invite is its token, 128 random bits: who has it may come, and nothing else tells that there is an event. Somebody
who came is remembered, and sees the event while that invite stands; `rights` says so. Unknown, mistyped and revoked
tokens, and those of drafts, are one answer (invariant 32).
"""

import re
import secrets
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core import audit, bookings, rights
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import Invalid, NotFound
from core.models import Event, EventStatus, Invite, Invited

# `i_` and these 22 signs fit the 64 of a start link.
BYTES = 16
STANDING = 6  # as many as the chat shows at once: a link that is out of sight can't be withdrawn
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


async def make(tx: Tx, user_id: int, event_id: int) -> Invite:
    """A fresh link into the event. Raises NotFound, Banned, EventClosed, Invalid (too many of them stand)."""
    event, _ = await rights.lock_managed(tx, user_id, event_id)
    standing = select(func.count()).where(Invite.event_id == event.id, Invite.revoked_at.is_(None))
    if (await tx.execute(standing)).scalar_one() >= STANDING:
        raise Invalid("invites", "too_large", most=STANDING)
    token = secrets.token_urlsafe(BYTES)
    new = insert(Invite).values(event_id=event.id, token=token, made_by=user_id).returning(Invite)
    row: Invite = await one(tx, new)
    await _record(tx, row, None, "standing", user_id)
    return row


async def of_event(tx: Tx, user_id: int, event_id: int) -> list[Any]:
    """The links that stand, the oldest first, each with how many `came` by it. Raises NotFound."""
    await rights.ensure_manages(tx, user_id, event_id)
    came = select(func.count()).where(Invited.invite_id == Invite.id).correlate(Invite).scalar_subquery()
    rows = select(Invite, came.label("came")).where(Invite.event_id == event_id, Invite.revoked_at.is_(None))
    return await all_of(tx, rows.order_by(Invite.id))


async def revoke(tx: Tx, user_id: int, invite_id: int) -> None:
    """Close the event to those who came by this link, unless they hold seats, wait for some, or came by another one.

    A revoked one stays so, and an event that is over can be closed too. Raises NotFound, Banned.
    """
    found = await first(tx, select(Invite).where(Invite.id == invite_id)) if 0 < invite_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    await rights.ensure_manages(tx, user_id, found.event_id)
    await bookings.ensure_welcome(tx, user_id)
    standing = update(Invite).where(Invite.id == invite_id, Invite.revoked_at.is_(None))
    row = await first(tx, standing.values(revoked_at=func.clock_timestamp()).returning(Invite))
    if row is not None:
        await _record(tx, row, "standing", "revoked", user_id)


async def accept(tx: Tx, user_id: int, token: str) -> int:
    """Come by a link: the event that it opens from now on. Again is the same; who runs the event is not counted.

    Raises NotFound, whatever the reason.
    """
    # Whatever a client sends; a NUL would break the statement, and that would be another answer.
    if not _TOKEN.fullmatch(token):
        raise NotFound
    opens = select(Invite.id, Invite.event_id, rights.hosts(user_id).label("own")).join(Event)
    standing = opens.where(Invite.token == token, Invite.revoked_at.is_(None), Event.status != EventStatus.draft)
    found = await first(tx, standing)
    if found is None:
        raise NotFound
    if not found.own:
        came = upsert(Invited).values(invite_id=found.id, user_id=user_id)
        await tx.execute(came.on_conflict_do_nothing())
    return int(found.event_id)


async def _record(tx: Tx, row: Invite, old: str | None, new: str, user_id: int) -> None:
    # The token itself stays out of the record: whoever reads that may not come.
    await audit.write(tx, "invite", row.id, old=old, new=new, actor=person(user_id), detail={"event_id": row.event_id})
