"""A page's team: who is in it, choosing people, taking the page from one (SCREENS 5.8)."""

from typing import Any

from aiogram.types import KeyboardButton, KeyboardButtonRequestUsers, ReplyKeyboardMarkup
from markupsafe import Markup

from bot.callbacks_guest import Page
from bot.callbacks_pages import Team
from bot.screen import Screen, button, copying, danger, keyboard, primary
from bot.screens import pages, parts
from core import i18n
from core.i18n import Words
from core.models import Organizer, User

AT_ONCE = 10
LARGEST_REQUEST = 2**31 - 1
NAME, FEW = 30, 20


def draw(
    w: Words, page: Organizer, team: list[Any], viewer: User, bot_username: str, note: str | None = None
) -> Screen:
    """Who manages the page; the first one made it."""
    names = {one.id: one.name for one in team} if len(team) <= FEW else {}
    items = [_member(w, n, one, names, viewer) for n, one in enumerate(team, 1)]
    text = parts.lines(w("team-title", page=i18n.name(page.name)), *items)
    off = [
        button(f"✕ {n}", Team(page_id=page.id, what="off", user_id=one.id))
        for n, one in enumerate(team[: pages.MOST], 1)
    ]
    away = any(not one.chat_open for one in team)
    copy = [copying(w.plain("button-invite-copy"), pages.address(bot_username, page))] if away else []
    add = primary(w.plain("button-team-add"), Team(page_id=page.id, what="add"))
    back = button(w.plain("button-back"), Page(page_id=page.id))
    # One who is alone stays: there is nothing to press.
    return Screen(
        parts.paragraphs(note, text, w("team-about")),
        keyboard(*(pages.rows_of(off) if len(team) > 1 else []), [add], copy, [back]),
    )


def _member(w: Words, number: int, one: Any, names: dict[int, str], viewer: User) -> Markup:
    what = [Markup("{}. {}").format(number, pages.called(one.name, NAME))]
    if one.id == viewer.id:
        what.append(w("team-you"))
    if one.added_by is None:
        what.append(w("team-made"))
    elif one.added_by in names and one.added_by != one.id:
        what.append(w("team-by", name=pages.called(names[one.added_by], NAME)))
    if not one.chat_open:
        what.append(w("team-away"))
    return Markup(" · ").join(what)


def draw_off(w: Words, page: Organizer, member: Any, viewer: User) -> Screen:
    """Asked once: what somebody loses, and what stays theirs."""
    said = "team-off-self" if member.id == viewer.id else "team-off"
    deed = danger(w.plain("button-team-gone"), Team(page_id=page.id, what="gone", user_id=member.id))
    keep = button(w.plain("button-team-keep"), Team(page_id=page.id))
    return Screen(w(said, name=i18n.name(member.name), page=i18n.name(page.name)), keyboard([deed, keep]))


def picker(w: Words, page_id: int) -> ReplyKeyboardMarkup:
    """The keyboard that opens Telegram's own list of people. The page's number comes back with whom one chose."""
    wanted = KeyboardButtonRequestUsers(
        request_id=min(page_id, LARGEST_REQUEST),
        user_is_bot=False,
        max_quantity=AT_ONCE,
        request_name=True,
        request_username=True,
    )
    choose = KeyboardButton(text=w.plain("button-team-choose"), request_users=wanted)
    return ReplyKeyboardMarkup(
        keyboard=[[choose], [KeyboardButton(text=w.plain("button-keys-done"))]], resize_keyboard=True
    )


def added(w: Words, people: list[User]) -> Markup:
    """Who is in now; those who never opened this chat hear of it from whoever added them."""
    names = ", ".join(pages.called(one.name, NAME) for one in people)
    away = ", ".join(pages.called(one.name, NAME) for one in people if not one.chat_open)
    news = w("team-added", names=names) if people else w("team-nobody-new")
    return Markup(" ").join([news, *([w("team-added-away", names=away)] if away else [])])
