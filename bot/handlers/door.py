"""The door: a guest's QR opened by whoever runs the event lets the party in; so do the buttons of the list."""

from aiogram import Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_hosting import In
from bot.handlers import asking
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


async def admit(talk: Talk, callback_data: In, state: FSMContext) -> None:
    """So many are in. A ticket that is good for nothing, or not today, is no alert: the card says so.

    Whoever stands at the door writes the next name right away.
    """
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
    try:
        async with talk.db.begin() as tx:
            await _set(tx, user, callback_data)
    except (HoldEnded, OfferEnded, NotPending, NotTheDay):
        pass
    async with talk.db.begin() as tx:
        guest = await guests.card(tx, user.id, callback_data.booking_id)
        ticket = await checkin.look(tx, user.id, guest.ticket_code)
        now = await database.now(tx)
    await asking.ask(state, "guests", guest.event_id)
    await talk.show(door_screen.draw(talk.words, ticket, now))


async def _set(tx: Tx, user: User, wish: In) -> None:
    if wish.seats:
        await checkin.admit(tx, user.id, wish.booking_id, wish.seats, anyway=wish.anyway == "1")
    else:
        await checkin.undo(tx, user.id, wish.booking_id)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="door")
    router.callback_query.register(admit, In.filter())
    return router
