"""What a host may say about an event: the fields with their bounds, which are those of the CHECKs in `models`.

Nothing here reads the database; how what was said becomes a row's values, times above all, is `event_times`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasGenerator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from core import i18n
from core.errors import Invalid
from core.models import Access, Format

# A change of these is a change of the terms: it is told, and whoever saw the old ones books on none of them.
TERMS = {"starts_at", "ends_at", "zone", "place", "format", "price", "currency"}
POINT = ("latitude", "longitude")
# What may be emptied again: no film, no link, no page, no point on the map, refunds until the start.
EMPTIED = {"film", "online_link", "organizer_id", "refundable_until", *POINT}
Model = TypeVar("Model", bound=BaseModel)

# Names from the documents that the product comes from (R62).
ALIASES = {
    "starts_at": ("date", "date_time"),
    "capacity": ("total_seats", "total_tickets"),
    "price": ("ticket_price",),
}


@dataclass(frozen=True)
class Defaults:
    """What an event gets where the host says nothing; `booking_ttl` in seconds.

    `hosting` says who may host (R4): `open` to all, `approved` by an admin, `admins` alone.
    """

    zone: str
    currency: str
    booking_ttl: int
    max_seats: int
    hosting: str = "open"


@cache
def _zones() -> frozenset[str]:
    # `localtime` is the machine's own zone and changes with it; `Factory` is none at all.
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies()) | {i18n.STARS}


def _zone(value: str) -> str:
    if value not in _zones():
        raise PydanticCustomError("no_such_zone", "Should be a time zone such as Europe/Moscow")
    return value


def _currency(value: str) -> str:
    if value not in _currencies():
        raise PydanticCustomError("no_such_currency", "Should be a currency's code such as EUR")
    return value


def _has_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is none, a broken IPv6 address
        return False


def _link(value: str) -> str:
    if (
        i18n.clean(value, len(value)) != value
        or len(value) > 500
        or not re.fullmatch(r"https?://[^\s/\x00-\x1f]+(/\S*)?", value)
        or not _has_host(value)
    ):
        raise PydanticCustomError("not_a_link", "Should begin with https:// and have no spaces")
    return value


def _line(most: int, least: int = 0) -> AfterValidator:
    return AfterValidator(lambda value: _fit(i18n.clean(value, len(value)), least, most))


def _paragraphs(value: str) -> str:
    lines = (i18n.clean(line, len(line)) for line in value.splitlines())
    return _fit(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), 0, 4000)


def _fit(value: str, least: int, most: int) -> str:
    if len(value.strip("\u200d ")) < least:
        raise PydanticCustomError("empty", "Should not be empty")
    if len(value) > most:
        raise PydanticCustomError("too_long", "Should have at most {most} characters", {"most": most})
    return value


def _degrees(value: float) -> float:
    return round(value, 6)  # a hand's breadth


def _names(field: str) -> AliasChoices:
    return AliasChoices(field, *ALIASES.get(field, ()))


Name = Annotated[str, _line(200, 1)]
Zone = Annotated[str, AfterValidator(_zone)]
Place = Annotated[str, _line(300)]
Description = Annotated[str, AfterValidator(_paragraphs)]
Film = Annotated[str, _line(200)]
Capacity = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Price = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Currency = Annotated[str, AfterValidator(_currency)]
Seconds = Annotated[int, Field(strict=True, ge=60, le=604_800)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=10_080)]
Seats = Annotated[int, Field(strict=True, ge=1, le=100)]
Link = Annotated[str, AfterValidator(_link)]
Page = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90), AfterValidator(_degrees)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180), AfterValidator(_degrees)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=AliasGenerator(validation_alias=_names))

    booking_ttl: Seconds | None = None
    booking_ttl_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _one_ttl(self) -> Self:
        if self.booking_ttl_minutes is not None:
            if self.booking_ttl is not None:
                raise PydanticCustomError("twice", "booking_ttl and booking_ttl_minutes say the same thing")
            self.booking_ttl = self.booking_ttl_minutes * 60
            self.booking_ttl_minutes = None
        return self


class NewEvent(_Said):
    """An event to be. `price` in minor units; the documents' names (`date`, `total_tickets`, …) are understood too.

    `organizer_id` is the page it appears under; `latitude` and `longitude` are the place's, in degrees.
    `refundable_until` is not after the start; one that is past means no refunds, whatever the start becomes.
    """

    name: Name
    starts_at: datetime
    ends_at: datetime | None = None
    zone: Zone | None = None
    place: Place = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    description: Description = ""
    film: Film | None = None
    format: Format = Format.in_person
    capacity: Capacity
    price: Price = 0
    currency: Currency | None = None
    max_seats_per_booking: Seats | None = None
    requires_confirmation: bool = False
    access: Access = Access.public
    online_link: Link | None = None
    organizer_id: Page | None = None
    refundable_until: datetime | None = None
    publish: bool = True


class EventPatch(_Said):
    """What changes; fields that were not sent stay. Null empties `film`, `online_link`, `organizer_id`, `latitude` and
    `longitude`, and sets `refundable_until` back to the start; one from before the event was made means no refunds,
    whatever the start becomes. Another place loses the point of the old one.
    """

    name: Name | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: Zone | None = None
    place: Place | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    description: Description | None = None
    film: Film | None = None
    format: Format | None = None
    capacity: Capacity | None = None
    price: Price | None = None
    currency: Currency | None = None
    max_seats_per_booking: Seats | None = None
    requires_confirmation: bool | None = None
    access: Access | None = None
    online_link: Link | None = None
    organizer_id: Page | None = None
    refundable_until: datetime | None = None


def ensure_point(place: str, latitude: float | None, longitude: float | None) -> None:
    """Refuse half a point, and a point of no place: it has a name for whoever looks for it. Raises Invalid."""
    if (latitude is None) != (longitude is None):
        raise Invalid("latitude" if latitude is None else "longitude", "missing")
    if latitude is not None and not place:
        raise Invalid("place", "missing")


PROBLEMS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "enum": "not_a_choice",
    "bool_parsing": "not_a_choice",
}
FAMILIES = {"int": "not_a_number", "float": "not_a_number", "datetime": "not_a_date"}


def parse(model: type[Model], data: dict[str, Any]) -> Model:
    """`data` as `model`, for forms: the first wrong field becomes Invalid(field, problem, least, most).

    Problems: missing, unknown, empty, too_long, too_small, too_large, not_a_number, not_a_date, not_a_choice,
    no_such_zone, no_such_currency, not_a_link, twice, wrong.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[0]
    kind, context = found["type"], found.get("ctx", {})
    bounds = {"least": context.get("ge"), "most": context.get("le", context.get("most"))}
    params = {name: bound for name, bound in bounds.items() if bound is not None}
    raise Invalid(str(found["loc"][0]) if found["loc"] else "booking_ttl", _problem(kind), **params)


def _problem(kind: str) -> str:
    own = {"empty", "too_long", "no_such_zone", "no_such_currency", "not_a_link", "twice"}
    if kind in own:
        return kind
    return PROBLEMS.get(kind) or FAMILIES.get(kind.partition("_")[0], "wrong")
