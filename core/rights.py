"""Who may do what with an event, decided in one place (R23, R33, invariant 32): as SQL for reads, as verbs that refuse.

*Hosts* are the event's host and the team of its page; they never book it. Who *manages* it: the hosts and the admins.
Who *sees* it: everybody, if it is public and no draft; else those who manage it, hold or held seats of it, wait for
some, or came by an invite that still stands. What somebody may not see is not there (NotFound).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core import seats
from core.database import LARGEST_ID, Tx, first
from core.errors import Banned, EventClosed, Invalid, NotFound
from core.models import (
    Access,
    Booking,
    BookingStatus,
    EntryStatus,
    Event,
    EventStatus,
    Invite,
    Invited,
    Organizer,
    Role,
    TeamMember,
    User,
    WaitlistEntry,
)

Who = int | ColumnElement[int] | InstrumentedAttribute[int]
"""A person's id, or `User.id` where a statement asks about many people at once."""

OVER = (EventStatus.completed, EventStatus.cancelled)
# A revoked invite closes the event to those who gave their seats back; who has or had the evening keeps it.
HOLDS = (BookingStatus.pending, BookingStatus.confirmed, BookingStatus.completed)


def hosts(user_id: Who | None) -> ColumnElement[bool]:
    """Over `events`: the person is its host or in the team of its page."""
    if user_id is None:
        return false()
    team = select(TeamMember.user_id).where(TeamMember.organizer_id == Event.organizer_id)
    return or_(Event.host_id == user_id, team.where(TeamMember.user_id == user_id).correlate(Event, User).exists())


def manages(user_id: Who | None) -> ColumnElement[bool]:
    """Over `events`: the person is one of its hosts, or an admin who is not banned."""
    if user_id is None:
        return false()
    return or_(hosts(user_id), _is_admin(user_id))


def _is_admin(user_id: Who) -> ColumnElement[bool]:
    account = aliased(User)
    ruling = select(account.id).where(account.role == Role.admin, account.banned_at.is_(None))
    return ruling.where(account.id == user_id).correlate(User).exists()


def holds(user_id: Who | None, *statuses: BookingStatus) -> ColumnElement[bool]:
    """Over `events`: the person has a booking there in one of `statuses`."""
    if user_id is None:
        return false()
    theirs = select(Booking.id).where(Booking.event_id == Event.id, Booking.user_id == user_id)
    return theirs.where(Booking.status.in_(statuses)).correlate(Event, User).exists()


def sees(user_id: Who | None) -> ColumnElement[bool]:
    """Over `events`: it is there for the person."""
    open_to_all = and_(Event.status != EventStatus.draft, Event.access == Access.public)
    if user_id is None:
        return open_to_all
    return or_(open_to_all, manages(user_id), holds(user_id, *HOLDS), _waits(user_id), _came_invited(user_id))


def _waits(user_id: Who) -> ColumnElement[bool]:
    theirs = select(WaitlistEntry.id).where(WaitlistEntry.event_id == Event.id, WaitlistEntry.user_id == user_id)
    return theirs.where(WaitlistEntry.status == EntryStatus.waiting).correlate(Event, User).exists()


def _came_invited(user_id: Who) -> ColumnElement[bool]:
    standing = select(Invited.user_id).join(Invite, Invite.id == Invited.invite_id)
    theirs = standing.where(Invite.event_id == Event.id, Invite.revoked_at.is_(None), Invited.user_id == user_id)
    return and_(Event.status != EventStatus.draft, theirs.correlate(Event, User).exists())


async def ensure_sees(tx: Tx, user_id: int | None, event_id: int) -> None:
    """Refuse whom the event is not there for (NotFound)."""
    await _ensure(tx, event_id, sees(user_id))


async def seen(tx: Tx, user_id: int, event_ids: Collection[int]) -> set[int]:
    """Which of the events are there for the person."""
    there = select(Event.id).where(Event.id == func.any(list(event_ids)), sees(user_id))
    return set((await tx.execute(there)).scalars())


async def ensure_manages(tx: Tx, user_id: int, event_id: int) -> None:
    """Refuse who may not manage the event; to them it is not there (NotFound)."""
    await _ensure(tx, event_id, manages(user_id))


async def _ensure(tx: Tx, event_id: int, rule: ColumnElement[bool]) -> None:
    known = 0 < event_id <= LARGEST_ID
    if not known or await first(tx, select(Event.id).where(Event.id == event_id, rule)) is None:
        raise NotFound


async def ensure_team(tx: Tx, user_id: int, organizer_id: int) -> None:
    """Refuse who is neither in the page's team nor an admin; to them the page is not there (NotFound)."""
    member = select(TeamMember.user_id).where(TeamMember.organizer_id == organizer_id, TeamMember.user_id == user_id)
    page = select(Organizer.id).where(Organizer.id == organizer_id, or_(member.exists(), _is_admin(user_id)))
    if not 0 < organizer_id <= LARGEST_ID or await first(tx, page) is None:
        raise NotFound


async def ensure_page(tx: Tx, user_id: int, organizer_id: int) -> None:
    """Refuse a page that the person can't put an event on. Raises Invalid."""
    try:
        await ensure_team(tx, user_id, organizer_id)
    except NotFound:
        raise Invalid("organizer_id", "not_a_choice") from None


async def own_page(tx: Tx, user_id: int, organizer_id: int | None) -> int | None:
    """The page for a copy of its event, if the person is in its team; else none."""
    if organizer_id is not None:
        try:
            await ensure_team(tx, user_id, organizer_id)
        except NotFound:
            return None
    return organizer_id


async def ensure_admin(tx: Tx, user_id: int) -> None:
    """Refuse who is no admin or is banned; to them what admins see is not there (NotFound)."""
    ruling = select(User.id).where(User.id == user_id, User.role == Role.admin, User.banned_at.is_(None))
    if await first(tx, ruling) is None:
        raise NotFound


async def is_host(tx: Tx, user_id: int, event_id: int) -> bool:
    """Whether the person is the host or in the team: hosts don't book their own events (R33)."""
    return await first(tx, select(Event.id).where(Event.id == event_id, hosts(user_id))) is not None


async def lock_managed(tx: Tx, user_id: int, event_id: int) -> tuple[Event, datetime]:
    """The event that the person is about to change, locked, and the time after that.

    Raises NotFound, Banned, EventClosed (it is over).
    """
    if not 0 < event_id <= LARGEST_ID:
        raise NotFound
    event, at = await seats.lock_event(tx, event_id)
    await ensure_manages(tx, user_id, event_id)
    if await first(tx, select(User.id).where(User.id == user_id, User.banned_at.is_not(None))) is not None:
        raise Banned
    if event.status in OVER:
        raise EventClosed(event_id=event.id)
    return event, at
