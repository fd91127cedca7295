"""Reading events: what's on, one event, a host's events and who holds seats there. Nothing is changed here.

A card is an event's row with `host_name`, `organizer_name` and `organizer_slug` (None without a page), `held`, `sold`,
`free`, and `saved`: whether the viewer keeps an eye on it. A hold past its deadline holds nothing, swept or not: its
seats are `free` already, unless somebody waits, for then they go to the line first and are `held` until they did.
`available` is the same number as `free`, so `capacity = available + held + sold`. The online link comes with the
ticket, not with a list. Who sees what is `rights`: the list is public for everybody, a private event is met by its
invite, its booking or among what one saved.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, case, false, func, literal_column, null, or_, select

from core import database, i18n, keyset, rights, search
from core.database import LARGEST_ID, Tx, all_of, first
from core.errors import Invalid, NotFound
from core.keyset import Card, Cursor, Page
from core.models import (
    Booking,
    BookingStatus,
    Event,
    Favourite,
    Format,
    Organizer,
    User,
    WaitlistEntry,
)

__all__ = ["Card", "Cursor", "Filters", "Page", "described", "event", "free", "holders", "hosted", "page"]

# Stable within a statement, so that the index on starts_at serves.
_AT = func.statement_timestamp()
# Spelled out, not bound: with these known, a prepared list keeps one plan that uses the partial indexes. Bound, it is
# planned anew each time, which takes longer than the reading.
_PUBLISHED, _PUBLIC = literal_column("'published'", String), literal_column("'public'", String)
_PENDING, _WAITING = literal_column("'pending'", String), literal_column("'waiting'", String)
_TAKEN = (BookingStatus.confirmed, BookingStatus.completed)
# Who asks for one of the two can come to both at once.
_FITS = {Format.online: (Format.online, Format.hybrid), Format.in_person: (Format.in_person, Format.hybrid)}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What to show (R18). `price` is "any", "free" or the most a seat may cost, in minor units; days are `zone`'s.

    `when` is any, today, tomorrow, week, weekend or month; `since` and `until` bound the start further, the latter not
    included; without an offset they are `zone`'s. `film` is a film's name; `saved` shows what the viewer saved.
    """

    text: str | None = None
    when: str = "any"
    since: datetime | None = None
    until: datetime | None = None
    price: str | int = "any"
    free_seats: bool = False
    host_id: int | None = None
    organizer_id: int | None = None
    film: str | None = None
    format: Format | None = None
    saved: bool = False
    zone: str = "UTC"


async def page(
    tx: Tx,
    *,
    viewer_id: int | None = None,
    filters: Filters,
    after: Cursor | None = None,
    limit: int = 6,
) -> Page:
    """Published public events that are still to come, by start, the same for everybody; or those the viewer saved.

    When no event has the words, those that nearly have them. A cursor that leads nowhere leads to the first page.
    Raises Invalid for times beyond any calendar.
    """
    wanted = _cards(null(), viewer_id).where(*await _filtered(tx, filters, viewer_id))
    words = search.words_of(filters.text)
    if not words:
        return await keyset.page(tx, wanted, after, limit)
    found = await keyset.page(tx, wanted.where(*await search.conditions(tx, words)), after, limit)
    if found.cards or not search.can_be_mistyped(words):
        return found
    return await keyset.page(tx, wanted.where(*await search.conditions(tx, words, mistyped=True)), after, limit)


async def _filtered(tx: Tx, filters: Filters, viewer_id: int | None) -> list[ColumnElement[bool]]:
    found = [Event.status == _PUBLISHED, Event.starts_at > _AT]
    found += [_saved(viewer_id), rights.sees(viewer_id)] if filters.saved else [Event.access == _PUBLIC]
    found += await _in_time(tx, filters)
    if filters.price == "free":
        found.append(Event.price == 0)
    elif isinstance(filters.price, int):
        found.append(Event.price <= max(-1, min(filters.price, 2**31 - 1)))
    if filters.free_seats:
        found.append(free() > 0)
    for column, wanted in ((Event.host_id, filters.host_id), (Event.organizer_id, filters.organizer_id)):
        if wanted is not None:
            found.append(column == wanted if 0 < wanted <= LARGEST_ID else false())
    if filters.film is not None:
        found.append(func.fold(Event.film) == func.fold(i18n.clean(filters.film, 200)))
    if filters.format is not None:
        found.append(Event.format.in_(_FITS.get(filters.format, (filters.format,))))
    return found


