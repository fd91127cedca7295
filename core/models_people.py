"""People and what ties them together: accounts, ways in, pages with their teams, invites, favourites, the waitlist."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    func,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import Base, EntryStatus, Role, SessionKind, new_id, now_column

# A name folded, as in its index.
PERSON_WORDS: ColumnElement[str] = literal_column("fold(users.name)", Text)
PAGE_WORDS: ColumnElement[str] = literal_column("fold(organizers.name)", Text)


class User(Base):
    """A person, met in the chat or on the web (R2). Reachable while the chat is open and not blocked (R6).

    Quiet from the hour `quiet_from` to the hour `quiet_until`, in `zone` or else the event's; `muted` names what they
    don't want to hear of (`choices`); `may_host` counts where hosts need an admin's approval (R4). Who left for good
    (`erasing`) is a row without a name, `erased_at`.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_both"),
        CheckConstraint(
            "erased_at IS NULL OR (telegram_id IS NULL AND username IS NULL AND email IS NULL AND phone IS NULL)",
            name="erased",
        ),
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours"),
        Index("ix_users_digest", "id", postgresql_where=text("muted @> '{guest}'")),
        Index("uq_users_email", func.lower(text("email")), unique=True),
        Index(
            "ix_users_words",
            PERSON_WORDS.label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
    )

    id: Mapped[int] = new_id()
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    username: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(2), server_default="en")
    zone: Mapped[str | None]
    role: Mapped[Role] = mapped_column(server_default=Role.user)
    may_host: Mapped[bool] = mapped_column(server_default=text("false"))
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    muted: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    chat_open: Mapped[bool] = mapped_column(server_default=text("false"))
    blocked_at: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now_column()


class SignInLink(Base):
    """A one-time way in; only its hash is kept. Spent by POST alone (invariant 34)."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = now_column()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Base):
    """A signed-in browser or program; only the secret's hash is kept, and it can be revoked."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user", "user_id"),)

    id: Mapped[int] = new_id()
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[SessionKind]
    label: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = now_column()
    seen_at: Mapped[datetime] = now_column()
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Organizer(Base):
    """A page that events appear under (R9), «страница»: `slug` is its address, `contacts` a few named lines."""

    __tablename__ = "organizers"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 40", name="slug"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name"),
        Index(
            "ix_organizers_words",
            PAGE_WORDS.label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
        CheckConstraint("brand_color ~ '^#[0-9a-f]{6}$'", name="brand_color"),
    )

    id: Mapped[int] = new_id()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    logo_url: Mapped[str | None]
    description: Mapped[str] = mapped_column(server_default="")
    contacts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    brand_color: Mapped[str | None] = mapped_column(String(7))
    created_at: Mapped[datetime] = now_column()


class TeamMember(Base):
    """Somebody who may manage the page and all its events (R10); the first one made the page."""

    __tablename__ = "team_members"
    __table_args__ = (Index("ix_team_members_user", "user_id"),)

    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = now_column()


class Question(Base):
    """A question that guests of a page ask again and again, with its answer (R11), shown by `position`."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_organizer", "organizer_id", "position", "id"),)

    id: Mapped[int] = new_id()
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    position: Mapped[int] = mapped_column(server_default=text("0"))
    question: Mapped[str]
    answer: Mapped[str]


class Invite(Base):
    """A link into a private event (R22): an unguessable token that the host may show again, and revoke."""

    __tablename__ = "invites"
    __table_args__ = (Index("ix_invites_event", "event_id", "id"),)

    id: Mapped[int] = new_id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = now_column()
    revoked_at: Mapped[datetime | None]


class Invited(Base):
    """Somebody came by an invite; it opens the event to them while the invite stands."""

    __tablename__ = "invited"
    __table_args__ = (Index("ix_invited_user", "user_id"),)

    invite_id: Mapped[int] = mapped_column(ForeignKey("invites.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    created_at: Mapped[datetime] = now_column()


class Favourite(Base):
    """An event that somebody keeps an eye on (R8)."""

    __tablename__ = "favourites"
    __table_args__ = (Index("ix_favourites_event", "event_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    created_at: Mapped[datetime] = now_column()


class WaitlistEntry(Base):
    """Somebody waits for `seats` of a full event (R40). Served by the higher `priority`, then the earlier `id`.

    `booking_id` is the offer: a pending booking of origin `waitlist`. Ids are given under the event's lock, so that
    their order is the order of joining.
    """

    __tablename__ = "waitlist"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("(status IN ('waiting', 'offered')) = (ended_at IS NULL)", name="ended_at"),
        Index(
            "uq_waitlist_waiting",
            "event_id",
            "user_id",
            unique=True,
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_waitlist_line", "event_id", text("priority DESC"), "id", postgresql_where=text("status = 'waiting'")),
        Index("ix_waitlist_booking", "booking_id", unique=True),
        Index("ix_waitlist_user", "user_id", "id"),
        Index("ix_waitlist_event", "event_id"),
        Index("ix_waitlist_created", "created_at", postgresql_using="brin"),
    )

    id: Mapped[int] = new_id()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    seats: Mapped[int]
    priority: Mapped[int] = mapped_column(server_default=text("0"))
    status: Mapped[EntryStatus] = mapped_column(server_default=EntryStatus.waiting)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    created_at: Mapped[datetime] = now_column()
    ended_at: Mapped[datetime | None]
