"""The door: a guest's QR opened by whoever runs the event lets the party in; so do the buttons of the list."""

from datetime import datetime
from typing import Any

from aiogram import Router

from bot.callbacks_hosting import In
from bot.screen import Screen
from bot.screens import door as door_screen
from bot.talk import Talk
from core import checkin, database, guests
from core.database import Tx
from core.errors import HoldEnded, NotPending, NotTheDay, OfferEnded
from core.models import User


async def opened(tx: Tx, talk: Talk, user: User, code: str) -> Screen:
    """A ticket's link, opened by who manages its event: all of its seats are in. Raises NotFound to everybody else."""
    ticket = await checkin.look(tx, user.id, code)
    again = ticket.state != "ready"
    if not again:
        # The other phone may have been quicker since the look.
        _, again = await checkin.admit(tx, user.id, ticket.id, ticket.seats)
        ticket = await checkin.look(tx, user.id, code)
    return door_screen.draw(talk.words, ticket, await database.now(tx), again=again)


async def admit(talk: Talk, callback_data: In) -> None:
    """So many are in. A ticket that is good for nothing, or not today, is no alert: the card says so."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
    try:
        async with talk.db.begin() as tx:
            await _set(tx, user, callback_data)
    except (HoldEnded, OfferEnded, NotPending, NotTheDay):
        pass
    async with talk.db.begin() as tx:
        ticket, now = await _ticket(tx, user, callback_data.booking_id)
    await talk.show(door_screen.draw(talk.words, ticket, now))


async def _set(tx: Tx, user: User, wish: In) -> None:
    if wish.seats:
        await checkin.admit(tx, user.id, wish.booking_id, wish.seats, anyway=wish.anyway == "1")
    else:
        await checkin.undo(tx, user.id, wish.booking_id)


async def _ticket(tx: Tx, user: User, booking_id: int) -> tuple[Any, datetime]:
    guest = await guests.card(tx, user.id, booking_id)
    return await checkin.look(tx, user.id, guest.ticket_code), await database.now(tx)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="door")
    router.callback_query.register(admit, In.filter())
    return router
