"""Who comes: the guest list of those who manage an event (R36), by name, with ratings and with who didn't show up.

To anybody else the list is not there. E-mail and phone are for the event's hosts and its page's team alone, not for
admins, and stand on one guest's card and in the file, not in the list (S21), while they serve the evening. Nothing is
changed here; the door is `checkin`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from core import ratings, rights
from core.checkin import CODE, TAKEN, read_code
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import NotFound
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


@dataclass(frozen=True)
class Page:
    """Some guests, and the cursors of what follows and precedes them, or None."""

    rows: list[Any]
    next: str | None
    previous: str | None


async def page(
    tx: Tx,
    user_id: int,
    event_id: int,
    *,
    show: Filter = Filter.all,
    search: str = "",
    after: str | None = None,
    limit: int = 8,
) -> Page:
    """The guests by name, found by a part of it or by the beginning of a ticket's code. Raises NotFound.

    Rows of `id` (the booking's; of those who wait the entry's), `user_id`, `guest_name`, `seats`, `status`,
    `expires_at`, `price`, `currency`, `paid` (minor units), `coming` (None: no answer), `checked_in`, `checked_in_at`,
    `average` and `n` (the guest's rating), `no_shows`. Those who wait come in the order of the line. A cursor that
    leads nowhere leads to the first page.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    in_line = show is Filter.waiting
    rows = WaitlistEntry if in_line else Booking
    key = (-WaitlistEntry.priority, WaitlistEntry.id) if in_line else (func.lower(User.name), Booking.id)
    wanted = _waiting() if in_line else _guests().where(_shown(show))
    wanted = wanted.where(rows.event_id == event_id, *_sought(search, in_line=in_line))
    backwards, last = _decoded(after)
    # Not among the wanted only: who came in since the page was drawn still marks the place.
    mark = select(*key).select_from(rows).join(User, User.id == rows.user_id).where(rows.event_id == event_id)
    place = await first(tx, mark.where(rows.id == last)) if last else None
    if place is not None and backwards:
        found = await all_of(tx, _before(wanted, key, place).limit(limit + 1))
        if len(found) > limit:
            shown = found[limit - 1 :: -1]
            return Page(shown, next=f"n{shown[-1].id}", previous=f"p{shown[0].id}")
        # The beginning is in reach: a whole first page is better than a short one.
        place = None
    found = await all_of(tx, _onwards(wanted, key, place).limit(limit + 1))
    shown = found[:limit]
    following = f"n{shown[-1].id}" if len(found) > limit else None
    return Page(shown, next=following, previous=f"p{shown[0].id}" if place is not None and shown else None)


def _decoded(cursor: str | None) -> tuple[bool, int]:
    way, number = (cursor or "-")[:1], (cursor or "-")[1:20]
    known = way in {"n", "p"} and number.isascii() and number.isdigit() and int(number) <= LARGEST_ID
    return way == "p", int(number) if known else 0


def _onwards(wanted: Select[Any], key: tuple[Any, ...], place: Any) -> Select[Any]:
    rest = wanted if place is None else wanted.where(tuple_(*key) > tuple_(*place))
    return rest.order_by(*key)


def _before(wanted: Select[Any], key: tuple[Any, ...], place: Any) -> Select[Any]:
    return wanted.where(tuple_(*key) < tuple_(*place)).order_by(*(column.desc() for column in key))


def _guests(*more: Any) -> Select[Any]:
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


def _waiting() -> Select[Any]:
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


def _shown(show: Filter) -> ColumnElement[bool]:
    taken = Booking.status.in_(TAKEN)
    if show is Filter.out:
        return and_(taken, Booking.checked_in < Booking.seats)
    if show is Filter.ask:
        return and_(taken, Booking.checked_in == 0, Booking.coming.is_not(True))
    if show is Filter.inside:
        return and_(taken, Booking.checked_in > 0)
    return or_(taken, and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT))


def _sought(search: str, *, in_line: bool) -> list[ColumnElement[bool]]:
    words = search.replace("\x00", "").split()[:8]
    if not words:
        return []
    named = and_(*(User.name.icontains(word[:64], autoescape=True) for word in words))
    code = read_code(search)
    if in_line or not FEWEST_SIGNS <= len(code) <= CODE:
        return [named]
    return [or_(named, Booking.ticket_code.startswith(code, autoescape=True))]


async def card(tx: Tx, user_id: int, booking_id: int) -> Any:
    """One guest, whatever became of the booking: a row as in `page`, and more. Raises NotFound.

    Also `event_id`, `username`, `email`, `phone` (both None to admins, and once they serve no more), `ticket_code`,
    `reason`, `ended_at`, `created_at` and `door_name`, who let them in.
    """
    door = aliased(User)
    more = (*_contact(user_id), Booking.reason, Booking.ended_at, Booking.created_at, door.name.label("door_name"))
    guest = _guests(Booking.event_id, *more).join(Event, Event.id == Booking.event_id)
    guest = guest.outerjoin(door, door.id == Booking.checked_in_by)
    known = 0 < booking_id <= LARGEST_ID
    found = await first(tx, guest.where(Booking.id == booking_id, rights.manages(user_id))) if known else None
    if found is None:
        raise NotFound
    return found


async def export(tx: Tx, user_id: int, event_id: int) -> list[Any]:
    """All guests with seats by name, for a file: rows as in `page`, with contacts and codes as in `card`.

    Values are raw: whoever writes the file escapes what a spreadsheet would take for a formula. Raises NotFound.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    guests = _guests(*_contact(user_id)).join(Event, Event.id == Booking.event_id)
    guests = guests.where(Booking.event_id == event_id, Booking.status.in_(TAKEN))
    return await all_of(tx, guests.order_by(func.lower(User.name), Booking.id))


def _contact(user_id: int) -> tuple[ColumnElement[Any], ...]:
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


async def counts(tx: Tx, user_id: int, event_id: int) -> Any:
    """The numbers over the list. Raises NotFound.

    `guests` and their `seats`, `seats_in`; guests that said they are `coming`, `unable`, nothing (`silent`); live
    `held` seats; how many are `waiting`.
    """
    await rights.ensure_manages(tx, user_id, event_id)
    taken = Booking.status.in_(TAKEN)
    held = and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT)
    waiting = select(func.count(WaitlistEntry.id)).where(
        WaitlistEntry.event_id == event_id, WaitlistEntry.status == EntryStatus.waiting
    )
    numbers = select(
        func.count().filter(taken).label("guests"),
        func.coalesce(func.sum(Booking.seats).filter(taken), 0).label("seats"),
        func.coalesce(func.sum(Booking.checked_in).filter(taken), 0).label("seats_in"),
        func.count().filter(taken, Booking.coming.is_(True)).label("coming"),
        func.count().filter(taken, Booking.coming.is_(False)).label("unable"),
        func.count().filter(taken, Booking.coming.is_(None)).label("silent"),
        func.coalesce(func.sum(Booking.seats).filter(held), 0).label("held"),
        waiting.scalar_subquery().label("waiting"),
    )
    return await one(tx, numbers.where(Booking.event_id == event_id))
