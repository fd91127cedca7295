"""Who comes: the list with its filters, one guest, the question before a booking is cancelled (SCREENS 5.6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup

from bot.callbacks_hosting import Gst, Guest, Kick, Queue, Run
from bot.screen import Row, Screen, button, danger, keyboard, link
from bot.screens import door, parts, times
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, EventStatus

ROW = 4
TAKEN = (BookingStatus.confirmed, BookingStatus.completed)
TABS = (("all", "button-tab-all"), ("out", "button-tab-out"), ("ask", "button-tab-ask"))


@dataclass(frozen=True)
class Room:
    """The list as it is drawn: a page of `guests`, its numbers, which filter, or what was searched for."""

    card: Any
    page: Any
    counts: Any
    now: datetime
    show: str = "all"
    search: str | None = None


def draw_list(w: Words, room: Room) -> Screen:
    """The guests, or those who wait, each with the number of the button that opens them."""
    rows = room.page.rows
    items = [_item(w, room, n, row) for n, row in enumerate(rows, 1)]
    text = parts.lines(_title(w, room), *(items or [_nobody(w, room)]), _hint(w, room))
    waits = room.show == "line"
    numbers = [
        button(str(n), Queue(entry_id=row.id) if waits else Guest(booking_id=row.id)) for n, row in enumerate(rows, 1)
    ]
    return Screen(text, keyboard(numbers[:ROW], numbers[ROW:], _tabs(w, room), _pages(room), _last(w, room)))


def _title(w: Words, room: Room) -> Markup:
    if room.search is not None:
        return w("guests-title-found", what=i18n.name(room.search))
    if room.show == "line":
        return w("guests-title-line", n=room.counts.waiting)
    return w("guests-title", seats=w.plain("seats-count", n=room.counts.seats), **{"in": room.counts.seats_in})


def _nobody(w: Words, room: Room) -> Markup:
    return w("guests-empty") if room.search is None else w("guests-none-such")


def _hint(w: Words, room: Room) -> Markup | None:
    if room.search is not None:
        return w("guests-more") if room.page.next else None
    return w("guests-hint") if room.counts.guests and room.show != "line" else None


def _item(w: Words, room: Room, number: int, row: Any) -> Markup:
    seats = w.plain("seats-count", n=row.seats)
    line = "guests-item-in" if row.checked_in else "guests-item"
    if row.status is BookingStatus.pending:
        line = "guests-item-held"
    said = w(line, n=number, name=i18n.name(row.guest_name, 40), seats=seats)
    rating = f"{_stars(w, row.average)} ★" if row.average is not None else None
    state = None if room.show == "line" or (row.coming is None and _is_silent(row)) else _state(w, room, row)
    return Markup(" · ").join(part for part in (said, rating, state) if part)


def _is_silent(row: Any) -> bool:
    return row.status in TAKEN and not row.checked_in


def _stars(w: Words, average: float) -> str:
    return str(format_decimal(round(average, 1), "0.0", locale=w.locale))


def _state(w: Words, room: Room, row: Any) -> Markup | None:
    """Where a booking stands, in a few words; nothing while nobody was asked."""
    zone, now = room.card.zone, room.now
    if row.checked_in:
        since = times.until(w, row.checked_in_at, zone, now)
        if row.checked_in < row.seats:
            return w("guest-in-part", n=row.seats, until=since, **{"in": row.checked_in})
        return w("guest-in", until=since)
    if row.status in TAKEN:
        return _coming(w, room, row)
    if parts.is_held(row, now):
        return w("guest-held", until=times.until(w, row.expires_at, zone, now))
    if row.status is BookingStatus.cancelled:
        return w("guest-given-back" if getattr(row, "reason", None) == "given_back" else "guest-cancelled")
    return w("guest-lapsed")


def _coming(w: Words, room: Room, row: Any) -> Markup | None:
    if row.coming is None:
        return w("guest-silent") if parts.are_asked(room.card, room.now) else None
    return w("guest-coming" if row.coming else "guest-unable")


def _tabs(w: Words, room: Room) -> Row:
    def tab(show: Any, label: str) -> Any:
        chosen = room.show == show and room.search is None
        return button(f"✓ {w.plain(label)}" if chosen else w.plain(label), Gst(event_id=room.card.id, show=show))

    return [tab(show, label) for show, label in TABS]


def _pages(room: Room) -> Row:
    if room.search is not None:
        return []
    steps = (("‹", room.page.previous), ("›", room.page.next))
    show: Any = room.show
    return [button(sign, Gst(event_id=room.card.id, show=show, cursor=to)) for sign, to in steps if to]


def _last(w: Words, room: Room) -> Row:
    event_id = room.card.id
    line = w.plain("button-tab-line")
    waiting = button(f"✓ {line}" if room.show == "line" else line, Gst(event_id=event_id, show="line"))
    file = button(w.plain("button-file"), Gst(event_id=event_id, show="csv"))
    back = button(w.plain("button-back"), Run(event_id=event_id))
    return [*([waiting] if room.counts.waiting or room.show == "line" else []), file, back]


def draw_guest(w: Words, room: Room, guest: Any, note: str | None = None) -> Screen:
    """One guest: seats, money, what is known of them; letting them in, writing, cancelling."""
    seats = w.plain("seats-count", n=guest.seats)
    if guest.paid:
        seats = w("guest-seats-paid", seats=seats, sum=w.money(guest.paid, guest.currency))
    line = Markup(", ").join(part for part in (seats, _state(w, room, guest)) if part)
    average = _stars(w, guest.average) if guest.average is not None else None
    name = Markup("<b>{}</b>").format(i18n.name(guest.guest_name))
    text = parts.lines(
        Markup(" · ").join([name, f"@{guest.username}"]) if guest.username else name,
        line,
        w("guest-rating", average=average, n=guest.n) if average else None,
        w("guest-no-shows", n=guest.no_shows) if guest.no_shows else None,
        Markup("{}").format(" · ".join(said for said in (guest.phone, guest.email) if said)) or None,
        w("guest-code", code=" ".join(guest.ticket_code[i : i + 4] for i in range(0, 16, 4))),
    )
    back = [button(w.plain("button-back"), Gst(event_id=guest.event_id, show="all"))]
    return Screen(parts.paragraphs(text, note), keyboard(*_deeds(w, room, guest), back))


def _deeds(w: Words, room: Room, guest: Any) -> list[Row]:
    write = [link(w.plain("button-write"), f"https://t.me/{guest.username}")] if guest.username else []
    if room.card.status in {EventStatus.cancelled, EventStatus.draft}:
        return [write]
    taken = guest.status in TAKEN
    active = guest.status is BookingStatus.confirmed or parts.is_held(guest, room.now)
    kick = button(w.plain("button-kick"), Kick(booking_id=guest.id))
    can_kick = active and not guest.checked_in and room.card.status is EventStatus.published
    return [*(door.ways(w, guest) if taken else []), write, [kick] if can_kick else []]


def draw_kick(w: Words, guest: Any, reason: Any = None) -> Screen:
    """Why, and with a `reason` the deed with the refund that it means."""
    name, keep = i18n.name(guest.guest_name), [button(w.plain("button-kick-keep"), Guest(booking_id=guest.id))]
    if reason is None:
        return Screen(w("kick-why", name=name, seats=w.plain("seats-count", n=guest.seats)), keyboard(keep))
    said = w("kick-sure", name=name, reason=i18n.quoted(reason.text))
    deed = Kick(booking_id=guest.id, reason_id=reason.id, refund=guest.paid)
    if not guest.paid:
        return Screen(said, keyboard([danger(w.plain("button-kick-sure"), deed)], keep))
    money = w.money(guest.paid, guest.currency)
    label = w.plain("button-kick-sure-sum", sum=money)
    label = label if parts.units(label) <= parts.BUTTON else w.plain("button-kick-sure")
    return Screen(parts.lines(said, w("kick-money", sum=money)), keyboard([danger(label, deed)], keep))
