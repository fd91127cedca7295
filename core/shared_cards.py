"""Cards in other chats, as rows: what stands on each, and which of them are behind.

A card is behind when its event says something else than it does, or when its invite was revoked. It is claimed, drawn
and marked; a claim leaves it alone for `PAUSE` seconds, so no message changes oftener, and whoever dies in between has
only delayed it. The last change always lands: a card stays behind until it is marked with the facts it was drawn from.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import catalogue, database, rights
from core.catalogue import Card
from core.database import Tx, all_of, one
from core.models import Access, Event, Invite, SharedCard
from core.sharing import Offer, facts, facts_of

PAUSE = 5.0
"""Seconds between two changes of one message."""


@dataclass(frozen=True)
class Behind:
    """A card to be drawn: where it is, what it is to say, and whether it was `withdrawn`."""

    row: SharedCard
    card: Card
    facts: str
    token: str | None
    withdrawn: bool
    now: Any

    @property
    def is_last(self) -> bool:
        """Whether nothing changes on it any more."""
        return self.card.status in rights.OVER or (self.withdrawn and self.row.invite_id is not None)


async def remember(
    tx: Tx, offer: Offer, inline_message_id: str, *, user_id: int | None, language: str, shown: str
) -> None:
    """A card was sent by inline mode, with the facts `shown`. Told twice it is one."""
    values = _values(offer, user_id, language) | {"inline_message_id": inline_message_id, "shown": shown}
    row = insert(SharedCard).values(**values)
    await tx.execute(row.on_conflict_do_nothing(index_elements=[SharedCard.inline_message_id]))


async def post(tx: Tx, offer: Offer, chat_id: int, asked_in: int, *, user_id: int, language: str) -> None:
    """Promise a card to a group, for the message that asked for it. Asked twice it is one."""
    values = _values(offer, user_id, language) | {"chat_id": chat_id, "asked_in": asked_in}
    row = insert(SharedCard).values(**values)
    await tx.execute(row.on_conflict_do_nothing(index_elements=[SharedCard.chat_id, SharedCard.asked_in]))


def _values(offer: Offer, user_id: int | None, language: str) -> dict[str, Any]:
    about = {"event_id": offer.card.id, "invite_id": offer.invite_id}
    return about | {"user_id": user_id, "language": language}


async def claim(tx: Tx, limit: int) -> list[int]:
    """The cards that are behind and may be drawn now, the longest due first; then they rest for `PAUSE` seconds."""
    changed = or_(SharedCard.shown != facts(), Invite.revoked_at.is_not(None))
    behind = select(SharedCard.id).join(Event, Event.id == SharedCard.event_id)
    behind = behind.join(Invite, Invite.id == SharedCard.invite_id, isouter=True)
    due = and_(SharedCard.ended_at.is_(None), SharedCard.due_at <= func.clock_timestamp())
    first_ones = behind.where(due, changed).order_by(SharedCard.due_at, SharedCard.id).limit(limit)
    ids = first_ones.with_for_update(of=SharedCard, skip_locked=True).cte("behind")
    held = update(SharedCard).where(SharedCard.id == ids.c.id).values(due_at=_in(PAUSE)).returning(SharedCard.id)
    return [row.id for row in await all_of(tx, held)]


def _in(seconds: float) -> Any:
    return func.clock_timestamp() + timedelta(seconds=seconds)


async def read(tx: Tx, card_id: int) -> Behind:
    """What the card is to say now."""
    invited = select(SharedCard, Invite.token, Invite.revoked_at)
    rows = invited.join(Invite, Invite.id == SharedCard.invite_id, isouter=True).where(SharedCard.id == card_id)
    found = await one(tx, rows)
    # Before the card: what changes in between makes the card newer than its facts, never older.
    known = await facts_of(tx, [found.event_id])
    card = await catalogue.described(tx, found.event_id, 0)
    closed = found.revoked_at is not None or (card.access is Access.private and found.invite_id is None)
    return Behind(found, card, known[found.event_id], found.token, closed, await database.now(tx))


async def landed(tx: Tx, behind: Behind, message_id: int | None = None) -> None:
    """The card says now what was read; a group's is the message `message_id`."""
    values: dict[str, Any] = {"shown": behind.facts}
    if message_id is not None:
        values["message_id"] = message_id
    if behind.is_last:
        values["ended_at"] = func.clock_timestamp()
    await tx.execute(update(SharedCard).where(SharedCard.id == behind.row.id).values(**values))


async def later(tx: Tx, card_id: int, seconds: float) -> None:
    """Not before so many seconds."""
    await tx.execute(update(SharedCard).where(SharedCard.id == card_id).values(due_at=_in(seconds)))


async def end(tx: Tx, card_id: int) -> None:
    """The message is gone, or can't be changed any more."""
    gone = update(SharedCard).where(SharedCard.id == card_id, SharedCard.ended_at.is_(None))
    await tx.execute(gone.values(ended_at=func.clock_timestamp()))


async def move(tx: Tx, old: int, new: int) -> None:
    """A group became a supergroup: its old messages are beyond reach, so each event's newest card is posted anew."""
    live = and_(SharedCard.chat_id == old, SharedCard.ended_at.is_(None))
    newest = select(func.max(SharedCard.id)).where(live).group_by(SharedCard.event_id)
    again = update(SharedCard).where(SharedCard.id.in_(newest))
    await tx.execute(again.values(chat_id=new, message_id=None, asked_in=None, shown="", due_at=func.clock_timestamp()))
    await tx.execute(update(SharedCard).where(live).values(ended_at=func.clock_timestamp()))


async def left(tx: Tx, chat_id: int) -> None:
    """The bot was sent away from the group: nothing there can be changed any more."""
    live = update(SharedCard).where(SharedCard.chat_id == chat_id, SharedCard.ended_at.is_(None))
    await tx.execute(live.values(ended_at=func.clock_timestamp()))
