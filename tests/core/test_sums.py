"""Minor units are those that money really has (ISO 4217), not the digits that people like to see."""

import pytest
from babel.numbers import list_currencies

from core import i18n, said_sums

NBSP = "\u00a0"


def test_most_currencies_have_hundredths_and_some_have_none_or_thousandths() -> None:
    assert {code: i18n.digits(code) for code in ("RUB", "RSD", "AMD", "HUF", "ISK", "JPY", "KWD", "CLF", "XTR")} == {
        "RUB": 2, "RSD": 2, "AMD": 2, "HUF": 2, "ISK": 0, "JPY": 0, "KWD": 3, "CLF": 4, "XTR": 0,
    }  # fmt: skip
    # Shown without hundredths as a rule, and invoiced with them: Telegram takes the smallest unit.
    assert [i18n.digits(code) for code in ("AFN", "ALL", "COP", "IRR", "LBP", "UZS", "YER")] == [2] * 7


@pytest.mark.parametrize(
    ("minor", "currency", "en", "ru"),
    [
        (50_000, "RSD", "RSD500", f"500{NBSP}RSD"), (50_050, "RSD", "RSD500.50", f"500,50{NBSP}RSD"),
        (1250, "KWD", "KWD1.250", f"1,250{NBSP}KWD"), (500, "KWD", "KWD0.500", f"0,500{NBSP}KWD"),
        (12_000, "KWD", "KWD12", f"12{NBSP}KWD"), (12_345, "CLF", "CLF1.2345", f"1,2345{NBSP}CLF"),
        (1000, "JPY", "JP¥1,000", f"1{NBSP}000{NBSP}¥"), (50_050, "RUB", "₽500.50", f"500,50{NBSP}₽"),
        (10**18 + 1, "EUR", "€10,000,000,000,000,000.01", f"10{NBSP}000{NBSP}000{NBSP}000{NBSP}000{NBSP}000,01{NBSP}€"),
        (1000, "XTR", "1,000 ⭐", f"1{NBSP}000 ⭐"),
    ],
)  # fmt: skip
def test_sums_are_shown_with_their_own_minor_units(minor, currency, en, ru) -> None:
    assert [i18n.words(language).money(minor, currency) for language in ("en", "ru")] == [en, ru]


@pytest.mark.parametrize(
    ("said", "sum_"),
    [
        ("500 RSD", (50_000, "RSD")), ("500 дин", (50_000, "RSD")), ("499,50 RSD", (49_950, "RSD")),
        ("1.250 KWD", (1250, "KWD")), ("0.500 KWD", (500, "KWD")), ("12,345 TND", (12_345, "TND")),
        ("1.5 KWD", (1500, "KWD")), ("1 250 KWD", (1_250_000, "KWD")), ("1,250.500 KWD", (1_250_500, "KWD")),
        ("1.250,500 KWD", (1_250_500, "KWD")), ("1,250,000 KWD", (1_250_000_000, "KWD")), ("1.2505 KWD", None),
        ("1.250 RSD", (125_000, "RSD")), ("1.250 JPY", (1250, "JPY")), ("1,2345 CLF", (12_345, "CLF")),
        ("0.500 EUR", None), ("0 500", None), ("00.50", (50, "RUB")), ("0,5", (50, "RUB")),
    ],
)  # fmt: skip
def test_a_sum_is_read_by_what_its_currency_has(said, sum_) -> None:
    assert said_sums.read(said, "RUB") == sum_


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_is_shown_of_any_currency_is_read_as_the_same_sum(language) -> None:
    w = i18n.words(language)
    for code in sorted(list_currencies() - {"RUR"}):  # the rouble's former name is read as the rouble
        unit = 10 ** i18n.digits(code)
        for minor in (7 * unit, 7 * unit + unit // 2):
            number = w.money(minor, code)
            digits = "".join(ch for ch in number if ch.isdigit() or ch in ".,").strip(".,")
            assert said_sums.read(f"{digits} {code}", "RUB") == (minor, code), number
