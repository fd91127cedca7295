"""Settings; leaving a question."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command

from bot import callbacks, menu_button
from bot import screen as screens
from bot import way as ways
from bot.callbacks import Cfg, Home, More, My, Pick
from bot.callbacks_guest import Choice
from bot.handlers import reading
from bot.screen import Screen
from bot.screens import settings as settings_screen
from bot.talk import Talk
from core import i18n, sign_in, users
from core.database import Tx
from core.models import User


async def show(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        screen = await reading.settings(tx, talk, await talk.meet(tx))
    await talk.show(screen)


async def choose(talk: Talk, callback_data: Cfg) -> None:
    if callback_data.what == "out":
        await _sign_out(talk)
        return
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await users.set_language(tx, user.id, callback_data.value)
        talk.words = i18n.words(callback_data.value or user.language)
        again = await _again(tx, talk, user)
    await talk.show(again)
    await menu_button.translate(talk, chosen=True)


async def _again(tx: Tx, talk: Talk, user: User) -> Screen:
    """The card under the thumb, in the new language; its buttons say which card it is.

    Only the settings and the very first card have the button that was tapped, so the latter keeps its note.
    """
    under = [callbacks.read(data) for data in screens.buttons_of(talk.message)]
    card = await _other_card(tx, talk, user, under)
    if card is not None:
        return settings_screen.with_note(talk.words, card)
    card = await reading.settings(tx, talk, user)
    switches = [one for one in under if isinstance(one, Cfg) and one.what == "lang"]
    is_plain = Choice(room="data") in under and len(switches) == 1
    return card if is_plain else settings_screen.with_note(talk.words, card)


async def _other_card(tx: Tx, talk: Talk, user: User, under: list[Any]) -> Screen | None:
    """What the buttons lead on from, if it is not the settings."""
    for data in sorted(under, key=lambda one: not isinstance(one, More | Pick)):
        match data:
            case More(event_id=event_id, seats=seats, way=way):
                return await reading.card(tx, talk, user, event_id, seats=seats, way=way)
            case Pick(way=way):
                return await reading.home(tx, talk, user, ways.parse(way))
            case My():
                return await (reading.mine if Home() in under else reading.home)(tx, talk, user)
    return None


async def _sign_out(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        await sign_in.sign_out_everywhere(tx, (await talk.meet(tx)).id)
    await talk.show(Screen(talk.words("signed-out")), settles=True)


async def leave(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    left = "draft-left" if talk.left_draft else "cancel-left" if talk.question else "cancel-nothing"
    await talk.show_below(Screen(talk.words(left), screens.keyboard(settings_screen.home(talk.words))))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="settings")
    router.message.register(show, Command("settings"))
    router.callback_query.register(choose, Cfg.filter())
    router.message.register(leave, Command("cancel"))
    return router
