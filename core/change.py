"""Another number of seats: more, fewer, none (R27, R32, R44). Whoever gives seats up frees them for the waitlist first.

A hold and a free booking may grow while seats last, a paid one only shrinks, one paid in Stars is given back whole.
What comes back follows the policy that was copied at booking; a host who cancels a guest's seats sends everything back.
Refused: seats that somebody sits on already, a refund other than the one that was shown, more at a price that is gone.
"""

from datetime import datetime
from typing import Any

from core import attempts, audit, lapse, live, offers, outbox, refunds, rights, seats
from core.audit import person
from core.bookings import ensure_held, ensure_welcome, lock, move
from core.database import Tx
from core.errors import (
    AllOrNothing,
    CheckedIn,
    EventBegun,
    EventClosed,
    Invalid,
    NotPending,
    OwnEvent,
    PaidOnlyShrinks,
    QuoteChanged,
    SeatsLimit,
    SoldOut,
    TermsChanged,
    WaitlistFirst,
)
from core.i18n import STARS, clean
from core.models import Booking, BookingStatus, Event, EventStatus, Origin

LONGEST_REASON = 300
OVER = (EventStatus.cancelled, EventStatus.completed)


async def set_seats(tx: Tx, booking_id: int, user_id: int, wanted: int, *, quote: int | None = None) -> Booking:
    """Set the number of seats; 0 gives all back. `quote` is the refund that was shown, in minor units.

    Raises NotFound, HoldEnded, OfferEnded, NotPending, SeatsLimit, SoldOut, WaitlistFirst, PaidOnlyShrinks,
    AllOrNothing, CheckedIn, QuoteChanged, EventBegun, EventClosed, PaymentRunning, TermsChanged (more seats after the
    price moved), Banned (more seats), OwnEvent (more seats).
    """
    event, booking, at = await lock(tx, booking_id, user_id)
    if booking.status is BookingStatus.cancelled and wanted == 0:
        return booking
    _ensure_alive(event, booking, at)
    if wanted == booking.seats:
        return booking
    if not 0 <= wanted <= max(event.max_seats_per_booking, booking.seats):
        raise SeatsLimit(max=event.max_seats_per_booking, event_id=event.id)
    if booking.checked_in:
        raise CheckedIn(event_id=event.id)
    if booking.status is BookingStatus.pending:
        await (attempts.ensure_same_sum(tx, booking, at) if wanted else attempts.ensure_none(tx, booking))
    if wanted > booking.seats:
        return await _grow(tx, event, booking, wanted, at)
    return await _shrink(tx, booking, wanted, at, quote)


def _ensure_alive(event: Event, booking: Booking, at: datetime) -> None:
    """A live hold, or confirmed seats at an event that lies ahead."""
    if booking.status is not BookingStatus.confirmed:
        ensure_held(booking, at)
    elif event.status in OVER:
        # Its bookings follow in batches, each with all of its money: not by the guest's own policy meanwhile.
        raise EventClosed(event_id=event.id)
    elif event.starts_at <= at:
        raise EventBegun(event_id=event.id)


async def _grow(tx: Tx, event: Event, booking: Booking, wanted: int, at: datetime) -> Booking:
    await ensure_welcome(tx, booking.user_id)
    if event.status is not EventStatus.published:
        raise EventClosed(event_id=event.id)
    if await rights.is_host(tx, booking.user_id, event.id):
        # They joined the team with seats in hand: those stay theirs, and get no more (R33).
        raise OwnEvent(event_id=event.id)
    if (event.price, event.currency) != (booking.price, booking.currency):
        # More seats at the price that was copied would be seats at a price that is gone.
        raise TermsChanged(terms=event.terms, event_id=event.id)
    if booking.status is BookingStatus.confirmed and booking.price:
        raise PaidOnlyShrinks(event_id=event.id)
    more = wanted - booking.seats
    freed = await lapse.let_go(tx, event, at)
    # Nobody freed a seat, but somebody in line may be within reach again: before those who have some (invariant 15).
    if not freed:
        await offers.serve_if_awaited(tx, event, at)
    free = await seats.left(tx, event.id)
    if more > free:
        if more <= event.available + freed:
            raise WaitlistFirst(event_id=event.id)
        raise SoldOut(free=free, n=more, event_id=event.id)
    await seats.take(tx, event.id, more)
    return await _resized(tx, booking, wanted)


