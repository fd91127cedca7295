"""Keeping an eye on an event, and looking away. The list of them is what's on, with `s` in its way."""

from aiogram import Router

from bot.callbacks_guest import Fav
from bot.handlers import reading
from bot.talk import Talk
from core import favourites
from core.errors import NotFound


async def save(talk: Talk, callback_data: Fav) -> None:
    event_id = callback_data.event_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if callback_data.on == "1":
            await favourites.save(tx, user.id, event_id)
        else:
            await favourites.unsave(tx, user.id, event_id)
    under = reading.card_under(talk, event_id)
    seats, way = (under.seats, under.way) if under else (1, "")
    # Apart: who looks away from an event that is closed to them by now has done so all the same.
    async with talk.db.begin() as tx:
        try:
            screen = await reading.card(tx, talk, user, event_id, seats=seats, way=way)
        except NotFound:
            screen = await reading.home(tx, talk, user)
    await talk.show(screen, settles=True)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="saved")
    router.callback_query.register(save, Fav.filter())
    return router
