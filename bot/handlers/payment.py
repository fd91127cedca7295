"""Paying: the invoice, Telegram's question before the money and its word after it; or the test payment at once.

The question is answered within 4 s, with a no where the seats could not be checked: never with a hopeful yes.
"""

import asyncio
import re
from dataclasses import asdict

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import PreCheckoutQuery
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.callbacks import Pay
from bot.handlers import reading
from bot.handlers.errors import PaymentOff
from bot.recent import Recent
from bot.screens import event as event_screen
from bot.screens import invoice as invoice_screen
from bot.screens import parts
from bot.screens.event import View
from bot.talk import Talk, guess
from core import bookings, i18n, payments, refunds, users
from core.database import Tx
from core.errors import DomainError, HoldEnded, NotFound, NotPending, OfferEnded, PaymentMismatch
from core.i18n import Words
from core.models import Booking, BookingStatus, User
from core.settings import Settings

log = structlog.get_logger(__name__)

SAME_INVOICE = 10.0
PATIENCE = 4.0
PAYLOAD = re.compile(r"([1-9][0-9]{0,17}):[0-9]{1,3}")


async def pay(talk: Talk, callback_data: Pay, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.get(tx, callback_data.booking_id, user.id)
        view = await reading.view(tx, talk, user, booking.event_id)
        if booking.status is not BookingStatus.confirmed:
            bookings.ensure_held(booking, view.now)
            if not (talk.invoices and booking.price):
                await _pay_at_once(tx, user, booking)
                view = await reading.view(tx, talk, user, booking.event_id)
    if talk.invoices and recent.again(("invoice", booking.id, booking.seats), 0):
        await talk.answer(talk.words.plain("invoice-below"))
    await talk.show(event_screen.draw(talk.words, view), settles=True)
    await send_invoice(talk, view, recent)


async def _pay_at_once(tx: Tx, user: User, booking: Booking) -> None:
    """The test payment: one charge a booking, so that a second tap changes nothing."""
    if not booking.price:
        await bookings.confirm(tx, booking.id, user.id)
        return
    amount = booking.price * booking.seats
    await payments.approve(tx, booking.id, user.id, amount, booking.currency)
    await payments.capture(tx, booking.id, user.id, amount, booking.currency, f"test:{booking.id}")


async def send_invoice(talk: Talk, view: View, recent: Recent) -> None:
    """The invoice of a priced hold, below its card; one and the same only once in 10 s."""
    booking = view.booking
    if not talk.invoices or booking is None or not booking.price or not parts.is_held(booking, view.now):
        return
    sent = ("invoice", booking.id, booking.seats)
    if recent.again(sent, SAME_INVOICE):
        return
    try:
        await talk.bot.send_invoice(talk.chat_id, **_fields(talk, booking, view))
    except TelegramBadRequest as error:
        recent.forget(sent)
        log.warning("payment.invoice_refused", booking=booking.id, error=error.message)
        raise PaymentOff(event_id=booking.event_id) from error


def _fields(talk: Talk, booking: Booking, view: View) -> dict[str, object]:
    drawn = invoice_screen.draw(talk.words, booking, view.card)
    return asdict(drawn) | {"prices": drawn.prices, "reply_markup": drawn.reply_markup}


async def check_out(query: PreCheckoutQuery, bot: Bot, db: AsyncEngine, settings: Settings) -> None:
    w = i18n.words(guess(query.from_user.language_code, settings.language))
    refusal: str | None = w.plain("checkout-slow")
    try:
        async with asyncio.timeout(PATIENCE), db.begin() as tx:
            user = await users.by_telegram(tx, query.from_user.id)
            w = i18n.words(user.language) if user else w
            refusal = w.plain("checkout-slow")
            await _approve(tx, user, query)
        refusal = None
    except DomainError as error:
        refusal = _why_not(w, error, settings.zone)
    except Exception:
        log.exception("payment.not_checked")
    await bot.answer_pre_checkout_query(query.id, ok=refusal is None, error_message=refusal)


async def _approve(tx: Tx, user: User | None, query: PreCheckoutQuery) -> None:
    payload = PAYLOAD.fullmatch(query.invoice_payload)
    if user is None or payload is None:
        raise NotFound
    await payments.approve(tx, int(payload[1]), user.id, query.total_amount, query.currency)


def _why_not(w: Words, error: DomainError, zone: str) -> str:
    """The sentence of Telegram's dialog; nothing is charged after it."""
    if isinstance(error, HoldEnded | OfferEnded) and error.params.get("time"):
        return w.plain("checkout-lapsed", time=w.date(error.params["time"], zone, "clock"))
    if isinstance(error, PaymentMismatch) and error.params["problem"] == "amount":
        return w.plain("checkout-changed")
    if isinstance(error, PaymentMismatch | NotFound):
        return w.plain("checkout-not-yours")
    if isinstance(error, NotPending) and error.params.get("status") == BookingStatus.confirmed:
        return w.plain("checkout-paid")
    return w.plain("checkout-gone")


async def paid(talk: Talk) -> None:
    """The money is here. The ticket, or the word that a person will look at it, comes from the courier."""
    money = getattr(talk.event, "successful_payment", None)
    payload = PAYLOAD.fullmatch(money.invoice_payload) if money else None
    if money is None or payload is None:
        log.error("payment.unknown", charge=getattr(money, "telegram_payment_charge_id", None))
        return
    facts = (money.total_amount, money.currency, money.telegram_payment_charge_id)
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            # So far Telegram's invoices are the sandbox's alone: its money is ours to give back.
            await payments.capture(tx, int(payload[1]), user.id, *facts, provider=refunds.TEST)
    except Exception:
        # Its update is not acknowledged while the database is away: the poller hands it in again.
        log.exception("payment.not_recorded", payload=money.invoice_payload, facts=facts)
        raise


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="payment")
    router.callback_query.register(pay, Pay.filter())
    router.pre_checkout_query.register(check_out)
    router.message.register(paid, F.successful_payment)
    return router
