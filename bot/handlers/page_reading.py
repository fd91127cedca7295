"""What the screens of pages need, read in the handler's transaction. To those outside of the team it is not there."""

from typing import Any

from bot.screen import Screen
from bot.screens import pages as pages_screen
from bot.screens import team as team_screen
from bot.talk import Talk
from core import organizers, questions, rights
from core.database import Tx
from core.errors import NotFound
from core.models import Organizer, Question, User


async def own(tx: Tx, user: User, page_id: int) -> Organizer:
    """The page, for its team. Raises NotFound."""
    await rights.ensure_team(tx, user.id, page_id)
    return await organizers.get(tx, page_id)


async def card(tx: Tx, talk: Talk, user: User, page_id: int, note: str | None = None) -> Screen:
    """The page for those who manage it. Raises NotFound."""
    page = await own(tx, user, page_id)
    people = await organizers.team(tx, user.id, page_id)
    asked = await questions.of_page(tx, page_id)
    return pages_screen.draw(talk.words, page, people, len(asked), talk.bot_username, note)


async def team(tx: Tx, talk: Talk, user: User, page_id: int, note: str | None = None) -> Screen:
    """Who manages it. Raises NotFound."""
    page = await own(tx, user, page_id)
    people = await organizers.team(tx, user.id, page_id)
    return team_screen.draw(talk.words, page, people, user, talk.bot_username, note)


async def member(tx: Tx, user: User, page_id: int, member_id: int) -> Any:
    """One of the team. Raises NotFound."""
    for one in await organizers.team(tx, user.id, page_id):
        if one.id == member_id:
            return one
    raise NotFound


async def asked(tx: Tx, user: User, page_id: int, question_id: int) -> tuple[list[Question], int]:
    """The page's questions and the place of one. Raises NotFound."""
    await own(tx, user, page_id)
    rows = await questions.of_page(tx, page_id)
    for place, one in enumerate(rows):
        if one.id == question_id:
            return rows, place
    raise NotFound


async def mine(tx: Tx, talk: Talk, user: User) -> Screen:
    """The pages of the person."""
    return pages_screen.draw_list(talk.words, await organizers.mine(tx, user.id))
