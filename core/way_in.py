"""The way into an event online: who hears of another link. It comes with the ticket, so nobody else does.

A link is mended as often as it is made, so the word waits for `SETTLES`, and what is changed meanwhile makes no second
one: the message reads the link when it leaves, and what it would replace when it was promised. Shortly before the start
nothing waits.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from core import outbox
from core.database import Tx
from core.models import Booking, BookingStatus, Event, Format, Outbox, OutboxStatus

SETTLES = timedelta(minutes=2)
SOON = timedelta(hours=1)


def before(old: Event) -> str | None:
    """The link that guests had; none to what was not online."""
    return None if old.format is Format.in_person else old.online_link


def is_news(old: Event, row: Event) -> bool:
    """Whether whoever has a ticket for an event that is (still, or now) online has another way in."""
    return row.format is not Format.in_person and before(old) != row.online_link


async def tell(tx: Tx, old: Event, row: Event, at: datetime) -> None:
    """Promise everybody with confirmed seats the link of the locked event, unless that is promised already."""
    if not is_news(old, row):
        return
    waits = (Outbox.kind == "link_changed", Outbox.status == OutboxStatus.queued)
    # Under their locks: the courier leaves them alone until our commit, or has them already and another one follows.
    mine = select(Booking.id).where(Booking.event_id == row.id)
    await tx.execute(select(Outbox.id).where(*waits, Outbox.booking_id.in_(mine)).order_by(Outbox.id).with_for_update())
    promised = select(Outbox.id).where(*waits, Outbox.booking_id == Booking.id)
    holders = (Booking.event_id == row.id, Booking.status == BookingStatus.confirmed, ~promised.exists())
    mark, params = await outbox.mark(tx), {"was": before(old)}
    wait = SETTLES if row.starts_at - at > SOON else timedelta()
    await outbox.put_for_guests(tx, "link_changed", *holders, mark=mark, params=params, wait=wait)
