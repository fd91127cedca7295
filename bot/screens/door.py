"""The door: what a ticket is good for, said in one line that is read at arm's length (SCREENS 5.6)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks_hosting import Gst, Guest, In
from bot.screen import Row, Screen, button, keyboard, primary
from bot.screens import times
from core import i18n
from core.i18n import Words
from core.models import BookingStatus, EventStatus

FEW = 8
"""Seats up to which every smaller number has its button."""


def draw(w: Words, ticket: Any, now: datetime, *, again: bool = False) -> Screen:
    """A ticket as `checkin.look` found it; `again` when it was shown once more by a party that is in."""
    back = [
        button(w.plain("button-guest"), Guest(booking_id=ticket.id)),
        button(w.plain("button-guests"), Gst(event_id=ticket.event_id, show="all")),
    ]
    line = _line(w, ticket, now, again=again)
    rows = [] if again and ticket.state == "in" else _ways(w, ticket)
    return Screen(line, keyboard(*rows, back))


def _line(w: Words, ticket: Any, now: datetime, *, again: bool) -> Markup:
    who = {"name": i18n.name(ticket.guest_name), "seats": w.plain("seats-count", n=ticket.seats)}
    if ticket.state == "void":
        return _void(w, ticket, now, who["name"])
    if ticket.state not in {"in", "part"}:
        return _outside(w, ticket, now, who)
    since = times.until(w, ticket.checked_in_at, ticket.zone, now)
    if ticket.state == "part":
        return w("door-part", name=who["name"], n=ticket.seats, until=since, **{"in": ticket.checked_in})
    if again and ticket.door_name:
        return w("door-again-by", until=since, door=i18n.name(ticket.door_name), **who)
    return w("door-again" if again else "door-in", until=since, **who)


def _outside(w: Words, ticket: Any, now: datetime, who: dict[str, str]) -> Markup:
    if ticket.state == "unpaid":
        said = "door-unpaid" if ticket.price else "door-unconfirmed"
        return w(said, until=times.until(w, ticket.expires_at, ticket.zone, now), **who)
    if ticket.state == "ready":
        return w("door-ready", **who)
    return w("door-early", start=times.start(w, ticket.starts_at, ticket.zone), **who)


def _void(w: Words, ticket: Any, now: datetime, name: str) -> Markup:
    if ticket.event_status is EventStatus.cancelled:
        return w("door-event-cancelled", name=name)
    ended = ticket.ended_at or ticket.expires_at or now
    said = "door-lapsed"
    if ticket.status is BookingStatus.cancelled:
        said = "door-by-host" if ticket.reason == "by_host" else "door-given-back"
    return w(said, name=name, until=times.until(w, ended, ticket.zone, now))


def _ways(w: Words, ticket: Any) -> list[Row]:
    if ticket.state in {"early", "late"}:
        if ticket.event_status is not EventStatus.published:
            return []
        anyway = In(booking_id=ticket.id, seats=ticket.seats, anyway="1")
        return [[button(w.plain("button-in-anyway"), anyway)]]
    return ways(w, ticket) if ticket.state in {"ready", "in", "part"} else []


def ways(w: Words, booking: Any) -> list[Row]:
    """The buttons of the door: all are in, some of them, nobody after all."""
    here, seats = booking.checked_in, booking.seats
    whole = [primary(w.plain("button-in-all", n=seats), In(booking_id=booking.id, seats=seats))] if here < seats else []
    undo = [button(w.plain("button-in-undo"), In(booking_id=booking.id, seats=0))] if here else []
    some = _some(w, booking, "button-in-only" if here == seats else "button-in-some")
    return [whole + some + undo] if len(some) < 2 else [whole, some, undo]


def _some(w: Words, booking: Any, label: str) -> Row:
    """Fewer than all, but for the number that is in already."""
    seats = booking.seats
    numbers = range(1, seats) if seats <= FEW else (1, 2, 3, seats - 3, seats - 2, seats - 1)
    said = label if seats == 2 else "button-in-some"
    return [
        button(w.plain(said, n=seats, **{"in": k}), In(booking_id=booking.id, seats=k))
        for k in numbers
        if k != booking.checked_in
    ]
