"""The bot put together: the routers in their order, what surrounds them, its menu. Tests build the same one.

Order matters: commands before typed words, typed words before what nobody took.
"""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import Response, TelegramMethod
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers import Answers
from bot.drills import Drills
from bot.handlers import (
    access,
    admin,
    behind,
    booking,
    catalogue,
    choices,
    door,
    draft_typing,
    drafting,
    drill,
    edited,
    email,
    ending,
    erasing,
    groups,
    guests,
    helping,
    hosting,
    invites,
    last,
    line,
    own_data,
    page_questions,
    pages,
    payment,
    phone,
    publishing,
    queue,
    reminders,
    reviews,
    saved,
    settings,
    sharing,
    start,
    support,
    team,
    telling,
)
from bot.menu import set_menu
from bot.middlewares import Turn, hand_over
from bot.open_questions import OpenQuestions
from bot.plain_buttons import PlainButtons
from bot.post import Post
from bot.recent import Recent
from bot.throttle import Throttle
from core import rails
from core.box_office import BoxOffice
from core.settings import Settings

_answers: dict[type, type] = {}


def build_dispatcher(db: AsyncEngine, office: BoxOffice, config: Settings, *, invoices: bool = False) -> Dispatcher:
    """The dispatcher with everything that handlers ask for. `invoices`: Telegram's stand-in, which has a provider."""
    dispatcher = Dispatcher(
        storage=OpenQuestions(db),
        db=db,
        office=office,
        settings=config,
        invoices=invoices,
        rails=rails.laid(config, stand_in=invoices),
        recent=Recent(),
        answers=Answers(),
        drills=Drills(),
        post=Post(config.mail),
    )
    turn = Turn()
    for said in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        said.outer_middleware(turn)
        said.middleware(hand_over)
    for journey in (
        groups,
        sharing,
        start,
        access,
        catalogue,
        booking,
        line,
        payment,
        settings,
        helping,
        behind,
        saved,
        reminders,
        reviews,
        choices,
        own_data,
        hosting,
        guests,
        queue,
        door,
        telling,
        ending,
        admin,
        drill,
        support,
        drafting,
        publishing,
        invites,
        pages,
        team,
        page_questions,
        phone,
        email,
        erasing,
        edited,
    ):
        dispatcher.include_router(journey.build())
    for question in (
        guests,
        queue,
        telling,
        ending,
        admin,
        support,
        pages,
        page_questions,
        draft_typing,
        phone,
        team,
        email,
    ):
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
    session.middleware(PlainButtons())
    return Bot(
        token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    )


async def remember_kind(call: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]) -> Any:
    """Pydantic forgets a type that nobody holds, and aiogram holds none: making it anew costs milliseconds a call."""
    kind = type(method)
    if kind not in _answers:
        _answers[kind] = Response[kind.__returning__]  # type: ignore[name-defined]
    return await call(bot, method)
