"""The button beside the message field: My bookings as a Mini App where the panel is public, else the commands.

Telegram keeps one for everybody and one a chat: who speaks another language than the program gets their own.
"""

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import MenuButtonCommands, MenuButtonDefault, MenuButtonWebApp, WebAppInfo
from aiohttp import ClientError

from bot.talk import Talk
from core import i18n
from core.settings import Settings

log = structlog.get_logger(__name__)


def opens_app(settings: Settings) -> bool:
    """Whether there is a Mini App: Telegram opens https alone, and in the sandbox it would believe anybody."""
    return settings.bot_token is not None and settings.web_url.startswith("https://")


def _labelled(settings: Settings, language: str) -> MenuButtonWebApp:
    app = WebAppInfo(url=f"{settings.web_url}/app")
    return MenuButtonWebApp(text=i18n.words(language).plain("menu-my"), web_app=app)


async def show(bot: Bot, settings: Settings) -> None:
    """The one for everybody; also takes back what an earlier setting made of it."""
    button = _labelled(settings, settings.language) if opens_app(settings) else MenuButtonCommands()
    await bot.set_chat_menu_button(menu_button=button)


async def translate(talk: Talk, *, chosen: bool = False) -> None:
    """The person's own, in their language; `chosen` just now, it may have been another. A refusal is no matter."""
    language, settings = talk.words.language, talk.settings
    same = language == settings.language
    if not opens_app(settings) or (same and not chosen):
        return
    try:
        button = MenuButtonDefault() if same else _labelled(settings, language)
        await talk.bot.set_chat_menu_button(chat_id=talk.chat_id, menu_button=button)
    except (AiogramError, ClientError, OSError, TimeoutError) as error:
        log.info("menu_button.not_set", error=str(error)[:200])
