"""Money on its way back: a promise of `refunds` is tried again until it is kept; "already refunded" keeps it too.

Here are kept those whose provider's book is our own; for the others the bot asks: `due` of theirs, `claim`, the call,
then `done`, `failed` or `release`. What no program can do, or did not do in six tries, admins are told of.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update

from core import audit, i18n, ledger, outbox, refunds, rights, seats, simulated
from core.audit import SYSTEM, person
from core.database import Tx, all_of, ensure_id, first, one
from core.errors import Busy, Invalid, NotFound
from core.models import Account, Booking, Payment, Refund, RefundStatus, Role, User
from core.refunds import OURS

# Seconds to the second try, doubled each time, and the longest pause; after so many tries people are told.
PAUSE, LONGEST, STUCK = 30, 6 * 3600, 6
# How often admins hear of a refund that only they can make.
HAND_EVERY = timedelta(days=1)
BY_HAND = "by hand"
# Its provider is being asked now: nobody settles it by hand meanwhile. Longer than a call may take.
ASKED, CLAIM = "asked", timedelta(minutes=2)


async def due(tx: Tx, limit: int = 100, *, providers: Collection[str] = OURS) -> list[int]:
    """Refunds by these providers whose time to be tried has come, the longest waiting first."""
    waiting = (
        select(Refund.id)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.status == RefundStatus.refunding, Refund.due_at <= func.clock_timestamp())
        .where(Payment.provider.in_(providers))
    )
    return list((await tx.execute(waiting.order_by(Refund.due_at, Refund.id).limit(limit))).scalars())


async def look(tx: Tx, refund_id: int) -> Any:
    """A refund with what its provider must know: `charge_id`, `amount`, the payer's `telegram_id`… Raises NotFound."""
    ensure_id(refund_id)
    row = await first(tx, _described().where(Refund.id == refund_id))
    if row is None:
        raise NotFound
    return row


async def claim(tx: Tx, refund_id: int) -> Any | None:
    """The refund, as `look` gives it, for a call that is made next; None if it is not due any more. Raises NotFound.

    Until `done`, `failed` or `release`, or until `CLAIM` is over, nobody else makes or settles it.
    """
    seen = await _lock(tx, refund_id)
    asked = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.status == RefundStatus.refunding, Refund.due_at <= func.clock_timestamp())
        .values(error=ASKED, due_at=func.clock_timestamp() + CLAIM)
        .returning(Refund.id)
    )
    return seen if await first(tx, asked) is not None else None


async def release(tx: Tx, refund_id: int) -> None:
    """The call was put off: the claim ends, and the refund is due. Raises NotFound."""
    await _lock(tx, refund_id)
    claimed = update(Refund).where(Refund.id == refund_id, _claimed())
    await tx.execute(claimed.values(error=None, due_at=func.clock_timestamp()))


def _claimed() -> ColumnElement[bool]:
    waits = and_(Refund.status == RefundStatus.refunding, Refund.due_at > func.clock_timestamp())
    return and_(waits, func.coalesce(Refund.error, "") == ASKED)


def _described() -> Any:
    return (
        select(Refund, Payment.provider, Payment.charge_id, Payment.currency, Payment.user_id)
        .add_columns(Payment.provider_charge_id)
        .add_columns(Payment.amount.label("captured"), Payment.booking_id, Booking.event_id)
        .add_columns(func.coalesce(User.telegram_id, Payment.payer_telegram_id).label("telegram_id"))
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Booking, Booking.id == Payment.booking_id)
        .join(User, User.id == Payment.user_id)
    )


async def make(tx: Tx, refund_id: int) -> None:
    """Keep a promise whose provider's book is our own; another provider's is left alone."""
    row = await _lock(tx, refund_id)
    if row.status is not RefundStatus.refunding or row.provider not in OURS:
        return
    if row.provider == simulated.NAME:
        # "In all", not "more": a repeat after a crash, or another sweep at the same time, gives nothing back twice.
        total = await by_provider(tx, row.payment_id) + row.amount
        if not await simulated.give_back(tx, row.charge_id, total):
            await failed(tx, refund_id, "no such charge")
            return
    await done(tx, refund_id)


async def by_provider(tx: Tx, payment_id: int) -> int:
    """Minor units of a payment that its provider gave back; what an admin gave back by hand is not in its book."""
    kept = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.payment_id == payment_id, Refund.status == RefundStatus.refunded, ~Refund.by_hand
    )
    return int((await tx.execute(kept)).scalar_one())


async def done(tx: Tx, refund_id: int, *, actor: str = SYSTEM, note: str | None = None, by_hand: bool = False) -> None:
    """The money is back (or already was): the payer is told, once."""
    seen = await _lock(tx, refund_id)
    guarded = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.status == RefundStatus.refunding)
        .values(status=RefundStatus.refunded, refunded_at=func.clock_timestamp(), error=None, by_hand=by_hand)
        .returning(Refund)
    )
    row = await first(tx, guarded)
    if row is None:
        return
    await ledger.move(tx, row.payment_id, Account.refunding, Account.refunded, row.amount, "refunded")
    await audit.write(tx, "refund", refund_id, old="refunding", new="refunded", actor=actor, reason=note)
    await refunds.forget_payers(tx, [seen.booking_id])
    await _tell(tx, "refunded", seen.user_id, seen)


