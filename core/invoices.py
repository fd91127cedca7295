"""Invoices that stand in chats: one open invoice a booking, known by its message, so that an old one can be removed.

Which one may be paid is decided by `payments.approve`, whatever stands in a chat; this only keeps the chat tidy.
Sending and deleting are the bot's.
"""

from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from core import outbox
from core.database import Tx, all_of
from core.models import Booking, BookingStatus, Invoice


async def sent(tx: Tx, booking_id: int, chat_id: int, message_id: int, seats: int) -> None:
    """An invoice for so many seats stands in the chat; the booking's older ones are `due` now."""
    row = {"booking_id": booking_id, "chat_id": chat_id, "message_id": message_id, "seats": seats}
    await tx.execute(insert(Invoice).values(**row))


async def paid(tx: Tx, booking_id: int, seats: int) -> None:
    """Money came by an invoice for so many seats: it is a receipt by now and stays."""
    theirs = update(Invoice).where(Invoice.booking_id == booking_id, Invoice.seats == seats, Invoice.ended_at.is_(None))
    await tx.execute(theirs.values(ended_at=func.clock_timestamp()))


async def due(tx: Tx, *, booking_id: int | None = None, limit: int = 100) -> list[Any]:
    """Invoices to be removed, the oldest first: replaced by a newer one, or nothing is left to pay."""
    newer = aliased(Invoice)
    replaced = select(newer.id).where(newer.booking_id == Invoice.booking_id, newer.id > Invoice.id).exists()
    lapsed = and_(Booking.status == BookingStatus.pending, Booking.expires_at <= func.clock_timestamp())
    over = or_(Booking.status != BookingStatus.pending, lapsed, replaced)
    found = select(Invoice).join(Booking, Booking.id == Invoice.booking_id).where(Invoice.ended_at.is_(None), over)
    if booking_id is not None:
        found = found.where(Invoice.booking_id == booking_id)
    return await all_of(tx, found.order_by(Invoice.id).limit(limit))


async def refused(tx: Tx, event_id: int) -> None:
    """Nobody can pay for this event, since no way is set up or it is refused: its hosts are told, once a day."""
    today = (await tx.execute(select(func.to_char(func.clock_timestamp(), "YYYYMMDD")))).scalar_one()
    await outbox.put_for_hosts(tx, "payment_off", event_id, mark=today)


async def removed(tx: Tx, invoice_id: int) -> None:
    """It is gone from the chat, or can't be removed any more."""
    gone = update(Invoice).where(Invoice.id == invoice_id, Invoice.ended_at.is_(None))
    await tx.execute(gone.values(ended_at=func.clock_timestamp()))
