"""The invoice that leaves with a hold (SCREENS 4.4): Telegram's own form, within its limits."""

from dataclasses import dataclass
from typing import Any

from aiogram.enums import ButtonStyle
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice

from bot.screens import parts
from core import i18n
from core.i18n import STARS, Words
from core.models import Access, Booking

TITLE = 32
DESCRIPTION = 255


@dataclass(frozen=True)
class Invoice:
    """What `sendInvoice` takes. `payload` is the booking and its seats: another number of seats is another invoice."""

    title: str
    description: str
    payload: str
    provider_token: str
    currency: str
    prices: list[LabeledPrice]
    start_parameter: str
    reply_markup: InlineKeyboardMarkup


def draw(w: Words, booking: Booking, event: Any, token: str | None) -> Invoice:
    """The invoice for a hold; `token` is the provider's, Stars need none."""
    until = w.date(booking.expires_at, event.zone, "clock") if booking.expires_at else ""
    description = w.plain(
        "invoice-description",
        n=booking.seats,
        where=", ".join([w.date(event.starts_at, event.zone), i18n.clean(event.place, 80)]).removesuffix(", "),
        until=until,
    )
    sum_ = parts.total(w, booking)
    title = i18n.clean(event.name, 200)
    # Who gets a forwarded invoice sees a link in the place of Pay; it must not give a private event away.
    start = f"b_{booking.id}" if event.access is Access.private else f"e_{event.id}"
    pay = InlineKeyboardButton(text=w.plain("button-pay", sum=sum_), pay=True, style=ButtonStyle.PRIMARY)
    return Invoice(
        title=parts.cut(title, TITLE),
        description=parts.cut(description, DESCRIPTION),
        payload=f"{booking.id}:{booking.seats}",
        provider_token="" if booking.currency == STARS else token or "",
        currency=booking.currency,
        prices=[LabeledPrice(label=parts.cut(title, TITLE), amount=booking.price * booking.seats)],
        start_parameter=start,
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[pay]]),
    )
