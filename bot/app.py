"""The bot put together: the routers in their order, what surrounds them, its menu. Tests build the same one.

Order matters: commands before typed words, typed words before what nobody took.
"""

from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import AiogramError
from aiogram.methods import Response, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats
from aiohttp import ClientError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.handlers import (
    access,
    admin,
    behind,
    booking,
    catalogue,
    choices,
    door,
    drafting,
    ending,
    guests,
    hosting,
    invites,
    last,
    line,
    own_data,
    payment,
    publishing,
    reminders,
    reviews,
    saved,
    settings,
    start,
    telling,
)
from bot.middlewares import Turn, hand_over
from bot.open_questions import OpenQuestions
from bot.recent import Recent
from bot.throttle import Throttle
from core import i18n
from core.box_office import BoxOffice
from core.settings import Settings

log = structlog.get_logger(__name__)

_answers: dict[type, type] = {}
COMMANDS = ("events", "my", "new", "settings", "help")


def build_dispatcher(db: AsyncEngine, office: BoxOffice, config: Settings, *, invoices: bool = False) -> Dispatcher:
    """The dispatcher with everything that handlers ask for. `invoices`: pay by Telegram's invoices, else at once."""
    dispatcher = Dispatcher(
        storage=OpenQuestions(db), db=db, office=office, settings=config, invoices=invoices, recent=Recent()
    )
    turn = Turn()
    dispatcher.message.outer_middleware(turn)
    dispatcher.callback_query.outer_middleware(turn)
    dispatcher.message.middleware(hand_over)
    dispatcher.callback_query.middleware(hand_over)
    for journey in (
        start,
        access,
        catalogue,
        booking,
        line,
        payment,
        settings,
        behind,
        saved,
        reminders,
        reviews,
        choices,
        own_data,
        hosting,
        guests,
        door,
        telling,
        ending,
        admin,
        drafting,
        publishing,
        invites,
    ):
        dispatcher.include_router(journey.build())
    for question in (guests, telling, ending, admin, drafting):
        dispatcher.include_router(question.build_typed())
    dispatcher.include_routers(catalogue.build_typed(), last.build())
    dispatcher.startup.register(set_menu)
    return dispatcher


def build_bot(token: str, api_url: str | None, throttle: Throttle | None) -> Bot:
    """A bot that writes HTML, without link previews, at the pace of `throttle`."""
    api = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    session = AiohttpSession(api=api)
    session.middleware(remember_kind)
    if throttle is not None:
        session.middleware(throttle)
    return Bot(
        token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    )


async def remember_kind(call: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]) -> Any:
    """Pydantic forgets a type that nobody holds, and aiogram holds none: making it anew costs milliseconds a call."""
    kind = type(method)
    if kind not in _answers:
        _answers[kind] = Response[kind.__returning__]  # type: ignore[name-defined]
    return await call(bot, method)


async def set_menu(bot: Bot, settings: Settings) -> None:
    """The commands and the description, in each language. A refusal is no reason not to start."""
    try:
        for language in (None, *i18n.LANGUAGES):
            w = i18n.words(language or settings.language)
            commands = [BotCommand(command=name, description=w.plain(f"menu-{name}")) for name in COMMANDS]
            scope = BotCommandScopeAllPrivateChats()
            await bot.set_my_commands(commands, scope=scope, language_code=language)
            await bot.set_my_description(w.plain("bot-description"), language_code=language)
            await bot.set_my_short_description(w.plain("bot-short"), language_code=language)
    except (AiogramError, ClientError, OSError) as error:
        log.warning("menu.not_set", error=str(error)[:200])