async def _in_time(tx: Tx, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.when != "any":
        first_day, last_day = _days(await database.now(tx), filters.when, filters.zone)
        found += [Event.starts_at >= first_day, Event.starts_at < last_day]
    if filters.since is not None:
        found.append(Event.starts_at >= _instant("since", filters.since, filters.zone))
    if filters.until is not None:
        found.append(Event.starts_at < _instant("until", filters.until, filters.zone))
    return found


def _instant(field: str, said: datetime, zone: str) -> datetime:
    if not 1970 <= said.year < 9000:
        raise Invalid(field, "past" if said.year < 1970 else "too_far")
    return said if said.tzinfo is not None else said.replace(tzinfo=ZoneInfo(zone))


def _days(now: datetime, when: str, zone: str) -> tuple[datetime, datetime]:
    """Local midnights around today, tomorrow, seven days, a month of thirty, or this or the coming weekend."""
    today = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    saturday = 0 if today.weekday() == 6 else 5 - today.weekday()
    begin, days = {
        "today": (0, 1),
        "tomorrow": (1, 1),
        "week": (0, 7),
        "month": (0, 30),
        "weekend": (saturday, 1 if today.weekday() == 6 else 2),
    }.get(when, (0, 36_500))
    return today + timedelta(days=begin), today + timedelta(days=begin + days)


def _pending(*deadline: ColumnElement[bool]) -> ColumnElement[int]:
    seats = select(func.coalesce(func.sum(Booking.seats), 0)).where(
        Booking.event_id == Event.id, Booking.status == _PENDING, *deadline
    )
    return seats.correlate(Event).scalar_subquery()


def _lapsed() -> ColumnElement[int]:
    """Seats of holds past their deadline that anybody may take: none while somebody waits (invariant 15)."""
    line = select(WaitlistEntry.id).where(WaitlistEntry.event_id == Event.id)
    # Not EXISTS: the planner would read all lines of the house into a hash table, for each list again.
    waits = line.where(WaitlistEntry.status == _WAITING).limit(1).correlate(Event).scalar_subquery()
    return case((waits.is_not(None), 0), else_=_pending(Booking.expires_at <= _AT))


def free() -> ColumnElement[int]:
    """Over `events`: the seats that anybody may take now."""
    return Event.available + _lapsed()


def _saved(viewer_id: int | None) -> ColumnElement[bool]:
    if viewer_id is None:
        return false()
    theirs = select(Favourite.user_id).where(Favourite.event_id == Event.id, Favourite.user_id == viewer_id)
    return theirs.correlate(Event).exists()


def _cards(online_link: Any, viewer_id: int | None) -> Select[Any]:
    apart = {"available", "online_link"}
    plain = [column for column in Event.__table__.columns if column.name not in apart]
    figures: dict[str, Any] = {
        "available": free(),
        "free": free(),
        "held": _pending() - _lapsed(),
        "sold": Event.capacity - Event.available - _pending(),
        "online_link": online_link,
        "host_name": User.name,
        "organizer_name": Organizer.name,
        "organizer_slug": Organizer.slug,
        "saved": _saved(viewer_id),
    }
    labelled = [column.label(name) for name, column in figures.items()]
    cards = select(*plain, *labelled).join(User, User.id == Event.host_id)
    return cards.join(Organizer, Organizer.id == Event.organizer_id, isouter=True)


def _link(viewer_id: int | None) -> ColumnElement[str | None]:
    """The way in, for those who manage the event and those whose seats are confirmed."""
    return case((or_(rights.manages(viewer_id), rights.holds(viewer_id, *_TAKEN)), Event.online_link), else_=null())


async def event(tx: Tx, event_id: int, viewer_id: int | None) -> Card:
    """One event, to whom `rights` shows it; NotFound to everybody else, as if it were not there."""
    return await _one(tx, event_id, viewer_id, rights.sees(viewer_id))


async def described(tx: Tx, event_id: int, reader_id: int) -> Card:
    """The card for a message to somebody who has or had seats: it may name a private event to them. Raises NotFound."""
    return await _one(tx, event_id, reader_id)


async def _one(tx: Tx, event_id: int, viewer_id: int | None, *rules: ColumnElement[bool]) -> Card:
    cards = _cards(_link(viewer_id), viewer_id).where(Event.id == event_id, *rules)
    card: Card | None = await first(tx, cards) if 0 < event_id <= LARGEST_ID else None
    if card is None:
        raise NotFound
    return card


def _current() -> ColumnElement[bool]:
    live = and_(Booking.status == BookingStatus.pending, Booking.expires_at > _AT)
    return or_(Booking.status.in_(_TAKEN), live)


async def hosted(
    tx: Tx, user_id: int, *, everyone: bool = False, past: bool | None = None, limit: int = 50, offset: int = 0
) -> list[Card]:
    """The person's events and their pages', or everybody's for an admin who asks: ahead by start, then the past.

    Of the past the newest first. `past` shows one of the two alone; what was cancelled or held is past. Each card also
    tells how many `bookings` hold seats there.
    """
    whose = [rights.manages(user_id) if everyone else rights.hosts(user_id)]
    if past is not None:
        done = or_(Event.ends_at <= _AT, Event.status.in_(rights.OVER))
        whose.append(done if past else ~done)
    counted = select(func.count()).select_from(Booking).where(Booking.event_id == Event.id, _current())
    over = Event.ends_at <= _AT
    bookings = counted.correlate(Event).scalar_subquery().label("bookings")
    ahead: list[Any] = [] if past else [over, case((over, null()), else_=Event.starts_at)]
    cards = _cards(Event.online_link, user_id).add_columns(bookings).where(*whose)
    ordered = cards.order_by(*ahead, Event.starts_at.desc(), Event.id)
    return await all_of(tx, ordered.limit(limit).offset(offset))


async def holders(tx: Tx, event_id: int, viewer_id: int, *, limit: int = 50) -> list[Any]:
    """Who holds seats, the newest first: bookings with `user_name`. For hosts and admins; NotFound to others."""
    await rights.ensure_manages(tx, viewer_id, event_id)
    rows = select(Booking, User.name.label("user_name")).join(User, User.id == Booking.user_id)
    return await all_of(
        tx, rows.where(Booking.event_id == event_id, _current()).order_by(Booking.id.desc()).limit(limit)
    )
