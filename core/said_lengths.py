"""Lengths of time as people write them: "15 min", "2 часа", "1.5 h", "сутки". Nothing is guessed."""

import re

from core.said_words import normal

_LENGTH = re.compile(
    r"(?:(?:через|in|\+|за) ?)?(?:(\d{1,4}(?:\.\d)?) ?|([а-яa-z]+) )?"
    r"(м|мин|минут[аыу]?|min|mins|minutes?|m|ч|час|часа|часов|h|hours?|hrs?|д|дн|дня|дней|день|сут(?:ки|ок)|d|days?"
    r"|недел[яюьи]|w|weeks?)(?![а-яa-z])\.?(?: (?:до(?: начала)?|before(?: the start)?))?"
)
_SECONDS = {"м": 60, "m": 60, "ч": 3600, "h": 3600, "д": 86400, "с": 86400, "d": 86400, "н": 604800, "w": 604800}
_WORDED = {"": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "один": 1, "одну": 1, "два": 2, "две": 2, "три": 3}


def length(text: str) -> int | None:
    """A length of time in seconds: "15 min", "2 часа", "1.5 h", "сутки", "1 h 30 min"; None: not understood."""
    line = re.sub(r"(\d),(\d)", r"\1.\2", text.lower())
    line = normal(line).replace("полтора часа", "90 мин").replace("полчаса", "30 мин").replace("half an hour", "30 min")
    line = line.replace("an hour and a half", "90 min")
    total, at = 0.0, 0
    while at < len(line):
        found = _LENGTH.match(line, at)
        if found is None or found.end() == at or (found.end() < len(line) and not _breaks(line, found.end())):
            return None
        if (found[2] or "") not in _WORDED:
            return None
        total += (float(found[1]) if found[1] else _WORDED[found[2] or ""]) * _SECONDS[found[3][0]]
        at = found.end() + 1 if line[found.end() : found.end() + 1] == " " else found.end()
    return int(total) if 0 < total <= 10**8 else None


def _breaks(line: str, at: int) -> bool:
    return line[at] == " " or line[at].isdigit()
