"""Money that is asked for and money that arrives; what goes back is `refunds`, where each unit is `ledger`.

Approving comes before the money (Telegram's pre-checkout, asking a provider) and may refuse. Capturing comes after it
and refuses nothing, since money must never be lost (invariant 17): it confirms the hold it pays, else it is `late`, or
a second payment and goes back whole, or it fits nothing and a person decides (review). A charge counts once
(invariant 18), by its provider and its name there.
"""

import re
from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Any, Literal

import structlog
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core import attempts, audit, bookings, i18n, late, ledger, live, outbox, refunds, rights, seats, simulated, users
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, ensure_id, first, one
from core.errors import Invalid, NotFound, NotPending, PaymentMismatch
from core.models import Account, Attempt, AttemptStatus, Booking, BookingStatus, Payment, PaymentStatus, Role, User

log = structlog.get_logger(__name__)

_CURRENCY = re.compile(r"[A-Z]{3}")


async def approve(tx: Tx, booking_id: int, user_id: int, amount: int, currency: str) -> Booking:
    """Say yes to a payment that is about to be made, and keep the hold alive for it, once.

    Raises NotFound, HoldEnded, NotPending, Banned, PaymentRunning, PaymentMismatch (`payer` or `amount`).
    """
    _, booking, at = await bookings.lock(tx, booking_id)
    if booking.user_id != user_id:
        # Not theirs: not even which event it is of.
        raise PaymentMismatch(problem="payer")
    await _approve(tx, booking, amount, currency, at)
    return booking


async def _approve(tx: Tx, booking: Booking, amount: int, currency: str, at: datetime) -> None:
    bookings.ensure_held(booking, at)
    await bookings.ensure_welcome(tx, booking.user_id)
    if not _matches(booking, amount, currency):
        raise PaymentMismatch(problem="amount", event_id=booking.event_id)
    await attempts.ensure_none(tx, booking)
    held = update(Booking).where(Booking.id == booking.id, Booking.status == BookingStatus.pending)
    if booking.approved_at is not None:
        await tx.execute(held.values(approved_at=at))
        return
    until = func.greatest(Booking.expires_at, at + attempts.APPROVED_FOR)
    await tx.execute(held.values(approved_at=at, expires_at=until))
    await live.announce(tx, booking.event_id)


def _matches(booking: Booking, amount: int, currency: str) -> bool:
    return (amount, currency) == (booking.price * booking.seats, booking.currency)


async def ask(tx: Tx, booking_id: int, user_id: int, provider: str = simulated.NAME) -> Attempt:
    """Ask `provider` for what the person's hold costs; the answer comes later. Asked again, the same attempt.

    Raises NotFound, HoldEnded, NotPending, Banned.
    """
    _, booking, at = await bookings.lock(tx, booking_id, user_id)
    known = await attempts.latest(tx, booking_id)
    if known is not None and known.status is AttemptStatus.running:
        return known
    if known is not None and known.status is AttemptStatus.succeeded and booking.status is BookingStatus.confirmed:
        return known
    if not booking.price:
        raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=booking.event_id)
    await _approve(tx, booking, booking.price * booking.seats, booking.currency, at)
    return await attempts.begin(tx, booking, provider)


class _Fate(Enum):
    """What becomes of money that arrived."""

    good = "it pays a live hold"
    late = "its hold ended"
    twice = "it was paid before"
    unfit = "payer, amount, currency or account are wrong"


async def capture(
    tx: Tx,
    booking_id: int,
    user_id: int,
    amount: int,
    currency: str,
    charge_id: str,
    *,
    provider: str = refunds.TEST,
    provider_charge_id: str | None = None,
) -> Booking:
    """Record money that arrived, in minor units, and give what it buys. The same charge again changes nothing.

    `provider_charge_id` is the charge's name behind Telegram. Returns the booking as it stands, or the new one that
    late money bought. Raises NotFound for a booking or a payer that nobody knows, Invalid for what is no money, nothing
    else.
    """
    _ensure_money(amount, currency, charge_id)
    await users.get(tx, user_id)
    event, booking, at = await bookings.lock(tx, booking_id)
    fate = await _fate(tx, booking, user_id, amount, currency, at)
    status = PaymentStatus.review if fate is _Fate.unfit else PaymentStatus.captured
    recorded = (
        insert(Payment)
        .values(booking_id=booking.id, user_id=user_id, provider=provider, charge_id=charge_id, amount=amount)
        .values(currency=currency, status=status, provider_charge_id=provider_charge_id)
        .on_conflict_do_nothing(index_elements=[Payment.provider, Payment.charge_id])
        .returning(Payment)
    )
    payment = await first(tx, recorded)
    if payment is None:
        known = await one(tx, _known(provider, [charge_id]))
        return await _bought_before(tx, known, booking, amount, currency)
    detail = {"minor": amount, "currency": currency, "booking": booking.id}
    actor = person(user_id)
    await audit.write(tx, "payment", payment.id, old=None, new=status, actor=actor, reason=fate.value, detail=detail)
    if fate is _Fate.late:
        return await late.settle(tx, event, booking, payment, at)
    await ledger.captured(tx, payment, Account.review if fate is _Fate.unfit else Account.attached)
    if fate is _Fate.good:
        return await bookings.settle(tx, booking, at, actor=actor)
    if fate is _Fate.twice:
        await refunds.promise_payment(tx, payment)
    else:
        await _tell_of_review(tx, booking, payment)
    return booking


