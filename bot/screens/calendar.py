"""The calendar file of one booking: UTC, a stable UID, a sequence that grows with the event's terms (RFC 5545)."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event

from core import i18n


def file(event: Any, *, bot_username: str, now: datetime, with_link: bool) -> bytes:
    """The event as an .ics; the online link only for those with a ticket."""
    entry = Event()
    entry.add("uid", f"event-{event.id}@{bot_username}")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("sequence", event.terms)
    entry.add("summary", i18n.clean(event.name, 200))
    if event.place:
        entry.add("location", i18n.clean(event.place, 300))
    if event.latitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    if event.online_link and with_link:
        entry.add("url", event.online_link)
    calendar = Calendar()
    calendar.add("prodid", "-//EventBooker//")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def filename(event_name: str) -> str:
    """A file's name from the event's: letters that every system takes, `event.ics` where none is left."""
    plain = unicodedata.normalize("NFKD", event_name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:40].strip('-') or 'event'}.ics"
