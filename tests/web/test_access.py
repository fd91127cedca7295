"""Who may do what: a table of routes and people, forms of other sites, one-time links, redirects."""

import asyncio
import re

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core import sign_in
from core.models import EventStatus, Role
from tests import factories
from tests.web.conftest import PAGE, Site

# Method, path, body, and the statuses for nobody, another person, the owner, an admin.
MATRIX = [
    ("GET", "/events/{draft}", None, 404, 404, 200, 200),
    ("PATCH", "/events/{draft}", {"description": "New"}, 401, 404, 200, 200),
    ("GET", "/bookings/{booking}", None, 401, 404, 200, 404),
    ("POST", "/bookings/{booking}/confirm", {}, 401, 404, 200, 404),
    ("POST", "/bookings/{booking}/cancel", {}, 401, 404, 200, 404),
    ("GET", "/users/{guest}/bookings", None, 401, 404, 200, 200),
    ("POST", "/events", {}, 401, 422, 422, 422),
    ("GET", "/tokens", None, 401, 200, 200, 200),
    ("DELETE", "/tokens/{token}", None, 401, 404, 204, 404),
    ("DELETE", "/events/{draft}", None, 401, 404, 204, 404),
    ("GET", "/events/{event}", None, 200, 200, 200, 200),
    ("GET", "/events", None, 200, 200, 200, 200),
    ("POST", "/events/{event}/confirm", {}, 401, 404, 409, 404),
]


