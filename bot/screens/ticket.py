"""The ticket: a picture with the QR that the door reads, and a caption that says whose it is (SCREENS 4.5)."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno
from aiogram.types import InlineKeyboardMarkup
from markupsafe import Markup

from bot.callbacks import Ics, Open, Seats
from bot.screen import Row, button, copying, keyboard
from bot.screens import parts, times
from core import i18n
from core.i18n import Words
from core.models import Booking, Format

LINK = 120
"""How much of a long address is written out; the whole of it is behind it."""
SIDE = 720
"""Pixels of the QR's side, about: large enough for a scanner on a bright phone."""


@dataclass(frozen=True)
class Void:
    """A message with a ticket that is good for nothing any more, and what it says from now on."""

    message_id: int
    text: str


@dataclass(frozen=True)
class Paper:
    """A message from the courier: a text, or a picture with the text below it.

    It may be the ticket of the booking `ticket_of`, or follow on the end of one (`void`).
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    photo: bytes | None = None
    filename: str | None = None
    ticket_of: int | None = None
    void: Void | None = None


def draw(w: Words, booking: Booking, event: Any, guest: str, bot_username: str, now_seats: int | None = None) -> Paper:
    """The ticket of a confirmed booking; `now_seats` says that the number has changed."""
    name = i18n.name(event.name)
    first = w("ticket-title", event=name) if now_seats is None else w("ticket-title-now", event=name, n=now_seats)
    text = parts.lines(
        first,
        times.start(w, event.starts_at, event.zone),
        *_places(w, event),
        _line(w, booking, guest),
        w("ticket-code", code=" ".join(booking.ticket_code[i : i + 4] for i in range(0, 16, 4))),
        w("ticket-show") if event.format is not Format.online else None,
    )
    photo = picture(parts.deep_link(bot_username, f"t_{booking.ticket_code}"))
    return Paper(text, _buttons(w, booking, event), photo, "ticket.png", ticket_of=booking.id)


def void(booking: Booking | None, text: str) -> Void | None:
    """What becomes of the ticket that lies in the holder's chat, if one does; who waited in line has no booking."""
    return Void(booking.ticket_message_id, text) if booking and booking.ticket_message_id else None


def _places(w: Words, event: Any) -> list[Markup]:
    where = [w("card-place", place=i18n.name(event.place, 200))] if event.place else []
    if event.format is Format.in_person:
        return where
    if not event.online_link:
        return [*where, w("ticket-online-later")]
    return [*where, address(event.online_link)]


def address(link: str) -> Markup:
    """The way in, to be opened; for those with a ticket."""
    return Markup('<a href="{}">{}</a>').format(link, parts.cut(link, LINK))


def _line(w: Words, booking: Booking, guest: str) -> Markup:
    seats, name = w.plain("seats-count", n=booking.seats), i18n.name(guest)
    if not booking.price:
        return w("ticket-line", seats=seats, name=name)
    return w("ticket-line-paid", seats=seats, sum=parts.total(w, booking), name=name)


def _buttons(w: Words, booking: Booking, event: Any) -> InlineKeyboardMarkup | None:
    change: Row = []
    if event.max_seats_per_booking > 1:
        change = [button(w.plain("button-change-seats"), Seats(booking_id=booking.id, seats=booking.seats))]
    return keyboard(
        [
            button(w.plain("button-calendar"), Ics(booking_id=booking.id)),
            copying(w.plain("button-copy-code"), booking.ticket_code),
        ],
        [button(w.plain("button-the-event"), Open(event_id=event.id)), *change],
    )


def picture(what: str) -> bytes:
    """A QR as PNG with its quiet zone, black on white whatever the chat's colours."""
    code = segno.make(what, error="m", micro=False)
    border = 4
    out = BytesIO()
    code.save(out, kind="png", scale=SIDE // code.symbol_size(border=border)[0], border=border, light="#fff")
    return out.getvalue()
