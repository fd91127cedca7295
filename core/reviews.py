"""Reviews (R54-R58): guest of event, guest of host, host of event, host of guest. 1 to 5 stars and a few words.

Said only of an event that took place, within a year, by those who took part: guests whose seats were theirs to the
end and who came, where tickets were checked at all; for the host's side the host and the team. One per author and
target, changed in place, never of oneself, and never as a guest by those who host. What somebody may not see of an
event they don't read in its reviews; guests are shown by their first name (S21, S22). Averages are `ratings`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import audit, i18n, live, ratings, rights, voices
from core.audit import person
from core.checkin import TAKEN
from core.database import LARGEST_ID, Tx, all_of, first
from core.errors import Banned, Invalid, NotFound, NotReviewable
from core.models import Booking, Direction, Event, EventStatus, Review, User

LENGTH = 1000
OF_PEOPLE = (Direction.guest_host, Direction.host_guest)


async def say(
    tx: Tx,
    author_id: int,
    event_id: int,
    direction: Direction,
    stars: int | None,
    text: str | None = None,
    *,
    target_id: int | None = None,
) -> Review:
    """Say it, or say it anew: None keeps the stars or the words that were said before, "" takes the words back.

    `target_id` is the guest for `host_guest`; a host needs no naming. The same again changes nothing. Raises NotFound,
    Banned, NotReviewable, Invalid (`stars`: missing, too_small, too_large).
    """
    if stars is not None and not 1 <= stars <= 5:
        raise Invalid("stars", "too_small" if stars < 1 else "too_large", least=1, most=5)
    target = await voices.target(tx, author_id, event_id, direction, target_id)
    words = None if text is None else i18n.clean(text, LENGTH)
    key = {"author_id": author_id, "event_id": event_id, "direction": direction, "target_id": target}
    row = await first(tx, _upsert(key, stars, words) if stars is not None else _amended(key, words))
    if row is None:
        raise Invalid("stars", "missing")
    if (row.old_stars, row.old_text) != (row.stars, row.text):
        await _record(tx, row)
    return row  # type: ignore[no-any-return]


async def is_open(tx: Tx, author_id: int, event_id: int) -> bool:
    """Whether the person may say as a guest what they think of the event: `say` would not refuse it."""
    try:
        await voices.target(tx, author_id, event_id, Direction.guest_event, None)
    except (NotFound, Banned, NotReviewable):
        return False
    return True


# What stood there before this statement, under the row's lock: PostgreSQL 18 returns it.
_BEFORE: tuple[ColumnElement[Any], ...] = (
    literal_column("old.stars").label("old_stars"),
    literal_column("old.text").label("old_text"),
)


def _upsert(key: dict[str, Any], stars: int, words: str | None) -> Any:
    row = insert(Review).values(**key, stars=stars, text=words or "")
    return row.on_conflict_do_update(
        index_elements=["author_id", "event_id", "direction", "target_id"], set_=_changes(stars, words)
    ).returning(Review, *_BEFORE)


def _amended(key: dict[str, Any], words: str | None) -> Any:
    same = [
        Review.target_id.is_not_distinct_from(key["target_id"]),
        *(getattr(Review, name) == key[name] for name in ("author_id", "event_id", "direction")),
    ]
    return update(Review).where(*same).values(**_changes(None, words)).returning(Review, *_BEFORE)


def _changes(stars: int | None, words: str | None) -> dict[str, Any]:
    new_stars = Review.stars if stars is None else stars
    new_text = Review.text if words is None else words
    same = and_(Review.stars == new_stars, Review.text == new_text)
    edited: ColumnElement[datetime | None] = case((same, Review.edited_at), else_=func.clock_timestamp())
    return {"stars": new_stars, "text": new_text, "edited_at": edited}


async def _record(tx: Tx, row: Any) -> None:
    old = None if row.old_stars is None else str(row.old_stars)
    detail = {"text": row.old_text} if row.old_text else None
    await audit.write(
        tx,
        "review",
        row.id,
        old=old,
        new=str(row.stars),
        actor=person(row.author_id),
        reason=row.direction,
        detail=detail,
    )
    await live.announce(tx, row.event_id)


async def my(tx: Tx, author_id: int, event_id: int) -> list[Review]:
    """What the person said of the event and of its people, in the order of saying."""
    if not 0 < event_id <= LARGEST_ID:
        return []
    mine = select(Review).where(Review.author_id == author_id, Review.event_id == event_id)
    return await all_of(tx, mine.order_by(Review.id))


async def stars_of(tx: Tx, author_id: int, event_ids: Collection[int]) -> dict[int, int]:
    """How many stars the person gave to each of the events, as a guest; those without are not named."""
    mine = select(Review.event_id, Review.stars).where(
        Review.author_id == author_id,
        Review.direction == Direction.guest_event,
        Review.event_id == func.any(list(event_ids)),
    )
    return {row.event_id: row.stars for row in await all_of(tx, mine)}


async def next_guest(tx: Tx, author_id: int, event_id: int, *, after: int = 0) -> Any:
    """The next guest whom a host may review, by booking: None after the last one. Raises NotFound.

    A row of `booking_id`, `user_id`, `guest_name`, `seats`, `checked_in`, `checked_in_at`, `stars` and `text` (the
    author's, None so far), `place` and `of`: the third of 28.
    """
    await rights.ensure_manages(tx, author_id, event_id)
    mine = and_(Review.author_id == author_id, Review.direction == Direction.host_guest, Review.event_id == Event.id)
    guests = (
        select(
            Booking.id.label("booking_id"),
            Booking.user_id,
            User.name.label("guest_name"),
            Booking.seats,
            Booking.checked_in,
            Booking.checked_in_at,
            Review.stars,
            Review.text,
            func.row_number().over(order_by=Booking.id).label("place"),
            func.count().over().label("of"),
        )
        .join(Event, Event.id == Booking.event_id)
        .join(User, User.id == Booking.user_id)
        .outerjoin(Review, and_(mine, Review.target_id == Booking.user_id))
        .where(Event.id == event_id, Event.status == EventStatus.completed, Booking.status.in_(TAKEN))
        .where(or_(Booking.checked_in > 0, ~ratings.checked_at(Event.id)), Booking.user_id != author_id)
        .subquery()
    )
    return await first(tx, select(guests).where(guests.c.booking_id > after).order_by(guests.c.booking_id).limit(1))


async def of_event(
    tx: Tx, viewer_id: int | None, event_id: int, *, before: int | None = None, limit: int = 10
) -> list[Any]:
    """What guests and hosts said of the event, the newest first; `before` is the last id that was read.

    Rows of `id`, `direction`, `stars`, `text`, `created_at`, `edited_at`, `author_name`, `event_id`, `event_name`,
    `mine`. Raises NotFound.
    """
    await rights.ensure_sees(tx, viewer_id, event_id)
    said = _read(viewer_id, before, limit).where(Review.event_id == event_id)
    return await all_of(tx, said.where(Review.direction.not_in(OF_PEOPLE)))


async def of_person(
    tx: Tx, viewer_id: int | None, user_id: int, direction: Direction, *, before: int | None = None, limit: int = 10
) -> list[Any]:
    """What was said of the person as a host (`guest_host`) or as a guest (`host_guest`); rows as in `of_event`.

    Of events that the viewer sees. As a host for everybody who sees an event of theirs; as a guest for themselves and
    for those who manage an event that they have or had seats at. Raises NotFound.
    """
    if not 0 < user_id <= LARGEST_ID:
        raise NotFound
    if direction is Direction.guest_host:
        shown = and_(Event.host_id == user_id, rights.sees(viewer_id))
    else:
        shown = and_(rights.manages(viewer_id), rights.holds(user_id, *rights.HOLDS))
    if viewer_id != user_id and await first(tx, select(Event.id).where(shown).limit(1)) is None:
        raise NotFound
    said = _read(viewer_id, before, limit).where(Review.target_id == user_id, Review.direction == direction)
    return await all_of(tx, said.where(rights.sees(viewer_id)))


def _read(viewer_id: int | None, before: int | None, limit: int) -> Select[Any]:
    first_name = func.split_part(User.name, " ", 1)
    read = (
        select(
            Review.id,
            Review.direction,
            Review.stars,
            Review.text,
            Review.created_at,
            Review.edited_at,
            case((Review.direction.in_(voices.BY_GUESTS), first_name), else_=User.name).label("author_name"),
            Review.event_id,
            Event.name.label("event_name"),
            (Review.author_id == (viewer_id or 0)).label("mine"),
        )
        .join(Event, Event.id == Review.event_id)
        .join(User, User.id == Review.author_id)
        .order_by(Review.id.desc())
        .limit(limit)
    )
    return read if before is None else read.where(Review.id < before)
