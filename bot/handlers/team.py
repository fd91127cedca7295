"""A page's team, chosen from Telegram's own list of people; taking the page from one (SCREENS 5.8)."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, ReplyKeyboardRemove, SharedUser

from bot.callbacks_pages import Team
from bot.handlers import asking, errors, page_reading
from bot.screen import Screen
from bot.screens import team as team_screen
from bot.talk import Talk
from core import organizers, users
from core.database import Tx
from core.errors import Invalid, LastOfTeam
from core.models import User

CHOOSING = "team"


async def show(talk: Talk, callback_data: Team) -> None:
    page_id = callback_data.page_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if callback_data.what == "off":
            page = await page_reading.own(tx, user, page_id)
            member = await page_reading.member(tx, user, page_id, callback_data.user_id)
            screen = team_screen.draw_off(talk.words, page, member, user)
        else:
            screen = await page_reading.team(tx, talk, user, page_id)
    await talk.show(screen)


async def take_off(talk: Talk, callback_data: Team) -> None:
    """Who leaves the own team sees the own pages; the last one stays, and is told why."""
    page_id = callback_data.page_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
    try:
        async with talk.db.begin() as tx:
            await organizers.remove_member(tx, user.id, page_id, callback_data.user_id)
    except LastOfTeam as error:
        await talk.answer(errors.sentence(talk.words, error, talk.settings.zone), alert=True)
    async with talk.db.begin() as tx:
        screen = await _after(tx, talk, user, page_id)
    await talk.show(screen)


async def _after(tx: Tx, talk: Talk, user: User, page_id: int) -> Screen:
    if any(page.id == page_id for page in await organizers.mine(tx, user.id)):
        return await page_reading.team(tx, talk, user, page_id)
    return await page_reading.mine(tx, talk, user)


async def choose(talk: Talk, callback_data: Team, state: FSMContext) -> None:
    """The keyboard with Telegram's list of people; it stays until somebody was chosen, it is done or left."""
    async with talk.db.begin() as tx:
        page = await page_reading.own(tx, await talk.meet(tx), callback_data.page_id)
    await asking.ask(state, CHOOSING, page.id, keys_left=talk.words.plain("keys-left"))
    await talk.acknowledge()
    await _say_over_keys(talk, page.id, "team-choose")


async def _say_over_keys(talk: Talk, page_id: int, said: str) -> None:
    keys = team_screen.picker(talk.words, page_id)
    await talk.bot.send_message(talk.chat_id, talk.words(said), reply_markup=keys)


async def typed(talk: Talk) -> None:
    """A name or a @name that was written may be anybody's; it is no search either."""
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    await _say_over_keys(talk, int(talk.question["of"]), "team-by-button")


async def chosen(talk: Talk, state: FSMContext) -> None:
    """Those may manage the page from now on. Which page comes back with them, so a restart in between loses nothing."""
    shared = talk.event.users_shared if isinstance(talk.event, Message) else None
    if shared is None:
        return
    page_id = shared.request_id
    problem = None
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await page_reading.own(tx, user, page_id)
        added, full = await _add(tx, user, page_id, shared.users)
        if full:
            problem = talk.words("team-full", most=organizers.TEAM)
        screen = await page_reading.team(tx, talk, user, page_id)
    await state.clear()
    said = problem if problem and not added else team_screen.added(talk.words, added)
    await talk.bot.send_message(talk.chat_id, said, reply_markup=ReplyKeyboardRemove())
    await talk.show_below(screen)


async def _add(tx: Tx, user: User, page_id: int, shared: list[SharedUser]) -> tuple[list[User], bool]:
    """Who is in anew, and whether somebody found no room. In the order of ids: so locks never wait in a ring."""
    before = {one.id for one in await organizers.team(tx, user.id, page_id)}
    added: list[User] = []
    for one in sorted(shared, key=lambda one: one.user_id):
        name = " ".join(part for part in (one.first_name, one.last_name) if part)
        member = await users.hear_of(tx, one.user_id, name, one.username)
        try:
            await organizers.add_member(tx, user.id, page_id, member.id)
        except Invalid:
            return added, True
        if member.id not in before:
            added.append(member)
    return added, False


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="team")
    router.callback_query.register(choose, Team.filter(F.what == "add"))
    router.callback_query.register(take_off, Team.filter(F.what == "gone"))
    router.callback_query.register(show, Team.filter())
    router.message.register(chosen, F.users_shared)
    return router


def build_typed() -> Router:
    """What is written instead of choosing: before a search, after the keys of the keyboard."""
    router = Router(name="team_typed")
    router.message.register(typed, asking.answers(CHOOSING))
    return router
