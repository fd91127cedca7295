"""What was said as an event's row: above all when it is, how a time becomes an instant, what a move takes along.

A time without an offset is read in the event's zone; one that the clocks skip there is refused, of one that comes twice
the earlier is meant. A start that moves takes the end and the refunds' deadline along, by the clocks on the wall.

No refunds at all is a deadline from before the event was made: one that nobody could ever keep. It never moves.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Invalid
from core.event_fields import EMPTIED, POINT, Defaults, EventPatch, NewEvent, ensure_point
from core.i18n import STARS
from core.models import Event, Format

LASTS = timedelta(hours=2)
LONGEST = timedelta(days=366)
FURTHEST = timedelta(days=5 * 366)
SOLD = ("price", "currency", "format")
# So long everybody who has seats may give them back in full after a move.
REOPENED = timedelta(hours=48)


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
    ensure_point(new.place, new.latitude, new.longitude)
    currency = new.currency or defaults.currency
    if new.price:
        ensure_currency(currency, new.format)
    said = new.model_dump(exclude={"publish", "booking_ttl_minutes"})
    return said | {
        "film": new.film or None,
        "starts_at": starts,
        "ends_at": ends,
        "refundable_until": refundable,
        "zone": zone,
        "currency": currency,
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
    if said.get("place", event.place) != event.place:
        said = dict.fromkeys(POINT) | said
    ensure_point(*(said.get(field, getattr(event, field)) for field in ("place", *POINT)))
    zone = said.get("zone", event.zone)
    starts = instant(said["starts_at"], zone, "starts_at") if "starts_at" in said else event.starts_at
    said |= {"starts_at": starts} | _following(event, said, starts, zone)
    if starts != event.starts_at:
        ensure_ahead(starts, now)
    _ensure_order(starts, said["ends_at"], said["refundable_until"])
    wish = {field: value for field, value in said.items() if value != getattr(event, field)}
    _ensure_sold(event, wish)
    return wish


def ensure_currency(currency: str | None, form: Format) -> None:
    """Refuse to sell seats online for anything but Stars, and others for Stars (R46). Raises Invalid."""
    if (form == Format.online) != (currency == STARS):
        raise Invalid("price", "stars_only" if form == Format.online else "no_stars")


def _ensure_sold(event: Event, wish: dict[str, Any]) -> None:
    price, currency, form = (wish.get(field, getattr(event, field)) for field in SOLD)
    if price and wish.keys() & set(SOLD):
        ensure_currency(currency, form)


def _following(event: Event, said: dict[str, Any], starts: datetime, zone: str) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for field in ("ends_at", "refundable_until"):
        at = said.get(field, getattr(event, field))
        if field in said:
            found[field] = at and instant(at, zone, field)
        elif at is None or starts == event.starts_at or (field == "refundable_until" and never_refunds(event)):
            found[field] = at
        else:
            found[field] = along(at, (event.starts_at, event.zone), (starts, zone))
    return found


def never_refunds(event: Event) -> bool:
    """Whether its host gives no money back, whenever seats are given up."""
    return event.refundable_until is not None and event.refundable_until <= event.created_at


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
