"""The guests of an event: the list, searching it by typed words, one guest, the file; cancelling one's booking."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile

from bot.callbacks_hosting import Gst, Guest, Kick
from bot.handlers import asking, errors
from bot.recent import Recent
from bot.screen import Screen
from bot.screens import calendar, guests_file
from bot.screens import guests as guests_screen
from bot.screens.guests import Room
from bot.talk import Talk
from core import catalogue, change, database, guests, reasons
from core.database import Tx
from core.errors import Invalid, QuoteChanged
from core.guests import Filter, Page
from core.models import User

SAME_FILE = 10.0
FILTERS = {"all": Filter.all, "out": Filter.out, "ask": Filter.ask, "line": Filter.waiting}


async def show(talk: Talk, callback_data: Gst, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        room = await _room(tx, await talk.meet(tx), callback_data.event_id, callback_data.show, callback_data.cursor)
    await asking.ask(state, "guests", callback_data.event_id)
    await talk.show(guests_screen.draw_list(talk.words, room))


async def find(talk: Talk, state: FSMContext) -> None:
    words, event_id = getattr(talk.event, "text", "").strip()[:64], talk.question["of"]
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        page = await guests.page(tx, user.id, event_id, search=words)
        room = replace(await _empty_room(tx, user, event_id), page=page, search=words)
        only = await guests.card(tx, user.id, page.rows[0].id) if len(page.rows) == 1 else None
        screen = await _guest(tx, talk, user, only) if only else guests_screen.draw_list(talk.words, room)
    await asking.ask(state, "guests", event_id)
    await talk.show(screen)


async def _room(tx: Tx, user: User, event_id: int, show: str, cursor: str = "-") -> Room:
    room = await _empty_room(tx, user, event_id)
    after = None if cursor == "-" else cursor
    return replace(room, show=show, page=await guests.page(tx, user.id, event_id, show=FILTERS[show], after=after))


async def _empty_room(tx: Tx, user: User, event_id: int) -> Room:
    counts = await guests.counts(tx, user.id, event_id)
    card = await catalogue.event(tx, event_id, user.id)
    return Room(card=card, page=Page([], None, None), counts=counts, now=await database.now(tx))


async def file(talk: Talk, callback_data: Gst, state: FSMContext, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        rows = await guests.export(tx, user.id, callback_data.event_id)
        card = await catalogue.event(tx, callback_data.event_id, user.id)
    await asking.ask(state, "guests", card.id)
    await talk.acknowledge()
    sent = ("guests", talk.chat_id, card.id)
    if recent.again(sent, SAME_FILE):
        return
    name = calendar.filename(card.name).removesuffix(".ics")
    paper = BufferedInputFile(guests_file.draw(talk.words, card, rows), f"guests-{name}.csv")
    with recent.unless_it_fails(sent):
        await talk.bot.send_document(talk.chat_id, paper)


async def one(talk: Talk, callback_data: Guest, state: FSMContext) -> None:
    """The list stays open behind the card: the next name finds the next guest."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        guest = await guests.card(tx, user.id, callback_data.booking_id)
        screen = await _guest(tx, talk, user, guest)
    await asking.ask(state, "guests", guest.event_id)
    await talk.show(screen)


async def _guest(tx: Tx, talk: Talk, user: User, guest: Any) -> Screen:
    return guests_screen.draw_guest(talk.words, await _empty_room(tx, user, guest.event_id), guest)


async def kick(talk: Talk, callback_data: Kick, state: FSMContext) -> None:
    """Asked without a reason; with the one that was kept the booking is cancelled for the refund that was shown."""
    if callback_data.reason_id:
        await _cancel(talk, callback_data, state)
        return
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        guest = await guests.card(tx, user.id, callback_data.booking_id)
    screen = guests_screen.draw_kick(talk.words, guest)
    await asking.ask(state, "kick", guest.id, card=screen)
    await talk.show(screen)


async def why(talk: Talk, state: FSMContext) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            guest = await guests.card(tx, user.id, talk.question["of"])
            said = getattr(talk.event, "text", "")
            reason = await reasons.keep(tx, user.id, guest.event_id, said, booking_id=guest.id)
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await asking.answered(talk, state)
    await talk.show(guests_screen.draw_kick(talk.words, guest, reason))


async def _cancel(talk: Talk, wish: Kick, state: FSMContext) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            reason = await reasons.get(tx, user.id, wish.reason_id, booking_id=wish.booking_id)
            await change.cancel_guest(tx, user.id, wish.booking_id, reason.text, quote=wish.refund)
    except QuoteChanged as error:
        await talk.answer(errors.sentence(talk.words, error, talk.settings.zone), alert=True)
        async with talk.db.begin() as tx:
            guest = await guests.card(tx, user.id, wish.booking_id)
        await talk.show(guests_screen.draw_kick(talk.words, guest, reason))
        return
    await one(talk, Guest(booking_id=wish.booking_id), state)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="guests")
    router.callback_query.register(file, Gst.filter(F.show == "csv"))
    router.callback_query.register(show, Gst.filter())
    router.callback_query.register(one, Guest.filter())
    router.callback_query.register(kick, Kick.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions: before the search."""
    router = Router(name="guests_typed")
    router.message.register(find, asking.answers("guests"))
    router.message.register(why, asking.answers("kick"))
    return router
