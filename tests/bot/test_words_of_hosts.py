"""No screen and no paper of those who run events outgrows Telegram, whatever people called themselves and their events."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.screens import admin, door, ending, guests, hosting, papers_for_hosts, parts, telling
from bot.screens.event_view import View
from bot.screens.facts import Facts
from core import i18n
from core.digests import Digest
from core.guests import Page
from core.models import BookingStatus, EventStatus, Role
from core.news import Party
from core.ratings import Rating
from tests.bot.test_words import NASTY, NOW, booking, card, shown

BIG = 10**11
COUNTS = SimpleNamespace(
    guests=9_999, seats=99_999, seats_in=9_999, coming=999, unable=9, silent=9, held=9_999, waiting=99_999
)
MONEY = [{"currency": code, "revenue": BIG, "refunded": BIG, "amount": BIG} for code in ("RUB", "EUR", "XTR")]
STATS = SimpleNamespace(
    holds=99_999, paid=9_999, expired=999, let_go=99, conversion=0.123, waiting=99, offers=99, offers_taken=9,
    offers_lapsed=9, offers_declined=9, sold=99_999, checked_in=99_999, no_shows=999, money=MONEY,
    days=[{"day": f"2026-11-{n:02}", "sold": 99_999, "holds": 1} for n in range(1, 29)],
)  # fmt: skip
PREVIEW = SimpleNamespace(guests=99_999, waiting=99_999, money=MONEY)
REASON = SimpleNamespace(id=2**63 - 1, text=NASTY[:300])


def guest(**values):
    return SimpleNamespace(
        **vars(booking())
        | {
            "guest_name": NASTY[:64], "checked_in": 1, "checked_in_at": NOW, "door_name": NASTY[:64], "coming": None,
            "average": 4.86, "n": 99_999, "no_shows": 99, "paid": BIG, "phone": "+7 900 000 00 00", "email": "a" * 240 + "@example.org",
            "username": "u" * 32, "stars": 4, "place": 99_999, "of": 99_999, "booking_id": 2**63 - 1, "ended_at": NOW,
            "event_status": EventStatus.published,
        }
        | values
    )  # fmt: skip


def person(**values):
    known = {
        "id": 2**63 - 1, "name": NASTY[:64], "username": "u" * 32, "role": Role.admin, "banned_at": NOW,
        "may_host": True, "chat_open": False, "blocked_at": NOW, "bookings": 9_999, "events": 9_999,
    }  # fmt: skip
    return SimpleNamespace(**known | values)


def _screens(w):
    statuses = (EventStatus.draft, EventStatus.published, EventStatus.completed, EventStatus.cancelled)
    after = SimpleNamespace(guests=99_999, told=9_999, refunds=9_999, refunded=999)
    owns = [
        hosting.Own(card(status=status, starts_at=NOW + timedelta(hours=hours), ends_at=NOW + timedelta(hours=hours + 2)), COUNTS, MONEY, NOW, after)
        for status in statuses
        for hours in (99, 1, -9)
    ]  # fmt: skip
    yield hosting.draw_list(w, owns[:6], "now", 1, more=True)
    for own in owns:
        yield hosting.draw(w, own, w("held-done"))
    yield hosting.draw_numbers(w, card(), STATS)
    yield hosting.draw_peek(w, View(card=card(), booking=None, viewer_id=1, now=NOW, bot_username="b" * 32))
    rows = [guest(), guest(status=BookingStatus.pending, checked_in=0), guest(checked_in=0, coming=False)] * 3
    for show, search in (("all", None), ("line", None), ("all", NASTY[:64])):
        yield guests.draw_list(w, guests.Room(card(), Page(rows[:8], "n1", "p1"), COUNTS, NOW, show, search))
    room = guests.Room(card(), Page([], None, None), COUNTS, NOW)
    for one in rows[:3]:
        yield guests.draw_guest(w, room, one)
        yield guests.draw_kick(w, one)
        yield guests.draw_kick(w, one, REASON)
    for state in ("void", "unpaid", "in", "part", "early", "late", "ready"):
        for seats in (1, 2, 8, 100):
            ticket = guest(state=state, seats=seats, checked_in=0 if state == "ready" else 1)
            yield door.draw(w, ticket, NOW, again=True)
            yield door.draw(w, ticket, NOW)
    yield ending.draw_why(w, card(), PREVIEW)
    yield ending.draw_sure(w, 2**63 - 1, PREVIEW, REASON)
    yield ending.draw_rate_event(w, card(), 5, w("held-done"))
    yield ending.draw_rate_guest(w, card(), guest(), NOW)
    word = SimpleNamespace(id=2**63 - 1, event_id=1, text=(NASTY * 9)[:1000], guests=99_999)
    yield telling.draw_ask(w, 2**63 - 1, 99_999)
    yield telling.draw_preview(w, card(), word, 99_999)
    yield telling.draw_sent(w, word, SimpleNamespace(arrived=99_999, not_arrived=99_999))
    yield from _of_admins(w)


def _of_admins(w):
    yield admin.draw(
        w, SimpleNamespace(waiting=BIG, dead=BIG, stuck=BIG, review=BIG, events=BIG, people=BIG, today=BIG)
    )
    yield admin.draw_people(w)
    yield admin.draw_people(w, NASTY[:100], [person()] * 9)
    for one in (person(), person(role=Role.user, may_host=False, banned_at=None)):
        yield admin.draw_person(w, one)
    for act in ("adm", "unadm", "host", "unhost", "ban", "unban"):
        yield admin.draw_person_sure(w, person(), act)
    charge = {"provider": "telegram", "charge_id": "c" * 128, "provider_charge_id": "c" * 128}
    money = SimpleNamespace(id=2**63 - 1, amount=BIG, currency="RUB", attempts=999, error=NASTY[:300], **charge)
    other = SimpleNamespace(**vars(money) | {"provider": "test"})
    yield admin.draw_money(w, [money, other], [money] * 2, [SimpleNamespace(id=2**63 - 1, user_name=NASTY[:64])] * 4)
    yield admin.draw_give_back(w, money)
    wrong = SimpleNamespace(number=99, rows=99_999, ids=(2**63 - 1,) * 5)
    yield admin.draw_check(w, [wrong] * 40, 40, NOW, "Europe/Moscow")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_screen_of_hosts_outgrows_telegram(language) -> None:
    for screen in _screens(i18n.words(language)):
        assert 0 < parts.units(shown(screen.text)) <= 4096
        rows = screen.keyboard.inline_keyboard if screen.keyboard else []
        assert 1 <= len(rows) <= 9
        for row in rows:
            assert 1 <= len(row) <= 8
            for button in row:
                kinds = [k for k, v in button.model_dump(exclude_none=True).items() if k not in {"text", "style"} and v]
                assert len(kinds) == 1, button
                assert 1 <= parts.units(button.text) <= 40
                assert len((button.callback_data or "").encode()) <= 64


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", papers_for_hosts.DRAWN)
def test_no_paper_for_hosts_outgrows_telegram(kind, language) -> None:
    ahead = [SimpleNamespace(name=NASTY[:200], taken=9_999, capacity=99_999)] * 3
    params = {
        "counts": COUNTS, "page": NASTY[:200], "added_by": NASTY[:64], "passed_on": True,
        "party": Party([NASTY[:64]] * 500, [1] * 500, 9_999), "rating": Rating(4.9, 99_999),
        "digest": Digest(9_999, 9_999, [(BIG, code) for code in ("RUB", "EUR", "XTR")], ahead),
    }  # fmt: skip
    facts = Facts(
        user=SimpleNamespace(name=NASTY[:64]), booking=None, event=card(free=0 if kind == "sold_out" else 7), params=params, now=NOW, made_at=NOW,
        zone="Europe/Moscow", bot_username="b" * 32,
    )  # fmt: skip
    paper = papers_for_hosts.DRAWN[kind](i18n.words(language), facts)
    assert 0 < parts.units(shown(paper.text)) <= 4096