async def _shrink(tx: Tx, booking: Booking, wanted: int, at: datetime, quote: int | None) -> Booking:
    paid = booking.status is BookingStatus.confirmed and booking.price
    if paid and wanted and booking.currency == STARS:
        raise AllOrNothing(event_id=booking.event_id)
    back = refund_for(booking, wanted, at)
    if quote is not None and quote != back:
        raise QuoteChanged(refund=back, currency=booking.currency, booking_id=booking.id, event_id=booking.event_id)
    if back:
        await refunds.promise(tx, booking.id, back)
    if not wanted:
        return await _give_back(tx, booking, at)
    row = await _resized(tx, booking, wanted)
    await lapse.release(tx, booking.event_id, booking.seats - wanted, at)
    return row


def refund_for(booking: Booking, wanted: int, at: datetime) -> int:
    """Minor units that come back when the booking shrinks to `wanted` seats, by the policy copied at booking."""
    if booking.status is not BookingStatus.confirmed or at >= booking.refundable_until:
        return 0
    return max(0, booking.seats - wanted) * booking.price


async def _resized(tx: Tx, booking: Booking, wanted: int) -> Booking:
    row = await move(tx, booking, booking.status, seats=wanted)
    reason = f"seats {booking.seats} -> {wanted}"
    await audit.bookings_changed(tx, [row], old=booking.status, actor=person(row.user_id), reason=reason)
    if row.status is BookingStatus.confirmed:
        await outbox.supersede(tx, f"seats_changed:{row.id}")
        await outbox.put_for_bookings(tx, "seats_changed", [row])
    await live.announce(tx, row.event_id)
    return row


async def _give_back(tx: Tx, booking: Booking, at: datetime) -> Booking:
    paid = booking.status is BookingStatus.confirmed
    declined = not paid and booking.origin is Origin.waitlist
    reason = "given_back" if paid else "declined" if declined else "let_go"
    actor = person(booking.user_id)
    params = {"refund": refund_for(booking, 0, at)} if paid else None
    return await _end(tx, booking, at, actor=actor, reason=reason, params=params)


async def cancel_guest(tx: Tx, actor_id: int, booking_id: int, reason: str, *, quote: int | None = None) -> Booking:
    """Cancel one guest's seats, as a host or an admin: they are told why, and everything paid goes back.

    `quote` is the refund that was shown, in minor units. Raises NotFound, Banned, EventClosed, NotPending (it ended
    otherwise), CheckedIn, QuoteChanged, Invalid (`reason`).
    """
    why = clean(reason, LONGEST_REASON)
    if not why:
        raise Invalid("reason", "empty")
    event, booking, at = await lock(tx, booking_id)
    await rights.lock_managed(tx, actor_id, event.id)
    if booking.status is BookingStatus.cancelled:
        return booking
    if booking.status not in {BookingStatus.pending, BookingStatus.confirmed}:
        raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=event.id)
    if booking.checked_in:
        raise CheckedIn(event_id=event.id)
    back = await refunds.paid(tx, booking.id)
    if quote is not None and quote != back:
        raise QuoteChanged(refund=back, currency=booking.currency, booking_id=booking.id, event_id=event.id)
    if back:
        await refunds.promise(tx, booking.id, back)
    params = {"refund": back, "reason": why, "by": "host"}
    return await _end(tx, booking, at, actor=person(actor_id), reason="by_host", params=params)


async def _end(
    tx: Tx, booking: Booking, at: datetime, *, actor: str, reason: str, params: dict[str, Any] | None
) -> Booking:
    row = await move(tx, booking, BookingStatus.cancelled, ended_at=at, reason=reason)
    await audit.bookings_changed(tx, [row], old=booking.status, actor=actor, reason=reason)
    if row.origin is Origin.waitlist and booking.status is BookingStatus.pending:
        await offers.end(tx, row.id, "declined", at, actor=actor)
    if params is not None:
        await outbox.put_for_bookings(tx, "cancelled", [row], params=params)
    await live.announce(tx, row.event_id)
    await lapse.release(tx, row.event_id, row.seats, at)
    return row
