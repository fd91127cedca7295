"""The vocabulary of times as people write them, in Russian and English: a text becomes pieces of a time, or nothing.

A grammar of small patterns, tried one after the other from the left; every sign of the text must belong to one of
them, and each kind of piece comes once. Nothing here knows what day it is: `said_times` does.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Pieces = dict[str, Any]
Read = Callable[[re.Match[str]], Any]

_MONTHS = (
    "янв(?:ар[ьяе])?|jan(?:uary)?",
    "фев(?:р|рал[ьяе])?|feb(?:ruary)?",
    "мар(?:т|та|те)?|mar(?:ch)?",
    "апр(?:ел[ьяе])?|apr(?:il)?",
    "ма[йяе]|may",
    "июн[ьяе]?|june?",
    "июл[ьяе]?|july?",
    "авг(?:уст[ае]?)?|aug(?:ust)?",
    "сен(?:т|тябр[ьяе])?|sept?(?:ember)?",
    "окт(?:ябр[ьяе])?|oct(?:ober)?",
    "ноя(?:б|бр[ьяе])?|nov(?:ember)?",
    "дек(?:абр[ьяе])?|dec(?:ember)?",
)
_WEEKDAYS = (
    "пн|понедельник(?:а|у)?|mon(?:day)?",
    "вт|вторник(?:а|у)?|tue(?:s|sday)?",
    "ср|сред[ауые]|wed(?:s|nesday)?",
    "чт|четв(?:ерг(?:а|у)?)?|thu(?:r|rs|rsday)?",
    "пт|пятниц[ауые]|fri(?:day)?",
    "сб|суббот[ауые]|sat(?:urday)?",
    "вс|воскресень[еяю]|sun(?:day)?",
)
_COUNTS = {
    word: n
    for n, spelled in enumerate(
        (
            "один одну одного a an one",
            "два две пару двух two couple",
            "три трех three",
            "четыре four",
            "пять five",
            "шесть six",
            "семь seven",
            "восемь eight",
            "девять nine",
            "десять ten",
            "одиннадцать eleven",
            "двенадцать twelve",
        ),
        1,
    )
    for word in spelled.split()
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        (
            *("первого", "второго", "третьего", "четвертого", "пятого", "шестого"),
            *("седьмого", "восьмого", "девятого", "десятого", "одиннадцатого", "двенадцатого"),
        ),
        1,
    )
}
_UNITS = (
    ("minutes", "минут[уы]?|мин|minutes?|mins?|min"),
    ("hours", "час(?:а|ов)?|ч|hours?|hrs?|h"),
    ("days", "дн(?:я|ей|и)|день|сут(?:ки|ок)|days?"),
    ("weeks", "недел(?:ю|и|ь)|weeks?"),
    ("months", "месяц(?:а|ев)?|months?"),
    ("years", "год(?:а)?|лет|years?"),
)
_HALVES = {
    "am": "am|утра|утром|in the morning|morning",
    "pm": "pm|in the afternoon|afternoon",
    "day": "дня|днем",
    "evening": "вечера|вечером|in the evening|evening",
    "night": "ночи|ночью|at night",
}


def _any(patterns: tuple[str, ...]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


_MONTH, _WEEKDAY, _HALF = f"({_any(_MONTHS)})\\.?", f"({_any(_WEEKDAYS)})\\.?", f"({'|'.join(_HALVES.values())})"
_UNIT = f"({_any(tuple(pattern for _, pattern in _UNITS))})"
_COUNT = f"(\\d{{1,3}}|{'|'.join(_COUNTS)})(?: of)?"
_HOUR_WORD = f"({'|'.join(w for w, n in _COUNTS.items() if w not in {'a', 'an', 'пару', 'couple'})})"
_YEAR = r"(?: (20\d\d))?(?: (?:года|год|г\.?))?"


def _which(word: str, patterns: tuple[str, ...]) -> int:
    return next(n for n, pattern in enumerate(patterns) if re.fullmatch(pattern, word))


def _count(word: str | None) -> int:
    return 1 if not word else int(word) if word.isdigit() else _COUNTS[word]


def _half(word: str | None) -> str | None:
    return word and next(name for name, pattern in _HALVES.items() if re.fullmatch(pattern, word))


def _ahead(unit: str, n: float) -> tuple[str, float]:
    return next(name for name, pattern in _UNITS if re.fullmatch(pattern, unit)), n


def _clock(hour: int | str, minute: str | None = None, half: str | None = None, *, bare: bool = False) -> Pieces:
    exact = isinstance(hour, str) and len(hour) == 2
    return {"h": int(hour), "m": int(minute or 0), "half": _half(half), "exact": exact, "bare": bare}


_AT = r"(?:(?:в|во|к|с|at|from|около|@) ?)?"
# The kind of piece, its spelling, what it becomes. The earlier reading is preferred where both leave nothing over.
_RULES: tuple[tuple[str, str, Read], ...] = (
    ("ahead", r"(?:через|in) полчаса|in half an hour|через пол часа", lambda _: ("minutes", 30)),
    ("ahead", r"через полтора часа|in an hour and a half", lambda _: ("minutes", 90)),
    ("ahead", rf"(?:через|in) (?:{_COUNT} )?{_UNIT}", lambda m: _ahead(m[2], _count(m[1]))),
    ("ahead", rf"{_COUNT} {_UNIT} (?:from now|later)", lambda m: _ahead(m[2], _count(m[1]))),
    ("near", "послезавтра|(?:the )?day after tomorrow", lambda _: 2),
    ("near", "завтра|tomorrow|tmrw|tmr", lambda _: 1),
    ("near", "сегодня|today", lambda _: 0),
    ("near", "вчера|yesterday", lambda _: -1),
    ("day", r"(20\d\d)[-./](\d{1,2})[-./](\d{1,2})", lambda m: (int(m[1]), int(m[2]), int(m[3]))),
    ("day", r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d\d)(?: ?г\.?| года)?", lambda m: _numbers(m[1], m[3], m[4])),
    ("day", r"(\d{1,2})([./])(\d{1,2})\.?", lambda m: _numbers(m[1], m[3], None)),
    ("day", rf"(?:the )?(\d{{1,2}})(?: th)?(?: of)? {_MONTH}{_YEAR}", lambda m: _named(m[1], m[2], m[3])),
    ("day", rf"{_MONTH} (?:the )?(\d{{1,2}})(?: th)?{_YEAR}", lambda m: _named(m[2], m[1], m[3])),
    ("day", r"(?:the )?(\d{1,2})(?: th)?(?: числа| th)", lambda m: (None, None, int(m[1]))),
    (
        "weekday",
        rf"(?:(?:в|во|on|к) )?(?:(эт[аоуи]\w*|this|coming|ближайш\w+|следующ\w+|след\.?|next) )?{_WEEKDAY}",
        lambda m: (_which(m[2], _WEEKDAYS), bool(m[1]) and m[1].startswith(("след", "next"))),
    ),
    ("clock", rf"{_AT}(\d{{1,2}})[:.h\-](\d\d)(?::\d\d)?(?: ?{_HALF})?", lambda m: _clock(m[1], m[2], m[3])),
    (
        "clock",
        rf"{_AT}(\d{{1,2}}) ?(?:часов|часа|час|ч|h)\.?(?: ?(\d{{1,2}}) ?(?:минут|мин|м|min|m)?)?(?: {_HALF})?",
        lambda m: _clock(m[1], m[2], m[3]),
    ),
    ("clock", rf"{_AT}(\d{{1,2}}) ?{_HALF}", lambda m: _clock(m[1], None, m[2])),
    (
        "clock",
        rf"(?:в |во |к |с |at |from |@ ?){_HOUR_WORD}(?: (?:часов|часа|oclock))?(?: {_HALF})?",
        lambda m: _clock(_COUNTS[m[1]], None, m[2]),
    ),
    ("clock", rf"{_HOUR_WORD} (?:(?:часов|часа) )?{_HALF}", lambda m: _clock(_COUNTS[m[1]], None, m[2])),
    ("clock", rf"(?:в |к )?час {_HALF}", lambda m: _clock(1, None, m[1])),
    ("clock", r"(?:в |к |с |at |from |@ ?)(\d{1,2})(?: ?oclock)?", lambda m: _clock(m[1])),
    ("clock", r"(\d{1,2}) ?oclock", lambda m: _clock(m[1])),
    ("clock", rf"(?:at )?half past (\d{{1,2}}|{_HOUR_WORD})(?: {_HALF})?", lambda m: _past(m[1], "30", m[3])),
    (
        "clock",
        rf"(?:в )?пол(?:овин[ауе])? ?({'|'.join(_ORDINALS)})(?: {_HALF})?",
        lambda m: _clock(_ORDINALS[m[1]] - 1 or 12, "30", m[2]),
    ),
    ("clock", r"(?:в |at )?(?:полдень|noon|midday)", lambda _: _clock("12")),
    ("clock", r"(?:в |at )?(?:полночь|midnight)", lambda _: _clock("00")),
    ("clock", r"(\d\d)(\d\d)", lambda m: _clock(m[1], m[2], bare=True)),
    ("clock", r"(\d{1,2})", lambda m: _clock(m[1], bare=True)),
    ("half", _HALF, lambda m: _half(m[1])),
    ("zone", r"\(?(?:мск|msk|по москве|по московскому(?: времени)?|moscow time)\)?", lambda _: "Europe/Moscow"),
    ("zone", r"(?:utc|gmt)", lambda _: "UTC"),
    ("until", rf"(?:until|-|до|till|to) ?(\d{{1,2}})(?:[:.](\d\d))?(?: ?{_HALF})?", lambda m: _clock(m[1], m[2], m[3])),
)
_COMPILED = [(kind, re.compile(rf"(?:{spelled})(?![\w:/]|[.\-]\d)"), read) for kind, spelled, read in _RULES]
_FILLER = re.compile(r"(?:начало|начнется|начинаем|старт|starts?|starting|на|в|во|on|at|the|ровно|и|and)(?= )")


def _numbers(day: str, month: str, year: str | None) -> tuple[int | None, int, int]:
    """Day before month; where only the other order can be, that one."""
    d, m = int(day), int(month)
    if m > 12 >= d:
        d, m = m, d
    return (int(year) if len(year) == 4 else 2000 + int(year)) if year else None, m, d


def _named(day: str, month: str, year: str | None) -> tuple[int | None, int, int]:
    return int(year) if year else None, _which(month, _MONTHS) + 1, int(day)


def _past(hour: str, minute: str, half: str | None) -> Pieces:
    return _clock(int(hour) if hour.isdigit() else _COUNTS[hour], minute, half)


def normal(text: str) -> str:
    """One line in small letters: ё is е, every dash is one, ordinals end in ` th`, commas are spaces."""
    line = " ".join(text.lower().replace("ё", "е").replace(",", " ").replace(";", " ").split())
    line = re.sub("[\u2010-\u2015\u2212]", "-", line).replace("tonight", "today evening")
    line = re.sub(r"\b([ap])\.m\.?", r"\1m", line).replace("o'clock", "oclock").replace("o’clock", "oclock")
    line = re.sub(r"(\d)-?(?:го|ого|е|ое|st|nd|rd|th)\b", r"\1 th", line)
    line = re.sub(r"(:\d\d(?: ?[ap]m)?) ?- ?(?=\d)", r"\1 -", line)
    line = re.sub(r"\b(\d{1,2}(?: ?[ap]m)?) ?- ?(\d{1,2} ?[ap]m)\b", r"\1 -\2", line)
    return line.strip(" .!?")


def pieces(text: str) -> Pieces | None:
    """What the text is made of: `ahead`, `near`, `day`, `weekday`, `clock`, `half`, `zone`, `until`; None: unread."""
    line = normal(text)
    return next(_readings(line, 0, {}), None) if 0 < len(line) <= 100 else None


def _readings(line: str, at: int, found: Pieces) -> Iterator[Pieces]:
    while at < len(line) and line[at] == " ":
        at += 1
    if at == len(line):
        if _fits(found):
            yield found
        return
    for kind, pattern, read in _COMPILED:
        if kind not in found and (m := pattern.match(line, at)):
            yield from _readings(line, m.end(), found | {kind: read(m)})
    if m := _FILLER.match(line, at):
        yield from _readings(line, m.end(), found)


def _fits(found: Pieces) -> bool:
    """Whether the pieces make one time: not a number without a day, not two days, no second clock."""
    days = {"near", "day", "weekday", "ahead"} & found.keys()
    if "ahead" in found and len(days) > 1:
        return False
    if "near" in found and "day" in found:
        return False
    _, month, day = found.get("day", (None, 1, 1))
    if not (1 <= day <= 31 and (month is None or 1 <= month <= 12)):
        return False
    return bool(days or "clock" in found) and ("until" not in found or "clock" in found)
