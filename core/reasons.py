"""Why somebody is about to cancel an event or a guest's booking: what they typed or picked, kept until they do it.

A button names the reason by its number, so that it means what was read beside it, also after a restart. Nobody else
reads a reason before the deed; the deed copies it.
"""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from core import rights, said_letters
from core.database import LARGEST_ID, Tx, first, one
from core.errors import NotFound
from core.models import Reason

KEPT = timedelta(days=7)


async def keep(tx: Tx, user_id: int, event_id: int, said: str, *, booking_id: int | None = None) -> Reason:
    """Keep what was said, for the event or one booking of it. Raises NotFound, Invalid (`text`: empty, too_long).

    What the person left unused for a week goes.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    text = said_letters.note(said)
    await tx.execute(delete(Reason).where(Reason.user_id == user_id, Reason.created_at < func.clock_timestamp() - KEPT))
    new = {"user_id": user_id, "event_id": event_id, "booking_id": booking_id, "text": text}
    row: Reason = await one(tx, insert(Reason).values(**new).returning(Reason))
    return row


async def get(
    tx: Tx, user_id: int, reason_id: int, *, event_id: int | None = None, booking_id: int | None = None
) -> Reason:
    """What the person said of this event, or of this booking. Raises NotFound."""
    if not 0 < reason_id <= LARGEST_ID:
        raise NotFound
    own = select(Reason).where(Reason.id == reason_id, Reason.user_id == user_id)
    about = Reason.event_id == event_id if booking_id is None else Reason.booking_id == booking_id
    row: Reason | None = await first(tx, own.where(about))
    if row is None:
        raise NotFound
    return row
