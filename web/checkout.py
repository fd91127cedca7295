"""Confirming a hold from the web: a free one by saying so, a priced one by a test payment (R42).

Where real money is asked for, that is done in the chat: only Telegram has the invoice.
"""

import uuid

from core import bookings, payments, rails
from core.database import Tx
from core.errors import PaymentInChat
from core.models import Booking, BookingStatus
from core.settings import Settings


async def settle(tx: Tx, booking: Booking, settings: Settings) -> Booking:
    """Confirm the person's own hold; one that is confirmed already stays as it is.

    Raises HoldEnded, NotPending, PaymentInChat. The charge id is fresh: only the approval before it, under the lock,
    decides whether money is taken at all.
    """
    if booking.status is BookingStatus.confirmed:
        return booking
    if not booking.price:
        return await bookings.confirm(tx, booking.id, booking.user_id)
    if is_in_chat(settings, booking.currency):
        raise PaymentInChat(booking_id=booking.id, event_id=booking.event_id)
    amount = booking.price * booking.seats
    held = await payments.approve(tx, booking.id, booking.user_id, amount, booking.currency)
    return await payments.capture(tx, held.id, held.user_id, amount, held.currency, f"test-{uuid.uuid4()}")


def is_in_chat(settings: Settings, currency: str) -> bool:
    """Whether sums in this currency are paid in the chat alone."""
    return not rails.laid(settings, stand_in=settings.bot_token is None).takes_test_money(currency)
