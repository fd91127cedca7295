"""Who may say what in a review: those who took part, of an event that took place, within a year, from one side."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from core import bookings, ratings, rights
from core.checkin import TAKEN
from core.database import LARGEST_ID, Tx, first
from core.errors import NotFound, NotReviewable
from core.models import Audit, Booking, Direction, Event, EventStatus, TeamMember

WINDOW = timedelta(days=365)
BY_GUESTS = (Direction.guest_event, Direction.guest_host)


def took_part(user_id: int | Any) -> ColumnElement[bool]:
    """Over `events`: the person had seats to the end, and came, where tickets were checked at all."""
    came = or_(Booking.checked_in > 0, ~ratings.checked_at(Event.id))
    theirs = select(Booking.id).where(Booking.event_id == Event.id, Booking.user_id == user_id)
    return theirs.where(Booking.status.in_(TAKEN), came).correlate_except(Booking).exists()


async def target(tx: Tx, author_id: int, event_id: int, direction: Direction, target_id: int | None) -> int | None:
    """Whom it is said of. Raises NotFound, Banned, NotReviewable: the author may not say it."""
    if not 0 < event_id <= LARGEST_ID or not 0 < (target_id or 1) <= LARGEST_ID:
        raise NotFound
    guest = took_part(target_id) if direction is Direction.host_guest else took_part(author_id)
    own = (rights.hosts(author_id).label("hosts"), _hosted_first(author_id).label("hosted_first"))
    seen = select(Event, *own, guest.label("took_part"), _is_open().label("open"))
    event = await first(tx, seen.where(Event.id == event_id, rights.sees(author_id)))
    if event is None:
        raise NotFound
    await bookings.ensure_welcome(tx, author_id)
    if direction in BY_GUESTS:
        fit = event.took_part and not event.hosted_first
    else:
        fit = event.hosts and (direction is Direction.host_event or event.took_part)
    whom = {Direction.guest_host: event.host_id, Direction.host_guest: target_id}.get(direction)
    named = target_id in {None, whom} and whom != author_id
    if not (event.open and fit and named):
        raise NotReviewable(event_id=event_id)
    return whom


def _hosted_first(user_id: int) -> ColumnElement[bool]:
    """Over `events`: who ran it before they had seats: the host, the team, who left the team and came as a guest.

    Who was added to the team afterwards, or whose team got the event afterwards, keeps a guest's say: so no host can
    take a review away by making its author a colleague.
    """
    seats = select(Booking.id).where(Booking.event_id == Event.id, Booking.user_id == user_id)
    seats = seats.where(Booking.status.in_(TAKEN))
    added_later = seats.where(Booking.created_at < TeamMember.created_at).correlate(Event, TeamMember).exists()
    moved = and_(Audit.entity == "event", Audit.entity_id == Event.id, Audit.detail.has_key("organizer_id"))
    moved_later = seats.join(Audit, and_(moved, Audit.at > Booking.created_at)).correlate(Event).exists()
    # Taken off the team's page before they had seats, and put back: they ran it all the same.
    was_theirs = and_(moved, Audit.detail["organizer_id"][0].as_integer() == Event.organizer_id)
    ran = and_(was_theirs, Audit.at > TeamMember.created_at, Audit.at < Booking.created_at)
    ran_first = seats.join(Audit, ran).correlate(Event, TeamMember).exists()
    team = select(TeamMember.user_id).where(TeamMember.organizer_id == Event.organizer_id)
    before = and_(~added_later, or_(~moved_later, ran_first))
    member = team.where(TeamMember.user_id == user_id, before).correlate(Event).exists()
    left = and_(Audit.entity == "page", Audit.entity_id == Event.organizer_id, Audit.reason == "team_removed")
    theirs = and_(left, Audit.detail["user_id"].as_integer() == user_id, Audit.at > Event.created_at)
    left_first = seats.join(Audit, and_(theirs, Audit.at < Booking.created_at)).correlate(Event).exists()
    return or_(Event.host_id == user_id, member, left_first)


def _is_open() -> ColumnElement[bool]:
    return and_(Event.status == EventStatus.completed, Event.over_at > func.statement_timestamp() - WINDOW)
