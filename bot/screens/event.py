"""The event card: one head and a state. Pure: of the event, the person's booking, the seats chosen and now.

SCREENS 4.2 and 4.3.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from bot.callbacks import Book, Cfg, Ev, Home, Leave, List, Many, More, My, Ok, Pay, Seats, Tick, Wait
from bot.callbacks_guest import Fav, Rate
from bot.callbacks_hosting import Run
from bot.screen import Row, Screen, button, danger, keyboard, link, primary
from bot.screens import parts, times
from bot.way import MY, Way, parse
from core import i18n
from core.i18n import STARS, Words
from core.models import Access, Booking, BookingStatus, EventStatus, Origin
from core.rails import Rail
from core.ratings import Rating

IN_A_ROW = 6
INVOICED = (Rail.provider, Rail.stars)

State = tuple[Markup | None, list[Row]]


@dataclass(frozen=True)
class Place:
    """A place in the line: the number in it, and for how many seats."""

    number: int
    seats: int


@dataclass(frozen=True)
class Said:
    """What guests say of an event that took place; `mine` are this person's stars, who `may_say` some."""

    rating: Rating
    mine: int | None = None
    may_say: bool = False


@dataclass(frozen=True)
class View:
    """What a card is drawn from. `booking` is the person's latest at this event; `seats` is what they chose.

    `rail` is the way it is paid, `paying` that the answer to a payment is awaited; `place` theirs in the line of
    `waiting` people; `host` the host's rating; `said` is there once it took place.
    """

    card: Any
    booking: Booking | None
    viewer_id: int
    now: datetime
    seats: int = 1
    way: str = ""
    rail: Rail | None = None
    paying: bool = False
    bot_username: str = ""
    place: Place | None = None
    waiting: int = 0
    host: Rating | None = None
    said: Said | None = None

    @property
    def n(self) -> int:
        """Seats chosen, within what one person may take."""
        return max(1, min(self.seats, self.card.max_seats_per_booking))


def draw(w: Words, view: View, note: str | None = None) -> Screen:
    """The card in its state; `note` stands below (the first meeting's)."""
    line, rows = _state(w, view)
    return Screen(_text(w, view, line, note), keyboard(*rows, _last_but_one(w, view), back(w, view.way)))


def draw_leaving(w: Words, view: View, place: Place) -> Screen:
    """The card that asks whether to leave the line."""
    stay = button(w.plain("button-stay"), Ev(event_id=view.card.id, seats=view.n))
    rows = [[danger(w.plain("button-leave"), Leave(event_id=view.card.id, sure="1")), stay]]
    return Screen(_text(w, view, w("leave-sure", number=place.number), None), keyboard(*rows))


def draw_with(w: Words, view: View, *rows: Row) -> Screen:
    """The card in its state over other buttons."""
    return Screen(_text(w, view, _state(w, view)[0], None), keyboard(*rows))


def _text(w: Words, view: View, line: str | None, note: str | None) -> Markup:
    return parts.paragraphs(parts.head(w, view.card, view.host), line, note)


def back(w: Words, way: str) -> Row:
    """The row that leads to the list from which the card was opened."""
    if way == MY:
        return [button(w.plain("button-back"), My(which="now"))]
    whole = parse(way) == Way()
    return [button(w.plain("button-home"), Home() if whole else List(way=way))]


def _last_but_one(w: Words, view: View) -> Row:
    card = view.card
    share: Row = []
    if card.access is Access.public and card.status is EventStatus.published and view.bot_username:
        url = quote(parts.deep_link(view.bot_username, f"e_{card.id}"), safe="")
        share = [link(w.plain("button-share"), f"https://t.me/share/url?url={url}")]
    return [*_save(w, view), *share, button(w.plain("button-more"), More(event_id=card.id, seats=view.n, way=view.way))]


def _save(w: Words, view: View) -> Row:
    """To keep an eye on it, as long as there is anything to see; what is saved can always be let go."""
    card = view.card
    if card.saved:
        return [button(w.plain("button-saved-this"), Fav(event_id=card.id, on="0"))]
    ahead = card.status is EventStatus.published and card.starts_at > view.now
    if not ahead or view.viewer_id == card.host_id:
        return []
    return [button(w.plain("button-save"), Fav(event_id=card.id, on="1"))]


def _state(w: Words, view: View) -> State:
    """The first state that fits, from the top of SCREENS 4.3: the state line and its rows."""
    card, booking = view.card, view.booking
    if card.status is EventStatus.draft:
        return w("state-draft"), _panel(w)
    if view.viewer_id == card.host_id:
        run = [[button(w.plain("button-run"), Run(event_id=card.id))]]
        return w("state-own", taken=card.sold, capacity=card.capacity, held=card.held), run
    if card.status is EventStatus.cancelled:
        return cancelled(w, card), []
    if booking is not None and booking.status is BookingStatus.confirmed and card.ends_at > view.now:
        return _going(w, view, booking)
    return _closed(w, view) or _for_sale(w, view)


