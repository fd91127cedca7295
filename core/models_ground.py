"""The ground of the schema: closed sets of words, the naming of constraints, columns that every table has.

A closed set is text with a CHECK, not a native enum: a migration widens it with one statement. Nothing here is a table.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Enum, Identity, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Role(StrEnum):
    """What a person may do beyond their own bookings and events (R3)."""

    user = "user"
    admin = "admin"


class Format(StrEnum):
    """Where an event takes place (R16). Seats online are sold in Stars, others are not: so it picks the rail (R46)."""

    in_person = "in_person"
    online = "online"
    hybrid = "hybrid"


class Access(StrEnum):
    """Who finds an event (R21): everyone, or those with an invite."""

    public = "public"
    private = "private"


class EventStatus(StrEnum):
    """R19: draft -> published -> completed | cancelled."""

    draft = "draft"
    published = "published"
    completed = "completed"
    cancelled = "cancelled"


class BookingStatus(StrEnum):
    """R32; see the module's drawing."""

    pending = "pending"
    confirmed = "confirmed"
    expired = "expired"
    cancelled = "cancelled"
    completed = "completed"


class Origin(StrEnum):
    """How a booking came to be: somebody pressed Book, the waitlist offered it, or late money bought it anew."""

    direct = "direct"
    waitlist = "waitlist"
    late = "late"


class EntryStatus(StrEnum):
    """A place in the waitlist: `waiting -> offered -> taken | lapsed | declined`, or `left`, or `closed`."""

    waiting = "waiting"
    offered = "offered"
    taken = "taken"
    lapsed = "lapsed"
    declined = "declined"
    left = "left"
    closed = "closed"


class PaymentStatus(StrEnum):
    """Captured money is attached to its booking, apart from what its refunds took off; in `review` a person decides.

    Then it is `settled`: on its way back, or dealt with outside of here.
    """

    captured = "captured"
    review = "review"
    settled = "settled"


class RefundStatus(StrEnum):
    """`refunding` is a promise that a sweep keeps, `refunded` is kept (invariants 17, 21)."""

    refunding = "refunding"
    refunded = "refunded"


class AttemptStatus(StrEnum):
    """What became of asking a provider for money; `running` until its answer is known, one a booking."""

    running = "running"
    succeeded = "succeeded"
    failed = "failed"


class Account(StrEnum):
    """Where a captured unit is at this instant (invariant 17); the ledger's four accounts."""

    attached = "attached"
    refunding = "refunding"
    refunded = "refunded"
    review = "review"


class Direction(StrEnum):
    """Who speaks of whom in a review (R54-R57)."""

    guest_event = "guest_event"
    guest_host = "guest_host"
    host_event = "host_event"
    host_guest = "host_guest"


class OutboxStatus(StrEnum):
    """A message's life: `queued` -> `sending` -> `sent` | `skipped` | `dead` (invariant 28)."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    skipped = "skipped"
    dead = "dead"


class SessionKind(StrEnum):
    """A browser's cookie or a program's bearer token."""

    web = "web"
    token = "token"  # noqa: S105 - the word, not a secret


def words(kind: type[StrEnum]) -> Enum:
    """A closed set of words as text and a CHECK: easier to widen in a migration than a native enum."""
    return Enum(kind, native_enum=False, create_constraint=True, length=16, name=kind.__name__.lower())


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of it."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol
        datetime: DateTime(timezone=True),
        str: Text(),
        dict[str, Any]: JSONB(),
        Role: words(Role),
        Format: words(Format),
        Access: words(Access),
        EventStatus: words(EventStatus),
        BookingStatus: words(BookingStatus),
        Origin: words(Origin),
        PaymentStatus: words(PaymentStatus),
        RefundStatus: words(RefundStatus),
        EntryStatus: words(EntryStatus),
        AttemptStatus: words(AttemptStatus),
        Account: words(Account),
        Direction: words(Direction),
        OutboxStatus: words(OutboxStatus),
        SessionKind: words(SessionKind),
    }


def new_id() -> Mapped[int]:
    """A number of the database's own, the primary key."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def now_column() -> Mapped[datetime]:
    """When the row was written, by the database's clock."""
    return mapped_column(server_default=func.clock_timestamp())
