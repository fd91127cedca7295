"""What people say: an event or its changes, while they say them; answers and codes that are awaited; reviews."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import Base, Direction, new_id, now_column


class Draft(Base):
    """An event to be (`event_id` None), or the gathered changes of one, by one person; see `core.drafts`.

    `fields` is what was said so far, `was` what the event said when a field was changed, so that a colleague's change
    in between is noticed. `asking` is the open question, at most one a person; `revision` grows with each change, and a
    button that applies them names the one it showed. A draft that was published goes on as its event's changes.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_user", "user_id", "id"),
        Index("ix_drafts_event", "event_id", postgresql_where=text("event_id IS NOT NULL")),
        Index("uq_drafts_event", "user_id", "event_id", unique=True, postgresql_where=text("event_id IS NOT NULL")),
        Index("uq_drafts_asking", "user_id", unique=True, postgresql_where=text("asking IS NOT NULL")),
    )

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    was: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    asking: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = now_column()
    updated_at: Mapped[datetime] = now_column()


class OpenQuestion(Base):
    """What is asked of somebody in the chat, until they type an answer or go on otherwise (`asked`)."""

    __tablename__ = "open_questions"

    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    what: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime] = now_column()


class EmailCode(Base):
    """A code on its way to an address that somebody says is theirs; only its hash is kept, and for a day (`emails`).

    The newest one of a person counts. `sent` is false when it never left, so that it counts for no limit.
    """

    __tablename__ = "email_codes"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        Index("ix_email_codes_user", "user_id", "id"),
        Index("ix_email_codes_address", func.lower(text("address"))),
        Index("ix_email_codes_created", "created_at"),
    )

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str]
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    sent: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = now_column()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Review(Base):
    """1 to 5 stars and a text, one per author and target (R54-R57). `target_id` is a person, or None for the event."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        CheckConstraint("(direction IN ('guest_host', 'host_guest')) = (target_id IS NOT NULL)", name="target"),
        Index(
            "uq_reviews_once",
            "author_id",
            "event_id",
            "direction",
            "target_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_reviews_event", "event_id", "direction"),
        Index("ix_reviews_target", "target_id", "direction", postgresql_where=text("target_id IS NOT NULL")),
    )

    id: Mapped[int] = new_id()
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    direction: Mapped[Direction]
    target_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    stars: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = now_column()
    edited_at: Mapped[datetime | None]
