"""Money that arrives (what goes back is `refunds`). A captured payment is never lost: it is attached to a live booking,
refunded, being refunded, or in review (invariant 17).

Approve comes before the money (Telegram's pre-checkout) and may refuse. Capture comes after it and refuses nothing:
what can't buy seats any more is kept in review for a person. Today's provider is the test payment.
"""

from datetime import timedelta

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from core import audit, bookings, live, outbox
from core.audit import person
from core.database import Tx, first
from core.errors import PaymentMismatch
from core.models import Booking, BookingStatus, Payment, PaymentStatus

# Telegram may take a while between its question and the money: the hold lasts at least so long after a yes.
APPROVED_FOR = timedelta(minutes=2)


async def approve(tx: Tx, booking_id: int, user_id: int, amount: int, currency: str) -> Booking:
    """Say yes to a payment that is about to be made, and keep the hold alive for it, once.

    Raises NotFound, HoldEnded, NotPending, PaymentMismatch (`payer` or `amount`).
    """
    _, booking, now = await bookings.lock(tx, booking_id)
    if booking.user_id != user_id:
        raise PaymentMismatch(problem="payer", event_id=booking.event_id)
    bookings.ensure_held(booking, now)
    await bookings.ensure_welcome(tx, user_id)
    if not _matches(booking, amount, currency):
        raise PaymentMismatch(problem="amount", event_id=booking.event_id)
    if booking.approved_at is None:
        until = func.greatest(Booking.expires_at, now + APPROVED_FOR)
        longer = update(Booking).where(Booking.id == booking.id, Booking.status == BookingStatus.pending)
        await tx.execute(longer.values(approved_at=now, expires_at=until))
        await live.announce(tx, booking.event_id)
    return booking


def _matches(booking: Booking, amount: int, currency: str) -> bool:
    return (amount, currency) == (booking.price * booking.seats, booking.currency)


async def capture(
    tx: Tx, booking_id: int, user_id: int, amount: int, currency: str, charge_id: str, *, provider: str = "test"
) -> Booking:
    """Record money that arrived and confirm the hold it pays. The same charge again changes nothing.

    Late or wrong money goes to review and the booking comes back as it stands. Raises NotFound for an unknown booking.
    """
    _, booking, now = await bookings.lock(tx, booking_id)
    held = booking.status is BookingStatus.pending and booking.expires_at is not None and now < booking.expires_at
    good = held and booking.user_id == user_id and _matches(booking, amount, currency)
    recorded = (
        insert(Payment)
        .values(booking_id=booking.id, user_id=user_id, provider=provider, charge_id=charge_id, amount=amount)
        .values(currency=currency, status=PaymentStatus.captured if good else PaymentStatus.review)
        .on_conflict_do_nothing(index_elements=[Payment.charge_id])
        .returning(Payment.id)
    )
    payment = await first(tx, recorded)
    if payment is None:
        return booking
    status = PaymentStatus.captured if good else PaymentStatus.review
    await audit.write(tx, "payment", payment.id, old=None, new=status, actor=person(user_id), detail={"minor": amount})
    if good:
        return await bookings.settle(tx, booking, now, actor=person(user_id))
    params = {"amount": amount, "currency": currency}
    await outbox.put(
        tx,
        user_id,
        "payment_review",
        dedupe=f"payment_review:{payment.id}",
        event_id=booking.event_id,
        booking_id=booking.id,
        params=params,
    )
    return booking
