"""What the house keeps about a person, for that person: everything they said and did, as plain JSON values.

Secrets stay out (hashes of sessions and links, tokens of invites), and so does what others said in confidence. What
the house told the person is in their chat already.
"""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Label, Select, case, null, select

from core import rights
from core.database import Tx
from core.errors import NotFound
from core.models import (
    Attempt,
    Booking,
    Broadcast,
    Draft,
    EmailCode,
    Event,
    Favourite,
    Invite,
    Invited,
    Organizer,
    Payment,
    Reason,
    Refund,
    Review,
    Session,
    SharedCard,
    Support,
    TeamMember,
    User,
    WaitlistEntry,
)


async def export(tx: Tx, user_id: int) -> dict[str, Any]:
    """All of it: `person`, then a list for each kind. Instants are ISO 8601, money is minor units. Raises NotFound."""
    person = await _read(tx, select(*_columns(User)).where(User.id == user_id))
    if not person:
        raise NotFound
    return {"person": person[0]} | {kind: await _read(tx, rows) for kind, rows in _kinds(user_id).items()}


async def _read(tx: Tx, rows: Select[Any]) -> list[dict[str, Any]]:
    found = (await tx.execute(rows)).mappings()
    return [{str(name): _value(value) for name, value in row.items()} for row in found]


def _kinds(user_id: int) -> dict[str, Select[Any]]:
    event = Event.name.label("event")
    shown = _while_seen(user_id, event, Event.starts_at.label("starts_at"), Event.place.label("place"))
    booked = select(*shown, *_columns(Booking, "approved_at", "checked_in_by", "after_id", "ticket_message_id"))
    waited = select(shown[0], *_columns(WaitlistEntry, "priority"))
    said = select(event, *_columns(Review, "target_id"))
    paid = select(*_columns(Payment, "user_id", "payer_telegram_id"))
    back = select(*_columns(Refund, "error", "attempts", "due_at"))
    return {
        "bookings": booked.join(Event, Event.id == Booking.event_id)
        .where(Booking.user_id == user_id)
        .order_by(Booking.id),
        "waitlist": waited.join(Event, Event.id == WaitlistEntry.event_id)
        .where(WaitlistEntry.user_id == user_id)
        .order_by(WaitlistEntry.id),
        "payments": paid.where(Payment.user_id == user_id).order_by(Payment.id),
        "refunds": back.join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.user_id == user_id)
        .order_by(Refund.id),
        "questions": select(*_columns(Support, "answered_by")).where(Support.user_id == user_id).order_by(Support.id),
        "addresses": select(*_columns(EmailCode, "code_hash"))
        .where(EmailCode.user_id == user_id)
        .order_by(EmailCode.id),
        "reviews": said.join(Event, Event.id == Review.event_id).where(Review.author_id == user_id).order_by(Review.id),
        "saved": select(event, Favourite.created_at)
        .join(Event, Event.id == Favourite.event_id)
        .where(Favourite.user_id == user_id, rights.sees(user_id))
        .order_by(Favourite.created_at),
        "events": select(*_columns(Event)).where(Event.host_id == user_id).order_by(Event.id),
        "shared": select(
            shown[0], *_columns(SharedCard, "user_id", "invite_id", "inline_message_id", "shown", "due_at")
        )
        .join(Event, Event.id == SharedCard.event_id)
        .where(SharedCard.user_id == user_id)
        .order_by(SharedCard.id),
        "pages": select(Organizer.name, Organizer.slug, TeamMember.created_at)
        .join(TeamMember, TeamMember.organizer_id == Organizer.id)
        .where(TeamMember.user_id == user_id)
        .order_by(Organizer.id),
        "sessions": select(*_columns(Session, "secret_hash")).where(Session.user_id == user_id).order_by(Session.id),
        **_written(user_id),
    }


def _written(user_id: int) -> dict[str, Select[Any]]:
    """What they wrote as hosts, sent or not; links in, made and come by; money that was asked for on their word."""
    [event] = _while_seen(user_id, Event.name.label("event"))
    told = select(event, *_columns(Broadcast, "author_id")).join(Event, Event.id == Broadcast.event_id)
    why = select(event, *_columns(Reason, "user_id")).join(Event, Event.id == Reason.event_id)
    drafts = select(*_columns(Draft, "user_id", "was"))
    made = select(event, *_columns(Invite, "token", "made_by")).join(Event, Event.id == Invite.event_id)
    came = select(event, Invited.created_at).join(Invite, Invite.id == Invited.invite_id)
    asked = select(*_columns(Attempt, "user_id", "error", "due_at", "unanswered"))
    return {
        "broadcasts": told.where(Broadcast.author_id == user_id).order_by(Broadcast.id),
        "reasons": why.where(Reason.user_id == user_id).order_by(Reason.id),
        "drafts": drafts.where(Draft.user_id == user_id).order_by(Draft.id),
        "invites": made.where(Invite.made_by == user_id).order_by(Invite.id),
        "invited": came.join(Event, Event.id == Invite.event_id)
        .where(Invited.user_id == user_id)
        .order_by(Invited.created_at, Invite.id),
        "attempts": asked.where(Attempt.user_id == user_id).order_by(Attempt.id),
    }


def _while_seen(user_id: int, *columns: Label[Any]) -> list[Label[Any]]:
    """What an event says now, for a person who still sees it; else nulls."""
    sees = rights.sees(user_id)
    return [case((sees, column.element), else_=null()).label(column.name) for column in columns]


def _columns(table: Any, *without: str) -> list[Any]:
    return [column for column in table.__table__.columns if column.name not in without]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
