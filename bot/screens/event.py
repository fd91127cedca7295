"""The event card: one head and a state. Pure: of the event, the person's booking, the seats chosen and now.

SCREENS 4.2 and 4.3.
"""

from typing import Any

from markupsafe import Markup

from bot.callbacks import Book, Cfg, Ev, Home, Leave, List, Many, More, My, Wait
from bot.callbacks_guest import Fav, Rate
from bot.callbacks_hosting import Run
from bot.screen import Row, Screen, button, danger, keyboard, primary, sharing
from bot.screens import event_booked, parts, times
from bot.screens.event_view import Place, State, View
from bot.way import MY, Way, parse
from core import i18n
from core.i18n import Words
from core.models import Access, BookingStatus, EventStatus

IN_A_ROW = 6


def draw(w: Words, view: View, note: str | None = None) -> Screen:
    """The card in its state; `note` stands below (the first meeting's)."""
    line, rows = _state(w, view)
    return Screen(_text(w, view, line, note), keyboard(*rows, _last_but_one(w, view), back(w, view.way)))


def draw_leaving(w: Words, view: View, place: Place) -> Screen:
    """The card that asks whether to leave the line."""
    stay = button(w.plain("button-stay"), Ev(event_id=view.card.id, seats=view.n))
    rows = [[danger(w.plain("button-leave"), Leave(event_id=view.card.id, sure="1")), stay]]
    return Screen(_text(w, view, w("leave-sure", number=place.number), None), keyboard(*rows))


def draw_many(w: Words, event_id: int, limit: int) -> Screen:
    """How many seats, when a row of numbers would not hold them?"""
    question = w("many-question", **{"from": _least(limit), "to": limit})
    return Screen(question, keyboard([button(w.plain("button-own-event"), Ev(event_id=event_id))]))


def not_so_many(w: Words, limit: int) -> str:
    """What was written is no such number."""
    least = _least(limit)
    return w.plain("many-wrong", **{"from": least, "to": limit, "such": min(least + 2, limit)})


def _least(limit: int) -> int:
    """The first number that the row does not hold; a row that holds them all was drawn since."""
    return IN_A_ROW if limit > IN_A_ROW else 1


def draw_with(w: Words, view: View, *rows: Row) -> Screen:
    """The card in its state over other buttons."""
    return Screen(_text(w, view, _state(w, view)[0], None), keyboard(*rows))


def _text(w: Words, view: View, line: str | None, note: str | None) -> Markup:
    has_ticket = view.booking is not None and view.booking.status is BookingStatus.confirmed
    return parts.paragraphs(parts.head(w, view.card, view.now, view.host, has_ticket=has_ticket), line, note)


def back(w: Words, way: str) -> Row:
    """The row that leads to the list from which the card was opened."""
    if way == MY:
        return [button(w.plain("button-back"), My(which="now"))]
    whole = parse(way) == Way()
    return [button(w.plain("button-home"), Home() if whole else List(way=way))]


def _last_but_one(w: Words, view: View) -> Row:
    card = view.card
    share: Row = []
    if card.access is Access.public and card.status is EventStatus.published:
        share = [sharing(w.plain("button-share"), f"#{card.id}")]
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
        return event_booked.going(w, view, booking)
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
        return event_booked.paying(w, view, booking) if view.paying else event_booked.held(w, view, booking)
    return _waiting(w, view, view.place) if view.place else _open(w, view)


def _waiting(w: Words, view: View, place: Place) -> State:
    line = w("state-waiting", number=place.number, n=place.seats)
    return line, [[button(w.plain("button-leave-line"), Leave(event_id=view.card.id))]]


def _panel(w: Words) -> list[Row]:
    return [[button(w.plain("button-panel"), Cfg(what="login"))]]


def cancelled(w: Words, card: Any) -> Markup:
    """That the event was cancelled, and why; where nothing was paid, nothing comes back."""
    why = w("state-cancelled-why", reason=i18n.quoted(card.reason, 200)) if card.reason else w("state-cancelled")
    return Markup(" ").join([why, w("state-money-back")]) if card.price else why


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
    limit, n, card = view.limit, view.n, view.card
    if limit == 1:
        return []
    shown = range(1, limit + 1) if limit <= IN_A_ROW else range(1, IN_A_ROW)
    row = [button(f"✓ {k}" if k == n else str(k), Ev(event_id=card.id, seats=k, way=view.way)) for k in shown]
    if limit > IN_A_ROW:
        row.append(button(f"✓ {n} …" if n >= IN_A_ROW else "…", Many(event_id=card.id)))
    return row
