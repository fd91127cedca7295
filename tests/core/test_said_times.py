"""Times as people write them, in both languages: a table of phrases, said on a Wednesday at noon in Moscow."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.said_lengths import length
from core.said_times import Day, Gap, Moment, Past, read

NOW = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
MOSCOW = "Europe/Moscow"

# What is said, and what it is on the wall in Moscow.
MOMENTS = {
    "завтра в 19:00": "2026-11-26 19:00",
    "Завтра, 19-00": "2026-11-26 19:00",
    "завтра в 19": "2026-11-26 19:00",
    "завтра к 19": "2026-11-26 19:00",
    "завтра 19": "2026-11-26 19:00",
    "завтра в 19 ч 30 мин": "2026-11-26 19:30",
    "19ч30 завтра": "2026-11-26 19:30",
    "завтра 19.30": "2026-11-26 19:30",
    "завтра в 7 утра": "2026-11-26 07:00",
    "завтра в 07:00": "2026-11-26 07:00",
    "завтра в семь вечера": "2026-11-26 19:00",
    "завтра вечером в 7": "2026-11-26 19:00",
    "сегодня вечером в восемь": "2026-11-25 20:00",
    "завтра в 12 ночи": "2026-11-26 00:00",
    "завтра в 12 дня": "2026-11-26 12:00",
    "завтра в час дня": "2026-11-26 13:00",
    "3 часа дня завтра": "2026-11-26 15:00",
    "завтра в полдень": "2026-11-26 12:00",
    "завтра в полночь": "2026-11-26 00:00",
    "в полвосьмого вечера завтра": "2026-11-26 19:30",
    "в половине восьмого вечера завтра": "2026-11-26 19:30",
    "послезавтра в 18:30": "2026-11-27 18:30",
    "через неделю в 19": "2026-12-02 19:00",
    "через 2 недели в 18:00": "2026-12-09 18:00",
    "через две недели в 18:00": "2026-12-09 18:00",
    "через 3 дня в 20:00": "2026-11-28 20:00",
    "через месяц в 19:00": "2026-12-25 19:00",
    "через два часа": "2026-11-25 14:20",
    "через полчаса": "2026-11-25 12:50",
    "через полтора часа": "2026-11-25 13:50",
    "через 40 минут": "2026-11-25 13:00",
    "пт 19:00": "2026-11-27 19:00",
    "в пятницу в 19": "2026-11-27 19:00",
    "в эту пятницу в 19": "2026-11-27 19:00",
    "в следующую пятницу в 19": "2026-12-04 19:00",
    "во вторник 10:00": "2026-12-01 10:00",
    "ср 10:00": "2026-12-02 10:00",
    "среда 15:00": "2026-11-25 15:00",
    "воскресенье, 12:00": "2026-11-29 12:00",
    "25.12 18:30": "2026-12-25 18:30",
    "25.12 в 18.30": "2026-12-25 18:30",
    "25.12.26 18:30": "2026-12-25 18:30",
    "25.12.2026, 18:30": "2026-12-25 18:30",
    "25/12 18:30": "2026-12-25 18:30",
    "25-12-2026 18:30": "2026-12-25 18:30",
    "12.11.2027 12.11": "2027-11-12 12:11",
    "28 ноября 19:00": "2026-11-28 19:00",
    "28-го ноября в 19 часов": "2026-11-28 19:00",
    "5 декабря 2026 года в 19:00": "2026-12-05 19:00",
    "5 дек. 2026 г., 19:00": "2026-12-05 19:00",
    "28 числа в 18": "2026-11-28 18:00",
    "5-го в 18:00": "2026-12-05 18:00",
    "сб 28 ноября, 19:00": "2026-11-28 19:00",
    "05.01 19:00": "2027-01-05 19:00",
    "1 января в 00:30": "2027-01-01 00:30",
    "29.02 19:00": "2028-02-29 19:00",
    "28.11 1900": "2026-11-28 19:00",
    "19:00": "2026-11-25 19:00",
    "в 18.30": "2026-11-25 18:30",
    "10:00": "2026-11-26 10:00",
    "завтра в 19 мск": "2026-11-26 19:00",
    "начало завтра в 19:00": "2026-11-26 19:00",
    "tomorrow 7pm": "2026-11-26 19:00",
    "tomorrow at 7 p.m.": "2026-11-26 19:00",
    "Tomorrow at 19:00.": "2026-11-26 19:00",
    "tomorrow at seven pm": "2026-11-26 19:00",
    "tomorrow 12am": "2026-11-26 00:00",
    "tomorrow 12pm": "2026-11-26 12:00",
    "noon tomorrow": "2026-11-26 12:00",
    "tomorrow evening at 7": "2026-11-26 19:00",
    "7 in the evening tomorrow": "2026-11-26 19:00",
    "half past seven pm tomorrow": "2026-11-26 19:30",
    "tonight at 8": "2026-11-25 20:00",
    "day after tomorrow 18:00": "2026-11-27 18:00",
    "fri 7pm": "2026-11-27 19:00",
    "on Friday at 7:30pm": "2026-11-27 19:30",
    "this friday 19:00": "2026-11-27 19:00",
    "next friday at 7pm": "2026-12-04 19:00",
    "sunday noon": "2026-11-29 12:00",
    "28 nov 2026 7 p.m.": "2026-11-28 19:00",
    "Nov 28th at 19:00": "2026-11-28 19:00",
    "november 28, 2026 at 7pm": "2026-11-28 19:00",
    "the 28th of November at 19:00": "2026-11-28 19:00",
    "the 28th at 7pm": "2026-11-28 19:00",
    "sat, 28 november, 19:00": "2026-11-28 19:00",
    "12/25 7pm": "2026-12-25 19:00",
    "in a week at 7pm": "2026-12-02 19:00",
    "in two weeks at 6pm": "2026-12-09 18:00",
    "in 3 days at 18": "2026-11-28 18:00",
    "two weeks later at 18": "2026-12-09 18:00",
    "in an hour": "2026-11-25 13:20",
    "in half an hour": "2026-11-25 12:50",
    "2026-11-28T19:00": "2026-11-28 19:00",
    "2026-11-28 19:00+02:00": "2026-11-28 20:00",
    "2026-11-28 at 19:00": "2026-11-28 19:00",
    "٢٥.١٢ 18:30": "2026-12-25 18:30",
    "tomorrow 16:00 utc": "2026-11-26 19:00",
}
DAYS = {
    "сегодня": "2026-11-25",
    "завтра": "2026-11-26",
    "завтра вечером": "2026-11-26",
    "пятница": "2026-11-27",
    "через неделю": "2026-12-02",
    "28.11": "2026-11-28",
    "28 ноября": "2026-11-28",
    "fri": "2026-11-27",
    "Nov 28": "2026-11-28",
    "a week from now": "2026-12-02",
}
PAST = {
    "вчера в 19": None,
    "сегодня в 10:00": "2026-11-26 10:00",
    "today 9am": "2026-11-26 09:00",
    "24.11 19:00": "2027-11-24 19:00",
    "20.11.2020 19:00": "2027-11-20 19:00",
    "24.11": None,
    "2020-01-01T10:00": "unread",
    "2026-11-20T10:00": None,
}
UNREAD = (
    "как-нибудь в пятницу", "friday-ish", "19", "28", "завтра 25:00", "завтра в 13 утра", "13am tomorrow", "31.02 19:00",
    "32.11 19:00", "13.13.26 19:00", "пт 28.11 19:00", "завтра послезавтра", "завтра 19:00 20:00", "7:99 завтра", "через",
    "через неделю в пятницу", "", "   ", "...", "Сталкер", "/new", "1" * 5000, "завтра " * 40, "0.0 19:00",
)  # fmt: skip


def wall(at: datetime | None) -> str | None:
    return at and at.astimezone(ZoneInfo(MOSCOW)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("said", "meant"), MOMENTS.items())
def test_a_time_is_read(said: str, meant: str) -> None:
    found = read(said, NOW, MOSCOW)
    assert isinstance(found, Moment), found
    assert wall(found.at) == meant
    assert found.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(("said", "meant"), DAYS.items())
def test_a_day_without_an_hour_asks_for_one(said: str, meant: str) -> None:
    assert read(said, NOW, MOSCOW) == Day(date.fromisoformat(meant))


@pytest.mark.parametrize(("said", "meant"), PAST.items())
def test_what_has_passed_is_no_answer_but_may_tell_what_was_meant(said: str, meant: str | None) -> None:
    found = read(said, NOW, MOSCOW)
    assert isinstance(found, Past)
    if meant != "unread":
        assert wall(found.instead) == meant


@pytest.mark.parametrize("said", UNREAD)
def test_what_is_no_time_is_not_guessed(said: str) -> None:
    begun = time.process_time()
    assert read(said, NOW, MOSCOW) is None
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("said", ["19", "в 19", "19:00", "7pm", "at 7 pm", "7 вечера", "19 часов"])
def test_an_hour_completes_the_day_that_was_said_before(said: str) -> None:
    found = read(said, NOW, MOSCOW, day=date(2026, 12, 5))
    assert wall(found.at) == "2026-12-05 19:00"


def test_another_day_in_the_second_answer_is_the_one_that_counts() -> None:
    assert wall(read("6.12 19:00", NOW, MOSCOW, day=date(2026, 12, 5)).at) == "2026-12-06 19:00"


@pytest.mark.parametrize(("said", "doubt"), [("завтра в 7", True), ("tomorrow at 7", True), ("завтра 7:30", True)])
def test_a_lone_seven_may_be_an_evenings(said: str, doubt: bool) -> None:
    found = read(said, NOW, MOSCOW)
    assert found.at.hour == 4
    assert (found.doubt - found.at).total_seconds() == 12 * 3600


@pytest.mark.parametrize("said", ["завтра в 07:00", "tomorrow 7am", "завтра в 7 утра", "завтра в 11", "завтра в 19"])
def test_nothing_is_doubted_that_is_clear(said: str) -> None:
    assert read(said, NOW, MOSCOW).doubt is None


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("28.11 19:00-22:00", "2026-11-28 22:00"),
        ("28.11 19:00 – 22:00", "2026-11-28 22:00"),
        ("28.11 с 19 до 22", "2026-11-28 22:00"),
        ("tomorrow 7-9pm", "2026-11-26 21:00"),
        ("tomorrow from 7pm to 9pm", "2026-11-26 21:00"),
        ("завтра 22:00-02:00", "2026-11-27 02:00"),
    ],
)
def test_an_end_may_be_said_along(said: str, end: str) -> None:
    assert wall(read(said, NOW, MOSCOW).until) == end


def test_the_clocks_skip_an_hour() -> None:
    spring = datetime(2027, 3, 20, 12, tzinfo=UTC)
    for said in ("28.03 02:30", "28 march at 2:30am", "2027-03-28T02:30"):
        found = read(said, spring, "Europe/Berlin")
        assert isinstance(found, Gap)
        assert found.said.isoformat() == "2027-03-28T02:30:00"
        assert [one.isoformat() for one in found.around] == ["2027-03-28T00:30:00+00:00", "2027-03-28T01:30:00+00:00"]
    assert isinstance(read("28.03 03:30", spring, "Europe/Berlin"), Moment)


def test_of_an_hour_that_comes_twice_the_earlier_is_meant() -> None:
    autumn = datetime(2026, 10, 20, 12, tzinfo=UTC)
    assert read("25.10 02:30", autumn, "Europe/Berlin").at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_skip_of_half_an_hour_and_one_at_midnight() -> None:
    found = read("4.10 02:15", datetime(2026, 9, 20, tzinfo=UTC), "Australia/Lord_Howe")
    assert [one.hour * 60 + one.minute for one in found.around] == [15 * 60 + 15, 15 * 60 + 45]
    assert isinstance(read("5.9.2027 00:10", datetime(2027, 8, 20, tzinfo=UTC), "America/Santiago"), Gap)


def test_the_day_is_the_one_of_the_zone() -> None:
    late = datetime(2026, 11, 25, 22, tzinfo=UTC)  # the 26th in Moscow, still the 25th in New York
    assert wall(read("сегодня в 19:00", late, MOSCOW).at) == "2026-11-26 19:00"
    assert read("today 7pm", late, "America/New_York").at == datetime(2026, 11, 26, 0, tzinfo=UTC)


def test_a_weekday_rolls_over_the_year_and_next_means_the_week_after() -> None:
    thursday = datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert wall(read("пт 19:00", thursday, MOSCOW).at) == "2027-01-01 19:00"
    assert wall(read("next mon 19:00", thursday, MOSCOW).at) == "2027-01-04 19:00"
    assert wall(read("mon 19:00", thursday, MOSCOW).at) == "2027-01-04 19:00"
    assert wall(read("через месяц в 19", datetime(2027, 1, 31, 9, tzinfo=UTC), MOSCOW).at) == "2027-02-28 19:00"


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("15 min", 15), ("15 минут", 15), ("2 часа", 120), ("2 h", 120), ("1.5 h", 90), ("1,5 часа", 90), ("полтора часа", 90),
        ("час", 60), ("an hour", 60), ("полчаса", 30), ("half an hour", 30), ("+3 h", 180), ("3ч", 180), ("2h30m", 150),
        ("2 часа 40 минут", 160), ("1 h 30 min", 90), ("сутки", 1440), ("за 24 часа", 1440), ("7 days", 10080),
        ("неделя", 10080), ("2 дня до начала", 2880), ("a week", 10080),
    ],
)  # fmt: skip
def test_a_length_is_read(said: str, minutes: int) -> None:
    assert length(said) == minutes * 60


@pytest.mark.parametrize("said", ["", "x", "3", "0 min", "час пик", "-5 min", "9" * 4000 + " h", "много часов"])
def test_what_is_no_length_is_not_guessed(said: str) -> None:
    assert length(said) is None


@pytest.mark.parametrize(
    "said", ["1 2 3 4 5 6 7 8 9 10 11 12 13 14", "в 7 в 7 в 7 пт 7 7.7 7:07 -7 7", "at on at on at on 7"]
)
def test_nonsense_takes_no_time(said: str) -> None:
    begun = time.process_time()
    assert read(said, NOW, MOSCOW) is None
    assert time.process_time() - begun < 0.3
