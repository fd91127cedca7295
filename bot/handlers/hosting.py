"""One's own events: the list, the card, its numbers, the card as guests see it."""

from aiogram import Router
from aiogram.filters import Command

from bot.callbacks_hosting import Mine, Num, Peek, Run
from bot.handlers import reading, running
from bot.screens import hosting as hosting_screen
from bot.talk import Talk
from core import catalogue, stats


async def mine(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        screen = await running.mine(tx, talk, await talk.meet(tx))
    await talk.show(screen)


async def mine_page(talk: Talk, callback_data: Mine) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await running.mine(tx, talk, user, callback_data.which, callback_data.number)
    await talk.show(screen)


async def run(talk: Talk, callback_data: Run) -> None:
    async with talk.db.begin() as tx:
        screen = await running.card(tx, talk, await talk.meet(tx), callback_data.event_id)
    await talk.show(screen)


async def numbers(talk: Talk, callback_data: Num) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        figures = await stats.of_event(tx, user.id, callback_data.event_id)
        card = await catalogue.event(tx, callback_data.event_id, user.id)
    await talk.show(hosting_screen.draw_numbers(talk.words, card, figures))


async def peek(talk: Talk, callback_data: Peek) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await running.own(tx, user, callback_data.event_id)
        view = await reading.view(tx, talk, user, callback_data.event_id, seats=callback_data.seats)
    await talk.show(hosting_screen.draw_peek(talk.words, view))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="hosting")
    router.message.register(mine, Command("hosting"))
    router.callback_query.register(mine_page, Mine.filter())
    router.callback_query.register(run, Run.filter())
    router.callback_query.register(numbers, Num.filter())
    router.callback_query.register(peek, Peek.filter())
    return router
