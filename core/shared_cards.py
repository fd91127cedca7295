"""Cards in other chats, as rows: what stands on each, and which of them are behind.

A card is behind when its event says something else than it does, or when its invite was revoked. It is claimed, drawn
and marked; a claim leaves it alone for `PAUSE` seconds, so no message changes oftener, and whoever dies in between has
only delayed it. The last change always lands: a card stays behind until it is marked with the facts it was drawn from.
In a group one card of an event is kept true, the newest; an older one leads to it and ends. While the bot is away from
a group its cards there rest, ended.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import catalogue, database, rights
from core.catalogue import Card
from core.database import Tx, all_of, first, one
from core.models import Access, Event, Invite, SharedCard
from core.sharing import Offer, facts, facts_of

LEASE = 60.0
"""Seconds that a group's first card has to be posted."""
PAUSE = 5.0
"""Seconds between two changes of one message."""
_UNPOSTED = (SharedCard.message_id.is_(None), SharedCard.ended_at.is_(None))


@dataclass(frozen=True)
class Behind:
    """A card to be drawn: where it is, what it is to say, and whether it was `withdrawn` or a `newer` one took over."""

    row: SharedCard
    card: Card
    facts: str
    token: str | None
    withdrawn: bool
    newer: bool
    now: Any

    @property
    def is_last(self) -> bool:
        """Whether nothing changes on it any more."""
        return self.newer or self.card.status in rights.OVER or (self.withdrawn and self.row.invite_id is not None)


async def remember(
    tx: Tx, offer: Offer, inline_message_id: str, *, user_id: int | None, language: str, shown: str
) -> None:
    """A card was sent by inline mode, with the facts `shown`. Told twice it is one."""
    values = _values(offer, user_id, language) | {"inline_message_id": inline_message_id, "shown": shown}
    row = insert(SharedCard).values(**values)
    await tx.execute(row.on_conflict_do_nothing(index_elements=[SharedCard.inline_message_id]))


async def post(tx: Tx, offer: Offer, chat_id: int, asked_in: int, *, user_id: int, language: str) -> None:
    """Promise a card to a group, for the message that asked for it. Asked twice it is one.

    One that was promised there before and is not posted yet never will be: this one comes in its place.
    """
    values = _values(offer, user_id, language) | {"chat_id": chat_id, "asked_in": asked_in}
    row = insert(SharedCard).values(**values)
    row = row.on_conflict_do_nothing(index_elements=[SharedCard.chat_id, SharedCard.asked_in])
    made = await first(tx, row.returning(SharedCard.id))
    if made is not None:
        same = (SharedCard.event_id == offer.card.id, SharedCard.invite_id.is_not_distinct_from(offer.invite_id))
        old = update(SharedCard).where(SharedCard.chat_id == chat_id, *same, SharedCard.id < made.id, *_UNPOSTED)
        await tx.execute(old.values(ended_at=func.clock_timestamp()))


def _values(offer: Offer, user_id: int | None, language: str) -> dict[str, Any]:
    about = {"event_id": offer.card.id, "invite_id": offer.invite_id}
    return about | {"user_id": user_id, "language": language}


async def claim(tx: Tx, limit: int, *, busy: Collection[int] = ()) -> list[Any]:
    """Cards (`id`, `chat_id`) that are behind, in chats that are not `busy`; then they rest for `PAUSE` seconds.

    A group has one of them, whoever shares by inline mode as many as there are, but nobody's second comes before
    everybody's first, and who is first is drawn by lot: however many cards one chat has, the others don't wait.
    """
    ranked = _behind(busy).subquery()
    turns = select(ranked.c.id).where(or_(ranked.c.chat_id.is_(None), ranked.c.place == 1))
    ids = turns.order_by(ranked.c.place, func.random()).limit(limit)
    free = select(SharedCard.id).where(SharedCard.id.in_(ids), *_due()).with_for_update(skip_locked=True).cte("free")
    # A first one is no edit: until it landed nobody may post it once more.
    rest = case((and_(*_UNPOSTED, SharedCard.chat_id.is_not(None)), _in(LEASE)), else_=_in(PAUSE))
    held = update(SharedCard).where(SharedCard.id == free.c.id).values(due_at=rest)
    return await all_of(tx, held.returning(SharedCard.id, SharedCard.chat_id))


