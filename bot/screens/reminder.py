"""Reminders before an event, as guests get them (SCREENS 4.8). The one that asks is a form: the answer edits it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.callbacks import Tick
from bot.callbacks_guest import Come
from bot.screen import Row, button, keyboard, leading, primary
from bot.screens import parts, ticket, times, venue
from bot.screens.facts import Facts
from bot.screens.ticket import Paper
from core.i18n import Words
from core.models import Booking


def draw(w: Words, event: Any, booking: Booking, now: datetime) -> Paper:
    """The reminder that asks whether they come, or says what they answered."""
    name, left = parts.title(event), times.left(w, event.starts_at, now)
    day = _day(event, now)
    said = w("reminder-said") if booking.coming else w("reminder-ask", seats=w.plain("seats-count", n=booking.seats))
    text = parts.lines(
        w(f"reminder-{day}", event=name) if day else w("reminder-ahead", event=name, left=left),
        Markup("{} ({})").format(times.start(w, event.starts_at, event.zone), left),
        *parts.places(w, event, has_ticket=True),
        said,
    )
    return Paper(text, keyboard(_answers(w, booking), _ways(w, event, booking)))


def _day(event: Any, now: datetime) -> str | None:
    """Which word is true there at this moment."""
    zone = ZoneInfo(event.zone)
    today, day = now.astimezone(zone).date(), event.starts_at.astimezone(zone).date()
    return {today: "today", today + timedelta(days=1): "tomorrow"}.get(day)


def _answers(w: Words, booking: Booking) -> Row:
    if booking.coming:
        return [button(w.plain("button-cant-after-all"), Come(booking_id=booking.id, yes="0"))]
    yes = primary(w.plain("button-will-come"), Come(booking_id=booking.id, yes="1"))
    return [yes, button(w.plain("button-cant"), Come(booking_id=booking.id, yes="0"))]


def _ways(w: Words, event: Any, booking: Booking) -> Row:
    ticket = button(w.plain("button-ticket"), Tick(booking_id=booking.id))
    return [ticket, *venue.ways(w, event)]


def _ahead(w: Words, facts: Facts) -> Paper:
    return draw(w, facts.event, facts.booking, facts.now)


def _soon(w: Words, facts: Facts) -> Paper:
    event, booking = facts.event, facts.booking
    seats = w.plain("seats-count", n=booking.seats)
    where = Markup(" · ").join([*parts.places(w, event, has_ticket=True), seats])
    news = w("reminder-soon", event=parts.title(event), left=times.left(w, event.starts_at, facts.now))
    join, ways = leading(w.plain("button-join"), event.online_link), _ways(w, event, booking)
    if event.online_link and not join:
        where = Markup("{}\n{}").format(where, ticket.address(event.online_link))
    return Paper(parts.lines(news, where), keyboard(join, ways))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "reminder_24h": _ahead,
    "reminder_6h": _ahead,
    "reminder_1h": _soon,
}
