"""The event's card as one person sees it in a group; what a group can't do is a link out of it (SCREENS 7.2)."""

from aiogram.types import InlineKeyboardButton

from bot import callbacks
from bot.callbacks import Book, Ev, Leave, Many, More, Ok, Pay, Seats, Tick, Wait
from bot.callbacks_guest import Fav
from bot.callbacks_share import Say
from bot.screen import Row, Screen, keyboard, link
from bot.screens import parts

HERE = (Ev, Book, Wait, Leave, Ok, Fav, Say)
"""The buttons that work in a group as they do in the private chat."""


def fit(screen: Screen, bot_username: str) -> Screen:
    """The same text over the buttons that a group can have; the way back to a list is none of them."""
    rows = screen.keyboard.inline_keyboard if screen.keyboard else []
    return Screen(screen.text, keyboard(*(_row(row, bot_username) for row in rows)))


def _row(row: Row, bot_username: str) -> Row:
    return [fitting for one in row if (fitting := _button(one, bot_username))]


def _button(one: InlineKeyboardButton, bot_username: str) -> InlineKeyboardButton | None:
    if one.callback_data is None:
        return one
    match callbacks.read(one.callback_data):
        case pressed if isinstance(pressed, HERE):
            return one
        case Pay(booking_id=number) | Seats(booking_id=number) | Tick(booking_id=number):
            payload = f"b_{number}"
        case More(event_id=number) | Many(event_id=number):
            payload = f"e_{number}"
        case _:
            return None
    return link(one.text, parts.deep_link(bot_username, payload), one.style)
