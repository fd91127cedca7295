"""Confirming a hold from the web: a free one by saying so, a priced one by a test payment (R42)."""

import uuid

from core import bookings, payments
from core.database import Tx
from core.models import Booking, BookingStatus


async def settle(tx: Tx, booking: Booking) -> Booking:
    """Confirm the person's own hold; one that is confirmed already stays as it is.

    Raises HoldEnded, NotPending. The charge id is fresh: only the approval before it, under the lock, decides
    whether money is taken at all.
    """
    if booking.status is BookingStatus.confirmed:
        return booking
    if not booking.price:
        return await bookings.confirm(tx, booking.id, booking.user_id)
    amount = booking.price * booking.seats
    held = await payments.approve(tx, booking.id, booking.user_id, amount, booking.currency)
    return await payments.capture(tx, held.id, held.user_id, amount, held.currency, f"test-{uuid.uuid4()}")
