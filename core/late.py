"""Money that came after its hold had ended: seats anew if there are some, else all of it goes back at once.

The lapsed booking stays what it is; seats are bought by a new one, at what was agreed then, that names it (`after_id`).
Late money takes no seat that somebody waits for: lapsed holds go first, those who wait are served, and only what is
free after that is bought (invariants 14, 15). A payer who waited in line and is offered the same buys the offer.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core import audit, bookings, lapse, ledger, live, offers, outbox, refunds, rights, seats, users
from core.audit import person
from core.database import Tx, all_of, one
from core.errors import NotFound
from core.event_fields import TERMS
from core.event_times import REOPENED
from core.models import (
    Account,
    Audit,
    Booking,
    BookingStatus,
    EntryStatus,
    Event,
    EventStatus,
    Origin,
    Payment,
    WaitlistEntry,
)

BY_HOLDER = {"let_go", "declined"}  # reasons of `change` for a hold or an offer that its holder ended
COPIED = ("event_id", "user_id", "seats", "price", "currency", "terms", "refundable_until")


async def settle(tx: Tx, event: Event, booking: Booking, payment: Payment, at: datetime) -> Booking:
    """Buy seats anew with a payment that fits the ended `booking`, or promise it back; the event is locked.

    Returns the booking that the money is attached to: a new one, or the ended one.
    """
    await lapse.let_go(tx, event, at)
    # Somebody in line may be within reach again since the seats came free: still before this payer.
    await offers.serve(tx, event.id, at)
    event = await one(tx, select(Event).where(Event.id == event.id))
    booking = await one(tx, select(Booking).where(Booking.id == booking.id))
    # "Nothing is charged" would be untrue by now.
    for kind in ("expired", "offer_lapsed"):
        await outbox.withdraw(tx, f"{kind}:{booking.id}")
    welcome = await _is_welcome(tx, event, booking, at)
    other = await bookings.active(tx, event.id, booking.user_id)
    if welcome and other is not None and _is_offered_again(other, booking):
        return await _take_offer(tx, other, booking, payment, at)
    if welcome and other is None and event.available >= booking.seats:
        return await _seat(tx, event, booking, payment, at)
    await _give_back(tx, booking, payment, waitlist=welcome and other is None)
    return booking


async def _is_welcome(tx: Tx, event: Event, booking: Booking, at: datetime) -> bool:
    """Whether its holder may have seats at the event, or wait for some."""
    # Seats that a host took away are not bought anew behind their back.
    wanted = booking.status is BookingStatus.expired or booking.reason in BY_HOLDER
    if not wanted or event.status is not EventStatus.published or event.starts_at <= at:
        return False
    try:
        await users.staying(tx, booking.user_id)
        await rights.ensure_sees(tx, booking.user_id, event.id)
    except NotFound:
        return False
    return not await rights.is_host(tx, booking.user_id, event.id)


def _is_offered_again(other: Booking, ended: Booking) -> bool:
    """Whether the same seats cost the same as an offer to who waited for them: one payment is enough."""
    is_offer = other.status is BookingStatus.pending and other.origin is Origin.waitlist
    return is_offer and (other.seats, other.price, other.currency) == (ended.seats, ended.price, ended.currency)


async def _take_offer(tx: Tx, offer: Booking, ended: Booking, payment: Payment, at: datetime) -> Booking:
    await _buy(tx, offer.id, payment)
    row: Booking = await one(
        tx, update(Booking).where(Booking.id == offer.id).values(after_id=ended.id).returning(Booking)
    )
    await outbox.put_for_bookings(tx, "late_seated", [row])
    return await bookings.settle(tx, row, at, actor=person(row.user_id))


async def _buy(tx: Tx, booking_id: int, payment: Payment) -> None:
    await ledger.captured(tx, payment, Account.attached)
    await tx.execute(update(Payment).where(Payment.id == payment.id).values(booking_id=booking_id))


async def _missed(tx: Tx, ended: Booking) -> tuple[dict[str, Any], datetime | None]:
    """What changed since the hold ended, while its holder was told of nothing: old values, and when it last moved."""
    edits = select(Audit).where(Audit.entity == "event", Audit.entity_id == ended.event_id, Audit.reason == "edited")
    rows = await all_of(tx, edits.where(Audit.at > ended.ended_at).order_by(Audit.id))
    old: dict[str, Any] = {}
    for row in rows:
        old = {field: was for field, (was, _) in row.detail.items() if field in TERMS} | old
    return old, next((row.at for row in reversed(rows) if "starts_at" in row.detail), None)


async def _seat(tx: Tx, event: Event, ended: Booking, payment: Payment, at: datetime) -> Booking:
    await seats.take(tx, ended.event_id, ended.seats)
    missed, moved_at = await _missed(tx, ended)
    # A move reopened refunds for all who had seats then; nothing is refunded beyond the start.
    until = max(ended.refundable_until, moved_at + REOPENED) if moved_at else ended.refundable_until
    same = {name: getattr(ended, name) for name in COPIED} | {"refundable_until": min(until, event.starts_at)}
    new = {"status": BookingStatus.confirmed, "origin": Origin.late, "after_id": ended.id, "confirmed_at": at}
    code = offers.new_ticket_code()
    row: Booking = await one(
        tx, insert(Booking).values(**same, **new, ticket_code=code, created_at=at).returning(Booking)
    )
    await _leave_the_line(tx, row, at)
    await _buy(tx, row.id, payment)
    actor = person(row.user_id)
    await audit.write(tx, "booking", row.id, old=None, new=row.status, actor=actor, seats=row.seats, reason="late")
    for kind in ("late_seated", "confirmed"):
        await outbox.put_for_bookings(tx, kind, [row])
    if missed:
        await outbox.put_for_bookings(tx, "event_changed", [row], mark=f"t{event.terms}", params=missed)
    await live.announce(tx, row.event_id)
    return row


async def _leave_the_line(tx: Tx, row: Booking, at: datetime) -> None:
    """Who has seats waits for none (invariant 12)."""
    theirs = update(WaitlistEntry).where(
        WaitlistEntry.event_id == row.event_id,
        WaitlistEntry.user_id == row.user_id,
        WaitlistEntry.status == EntryStatus.waiting,
    )
    left = await tx.execute(theirs.values(status=EntryStatus.left, ended_at=at).returning(WaitlistEntry.id))
    for entry_id in left.scalars().all():
        await audit.write(
            tx, "waitlist", entry_id, old="waiting", new="left", actor=person(row.user_id), reason="late money"
        )


async def _give_back(tx: Tx, booking: Booking, payment: Payment, *, waitlist: bool) -> None:
    await ledger.captured(tx, payment, Account.attached)
    await refunds.promise_payment(tx, payment)
    facts = {"amount": payment.amount, "currency": payment.currency, "seats": booking.seats, "waitlist": waitlist}
    await outbox.put(
        tx,
        payment.user_id,
        "late_refunded",
        dedupe=f"late_refunded:{payment.id}",
        event_id=booking.event_id,
        booking_id=booking.id,
        params=facts,
    )
