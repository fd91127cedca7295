"""A booking: reading it, locking it, confirming it. Taking seats is `box_office`, other numbers `change`, ends `lapse`.

Each verb locks the event, then the booking, and judges a deadline by the time read after the locks. It refuses a
transition that the drawing in `models` lacks. A goal that is already reached is no error: a second tap changes nothing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import case, false, func, select, update

from core import audit, live, offers, outbox, seats, users
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, ensure_id, first, now
from core.errors import Banned, HoldEnded, NotFound, NotPending, OfferEnded, PaymentNeeded
from core.models import Booking, BookingStatus, Event, Origin

ACTIVE = (BookingStatus.pending, BookingStatus.confirmed)


async def get(tx: Tx, booking_id: int, user_id: int) -> Booking:
    """The person's own booking; anybody else's is not there (NotFound)."""
    ensure_id(booking_id)
    found: Booking | None = await first(tx, select(Booking).where(Booking.id == booking_id, Booking.user_id == user_id))
    if found is None:
        raise NotFound
    return found


async def by_ticket(tx: Tx, code: str, user_id: int) -> Booking:
    """The person's own booking with this ticket; anybody else's is not there (NotFound)."""
    mine = select(Booking).where(Booking.ticket_code == code, Booking.user_id == user_id)
    found: Booking | None = await first(tx, mine)
    if found is None:
        raise NotFound
    return found


async def active(tx: Tx, event_id: int, user_id: int) -> Booking | None:
    """The person's pending or confirmed booking of the event; a hold may be past its deadline and not yet swept."""
    found: Booking | None = await first(tx, _theirs(event_id, user_id).where(Booking.status.in_(ACTIVE)))
    return found


async def latest(tx: Tx, event_id: int, user_id: int) -> Booking | None:
    """The newest booking of the person at the event, whatever became of it."""
    found: Booking | None = await first(tx, _theirs(event_id, user_id).order_by(Booking.id.desc()).limit(1))
    return found


def _theirs(event_id: int, user_id: int) -> Any:
    there = Booking.event_id == event_id if 0 < event_id <= LARGEST_ID else false()
    return select(Booking).where(there, Booking.user_id == user_id)


async def mine(tx: Tx, user_id: int, *, past: bool = False, limit: int = 8, offset: int = 0) -> list[Any]:
    """The person's bookings with their events. Ahead: deadlines first, then by start; past: the newest first."""
    ahead = Booking.status.in_(ACTIVE) & (Event.ends_at > func.clock_timestamp())
    columns = (
        Event.name.label("event_name"),
        Event.starts_at,
        Event.ends_at,
        Event.zone,
        Event.place,
        Event.format,
        Event.online_link,
        Event.status.label("event_status"),
    )
    deadline = case((Booking.status == BookingStatus.pending, Booking.expires_at))
    order = (Event.starts_at.desc(), Booking.id.desc()) if past else (deadline, Event.starts_at, Booking.id)
    statement = (
        select(Booking, *columns)
        .join(Event, Event.id == Booking.event_id)
        .where(Booking.user_id == user_id, ~ahead if past else ahead)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return await all_of(tx, statement)


async def lock(tx: Tx, booking_id: int, user_id: int | None = None) -> tuple[Event, Booking, datetime]:
    """The booking and its event, both locked in the right order, and the time after that. Raises NotFound."""
    ensure_id(booking_id)
    mine_only = () if user_id is None else (Booking.user_id == user_id,)
    known = await first(tx, select(Booking).where(Booking.id == booking_id, *mine_only))
    if known is None:
        raise NotFound
    event, _ = await seats.lock_event(tx, known.event_id)
    booking = await first(tx, select(Booking).where(Booking.id == booking_id).with_for_update())
    return event, booking, await now(tx)


async def confirm(tx: Tx, booking_id: int, user_id: int) -> Booking:
    """Confirm a free hold. Raises NotFound, HoldEnded, OfferEnded, NotPending, PaymentNeeded (it has a price)."""
    _, booking, at = await lock(tx, booking_id, user_id)
    if booking.status is BookingStatus.confirmed:
        return booking
    ensure_held(booking, at)
    await ensure_welcome(tx, user_id)
    if booking.price:
        raise PaymentNeeded(amount=booking.price * booking.seats, currency=booking.currency)
    return await settle(tx, booking, at, actor=person(user_id))


def ensure_held(booking: Booking, at: datetime) -> None:
    """Refuse what is no live hold: HoldEnded or OfferEnded past its deadline, swept or not; NotPending once settled."""
    lapsed = booking.status is BookingStatus.pending and booking.expires_at is not None and booking.expires_at <= at
    if lapsed or booking.status is BookingStatus.expired:
        ended = OfferEnded if booking.origin is Origin.waitlist else HoldEnded
        raise ended(time=booking.expires_at, booking_id=booking.id, event_id=booking.event_id)
    if booking.status is not BookingStatus.pending:
        raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=booking.event_id)


async def settle(tx: Tx, booking: Booking, at: datetime, *, actor: str) -> Booking:
    """Turn a locked live hold into a confirmed booking; the ticket follows as a message."""
    row = await move(tx, booking, BookingStatus.confirmed, confirmed_at=at)
    if row.origin is Origin.waitlist:
        await offers.end(tx, row.id, "taken", at, actor=actor)
    await audit.bookings_changed(tx, [row], old="pending", actor=actor, reason="confirmed")
    await outbox.put_for_bookings(tx, "confirmed", [row])
    await live.announce(tx, row.event_id)
    return row


async def move(tx: Tx, booking: Booking, status: BookingStatus, **values: Any) -> Booking:
    """Bring a locked booking into `status`. Raises NotPending if it is no longer what was looked at."""
    # The guard: only from the state that was looked at under the lock, so a slip elsewhere changes nothing.
    guarded = (
        update(Booking)
        .where(Booking.id == booking.id, Booking.status == booking.status)
        .values(status=status, **values)
        .returning(Booking)
    )
    row: Booking | None = await first(tx, guarded)
    if row is None:
        raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=booking.event_id)
    return row


async def ensure_welcome(tx: Tx, user_id: int) -> None:
    """Refuse what a banned account may not: it reads and gives back its own seats, nothing else."""
    if (await users.get(tx, user_id)).banned_at is not None:
        raise Banned


async def keep_ticket(tx: Tx, booking_id: int, message_id: int) -> None:
    """Remember the last message to the holder that showed the ticket: it ends with the booking."""
    await tx.execute(update(Booking).where(Booking.id == booking_id).values(ticket_message_id=message_id))
