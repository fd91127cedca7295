"""The first meeting and every way in from outside: /start with its deep links. START registers, without a form."""

import re

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from markupsafe import Markup

from bot import menu_button
from bot.callback_fields import LARGEST_ID
from bot.handlers import access, behind, door, drafting, reading
from bot.screen import Screen
from bot.screens import settings as settings_screen
from bot.screens import ticket
from bot.talk import Talk
from core import bookings, catalogue, invites, organizers
from core.database import Tx
from core.errors import NotFound
from core.models import BookingStatus, User

HAS_TICKET = (BookingStatus.confirmed, BookingStatus.completed)


async def start(talk: Talk, command: CommandObject) -> None:
    payload = (command.args or "").strip()
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        what = None if payload in access.PAYLOADS else await _opened(tx, talk, user, payload)
    if what is None:
        await access.open_panel(talk)
    elif isinstance(what, ticket.Paper):
        await access.send_ticket(talk, what)
    else:
        await talk.show_below(settings_screen.with_note(talk.words, what) if talk.met_now else what)
    await menu_button.translate(talk)


async def _opened(tx: Tx, talk: Talk, user: User, payload: str) -> Screen | ticket.Paper:
    """What the payload opens. Unknown, foreign and forbidden are one answer."""
    if payload in ("", "events"):
        return await reading.home(tx, talk, user)
    if payload == "new":
        return await drafting.opening(tx, talk, user)
    if payload == "my":
        return await reading.mine(tx, talk, user)
    if payload == "settings":
        return await reading.settings(tx, talk, user)
    try:
        return await _addressed(tx, talk, user, payload)
    except NotFound:
        home = await reading.home(tx, talk, user)
        return Screen(Markup("\n\n").join([talk.words("link-opens-nothing"), home.text]), home.keyboard)


async def _addressed(tx: Tx, talk: Talk, user: User, payload: str) -> Screen | ticket.Paper:
    if payload.startswith("i_"):
        return await reading.card(tx, talk, user, await invites.accept(tx, user.id, payload[2:]))
    if payload.startswith("o_"):
        return await behind.page_card(tx, talk, user, (await organizers.by_slug(tx, payload[2:])).id)
    found = re.fullmatch(r"(e|b|h)_([0-9]{1,19})|(t)_([2-9A-HJ-NP-Z]{16})", payload, re.ASCII)
    if found is None:
        raise NotFound
    number = min(int(found[2] or 0), LARGEST_ID)
    if found[1] == "e":
        return await reading.card(tx, talk, user, number)
    if found[1] == "h":
        return await behind.host_card(tx, talk, user, number)
    if found[1] == "b":
        return await reading.card(tx, talk, user, (await bookings.get(tx, number, user.id)).event_id)
    return await _ticket(tx, talk, user, found[4])


async def _ticket(tx: Tx, talk: Talk, user: User, code: str) -> Screen | ticket.Paper:
    try:
        booking = await bookings.by_ticket(tx, code, user.id)
    except NotFound:
        return await door.opened(tx, talk, user, code)
    if booking.status not in HAS_TICKET:
        return await reading.card(tx, talk, user, booking.event_id)
    event = await catalogue.event(tx, booking.event_id, user.id)
    return ticket.draw(talk.words, booking, event, user.name, talk.bot_username)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="start")
    router.message.register(start, CommandStart())
    return router
