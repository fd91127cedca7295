"""What a host says about an event, checked before any row is touched: the shapes of a new event and of an edit.

The documents' names are accepted beside ours (R62): `date`, `date_time`, `total_seats`, `total_tickets`,
`ticket_price`, `booking_ttl_minutes`. Anything else unknown is refused.
"""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies
from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core import i18n
from core.errors import Invalid
from core.models import Access, Format

_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def _one_line(text: str) -> str:
    cleaned = i18n.clean(text, 10_000)
    if not cleaned:
        raise ValueError("nothing that can be seen")
    return cleaned


def _prose(text: str) -> str:
    return text.translate(_CONTROLS).encode("utf-8", "ignore").decode().strip()


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _currency(code: str) -> str:
    if code != i18n.STARS and code not in list_currencies():
        raise ValueError("no such currency")
    return code


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
Place = Annotated[str, StringConstraints(max_length=300), AfterValidator(lambda text: i18n.clean(text, 300))]
Prose = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_prose)]
Link = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s]+$")]
Zone = Annotated[str, AfterValidator(_zone)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(_currency)]
Capacity = Annotated[int, Field(ge=1, le=100_000)]
Price = Annotated[int, Field(ge=0, le=10**9)]
Ttl = Annotated[int, Field(ge=60, le=604_800)]
PerPerson = Annotated[int, Field(ge=1, le=100)]

_STARTS = AliasChoices("starts_at", "date", "date_time")
_CAPACITY = AliasChoices("capacity", "total_seats", "total_tickets")
_PRICE = AliasChoices("price", "ticket_price")


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _minutes(cls, data: Any) -> Any:
        if isinstance(data, dict) and "booking_ttl_minutes" in data and "booking_ttl" not in data:
            minutes = data["booking_ttl_minutes"]
            rest = {key: value for key, value in data.items() if key != "booking_ttl_minutes"}
            return rest | {"booking_ttl": minutes * 60 if type(minutes) is int else minutes}
        return data


class NewEvent(_Wish):
    """A new event. `price` in minor units of `currency`, `booking_ttl` in seconds; a time without a zone is local."""

    name: Name
    starts_at: datetime = Field(validation_alias=_STARTS)
    ends_at: datetime | None = None
    zone: Zone | None = None
    capacity: Capacity = Field(validation_alias=_CAPACITY)
    price: Price = Field(default=0, validation_alias=_PRICE)
    currency: Currency | None = None
    booking_ttl: Ttl | None = None
    max_seats_per_booking: PerPerson | None = None
    requires_confirmation: bool = False
    place: Place = ""
    description: Prose = ""
    film: Name | None = None
    format: Format = Format.in_person
    online_link: Link | None = None
    access: Access = Access.public
    publish: bool = True


class EventPatch(_Wish):
    """What changes; what is not named stays."""

    name: Name | None = None
    starts_at: datetime | None = Field(default=None, validation_alias=_STARTS)
    ends_at: datetime | None = None
    zone: Zone | None = None
    capacity: Capacity | None = Field(default=None, validation_alias=_CAPACITY)
    price: Price | None = Field(default=None, validation_alias=_PRICE)
    booking_ttl: Ttl | None = None
    max_seats_per_booking: PerPerson | None = None
    requires_confirmation: bool | None = None
    place: Place | None = None
    description: Prose | None = None
    film: Name | None = None
    format: Format | None = None
    online_link: Link | None = None
    access: Access | None = None


def instant(at: datetime, zone: str, field: str) -> datetime:
    """The instant that is meant: a time without a zone is read in the event's. Raises Invalid for a time in a DST gap.

    Of an hour that comes twice, the first is meant (PEP 495, fold 0).
    """
    if at.tzinfo is not None:
        return at
    local = at.replace(tzinfo=ZoneInfo(zone))
    there_and_back = local.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != at:
        raise Invalid(field, "dst_gap")
    return local
