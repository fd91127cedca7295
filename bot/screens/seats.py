"""More seats, fewer, none: the card with a quote in place of its state. Nothing changes here (SCREENS 4.7)."""

from aiogram.types import InlineKeyboardButton
from markupsafe import Markup

from bot.callbacks import Ev, Seats, Set
from bot.screen import Row, Screen, button, danger, keyboard, primary
from bot.screens import parts, times
from bot.screens.event_view import View
from core.change import refund_for
from core.i18n import STARS, Words
from core.models import Booking, BookingStatus, Origin

IN_A_ROW = 8

Quote = tuple[Markup, InlineKeyboardButton | None]


def draw(w: Words, view: View, booking: Booking, wanted: int) -> Screen:
    """What `wanted` seats instead of the booking's would mean, and the deed."""
    wanted = max(0, min(wanted, most(view, booking)))
    quote, deed = _quote(w, view, booking, wanted)
    text = parts.paragraphs(parts.head(w, view.card, view.now, view.host), quote)
    keep = button(w.plain("button-keep", n=booking.seats), Ev(event_id=view.card.id, seats=booking.seats))
    return Screen(text, keyboard(_row(view, booking, wanted), [deed] if deed else [], [keep]))


def most(view: View, booking: Booking) -> int:
    """A paid booking only shrinks; anything else may grow to the event's limit."""
    if booking.status is BookingStatus.confirmed and booking.price:
        return booking.seats
    return max(view.limit, booking.seats)


def _row(view: View, booking: Booking, wanted: int) -> Row:
    limit = most(view, booking)
    if booking.currency == STARS and booking.price and booking.status is BookingStatus.confirmed:
        shown = [0, limit]  # Stars come back whole
    elif limit < IN_A_ROW:
        shown = list(range(limit + 1))
    else:
        near = {0, 1, booking.seats, wanted - 1, wanted, wanted + 1, wanted + 2, limit}
        shown = sorted(n for n in near if 0 <= n <= limit)[:IN_A_ROW]
    return [button(f"✓ {n}" if n == wanted else str(n), Seats(booking_id=booking.id, seats=n)) for n in shown]


def _quote(w: Words, view: View, booking: Booking, wanted: int) -> Quote:
    if wanted == booking.seats:
        return w("seats-choose"), None
    if wanted - booking.seats > view.card.free:
        return w("seats-not-free", free=view.card.free), None
    if booking.status is BookingStatus.pending:
        return _held(w, view, booking, wanted)
    if wanted > booking.seats:
        return w("seats-instead", n=wanted, was=booking.seats), _take(w, booking, wanted, "button-take")
    return _back(w, view, booking, wanted)


def _held(w: Words, view: View, booking: Booking, wanted: int) -> Quote:
    if wanted == 0 and booking.origin is Origin.waitlist:
        return w("seats-pass-on"), _give(w.plain("button-pass-on"), booking, 0, 0)
    if wanted == 0:
        return w("seats-let-go", n=booking.seats), _give(w.plain("button-let-go"), booking, 0, 0)
    until = times.until(w, booking.expires_at or view.now, view.card.zone, view.now)
    deed = _take(w, booking, wanted, "button-hold")
    if not booking.price:
        return w("seats-instead-held-free", n=wanted, was=booking.seats, until=until), deed
    sum_ = parts.total(w, booking, wanted)
    return w("seats-instead-held", n=wanted, was=booking.seats, sum=sum_, until=until), deed


def _back(w: Words, view: View, booking: Booking, wanted: int) -> Quote:
    back, less = refund_for(booking, wanted, view.now), booking.seats - wanted
    if booking.price and not back:
        until = times.until(w, booking.refundable_until, view.card.zone, view.now)
        return w("seats-late", until=until), _give(w.plain("button-give-back-late"), booking, wanted, 0)
    money = w.money(back, booking.currency)
    label = w.plain("button-give-back-sum", n=less, sum=money) if back else w.plain("button-give-back-n", n=less)
    deed = _give(label, booking, wanted, back)
    if wanted and back:
        return w("seats-fewer", n=wanted, was=booking.seats, sum=money), deed
    if wanted:
        return w("seats-instead", n=wanted, was=booking.seats), deed
    seats = w("seats-yours", n=booking.seats)
    return (w("seats-back-paid", seats=seats, sum=money) if back else w("seats-back", seats=seats)), deed


def _take(w: Words, booking: Booking, wanted: int, label: str) -> InlineKeyboardButton:
    return primary(w.plain(label, n=wanted), Set(booking_id=booking.id, seats=wanted, refund=0))


def _give(label: str, booking: Booking, wanted: int, refund: int) -> InlineKeyboardButton:
    return danger(label, Set(booking_id=booking.id, seats=wanted, refund=refund))
