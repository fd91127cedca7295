"""Prices, zones and the rest as people write them; times have a table of their own."""

from datetime import datetime

import pytest

from core import draft_answers, said_cities, said_sums, said_zones
from core.models import Access, Format

ONLINE = {"format": Format.online, "place": ""}


@pytest.mark.parametrize(
    ("said", "sum_"),
    [
        ("500", (50_000, "RUB")), ("12 EUR", (1200, "EUR")), ("€12", (1200, "EUR")), ("1 000 ₽", (100_000, "RUB")),
        ("1,000", (100_000, "RUB")), ("1.000,50 евро", (100_050, "EUR")), ("12.50 eur", (1250, "EUR")), ("0", (0, "RUB")),
        ("бесплатно", (0, "RUB")), ("Free", (0, "RUB")), ("500р.", (50_000, "RUB")), ("500 руб", (50_000, "RUB")),
        ("50 ⭐", (50, "XTR")), ("50 звёзд", (50, "XTR")), ("1000 jpy", (1000, "JPY")), ("500 rub per seat", (50_000, "RUB")),
        ("abc", None), ("-5", None), ("500 foo", None), ("1 00", None), ("5.5 jpy", None), ("", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_prices_as_people_write_them(said: str, sum_) -> None:
    assert said_sums.read(said, "RUB") == sum_


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Берлин", "Europe/Berlin"), ("new york", "America/New_York"), ("Нью-Йорк", "America/New_York"), ("мск", "Europe/Moscow"),
        ("UTC+3", "Etc/GMT-3"), ("utc−5", "Etc/GMT+5"), ("Europe/Paris", "Europe/Paris"), ("Киев", "Europe/Kyiv"),
        ("Казань", "Europe/Moscow"), ("нижний  новгород", "Europe/Moscow"), ("орёл", "Europe/Moscow"), ("kazan", "Europe/Moscow"),
        ("Уфа", "Asia/Yekaterinburg"), ("Ростов-на-Дону", "Europe/Moscow"), ("Munich", "Europe/Berlin"), ("спб", "Europe/Moscow"),
        ("Mordor", None), ("UTC+20", None), ("", None),
    ],
)  # fmt: skip
def test_zones_as_people_name_them(said: str, zone: str | None) -> None:
    assert said_zones.read(said) == zone


def test_every_city_of_ours_keeps_a_time_that_the_tables_know() -> None:
    for zone, names in said_cities.NAMES.items():
        for name in names.split("|"):
            assert said_zones.read(name) == zone, name


@pytest.mark.parametrize(
    ("question", "said", "values"),
    [
        ("seats", "40", {"capacity": 40}), ("seats", "40 мест", {"capacity": 40}), ("seats", "many", None),
        ("hold", "30", {"booking_ttl": 1800}), ("hold", "2 часа", {"booking_ttl": 7200}), ("refund", "нет", {"refund": -1}),
        ("refund", "до начала", {"refund": 0}), ("refund", "24 h", {"refund": 86_400}), ("ends", "2 ч", {"lasts": 7200}),
        ("ends", "22:00", {"lasts": 10_800}), ("ends", "до 22", {"lasts": 10_800}), ("ends", "01:00", {"lasts": 21_600}),
        ("film", "-", {"film": None}), ("text", "нет", {"description": ""}), ("link", "zoom.us/j/1", {"online_link": "https://zoom.us/j/1"}),
        ("max", "6", {"max_seats_per_booking": 6}), ("tz", "Berlin", {"zone": "Europe/Berlin"}), ("access", "private", {"access": Access.private}),
        ("access", "Открытое", {"access": Access.public}), ("access", "perhaps", None), ("confirm", "да", {"requires_confirmation": True}),
        ("confirm", "No.", {"requires_confirmation": False}), ("confirm", "maybe", None),
        ("price", "бесплатно", {"price": 0, "currency": "RUB"}), ("place", "  Oktyabr ", {"place": "Oktyabr"}),
        ("place", "https://zoom.us/j/1?pwd=x", ONLINE | {"online_link": "https://zoom.us/j/1?pwd=x"}),
        ("place", "meet.google.com/abc-defg", ONLINE | {"online_link": "https://meet.google.com/abc-defg"}),
        ("place", "https://maps.app.goo.gl/x", {"place": "https://maps.app.goo.gl/x"}), ("place", "Club Zarya, zarya.club", {"place": "Club Zarya, zarya.club"}),
    ],
)  # fmt: skip
def test_typed_answers(question: str, said: str, values) -> None:
    now = datetime.fromisoformat("2030-05-01T10:00:00+00:00")
    fields = {"zone": "Europe/Moscow", "starts_at": "2030-06-01T16:00:00+00:00", "format": Format.in_person}
    found = draft_answers.read(question, said, fields | {"currency": "RUB", "usual_currency": "RUB"}, now)
    assert (found and found.values) == values
