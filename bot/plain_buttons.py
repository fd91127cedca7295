"""Buttons for a Telegram that refuses the newer ones, or whose inline mode is off: nobody loses a card for a button.

A message is refused as a whole for one button. Then it is sent again with older ones: a link to share instead of
inline mode, a button that says why instead of one that is disabled. From then on they are sent at once.
"""

from typing import Any
from urllib.parse import quote

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerInlineQuery, TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks_share import Say

log = structlog.get_logger(__name__)


class PlainButtons(BaseRequestMiddleware):
    """A middleware of the bot's session. `refused` once a newer button was, and an older one was not."""

    def __init__(self) -> None:
        self.refused = False

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Any:
        if not _has_newer(method):
            return await make_request(bot, method)
        if not self.refused:
            try:
                return await make_request(bot, method)
            except TelegramBadRequest as error:
                if "button" not in error.message.lower():
                    raise
                log.warning("buttons.refused", error=error.message, hint="is inline mode on? BotFather: /setinline")
        username = (await bot.me()).username or ""
        done = await make_request(bot, _plain(method, username))
        self.refused = True
        return done


def _markups(method: TelegramMethod[Any]) -> list[InlineKeyboardMarkup]:
    results = method.results if isinstance(method, AnswerInlineQuery) else [method]
    markups = [getattr(one, "reply_markup", None) for one in results]
    return [one for one in markups if isinstance(one, InlineKeyboardMarkup)]


def _has_newer(method: TelegramMethod[Any]) -> bool:
    rows = [row for markup in _markups(method) for row in markup.inline_keyboard]
    return any(one.disabled is not None or one.switch_inline_query is not None for row in rows for one in row)


def _plain(method: TelegramMethod[Any], username: str) -> TelegramMethod[Any]:
    if isinstance(method, AnswerInlineQuery):
        results = [one.model_copy(update=_older(one, username, inline=True)) for one in method.results]
        return method.model_copy(update={"results": results})
    inline = getattr(method, "inline_message_id", None) is not None
    return method.model_copy(update=_older(method, username, inline=inline))


def _older(one: Any, username: str, *, inline: bool) -> dict[str, Any]:
    markup = one.reply_markup
    if markup is None:
        return {}
    rows = [[older for button in row if (older := _button(button, username, inline))] for row in markup.inline_keyboard]
    return {"reply_markup": InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])}


def _button(one: InlineKeyboardButton, username: str, inline: bool) -> InlineKeyboardButton | None:
    if one.disabled is not None:
        # A callback would cost a forwarded copy all of its buttons: there the text alone says it.
        return None if inline else InlineKeyboardButton(text=one.text, callback_data=Say(why="full").pack())
    if one.switch_inline_query is None:
        return one
    if not one.switch_inline_query.startswith("#"):
        return None
    address = f"https://t.me/{username}?start=e_{one.switch_inline_query[1:]}"
    return InlineKeyboardButton(text=one.text, url=f"https://t.me/share/url?url={quote(address, safe='')}")
