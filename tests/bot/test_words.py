"""Every refusal has words in both languages, and no screen outgrows Telegram, whatever people called things."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import callbacks, callbacks_guest
from bot.handlers import errors as told
from bot.sandbox import entities
from bot.screen import Screen
from bot.screens import (
    behind,
    catalogue,
    choices,
    dead_letters,
    event,
    helping,
    hosting,
    invoice,
    my,
    notices,
    own,
    page_questions,
    pages,
    panel,
    papers_for_hosts,
    parts,
    reminder,
    review,
    seats,
    settings,
    share,
    ticket,
)
from bot.screens import drill as drill_screen
from bot.screens import team as team_screen
from bot.screens.behind import Behind
from bot.screens.event_view import Place, Said, View
from bot.screens.facts import Facts
from bot.way import Way
from core import errors, i18n, menus
from core.catalogue import Page
from core.drill import Report
from core.erasing import Farewell
from core.errors import DomainError
from core.integrity import Violation
from core.models import Access, BookingStatus, EventStatus, Format, Origin
from core.ratings import Rating
from core.refunds import Returned

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FILLED = {
    "free": 99_999, "n": 100, "max": 100, "time": NOW, "taken": 100_000, "id": "abcdef", "s": 60, "amount": 10**11,
    "currency": "RUB", "pos": 1000, "field": "starts_at", "problem": "amount", "booking_id": 1, "event_id": 1, "refund": 10**11, "name": "Ж" * 60, "reason": "x" * 60,
}  # fmt: skip
HELD = {"booked", "hold_ending", "offered", "payment_failed"}
NASTY = "<b>&\u202e" + "Ж👨‍👩‍👧" * 60


def _kinds() -> list[type[DomainError]]:
    # The web's own refusals are another mouth's, and only there when its tests run too.
    return [kind for kind in (DomainError, *DomainError.__subclasses__()) if not kind.__module__.startswith("web.")]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_words_that_fit_an_alert(kind, language) -> None:
    refusal = kind(**FILLED)
    w = i18n.words(language)
    words = w.plain(
        f"refusal-{refusal.code.replace('_', '-')}", **(FILLED | {"time": "19:42 MSK", "sum": "₽1,000,000"})
    )
    assert parts.units(words) <= 200
    assert told.sentence(w, refusal, "Europe/Moscow")


def test_all_refusals_are_known_here() -> None:
    named = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)}
    assert named <= set(_kinds())


def card(**values):
    return SimpleNamespace(
        **{
            "id": 2**63 - 1, "host_id": 2**63 - 2, "host_name": NASTY[:64], "name": NASTY[:200], "film": NASTY[:200],
            "place": NASTY[:300], "latitude": -89.123456, "longitude": -179.123456, "description": ("<i>" + NASTY) * 20, "online_link": "https://e.org/" + "x" * 480,
            "format": Format.hybrid, "starts_at": NOW + timedelta(days=3), "ends_at": NOW + timedelta(days=4),
            "zone": "America/Argentina/Buenos_Aires", "capacity": 100_000, "free": 50_000, "available": 50_000,
            "held": 1, "sold": 49_999, "price": 10**9, "currency": "RUB", "max_seats_per_booking": 100, "terms": 2**31 - 1,
            "access": Access.private, "status": EventStatus.published, "reason": NASTY, "saved": False,
            "organizer_id": 2**63 - 1, "organizer_name": NASTY[:200],
        }
        | values
    )  # fmt: skip


def booking(**values):
    return SimpleNamespace(
        **{
            "id": 2**63 - 1, "event_id": 2**63 - 1, "seats": 99, "status": BookingStatus.confirmed, "price": 10**9,
            "currency": "RUB", "ticket_code": "K7QM2FXD9TRBHW4N", "refundable_until": NOW + timedelta(days=2),
            "origin": Origin.direct, "expires_at": NOW + timedelta(minutes=15), "reason": "given_back", "event_name": NASTY[:200],
            "starts_at": NOW + timedelta(days=3), "zone": "Europe/Moscow", "event_status": EventStatus.published,
            "checked_in": 0, "checked_in_at": None, "coming": None, "ticket_message_id": 2**31,
        }
        | values
    )  # fmt: skip


def shown(text) -> str:
    """What people see of it: tags count for nothing."""
    return entities.parse(str(text))[0]


def _screens(w):
    views = [
        View(card=card(**change), booking=theirs, viewer_id=viewer, now=NOW, seats=100, way="aaa.-.-", bot_username="b" * 32)
        for theirs in (None, booking(), booking(status=BookingStatus.pending), booking(status=BookingStatus.expired))
        for viewer in (5, 2**63 - 2)
        for change in (
            {}, {"free": 0}, {"free": 1, "latitude": None}, {"status": EventStatus.cancelled}, {"status": EventStatus.draft},
            {"starts_at": NOW - timedelta(hours=1)}, {"ends_at": NOW - timedelta(hours=1)}, {"price": 0},
        )
    ]  # fmt: skip
    in_line = replace(views[1], booking=None, viewer_id=5, place=Place(100_000, 100), waiting=100_000)
    offered = replace(views[1], booking=booking(status=BookingStatus.pending, origin=Origin.waitlist), viewer_id=5)
    past = SimpleNamespace(id=1, name=NASTY[:200], starts_at=NOW, zone="Europe/Moscow", average=4.75, n=100_000)
    quoted = SimpleNamespace(author_name=NASTY[:64], stars=5, text=NASTY * 5)
    host = SimpleNamespace(
        id=2**63 - 1, name=NASTY[:200], average=4.75, n=100_000, events=1000, events_average=4.6, events_n=9
    )
    yield behind.draw_host(w, behind.HostCard(host, [past] * behind.PAST, [quoted] * 5, 7), None)
    page = SimpleNamespace(
        id=2**63 - 1,
        name=NASTY[:200],
        description=NASTY * 22,
        contacts={NASTY[:30] + str(n): NASTY[:200] for n in range(8)},
    )
    yield behind.draw_page(w, page, 50, None)
    yield from _pages(w)
    asked = SimpleNamespace(question=NASTY * 2, answer=NASTY * 22)
    yield behind.draw_question([asked] * 3, callbacks_guest.Answer(page_id=7, place=9), behind.leading_back(w, None))
    for stars in (review.Stars(), review.Stars(5), review.Stars(5, 1)):
        for step in (review.ask_event, review.ask_host, review.thank, review.done):
            if stars.event or step is review.ask_event:
                yield step(w, card(), stars, callbacks.Ev(event_id=2**63 - 1, seats=100))
    yield review.kept(w, card())
    user = SimpleNamespace(
        zone="America/Argentina/Buenos_Aires",
        quiet_from=22,
        quiet_until=8,
        muted=["day"],
        phone="+" + "9" * 15,
        email=None,
    )
    yield settings.draw(w, user, NOW)
    longest = "&" * 64 + "@" + "я" * 180 + ".рф"
    user.email = longest
    for mail in (True, False):
        yield settings.draw(w, user, NOW, mail=mail)
        yield own.email(w, longest, mail=mail)
    yield from _proving(w, longest)
    yield choices.draw_zones(w, user)
    yield choices.draw_messages(w, user)
    for coming in (None, False, True):
        asking = reminder.draw(w, card(), booking(coming=coming), NOW)
        yield Screen(asking.text, asking.keyboard)
    over = {"status": EventStatus.completed, "ends_at": NOW - timedelta(hours=1)}
    rating = Rating(4.75, 100_000)
    for said in (Said(rating, 5, may_say=True), Said(rating, None, may_say=True), Said(rating), Said(Rating(None, 0))):
        yield event.draw(w, View(card=card(**over), booking=None, viewer_id=5, now=NOW, host=rating, said=said))
    for checked_in in (1, 99):
        came = booking(checked_in=checked_in, checked_in_at=NOW)
        yield event.draw(w, View(card=card(saved=True), booking=came, viewer_id=5, now=NOW, host=rating))
    yield event.draw_leaving(w, in_line, in_line.place)
    for view in [*views, in_line, offered, replace(views[1], booking=None, viewer_id=5, waiting=100_000)]:
        yield event.draw(w, view, w("first-note"))
        yield behind.draw_more(w, view, Behind(50, again=True))
        if view.booking:
            for wanted in (0, 1, 98, 99, 100):
                yield seats.draw(w, view, view.booking, wanted)
    way = Way("e", "2", "f", "q" + "ы" * 12, f"{'z' * 12}N{'z' * 12}")
    listed = Page(cards=[card()] * 6, next="1N1", previous="1P1")
    for pick in (None, "w", "p"):
        yield catalogue.draw(w, catalogue.Hall(way, listed, [booking()] * 80, NOW), pick)
    for which in ("now", "past"):
        ends = my.Ends({2**63 - 1: 5}, {2**63 - 1: Returned("RUB", 10**11, 10**11)})
        ended = booking(status=BookingStatus.completed) if which == "past" else booking()
        yield my.draw(w, [ended] * 80, which, 3, NOW, ends)
    for waiting in (True, False):
        yield helping.draw(w, helping.Place([booking()], NOW, about="kick" if waiting else ""))
    for change in ({}, {"free": 0}, {"status": EventStatus.cancelled}, {"starts_at": NOW}, {"ends_at": NOW}):
        yield share.draw(w, card(**change), NOW, "https://t.me/" + "b" * 32)
        yield share.draw(w, card(**change), NOW, "https://t.me/" + "b" * 32, group=True, token="A" * 32)
    yield share.draw_withdrawn(w, card())
    yield share.draw_newer(w, card())
    for view in (*views, in_line, offered):
        yield panel.fit(event.draw(w, replace(view, in_group=True)), "b" * 32)
    letter = SimpleNamespace(
        id=2**63 - 1,
        kind="favourite_changed",
        user_name=NASTY[:64],
        event_name=NASTY[:200],
        error=NASTY,
        settled_at=NOW,
    )
    questions = ["name", "start", "place", "seats", "price"]
    to_be = [hosting.ToBe(2**63 - 1, name, missing) for name, missing in ((NASTY, []), (None, questions))] * 4
    yield hosting.draw_list(w, [], "now", 0, more=True, to_be=to_be[:7])
    yield drill_screen.draw(w)
    yield drill_screen.draw_running(w)
    spoilt = [Violation(n, "bookings: …", 10**6, (2**63 - 1,) * 5) for n in range(42)]
    yield drill_screen.draw_report(w, Report(200, 10**6, 0, 800, 999_800, 60.0, 3.5, spoilt), 42, NOW, "Europe/Moscow")
    yield drill_screen.draw_refused(w, "x" * 200)
    yield dead_letters.draw(w, [letter] * 7, 1, NOW, "Europe/Moscow")
    yield settings.login(w, "http://127.0.0.1:8080/login?t=" + "x" * 43)


def _proving(w, address):
    yield own.ask_email(w)
    yield own.code_sent(w, address)
    yield own.code_waits(w, address, "19:42 MSK", kept=True)
    for yes in (True, False):
        yield own.not_delivered(w, address, refused=yes)
        yield own.email_refused(w, "x" * 200, again=yes)
    for left in (1, 2, 4):
        yield own.not_proved(w, "email-wrong", left=left)
    yield own.not_proved(w, "email-not-code")
    yield own.not_proved(w, "email-over")


def _pages(w):
    page = SimpleNamespace(
        id=2**63 - 1, slug="a" * 40, name=NASTY[:200], description=NASTY * 22, brand_color="#7a1f2b",
        contacts={NASTY[:30] + str(n): NASTY[:200] for n in range(8)}, logo_url="https://e.org/" + "x" * 480,
        team=50, questions=50,
    )  # fmt: skip
    for size in (1, 20, 50):
        team = [
            SimpleNamespace(id=n, name=NASTY[:64], added_by=n - 1 or None, chat_open=False) for n in range(1, size + 1)
        ]
        yield pages.draw(w, page, team, 50, "b" * 32, w("page-made"))
        yield team_screen.draw(w, page, team, team[0], "b" * 32)
        yield team_screen.draw_off(w, page, team[-1], team[0])
        yield Screen(team_screen.added(w, team[:10]))
    yield pages.draw_list(w, [page] * 50)
    yield behind.draw_own_page(w, page, 50)
    for what in pages.KINDS:
        yield pages.ask(w, page, what, "b" * 32)
    asked = [SimpleNamespace(id=2**63 - 1, question=NASTY * 2, answer=NASTY * 22)] * 50
    yield page_questions.draw_list(w, page, asked)
    yield page_questions.draw(w, page.id, asked, 7)
    yield page_questions.draw_off(w, page.id, asked[0])
    yield page_questions.ask_question(w, page.id, asked[0])
    yield page_questions.ask_answer(w, page.id, NASTY, asked[0])
    yield own.phone(w, "+" + "9" * 15)
    yield own.offer(w)
    for money in ({}, {"RUB": 10**11, "XTR": 10**9, "EUR": 10**9}):
        yield own.farewell(w, Farewell([booking()] * 99, money))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_screen_outgrows_telegram(language) -> None:
    for screen in _screens(i18n.words(language)):
        assert 0 < parts.units(shown(screen.text)) <= 4096
        rows = screen.keyboard.inline_keyboard if screen.keyboard else []
        assert len(rows) <= 9
        for row in rows:
            assert len(row) <= 8
            for button in row:
                kinds = [
                    k for k, v in button.model_dump(exclude_none=True).items() if k not in {"text", "style"} and v != ""
                ]
                assert len(kinds) == 1, button
                assert 1 <= parts.units(button.text) <= 40
                assert len((button.callback_data or "").encode()) <= 64


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("kind", notices.DRAWN)
def test_no_paper_outgrows_telegram(kind, language) -> None:
    facts = Facts(
        user=SimpleNamespace(name=NASTY[:64], muted=[]),
        booking=booking(status=BookingStatus.pending if kind in HELD else BookingStatus.confirmed),
        event=card(),
        params={
            "starts_at": NOW.isoformat(), "place": NASTY[:300], "format": "online", "price": 0, "refund": 10**11, "waitlist": True,
            "amount": 10**11, "currency": "XTR", "label": NASTY, "text": NASTY[:400], "by": "host", "reason": NASTY,
            "payment": 2**63 - 1, "support": 2**63 - 1, "name": NASTY[:64], "asked": NASTY[:400], "charge": "ch_" * 40, "undelivered": (10**6, NASTY), "number": 42, "rows": 10**6, "more": 40, "event": NASTY, "charged": 10**11, "refunded": 10**11, "theirs": 10**11, "their_currency": "RUB", "booking": 2**63 - 1, "other": 2**63 - 1,
        },
        now=NOW,
        made_at=NOW,
        zone="Europe/Moscow",
        bot_username="b" * 32,
    )  # fmt: skip
    paper = notices.DRAWN[kind](i18n.words(language), facts)
    assert 0 < parts.units(shown(paper.text)) <= (1024 if paper.photo else 4096)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_message_has_a_name_for_admins(language) -> None:
    w = i18n.words(language)
    kinds = {*notices.DRAWN, *papers_for_hosts.DRAWN, menus.KIND}
    assert {kind for kind in kinds if dead_letters.kind(w, kind) == kind} == set()
    assert dead_letters.kind(w, "from_another_version") == "from_another_version"


@pytest.mark.parametrize(
    ("error", "en", "ru"),
    [
        (None, "no reason told", "причина не названа"),
        ("TelegramBadRequest: Bad Request: chat not found", "chat not found", "нет такого чата"),
        (
            "TelegramBadRequest: Bad Request: <b> is not closed",
            "Telegram refuses it: “&lt;b&gt; is not closed”",
            "Telegram не принимает: «&lt;b&gt; is not closed»",
        ),
        ("TelegramServerError: Bad Gateway", "Telegram does not answer", "Telegram не отвечает"),
        (
            "LookupError: no paper is drawn for old",
            "this version has no words for it",
            "в этой версии для него нет слов",
        ),
        (
            "KeyError: 'amount'",
            "it could not be written: “KeyError: &#39;amount&#39;”",
            "не получилось составить: «KeyError: &#39;amount&#39;»",
        ),
    ],
)
def test_why_a_message_did_not_arrive_is_said_in_words(error, en, ru) -> None:
    assert [dead_letters.why(i18n.words(language), error) for language in ("en", "ru")] == [en, ru]


def test_whatever_the_core_promises_to_say_has_a_paper() -> None:
    core = "\n".join(path.read_text(encoding="utf-8") for path in Path(i18n.__file__).parent.glob("*.py"))
    calls = r"put_for_(?:bookings|guests|hosts)\(\s*tx,\s*|outbox\.put\(\s*tx,\s*[\w.]+,\s*|_tell\(tx,\s*"
    promised = set(re.findall(rf'(?:{calls})"(\w+)"', core)) | {"offered", "offer_lapsed", "expired", "wait_over"}
    assert len(promised) > 12
    assert promised - set(notices.DRAWN) - set(papers_for_hosts.DRAWN) == set()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_an_invoice_keeps_telegrams_limits(language) -> None:
    for name in (NASTY[:200], "X"):
        held = booking(status=BookingStatus.pending)
        drawn = invoice.draw(i18n.words(language), held, card(name=name), "1:TEST:x")
        assert drawn.provider_token == ("" if drawn.currency == "XTR" else "1:TEST:x")
        assert 1 <= parts.units(drawn.title) <= 32
        assert 1 <= parts.units(drawn.description) <= 255
        assert len(drawn.payload.encode()) <= 128


def test_the_qr_has_a_quiet_zone_and_a_decent_size() -> None:
    png = ticket.picture("https://t.me/eventbooker_bot?start=t_K7QM2FXD9TRBHW4N")
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") >= 600