def _ensure_money(amount: int, currency: str, charge_id: str) -> None:
    if not 0 < amount <= LARGEST_ID:
        raise Invalid("amount", "too_small" if amount <= 0 else "too_large")
    if not _CURRENCY.fullmatch(currency):
        raise Invalid("currency", "no_such_currency")
    if not charge_id or "\x00" in charge_id or len(charge_id) > 255:
        raise Invalid("charge_id", "wrong")


async def _fate(tx: Tx, booking: Booking, user_id: int, amount: int, currency: str, at: datetime) -> _Fate:
    payer_is_good = booking.user_id == user_id and (await users.get(tx, user_id)).banned_at is None
    if not payer_is_good or currency != booking.currency or not booking.price:
        return _Fate.unfit
    if await _was_paid(tx, booking):
        return _Fate.twice
    if not _matches(booking, amount, currency):
        return _Fate.unfit
    held = booking.status is BookingStatus.pending and booking.expires_at is not None and at < booking.expires_at
    return _Fate.good if held else _Fate.late


async def _was_paid(tx: Tx, booking: Booking) -> bool:
    """Whether the booking, or the one that late money bought in its place, was paid before."""
    if booking.confirmed_at is not None:
        return True
    captured = select(Payment.id).where(Payment.booking_id == booking.id, Payment.status == PaymentStatus.captured)
    anew = select(Booking.id).where(Booking.after_id == booking.id)
    return await first(tx, captured.union_all(anew)) is not None


async def _bought_before(tx: Tx, known: Payment, booking: Booking, amount: int, currency: str) -> Booking:
    """What the charge bought when it was recorded; of another booking nothing is told, but admins hear of it."""
    bought: Booking = await one(tx, select(Booking).where(Booking.id == known.booking_id))
    same = booking.id in (bought.id, bought.after_id)
    if not same or (amount, currency) != (known.amount, known.currency):
        await _tell_of_known(tx, known, booking, amount, currency)
    return bought if same else booking


async def _tell_of_known(tx: Tx, known: Payment, booking: Booking, amount: int, currency: str) -> None:
    """A charge that was recorded is reported again, for something else: nothing is moved, people look."""
    params = {"payment": known.id, "amount": known.amount, "currency": known.currency, "booking": known.booking_id}
    params |= {"theirs": amount, "their_currency": currency, "other": booking.id}
    log.error("payment.charge_known", charge=known.charge_id, provider=known.provider, **params)
    ruling = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None)).order_by(User.id)
    for admin in (await tx.execute(ruling)).scalars().all():
        dedupe = f"charge_known:{known.id}:{booking.id}:{amount}:{currency}:{admin}"
        await outbox.put(tx, admin, "charge_known", dedupe=dedupe, event_id=booking.event_id, params=params)


async def _tell_of_review(tx: Tx, booking: Booking, payment: Payment) -> None:
    await outbox.put(
        tx,
        payment.user_id,
        "payment_review",
        dedupe=f"payment_review:{payment.id}",
        event_id=booking.event_id,
        booking_id=booking.id,
        params={"amount": payment.amount, "currency": payment.currency},
    )


async def recorded(tx: Tx, provider: str, charge_ids: Collection[str]) -> set[str]:
    """Which of these charges of a provider are in our books."""
    return {payment.charge_id for payment in await all_of(tx, _known(provider, charge_ids))}


def _known(provider: str, charge_ids: Collection[str]) -> Select[Any]:
    return select(Payment).where(Payment.provider == provider, Payment.charge_id.in_(charge_ids))


async def in_review(tx: Tx, admin_id: int, limit: int = 20, offset: int = 0) -> list[Any]:
    """Money that waits for a person, the oldest first, with its booking's event. Raises NotFound (no admin)."""
    await rights.ensure_admin(tx, admin_id)
    found = select(Payment, Booking.event_id).join(Booking, Booking.id == Payment.booking_id)
    waiting = found.where(Payment.status == PaymentStatus.review).order_by(Payment.id)
    return await all_of(tx, waiting.limit(limit).offset(offset))


async def settle_review(
    tx: Tx, admin_id: int, payment_id: int, outcome: Literal["refund", "by_hand"], note: str = ""
) -> Payment:
    """An admin decides about money in review: it goes back whole, or was dealt with outside of here as `note` says.

    What was decided stays decided. Raises NotFound, Invalid (by hand without a note).
    """
    ensure_id(payment_id)
    await rights.ensure_admin(tx, admin_id)
    seen = select(Payment, Booking.event_id).join(Booking, Booking.id == Payment.booking_id)
    found = await first(tx, seen.where(Payment.id == payment_id))
    if found is None:
        raise NotFound
    note = i18n.clean(note, 500)
    if outcome == "by_hand" and not note:
        raise Invalid("note", "missing")
    await seats.lock_event(tx, found.event_id)
    decided = update(Payment).where(Payment.id == payment_id, Payment.status == PaymentStatus.review)
    payment: Payment | None = await first(tx, decided.values(status=PaymentStatus.settled).returning(Payment))
    if payment is None:
        before: Payment = await one(tx, select(Payment).where(Payment.id == payment_id))
        return before
    actor = person(admin_id)
    await audit.write(tx, "payment", payment_id, old="review", new="settled", actor=actor, reason=note or outcome)
    if outcome == "refund":
        await refunds.promise_payment(tx, payment, source=Account.review, actor=actor)
    await refunds.forget_payers(tx, [payment.booking_id])
    return payment
