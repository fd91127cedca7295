"""Moving somebody in the waitlist: to the front or to the end, with a reason that is typed and stays in the record."""

from aiogram import Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_hosting import Queue
from bot.handlers import asking
from bot.screens import queue as queue_screen
from bot.talk import Talk
from core import waitlist
from core.errors import Invalid

FRONT, END = "move-front", "move-end"


async def show(talk: Talk, callback_data: Queue, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        entry, number = await waitlist.place(tx, user.id, callback_data.entry_id)
    if not callback_data.to:
        await talk.show(queue_screen.draw(talk.words, entry, number))
        return
    screen = queue_screen.ask(talk.words, entry, callback_data.to)
    await asking.ask(state, FRONT if callback_data.to == "front" else END, entry.id, card=screen)
    await talk.show(screen)


async def why(talk: Talk, state: FSMContext) -> None:
    entry_id, to = talk.question["of"], talk.question["about"].removeprefix("move-")
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            await waitlist.move(tx, user.id, entry_id, to, getattr(talk.event, "text", ""))
            entry, number = await waitlist.place(tx, user.id, entry_id)
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await state.clear()
    await talk.show(queue_screen.draw(talk.words, entry, number, talk.words("queue-moved", number=number)))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="queue")
    router.callback_query.register(show, Queue.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's question."""
    router = Router(name="queue_typed")
    router.message.register(why, asking.answers(FRONT, END))
    return router
