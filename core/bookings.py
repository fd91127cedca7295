"""What becomes of seats that were taken: confirm, change, give back, lapse. Taking them is `box_office`.

Each verb locks the event, then the booking, and judges a deadline by the time read after the locks. It refuses a
transition that the drawing in `models` lacks. A goal that is already reached is no error: a second tap changes nothing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from core import audit, live, outbox, refunds, seats, users
from core.audit import SWEEP, person
from core.database import Tx, all_of, first, now
from core.errors import (
    Banned,
    EventBegun,
    EventClosed,
    HoldEnded,
    NotFound,
    NotPending,
    PaidOnlyShrinks,
    PaymentNeeded,
    QuoteChanged,
    SeatsLimit,
    SoldOut,
    TermsChanged,
)
from core.models import Booking, BookingStatus, Event, EventStatus

ACTIVE = (BookingStatus.pending, BookingStatus.confirmed)


async def get(tx: Tx, booking_id: int, user_id: int) -> Booking:
    """The person's own booking; anybody else's is not there (NotFound)."""
    found: Booking | None = await first(tx, select(Booking).where(Booking.id == booking_id, Booking.user_id == user_id))
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
    return select(Booking).where(Booking.event_id == event_id, Booking.user_id == user_id)


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
    mine_only = () if user_id is None else (Booking.user_id == user_id,)
    known = await first(tx, select(Booking).where(Booking.id == booking_id, *mine_only))
    if known is None:
        raise NotFound
    event, _ = await seats.lock_event(tx, known.event_id)
    booking = await first(tx, select(Booking).where(Booking.id == booking_id).with_for_update())
    return event, booking, await now(tx)


async def confirm(tx: Tx, booking_id: int, user_id: int) -> Booking:
    """Confirm a free hold. Raises NotFound, HoldEnded, NotPending, PaymentNeeded (money confirms a priced one)."""
    _, booking, at = await lock(tx, booking_id, user_id)
    if booking.status is BookingStatus.confirmed:
        return booking
    ensure_held(booking, at)
    await ensure_welcome(tx, user_id)
    if booking.price:
        raise PaymentNeeded(amount=booking.price * booking.seats, currency=booking.currency)
    return await settle(tx, booking, at, actor=person(user_id))


def ensure_held(booking: Booking, at: datetime) -> None:
    """Refuse what is no live hold: HoldEnded past its deadline, swept or not; NotPending once settled otherwise."""
    lapsed = booking.status is BookingStatus.pending and booking.expires_at is not None and booking.expires_at <= at
    if lapsed or booking.status is BookingStatus.expired:
        raise HoldEnded(time=booking.expires_at, booking_id=booking.id, event_id=booking.event_id)
    if booking.status is not BookingStatus.pending:
        raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=booking.event_id)


async def settle(tx: Tx, booking: Booking, at: datetime, *, actor: str) -> Booking:
    """Turn a locked live hold into a confirmed booking; the ticket follows as a message."""
    row = await _move(tx, booking, BookingStatus.confirmed, confirmed_at=at)
    await audit.bookings_changed(tx, [row], old="pending", actor=actor, reason="confirmed")
    await outbox.put_for_bookings(tx, "confirmed", [row])
    await live.announce(tx, row.event_id)
    return row


async def _move(tx: Tx, booking: Booking, status: BookingStatus, **values: Any) -> Booking:
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


async def change_seats(tx: Tx, booking_id: int, user_id: int, wanted: int, *, quote: int | None = None) -> Booking:
    """Set the number of seats; 0 gives all back. `quote` is the refund that was shown, in minor units.

    Raises NotFound, HoldEnded, NotPending, SeatsLimit, SoldOut, PaidOnlyShrinks, QuoteChanged, EventBegun,
    EventClosed, TermsChanged (more seats after the price moved), Banned (more seats).
    """
    event, booking, at = await lock(tx, booking_id, user_id)
    if booking.status is not BookingStatus.confirmed:
        if booking.status is BookingStatus.cancelled and wanted == 0:
            return booking
        ensure_held(booking, at)
    elif event.starts_at <= at:
        raise EventBegun(event_id=event.id)
    if not 0 <= wanted <= max(event.max_seats_per_booking, booking.seats):
        raise SeatsLimit(max=event.max_seats_per_booking, event_id=event.id)
    if wanted == booking.seats:
        return booking
    if wanted > booking.seats:
        return await _grow(tx, event, booking, wanted)
    return await _shrink(tx, booking, wanted, at, quote)


async def ensure_welcome(tx: Tx, user_id: int) -> None:
    """Refuse what a banned account may not: it reads and gives back its own seats, nothing else."""
    if (await users.get(tx, user_id)).banned_at is not None:
        raise Banned


async def _grow(tx: Tx, event: Event, booking: Booking, wanted: int) -> Booking:
    await ensure_welcome(tx, booking.user_id)
    if event.status is not EventStatus.published:
        raise EventClosed(event_id=event.id)
    if (event.price, event.currency) != (booking.price, booking.currency):
        # More seats at the price that was copied would be seats at a price that is gone.
        raise TermsChanged(terms=event.terms, event_id=event.id)
    if booking.status is BookingStatus.confirmed and booking.price:
        raise PaidOnlyShrinks(event_id=event.id)
    free = event.available + await expire_due(tx, event.id)
    if wanted - booking.seats > free:
        raise SoldOut(free=free, n=wanted - booking.seats, event_id=event.id)
    await seats.take(tx, event.id, wanted - booking.seats)
    return await _resized(tx, booking, wanted)


async def _shrink(tx: Tx, booking: Booking, wanted: int, at: datetime, quote: int | None) -> Booking:
    back = refund_for(booking, wanted, at)
    if quote is not None and quote != back:
        raise QuoteChanged(refund=back, currency=booking.currency, booking_id=booking.id, event_id=booking.event_id)
    if back:
        await refunds.promise(tx, booking.id, back)
    if wanted:
        await seats.free(tx, booking.event_id, booking.seats - wanted)
        return await _resized(tx, booking, wanted)
    return await _cancel(tx, booking, at)


def refund_for(booking: Booking, wanted: int, at: datetime) -> int:
    """Minor units that come back when the booking shrinks to `wanted` seats, by the policy copied at booking."""
    if booking.status is not BookingStatus.confirmed or at >= booking.refundable_until:
        return 0
    return max(0, booking.seats - wanted) * booking.price


async def _resized(tx: Tx, booking: Booking, wanted: int) -> Booking:
    row = await _move(tx, booking, booking.status, seats=wanted)
    reason = f"seats {booking.seats} -> {wanted}"
    await audit.bookings_changed(tx, [row], old=booking.status, actor=person(row.user_id), reason=reason)
    if row.status is BookingStatus.confirmed:
        mark = (await tx.execute(select(func.txid_current()))).scalar_one()
        await outbox.put_for_bookings(tx, "seats_changed", [row], mark=str(mark))
    await live.announce(tx, row.event_id)
    return row


async def _cancel(tx: Tx, booking: Booking, at: datetime) -> Booking:
    paid = booking.status is BookingStatus.confirmed
    reason = "given_back" if paid else "let_go"
    row = await _move(tx, booking, BookingStatus.cancelled, ended_at=at, reason=reason)
    await seats.free(tx, row.event_id, row.seats)
    await audit.bookings_changed(tx, [row], old=booking.status, actor=person(row.user_id), reason=reason)
    if paid:
        params = {"refund": refund_for(booking, 0, at)}
        await outbox.put_for_bookings(tx, "cancelled", [row], params=params)
    await live.announce(tx, row.event_id)
    return row


async def expire_due(tx: Tx, event_id: int) -> int:
    """Let the event's lapsed holds go: the event is locked, its seats freed, each holder told. Returns the seats."""
    _, at = await seats.lock_event(tx, event_id)
    lapsed = (
        update(Booking)
        .where(Booking.event_id == event_id, Booking.status == BookingStatus.pending, Booking.expires_at <= at)
        .values(status=BookingStatus.expired, ended_at=at, reason="ttl")
        .returning(Booking)
    )
    rows: list[Booking] = await all_of(tx, lapsed)
    if not rows:
        return 0
    freed = sum(row.seats for row in rows)
    await seats.free(tx, event_id, freed)
    await audit.bookings_changed(tx, rows, old="pending", actor=SWEEP, reason="ttl")
    await outbox.put_for_bookings(tx, "expired", rows)
    await live.announce(tx, event_id)
    return freed


async def due_events(tx: Tx, limit: int = 1000) -> list[int]:
    """Events with lapsed holds, the longest waiting first: one transaction each, never one for all."""
    statement = (
        select(Booking.event_id)
        .where(Booking.status == BookingStatus.pending, Booking.expires_at <= func.clock_timestamp())
        .group_by(Booking.event_id)
        .order_by(func.min(Booking.expires_at))
        .limit(limit)
    )
    return [row.event_id for row in (await tx.execute(statement)).all()]
