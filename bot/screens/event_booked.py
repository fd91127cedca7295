"""The card of somebody who has seats: going, in, paying, held or offered (SCREENS 4.3)."""

from markupsafe import Markup

from bot.callbacks import Ev, Ok, Pay, Seats, Tick
from bot.screen import button, link, primary
from bot.screens import parts, times
from bot.screens.event_view import State, View
from core.i18n import STARS, Words
from core.models import Booking, BookingStatus, Origin
from core.rails import Rail

INVOICED = (Rail.provider, Rail.stars)


def going(w: Words, view: View, booking: Booking) -> State:
    ticket = [primary(w.plain("button-ticket"), Tick(booking_id=booking.id))]
    if booking.checked_in:
        return _in(w, view, booking), [ticket]
    if view.in_group:
        there = link(w.plain("button-panel-open"), parts.deep_link(view.bot_username, f"b_{booking.id}"))
        return w("panel-going", n=booking.seats), [[there]]
    line = w("state-going", n=booking.seats)
    if view.card.starts_at <= view.now:
        return line, [ticket]
    if booking.price:
        line = Markup(" ").join([line, _refund(w, view, booking)])
    change = button(w.plain("button-change-seats"), Seats(booking_id=booking.id, seats=booking.seats))
    give = button(w.plain("button-give-back"), Seats(booking_id=booking.id, seats=0))
    return line, [ticket, [change, give] if _can_change(view, booking) else [give]]


def _in(w: Words, view: View, booking: Booking) -> Markup:
    since = w.date(booking.checked_in_at or view.now, view.card.zone, "time")
    if booking.checked_in < booking.seats:
        return w("state-in-part", since=since, n=booking.checked_in, of=booking.seats)
    return w("state-in", since=since)


def _refund(w: Words, view: View, booking: Booking) -> Markup:
    paid = parts.total(w, booking)
    if booking.refundable_until <= view.now:
        return w("state-paid-late", sum=paid)
    until = times.until(w, booking.refundable_until, view.card.zone, view.now)
    return w("state-paid", sum=paid, until=until)


def _can_change(view: View, booking: Booking) -> bool:
    only_shrinks = booking.price and booking.status is BookingStatus.confirmed
    if only_shrinks and booking.currency == STARS:
        return False  # all or nothing
    return bool((booking.seats if only_shrinks else view.limit) > 1)


def paying(w: Words, view: View, booking: Booking) -> State:
    refresh = button(w.plain("button-refresh"), Ev(event_id=view.card.id, seats=view.n, way=view.way))
    return w("state-paying", n=booking.seats), [[refresh]]


def held(w: Words, view: View, booking: Booking) -> State:
    deadline = booking.expires_at or view.now
    until, left = times.until(w, deadline, view.card.zone, view.now), times.left(w, deadline, view.now)
    offered = booking.origin is Origin.waitlist
    line = w("state-offered" if offered else "state-held", n=booking.seats, until=until, left=left)
    sum_ = parts.total(w, booking)
    if not booking.price:
        ask = None if offered else w("state-to-confirm")
        label = w.plain("button-take", n=booking.seats) if offered else w.plain("button-coming")
        deed = primary(label, Ok(booking_id=booking.id))
    elif view.rail in INVOICED:
        ask = w("state-to-pay", sum=sum_)
        deed = button(w.plain("button-invoice-again"), Pay(booking_id=booking.id))
    else:
        ask = w("state-to-pay-test" if view.rail is Rail.test else "state-to-pay", sum=sum_)
        deed = primary(w.plain("button-pay", sum=sum_), Pay(booking_id=booking.id))
    more = "button-fewer-seats" if offered else "button-change-seats"
    change = button(w.plain(more), Seats(booking_id=booking.id, seats=booking.seats))
    go = button(w.plain("button-pass-on" if offered else "button-let-go"), Seats(booking_id=booking.id, seats=0))
    said = Markup(" ").join(part for part in (line, ask) if part)
    return said, [[deed], [change, go] if _can_change(view, booking) else [go]]