async def test_each_route_answers_each_person_as_the_table_says(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        owner = await factories.person(tx, "Owner")
        other = await factories.person(tx, "Other")
        admin = await factories.person(tx, "Admin", role=Role.admin)
        event = await factories.event(tx, price=50000)
        draft = await factories.event(tx, owner, status=EventStatus.draft)
    everyone = [await site(), *[await site(user, program=True) for user in (other, owner, admin)]]
    _, booking = await everyone[2].call("POST", f"/events/{event.id}/book", {"seats": 1})
    _, tokens = await everyone[2].call("GET", "/tokens")
    spare = await site(owner, program=True)
    _, after = await spare.call("GET", "/tokens")
    mine = {t["id"] for t in tokens["items"]}
    ids = {
        "event": event.id,
        "draft": draft.id,
        "booking": booking["id"],
        "guest": owner.id,
        "token": next(t["id"] for t in after["items"] if t["id"] not in mine),
    }
    surprises = []
    for method, path, body, *expected in MATRIX:
        order = [0, 1, 3, 2] if method == "DELETE" else [0, 1, 2, 3]
        for who in order:
            status, _ = await everyone[who].call(method, path.format(**ids), body)
            wanted = expected[who]
            # An admin may delete a draft as its host may: whoever comes first finds it.
            if (method, path, who) == ("DELETE", "/events/{draft}", 3):
                wanted = 204
            if (method, path, who) == ("DELETE", "/events/{draft}", 2):
                wanted = 404
            if status != wanted:
                surprises.append((method, path, ("nobody", "other", "owner", "admin")[who], status, wanted))
    assert surprises == []


@pytest.mark.parametrize("page", ["/user", "/admin", "/user/access", "/user/bookings/1/seats"])
async def test_a_page_of_ones_own_asks_a_stranger_to_sign_in(site: Site, page: str) -> None:
    stranger = await site()
    answer = await stranger.get(page, headers=PAGE)
    assert (answer.status, answer.headers["Location"]) == (303, f"/login?next={page}")


async def test_a_form_without_the_sessions_token_changes_nothing(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest)
    forms = [
        "/user/bookings",
        "/user/bookings/1/confirm",
        "/user/bookings/1/seats",
        "/user/access/tokens",
        "/user/access/1/revoke",
        "/user/access/leave",
        "/admin/events",
        "/admin/events/1/publish",
        "/admin/events/1/delete",
        "/logout",
        "/preferences",
        "/login",
    ]
    for path in forms:
        for csrf in ("", "x", "é"):
            answer = await guest.form(path, csrf=csrf, event=str(event.id), seats="1")
            assert answer.status == 403, path
    answer = await guest.client.post(f"/events/{event.id}/book", json={})
    assert answer.status == 403
    async with db.begin() as tx:
        assert (await factories.reread(tx, event)).available == 10


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_may_not_speak_for_a_person(db: AsyncEngine, site: Site, headers: dict[str, str]) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest)
    fields = {"csrf": await guest.csrf(), "event": str(event.id), "seats": "1"}
    answer = await guest.client.post("/user/bookings", data=fields, headers=PAGE | headers, allow_redirects=False)
    assert answer.status == 403
    own = {"Origin": str(guest.client.make_url("/")).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    answer = await guest.client.post("/user/bookings", data=fields, headers=PAGE | own, allow_redirects=False)
    assert answer.status == 303


async def _link(db: AsyncEngine, **values: object) -> str:
    async with db.begin() as tx:
        user = await factories.person(tx, **values)
        return await sign_in.make_link(tx, user.id)


def _button(text: str) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf|t|nonce|next)" value="([^"]*)"', text[text.index('action="/login"') :]))


async def test_looking_at_a_link_spends_nothing_and_one_press_enters(db: AsyncEngine, site: Site) -> None:
    token = await _link(db)
    scanner, person = await site(), await site()
    for _ in range(50):
        assert (await scanner.look(f"/login?t={token}"))[0] == 200
    assert (await scanner.client.head(f"/login?t={token}")).status == 200
    _, text = await person.look(f"/login?t={token}")
    fields = _button(text)
    answer = await person.client.post("/login", data=fields, headers=PAGE, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/user")
    cookie = answer.headers.getall("Set-Cookie")
    assert any(c.startswith("session=") and "HttpOnly" in c and "SameSite=Lax" in c for c in cookie)
    assert (await person.look("/user"))[0] == 200
    again = await site()
    status, text = await again.look(f"/login?t={token}")
    assert status == 410
    assert "/login" in text


async def test_two_presses_at_once_make_one_session(db: AsyncEngine, site: Site) -> None:
    token = await _link(db)
    browsers = [await site(), await site()]
    forms = [_button((await browser.look(f"/login?t={token}"))[1]) for browser in browsers]
    answers = await asyncio.gather(
        *(
            browser.client.post("/login", data=fields, headers=PAGE, allow_redirects=False)
            for browser, fields in zip(browsers, forms, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [303, 410]


async def test_a_button_drawn_in_another_browser_does_not_enter(db: AsyncEngine, site: Site) -> None:
    token = await _link(db)
    attacker, victim = await site(), await site()
    fields = _button((await attacker.look(f"/login?t={token}"))[1])
    answer = await victim.client.post("/login", data=fields, headers=PAGE, allow_redirects=False)
    assert answer.status == 403
    answer = await attacker.client.post("/login", data=fields, headers=PAGE, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%2f%2fevil.example",
        "/user\r\nX: y",
        "/user@evil.example",
        "\t//evil.example",
        "/./user",
        "/events/../admin",
        "/events/１",
        "",
        "/unknown",
    ],
)
async def test_a_sign_in_leads_only_to_pages_of_this_site(db: AsyncEngine, site: Site, address: str) -> None:
    token = await _link(db, role=Role.admin)
    person = await site()
    fields = _button((await person.look(f"/login?t={token}"))[1]) | {"next": address}
    answer = await person.client.post("/login", data=fields, headers=PAGE, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/admin")


async def test_signing_out_ends_the_session_on_the_server(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        user = await factories.person(tx)
    guest = await site(user)
    kept = {c.key: c.value for c in guest.client.session.cookie_jar}["session"]
    assert (await guest.form("/logout")).status == 303
    thief = await site()
    thief.client.session.cookie_jar.update_cookies({"session": kept}, thief.client.make_url("/"))
    assert (await thief.get("/user", headers=PAGE)).status == 303


async def test_every_answer_carries_the_security_headers(site: Site) -> None:
    stranger = await site()
    for path in ["/", "/login", "/api/events", "/nothing", "/static/look.css", "/healthz"]:
        answer = await stranger.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
