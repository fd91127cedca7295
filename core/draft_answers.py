"""Typed answers to a draft's questions: what somebody wrote becomes a field's value, a doubt to ask about, or None.

Words are read by `said_times`, `said_sums` and `said_zones`; bounds are kept where a draft is written. Nothing here
reads or writes rows.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core import i18n, said_lengths, said_sums, said_times, said_zones
from core.draft_fields import NO_REFUND, Fields
from core.models import Access, Format
from core.said_times import Day, Gap, Moment, Past

TEXTS = {"name": "name", "place": "place", "text": "description", "film": "film", "link": "online_link"}
_NONE = {"none", "no", "no refunds", "never", "нет", "никогда", "без возврата", "не возвращать"}
_START = {"start", "the start", "until the start", "до начала", "начало", "до старта"}
_LINK = re.compile(r"https?://\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_MAP = re.compile(r"\bmaps?\b|goo\.gl|2gis|openstreetmap|osm\.org", re.IGNORECASE)
_YES, _NO = {"yes", "y", "да", "ага"}, {"no", "n", "нет", "не"}
_SEEN = {
    Access.public: {"public", "open", "everyone", "all", "открытое", "открыто", "всем", "все"},
    Access.private: {"private", "closed", "invited", "the invited", "закрытое", "закрыто", "приглашённым", "по ссылке"},
}
_NOTHING = {"-", "–", "—", "нет", "none", "no"}


@dataclass(frozen=True)
class Answer:
    """The fields that were said; `doubt` is another start that may have been meant."""

    values: Fields
    doubt: datetime | None = None


Said = Answer | Day | Past | Gap


def read(question: str, text: str, whole: Fields, now: datetime) -> Said | None:
    """What `text` answers to `question`, such as `start` or `start 2026-11-28` once the day is known, `place` or
    `place 55.75/37.6` once the point is; None: unread.
    """
    kind, _, known = question.partition(" ")
    line = text.strip()
    if kind in TEXTS:
        return _text(kind, line, whole, known)
    if kind == "start":
        return start(said_times.read(line, now, whole["zone"], date.fromisoformat(known) if known else None))
    values = {
        "ends": _ends,
        "tz": _zone,
        "seats": _seats,
        "max": _most,
        "price": _price,
        "hold": _hold,
        "refund": _refund,
        "confirm": _confirm,
        "access": _access,
    }.get(kind, _unread)(line, whole)
    return Answer(values) if values is not None else None


def start(said: said_times.Said | None) -> Said | None:
    """A start that was read; with an end, if one was said along."""
    if not isinstance(said, Moment):
        return said
    values: dict[str, Any] = {"starts_at": said.at.isoformat()}
    if said.until is not None:
        values["lasts"] = int((said.until - said.at).total_seconds())
    return Answer(values, said.doubt)


def _unread(_line: str, _whole: Fields) -> Fields | None:
    return None


def point(known: str) -> Fields:
    """A point on the map as it was written down: the latitude, the longitude. Raises ValueError."""
    latitude, longitude = known.split("/")
    return {"latitude": float(latitude), "longitude": float(longitude)}


def _text(kind: str, line: str, whole: Fields, known: str) -> Answer | None:
    if kind in ("text", "film", "link") and line.lower() in _NOTHING:
        return Answer({TEXTS[kind]: "" if kind == "text" else None})
    line = _with_scheme(line) if kind == "link" else line
    if kind == "place" and _LINK.fullmatch(line) and not _MAP.search(line):
        # Whoever meets online pastes the link here; as an address everybody would read it.
        return Answer({"format": Format.online, "place": "", "online_link": _with_scheme(line)})
    values: dict[str, Any] = {TEXTS[kind]: line}
    if kind == "place" and whole["format"] == Format.online:
        values["format"] = Format.in_person
    if kind == "place" and known:
        values |= point(known)
    return Answer(values) if line else None


def _with_scheme(line: str) -> str:
    return f"https://{line}" if "://" not in line and re.match(r"[\w-]+(\.[\w-]+)+", line) else line


def _number(line: str, words: str) -> int | None:
    found = re.fullmatch(rf"(\d{{1,9}})(?: ?(?:{words}))?", line.lower())
    return int(found[1]) if found else None


def _seats(line: str, _whole: Fields) -> Fields | None:
    n = _number(line, "мест[оа]?|человека?|seats?|people|persons?")
    return None if n is None else {"capacity": n}


def _most(line: str, _whole: Fields) -> Fields | None:
    n = _number(line, "мест[оа]?|seats?")
    return None if n is None else {"max_seats_per_booking": n}


def _price(line: str, whole: Fields) -> Fields | None:
    found = said_sums.read(line, currency_of(whole))
    return None if found is None else {"price": found[0], "currency": found[1]}


def currency_of(whole: Fields) -> str:
    """What a price is in where none is named: Stars online, elsewhere what the event or the house says."""
    if whole["format"] == Format.online:
        return i18n.STARS
    return str(whole["currency"] if whole["currency"] != i18n.STARS else whole["usual_currency"])


def _zone(line: str, _whole: Fields) -> Fields | None:
    zone = said_zones.read(line)
    return None if zone is None else {"zone": zone}


def _hold(line: str, _whole: Fields) -> Fields | None:
    minutes = _number(line, "min")
    seconds = minutes * 60 if minutes is not None else said_lengths.length(line)
    return None if seconds is None else {"booking_ttl": seconds}


def _refund(line: str, _whole: Fields) -> Fields | None:
    if line.lower() in _NONE:
        return {"refund": NO_REFUND}
    seconds = 0 if line.lower() in _START else said_lengths.length(line)
    return None if seconds is None else {"refund": seconds}


def _confirm(line: str, _whole: Fields) -> Fields | None:
    word = line.lower().rstrip(".!")
    return {"requires_confirmation": word in _YES} if word in _YES | _NO else None


def _access(line: str, _whole: Fields) -> Fields | None:
    word = line.lower().rstrip(".!")
    return next(({"access": access} for access, words in _SEEN.items() if word in words), None)


def _ends(line: str, whole: Fields) -> Fields | None:
    """A length, or a time after the start."""
    seconds = said_lengths.length(line)
    if seconds is None and whole["starts_at"]:
        starts = datetime.fromisoformat(whole["starts_at"])
        bare = re.sub(r"^(до|until|till|to|в|at) +", "", line.lower())
        first = said_times.read(f"at {bare}" if bare.isdigit() else bare, starts, whole["zone"])
        seconds = int((first.at - starts) / timedelta(seconds=1)) if isinstance(first, Moment) else None
    return None if seconds is None else {"lasts": seconds}
