"""Paying: the invoice, Telegram's question before the money and its word after it; or the test payment is asked for.

The question is answered within 4 s, with a no where the seats could not be checked: never with a hopeful yes.
"""

import asyncio
import re
from dataclasses import asdict
from typing import NoReturn

import structlog
from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import PreCheckoutQuery
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.callbacks import Pay
from bot.handlers import reading
from bot.handlers.errors import PaymentOff, sentence
from bot.recent import Recent
from bot.refunding import tidy_up
from bot.screens import event as event_screen
from bot.screens import event_booked, parts
from bot.screens import invoice as invoice_screen
from bot.screens.event_view import View
from bot.talk import Talk, guess
from core import bookings, database, i18n, invoices, payments, refunding, users
from core.database import Tx
from core.errors import (
    Banned,
    DomainError,
    HoldEnded,
    NotFound,
    NotPending,
    OfferEnded,
    PaymentMismatch,
    PaymentRunning,
)
from core.i18n import Words
from core.models import Booking, BookingStatus, User
from core.rails import Rail, Rails
from core.settings import Settings

log = structlog.get_logger(__name__)

SAME_INVOICE = 10.0
PATIENCE = 4.0
PAYLOAD = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,3})")


async def pay(talk: Talk, callback_data: Pay, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.get(tx, callback_data.booking_id, user.id)
        rail = talk.rails.of(booking.currency)
        if booking.status is not BookingStatus.confirmed:
            bookings.ensure_held(booking, await database.now(tx))
            await _ask(tx, user, booking, rail)
        view = await reading.view(tx, talk, user, booking.event_id)
    if rail is None and _is_owed(view):
        await _switched_off(talk, booking)
    if _is_invoiced(view) and recent.again(("invoice", booking.id, booking.seats), 0):
        await talk.answer(talk.words.plain("invoice-below"))
    await talk.show(event_screen.draw(talk.words, view), settles=True)
    await send_invoice(talk, view, recent)


async def _ask(tx: Tx, user: User, booking: Booking, rail: Rail | None) -> None:
    """What needs no invoice: a free hold is confirmed, the test payment is asked for; its answer is a paper."""
    if not booking.price:
        await bookings.confirm(tx, booking.id, user.id)
    elif rail is Rail.test:
        await payments.ask(tx, booking.id, user.id)


def _is_owed(view: View) -> bool:
    booking = view.booking
    return booking is not None and bool(booking.price) and parts.is_held(booking, view.now) and not view.paying


def _is_invoiced(view: View) -> bool:
    return view.rail in event_booked.INVOICED and _is_owed(view)


async def _switched_off(talk: Talk, booking: Booking) -> NoReturn:
    async with talk.db.begin() as tx:
        await invoices.refused(tx, booking.event_id)
    raise PaymentOff(event_id=booking.event_id, time=booking.expires_at)


async def send_invoice(talk: Talk, view: View, recent: Recent) -> None:
    """The invoice of a priced hold, below its card; one and the same only once in 10 s. Older ones go."""
    booking = view.booking
    if booking is None or not booking.price or view.rail not in event_booked.INVOICED:
        return
    if _is_owed(view):
        sent = ("invoice", booking.id, booking.seats)
        if recent.again(sent, SAME_INVOICE):
            return
        drawn = invoice_screen.draw(talk.words, booking, view.card, talk.rails.token)
        fields = asdict(drawn) | {"prices": drawn.prices, "reply_markup": drawn.reply_markup}
        try:
            with recent.unless_it_fails(sent):
                message = await talk.bot.send_invoice(talk.chat_id, **fields)
        except TelegramBadRequest as error:
            log.warning("payment.invoice_refused", booking=booking.id, error=error.message)
            await _switched_off(talk, booking)
        async with talk.db.begin() as tx:
            await invoices.sent(tx, booking.id, talk.chat_id, message.message_id, booking.seats)
    await tidy_up(talk.db, talk.bot, booking.id)


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
    if isinstance(error, Banned | PaymentRunning):
        return sentence(w, error, zone)
    return w.plain("checkout-gone")


async def paid(talk: Talk, rails: Rails) -> None:
    """The money is here. The ticket, or the word that a person will look at it, comes from the courier."""
    money = getattr(talk.event, "successful_payment", None)
    payload = PAYLOAD.fullmatch(money.invoice_payload) if money else None
    if money is None or payload is None:
        log.error("payment.unknown", charge=getattr(money, "telegram_payment_charge_id", None))
        return
    facts = (money.total_amount, money.currency, money.telegram_payment_charge_id)
    whose = {"provider": rails.recorded(money.currency), "provider_charge_id": money.provider_payment_charge_id}
    booking_id, seats = int(payload[1]), int(payload[2])
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            await payments.capture(tx, booking_id, user.id, *facts, **whose)
            await invoices.paid(tx, booking_id, seats)
    except Exception:
        # Its update is not acknowledged while the database is away: the poller hands it in again.
        log.exception("payment.not_recorded", payload=money.invoice_payload, facts=facts)
        raise


async def came_back(talk: Talk, rails: Rails) -> None:
    """Telegram's own word that Stars went back, by us or, when a store takes a purchase back, by itself."""
    money = getattr(talk.event, "refunded_payment", None)
    if money is None:
        return
    async with talk.db.begin() as tx:
        provider = rails.recorded(money.currency)
        await refunding.heard(tx, provider, money.telegram_payment_charge_id, money.total_amount)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="payment")
    router.callback_query.register(pay, Pay.filter())
    router.pre_checkout_query.register(check_out)
    router.message.register(paid, F.successful_payment)
    router.message.register(came_back, F.refunded_payment)
    return router
