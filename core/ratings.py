"""Averages that no single voice can swing, a host's card, how often a guest didn't come. Reads only.

The average of n reviews is damped: (C·m + sum of stars) / (C + n) with m = 4.0 and C = 5, as if five people had said
"good" before. The next voice moves it by less than 4 / (C + n + 1), and by half a star at the very most; the
difference to the plain mean is less than 3·C / (C + n), so many voices win. m is a constant, not the mean of the
platform: a number that nobody voted on doesn't change overnight, and no list has to read every review. Without a
review there is no average. What a host says of the own event (R56) is shown, never averaged.

A guest didn't show up where tickets were checked and theirs was not; an event without a check-in tells nothing.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Select, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core import rights
from core.database import LARGEST_ID, Tx, all_of, first
from core.errors import NotFound
from core.models import Access, Booking, BookingStatus, Direction, Event, EventStatus, Review, User

VOICES, GOOD = 5, 4.0

Id = InstrumentedAttribute[int] | ColumnElement[int]


class Rating(NamedTuple):
    """A damped `average` of 1 to 5, None without a review, and how many reviews it is from."""

    average: float | None
    n: int


def damped() -> ColumnElement[float | None]:
    """The average over the reviews of an aggregate, in SQL: the one place of the formula."""
    n, total = func.count(Review.id), func.coalesce(func.sum(Review.stars), 0)
    return case((n == 0, null()), else_=(cast(total, Float) + VOICES * GOOD) / (VOICES + n))


def of_person(person: Id, direction: Direction) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The average and the number of reviews of a person in a row, as columns of that row."""
    return _both(lambda what: select(what).where(Review.target_id == person, Review.direction == direction))


def of_event(event: Id) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The average and the number of the guests' reviews of an event in a row, as columns of that row."""
    guests = Direction.guest_event
    return _both(lambda what: select(what).where(Review.event_id == event, Review.direction == guests))


def _both(reviews: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    average: Select[Any] = reviews(damped())
    n: Select[Any] = reviews(func.count(Review.id))
    return (
        average.correlate_except(Review).scalar_subquery(),
        n.correlate_except(Review).scalar_subquery(),
    )


def checked_at(event: Id) -> ColumnElement[bool]:
    """Whether tickets were checked at the event at all: somebody is in."""
    came = aliased(Booking)
    return select(came.id).where(came.event_id == event, came.checked_in > 0).correlate_except(came).exists()


def no_shows_of(person: Id) -> ColumnElement[int]:
    """How many evenings a person in a row had seats for and didn't come to, as a column of that row."""
    theirs = select(func.count(Booking.id)).where(
        Booking.user_id == person,
        Booking.status == BookingStatus.completed,
        Booking.checked_in == 0,
        checked_at(Booking.event_id),
    )
    return theirs.correlate_except(Booking).scalar_subquery()


async def people(tx: Tx, user_ids: Iterable[int], direction: Direction) -> dict[int, Rating]:
    """Everybody's rating by their id: as hosts (`guest_host`) or as guests (`host_guest`, for hosts' eyes)."""
    average, n = of_person(User.id, direction)
    rows = await all_of(tx, select(User.id, average, n).where(User.id.in_(list(user_ids))))
    return {user_id: Rating(*said) for user_id, *said in rows}


async def events(tx: Tx, event_ids: Iterable[int]) -> dict[int, Rating]:
    """The events' ratings by their ids, as their guests said."""
    average, n = of_event(Event.id)
    rows = await all_of(tx, select(Event.id, average, n).where(Event.id.in_(list(event_ids))))
    return {event_id: Rating(*said) for event_id, *said in rows}


async def no_shows(tx: Tx, user_ids: Iterable[int]) -> dict[int, int]:
    """How many evenings each of the people had seats for and didn't come to, for hosts' eyes."""
    rows = await all_of(tx, select(User.id, no_shows_of(User.id)).where(User.id.in_(list(user_ids))))
    return {user_id: missed for user_id, missed in rows}  # noqa: C416 - rows are no pairs to the type checker


def _past() -> ColumnElement[bool]:
    return and_(Event.status == EventStatus.completed, Event.access == Access.public)


async def host_card(tx: Tx, viewer_id: int | None, host_id: int) -> Any:
    """A host as guests see one (R58): `id`, `name`, `average` and `n`; how many past public `events`.

    With them the `events_average`, from `events_n` reviews by guests.
    Raises NotFound for somebody of whom the viewer sees no event: a person is not there just for having an account.
    """
    average, n = of_person(User.id, Direction.guest_host)
    theirs = (Event.host_id == User.id, _past())
    said = select(Review.id).join(Event, Event.id == Review.event_id)
    said = said.where(*theirs, Review.direction == Direction.guest_event)
    card = select(
        User.id,
        User.name,
        average.label("average"),
        n.label("n"),
        select(func.count(Event.id)).where(*theirs).correlate(User).scalar_subquery().label("events"),
        said.with_only_columns(damped()).correlate(User).scalar_subquery().label("events_average"),
        said.with_only_columns(func.count(Review.id)).correlate(User).scalar_subquery().label("events_n"),
    )
    seen = select(Event.id).where(Event.host_id == User.id, rights.sees(viewer_id)).correlate(User).exists()
    found = await first(tx, card.where(User.id == host_id, seen)) if 0 < host_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


async def past_events(tx: Tx, host_id: int, *, before: int | None = None, limit: int = 10) -> list[Any]:
    """The host's past public events, the latest first: `id`, `name`, `starts_at`, `zone`, `average`, `n` (R58).

    `before` is the id of the last one that was read.
    """
    average, n = of_event(Event.id)
    columns = (Event.id, Event.name, Event.starts_at, Event.zone, average.label("average"), n.label("n"))
    past = select(*columns).where(Event.host_id == host_id, _past())
    if before is not None:
        last = select(Event.starts_at, Event.id).where(Event.id == before).subquery()
        earlier = or_(Event.starts_at < last.c.starts_at, and_(Event.starts_at == last.c.starts_at, Event.id < before))
        past = past.join(last, earlier)
    return await all_of(tx, past.order_by(Event.starts_at.desc(), Event.id.desc()).limit(limit))
