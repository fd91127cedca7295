"""The screens of drafts keep Telegram's limits, whatever people called things, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.callbacks_draft import Question as Questions
from bot.sandbox import entities
from bot.screens import draft, draft_questions, draft_refusals, draft_words, invites, parts
from bot.screens.draft import Changes
from bot.screens.draft_questions import Question
from core import i18n
from core.draft_fields import NO_REFUND, usual
from core.event_fields import Defaults
from core.models import Access, Format
from core.said_times import Day, Gap, Past

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NASTY = "<b>&\u202e" + "Ж👨‍👩‍👧" * 60
LARGEST = 2**63 - 1
FULL = usual(Defaults(zone="America/Argentina/Buenos_Aires", currency="RUB", booking_ttl=604_799, max_seats=100)) | {
    "name": NASTY[:200], "place": NASTY[:300], "latitude": -89.123456, "longitude": -179.123456, "film": NASTY[:200], "description": NASTY * 20, "capacity": 100_000,
    "price": 10**9, "starts_at": (NOW + timedelta(days=400)).isoformat(), "lasts": 364 * 86_400 + 1, "refund": 86_399,
    "online_link": "https://e.org/" + "x" * 400, "format": Format.hybrid, "access": Access.private, "usual_currency": "RUB",
    "organizer_id": LARGEST, "page_name": NASTY[:200], "requires_confirmation": True,
}  # fmt: skip
EMPTY = usual(Defaults(zone="UTC", currency="EUR", booking_ttl=900, max_seats=4)) | {"usual_currency": "EUR"}
OTHERS = (FULL, EMPTY, FULL | {"format": Format.online, "currency": "XTR"}, FULL | {"refund": NO_REFUND, "lasts": 7200})


def event(number: int):
    return SimpleNamespace(id=LARGEST - number, name=f"{number}{NASTY}", place=f"{number}{NASTY}")


def _questions(w):
    kinds = [kind for kind in Questions.__args__ if kind] + ["start 2026-12-05", "place -89.123456/-179.123456"]
    pages = [SimpleNamespace(id=LARGEST, name=NASTY[:200])] * 9
    for kind in kinds:
        for whole in OTHERS:
            for of in (f"d{LARGEST}", str(LARGEST)):
                q = Question(of, kind, whole, NOW, earlier=[event(n) for n in range(9)], pages=pages)
                yield draft_questions.draw(w, q)
                said = kind if whole["name"] else "tz"
                yield draft_questions.draw(w, replace(q, said=draft_words.said(w, said, whole, NOW), problem=None))
                for answer in (None, Day(NOW.date()), Past(None), Past(NOW), Gap(NOW, (NOW, NOW))):
                    why = draft_refusals.refused(w, of, kind, NASTY, answer, whole, NOW)
                    yield draft_questions.draw(w, replace(q, what=why.what, problem=why.problem, choices=why.choices))


def _cards(w):
    for whole in OTHERS:
        of = f"d{LARGEST}"
        yield draft.draw(w, of, whole, NASTY[:64])
        yield draft.draw_grid(w, of, whole, NOW)
        yield draft.draw_sure(w, of, whole)
        yield draft_refusals.doubted(w, of, draft.draw(w, of, whole, "Marta"), NOW, "UTC")
    fields = {field: value for field, value in FULL.items() if field in draft.QUESTIONS}
    for guests in (0, 100_000):
        changes = Changes(LARGEST, 2**31 - 1, fields, FULL, FULL | {"capacity": 10**6}, NOW, guests, 7)
        for shown in (changes, replace(changes, fields={}), replace(changes, fields={}, is_draft=True)):
            yield draft.draw_grid(w, str(LARGEST), FULL, NOW, shown)
        yield draft.draw_changes(w, changes)
    lying = [SimpleNamespace(id=LARGEST, fields={"name": NASTY[:200]}), SimpleNamespace(id=1, fields={})]
    yield draft_questions.draw_lying(w, lying, full=True)
    yield draft_questions.draw_lying(w, lying, full=False)
    invite = SimpleNamespace(id=LARGEST, event_id=LARGEST, token="x" * 32, came=10**6, created_at=NOW)
    for access in Access:
        card = SimpleNamespace(id=LARGEST, access=access, zone="UTC")
        yield invites.draw(w, card, [invite] * 50, "b" * 32, note=w("invites-most", most=50))
        yield invites.draw_sure(w, card, invite)


@pytest.mark.parametrize(
    ("language", "lasts", "shown"),
    [("en", 2, "18:00"), ("en", 23, "Mon 15:00"), ("ru", 23, "пн 15:00"), ("en", 24, "1 d"), ("ru", 30, "1 д 6 ч")],
)
def test_an_end_on_another_day_names_it(language: str, lasts: int, shown: str) -> None:
    whole = EMPTY | {"starts_at": "2026-11-22T16:00:00+00:00", "lasts": lasts * 3600}
    assert draft_words.value(i18n.words(language), "ends", whole, NOW) == shown


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("screens", [_questions, _cards])
def test_no_screen_of_a_draft_outgrows_telegram(screens, language) -> None:
    for screen in screens(i18n.words(language)):
        shown = entities.parse(str(screen.text))[0]
        assert 0 < parts.units(shown) <= 4096
        rows = screen.keyboard.inline_keyboard
        assert len(rows) <= 9
        for row in rows:
            assert len(row) <= 8
            for button in row:
                kinds = [k for k, v in button.model_dump(exclude_none=True).items() if k not in {"text", "style"} and v]
                assert len(kinds) == 1, button
                assert 1 <= parts.units(button.text) <= 40
                assert len((button.callback_data or "").encode()) <= 64


@pytest.mark.parametrize(
    ("days", "en", "ru"),
    [(0, "today", "сегодня"), (1, "tomorrow", "завтра"), (3, "in 3 days", "через 3 дня"), (7, "in a week", "через неделю"),
     (14, "in 2 weeks", "через 2 недели"), (30, "in 30 days", "через 30 дней"), (91, "in 3 months", "через 3 месяца")],
)  # fmt: skip
def test_how_far_a_day_is(days: int, en: str, ru: str) -> None:
    whole = EMPTY | {"starts_at": (NOW + timedelta(days=days, hours=1)).isoformat()}
    for language, said in (("en", en), ("ru", ru)):
        assert draft_words.said(i18n.words(language), "start", whole, NOW).endswith(f", {said}")


@pytest.mark.parametrize(
    ("currency", "sums", "minor"),
    [
        ("RUB", ["₽300", "₽500", "₽1,000"], "30000.RUB"),
        ("RSD", ["RSD300", "RSD500", "RSD1,000"], "30000.RSD"),
        ("JPY", ["JP¥300", "JP¥500", "JP¥1,000"], "300.JPY"),
        ("KWD", ["KWD300", "KWD500", "KWD1,000"], "300000.KWD"),
    ],
)
def test_quick_prices_are_round_in_any_currency(currency, sums, minor) -> None:
    q = Question("7", "price", EMPTY | {"currency": currency}, NOW)
    row = draft_questions.draw(i18n.words("en"), q).keyboard.inline_keyboard[1]
    assert [button.text for button in row] == sums
    assert minor in row[0].callback_data
