"""Choosing one's zone, quiet hours and messages. A zone may be typed, as people name them."""

import re
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_guest import Choice
from bot.handlers import asking, reading
from bot.screen import Screen
from bot.screens import choices as choices_screen
from bot.screens import draft_words
from bot.talk import Talk
from core import choices, menus, said_zones, users
from core.database import Tx
from core.models import User


async def choose(talk: Talk, callback_data: Choice, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await _chosen(tx, talk, user, callback_data)
    if (callback_data.room, callback_data.value) == ("tz", ""):
        asked = getattr(talk.message, "message_id", None)
        await asking.ask(state, "zone", on=asked, card=screen)
    await talk.show(screen)


async def _chosen(tx: Tx, talk: Talk, user: User, wish: Choice) -> Screen:
    """The room with what was chosen there. Raises Invalid."""
    match wish.room, wish.value:
        case "tz", "":
            return choices_screen.draw_zones(talk.words, user)
        case "tz", zone:
            await choices.set_zone(tx, user.id, None if zone == "-" else zone)
            return await reading.settings(tx, talk, user)
        case "msg", "guest":
            await choices.hear_of_guests(tx, user.id, wish.to)
        case "msg", what if what:
            await choices.hear(tx, user.id, what, wish.to == "1")
        case "quiet", hours:
            await choices.set_quiet(tx, user.id, _hours(hours))
        case "all", _:
            return await reading.settings(tx, talk, user)
    hosts = await menus.hosts(tx, user.id)
    return choices_screen.draw_messages(talk.words, await users.get(tx, user.id), hosts=hosts)


def _hours(said: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", said, re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


async def typed_zone(talk: Talk, state: FSMContext) -> None:
    zone = said_zones.read(getattr(talk.event, "text", None) or "")
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if zone:
            await choices.set_zone(tx, user.id, zone)
        screen = await reading.settings(tx, talk, user)
    if zone is None:
        await asking.refuse(talk, state, talk.words.plain("zone-unread"))
        return
    await asking.answered(talk, state)
    await talk.show(screen)
    await talk.strip(talk.question.get("message_id"))


async def correct(talk: Talk, _question: dict[str, Any]) -> str | None:
    """Another zone in the place of the one that was written before, if it is one."""
    zone = said_zones.read(getattr(talk.event, "text", None) or "")
    if zone is None:
        return None
    async with talk.db.begin() as tx:
        await choices.set_zone(tx, (await talk.meet(tx)).id, zone)
    return draft_words.city(talk.words, zone)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="choices")
    router.callback_query.register(choose, Choice.filter(F.room != "data"))
    router.message.register(typed_zone, asking.answers("zone"))
    return router
