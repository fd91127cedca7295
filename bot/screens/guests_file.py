"""All guests of an event as a file for a spreadsheet, which must not run what a guest called themselves.

Where people write 0,5 their spreadsheets part cells by a semicolon. The file may be opened elsewhere all the same, so
what follows any separator inside a cell is kept from being a formula too.
"""

import csv
import io
import re
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol

from core import i18n
from core.i18n import Words

COLUMNS = ("name", "username", "seats", "paid", "currency", "coming", "in", "since", "email", "phone", "code")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEGINS = re.compile(rf'(^|[,;\t\r\n])(?=[\s"]*[{re.escape("".join(FORMULA))}])')


def draw(w: Words, card: Any, rows: list[Any]) -> bytes:
    """UTF-8 with its mark; times in the event's zone, sums and separators as the language's spreadsheets read them."""
    out, point = io.StringIO(), get_decimal_symbol(w.locale)
    sheet = csv.writer(out, delimiter=";" if point == "," else ",", quoting=csv.QUOTE_ALL)
    sheet.writerow([w.plain(f"guests-file-{column}") for column in COLUMNS])
    for row in rows:
        sheet.writerow([safe(value) for value in _cells(w, card, row)])
    return out.getvalue().encode("utf-8-sig")


def _cells(w: Words, card: Any, row: Any) -> list[Any]:
    said = {True: w.plain("guests-file-yes"), False: w.plain("guests-file-no")}
    return [
        row.guest_name,
        row.username or "",
        row.seats,
        _sum(row.paid, row.currency).replace(".", get_decimal_symbol(w.locale)) if row.paid else "",
        row.currency if row.paid else "",
        said.get(row.coming, ""),
        row.checked_in,
        w.date(row.checked_in_at, card.zone, "short") if row.checked_in_at else "",
        row.email or "",
        row.phone or "",
        row.ticket_code,
    ]


def _sum(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-i18n.digits(currency)):f}"


def safe(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula, nor a part of it, whatever it takes for a separator."""
    return _BEGINS.sub(r"\1'", value) if isinstance(value, str) else value
