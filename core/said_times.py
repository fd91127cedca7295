"""Times as people write them become instants (SCREENS 5.1): "завтра в 19:00", "fri 7pm", "25.12 18:30", "через час".

Owns what words mean on a given day: whose next Friday, which year, the day's half. Refuses to guess: whoever asked says
the answer back, so every doubt is a value here (`Day`: the hour is missing, `Past`, `Gap`) and nothing is changed.
Day before month; a weekday is the next one, "next" or «следующий» the one of the week after; of an hour that comes
twice the earlier is meant (as in `event_fields`).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.said_words import Pieces, pieces

RECENT = timedelta(days=180)
"""A day without a year that passed so lately was meant as it was said; one further back is next year's."""


@dataclass(frozen=True)
class Moment:
    """An instant in UTC. `doubt` is the same hour in the evening, where a lone 7 may mean 19; `until` an end."""

    at: datetime
    doubt: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Day:
    """A day without an hour."""

    day: date


@dataclass(frozen=True)
class Past:
    """It has passed; `instead` is what may have been meant."""

    instead: datetime | None


@dataclass(frozen=True)
class Gap:
    """The clocks skip `said` (local) in that night; `around` are the instants before and after."""

    said: datetime
    around: tuple[datetime, datetime]


Said = Moment | Day | Past | Gap


def read(text: str, now: datetime, zone: str, day: date | None = None) -> Said | None:
    """What the text means to somebody in `zone` at `now`; None: not understood. `day` was said before, if it was."""
    at_zone = ZoneInfo(zone)
    if exact := _iso(text, at_zone):
        return _moment(exact, now, zone)
    found = pieces(text)
    if found is None:
        return None
    if "zone" in found:
        at_zone = ZoneInfo(found["zone"])
    local = now.astimezone(at_zone)
    if "ahead" in found and found["ahead"][0] in ("minutes", "hours"):
        return None if "clock" in found else Moment((now + timedelta(**dict([found["ahead"]]))).replace(second=0))
    clock = _time(found)
    whole = _day(found, local, clock, day)
    if ("clock" in found and clock is None) or whole is None or _contradicts(found, whole):
        return None
    if clock is None:
        return Day(whole) if whole >= local.date() else Past(None)
    return _at(found, whole, clock, now, at_zone)


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    if not re.fullmatch(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?", text.strip()):
        return None
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=zone)


def _moment(at: datetime, now: datetime, zone: str) -> Said:
    gap = _gap(at, ZoneInfo(zone)) if at.tzinfo == ZoneInfo(zone) else None
    return gap or (Moment(at.astimezone(UTC)) if at > now else Past(None))


def _time(found: Pieces) -> time | None:
    clock = found.get("clock")
    if clock is None:
        return None
    hour = _hour(clock["h"], _half(found))
    return time(hour, clock["m"]) if hour is not None and clock["m"] < 60 else None


def _half(found: Pieces) -> str | None:
    """The half of the day that was named, be it at the end: "7-9 pm"."""
    clock, until = found["clock"], found.get("until")
    shared = until["half"] if until and clock["h"] < until["h"] else None
    half: str | None = clock["half"] or found.get("half") or shared
    return half


def _hour(hour: int, half: str | None) -> int | None:
    """The hour of the day in a half of it that people name; None where no clock shows that."""
    if half is None or hour > 12:
        return hour if hour < 24 and (half != "am" or hour < 12) else None
    if hour == 0:
        return 0 if half in {"am", "night"} else None
    late = {"am": 13, "pm": 1, "day": 1, "evening": 1, "night": 6}[half]
    if half == "day" and hour in (10, 11):
        return hour
    if hour == 12:
        return {"am": 0, "night": 0, "pm": 12, "day": 12}.get(half)
    return hour + 12 if hour >= late else hour


