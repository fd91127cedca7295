"""Time zones as people name them: a city in either language, an IANA name, "UTC+3", "мск"."""

import re
from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from core import i18n, said_cities

_OWN = {
    "мск": "Europe/Moscow",
    "msk": "Europe/Moscow",
    "utc": "UTC",
    "gmt": "UTC",
}
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def _cities() -> dict[str, str]:
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        area, _, rest = zone.partition("/")
        if area in _AREAS:
            names = {rest.rpartition("/")[2].replace("_", " ")}
            names |= {get_timezone_location(zone, locale=language, return_city=True) for language in i18n.LANGUAGES}
            found |= {_folded(name): zone for name in names} | {zone.lower(): zone}
    # The tables know Kiev by its older name.
    return found | {_folded(name): zone for zone, names in said_cities.NAMES.items() for name in names.split("|")}


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").replace("-", " ").split())


def read(text: str) -> str | None:
    """The zone's IANA name; None: not understood."""
    line = " ".join(text.lower().split()).strip(" .!")
    if len(line) > 60:
        return None
    if offset := re.fullmatch(r"(?:utc|gmt)? ?([+-])0?(\d{1,2})(?::?00)?", line.replace("−", "-")):
        # POSIX counts westwards.
        hours = int(offset[2])
        zone = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours else "UTC"
        return zone if zone in available_timezones() else None
    return _OWN.get(line) or _cities().get(line) or _cities().get(_folded(line))
