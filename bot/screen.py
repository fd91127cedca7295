"""A screen and how it gets before a person's eyes: edit the card under the thumb, or send a new one.

"Not modified" is success; what can't be edited is sent anew. A drawing is waited for 2 s and then goes on by itself:
in a rush the limits of a chat must not hold up the answers.
"""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.enums import ButtonStyle
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import ClientError

log = structlog.get_logger(__name__)

COPIED = 256
PATIENCE = 2.0
_drawings: set["asyncio.Task[Message | None]"] = set()

Row = list[InlineKeyboardButton]


@dataclass(frozen=True)
class Screen:
    """A text (HTML) and the buttons under it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class Asking(Screen):
    """A screen that waits for a typed answer."""


@dataclass(frozen=True)
class Sealed(Screen):
    """A screen that nobody passes on: Telegram's clients neither forward nor copy it. An edit can't seal a message."""


def keyboard(*rows: Row) -> InlineKeyboardMarkup | None:
    """The rows that hold anything."""
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def button(text: str, data: CallbackData, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    """A button that asks for something."""
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def primary(text: str, data: CallbackData) -> InlineKeyboardButton:
    """The blue one: what the screen is for."""
    return button(text, data, ButtonStyle.PRIMARY)


def danger(text: str, data: CallbackData) -> InlineKeyboardButton:
    """The red one: it gives something away."""
    return button(text, data, ButtonStyle.DANGER)


def link(text: str, url: str, style: ButtonStyle | None = None) -> InlineKeyboardButton:
    """A button that leads out of the chat."""
    return InlineKeyboardButton(text=text, url=url, style=style)


def leading(text: str, url: str | None) -> Row:
    """The same for an address that somebody wrote; none where Telegram takes it for none (a host without a dot)."""
    try:
        parts = urlsplit(url or "")
        _ = parts.port  # a number that is no port's raises
    except ValueError:
        return []
    host = (parts.hostname or "").strip(".")
    return [link(text, str(url), ButtonStyle.PRIMARY)] if "." in host or ":" in host else []


def sharing(text: str, query: str) -> InlineKeyboardButton:
    """A button that picks a chat for what inline mode finds: `#7` an event, `!1` an invite."""
    return InlineKeyboardButton(text=text, switch_inline_query=query)


def copying(text: str, what: str) -> InlineKeyboardButton:
    """A button that copies up to 256 UTF-16 units."""
    fits = what.encode("utf-16-le")[: 2 * COPIED].decode("utf-16-le", "ignore")
    return InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=fits))


def buttons_of(message: Message | InaccessibleMessage | None) -> list[str]:
    """The data of the buttons under a message, as far as Telegram still shows it to us."""
    markup = message.reply_markup if isinstance(message, Message) else None
    return [b.callback_data for row in (markup.inline_keyboard if markup else []) for b in row if b.callback_data]


def is_paper(message: Message | InaccessibleMessage | None) -> bool:
    """Whether it came from the courier: a ticket's picture, or buttons that open a card elsewhere."""
    if not isinstance(message, Message) or message.text is None:
        return isinstance(message, Message)
    data = buttons_of(message)
    leads_away = len(data) == 1 and data[0].startswith(
        ("home", "wait:", "mine:", "pays:", "reply:", "adm:dead:", "adm:check:")
    )
    return leads_away or any(one.startswith(("open:", "ics:", "cfg:out")) for one in data)


async def show(
    bot: Bot, chat_id: int, screen: Screen, message: Message | InaccessibleMessage | None = None
) -> Message | None:
    """Draw the screen in place of `message`, or below everything; what was drawn, if it is by now."""
    drawing = asyncio.create_task(_draw(bot, chat_id, screen, message), name="drawing")
    _drawings.add(drawing)
    drawing.add_done_callback(_drawn)
    done, _ = await asyncio.wait({drawing}, timeout=PATIENCE)
    return drawing.result() if done and not drawing.cancelled() and drawing.exception() is None else None


async def strip(bot: Bot, message: Message) -> None:
    """Take the buttons off a message; it may be gone already."""
    await strip_at(bot, message.chat.id, message.message_id)


async def strip_at(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons off a message known by its number; it may be gone, or have none."""
    try:
        await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
    except TelegramBadRequest as error:
        log.info("screen.not_stripped", error=error.message[:200])


async def _draw(
    bot: Bot, chat_id: int, screen: Screen, message: Message | InaccessibleMessage | None
) -> Message | None:
    if message is not None:
        try:
            edited = await bot.edit_message_text(
                str(screen.text), chat_id=chat_id, message_id=message.message_id, reply_markup=screen.keyboard
            )
        except TelegramBadRequest as error:
            if "message is not modified" in error.message:
                return None
            if not _is_beyond_editing(error):
                raise
        else:
            return edited if isinstance(edited, Message) else None
    sealed = isinstance(screen, Sealed) or None
    return await bot.send_message(chat_id, str(screen.text), reply_markup=screen.keyboard, protect_content=sealed)


def _is_beyond_editing(error: TelegramBadRequest) -> bool:
    reasons = ("message to edit not found", "can't be edited", "no text in the message", "MESSAGE_ID_INVALID")
    return any(reason in error.message for reason in reasons)


def _drawn(drawing: "asyncio.Task[Message | None]") -> None:
    _drawings.discard(drawing)
    error = None if drawing.cancelled() else drawing.exception()
    if isinstance(error, AiogramError | ClientError | OSError | TimeoutError):
        # What was decided is decided; the next tap draws it.
        log.warning("screen.not_drawn", error=f"{type(error).__name__}: {error}"[:200])
    elif error is not None:
        log.error("screen.broken", exc_info=error)
