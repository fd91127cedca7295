"""Rows of the guest list, as SQL: who is on it, what is known of each, and who may see which of it. See `guests`."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, and_, case, cast, func, literal, null, or_, select

from core import ratings, rights
from core.checkin import CODE, TAKEN, read_code
from core.models import (
    Booking,
    BookingStatus,
    Direction,
    EntryStatus,
    Event,
    Payment,
    PaymentStatus,
    Refund,
    User,
    WaitlistEntry,
)

# So much of a code, read aloud, finds its guest.
FEWEST_SIGNS = 4
# So long after an event's end its hosts may still write or call.
REACHABLE = timedelta(days=30)
# Stable within a statement.
_AT = func.statement_timestamp()


class Filter(StrEnum):
    """Whom to list: all with seats or a live hold; not all in; not sure to come; in; waiting for seats."""

    all = "all"
    out = "out"
    ask = "ask"
    inside = "in"
    waiting = "waiting"


def guests(*more: Any) -> Select[Any]:
    """Bookings with their guests, whatever became of them; `more` are further columns."""
    columns: tuple[Any, ...] = (
        Booking.id,
        Booking.user_id,
        User.name.label("guest_name"),
        Booking.seats,
        Booking.status,
        Booking.expires_at,
        Booking.price,
        Booking.currency,
        _paid().label("paid"),
        Booking.coming,
        Booking.checked_in,
        Booking.checked_in_at,
    )
    return select(*columns, *_known(), *more).join(User, User.id == Booking.user_id)


def waiting() -> Select[Any]:
    """Those who wait in line, in the columns of `guests`."""
    columns: tuple[Any, ...] = (
        WaitlistEntry.id,
        WaitlistEntry.user_id,
        User.name.label("guest_name"),
        WaitlistEntry.seats,
        WaitlistEntry.status,
        null().label("expires_at"),
        null().label("price"),
        null().label("currency"),
        literal(0, Integer).label("paid"),
        null().label("coming"),
        literal(0, Integer).label("checked_in"),
        null().label("checked_in_at"),
    )
    line = select(*columns, *_known()).join(User, User.id == WaitlistEntry.user_id)
    return line.where(WaitlistEntry.status == EntryStatus.waiting)


def _known() -> tuple[ColumnElement[Any], ...]:
    """What hosts know of the guest from other evenings."""
    average, n = ratings.of_person(User.id, Direction.host_guest)
    return average.label("average"), n.label("n"), ratings.no_shows_of(User.id).label("no_shows")


def _paid() -> ColumnElement[int]:
    """Minor units that are attached to the booking: captured, less what goes or went back."""
    captured = and_(Payment.booking_id == Booking.id, Payment.status == PaymentStatus.captured)
    back = select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.payment_id == Payment.id)
    left = Payment.amount - back.correlate(Payment).scalar_subquery()
    total = cast(func.coalesce(func.sum(left), 0), BigInteger)
    return select(total).where(captured).correlate_except(Payment).scalar_subquery()


def shown(show: Filter) -> ColumnElement[bool]:
    """Over `guests`: those that a filter leaves. Nothing for those who wait."""
    taken = Booking.status.in_(TAKEN)
    if show is Filter.out:
        return and_(taken, Booking.checked_in < Booking.seats)
    if show is Filter.ask:
        return and_(taken, Booking.checked_in == 0, Booking.coming.is_not(True))
    if show is Filter.inside:
        return and_(taken, Booking.checked_in > 0)
    return or_(taken, and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT))


def sought(search: str, *, in_line: bool) -> list[ColumnElement[bool]]:
    """Names that hold every word, or a ticket code by its beginning; those in line have no code yet."""
    words = search.replace("\x00", "").split()[:8]
    if not words:
        return []
    named = and_(*(User.name.icontains(word[:64], autoescape=True) for word in words))
    code = read_code(search)
    if in_line or not FEWEST_SIGNS <= len(code) <= CODE:
        return [named]
    return [or_(named, Booking.ticket_code.startswith(code, autoescape=True))]


def contact(user_id: int) -> tuple[ColumnElement[Any], ...]:
    """How to reach the guest, as far as the person may know it (S21), and the ticket code."""
    theirs = and_(rights.hosts(user_id), _needed())
    email, phone = (case((theirs, column), else_=null()) for column in (User.email, User.phone))
    return (
        User.username.label("username"),
        email.label("email"),
        phone.label("phone"),
        Booking.ticket_code.label("ticket_code"),
    )


def _needed() -> ColumnElement[bool]:
    """Whether hosts may have to reach the guest: never one who gave the seats back, or whose hold lapsed."""
    held = and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT)
    came = and_(Booking.status == BookingStatus.completed, Event.ends_at > _AT - REACHABLE)
    return or_(held, Booking.status == BookingStatus.confirmed, came)
