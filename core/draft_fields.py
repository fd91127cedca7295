"""What a draft is made of: an event's fields as they are said, one by one, and the way from there to an event.

A draft's vocabulary is that of `event_fields`, with two differences. The start is an instant in UTC. The end and the
refunds' deadline are distances from it: `lasts` in seconds, `refund` in seconds before the start, 0 until the start,
`NO_REFUND` never; both by the clocks on the wall, so they hold whatever the start becomes. Reads and writes no rows.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import i18n
from core.errors import Invalid
from core.event_fields import POINT, Defaults, EventPatch, NewEvent, ensure_point, parse
from core.event_times import FURTHEST, LASTS, LONGEST, ensure_ahead, ensure_currency, instant, never_refunds
from core.models import Access, Event, Format

NO_REFUND = -1
# In the order in which they are asked; an event without them can't be published.
NEEDED = ("name", "start", "place", "seats", "price")
PLAIN = (
    "name",
    "zone",
    "place",
    "latitude",
    "longitude",
    "format",
    "online_link",
    "capacity",
    "price",
    "currency",
    "description",
    "film",
    "access",
    "booking_ttl",
    "max_seats_per_booking",
    "requires_confirmation",
    "organizer_id",
)

Fields = dict[str, Any]


def said_of(event: Event) -> Fields:
    """A whole event in a draft's words."""
    said = {field: getattr(event, field) for field in PLAIN}
    starts = _wall(event.starts_at, event.zone)
    return said | {
        "starts_at": event.starts_at.astimezone(UTC).isoformat(),
        "lasts": int((_wall(event.ends_at, event.zone) - starts).total_seconds()),
        "refund": _refund(event, starts),
    }


def _refund(event: Event, starts: datetime) -> int:
    until = event.refundable_until
    if until is None:
        return 0
    return NO_REFUND if never_refunds(event) else int((starts - _wall(until, event.zone)).total_seconds())


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def usual(defaults: Defaults) -> Fields:
    """What an event is where its host says nothing; None where they must."""
    return dict.fromkeys((*PLAIN, "starts_at")) | {
        "zone": defaults.zone,
        "place": "",
        "description": "",
        "format": Format.in_person,
        "access": Access.public,
        "booking_ttl": defaults.booking_ttl,
        "max_seats_per_booking": defaults.max_seats,
        "requires_confirmation": False,
        "lasts": int(LASTS.total_seconds()),
        "refund": 0,
        "currency": defaults.currency,
    }


def missing(whole: Fields) -> list[str]:
    """What is still to say, as questions in their order."""
    somewhere = whole["place"] or whole["format"] == Format.online
    found = {
        "name": whole["name"],
        "start": whole["starts_at"],
        "place": somewhere,
        "seats": whole["capacity"],
        "price": whole["price"] is not None,
    }
    return [question for question in NEEDED if not found[question]]


def checked(said: Fields, whole: Fields, now: datetime) -> Fields:
    """What was said, cleaned and within bounds, with what follows from it. Raises Invalid.

    Another zone keeps the hour on the wall. Seats online are sold in Stars and elsewhere are not, so a price of the
    other kind is to be said again.
    """
    plain = {field: value for field, value in said.items() if field in PLAIN}
    kept = parse(EventPatch, plain).model_dump(mode="json", exclude_unset=True, exclude={"booking_ttl_minutes"})
    kept |= _times(said, kept, whole, now)
    if kept.keys() & set(POINT):
        ensure_point(str(kept.get("place", whole["place"])), kept.get("latitude"), kept.get("longitude"))
    if "price" in kept:
        ensure_currency(kept.get("currency", whole["currency"]), whole["format"])
    if "format" in kept and whole["price"] and (kept["format"] == Format.online) != (whole["currency"] == i18n.STARS):
        kept |= {"price": None, "currency": None}
    return kept


def beside(fields: Fields, kept: Fields, whole: Fields) -> Fields:
    """What was said before and holds beside what is `kept` now: another place loses the point of the one before."""
    moved = kept.get("place", whole["place"]) != whole["place"] and not kept.keys() & set(POINT)
    return {field: value for field, value in fields.items() if not (moved and field in POINT)}


def _times(said: Fields, kept: Fields, whole: Fields, now: datetime) -> Fields:
    found: Fields = {}
    if "starts_at" in said:
        starts = instant(datetime.fromisoformat(said["starts_at"]), whole["zone"], "starts_at")
        ensure_ahead(starts, now)
        found["starts_at"] = starts.isoformat()
    elif "zone" in kept and whole["starts_at"]:
        found["starts_at"] = _same_hour(whole["starts_at"], whole["zone"], kept["zone"])
    if "lasts" in said:
        found["lasts"] = _between(said["lasts"], 60, LONGEST, "ends_at")
    if "refund" in said:
        found["refund"] = _between(said["refund"], NO_REFUND, FURTHEST, "refundable_until")
    return found


def _same_hour(at: str, old: str, new: str) -> str:
    starts = datetime.fromisoformat(at)
    try:
        return instant(_wall(starts, old), new, "starts_at").isoformat()
    except Invalid:
        return at  # the clocks skip that hour there; the instant stays


def _between(seconds: int, least: int, most: timedelta, field: str) -> int:
    if seconds < least:
        raise Invalid(field, "too_small", least=least)
    if seconds > most.total_seconds():
        raise Invalid(field, "too_far")
    return int(seconds)


def _before(starts: datetime, zone: str, seconds: int) -> datetime:
    """So long before the start, by the clocks on the wall; a negative length is after it."""
    meant = (_wall(starts, zone) - timedelta(seconds=seconds)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return meant if (meant < starts) == (seconds > 0) else starts - timedelta(seconds=seconds)


def _shared(said: Fields) -> Fields:
    return {field: said[field] for field in PLAIN if said.get(field) is not None}


def as_new(whole: Fields, now: datetime) -> NewEvent:
    """The event to be. Raises Invalid for the first thing that is missing or can't be."""
    for question in missing(whole):
        raise Invalid(question, "missing")
    starts, zone = datetime.fromisoformat(whole["starts_at"]), whole["zone"]
    ensure_ahead(starts, now)
    times = {"starts_at": starts, "ends_at": _before(starts, zone, -whole["lasts"])}
    if whole["refund"] > 0:
        times["refundable_until"] = _before(starts, zone, whole["refund"])
    elif whole["refund"] == NO_REFUND:
        times["refundable_until"] = now
    return parse(NewEvent, _shared(whole) | times)


def as_patch(fields: Fields, event: Event) -> EventPatch:
    """The changes for `events.edit`; what was not said is not in it. Raises Invalid."""
    zone = fields.get("zone", event.zone)
    starts = datetime.fromisoformat(fields["starts_at"]) if "starts_at" in fields else event.starts_at
    patch = {field: value for field, value in fields.items() if field in PLAIN}
    if "starts_at" in fields:
        patch["starts_at"] = starts
    if "lasts" in fields:
        patch["ends_at"] = _before(starts, zone, -fields["lasts"])
    if "refund" in fields:
        # Before the event was even made: no money comes back.
        none = event.created_at if fields["refund"] == NO_REFUND else None
        patch["refundable_until"] = none or (fields["refund"] and _before(starts, zone, fields["refund"])) or None
    return parse(EventPatch, patch)
