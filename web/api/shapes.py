"""What the API says and takes. Never in it: e-mail, phone, telegram_id, the online link of an event."""

from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.models import Access, BookingStatus, EventStatus, Format, Origin
from web.keys import CHAT

Digits = StringConstraints(pattern=r"^[0-9]{1,9}$")


class Taken(BaseModel):
    """A body: strict, and nothing in it that is not named here."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Seats(Taken):
    """How many seats, and the terms of the event that were seen."""

    seats: Annotated[int, Field(ge=1, le=100)] = 1
    terms: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class SeatsOf(Seats):
    """The same with the event named in the body."""

    event_id: Annotated[int, Field(ge=1, le=2**63 - 1)]


class Nothing(Taken):
    """No fields: the path says it all."""


class Label(Taken):
    """What a token is for, in the owner's words."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*$")]


class EventQuery(BaseModel):
    """Filters and the place in the list (R18). `after` is the `next` of the page before."""

    q: Annotated[str, StringConstraints(max_length=100)] | None = None
    when: Annotated[str, StringConstraints(pattern=r"^(any|today|tomorrow|week|weekend|month)$")] = "any"
    price: Annotated[str, StringConstraints(pattern=r"^(any|free|[0-9]{1,9})$")] = "any"
    free: bool = False
    host: Annotated[str, Digits] | None = None
    after: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z._-]{1,40}$")] | None = None
    limit: Annotated[str, StringConstraints(pattern=r"^([1-9]|[1-4][0-9]|50)$")] = "20"


class BookingQuery(BaseModel):
    """Which part of a person's bookings: `past` true or false, both without it."""

    past: bool | None = None


class Host(BaseModel):
    """Who holds an event: a name, as the person gave it."""

    id: int
    name: str


class EventOut(BaseModel):
    """An event with its numbers of this moment: `capacity = available + held + sold`. `price` is in minor units.

    `latitude` and `longitude` are where the place is on the map, in degrees; null when nobody said.
    """

    id: int
    name: str
    description: str
    film: str | None
    place: str
    latitude: float | None
    longitude: float | None
    format: Format
    starts_at: datetime
    ends_at: datetime
    zone: str
    capacity: int
    available: int
    held: int
    sold: int
    price: int
    currency: str
    booking_ttl: int
    max_seats_per_booking: int
    requires_confirmation: bool
    access: Access
    status: EventStatus
    reason: str | None
    terms: int
    host: Host
    links: dict[str, str]


class EventPage(BaseModel):
    """A part of the list; `next` goes into `after`, null on the last one."""

    items: list[EventOut]
    next: str | None


class BookingOut(BaseModel):
    """One's own booking. `expires_at` is the deadline of a hold; `total` is in minor units."""

    id: int
    event_id: int
    user_id: int
    seats: int
    status: BookingStatus
    origin: Origin
    price: int
    total: int
    currency: str
    terms: int
    ticket_code: str | None
    created_at: datetime
    expires_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    refundable_until: datetime
    reason: str | None
    links: dict[str, str]


class BookingList(BaseModel):
    """A person's bookings: what lies ahead first, deadlines before all."""

    items: list[BookingOut]


class TokenOut(BaseModel):
    """A token without its secret."""

    id: int
    label: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class NewToken(BaseModel):
    """The secret is shown once and kept by nobody but you."""

    token: str
    label: str


class TokenList(BaseModel):
    """The caller's living tokens."""

    items: list[TokenOut]


def event_out(request: web.Request, card: Any) -> EventOut:
    """A card as the API tells it."""
    plain = {name: getattr(card, name) for name in EventOut.model_fields if hasattr(card, name)}
    chat = request.app[CHAT]
    links = {"self": f"/api/events/{card.id}", "page": f"/events/{card.id}", "book": f"/api/events/{card.id}/book"}
    if chat:
        links["telegram"] = f"{chat}?start=e_{card.id}"
    host = Host(id=card.host_id, name=card.host_name)
    return EventOut.model_validate(plain | {"host": host, "links": links})


def booking_out(booking: Any) -> BookingOut:
    """A booking as its holder sees it; the code opens the door, so a hold has none."""
    plain = {name: getattr(booking, name) for name in BookingOut.model_fields if hasattr(booking, name)}
    own = f"/api/bookings/{booking.id}"
    links = {"self": own, "event": f"/api/events/{booking.event_id}"}
    if booking.status is BookingStatus.pending:
        links |= {"confirm": f"{own}/confirm", "cancel": f"{own}/cancel"}
    elif booking.status is BookingStatus.confirmed:
        links |= {"cancel": f"{own}/cancel"}
    goes = booking.status in {BookingStatus.confirmed, BookingStatus.completed}
    code = booking.ticket_code if goes else None
    return BookingOut.model_validate(
        plain | {"total": booking.price * booking.seats, "ticket_code": code, "links": links}
    )
