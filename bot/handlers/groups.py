"""Groups: the bot is brought in and posts a card; a tap on it is answered to one person alone. All else is silence."""

from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import (
    JOIN_TRANSITION,
    LEAVE_TRANSITION,
    ChatMemberUpdatedFilter,
    Command,
    CommandObject,
    CommandStart,
)
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import callbacks
from bot.callback_fields import LARGEST_ID
from bot.callbacks_share import Gi, Grp, Say
from bot.handlers import reading
from bot.panel import ChatClosed, Panel
from bot.recent import Recent
from bot.screen import keyboard
from bot.screens import event as event_screen
from bot.screens import panel as panel_screen
from bot.talk import Talk
from core import catalogue, invites, rights, shared_cards, sharing, users
from core.catalogue import Filters
from core.database import Tx
from core.errors import NotFound
from core.models import User
from core.sharing import Offer

GROUPS = {"group", "supergroup"}
SAME_WORD = 60.0


async def brought(talk: Panel, command: CommandObject) -> None:
    """By a link with an event or an invite: its card is promised, if the person may show it there."""
    payload, asked = command.args or "", talk.event
    if not isinstance(asked, Message):
        return
    async with talk.db.begin() as tx:
        user = await users.by_telegram(tx, talk.person.id)
        try:
            offer = await _offer(tx, user, payload)
        except NotFound:
            return
        language = (user and user.language) or talk.words.language
        await shared_cards.post(tx, offer, asked.chat.id, asked.message_id, user_id=user and user.id, language=language)


async def _offer(tx: Tx, user: User | None, payload: str) -> Offer:
    user_id = user and user.id
    if payload.startswith("i_"):
        return await sharing.invite(tx, user_id, token=payload[2:])
    number = payload.removeprefix("e_")
    if not (payload.startswith("e_") and number.isascii() and number.isdigit() and len(number) < 20):
        raise NotFound
    return await sharing.event(tx, user_id, min(int(number), LARGEST_ID))


async def listed(talk: Panel, command: CommandObject) -> None:
    """A command that only its sender sees, answered in the same way: a list of links."""
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            if command.command == "my":
                mine = await reading.mine(tx, talk, user)
                screen = panel_screen.draw_mine(talk.words, mine, talk.bot_username)
            else:
                page = await catalogue.page(tx, filters=Filters(), viewer_id=user.id)
                screen = panel_screen.draw_list(talk.words, page.cards, talk.bot_username)
    except ChatClosed:
        screen = panel_screen.draw_stranger(talk.words, talk.bot_username)
    await talk.whisper(screen, is_list=True)


async def faceless(talk: Panel, recent: Recent) -> None:
    """A command of somebody who speaks as the group: nobody knows whose rights and seats these would be."""
    if not isinstance(talk.event, Message) or recent.again(("faceless", talk.event.chat.id), SAME_WORD):
        return
    private = panel_screen.private(talk.words, talk.bot_username)
    await talk.bot.send_message(
        talk.event.chat.id, talk.words.plain("share-anonymous"), reply_markup=keyboard([private])
    )


async def silence(_talk: Panel) -> None:
    """What people say to each other."""


async def upgraded(talk: Panel) -> None:
    """A group became a supergroup: its cards follow."""
    said = talk.event
    if isinstance(said, Message):
        old, new = said.migrate_from_chat_id or said.chat.id, said.migrate_to_chat_id or said.chat.id
        async with talk.db.begin() as tx:
            await shared_cards.move(tx, old, new)


async def sent_away(event: ChatMemberUpdated, db: AsyncEngine) -> None:
    async with db.begin() as tx:
        await shared_cards.left(tx, event.chat.id)


async def brought_back(event: ChatMemberUpdated, db: AsyncEngine) -> None:
    async with db.begin() as tx:
        await shared_cards.back(tx, event.chat.id)


async def press(talk: Panel, callback_data: Grp | Gi) -> None:
    """Book, under a card that all see. The first tap shows, and never books; who runs the event does so in private."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if isinstance(callback_data, Gi):
            event_id = await invites.accept(tx, user.id, callback_data.token)
        else:
            event_id = callback_data.event_id
        is_own = await rights.is_host(tx, user.id, event_id)
        view = None if is_own else await reading.view(tx, talk, user, event_id)
    await (talk.whisper(event_screen.draw(talk.words, view)) if view else talk.lead())


async def full(talk: Talk) -> None:
    """The label that a client without disabled buttons shows in their place."""
    await talk.answer(talk.words.plain("say-full"), alert=True)


async def foreign(_talk: Panel) -> None:
    """A button that no group's card has: there is nothing here for anybody."""
    raise NotFound


def _is_foreign(tap: CallbackQuery, bot: Bot) -> bool | dict[str, Any]:  # noqa: ARG001 - as aiogram passes them
    """A tap outside of private chats that is on no card of the person's own, or asks for what belongs into private."""
    message = tap.message
    if message is not None and message.chat.type == "private":
        return False
    on_card = isinstance(message, Message) and message.ephemeral_message_id is not None
    return not (on_card and isinstance(callbacks.read(tap.data), panel_screen.HERE))


def build() -> Router:
    """What this journey answers to. It stands first: nothing said or pressed in a group gets past it by chance."""
    router = Router(name="groups")
    outside = F.chat.type != "private"
    router.message.register(upgraded, outside, F.migrate_to_chat_id | F.migrate_from_chat_id)
    router.message.register(silence, outside, F.from_user.is_bot & ~F.sender_chat)
    router.message.register(faceless, outside, F.sender_chat, ~F.is_automatic_forward, Command("start", "events", "my"))
    router.message.register(brought, outside, F.from_user, ~F.sender_chat, CommandStart(deep_link=True))
    router.message.register(listed, outside, F.ephemeral_message_id, Command("events", "my"))
    router.message.register(silence, outside)
    router.edited_message.register(silence, outside)
    router.callback_query.register(full, Say.filter())
    router.callback_query.register(press, Grp.filter(), F.message.chat.type.in_(GROUPS))
    router.callback_query.register(press, Gi.filter(), F.message.chat.type.in_(GROUPS))
    router.callback_query.register(foreign, _is_foreign)
    router.my_chat_member.register(sent_away, outside, ChatMemberUpdatedFilter(LEAVE_TRANSITION))
    router.my_chat_member.register(brought_back, outside, ChatMemberUpdatedFilter(JOIN_TRANSITION))
    return router