def _closed(w: Words, view: View) -> State | None:
    if view.card.status is EventStatus.completed or view.card.ends_at <= view.now:
        return _over(w, view)
    return (w("state-begun"), []) if view.card.starts_at <= view.now else None


def _over(w: Words, view: View) -> State:
    """Who took part may say how it was; the others see what comes next."""
    card, said = view.card, view.said
    if card.status is not EventStatus.completed:
        return w("state-ended"), [_next(w, card)]
    rated = said is not None and said.rating.average is not None
    line = w("state-over-rated", stars=w.average(said.rating.average), n=said.rating.n) if rated else w("state-over")
    if said is None or not said.may_say:
        return line, [_next(w, card)]
    label = w.plain("button-your-review", n=said.mine) if said.mine else w.plain("button-review")
    return line, [[button(label, Rate(whom="e", event_id=card.id, stars="0"))]]


def _next(w: Words, card: Any) -> Row:
    label = w.plain("button-next-from", host=i18n.clean(card.host_name, 20))
    return [button(parts.cut(label, parts.BUTTON), List(way=str(Way(ref=f"h{card.host_id}"))))]


def _for_sale(w: Words, view: View) -> State:
    booking = view.booking
    if booking is not None and parts.is_held(booking, view.now):
        return _paying(w, view, booking) if view.paying else _held(w, view, booking)
    return _waiting(w, view, view.place) if view.place else _open(w, view)


def _waiting(w: Words, view: View, place: Place) -> State:
    line = w("state-waiting", number=place.number, n=place.seats)
    return line, [[button(w.plain("button-leave-line"), Leave(event_id=view.card.id))]]


def _panel(w: Words) -> list[Row]:
    return [[button(w.plain("button-panel"), Cfg(what="login"))]]


def cancelled(w: Words, card: Any) -> Markup:
    """That the event was cancelled, and why."""
    return w("state-cancelled-why", reason=i18n.name(card.reason, 200)) if card.reason else w("state-cancelled")


def _going(w: Words, view: View, booking: Booking) -> tuple[Markup, list[Row]]:
    ticket = [primary(w.plain("button-ticket"), Tick(booking_id=booking.id))]
    if booking.checked_in:
        return _in(w, view, booking), [ticket]
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
    return bool((booking.seats if only_shrinks else view.card.max_seats_per_booking) > 1)


def _paying(w: Words, view: View, booking: Booking) -> State:
    refresh = button(w.plain("button-refresh"), Ev(event_id=view.card.id, seats=view.n, way=view.way))
    return w("state-paying", n=booking.seats), [[refresh]]


def _held(w: Words, view: View, booking: Booking) -> tuple[Markup, list[Row]]:
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


def _open(w: Words, view: View) -> State:
    card, n = view.card, view.n
    ended = None
    if view.booking is not None and parts.has_lapsed(view.booking, view.now) and view.booking.expires_at:
        ended = w("state-hold-ended", until=times.until(w, view.booking.expires_at, card.zone, view.now))
    numbers = _numbers(view)
    if n <= card.free:
        return ended, [numbers, [_book(w, view, n)]]
    join = Wait(event_id=card.id, seats=n)
    if card.free == 0:
        line = parts.lines(ended, w("state-sold-out", waiting=view.waiting))
        return line, [numbers, [primary(w.plain("button-wait", n=n), join)]]
    line = parts.lines(ended, w("state-not-enough", free=card.free, n=n))
    return line, [numbers, [_book(w, view, card.free)], [button(w.plain("button-wait", n=n), join)]]


def _book(w: Words, view: View, n: int) -> Any:
    sum_ = parts.price(w, view.card.price * n, view.card.currency)
    deed = Book(event_id=view.card.id, seats=n, terms=view.card.terms)
    return primary(w.plain("button-book", n=n, sum=sum_), deed)


def _numbers(view: View) -> Row:
    """One tap for any number: 1 to the limit, or the first five and a question."""
    limit, n, card = view.card.max_seats_per_booking, view.n, view.card
    if limit == 1:
        return []
    shown = range(1, limit + 1) if limit <= IN_A_ROW else range(1, IN_A_ROW)
    row = [button(f"✓ {k}" if k == n else str(k), Ev(event_id=card.id, seats=k, way=view.way)) for k in shown]
    if limit > IN_A_ROW:
        row.append(button(f"✓ {n} …" if n >= IN_A_ROW else "…", Many(event_id=card.id)))
    return row
