"""The event's card as one person sees it in a group; what a group can't do is a link out of it (SCREENS 7.2)."""

from typing import Any

from aiogram.types import InlineKeyboardButton

from bot import callbacks
from bot.callbacks import Book, Ev, Leave, Many, More, Ok, Pay, Seats, Tick, Wait
from bot.callbacks_guest import Fav
from bot.callbacks_share import Say
from bot.screen import Row, Screen, keyboard, link
from bot.screens import catalogue, parts
from core.i18n import Words

HERE = (Ev, Book, Wait, Leave, Ok, Fav, Say)
"""The buttons that work in a group as they do in the private chat."""


def fit(screen: Screen, bot_username: str, *, is_list: bool = False) -> Screen:
    """The same text over the buttons that a group can have; a list's cards are links."""
    rows = screen.keyboard.inline_keyboard if screen.keyboard else []
    return Screen(screen.text, keyboard(*(_row(row, bot_username, is_list) for row in rows)))


def draw_list(w: Words, cards: list[Any], bot_username: str) -> Screen:
    """What's on, over links."""
    items = [catalogue.item(w, n, card) for n, card in enumerate(cards, 1)]
    links = [link(str(n), parts.deep_link(bot_username, f"e_{card.id}")) for n, card in enumerate(cards, 1)]
    return Screen(parts.lines(w("home-title"), *(items or [w("home-nothing-on")])), keyboard(links))


def draw_stranger(w: Words, bot_username: str) -> Screen:
    """For whom the private chat is not open."""
    return Screen(w("share-open-me", bot=bot_username), keyboard([private(w, bot_username)]))


def draw_mine(w: Words, mine: Screen, bot_username: str) -> Screen:
    """One's bookings, over links; with none, the way into the private chat."""
    fitting = fit(mine, bot_username, is_list=True)
    return fitting if fitting.keyboard else Screen(fitting.text, keyboard([private(w, bot_username)]))


def private(w: Words, bot_username: str) -> InlineKeyboardButton:
    """The link into the private chat."""
    return link(w.plain("button-write-private"), parts.deep_link(bot_username, "my"))


def _row(row: Row, bot_username: str, is_list: bool) -> Row:
    return [fitting for one in row if (fitting := _button(one, bot_username, is_list))]


def _button(one: InlineKeyboardButton, bot_username: str, is_list: bool) -> InlineKeyboardButton | None:
    if one.callback_data is None:
        return one
    match callbacks.read(one.callback_data):
        case pressed if isinstance(pressed, HERE) and not is_list:
            return one
        case Pay(booking_id=number) | Seats(booking_id=number) | Tick(booking_id=number):
            payload = f"b_{number}"
        case Ev(event_id=number) | More(event_id=number) | Many(event_id=number):
            payload = f"e_{number}"
        case _:
            return None
    return link(one.text, parts.deep_link(bot_username, payload), one.style)
