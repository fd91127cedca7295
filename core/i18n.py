"""The one door to words: sentences, plurals, money, dates. Words live in `locales/` and nowhere else.

`words("ru")("msg-id", name=…)` is HTML: parameters are escaped unless they are Markup already, so one text serves
Telegram and the pages. `.plain(…)` is for buttons, alerts and titles, where nothing is parsed.
A missing id or variable is an error at once, not a hole in a sentence.
"""

import unicodedata
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

LANGUAGES = ("en", "ru")
LOCALES = Path(__file__).parent / "locales"
STARS = "XTR"
# ISO 4217 where it is not 2, as in Telegram's list. Not babel's: it knows how sums are liked to be seen, and shows
# Serbian dinars whole, while an invoice over 500 of their smallest unit asks for five.
_DIGITS = {
    0: f"{STARS} BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_BABEL = {"en": "en_GB", "ru": "ru"}
_DAY = {"en": "EEE d MMMM", "ru": "EEE, d MMMM"}
_OPEN, _CLOSE = "\u2068", "\u2069"


class Words:
    """All that is said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_BABEL[language])
        self._bundle = FluentBundle([_BABEL[language].replace("_", "-")], use_isolating=False)
        for path in sorted((LOCALES / language).glob("*.ftl")):
            self._bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))

    def __call__(self, message: str, **params: Any) -> Markup:
        """HTML; every parameter is escaped unless it is Markup."""
        return Markup(self._say(message, {k: self._escaped(v) for k, v in params.items()}))  # noqa: S704 - escaped above

    def plain(self, message: str, **params: Any) -> str:
        """Text that nobody parses: buttons, alerts, titles, e-mail subjects."""
        return self._say(message, params)

    def has(self, message: str) -> bool:
        """Whether there is such a message: for codes that may have no words of their own."""
        return bool(self._bundle.has_message(message))

    def _say(self, message: str, params: dict[str, Any]) -> str:
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise LookupError(f"{self.language}: {message} has no text")
        text, errors = self._bundle.format_pattern(pattern, params)
        if errors:
            raise LookupError(f"{self.language}: {message}: {errors[0]}")
        return str(text)

    @staticmethod
    def _escaped(value: Any) -> Any:
        return str(escape(value)) if isinstance(value, str) else value

    def money(self, minor: int, currency: str) -> str:
        """`minor` units of `currency` as people write them; whole sums without decimals. Stars have no minor units."""
        if currency == STARS:
            return f"{format_decimal(minor, locale=self.locale)} ⭐"
        shown = digits(currency) if minor % 10 ** digits(currency) else 0
        standard = self.locale.currency_formats["standard"].pattern.split(";")[0]
        pattern = standard.replace("0.00", f"0.{'0' * shown}" if shown else "0")
        sum_ = Decimal(minor).scaleb(-digits(currency))
        text = format_currency(sum_, currency, pattern, locale=self.locale, currency_digits=False)
        # CLDR has no short rouble sign in English; people write it all the same.
        return str(text).replace("RUB\u00a0", "₽").replace("RUB", "₽")

    def average(self, stars: float) -> str:
        """An average of stars, with one digit behind the point: `4.8`, `4,8`."""
        return str(format_decimal(stars, "0.0", locale=self.locale))

    def date(self, at: datetime, zone: str, form: str = "long") -> str:
        """An instant in `zone`: `long` day, time, zone; `short` day, time; `day`; `date`; `time`; `clock`."""
        local = at.astimezone(ZoneInfo(zone))
        day = str(format_date(local, _DAY[self.language], locale=self.locale))
        time = str(format_time(local, "HH:mm", locale=self.locale))
        label = self.zone_label(at, zone)
        return {
            "long": f"{day}, {time} {label}",
            "short": f"{day}, {time}",
            "day": day,
            "date": str(format_date(local, "d MMM", locale=self.locale)),
            "time": time,
            "clock": f"{time} {label}",
        }[form]

    def zone_label(self, at: datetime, zone: str) -> str:
        """A short name of the zone at that instant: MSK, EET, UTC+4."""
        label = at.astimezone(ZoneInfo(zone)).tzname() or zone
        if label[0] in "+-":
            return f"UTC{label[:3].replace('+0', '+').replace('-0', '-')}{':' + label[3:] if label[3:] else ''}"
        return "МСК" if (label, self.language) == ("MSK", "ru") else label

    def duration(self, seconds: float) -> str:
        """A length of time in at most two units, rounded down to minutes: `2 h 40 min`, `15 мин`."""
        minutes = max(1, int(seconds) // 60)
        units = {"en": ("d", "h", "min"), "ru": ("д", "ч", "мин")}[self.language]
        days, rest = divmod(minutes, 1440)
        hours, mins = divmod(rest, 60)
        parts = [f"{n} {unit}" for n, unit in zip((days, hours, mins), units, strict=True) if n]
        return " ".join(parts[:2])


def digits(currency: str) -> int:
    """How many digits of a sum in minor units stand behind the point: 2, or 0 for yen, 3 for Kuwaiti dinars."""
    return next((places for places, codes in _DIGITS.items() if currency in codes.split()), 2)


@cache
def words(language: str) -> Words:
    """The words of a language; an unknown one speaks English."""
    return Words(language if language in LANGUAGES else "en")


def clean(text: str, limit: int) -> str:
    """What people typed, without control, zero-width and direction characters, in one line, cut to `limit`."""
    kept = "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or _shows(ch))
    one_line = " ".join(kept.split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1].rstrip() + "…"


def name(text: str, limit: int = 60) -> str:
    """A name or a title inside a sentence: cleaned, cut, and isolated so that right-to-left text stays in its place."""
    return f"{_OPEN}{clean(text, limit)}{_CLOSE}"


def quoted(text: str, limit: int = 300) -> str:
    """What somebody wrote, to stand in quotation marks: the sentence around it brings the full stop."""
    kept = text.rstrip()
    if kept.endswith(".") and not kept.endswith(".."):
        kept = kept[:-1] or kept
    return name(kept, limit)


def _shows(ch: str) -> bool:
    # The joiner (U+200D) holds families of emoji together; lone surrogates (Cs) can't be stored or sent.
    return ch == "\u200d" or unicodedata.category(ch) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
