"""Pages made and changed in the chat: the list, a new one, what one says of itself, typed bit by bit (SCREENS 5.8)."""

import re
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from pydantic import ValidationError

from bot.callbacks_pages import Brand, Pages, Seen
from bot.handlers import asking, page_reading
from bot.screen import Screen
from bot.screens import behind as behind_screen
from bot.screens import pages as pages_screen
from bot.talk import Talk
from core import organizers, page_addresses, questions
from core.database import Tx
from core.errors import Invalid
from core.models import User
from core.organizers import NewPage, PagePatch

NEW, PAGE = "page-new", "page"
LONGEST = {"name": 200, "about": 4000}
COLUMNS = {"slug": "slug", "name": "name"} | pages_screen.COLUMNS
EMPTY: dict[str, Any] = {"about": "", "contacts": {}, "logo": None, "color": None}


async def show(talk: Talk, callback_data: Pages, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        mine = await organizers.mine(tx, user.id)
    if callback_data.what == "new":
        screen = pages_screen.ask_name(talk.words)
        await asking.ask(state, NEW, 0, on=asking.under(talk), card=screen)
        await talk.show(screen)
        return
    await talk.show(pages_screen.draw_list(talk.words, mine))


async def seen(talk: Talk, callback_data: Seen) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        page = await page_reading.own(tx, user, callback_data.page_id)
        count = len(await questions.of_page(tx, page.id))
    await talk.show(behind_screen.draw_own_page(talk.words, page, count))


async def ask(talk: Talk, callback_data: Brand, state: FSMContext) -> None:
    """The question for one thing; or that thing said no more."""
    page_id, what = callback_data.page_id, callback_data.what
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        page = await page_reading.own(tx, user, page_id)
        if callback_data.value == "none" and what in EMPTY:
            screen = await _say(tx, talk, user, page_id, what, EMPTY[what])
        else:
            screen = pages_screen.ask(talk.words, page, what, talk.bot_username)
    if callback_data.value != "none":
        await asking.ask(state, PAGE, page_id, what=what, on=asking.under(talk), card=screen)
    await talk.show(screen)


async def _say(tx: Tx, talk: Talk, user: User, page_id: int, what: str, value: Any) -> Screen:
    try:
        patch = PagePatch(**{COLUMNS.get(what, what): value})
    except ValidationError:
        raise Invalid(what, "too_long" if value.strip() else "blank", most=LONGEST.get(what, 500)) from None
    await organizers.edit(tx, user.id, page_id, patch)
    return await page_reading.card(tx, talk, user, page_id)


async def typed(talk: Talk, state: FSMContext) -> None:
    """What the page says from now on; what does not fit is asked for again, with the reason."""
    page_id, what = int(talk.question["of"]), str(talk.question["what"])
    words = getattr(talk.event, "text", "")
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            value = _contacts(words) if what == "contacts" else words
            screen = await _say(tx, talk, user, page_id, what, value)
    except Invalid as error:
        await asking.refuse(talk, state, pages_screen.unfit(talk.words, error))
        return
    await asking.settle(talk, state, screen)


def _contacts(said: str) -> dict[str, str]:
    """One a line, a name and what stands behind its colon. Raises Invalid."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in said.splitlines())):
        named = re.fullmatch(r"([^:]+):(?!//)\s*(.+)", line)
        if named is None:
            raise Invalid("contacts", "unread")
        found[named[1].strip()] = named[2]
    return found


async def typed_new(talk: Talk, state: FSMContext) -> None:
    """A page by its name alone; its address is read from it and can be changed."""
    name = getattr(talk.event, "text", "")
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            new = _named(name, await page_addresses.free(tx, name))
            page = await organizers.create(tx, user.id, new)
            screen = await page_reading.card(tx, talk, user, page.id, note=talk.words("page-made"))
    except Invalid as error:
        await asking.refuse(talk, state, pages_screen.unfit(talk.words, error))
        return
    await asking.settle(talk, state, screen)


def _named(name: str, slug: str) -> NewPage:
    try:
        return NewPage(slug=slug, name=name)
    except ValidationError:
        raise Invalid("name", "too_long", most=LONGEST["name"]) from None


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="pages")
    router.callback_query.register(show, Pages.filter())
    router.callback_query.register(seen, Seen.filter())
    router.callback_query.register(ask, Brand.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions."""
    router = Router(name="pages_typed")
    router.message.register(typed, asking.answers(PAGE))
    router.message.register(typed_new, asking.answers(NEW))
    return router
