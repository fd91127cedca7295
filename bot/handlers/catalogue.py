"""Finding an event: what's on with its pages and filters, the card, the number of seats, typed words."""

import re

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext

from bot import way as ways
from bot.callbacks import Ev, Home, List, Many, Open, Pick
from bot.handlers import asking, reading
from bot.screens import event as event_screen
from bot.screens.event_view import most_for_one
from bot.talk import Talk
from core import catalogue, database, said_times


async def home(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        screen = await reading.home(tx, talk, await talk.meet(tx))
    await talk.show(screen)


async def page(talk: Talk, callback_data: List) -> None:
    async with talk.db.begin() as tx:
        screen = await reading.home(tx, talk, await talk.meet(tx), ways.parse(callback_data.way))
    await talk.show(screen)


async def pick(talk: Talk, callback_data: Pick) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await reading.home(tx, talk, user, ways.parse(callback_data.way), callback_data.what)
    await talk.show(screen)


async def card(talk: Talk, callback_data: Ev) -> None:
    seats, way = callback_data.seats, callback_data.way
    async with talk.db.begin() as tx:
        screen = await reading.card(tx, talk, await talk.meet(tx), callback_data.event_id, seats=seats, way=way)
    await talk.show(screen)


async def open_card(talk: Talk, callback_data: Open) -> None:
    async with talk.db.begin() as tx:
        screen = await reading.card(tx, talk, await talk.meet(tx), callback_data.event_id)
    await talk.show_below(screen)


async def ask_how_many(talk: Talk, callback_data: Many, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        event = await catalogue.event(tx, callback_data.event_id, (await talk.meet(tx)).id)
    screen = event_screen.draw_many(talk.words, event.id, most_for_one(event))
    asked = await talk.show_below(screen)
    await asking.ask(state, "many", event.id, on=asked and asked.message_id, card=screen)


async def words(talk: Talk) -> None:
    """Typed text that answers no question is a search."""
    text = getattr(talk.event, "text", None) or ""
    way = ways.search(text)
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        day = said_times.read(text, await database.now(tx), user.zone or talk.settings.zone) if way else None
        if way and isinstance(day, said_times.Day):
            screen = await reading.found_on(tx, talk, user, ways.on_day(day.day), way)
        else:
            screen = await reading.found(tx, talk, user, way) if way else await reading.home(tx, talk, user)
    await talk.show(screen)


async def how_many(talk: Talk, state: FSMContext) -> None:
    text = (getattr(talk.event, "text", None) or "").strip()
    number = int(text) if re.fullmatch(r"\d{1,6}", text) else 0
    async with talk.db.begin() as tx:
        view = await reading.view(tx, talk, await talk.meet(tx), talk.question["of"], seats=number)
    if not 1 <= number <= view.limit:
        await asking.refuse(talk, state, event_screen.not_so_many(talk.words, view.limit))
        return
    await asking.settle(talk, state, event_screen.draw(talk.words, view))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="catalogue")
    router.message.register(home, Command("events"))
    router.callback_query.register(home, Home.filter())
    router.callback_query.register(page, List.filter())
    router.callback_query.register(pick, Pick.filter())
    router.callback_query.register(card, Ev.filter())
    router.callback_query.register(open_card, Open.filter())
    router.callback_query.register(ask_how_many, Many.filter())
    return router


def build_typed() -> Router:
    """Typed words: after every command."""
    router = Router(name="typed")
    router.message.register(how_many, asking.answers("many"))
    router.message.register(words, F.text, ~F.text.startswith("/"))
    return router
