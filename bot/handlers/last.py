"""What nobody else took: old buttons, unknown commands, pictures; and the news that somebody left or came back."""

from aiogram import F, Router
from aiogram.filters import JOIN_TRANSITION, LEAVE_TRANSITION, ChatMemberUpdatedFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import ChatMemberUpdated
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.handlers import asking, helping
from bot.handlers.errors import Retired
from bot.recent import Recent
from bot.screens import helping as help_screen
from bot.talk import Talk
from core import users

SAME_HINT = 600.0


async def retired(_talk: Talk) -> None:
    """Data that no button of ours carries."""
    raise Retired


async def unknown_command(talk: Talk) -> None:
    await helping.how_to(talk)


async def no_text(talk: Talk, state: FSMContext, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    if talk.question:
        # Of an album every picture comes by itself.
        album = getattr(talk.event, "media_group_id", None)
        if not album or not recent.again(("album", talk.chat_id, album), SAME_HINT):
            await asking.refuse(talk, state, help_screen.needs_text(talk.words, talk.question.get("about", "")))
    elif not recent.again(("hint", talk.chat_id), SAME_HINT):
        await talk.say(talk.words.plain("only-text"))


async def left(event: ChatMemberUpdated, db: AsyncEngine) -> None:
    """They blocked the bot."""
    async with db.begin() as tx:
        await users.mark_blocked(tx, event.from_user.id)


async def came_back(event: ChatMemberUpdated, db: AsyncEngine) -> None:
    """They took the block off: known people can be written to again."""
    async with db.begin() as tx:
        if await users.by_telegram(tx, event.from_user.id):
            person = event.from_user
            await users.meet(tx, person.id, person.full_name, person.username, person.language_code)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="last")
    router.callback_query.register(retired)
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(
        no_text,
        F.content_type.in_(
            {"photo", "video", "voice", "video_note", "audio", "sticker", "animation", "document", "location", "venue"}
            | {"contact", "dice", "poll", "story", "game", "paid_media", "live_photo", "checklist"}
        ),
    )
    router.my_chat_member.register(left, F.chat.type == "private", ChatMemberUpdatedFilter(LEAVE_TRANSITION))
    router.my_chat_member.register(came_back, F.chat.type == "private", ChatMemberUpdatedFilter(JOIN_TRANSITION))
    return router
