"""The only place where a refusal gets words: one alert, and behind it the card as things stand (SCREENS 9).

What the core refuses changed nothing. What nobody foresaw gets a short number that stands in the log too.
"""

import secrets
from datetime import datetime
from typing import Any

import structlog
from aiogram.exceptions import AiogramError
from aiohttp import ClientError

from bot import callbacks
from bot.callbacks import Set
from bot.handlers import reading, running
from bot.screen import Screen
from bot.screens import seats as seats_screen
from bot.talk import ANSWER_LIMIT, Talk
from core import bookings
from core.database import Tx, is_busy
from core.errors import Busy, DomainError, HostingAhead, HostingClosed, NotFound, QuoteChanged, TooManyHolds
from core.i18n import Words
from core.models import User

log = structlog.get_logger(__name__)


class Retired(DomainError):
    """A button that no screen carries any more, or never did."""

    code = "retired"


class PaymentOff(DomainError):
    """Telegram takes no invoice of ours: the provider is missing or refuses."""

    code = "payment_off"


class Broken(DomainError):
    """Something that nobody foresaw; `id` is its number in the log."""


async def explain(talk: Talk, error: Exception) -> None:
    """Tell the person, then show how things stand."""
    if not isinstance(error, DomainError):
        if isinstance(error, AiogramError | ClientError):
            # Telegram's refusal comes after the deed: nothing was undone, and there is nobody to tell it to.
            log.warning("talk.telegram_refused", error=f"{type(error).__name__}: {error}"[:300])
            return
        error = Busy(s=1) if is_busy(error) else _unforeseen(error)
    if isinstance(error, Busy) and talk.tap is None:
        await talk.say(talk.words.plain("no-records"))
        return
    if not talk.is_private and isinstance(error, NotFound | Retired):
        # No list of what's on follows in a group.
        await talk.answer(talk.words.plain("link-opens-nothing"), alert=True)
        return
    await talk.answer(sentence(talk.words, error, talk.settings.zone), alert=True)
    if isinstance(error, Busy | Broken):
        return
    try:
        await _show_after(talk, error)
    except Exception:
        log.exception("errors.card_not_shown", code=error.code)


def _unforeseen(error: Exception) -> Broken:
    number = secrets.token_hex(3)
    log.error("talk.broken", id=number, exc_info=error)
    return Broken(id=number)


def sentence(w: Words, error: DomainError, zone: str) -> str:
    """What happened and what to do, in at most 200 characters."""
    params = {name: _sayable(w, value, zone) for name, value in error.params.items()}
    if {"amount", "currency"} <= params.keys():
        params["sum"] = w.money(params["amount"], params["currency"])
    return w.plain(f"refusal-{error.code.replace('_', '-')}", **params)[:ANSWER_LIMIT]


def _sayable(w: Words, value: Any, zone: str) -> Any:
    return w.date(value, zone, "clock") if isinstance(value, datetime) else value


async def _show_after(talk: Talk, error: DomainError) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        try:
            screen, is_new = await _after(tx, talk, user, error)
        except NotFound:
            screen, is_new = await reading.home(tx, talk, user), True
    await (talk.show_below(screen) if is_new else talk.show(screen))


async def _after(tx: Tx, talk: Talk, user: User, error: DomainError) -> tuple[Screen, bool]:
    """The card that stands behind the alert, and whether it is a new message."""
    if isinstance(error, NotFound | HostingClosed | Retired):
        return await reading.home(tx, talk, user), True
    if isinstance(error, HostingAhead):
        return await running.mine(tx, talk, user), False
    if isinstance(error, TooManyHolds):
        return await reading.mine(tx, talk, user), False
    pressed = callbacks.read(talk.tap.data) if talk.tap else None
    if isinstance(error, QuoteChanged) and isinstance(pressed, Set):
        booking = await bookings.get(tx, pressed.booking_id, user.id)
        view = await reading.view(tx, talk, user, booking.event_id)
        return seats_screen.draw(talk.words, view, booking, pressed.seats), False
    event_id = await _event_id(tx, user, error, pressed)
    seats = getattr(pressed, "seats", 1) if isinstance(pressed, callbacks.NAMES_EVENT) else 1
    return await reading.card(tx, talk, user, event_id, seats=seats, way=getattr(pressed, "way", "")), False


async def _event_id(tx: Tx, user: User, error: DomainError, pressed: Any) -> int:
    """Which event this is about, by the refusal or by the button. Raises NotFound."""
    if "event_id" in error.params:
        return int(error.params["event_id"])
    if isinstance(pressed, callbacks.NAMES_EVENT):
        return pressed.event_id
    if isinstance(pressed, callbacks.NAMES_BOOKING):
        return (await bookings.get(tx, pressed.booking_id, user.id)).event_id
    raise NotFound
