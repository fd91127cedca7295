"""What the product is about: events and bookings. Whoever needs a table imports it from `models`."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    String,
    Text,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import Access, Base, BookingStatus, EventStatus, Format, Origin, new_id, now_column

# What an event is found by, folded; word for word the index's expression, or the index serves nobody. The brackets are
# PostgreSQL's own spelling, which alembic compares.
EVENT_WORDS: ColumnElement[str] = literal_column(
    "fold((((((events.name || ' ') || coalesce(events.film, '')) || ' ') || events.place) || ' ')"
    " || events.description)",
    Text,
)


class Event(Base):
    """Something to come to (R16). `available` is what is left to sell; only `core.seats` changes it.

    `price` is a seat's, in minor units of `currency`; `booking_ttl` is in seconds; `terms` grows when the time,
    the place or the price changes, and a booking names the terms it saw. `over_at` is when it was cancelled or marked
    as held; then its confirmed bookings follow in batches, until `wound_up_at`. `latitude` and `longitude`, in degrees,
    are where the place is on the map, if that is known.
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
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        Index(
            "ix_events_catalogue",
            "starts_at",
            "id",
            postgresql_where=text("status = 'published' AND access = 'public'"),
        ),
        Index(
            "ix_events_words",
            EVENT_WORDS.label("words"),
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
        Index("ix_events_host", "host_id", "starts_at"),
        Index("ix_events_organizer", "organizer_id", "starts_at", postgresql_where=text("organizer_id IS NOT NULL")),
        Index("ix_events_begins", "starts_at", postgresql_where=text("status = 'published'")),
        Index("ix_events_ends", "ends_at", postgresql_where=text("status = 'published'")),
        Index("ix_events_winding_up", "id", postgresql_where=text("over_at IS NOT NULL AND wound_up_at IS NULL")),
        CheckConstraint("(status IN ('completed', 'cancelled')) = (over_at IS NOT NULL)", name="over_at"),
    )

    id: Mapped[int] = new_id()
    host_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organizer_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    film: Mapped[str | None]
    place: Mapped[str] = mapped_column(server_default="")
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
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
    over_at: Mapped[datetime | None]
    wound_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = now_column()


class Booking(Base):
    """Seats of one person at one event. `price` is a seat's, copied when the seats were taken.

    `after_id` is the lapsed booking that late money wanted to pay; `checked_in` how many of the seats came; `coming`
    the answer to "are you coming?", None before one; `ticket_message_id` the last message to the holder that showed the
    ticket.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("checked_in BETWEEN 0 AND seats", name="checked_in"),
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
        Index("ix_bookings_holds", "user_id", postgresql_where=text("status = 'pending'")),
        Index("ix_bookings_in", "event_id", postgresql_where=text("checked_in > 0")),
        Index("ix_bookings_created", "created_at", postgresql_using="brin"),
    )

    id: Mapped[int] = new_id()
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
    after_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    coming: Mapped[bool | None]
    checked_in: Mapped[int] = mapped_column(server_default=text("0"))
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ticket_message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = now_column()
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
