"""Coming or not: the answer to a reminder, and to the news that an event has changed. No seat moves by it."""

from aiogram import Router

from bot import callbacks, screen
from bot.callbacks_guest import Come
from bot.handlers import reading
from bot.screen import Screen
from bot.screens import reminder
from bot.screens import seats as seats_screen
from bot.talk import Talk
from core import reminders
from core.errors import EventBegun


async def answer(talk: Talk, callback_data: Come) -> None:
    coming = callback_data.yes == "1"
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await reminders.answer(tx, callback_data.booking_id, user.id, coming)
        view = await reading.view(tx, talk, user, booking.event_id)
        if view.card.starts_at <= view.now:
            raise EventBegun(event_id=booking.event_id)
    if not coming:
        # The seats go only with the deed that the quote offers.
        await talk.show_below(seats_screen.draw(talk.words, view, booking, 0))
    elif _asks(talk, booking.id):
        paper = reminder.draw(talk.words, view.card, booking, view.now)
        await talk.show(Screen(paper.text, paper.keyboard))
    else:
        await talk.answer(talk.words.plain("reminder-said"))
        await talk.show(await _card(talk, booking.event_id), settles=True)


def _asks(talk: Talk, booking_id: int) -> bool:
    """Whether the paper under the thumb is the reminder: only there both answers are buttons."""
    found = (callbacks.read(data) for data in screen.buttons_of(talk.message))
    return any(one == Come(booking_id=booking_id, yes="0") for one in found)


async def _card(talk: Talk, event_id: int) -> Screen:
    async with talk.db.begin() as tx:
        return await reading.card(tx, talk, await talk.meet(tx), event_id)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="reminders")
    router.callback_query.register(answer, Come.filter())
    return router
