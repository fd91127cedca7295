"""One's bookings: what has a deadline, what one goes to or waits for, what became of the past (SCREENS 4.6)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks import Ev, Home, My
from bot.screen import Row, Screen, button, keyboard
from bot.screens import parts, times
from bot.way import MY
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, EntryStatus, EventStatus

PAGE = 8
MOST = 80
ROW = 4


def draw(w: Words, rows: list[Any], which: str, page: int, now: datetime) -> Screen:
    """A page of the bookings, each with the number of the button that opens its event."""
    past = which == "past"
    ordered = rows if past else in_order(rows)
    page = max(0, min(page, (len(ordered) - 1) // PAGE))
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    items = [_past(w, n, b) if past else _ahead(w, n, b, now) for n, b in enumerate(shown, 1)]
    numbers = [button(str(n), Ev(event_id=b.event_id, way=MY)) for n, b in enumerate(shown, 1)]
    return Screen(
        parts.lines(w("my-title"), *(items or [w("my-empty")])),
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


def _past(w: Words, number: int, booking: Any) -> Markup:
    seats, event = w.plain("seats-count", n=booking.seats), i18n.name(booking.event_name)
    return parts.lines(w("my-item", n=number, event=event, seats=seats), w(_end(booking)))


def _end(booking: Any) -> str:
    """How it ended, as the id of a sentence."""
    if booking.status in (BookingStatus.expired, BookingStatus.pending):
        return "my-hold-ended"
    if booking.event_status is EventStatus.cancelled:
        return "my-cancelled"
    if booking.status is BookingStatus.cancelled:
        return "my-let-go" if booking.reason == "let_go" else "my-given-back"
    return "my-took-place"


def _pages(count: int, page: int, which: Any) -> Row:
    back = [button("‹", My(which=which, page=str(page - 1)))] if page else []
    return back + ([button("›", My(which=which, page=str(page + 1)))] if (page + 1) * PAGE < count else [])


def _tabs(w: Words, which: str) -> Row:
    def tab(value: Any, label: str) -> Any:
        return button(f"✓ {w.plain(label)}" if which == value else w.plain(label), My(which=value))

    return [tab("now", "button-ahead"), tab("past", "button-past"), button(w.plain("button-home"), Home())]
