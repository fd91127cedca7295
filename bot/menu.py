"""The menus under the input field, by chat and language (SCREENS 3.1), and the bot's own page.

Everybody's are set when the program starts. A person's own is set only when it changes: `core.menus` promises it, the
courier brings it like a message.
"""

from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from aiohttp import ClientError

from bot import menu_button
from core import i18n, menus
from core.database import Tx
from core.i18n import Words
from core.models import Role, User
from core.settings import Settings

log = structlog.get_logger(__name__)

COMMANDS = ("events", "my", "new", "settings", "help")
IN_GROUPS = ("events", "my")


@dataclass(frozen=True)
class Menu:
    """One person's own commands."""

    commands: list[BotCommand]


def _commands(w: Words, names: tuple[str, ...], *, ephemeral: bool | None = None) -> list[BotCommand]:
    return [BotCommand(command=name, description=w.plain(f"menu-{name}"), is_ephemeral=ephemeral) for name in names]


async def of(tx: Tx, user: User) -> Menu:
    """What the person is offered as things stand: with their events, with administration, in their language."""
    hosting = ("hosting",) if await menus.hosts(tx, user.id) else ()
    admin = ("admin",) if user.role is Role.admin else ()
    return Menu(_commands(i18n.words(user.language), (*COMMANDS[:3], *hosting, *COMMANDS[3:], *admin)))


async def hang_up(bot: Bot, chat_id: int, menu: Menu) -> None:
    """Set it for this chat alone; again is the same."""
    await bot.set_my_commands(menu.commands, scope=BotCommandScopeChat(chat_id=chat_id))


async def set_menu(bot: Bot, settings: Settings) -> None:
    """Everybody's commands and the description, in each language. A refusal is no reason not to start, nor to go on."""
    spoken = [(language, i18n.words(language or settings.language)) for language in (None, *i18n.LANGUAGES)]
    steps = [_set_commands(bot, *one) for one in spoken]
    steps += [menu_button.show(bot, settings)]
    # Rarely anything new, and Telegram lets descriptions be set a few times an hour only.
    steps += [_describe(bot, *one) for one in spoken]
    for step in steps:
        try:
            await step
        except (AiogramError, ClientError, OSError) as error:
            log.warning("menu.not_set", error=str(error)[:200])


async def _set_commands(bot: Bot, language: str | None, w: Words) -> None:
    private, groups = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
    await bot.set_my_commands(_commands(w, COMMANDS), scope=private, language_code=language)
    await bot.set_my_commands(_commands(w, IN_GROUPS, ephemeral=True), scope=groups, language_code=language)


async def _describe(bot: Bot, language: str | None, w: Words) -> None:
    long, short = w.plain("bot-description"), w.plain("bot-short")
    if (await bot.get_my_description(language_code=language)).description != long:
        await bot.set_my_description(long, language_code=language)
    if (await bot.get_my_short_description(language_code=language)).short_description != short:
        await bot.set_my_short_description(short, language_code=language)