def _behind(busy: Collection[int]) -> Select[Any]:
    """What is due and says something else than its event, each with its place in its chat, or among its sharer's."""
    shared = select(SharedCard.event_id).where(*_due())
    # Once an event, however many cards it has.
    known = (
        select(Event.id, facts().label("facts")).where(Event.id.in_(shared)).cte("known").prefix_with("MATERIALIZED")
    )
    whose = (SharedCard.chat_id, case((SharedCard.chat_id.is_(None), func.coalesce(SharedCard.user_id, 0))))
    place = func.row_number().over(partition_by=whose, order_by=(SharedCard.due_at, SharedCard.id)).label("place")
    cards = select(SharedCard.id, SharedCard.chat_id, place).join(known, known.c.id == SharedCard.event_id)
    cards = cards.join(Invite, Invite.id == SharedCard.invite_id, isouter=True)
    free = or_(SharedCard.chat_id.is_(None), SharedCard.chat_id.not_in(list(busy)))
    return cards.where(*_due(), free, or_(SharedCard.shown != known.c.facts, Invite.revoked_at.is_not(None)))


def _due() -> tuple[ColumnElement[bool], ...]:
    return SharedCard.ended_at.is_(None), SharedCard.due_at <= func.statement_timestamp()


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
    newer = found.message_id is not None and await first(tx, _same(found, SharedCard.message_id > found.message_id))
    return Behind(found, card, known[found.event_id], found.token, closed, bool(newer), await database.now(tx))


def _same(row: SharedCard, which: ColumnElement[bool]) -> Select[Any]:
    """Others of the same event, by the same invite, in the same group."""
    about = (SharedCard.event_id == row.event_id, SharedCard.invite_id.is_not_distinct_from(row.invite_id))
    return select(SharedCard.id).where(SharedCard.chat_id == row.chat_id, *about, SharedCard.id != row.id, which)


async def landed(tx: Tx, behind: Behind, message_id: int | None = None) -> None:
    """The card says now what was read; a group's is the message `message_id`, and older ones there are to say so."""
    values: dict[str, Any] = {"shown": behind.facts}
    if message_id is not None:
        values |= {"message_id": message_id, "due_at": _in(PAUSE)}
    if behind.is_last:
        values["ended_at"] = func.clock_timestamp()
    await tx.execute(update(SharedCard).where(SharedCard.id == behind.row.id).values(**values))
    if message_id is not None:
        older = _same(behind.row, SharedCard.message_id < message_id).where(SharedCard.ended_at.is_(None))
        await tx.execute(update(SharedCard).where(SharedCard.id.in_(older)).values(shown=""))


async def later(tx: Tx, row: SharedCard, seconds: float) -> None:
    """Not before so many seconds, nor anything else in its group: Telegram's limits are the chat's.

    The attempt at this one is over, and with it the lease of a first card.
    """
    there = SharedCard.id == row.id if row.chat_id is None else SharedCard.chat_id == row.chat_id
    live = update(SharedCard).where(there, SharedCard.ended_at.is_(None))
    tried = and_(SharedCard.id == row.id, *_UNPOSTED)
    longest = func.greatest(SharedCard.due_at, _in(seconds))
    await tx.execute(live.values(due_at=case((tried, _in(seconds)), else_=longest)))


async def end(tx: Tx, card_id: int) -> None:
    """The message is gone, or can't be changed any more."""
    gone = update(SharedCard).where(SharedCard.id == card_id, SharedCard.ended_at.is_(None))
    await tx.execute(gone.values(ended_at=func.clock_timestamp()))


async def move(tx: Tx, old: int, new: int) -> None:
    """A group became a supergroup: its old messages are beyond reach, so each event's newest card is posted anew."""
    live = and_(SharedCard.chat_id == old, SharedCard.ended_at.is_(None))
    newest = select(func.max(SharedCard.id)).where(live).group_by(SharedCard.event_id, SharedCard.invite_id)
    again = update(SharedCard).where(SharedCard.id.in_(newest))
    await tx.execute(again.values(chat_id=new, message_id=None, asked_in=None, shown="", due_at=func.clock_timestamp()))
    await tx.execute(update(SharedCard).where(live).values(ended_at=func.clock_timestamp()))


async def left(tx: Tx, chat_id: int) -> None:
    """The bot was sent away from the group: nothing there can be changed until it is `back`."""
    live = update(SharedCard).where(SharedCard.chat_id == chat_id, SharedCard.ended_at.is_(None))
    await tx.execute(live.values(ended_at=func.clock_timestamp()))


async def back(tx: Tx, chat_id: int) -> None:
    """The bot is in the group again: each event's newest card is kept true once more, and older ones lead to it.

    What was promised there and not posted stays unsaid: whoever asked is answered by asking again.
    """
    there = (SharedCard.chat_id == chat_id, SharedCard.message_id.is_not(None))
    newest = select(func.max(SharedCard.message_id)).where(*there).group_by(SharedCard.event_id, SharedCard.invite_id)
    kept = or_(SharedCard.message_id.in_(newest), SharedCard.shown == "")
    stale = or_(Event.status.not_in(rights.OVER), SharedCard.shown != facts())
    again = update(SharedCard).where(*there, SharedCard.ended_at.is_not(None), SharedCard.event_id == Event.id)
    await tx.execute(again.where(kept, stale).values(ended_at=None))
