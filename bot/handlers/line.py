"""The waitlist: joining it, leaving it. An offer is taken, changed and passed on like any hold, in `booking`."""

from aiogram import Router

from bot.callbacks import Leave, Wait
from bot.handlers import reading
from bot.screens import event as event_screen
from bot.talk import Talk
from core import waitlist


async def join(talk: Talk, callback_data: Wait) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await waitlist.join(tx, callback_data.event_id, user.id, callback_data.seats)
        screen = await reading.card(tx, talk, user, callback_data.event_id, seats=callback_data.seats)
    await talk.show(screen)


async def leave(talk: Talk, callback_data: Leave) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        view = await reading.view(tx, talk, user, callback_data.event_id)
        if callback_data.sure:
            await waitlist.leave(tx, callback_data.event_id, user.id)
    if view.place and not callback_data.sure:
        await talk.show(event_screen.draw_leaving(talk.words, view, view.place))
        return
    # Apart: who leaves the line of a private event may see it no more, and that must not undo the deed.
    async with talk.db.begin() as tx:
        screen = await reading.card(tx, talk, user, callback_data.event_id)
    await talk.show(screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="line")
    router.callback_query.register(join, Wait.filter())
    router.callback_query.register(leave, Leave.filter())
    return router
