"""Who comes: the guest list of those who manage an event (R36), by name, with ratings and with who didn't show up.

To anybody else the list is not there. E-mail and phone are for the event's hosts and its page's team alone, not for
admins, and stand on one guest's card and in the file, not in the list (S21), while they serve the evening. Nothing is
changed here; the door is `checkin`.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from core import guest_rows, rights
from core.checkin import TAKEN
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import NotFound
from core.guest_rows import Filter
from core.models import Booking, BookingStatus, EntryStatus, Event, User, WaitlistEntry

__all__ = ["Filter", "Page", "card", "counts", "export", "page"]

# Stable within a statement.
_AT = func.statement_timestamp()


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
    wanted = guest_rows.waiting() if in_line else guest_rows.guests().where(guest_rows.shown(show))
    wanted = wanted.where(rows.event_id == event_id, *guest_rows.sought(search, in_line=in_line))
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


async def card(tx: Tx, user_id: int, booking_id: int) -> Any:
    """One guest, whatever became of the booking: a row as in `page`, and more. Raises NotFound.

    Also `event_id`, `username`, `email`, `phone` (both None to admins, and once they serve no more), `ticket_code`,
    `reason`, `ended_at`, `created_at` and `door_name`, who let them in.
    """
    door = aliased(User)
    more = (
        *guest_rows.contact(user_id),
        Booking.reason,
        Booking.ended_at,
        Booking.created_at,
        door.name.label("door_name"),
    )
    guest = guest_rows.guests(Booking.event_id, *more).join(Event, Event.id == Booking.event_id)
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
    guests = guest_rows.guests(*guest_rows.contact(user_id)).join(Event, Event.id == Booking.event_id)
    guests = guests.where(Booking.event_id == event_id, Booking.status.in_(TAKEN))
    return await all_of(tx, guests.order_by(func.lower(User.name), Booking.id))


async def counts(tx: Tx, user_id: int, event_id: int) -> Any:
    """The numbers over the list. Raises NotFound.

    `guests` and their `seats`, `seats_in`; guests that said they are `coming`, `unable`, nothing, and are not in
    either (`silent`); live `held` seats; how many are `waiting`.
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
        func.count().filter(taken, Booking.coming.is_(None), Booking.checked_in == 0).label("silent"),
        func.coalesce(func.sum(Booking.seats).filter(held), 0).label("held"),
        waiting.scalar_subquery().label("waiting"),
    )
    return await one(tx, numbers.where(Booking.event_id == event_id))
