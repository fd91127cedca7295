"""Events that somebody keeps an eye on (R8), and what their followers hear: it changed, it has seats again.

Told is who follows, still sees the event, and has no seats, no place in the line and no hand in it: those hear of the
same thing elsewhere (`events`, `offers`). One statement tells all of them. The list itself is the catalogue's,
`Filters(saved=True)`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, delete, func, literal, not_, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import aliased

from core import bookings, outbox, rights
from core.database import LARGEST_ID, Tx, first
from core.errors import Invalid
from core.models import EntryStatus, Event, EventStatus, Favourite, Outbox, User, WaitlistEntry

CHANGED, SEATS = "favourite_changed", "favourite_seats"
MOST = 500


async def save(tx: Tx, user_id: int, event_id: int) -> None:
    """Keep an eye on an event that one sees; again is the same. Raises NotFound, Invalid (too many)."""
    await rights.ensure_sees(tx, user_id, event_id)
    others = select(func.count()).where(Favourite.user_id == user_id, Favourite.event_id != event_id)
    if (await tx.execute(others)).scalar_one() >= MOST:
        raise Invalid("favourites", "too_large", most=MOST)
    row = insert(Favourite).values(user_id=user_id, event_id=event_id)
    await tx.execute(row.on_conflict_do_nothing())


async def unsave(tx: Tx, user_id: int, event_id: int) -> None:
    """Look away. What was not saved, or is not there any more, is no error."""
    if 0 < event_id <= LARGEST_ID:
        mine = delete(Favourite).where(Favourite.user_id == user_id, Favourite.event_id == event_id)
        await tx.execute(mine)


async def count(tx: Tx, user_id: int) -> int:
    """How many events the person's saved list shows: those ahead that they still see."""
    mine = select(func.count()).select_from(Favourite).join(Event).where(Favourite.user_id == user_id)
    ahead = mine.where(_ahead(), rights.sees(user_id))
    return int((await tx.execute(ahead)).scalar_one())


async def tell_changed(tx: Tx, event_id: int, fields: dict[str, Any]) -> None:
    """Promise the followers to hear of a change, once a transaction. `fields` are the old values, as plain JSON."""
    dedupe = func.concat(f"{CHANGED}:{event_id}:", User.id, f":{await outbox.mark(tx)}")
    await _tell(tx, CHANGED, _followers(event_id), fields, dedupe)


async def tell_seats(tx: Tx, event_id: int, free: int) -> None:
    """Promise the followers to hear that seats are free again, `free` of them.

    For when none were, and some still are after the line was served. At most once an hour a person and event, by the
    database's clock; nothing is told of an event that has begun.
    """
    if free <= 0:
        return
    # The statement's clock, not the running one: a volatile key would read the whole outbox for every follower.
    hour = func.floor(func.extract("epoch", func.statement_timestamp()) / 3600)
    here = f"{SEATS}:{event_id}:"
    # Told in the hour before this one, but less than an hour ago: found by the very key that stops a second one.
    earlier = aliased(Outbox)
    lately = select(earlier.id).where(
        earlier.dedupe == func.concat(here, User.id, ":", hour - 1),
        earlier.created_at > func.statement_timestamp() - text("interval '1 hour'"),
    )
    followers = _followers(event_id).where(_ahead(), ~lately.correlate(User).exists())
    await _tell(tx, SEATS, followers, {"free": free}, func.concat(here, User.id, ":", hour))


async def is_stale(tx: Tx, row: Outbox) -> bool:
    """Whether a promise of this module is no longer to be kept (invariants 30, 32): asked when it is about to be sent.

    They look away, came to see it no more, took seats themselves; the event is over; the seats are gone, or it has
    begun.
    """
    if row.event_id is None:
        return True
    follower = _followers(row.event_id).where(User.id == row.user_id, Event.status == EventStatus.published)
    if row.kind == SEATS:
        follower = follower.where(_ahead(), Event.available > 0)
    return await first(tx, follower) is None


def _followers(event_id: int) -> Select[Any]:
    """The people to tell, as `User.id` beside their event."""
    line = select(WaitlistEntry.id).where(WaitlistEntry.event_id == Event.id, WaitlistEntry.user_id == User.id)
    waits = line.where(WaitlistEntry.status == EntryStatus.waiting).correlate(Event, User).exists()
    apart = (rights.hosts(User.id), rights.holds(User.id, *bookings.ACTIVE), waits, User.banned_at.is_not(None))
    people = select(User.id).join(Favourite, Favourite.user_id == User.id).join(Event, Event.id == Favourite.event_id)
    return people.where(Event.id == event_id, rights.sees(User.id), *(not_(reason) for reason in apart))


def _ahead() -> ColumnElement[bool]:
    return and_(Event.status == EventStatus.published, Event.starts_at > func.statement_timestamp())


async def _tell(tx: Tx, kind: str, whom: Select[Any], params: dict[str, Any], dedupe: ColumnElement[str]) -> None:
    columns = ["user_id", "event_id", "kind", "params", "dedupe"]
    rows = whom.add_columns(Event.id.label("event"), literal(kind), cast(params, JSONB), dedupe)
    promised = insert(Outbox).from_select(columns, rows).on_conflict_do_nothing(index_elements=[Outbox.dedupe])
    await tx.execute(promised)
    await tx.execute(select(func.pg_notify(outbox.CHANNEL, "")))
