"""What somebody keeps about themselves: the phone, by Telegram's own button; leaving for good (SCREENS 4.11, 4.12)."""

from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

from bot.callbacks_guest import Choice
from bot.callbacks_pages import Erase, Phone
from bot.screen import Screen, button, danger, keyboard, primary
from bot.screens import choices
from core.erasing import Farewell
from core.i18n import Words


def phone(w: Words, number: str) -> Screen:
    """The number that is kept."""
    other = button(w.plain("button-phone-other"), Phone(what="new"))
    off = button(w.plain("button-phone-off"), Phone(what="off"))
    return Screen(w("phone-kept", number=number), keyboard([other, off], choices.back(w)))


def phone_keys(w: Words) -> ReplyKeyboardMarkup:
    """Telegram hands over the number, after asking the person itself."""
    share = KeyboardButton(text=w.plain("button-phone-share"), request_contact=True)
    return ReplyKeyboardMarkup(
        keyboard=[[share], [KeyboardButton(text=w.plain("button-keys-no"))]], resize_keyboard=True
    )


def offer(w: Words) -> Screen:
    """The own contact came without a question."""
    keep = primary(w.plain("button-phone-keep"), Phone(what="keep"))
    return Screen(w("phone-offer"), keyboard([keep, button(w.plain("button-phone-no"), Phone(what="no"))]))


def farewell(w: Words, seen: Farewell) -> Screen:
    """What leaving means, asked once more; the deed carries what was shown."""
    count = len(seen.bookings)
    sums = ", ".join(w.money(minor, currency) for currency, minor in seen.money.items())
    if not count:
        text = w("erase-nothing-ahead")
    elif sums:
        text = w("erase-ahead-paid", n=count, sum=sums)
    else:
        text = w("erase-ahead", n=count)
    deed = danger(w.plain("button-erase-sure"), Erase(sure="1", bookings=count, refund=seen.quote))
    return Screen(text, keyboard([deed], [button(w.plain("button-erase-keep"), Choice(room="data"))]))


def gone(w: Words) -> Screen:
    """It is done."""
    return Screen(w("erase-done"))
