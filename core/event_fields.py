"""What a host may say about an event: the fields with their bounds, and how a time that was said becomes an instant.

Bounds are those of the CHECKs in `models`; nothing here reads the database. A time without an offset is read in the
event's zone; one that the clocks skip there is refused, of one that comes twice the earlier is meant. A start that
moves takes the end and the refunds' deadline along, by the clocks on the wall.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Any, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

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
from core.models import Access, Event, Format

LASTS = timedelta(hours=2)
LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=5 * 366)
# What may be emptied again: no film, no link, no page, refunds until the start.
EMPTIED = {"film", "online_link", "organizer_id", "refundable_until"}
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


def _link(value: str) -> str:
    if len(value) > 500 or not re.fullmatch(r"https?://[^\s/\x00-\x1f]+(/\S*)?", value):
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

    `organizer_id` is the page it appears under; `refundable_until` may be past (no refunds), not after the start.
    """

    name: Name
    starts_at: datetime
    ends_at: datetime | None = None
    zone: Zone | None = None
    place: Place = ""
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
    """What changes; fields that were not sent stay. Null empties `film`, `online_link`, `organizer_id`, and sets
    `refundable_until` back to the start.
    """

    name: Name | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: Zone | None = None
    place: Place | None = None
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


PROBLEMS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "enum": "not_a_choice",
    "bool_parsing": "not_a_choice",
}


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
    family = {"int": "not_a_number", "datetime": "not_a_date"}.get(kind.partition("_")[0], "wrong")
    return PROBLEMS.get(kind, family)


def instant(said: datetime, zone: str, field: str) -> datetime:
    """The instant that was meant, in UTC. Raises Invalid: dst_gap, past or too_far (beyond any calendar)."""
    if not 1970 <= said.year < 9000:
        raise Invalid(field, "past" if said.year < 1970 else "too_far")
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    local = said.replace(tzinfo=ZoneInfo(zone), fold=0)
    meant = local.astimezone(UTC)
    if meant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != said:
        raise Invalid(field, "dst_gap", time=said.isoformat(timespec="minutes"), zone=zone)
    return meant


def along(at: datetime, was: tuple[datetime, str], becomes: tuple[datetime, str]) -> datetime:
    """`at` as far from the start that it becomes as from the one it was, both with their zones, in local time.

    So nine in the evening stays nine in the evening, though the clocks change in between.
    """
    (old, old_zone), (new, new_zone) = was, becomes
    local = _wall(new, new_zone) + (_wall(at, old_zone) - _wall(old, old_zone))
    meant = local.replace(tzinfo=ZoneInfo(new_zone)).astimezone(UTC)
    # In the night of the change itself the clocks on the wall can run backwards: then the true distance counts.
    return meant if (meant > new) == (at > old) else new + (at - old)


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def columns(new: NewEvent, defaults: Defaults, now: datetime) -> dict[str, Any]:
    """A new event's values for its row. Raises Invalid for times that can't be."""
    zone = new.zone or defaults.zone
    starts = instant(new.starts_at, zone, "starts_at")
    ends = instant(new.ends_at, zone, "ends_at") if new.ends_at else starts + LASTS
    refundable = instant(new.refundable_until, zone, "refundable_until") if new.refundable_until else None
    ensure_ahead(starts, now)
    _ensure_order(starts, ends, refundable)
    said = new.model_dump(exclude={"publish", "booking_ttl_minutes"})
    return said | {
        "film": new.film or None,
        "starts_at": starts,
        "ends_at": ends,
        "refundable_until": refundable,
        "zone": zone,
        "currency": new.currency or defaults.currency,
        "booking_ttl": new.booking_ttl or defaults.booking_ttl,
        "max_seats_per_booking": new.max_seats_per_booking or defaults.max_seats,
    }


def changes(event: Event, patch: EventPatch, now: datetime) -> dict[str, Any]:
    """What differs from the event as it is. A start that moves takes end and refunds along. Raises Invalid."""
    said = patch.model_dump(exclude_unset=True, exclude={"booking_ttl_minutes"})
    for field, value in said.items():
        if value is None and field not in EMPTIED:
            raise Invalid(field, "missing")
    if "film" in said:
        said["film"] = said["film"] or None
    zone = said.get("zone", event.zone)
    starts = instant(said["starts_at"], zone, "starts_at") if "starts_at" in said else event.starts_at
    said |= {"starts_at": starts} | _following(event, said, starts, zone)
    if starts != event.starts_at:
        ensure_ahead(starts, now)
    _ensure_order(starts, said["ends_at"], said["refundable_until"])
    return {field: value for field, value in said.items() if value != getattr(event, field)}


def _following(event: Event, said: dict[str, Any], starts: datetime, zone: str) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for field in ("ends_at", "refundable_until"):
        at = said.get(field, getattr(event, field))
        if field in said:
            found[field] = at and instant(at, zone, field)
        elif at is None or starts == event.starts_at:
            found[field] = at
        else:
            found[field] = along(at, (event.starts_at, event.zone), (starts, zone))
    return found


def ensure_ahead(starts: datetime, now: datetime) -> None:
    """Refuse a start that is past or more than five years ahead, by the database's clock."""
    if starts <= now:
        raise Invalid("starts_at", "past")
    if starts > now + FURTHEST:
        raise Invalid("starts_at", "too_far")


def _ensure_order(starts: datetime, ends: datetime, refundable: datetime | None) -> None:
    if ends <= starts:
        raise Invalid("ends_at", "before_start")
    if ends > starts + LONGEST:
        raise Invalid("ends_at", "too_far")
    if refundable is not None and refundable > starts:
        raise Invalid("refundable_until", "after_start")
