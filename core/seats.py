"""How many seats are left. The only module that changes `events.available`.

Whoever wants to change anything about an event's seats locks the event's row first, once a transaction; the order is
event, booking, payment (mixed orders deadlock). The instant that decides is read after the lock is held: a deadline
checked before, or inside the waiting statement, confirmed a hold 0.8 s late. The CHECK on `available` stops whatever
this module gets wrong: seats can't be oversold, only the transaction lost.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from core.database import Tx, ensure_id, first, now
from core.errors import CapacityBelowTaken, NotFound
from core.models import Event


async def lock_event(tx: Tx, event_id: int) -> tuple[Event, datetime]:
    """The event, locked until the transaction ends, and the database's time after that. Raises NotFound."""
    ensure_id(event_id)
    event = await first(tx, select(Event).where(Event.id == event_id).with_for_update())
    if event is None:
        raise NotFound
    return event, await now(tx)


async def try_lock_event(tx: Tx, event_id: int, *worth_it: ColumnElement[bool]) -> tuple[Event, datetime] | None:
    """As `lock_event`, but None where somebody else holds the lock, or it is not `worth_it`, or no such event is."""
    found = select(Event).where(Event.id == event_id, *worth_it).with_for_update(skip_locked=True)
    event = await first(tx, found)
    return None if event is None else (event, await now(tx))


async def left(tx: Tx, event_id: int) -> int:
    """How many seats of the locked event are free at this point of the transaction."""
    return int((await tx.execute(select(Event.available).where(Event.id == event_id))).scalar_one())


async def take(tx: Tx, event_id: int, seats: int) -> None:
    """Move `seats` from free to taken; the caller has the lock and has looked."""
    await _move(tx, event_id, -seats)


async def free(tx: Tx, event_id: int, seats: int) -> int:
    """Move `seats` back to free and say how many are free now; the caller ended what held them, in this transaction."""
    return await _move(tx, event_id, seats)


async def resize(tx: Tx, event: Event, capacity: int) -> None:
    """Change the locked event's capacity; never below what is taken (CapacityBelowTaken)."""
    taken = event.capacity - event.available
    if capacity < taken:
        raise CapacityBelowTaken(taken=taken)
    await tx.execute(update(Event).where(Event.id == event.id).values(capacity=capacity, available=capacity - taken))


async def _move(tx: Tx, event_id: int, seats: int) -> int:
    moved = update(Event).where(Event.id == event_id).values(available=Event.available + seats)
    return int((await tx.execute(moved.returning(Event.available))).scalar_one())
