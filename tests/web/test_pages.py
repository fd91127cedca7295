"""The pages for people: the same numbers as the API, forms, languages, hostile names."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from core import database, i18n, settings_sources
from core.box_office import BoxOffice
from core.models import Access, EventStatus, Role
from core.settings import Settings
from tests import factories
from tests.web.conftest import PAGE, Site
from web.app import build

HOSTILE_NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><b>",
    "{{ 7*7 }}",
    "\u202eevil",
    "🎟<b>",
]


def figure(text: str, name: str) -> int:
    found = re.search(rf'data-figure="{name}">(?:<b>)?(\d+)', text)
    assert found, name
    return int(found[1])


async def test_a_seat_is_taken_paid_and_given_back_with_forms_alone(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        guest = await factories.person(tx)
    guest = await site(guest)
    status, text = await guest.look(f"/events/{event.id}")
    assert status == 200
    assert "Hold 1 seat" in text
    answer = await guest.form("/user/bookings", event=str(event.id), seats="2", terms=str(event.terms))
    assert (answer.status, answer.headers["Location"]) == (303, f"/events/{event.id}")
    _, text = await guest.look("/user")
    assert "2 seats are held for you" in text
    assert "A test payment" in text
    booking = re.search(r"/user/bookings/(\d+)/confirm", text)[1]
    assert (await guest.form(f"/user/bookings/{booking}/confirm")).status == 303
    _, text = await guest.look("/user")
    assert "You’re going" in text
    assert "Show it at the door" in text
    _, text = await guest.look(f"/user/bookings/{booking}/seats?n=0")
    assert "Give back 2 · ₽1,000" in text
    assert (await guest.form(f"/user/bookings/{booking}/seats", seats="0", quote="50000")).status == 409
    assert (await guest.form(f"/user/bookings/{booking}/seats", seats="0", quote="100000")).status == 303
    _, text = await guest.look("/user")
    assert "Cancelled" in text


async def test_the_admin_page_and_the_api_show_the_same_numbers(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        admin = await factories.person(tx, "Admin", role=Role.admin)
        first = await factories.person(tx, "First")
        second = await factories.person(tx, "Second")
    admin = await site(admin)
    first = await site(first, program=True)
    second = await site(second, program=True)

    async def same(available: int, held: int, sold: int) -> None:
        _, seen = await first.call("GET", f"/events/{event.id}")
        _, text = await admin.look("/admin")
        told = [figure(text, f"{name}-{event.id}") for name in ("free", "held", "sold")]
        assert told == [seen["available"], seen["held"], seen["sold"]] == [available, held, sold]

    await same(10, 0, 0)
    await first.call("POST", f"/events/{event.id}/book", {"seats": 2})
    await same(8, 2, 0)
    await first.call("POST", f"/events/{event.id}/confirm")
    await same(8, 0, 2)
    _, booking = await second.call("POST", f"/events/{event.id}/book", {"seats": 3})
    await same(5, 3, 2)
    await second.call("POST", f"/bookings/{booking['id']}/cancel")
    await same(8, 0, 2)
    _, text = await admin.look("/admin")
    assert "First" in text


async def test_a_host_sees_own_events_and_their_guests_and_no_other(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx, "Marta")
        await factories.event(tx, host, name="Mirror")
        await factories.event(tx, name="Solaris")
    _, text = await (await site(host)).look("/admin")
    assert "Mirror" in text
    assert "Solaris" not in text


async def test_an_event_is_created_by_the_form(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
    host = await site(host)
    fields = {"name": "Mirror", "date": "2030-05-01", "time": "19:00", "place": "Loft", "seats": "24"}
    answer = await host.form("/admin/events", **fields, price="12,50", ttl="20", description="Two reels.")
    assert answer.status == 303
    made = answer.headers["Location"].partition("=")[2]
    _, event = await host.call("GET", f"/events/{made}")
    assert (event["name"], event["capacity"], event["price"], event["booking_ttl"]) == ("Mirror", 24, 1250, 1200)
    assert event["starts_at"].startswith("2030-05-01T16:00")


class TestAHouseThatCountsInThousandths:
    """In Kuwait a dinar has a thousand fils."""

    @pytest.fixture
    def conf(self, tmp_path: Path) -> Settings:
        return settings_sources.load({"CURRENCY": "KWD"}, root=tmp_path)

    @pytest.mark.parametrize(
        ("said", "minor"), [("1.250", 1250), ("0,5", 500), ("12", 12_000), ("1.2505", None), ("1 250", None)]
    )
    async def test_prices_are_read_and_bounded_by_what_the_currency_has(
        self, db: AsyncEngine, site: Site, said: str, minor: int | None
    ) -> None:
        async with db.begin() as tx:
            host = await factories.person(tx)
        host = await site(host)
        fields = {"name": "Mirror", "date": "2030-05-01", "time": "19:00", "place": "Loft", "seats": "24", "ttl": "20"}
        answer = await host.form("/admin/events", **fields, price=said)
        assert answer.status == (303 if minor else 422)
        if minor:
            _, event = await host.call("GET", f"/events/{answer.headers['Location'].partition('=')[2]}")
            assert (event["price"], event["currency"]) == (minor, "KWD")
        _, text = await host.look("/")
        assert '<option value="10000">' in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 5000),
        ("date", "soon"),
        ("date", "2001-01-01"),
        ("time", "25:00"),
        ("seats", "-5"),
        ("seats", "1_0"),
        ("seats", "1" + "0" * 23),
        ("seats", "０"),
        ("price", "free"),
        ("price", "-1"),
        ("price", "1e5"),
        ("price", "1.250"),
        ("ttl", "0"),
        ("ttl", "99999"),
    ],
)
async def test_what_cant_be_is_said_beside_its_field_and_what_was_typed_stays(
    db: AsyncEngine, site: Site, field: str, value: str
) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
    host = await site(host)
    good = {"name": "Mirror", "date": "2030-05-01", "time": "19:00", "place": "Loft 7", "seats": "24"}
    wish = good | {"price": "0", "ttl": "15", "description": "Two reels."} | {field: value}
    answer = await host.form("/admin/events", **wish)
    text = await answer.text()
    assert answer.status == 422
    assert f'id="e-{field}"' in text
    assert 'value="Loft 7"' in text
    assert "Two reels." in text


@pytest.mark.parametrize("seats", ["-5", "0", "1_0", "100000000000000000000000", "", "two", "２", "5"])
async def test_a_number_of_seats_that_cant_be_is_answered_in_the_box(db: AsyncEngine, site: Site, seats: str) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest)
    answer = await guest.form("/user/bookings", event=str(event.id), seats=seats)
    text = await answer.text()
    assert answer.status == 422
    assert 'role="alert"' in text
    async with db.begin() as tx:
        assert (await factories.reread(tx, event)).available == 10


@pytest.mark.parametrize("hostile", HOSTILE_NAMES)
async def test_a_hostile_name_is_only_ever_text(db: AsyncEngine, site: Site, hostile: str) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx, hostile, role=Role.admin)
        event = await factories.event(tx, host, name=hostile, place=hostile, description=hostile, film=hostile)
        guest = await factories.person(tx, hostile)
    guest = await site(guest)
    admin = await site(host)
    await guest.form("/user/bookings", event=str(event.id), seats="1")
    for visitor, path in [(guest, "/"), (guest, f"/events/{event.id}"), (guest, "/user"), (admin, "/admin")]:
        status, text = await visitor.look(path)
        assert status == 200
        for raw in ("<script>alert", "<img src=x", "</title><b>", "🎟<b>", "49", "\u202e")[
            : 4 if "7*7" not in hostile else 5
        ]:
            if raw != "49":
                assert raw not in text, path
    status, text = await guest.look("/?q=" + "%3Cscript%3Ealert(1)")
    assert "<script>alert" not in text


async def test_a_page_speaks_the_readers_language_and_the_footer_changes_it(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        await factories.event(tx)
        guest = await factories.person(tx, language="ru")
    guest = await site(guest)
    _, text = await guest.look("/")
    assert '<html lang="ru"' in text
    assert "Афиша" in text
    assert (await guest.form("/preferences", lang="en", next="/")).headers["Location"] == "/"
    _, text = await guest.look("/")
    assert "What’s on" in text
    stranger = await site()
    answer = await stranger.client.get("/", headers=PAGE | {"Accept-Language": "ru-RU,ru;q=0.9"})
    assert "Афиша" in await answer.text()
    await stranger.client.post("/preferences", data={"theme": "dark", "lang": "en", "next": "//evil"}, headers=PAGE)
    _, text = await stranger.look("/")
    assert 'data-theme="dark"' in text


async def test_the_page_of_a_cancelled_event_quotes_why_and_promises_only_what_was_paid(
    db: AsyncEngine, site: Site
) -> None:
    called_off = {"status": EventStatus.cancelled, "reason": "The hall is flooded."}
    async with db.begin() as tx:
        free, priced = [await factories.event(tx, price=price, **called_off) for price in (0, 50_000)]
    guest = await site()
    said = "Cancelled: “\u2068The hall is flooded\u2069”."
    assert f"{said}</span>" in (await guest.look(f"/events/{free.id}"))[1]
    assert f"{said} Everything paid comes back.</span>" in (await guest.look(f"/events/{priced.id}"))[1]


async def test_every_page_is_whole_in_both_languages(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        start = await database.now(tx)
        host = await factories.person(tx)
        priced = await factories.event(tx, host, price=50000, capacity=100)
        free = await factories.event(tx, requires_confirmation=True)
        simple = await factories.event(tx)
        states = [
            await factories.event(tx, status=EventStatus.cancelled, reason="rain"),
            await factories.event(tx, status=EventStatus.completed),
            await factories.event(tx, starts_at=start - timedelta(minutes=5)),
            await factories.event(tx, host, status=EventStatus.draft),
            await factories.event(tx, host, access=Access.private),
            await factories.event(tx, capacity=1, available=0),
        ]
        guests = {language: await factories.person(tx, language=language) for language in i18n.LANGUAGES}
    hosts = await site(host)
    for language, user in guests.items():
        guest, program = await site(user), await site(user, program=True)
        ids = []
        for event in (priced, free, simple):
            _, booking = await program.call("POST", f"/events/{event.id}/book", {"seats": 2})
            ids.append(booking["id"])
        paths = ["/", "/?when=weekend&free=1&price=free&q=nothing", "/user", "/user/access", "/admin", "/login"]
        paths += [f"/events/{event.id}" for event in (priced, free, simple)]
        paths += [f"/user/bookings/{id_}/seats?n={n}" for id_ in ids for n in range(4)]
        for path in paths:
            status, text = await guest.look(path)
            assert status == 200, path
            assert f'<html lang="{language}"' in text
        for event in states:
            await guest.look(f"/events/{event.id}")
        assert (await guest.look("/nothing"))[0] == 404
    for event in [*states, priced]:
        assert (await hosts.look(f"/events/{event.id}"))[0] in {200, 404}
    assert (await hosts.look("/admin"))[0] == 200


async def test_a_private_event_is_told_to_nobody_who_may_not_see_it(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
        event = await factories.event(tx, host, name="Hush", access=Access.private)
        other = await factories.person(tx)
    for visitor in [await site(), await site(other)]:
        _, absent = await visitor.look("/events/999999")
        status, text = await visitor.look(f"/events/{event.id}")
        assert status == 404
        assert "Hush" not in text
        assert re.sub(r"/events/\d+", "", text) == re.sub(r"/events/\d+", "", absent)
        assert f"/events/{event.id}" not in (await visitor.look("/?q=Hush"))[1]
    assert (await (await site(host)).look(f"/events/{event.id}"))[0] == 200


async def test_the_way_into_the_chat_leads_where_the_bot_is(db: AsyncEngine, tmp_path: Path) -> None:
    for environment, chat in [
        ({}, "http://127.0.0.1:8081/?start=login"),
        ({"BOT_TOKEN": "123456:" + "a" * 35}, "https://t.me/seats_bot?start=login"),
    ]:
        conf = settings_sources.load(environment, root=tmp_path)
        app = build(db, BoxOffice(db), conf, bot_username="seats_bot", health=dict)
        async with TestClient(TestServer(app)) as client:
            assert f'href="{chat}"' in await (await client.get("/login", headers=PAGE)).text()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"\xff=1"),
        ("application/x-www-form-urlencoded; charset=nope", b"a=1"),
        ("multipart/form-data", b"nothing"),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
    ],
)
async def test_a_form_that_is_none_is_refused_and_breaks_nothing(
    db: AsyncEngine, site: Site, kind: str, body: bytes
) -> None:
    async with db.begin() as tx:
        guest = await factories.person(tx)
    browser = await site(guest)
    answer = await browser.client.post("/preferences", data=body, headers={"Content-Type": kind})
    assert answer.status in {400, 403}
