"""The door: whose ticket this is, who is in, and taking that back. Owns the three `checked_in` columns of a booking.

The door is for those who manage the event; to anybody else a code and a booking are not there. It is open from a day
before the start until half a day after the end. Two phones at one door agree: the event's row is locked first, the
second one learns that the party is in already. Who came also decides who took part (`reviews`) and who didn't show up.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select, update
from sqlalchemy.orm import aliased

from core import audit, bookings, live, rights
from core.audit import person
from core.database import LARGEST_ID, Tx, first, one
from core.errors import EventClosed, NotFound, NotPending, NotTheDay, SeatsLimit
from core.models import Booking, BookingStatus, Event, EventStatus, User

Ticket = Row[tuple[Booking]]

OPENS = timedelta(hours=24)
CLOSES = timedelta(hours=12)
CODE = 16
TAKEN = (BookingStatus.confirmed, BookingStatus.completed)
# A Russian keyboard has the same letters under other numbers.
_ALIKE = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


def read_code(said: str) -> str:
    """A ticket's code as it is stored, from how people type it: small letters, spaces, dashes, Cyrillic look-alikes."""
    signs = said[:64].upper().translate(_ALIKE)
    return "".join(sign for sign in signs if sign.isascii() and sign.isalnum())


async def look(tx: Tx, user_id: int, code: str) -> Ticket:
    """What the door needs of a ticket; changes nothing. Raises NotFound: a code that never was, or a foreign event's.

    The booking's row with `guest_name`, `door_name` (who let them in, or None), `event_name`, `event_status`,
    `starts_at`, `ends_at`, `zone`, and `state`: `void` (given back, lapsed, or the event is cancelled), `unpaid`
    (held), `in`, `part` (some of the seats), `early`, `late` (not the day), `ready`.
    """
    door = aliased(User)
    columns = (
        User.name.label("guest_name"),
        door.name.label("door_name"),
        Event.name.label("event_name"),
        Event.status.label("event_status"),
        Event.starts_at,
        Event.ends_at,
        Event.zone,
        _state().label("state"),
    )
    ticket = (
        select(Booking, *columns)
        .join(Event, Event.id == Booking.event_id)
        .join(User, User.id == Booking.user_id)
        .outerjoin(door, door.id == Booking.checked_in_by)
        .where(Booking.ticket_code == read_code(code), rights.manages(user_id))
    )
    found: Ticket | None = await first(tx, ticket)
    if found is None:
        raise NotFound
    return found


def _state() -> ColumnElement[str]:
    at = func.statement_timestamp()
    held = and_(Booking.status == BookingStatus.pending, Booking.expires_at > at)
    return case(
        (or_(Event.status == EventStatus.cancelled, and_(~Booking.status.in_(TAKEN), ~held)), "void"),
        (held, "unpaid"),
        (Booking.checked_in == Booking.seats, "in"),
        (Booking.checked_in > 0, "part"),
        (at < Event.starts_at - OPENS, "early"),
        (at > Event.ends_at + CLOSES, "late"),
        else_="ready",
    )


async def admit(tx: Tx, user_id: int, booking_id: int, seats: int, *, anyway: bool = False) -> tuple[Booking, bool]:
    """Say that `seats` of the booking's seats are in; returns the booking, and whether it was so already.

    More may follow (1 of 2, then 2), and fewer corrects a slip. A number beyond the booking's means all of them: the
    card that was tapped may be older than the booking. `anyway` opens the door on another day, while the event is not
    over; the record says so. Raises NotFound, Banned, EventClosed (cancelled), HoldEnded, OfferEnded, NotPending
    (pending or given back: `status`), SeatsLimit (none), NotTheDay (`time`: the start).
    """
    event, booking, at = await _lock(tx, user_id, booking_id)
    _ensure_ticket(booking, at)
    if seats < 1:
        raise SeatsLimit(max=booking.seats, event_id=event.id)
    seats = min(seats, booking.seats)
    if seats == booking.checked_in:
        return booking, True
    off = _ensure_day(event, at, anyway=anyway)
    values = {"checked_in": seats} | ({} if booking.checked_in else {"checked_in_at": at, "checked_in_by": user_id})
    return await _set(tx, booking, user_id, "anyway" if off else "door", **values), False


async def undo(tx: Tx, user_id: int, booking_id: int) -> Booking:
    """Say that nobody of the booking is in, while the door is open; a repeat changes nothing.

    Raises NotFound, Banned, EventClosed (cancelled), NotTheDay (it is over, and who came is history).
    """
    event, booking, at = await _lock(tx, user_id, booking_id)
    if not booking.checked_in:
        return booking
    _ensure_day(event, at, anyway=True)
    return await _set(tx, booking, user_id, "undone", checked_in=0, checked_in_at=None, checked_in_by=None)


async def _lock(tx: Tx, user_id: int, booking_id: int) -> tuple[Event, Booking, datetime]:
    if not 0 < booking_id <= LARGEST_ID:
        raise NotFound
    event, booking, at = await bookings.lock(tx, booking_id)
    await rights.ensure_manages(tx, user_id, event.id)
    await bookings.ensure_welcome(tx, user_id)
    if event.status is EventStatus.cancelled:
        raise EventClosed(event_id=event.id)
    return event, booking, at


def _ensure_ticket(booking: Booking, at: datetime) -> None:
    if booking.status in TAKEN:
        return
    bookings.ensure_held(booking, at)
    raise NotPending(status=booking.status.value, booking_id=booking.id, event_id=booking.event_id)


def _ensure_day(event: Event, at: datetime, *, anyway: bool) -> bool:
    """Whether it is another day and the host opens all the same; refuses it otherwise."""
    if event.starts_at - OPENS <= at <= event.ends_at + CLOSES:
        return False
    # Once it is over, reviews rest on who came: nobody rewrites that later.
    if not anyway or event.status is EventStatus.completed:
        raise NotTheDay(time=event.starts_at, event_id=event.id)
    return True


async def _set(
    tx: Tx,
    booking: Booking,
    user_id: int,
    reason: str,
    **values: object,
) -> Booking:
    row: Booking = await one(tx, update(Booking).where(Booking.id == booking.id).values(**values).returning(Booking))
    # A record of its own: a booking's last word in the record stays its status (invariant 26).
    await audit.write(
        tx,
        "check_in",
        booking.id,
        old=str(booking.checked_in),
        new=str(row.checked_in),
        seats=row.seats,
        actor=person(user_id),
        reason=reason,
    )
    await live.announce(tx, booking.event_id)
    return row
