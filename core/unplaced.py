"""Money that came for nothing we know: another program's with our token, or of what a restored backup has forgotten.

It fits no booking, so it stands in no book of ours, and nothing here can send it back: admins are told, once a charge.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import i18n, outbox
from core.database import Tx
from core.models import Role, User

KIND = "money_unplaced"
APART = timedelta(minutes=1)
"""Two clocks: Telegram's and the database's."""


async def tell(
    tx: Tx,
    provider: str,
    charge_id: str,
    amount: int,
    currency: str,
    *,
    named: str = "",
    came_at: datetime | None = None,
) -> None:
    """Admins hear of a charge of `amount` minor units that `payments.capture` knows no booking for.

    `named` is what it is called behind Telegram. What came before anybody was here is nobody's business.
    """
    if came_at is not None and await _is_before_us(tx, came_at):
        return
    charge, currency = i18n.clean(charge_id, 255), i18n.clean(currency, 8)
    params = {"amount": amount, "currency": currency, "charge": i18n.clean(named, 255) or charge}
    ruling = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None)).order_by(User.id)
    for admin in (await tx.execute(ruling)).scalars().all():
        await outbox.put(tx, admin, KIND, dedupe=f"{KIND}:{provider}:{charge}:{admin}", params=params)


async def _is_before_us(tx: Tx, came_at: datetime) -> bool:
    """Telegram lists all that its token ever took, the takings of an earlier program as well."""
    born: datetime | None = (await tx.execute(select(func.min(User.created_at)))).scalar_one()
    return born is None or came_at < born - APART
