"""Prices as people write them: "500", "12 EUR", "₽1 000", "12.50 евро", "0", "free", "бесплатно", "50 ⭐"."""

import re

from babel.numbers import list_currencies

from core.i18n import STARS, digits

_FREE = {
    "free",
    "for free",
    "gratis",
    "nothing",
    "бесплатно",
    "даром",
    "бесплатный",
    "вход свободный",
    "свободный вход",
}
_SIGNS = {
    "RUB": "₽ р руб рубль рубля рублей rouble roubles ruble rubles rur",
    "EUR": "€ евро euro euros",
    "USD": "$ доллар доллара долларов dollar dollars бакс баксов",
    "GBP": "£ фунт фунта фунтов pound pounds",
    "UAH": "₴ грн гривна гривны гривен",
    "KZT": "₸ тг тенге",
    "BYN": "бр",
    "GEL": "₾ лари",
    "AMD": "֏ драм драма драмов",
    "RSD": "дин динар динара динаров",
    "TRY": "₺ лир лира лиры",
    "PLN": "zł zl злотый злотых злотого",
    STARS: "⭐ ⭐️ ★ звезда звезды звезд звезд stars star",
}
_CODES = {sign: code for code, signs in _SIGNS.items() for sign in signs.split()}
_SHAPE = re.compile(r"(?P<before>[^\d\s.,]+)? ?(?P<number>\d+(?: \d+)*(?:[.,]\d+)*) ?(?P<after>[^\d\s]+)?")
_SEAT = re.compile(r" ?(за место|с человека|с носа|a seat|per seat|each|a person|per person)$")


def read(text: str, currency: str) -> tuple[int, str] | None:
    """Minor units and their currency, `currency` where none is named; None: not understood."""
    line = " ".join(text.lower().replace("ё", "е").split()).rstrip(".! ")
    line = _SEAT.sub("", line)
    if line in _FREE:
        return 0, currency
    found = _SHAPE.fullmatch(line) if len(line) <= 40 else None
    if found is None or (found["before"] and found["after"]):
        return None
    code = _code(found["before"] or found["after"] or "", currency)
    minor = code and _minor(found["number"], digits(code))
    return None if code is None or minor is None else (int(minor), code)


def _code(sign: str, currency: str) -> str | None:
    if not sign:
        return currency
    named = _CODES.get(sign) or _CODES.get(sign.rstrip("."))
    return named or (sign.upper() if sign.upper() in list_currencies() else None)


def _minor(number: str, places: int) -> int | None:
    """A comma or a point before three digits parts thousands; before fewer it begins the minor units.

    In a currency with thousandths the last of them begins the minor units, unless the same sign stood before it.
    """
    whole, *rest = re.split(r"([.,])", number)
    signs, parts = rest[::2], rest[1::2]
    is_fraction = bool(parts) and (len(parts[-1]) < 3 or (places >= 3 and signs[-1] not in signs[:-1]))
    fraction = parts.pop() if is_fraction else ""
    groups = [*whole.split(" "), *parts]
    is_parted = len(groups) > 1
    if any(len(group) != 3 for group in groups[1:]) or (is_parted and (len(groups[0]) > 3 or groups[0][0] == "0")):
        return None
    if len(fraction) > places or len("".join(groups)) > 12:
        return None
    return int("".join(groups) + fraction.ljust(places, "0"))