def _day(found: Pieces, local: datetime, clock: time | None, before: date | None) -> date | None:
    """Which day: by its name, or the one said before, or for an hour alone the next one that has it ahead."""
    today = local.date()
    if "ahead" in found:
        return _later(today, *found["ahead"])
    if "near" in found:
        return today + timedelta(days=found["near"])
    if "day" in found:
        return _dated(found["day"], today)
    gone = clock is not None and clock <= local.time()
    if "weekday" in found:
        wanted, is_next = found["weekday"]
        return _on_weekday(wanted, today, is_next=is_next, gone=gone)
    alone = before is None and clock is not None and not found["clock"]["bare"]
    return today + timedelta(days=int(gone)) if alone else before


def _on_weekday(wanted: int, today: date, *, is_next: bool, gone: bool) -> date:
    """The nearest one that is ahead; the next one is in the week after this."""
    days = (wanted - today.weekday()) % 7
    if is_next:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=7 if gone and days == 0 else days)


def _later(today: date, unit: str, n: float) -> date | None:
    count = int(n)
    if unit in ("days", "weeks"):
        return today + timedelta(days=count * (7 if unit == "weeks" else 1))
    month = today.month - 1 + count * (12 if unit == "years" else 1)
    year, month = today.year + month // 12, month % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1])) if year < 9000 else None


def _dated(said: tuple[int | None, int | None, int], today: date) -> date | None:
    year, month, day = said
    if month is None:
        # "the 28th": of this month, or the first one after that has it.
        months = ((today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1) for n in range(3))
        days = (_date(y, m, day) for y, m in months)
        return next((found for found in days if found and found >= today), None)
    if year is not None:
        return _date(year, month, day)
    years = [found for n in range(9) if (found := _date(today.year + n, month, day))]
    return next((found for found in years if found >= today - RECENT), None)


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _contradicts(found: Pieces, day: date) -> bool:
    """A weekday beside a day that is another."""
    return "weekday" in found and day.weekday() != found["weekday"][0]


def _at(found: Pieces, day: date, clock: time, now: datetime, zone: ZoneInfo) -> Said:
    said = datetime.combine(day, clock, zone)
    if gap := _gap(said, zone):
        return gap
    if said.astimezone(UTC) <= now:
        return Past(_again(day, clock, now.astimezone(zone)) if found.get("near", 0) >= 0 else None)
    return Moment(said.astimezone(UTC), _doubt(found, said), _until(found, said))


def _again(day: date, clock: time, local: datetime) -> datetime | None:
    """What may have been meant by a time that has passed: tomorrow's, or the same day of the next year."""
    if day == local.date():
        again: date | None = day + timedelta(days=1)
    else:
        years = (_date(local.year + n, day.month, day.day) for n in range(9))
        again = next((found for found in years if found and found > local.date()), None)
    return datetime.combine(again, clock, local.tzinfo).astimezone(UTC) if again else None


def _gap(said: datetime, zone: ZoneInfo) -> Gap | None:
    naive = said.replace(tzinfo=None)
    if said.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive:
        return None
    jump = said.replace(fold=0).utcoffset(), said.replace(fold=1).utcoffset()
    by = abs((jump[1] or timedelta()) - (jump[0] or timedelta()))
    before, after = (naive + shift for shift in (-by, by))
    around = tuple(one.replace(tzinfo=zone).astimezone(UTC) for one in (before, after))
    return Gap(naive, (around[0], around[1]))


def _doubt(found: Pieces, said: datetime) -> datetime | None:
    """A lone 7 may be an evening's; 07:00 and 7 am are not."""
    clock = found["clock"]
    lone = _half(found) is None and not clock["exact"] and 1 <= clock["h"] <= 8
    return (said + timedelta(hours=12)).astimezone(UTC) if lone else None


def _until(found: Pieces, said: datetime) -> datetime | None:
    if "until" not in found:
        return None
    clock = _time({"clock": found["until"] | {"half": found["until"]["half"] or found["clock"]["half"]}})
    if clock is None:
        return None
    day = said.date() + timedelta(days=int(clock <= said.time()))
    return datetime.combine(day, clock, said.tzinfo).astimezone(UTC)
