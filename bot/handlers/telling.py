"""Writing to all guests: typed, looked at, sent once. What was typed is a row from the moment it arrives."""

from aiogram import Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_hosting import Send, Tell
from bot.handlers import asking
from bot.screens import telling as telling_screen
from bot.talk import Talk
from core import broadcasts, catalogue, database
from core.errors import EventClosed, Invalid
from core.models import EventStatus


async def ask(talk: Talk, callback_data: Tell, state: FSMContext) -> None:
    event_id = callback_data.event_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        guests = await broadcasts.audience(tx, user.id, event_id)
        card = await catalogue.event(tx, event_id, user.id)
        if card.status is not EventStatus.published:
            raise EventClosed(event_id=event_id)
        await broadcasts.ensure_time(tx, event_id, await database.now(tx))
    screen = telling_screen.draw_ask(talk.words, event_id, guests)
    if guests:
        await asking.ask(state, "tell", event_id, card=screen)
    await talk.show(screen)


async def written(talk: Talk, state: FSMContext) -> None:
    event_id = talk.question["of"]
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            broadcast = await broadcasts.write(tx, user.id, event_id, getattr(talk.event, "text", ""))
            guests = await broadcasts.audience(tx, user.id, event_id)
            card = await catalogue.event(tx, event_id, user.id)
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await asking.answered(talk, state)
    await talk.show(telling_screen.draw_preview(talk.words, card, broadcast, guests))


async def send(talk: Talk, callback_data: Send) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        broadcast = await broadcasts.send(tx, user.id, callback_data.broadcast_id)
        delivery = await broadcasts.delivery(tx, user.id, broadcast.id)
    await talk.show(telling_screen.draw_sent(talk.words, broadcast, delivery))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="telling")
    router.callback_query.register(ask, Tell.filter())
    router.callback_query.register(send, Send.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's question."""
    router = Router(name="telling_typed")
    router.message.register(written, asking.answers("tell"))
    return router