async def failed(tx: Tx, refund_id: int, error: str) -> None:
    """The provider did not do it: tried again after a pause that grows, for ever; people are told at the sixth time."""
    seen = await _lock(tx, refund_id)
    pause = func.least(PAUSE * func.power(2, func.least(Refund.attempts, 12)), LONGEST)
    guarded = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.status == RefundStatus.refunding)
        .values(attempts=Refund.attempts + 1, error=i18n.clean(error, 300))
        .values(due_at=func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, pause))
        .returning(Refund)
    )
    row = await first(tx, guarded)
    if row is None or row.attempts != STUCK:
        return
    await _tell(tx, "refund_stuck", seen.user_id, seen)
    for admin in await _admins(tx):
        if admin == seen.user_id:
            continue
        await _tell(tx, "refund_stuck", admin, seen, {"to": "admin", "error": row.error, "attempts": row.attempts})


async def hand_over(tx: Tx, refund_id: int) -> None:
    """No program can make it, since its provider takes no orders from us: admins are told, again every day."""
    seen = await _lock(tx, refund_id)
    guarded = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.status == RefundStatus.refunding, Refund.due_at <= func.clock_timestamp())
        .values(attempts=Refund.attempts + 1, error=BY_HAND, due_at=func.clock_timestamp() + HAND_EVERY)
        .returning(Refund)
    )
    row = await first(tx, guarded)
    if row is None:
        return
    charge = seen.provider_charge_id or seen.charge_id
    for admin in await _admins(tx):
        facts = {"to": "admin", "charge": charge, "refund": refund_id}
        await _tell(tx, "refund_by_hand", admin, seen, facts, mark=f":{row.attempts}")


async def heard(tx: Tx, provider: str, charge_id: str, amount: int) -> None:
    """A provider says that a charge of its own went back: a promise of that sum is kept by it.

    One that nobody promised (a store took the purchase back) moves nothing: admins are told, once.
    """
    charged = and_(Payment.provider == provider, Payment.charge_id == charge_id)
    promised = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    ours = promised.where(charged, Refund.amount == amount)
    known = await first(tx, ours.order_by(Refund.status == RefundStatus.refunded, Refund.id).limit(1))
    if known is not None:
        await done(tx, known.id)
        return
    of_event = select(Payment, Booking.event_id).join(Booking, Booking.id == Payment.booking_id)
    payment = await first(tx, of_event.where(charged))
    if payment is None:
        return
    params = {"payment": payment.id, "amount": payment.amount, "charged": payment.amount, "refunded": amount}
    for admin in await _admins(tx):
        dedupe = f"payment_differs:{payment.id}:{payment.amount}:{amount}:{admin}"
        facts = params | {"currency": payment.currency}
        await outbox.put(tx, admin, "payment_differs", dedupe=dedupe, event_id=payment.event_id, params=facts)


async def _admins(tx: Tx) -> list[int]:
    found = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None)).order_by(User.id)
    return list((await tx.execute(found)).scalars())


async def _lock(tx: Tx, refund_id: int) -> Any:
    """The refund as it stands after the event's lock, then its payment's (the house's order). Raises NotFound."""
    seen = await look(tx, refund_id)
    await seats.lock_event(tx, seen.event_id)
    await one(tx, select(Payment.id).where(Payment.id == seen.payment_id).with_for_update(key_share=True))
    return await look(tx, refund_id)


async def _tell(
    tx: Tx, kind: str, user_id: int, seen: Any, more: dict[str, Any] | None = None, *, mark: str = ""
) -> None:
    params = {
        "amount": seen.amount,
        "currency": seen.currency,
        "provider": seen.provider,
        "payment": seen.payment_id,
        **(more or {}),
    }
    about = {"event_id": seen.event_id, "booking_id": seen.booking_id, "params": params}
    dedupe = f"{kind}:{seen.id}" + (f":{user_id}{mark}" if more else "")
    await outbox.put(tx, user_id, kind, dedupe=dedupe, **about)


async def stuck(tx: Tx, admin_id: int, limit: int = 20, offset: int = 0) -> list[Any]:
    """What was tried and is not back yet, the most tried first, for admins: rows as `look` gives. Raises NotFound."""
    await rights.ensure_admin(tx, admin_id)
    waiting = _described().where(Refund.status == RefundStatus.refunding, Refund.attempts > 0)
    return await all_of(tx, waiting.order_by(Refund.attempts.desc(), Refund.id).limit(limit).offset(offset))


async def retry(tx: Tx, admin_id: int, refund_id: int) -> None:
    """An admin wants it tried now. Raises NotFound."""
    await rights.ensure_admin(tx, admin_id)
    await look(tx, refund_id)
    waiting = update(Refund).where(Refund.id == refund_id, Refund.status == RefundStatus.refunding, ~_claimed())
    await tx.execute(waiting.values(due_at=func.clock_timestamp()))


async def settle_by_hand(tx: Tx, admin_id: int, refund_id: int, note: str) -> None:
    """An admin gave the money back by other means, as `note` says. Raises NotFound, Invalid, Busy (a claim)."""
    await rights.ensure_admin(tx, admin_id)
    note = i18n.clean(note, 500)
    if not note:
        raise Invalid("note", "missing")
    # Between a claim and its answer the provider may have done it: to settle it then would give the money twice.
    await _lock(tx, refund_id)
    if await first(tx, select(Refund.id).where(Refund.id == refund_id, _claimed())) is not None:
        raise Busy(s=CLAIM.total_seconds())
    await done(tx, refund_id, actor=person(admin_id), note=note, by_hand=True)
