"""One's bookings: what has a deadline, what one goes to or waits for, what became of the past (SCREENS 4.6)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks import Ev, Home, My
from bot.screen import Row, Screen, button, keyboard
from bot.screens import parts, times
from bot.way import MY
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, EntryStatus, EventStatus, Origin
from core.refunds import Returned

ENDED = {
    "let_go": "my-let-go",
    "declined": "my-passed-on",
    "by_host": "my-by-host",
    "given_back": "my-given-back",
}
"""Why a booking ended before its event did, as the id of a sentence."""
PAGE = 8
MOST = 80
ROW = 4


@dataclass(frozen=True)
class Ends:
    """How the past ended: stars by event, money that came back by booking, the events that are still `seen`."""

    stars: dict[int, int] = field(default_factory=dict)
    money: dict[int, Returned] = field(default_factory=dict)
    seen: frozenset[int] | None = None


def draw(w: Words, rows: list[Any], which: str, page: int, now: datetime, ends: Ends = Ends()) -> Screen:
    """A page of the bookings, each with the number of the button that opens its event."""
    past = which == "past"
    ordered = rows if past else in_order(rows)
    page = max(0, min(page, (len(ordered) - 1) // PAGE))
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    items = [_past(w, n, b, ends) if past else _ahead(w, n, b, now) for n, b in enumerate(shown, 1)]
    numbers = [button(str(n), Ev(event_id=b.event_id, way=MY)) for n, b in enumerate(shown, 1) if _opens(b, ends)]
    return Screen(
        parts.lines(w("my-title"), *(items or [w("my-empty-past" if past else "my-empty-ahead")])),
        keyboard(numbers[:ROW], numbers[ROW:], _pages(len(ordered), page, which), _tabs(w, which)),
    )


def in_order(rows: list[Any]) -> list[Any]:
    """Deadlines first, then where one goes, then where one waits, each by its time."""
    return sorted(rows, key=_urgency)


def _urgency(row: Any) -> tuple[int, datetime]:
    if row.status is BookingStatus.pending:
        return 0, row.expires_at
    return (2 if row.status is EntryStatus.waiting else 1), row.starts_at


def _ahead(w: Words, number: int, booking: Any, now: datetime) -> Markup:
    seats, event = w.plain("seats-count", n=booking.seats), i18n.name(booking.event_name)
    if booking.status is EntryStatus.waiting:
        return w("my-item-waiting", n=number, event=event, number=booking.position)
    if parts.is_held(booking, now):
        until = times.until(w, booking.expires_at, booking.zone, now)
        left = times.left(w, booking.expires_at, now)
        line = w("my-pay-until" if booking.price else "my-confirm-until", until=until, left=left)
        return parts.lines(w("my-item-held", n=number, event=event, seats=seats), line)
    if booking.status is BookingStatus.pending:
        return parts.lines(w("my-item", n=number, event=event, seats=seats), w("my-hold-ended"))
    start = times.start_short(w, booking.starts_at, booking.zone)
    return parts.lines(w("my-item-going", n=number, event=event, seats=seats), start)


def _opens(booking: Any, ends: Ends) -> bool:
    return ends.seen is None or booking.event_id in ends.seen


def _past(w: Words, number: int, booking: Any, ends: Ends) -> Markup:
    seats, event = w.plain("seats-count", n=booking.seats), i18n.name(booking.event_name)
    facts = [w(_end(booking))]
    if booking.event_id in ends.stars and booking.status is BookingStatus.completed:
        facts.append(w("my-stars", n=ends.stars[booking.event_id]))
    money = ends.money.get(booking.id)
    for label, sum_ in (("my-refunded", money.refunded), ("my-refunding", money.refunding)) if money else ():
        if sum_:
            facts.append(w(label, sum=w.money(sum_, money.currency)))
    return parts.lines(w("my-item", n=number, event=event, seats=seats), Markup(", ").join(facts))


def _end(booking: Any) -> str:
    """How it ended, as the id of a sentence."""
    if booking.status in (BookingStatus.expired, BookingStatus.pending):
        return "my-hold-ended" if booking.origin is Origin.direct else "my-offer-ended"
    if booking.event_status is EventStatus.cancelled and booking.reason not in ENDED:
        return "my-cancelled"
    if booking.status is BookingStatus.cancelled:
        return ENDED.get(booking.reason, "my-given-back")
    # Until its host has said so, or was silent for long, nobody knows.
    return "my-took-place" if booking.event_status is EventStatus.completed else "my-time-over"


def _pages(count: int, page: int, which: Any) -> Row:
    back = [button("‹", My(which=which, page=str(page - 1)))] if page else []
    return back + ([button("›", My(which=which, page=str(page + 1)))] if (page + 1) * PAGE < count else [])


def _tabs(w: Words, which: str) -> Row:
    def tab(value: Any, label: str) -> Any:
        return button(f"✓ {w.plain(label)}" if which == value else w.plain(label), My(which=value))

    return [tab("now", "button-ahead"), tab("past", "button-past"), button(w.plain("button-home"), Home())]
