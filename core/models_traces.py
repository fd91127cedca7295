"""The traces of a change: the record, messages and reminders that are due, what hosts write, cards that were shared."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import Base, OutboxStatus, new_id, now_column


class Audit(Base):
    """One row per change of state, written with it (R35, invariant 26). `actor` is `user:5`, `sweep` or `system`."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_entity", "entity", "entity_id", "id"),)

    id: Mapped[int] = new_id()
    entity: Mapped[str]
    entity_id: Mapped[int] = mapped_column(BigInteger)
    old: Mapped[str | None]
    new: Mapped[str]
    seats: Mapped[int | None]
    actor: Mapped[str]
    reason: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None]
    at: Mapped[datetime] = now_column()


class Outbox(Base):
    """A message promised to a person (R47-R53), one per change, recipient and kind: `dedupe` says which."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_line", "user_id", "id", postgresql_where=sql("status IN ('queued', 'sending')")),
        Index("ix_outbox_sending", "user_id", postgresql_where=sql("status = 'sending'")),
        Index("ix_outbox_dead", "id", postgresql_where=sql("status = 'dead'")),
    )

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    params: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    dedupe: Mapped[str] = mapped_column(unique=True)
    status: Mapped[OutboxStatus] = mapped_column(server_default=OutboxStatus.queued)
    attempts: Mapped[int] = mapped_column(server_default=sql("0"))
    due_at: Mapped[datetime] = now_column()
    created_at: Mapped[datetime] = now_column()
    settled_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]


class Reminder(Base):
    """A promise to speak to an event's people at `due_at` (R52), one per event and kind.

    When it is due it becomes one outbox row per booking and kind; an event that moves moves its few rows, not a
    thousand guests'.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("uq_reminders_once", "event_id", "kind", unique=True),
        Index("ix_reminders_due", "due_at", postgresql_where=sql("done_at IS NULL")),
    )

    id: Mapped[int] = new_id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    kind: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Watermark(Base):
    """How far a sweep has read the record (`news`)."""

    __tablename__ = "watermarks"

    name: Mapped[str] = mapped_column(primary_key=True)
    upto: Mapped[int] = mapped_column(BigInteger)


class Broadcast(Base):
    """What a host writes to all guests of an event: a draft until `sent_at`, then to so many `guests`."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint("length(text) BETWEEN 1 AND 1000", name="text"),
        CheckConstraint("(sent_at IS NULL) = (guests IS NULL)", name="sent"),
        Index("ix_broadcasts_event", "event_id", "sent_at"),
    )

    id: Mapped[int] = new_id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    guests: Mapped[int | None]
    created_at: Mapped[datetime] = now_column()
    sent_at: Mapped[datetime | None]


class Reason(Base):
    """Why somebody is about to cancel an event, or one booking of it; kept until they do it."""

    __tablename__ = "reasons"
    __table_args__ = (Index("ix_reasons_user", "user_id", "created_at"),)

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    text: Mapped[str]
    created_at: Mapped[datetime] = now_column()


class SharedCard(Base):
    """An event's card in somebody else's chat, kept true: by `inline_message_id`, or in the group `chat_id`.

    A private event's is shared with an `invite_id`. `shown` is a digest of the facts that stand on it, empty where
    nothing does yet. A group's card without a `message_id` is still to be posted, for the message `asked_in`. Nothing
    is drawn before `due_at`, and nothing more after `ended_at`.
    """

    __tablename__ = "shared_cards"
    __table_args__ = (
        CheckConstraint("(inline_message_id IS NULL) = (chat_id IS NOT NULL)", name="place"),
        Index("uq_shared_cards_inline", "inline_message_id", unique=True),
        Index("uq_shared_cards_asked", "chat_id", "asked_in", unique=True),
        Index("ix_shared_cards_event", "event_id"),
        Index("ix_shared_cards_live", "due_at", "id", postgresql_where=sql("ended_at IS NULL")),
    )

    id: Mapped[int] = new_id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    invite_id: Mapped[int | None] = mapped_column(ForeignKey("invites.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    language: Mapped[str]
    inline_message_id: Mapped[str | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    asked_in: Mapped[int | None] = mapped_column(BigInteger)
    shown: Mapped[str] = mapped_column(server_default=sql("''"))
    due_at: Mapped[datetime] = now_column()
    created_at: Mapped[datetime] = now_column()
    ended_at: Mapped[datetime | None]


class Watch(Base):
    """What the house looks at by itself, for admins (`watches`): when it last did, what they were last told, and when.

    `mark` is empty while there is nothing to tell.
    """

    __tablename__ = "watches"

    name: Mapped[str] = mapped_column(primary_key=True)
    looked_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    mark: Mapped[str] = mapped_column(server_default=sql("''"))


class Departure(Base):
    """That the account of this hash left for good; kept for minutes (`departures`)."""

    __tablename__ = "departures"

    id: Mapped[int] = new_id()
    account_hash: Mapped[str] = mapped_column(String(64), unique=True)
    left_at: Mapped[datetime] = now_column()


class IdempotencyKey(Base):
    """A command that was carried out under a key, and its answer (R30, invariant 23)."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = now_column()
