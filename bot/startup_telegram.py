"""The first words with Telegram: the bot's name, as soon as Telegram says it, and the menu of commands."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from core.settings import Settings, SettingsError

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher

log = structlog.get_logger(__name__)

FIRST_WORD = 5.0
"""Seconds that Telegram has to say the bot's name before it counts as away."""


def address(settings: Settings) -> tuple[str, str | None]:
    """The token, and where Telegram is if it is not Telegram."""
    if settings.bot_token:
        return settings.bot_token.get_secret_value(), None
    from bot.sandbox.app import TOKEN  # noqa: PLC0415 - never loaded beside a real token

    return TOKEN, f"http://127.0.0.1:{settings.sandbox.port}"


async def name_of(bot: "Bot") -> str | None:
    """The bot's username; None while Telegram is away."""
    from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError  # noqa: PLC0415

    try:
        async with asyncio.timeout(FIRST_WORD):
            return (await bot.me()).username
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsError("BOT_TOKEN: Telegram does not accept this token") from None
    except Exception as error:  # noqa: BLE001 - whatever it is, Telegram is away
        log.warning("telegram.away", error=str(error) or type(error).__name__)
        return None


async def wait_for(bot: "Bot", say: Callable[[str], None]) -> str:
    """Ask until Telegram is there; the bot's name."""
    say("Telegram can't be reached. The panel is open; the bot follows as soon as it can be.")
    pause = 1.0
    while True:
        await asyncio.sleep(pause)
        if name := await name_of(bot):
            say("Telegram is there.")
            return name
        pause = min(pause * 2, 30.0)


async def show_menu(dispatcher: "Dispatcher", bot: "Bot") -> None:
    """What the dispatcher does at its start: the menu of commands. Without it the bot works all the same."""
    try:
        await dispatcher.emit_startup(bot=bot, **dispatcher.workflow_data)
    except Exception as error:  # noqa: BLE001 - the next start tries again
        log.warning("menu.not_shown", error=str(error) or type(error).__name__)
