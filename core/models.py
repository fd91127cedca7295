"""The whole schema: tables, closed sets of words, constraints, indexes.

Rows are read through `database.one` and `database.all_of`: typed by these classes, but plain read-only
rows underneath. There is no session, no identity map and nothing that loads by itself.

The life of a booking (R32); a final state is never left, rows are never deleted, `reason` says why:

    (none)    -> pending | confirmed            confirmed at once: a free event that asks for nothing
    pending   -> confirmed | expired | cancelled
    confirmed -> cancelled | completed

Money is integer minor units beside a currency. Instants are `timestamptz`; an event also keeps its zone.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    String,
    Text,
    func,
    text,
)
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
    """Where an event takes place (R16); it also picks the payment rail (R46)."""

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
    """How a hold came to be: somebody pressed Book, or the waitlist offered it."""

    direct = "direct"
    waitlist = "waitlist"


class PaymentStatus(StrEnum):
    """Captured money is attached to its booking, apart from what its refunds took off; in `review` a person decides."""

    captured = "captured"
    review = "review"


class RefundStatus(StrEnum):
    """`refunding` is a promise that a sweep keeps, `refunded` is kept (invariants 17, 21)."""

    refunding = "refunding"
    refunded = "refunded"


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
        OutboxStatus: words(OutboxStatus),
        SessionKind: words(SessionKind),
    }


def _id() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(), primary_key=True)


def _now() -> Mapped[datetime]:
    return mapped_column(server_default=func.clock_timestamp())


class User(Base):
    """A person, met in the chat or on the web (R2). Reachable while the chat is open and not blocked (R6)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        Index("uq_users_email", func.lower(text("email")), unique=True),
    )

    id: Mapped[int] = _id()
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    username: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(2), server_default="en")
    zone: Mapped[str | None]
    role: Mapped[Role] = mapped_column(server_default=Role.user)
    chat_open: Mapped[bool] = mapped_column(server_default=text("false"))
    blocked_at: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = _now()


class Event(Base):
    """Something to come to (R16). `available` is what is left to sell; only `core.seats` changes it.

    `price` is a seat's, in minor units of `currency`; `booking_ttl` is in seconds; `terms` grows when the time,
    the place or the price changes, and a booking names the terms it saw.
    """

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("available BETWEEN 0 AND capacity", name="available"),
        CheckConstraint("capacity BETWEEN 1 AND 100000", name="capacity"),
        CheckConstraint("price BETWEEN 0 AND 1000000000", name="price"),
        CheckConstraint("booking_ttl BETWEEN 60 AND 604800", name="booking_ttl"),
        CheckConstraint("max_seats_per_booking BETWEEN 1 AND 100", name="max_seats_per_booking"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        Index(
            "ix_events_catalogue",
            "starts_at",
            "id",
            postgresql_where=text("status = 'published' AND access = 'public'"),
        ),
        Index("ix_events_host", "host_id", "starts_at"),
    )

    id: Mapped[int] = _id()
    host_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    film: Mapped[str | None]
    place: Mapped[str] = mapped_column(server_default="")
    online_link: Mapped[str | None]
    format: Mapped[Format] = mapped_column(server_default=Format.in_person)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    capacity: Mapped[int]
    available: Mapped[int]
    price: Mapped[int] = mapped_column(server_default=text("0"))
    currency: Mapped[str] = mapped_column(String(3))
    booking_ttl: Mapped[int]
    max_seats_per_booking: Mapped[int]
    requires_confirmation: Mapped[bool] = mapped_column(server_default=text("false"))
    refundable_until: Mapped[datetime | None]
    access: Mapped[Access] = mapped_column(server_default=Access.public)
    status: Mapped[EventStatus] = mapped_column(server_default=EventStatus.draft)
    terms: Mapped[int] = mapped_column(server_default=text("1"))
    reason: Mapped[str | None]
    created_at: Mapped[datetime] = _now()


class Booking(Base):
    """Seats of one person at one event. `price` is a seat's, copied when the seats were taken."""

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("status <> 'pending' OR (expires_at IS NOT NULL AND ended_at IS NULL)", name="deadline"),
        CheckConstraint("(status IN ('pending', 'confirmed')) = (ended_at IS NULL)", name="ended_at"),
        Index(
            "uq_bookings_active",
            "event_id",
            "user_id",
            unique=True,
            postgresql_where=text("status IN ('pending', 'confirmed')"),
        ),
        Index("ix_bookings_due", "expires_at", "event_id", postgresql_where=text("status = 'pending'")),
        Index("ix_bookings_event", "event_id", "status"),
        Index("ix_bookings_user", "user_id", "id"),
    )

    id: Mapped[int] = _id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seats: Mapped[int]
    status: Mapped[BookingStatus]
    origin: Mapped[Origin] = mapped_column(server_default=Origin.direct)
    price: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    terms: Mapped[int]
    ticket_code: Mapped[str] = mapped_column(String(16), unique=True)
    refundable_until: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime] = _now()
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Payment(Base):
    """Money that arrived for a booking, in minor units. A charge is recorded once (invariant 18)."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_payments_booking", "booking_id"),
        Index("ix_payments_review", "id", postgresql_where=text("status = 'review'")),
    )

    id: Mapped[int] = _id()
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    provider: Mapped[str]
    charge_id: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[PaymentStatus]
    created_at: Mapped[datetime] = _now()


class Refund(Base):
    """A part of a payment on its way back; never more than the payment in all (invariant 19)."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_refunds_payment", "payment_id"),
        Index("ix_refunds_due", "id", postgresql_where=text("status = 'refunding'")),
    )

    id: Mapped[int] = _id()
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[RefundStatus]
    created_at: Mapped[datetime] = _now()
    refunded_at: Mapped[datetime | None]


class Audit(Base):
    """One row per change of state, written with it (R35, invariant 26). `actor` is `user:5`, `sweep` or `system`."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_entity", "entity", "entity_id", "id"),)

    id: Mapped[int] = _id()
    entity: Mapped[str]
    entity_id: Mapped[int] = mapped_column(BigInteger)
    old: Mapped[str | None]
    new: Mapped[str]
    seats: Mapped[int | None]
    actor: Mapped[str]
    reason: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = _now()


class Outbox(Base):
    """A message promised to a person (R47-R53), one per change, recipient and kind: `dedupe` says which."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", "id", postgresql_where=text("status IN ('queued', 'sending')")),
        Index("ix_outbox_dead", "id", postgresql_where=text("status = 'dead'")),
    )

    id: Mapped[int] = _id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    params: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    dedupe: Mapped[str] = mapped_column(unique=True)
    status: Mapped[OutboxStatus] = mapped_column(server_default=OutboxStatus.queued)
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime] = _now()
    created_at: Mapped[datetime] = _now()
    settled_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]


class IdempotencyKey(Base):
    """A command that was carried out under a key, and its answer (R30, invariant 23)."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = _now()


class SignInLink(Base):
    """A one-time way in; only its hash is kept. Spent by POST alone (invariant 34)."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = _now()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Base):
    """A signed-in browser or program; only the secret's hash is kept, and it can be revoked."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user", "user_id"),)

    id: Mapped[int] = _id()
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[SessionKind]
    label: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = _now()
    seen_at: Mapped[datetime] = _now()
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
