"""Events grouped by the day on which they begin, each in its own zone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.i18n import Words


@dataclass
class Day:
    """One day of the list, in words."""

    date: date
    weekday: str
    month: str
    today: bool
    cards: list[Any] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"d{self.date:%Y%m%d}"


def by_day(cards: Iterable[Any], words: Words, now: datetime) -> list[Day]:
    """Days in the order of the cards, which come sorted by their start."""
    days: dict[date, Day] = {}
    for card in cards:
        zone = ZoneInfo(card.zone)
        on = card.starts_at.astimezone(zone).date()
        today = now.astimezone(zone).date()
        if on not in days:
            weekday = format_date(on, "EEEE", locale=words.locale)
            month = format_date(on, "d MMMM" if on.year == today.year else "d MMMM y", locale=words.locale)
            days[on] = Day(on, weekday[0].upper() + weekday[1:], month.partition(" ")[2], on == today)
        days[on].cards.append(card)
    return list(days.values())
