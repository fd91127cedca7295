"""People and events in one order: whoever has an event waits for nobody's row."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from core import change, errors, users
from core.box_office import BoxOffice
from tests.core.paying import held, reread


async def test_a_turn_that_tells_a_new_name_and_a_rival_at_its_event_do_not_wait_in_a_ring(db: AsyncEngine) -> None:
    """A turn in the chat writes the name first and wants the event then; the box office has the event."""
    event, guest, booking = await held(db, seats=1)
    async with db.connect() as tx:
        whole = await tx.begin()
        await users.meet(tx, guest.telegram_id, "Another name", pressed_start=True)
        again = asyncio.create_task(BoxOffice(db).book(event.id, guest.id, 1))
        [told] = await asyncio.gather(again, return_exceptions=True)
        assert isinstance(told, errors.AlreadyBooked), "it does not wait for the person's row"
        assert (await change.set_seats(tx, booking.id, guest.id, 0)).status == "cancelled"
        await whole.commit()
    assert (await reread(db, guest)).name == "Another name"
