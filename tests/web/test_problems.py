"""Each refusal of the core has a status, a sentence in every language, and never a hole in it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core import errors, i18n
from core.errors import DomainError, Invalid
from web.problems import STATUS, Refused, sentence

PARAMS: dict[str, dict[str, Any]] = {
    "sold_out": {"free": 1, "n": 2},
    "seats_limit": {"max": 4},
    "already_booked": {"booking_id": 1, "n": 2},
    "hold_ended": {"time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "not_pending": {"status": "expired"},
    "payment_needed": {"amount": 50000, "currency": "RUB"},
    "too_many_holds": {"n": 5},
    "hosting_ahead": {"n": 1},
    "capacity_below_taken": {"taken": 7},
    "quote_changed": {"refund": 0, "currency": "RUB"},
    "already_waiting": {"pos": 3},
    "seats_free": {"free": 2},
    "offer_ended": {"time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "edited_meanwhile": {"name": "Anna P.", "time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "not_over_yet": {"time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "not_the_day": {"time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "guests_changed": {"n": 29},
    "too_many_questions": {"n": 5},
    "too_many_codes": {"n": 3, "time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "wait_to_tell": {"time": datetime(2026, 11, 28, 16, tzinfo=UTC)},
    "drill_refused": {"reason": "permission denied to create database"},
    "broken": {"id": "abc"},
    "busy": {"s": 1},
    "not_ready": {"missing": "bot"},
}
KINDS = [kind for kind in DomainError.__subclasses__() if kind.__module__ == errors.__name__ and kind is not Invalid]
PROBLEMS = ["past", "dst_gap", "too_far", "before_start", "missing", "unknown", "empty", "not_a_number", "not_a_date"]
PROBLEMS += ["taken", "not_a_slug", "not_a_color"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_refusal_is_a_whole_sentence(language: str) -> None:
    words = i18n.words(language)
    mute = words.plain("web-problem-other")
    for kind in KINDS:
        assert sentence(kind(**PARAMS.get(kind.code, {})), words, "Europe/Moscow") != mute, kind.code
    for code in STATUS:
        assert sentence(Refused(code, **PARAMS.get(code, {})), words, "Europe/Moscow"), code
    general = sentence(Invalid("name", "something"), words, "UTC")
    for problem in PROBLEMS:
        assert sentence(Invalid("name", problem), words, "UTC") != general, problem
    assert "4" in sentence(Invalid("seats", "too_large", most=4), words, "UTC")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_status_has_a_title(language: str) -> None:
    words = i18n.words(language)
    for status in {*STATUS.values(), 409}:
        assert words.plain(f"web-status-{status}")
