"""Reads for the chat's cards that belong to no verb: a ticket by its code. Changes nothing."""

from sqlalchemy import select

from core.database import Tx, first
from core.errors import NotFound
from core.models import Booking


async def by_ticket(tx: Tx, code: str, user_id: int) -> Booking:
    """The person's own booking with this ticket; anybody else's is not there (NotFound)."""
    found: Booking | None = await first(
        tx, select(Booking).where(Booking.ticket_code == code, Booking.user_id == user_id)
    )
    if found is None:
        raise NotFound
    return found
