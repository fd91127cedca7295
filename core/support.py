"""Questions about payments: asked in the chat, answered there by an admin. Whoever asks may be banned; admins decide.

A question is a row from the moment it is asked, so it outlives every chat; each is answered once.
"""

from typing import Any

from sqlalchemy import func, insert, select, update

from core import audit, outbox, rights, said_letters
from core.audit import person
from core.database import Tx, all_of, ensure_id, first, one
from core.errors import NotFound, TooManyQuestions
from core.models import Booking, Event, Payment, Role, Support, User

MOST_OPEN = 5


def _of_payer(user_id: int) -> Any:
    named = select(Payment, Event.name.label("event_name"), Event.zone, Booking.event_id)
    joined = named.join(Booking, Booking.id == Payment.booking_id).join(Event, Event.id == Booking.event_id)
    return joined.where(Payment.user_id == user_id)


async def payments_of(tx: Tx, user_id: int, limit: int = 6) -> list[Any]:
    """The person's payments, the newest first, with `event_name`, `zone` and `event_id`."""
    return await all_of(tx, _of_payer(user_id).order_by(Payment.id.desc()).limit(limit))


async def payment_of(tx: Tx, user_id: int, payment_id: int) -> Any:
    """One of the person's payments, as `payments_of` gives it. Raises NotFound."""
    ensure_id(payment_id)
    row = await first(tx, _of_payer(user_id).where(Payment.id == payment_id))
    if row is None:
        raise NotFound
    return row


async def ask(tx: Tx, user_id: int, payment_id: int | None, said: str) -> Support:
    """Ask the admins, about a payment of one's own or about anything (None).

    Raises NotFound, Invalid (`text`: empty, too_long), TooManyQuestions (so many wait for their answer).
    """
    about = await payment_of(tx, user_id, payment_id) if payment_id else None
    text = said_letters.letter(said)
    # Two questions at once wait for each other here, so that neither slips past the limit.
    asker = await one(tx, select(User).where(User.id == user_id).with_for_update(key_share=True))
    waiting = select(func.count()).where(Support.user_id == user_id, Support.answered_at.is_(None))
    if (await tx.execute(waiting)).scalar_one() >= MOST_OPEN:
        raise TooManyQuestions(n=MOST_OPEN)
    new = insert(Support).values(user_id=user_id, payment_id=payment_id or None, text=text)
    row: Support = await one(tx, new.returning(Support))
    await audit.write(tx, "support", row.id, old=None, new="asked", actor=person(user_id))
    params = {"support": row.id, "text": text, "name": asker.name, "user": user_id} | _facts(about)
    admins = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None)).order_by(User.id)
    for admin in (await tx.execute(admins)).scalars().all():
        dedupe = f"support_asked:{row.id}:{admin}"
        await outbox.put(tx, admin, "support_asked", dedupe=dedupe, params=params)
    return row


def _facts(about: Any) -> dict[str, Any]:
    if about is None:
        return {}
    return {
        "payment": about.id,
        "amount": about.amount,
        "currency": about.currency,
        "event": about.event_name,
        "charge": about.provider_charge_id or about.charge_id,
    }


async def get(tx: Tx, admin_id: int, support_id: int) -> Any:
    """A question with `user_name`, for admins. Raises NotFound."""
    await rights.ensure_admin(tx, admin_id)
    asked = select(Support, User.name.label("user_name")).join(User, User.id == Support.user_id)
    ensure_id(support_id)
    row = await first(tx, asked.where(Support.id == support_id))
    if row is None:
        raise NotFound
    return row


async def waiting(tx: Tx, admin_id: int, limit: int = 6) -> list[Any]:
    """Questions without an answer, the oldest first, as `get` gives them. Raises NotFound (no admin)."""
    await rights.ensure_admin(tx, admin_id)
    asked = select(Support, User.name.label("user_name")).join(User, User.id == Support.user_id)
    return await all_of(tx, asked.where(Support.answered_at.is_(None)).order_by(Support.id).limit(limit))


async def answer(tx: Tx, admin_id: int, support_id: int, said: str) -> Any:
    """Answer it; the first answer stands. Returns the question as it is then. Raises NotFound, Invalid (`text`)."""
    await get(tx, admin_id, support_id)
    text = said_letters.letter(said)
    open_ = update(Support).where(Support.id == support_id, Support.answered_at.is_(None))
    given = {"answer": text, "answered_by": admin_id, "answered_at": func.clock_timestamp()}
    row = await first(tx, open_.values(**given).returning(Support))
    if row is not None:
        await audit.write(tx, "support", row.id, old="asked", new="answered", actor=person(admin_id))
        params = {"support": row.id, "asked": row.text, "text": text, "payment": row.payment_id or 0}
        await outbox.put(tx, row.user_id, "support_answered", dedupe=f"support_answered:{row.id}", params=params)
    return await get(tx, admin_id, support_id)
