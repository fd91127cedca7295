"""The REST API: the life of a booking, refusals, hostile input."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.models import Access, EventStatus, Role
from tests import factories
from tests.web.conftest import Site

HOSTILE_NUMBERS = [-5, 0, 1.5, 10**23, 1e23, "2", "1_0", True, None, [], {}, "−5"]
HOSTILE_IDS = ["-5", "0", "1_0", "１", "99999999999999999999999", "abc", "1.0", "%00", "1%20", "−5", "999999999"]


def is_problem(body: Any, status: int, code: str) -> bool:
    assert {"type", "title", "status", "detail", "code", "next", "instance", "errors"} <= set(body)
    assert (body["status"], body["code"]) == (status, code), body
    assert body["title"]
    assert body["detail"]
    return True


async def test_seats_are_booked_confirmed_by_a_test_payment_and_given_back(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    status, booking = await guest.call("POST", f"/events/{event.id}/book", {"seats": 2, "terms": event.terms})
    assert (status, booking["status"], booking["seats"], booking["total"]) == (201, "pending", 2, 100000)
    assert booking["ticket_code"] is None
    _, seen = await guest.call("GET", f"/events/{event.id}")
    assert (seen["available"], seen["held"], seen["sold"]) == (8, 2, 0)
    status, booking = await guest.call("POST", f"/events/{event.id}/confirm")
    assert (status, booking["status"]) == (200, "confirmed")
    assert booking["ticket_code"]
    status, again = await guest.call("POST", f"/api/bookings/{booking['id']}/confirm")
    assert (status, again) == (200, booking)
    _, seen = await guest.call("GET", f"/api/events/{event.id}")
    assert (seen["available"], seen["held"], seen["sold"]) == (8, 0, 2)
    status, booking = await guest.call("POST", f"/bookings/{booking['id']}/cancel")
    assert (status, booking["status"]) == (200, "cancelled")
    _, mine = await guest.call("GET", f"/users/{guest.user.id}/bookings")
    assert [b["status"] for b in mine["items"]] == ["cancelled"]


async def test_a_hold_past_its_deadline_is_refused_even_before_the_sweep(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    _, booking = await guest.call("POST", "/api/bookings", {"event_id": event.id, "seats": 1})
    async with db.begin() as tx:
        await factories.lapse(tx, booking["id"])
    status, body = await guest.call("POST", f"/bookings/{booking['id']}/confirm")
    assert status == 409
    assert is_problem(body, 409, "hold_ended")


async def test_a_key_replays_the_answer_and_refuses_another_body(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    key = {"Idempotency-Key": "abc"}
    first = await guest.call("POST", f"/events/{event.id}/book", {"seats": 1}, headers=key)
    again = await guest.call("POST", f"/events/{event.id}/book", {"seats": 1}, headers=key)
    assert first == again
    status, body = await guest.call("POST", f"/events/{event.id}/book", {"seats": 2}, headers=key)
    assert is_problem(body, status, "key_reused")
    status, body = await guest.call("POST", f"/events/{event.id}/book", {}, headers={"Idempotency-Key": "é" * 200})
    assert is_problem(body, 422, "invalid")


async def test_a_sold_out_event_says_what_helps(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, capacity=1)
        first = await factories.person(tx)
        second = await factories.person(tx)
    first = await site(first, program=True)
    second = await site(second, program=True)
    await first.call("POST", f"/events/{event.id}/book", {})
    status, body = await second.call("POST", f"/events/{event.id}/book", {})
    assert is_problem(body, status, "sold_out")
    assert (status, body["next"]) == (409, "join_waitlist")


@pytest.mark.parametrize(
    "extra",
    [
        {"role": "admin"},
        {"user_id": 1},
        {"telegram_id": 1},
        {"status": "confirmed"},
        {"price": 0},
        {"expires_at": "2100-01-01T00:00:00Z"},
        {"email": "a@b.c", "name": "A", "telegram_id": 1, "role": "admin"},
    ],
)
async def test_what_a_body_may_not_say_is_refused_and_nothing_changes(
    db: AsyncEngine, site: Site, extra: dict[str, Any]
) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    status, body = await guest.call("POST", f"/events/{event.id}/book", {"seats": 1} | extra)
    assert is_problem(body, status, "invalid")
    assert {error["field"] for error in body["errors"]} == set(extra)
    async with db.begin() as tx:
        assert (await factories.reread(tx, guest.user)).role is Role.user
        assert (await factories.reread(tx, event)).available == 10


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
async def test_a_number_of_seats_that_cant_be_is_refused(db: AsyncEngine, site: Site, number: Any) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    status, body = await guest.call("POST", f"/events/{event.id}/book", {"seats": number})
    assert is_problem(body, status, "invalid")
    assert status == 422


async def test_an_id_that_cant_be_is_not_there(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    for number in HOSTILE_IDS:
        for method, path in [
            ("GET", f"/events/{number}"),
            ("GET", f"/api/bookings/{number}"),
            ("POST", f"/events/{number}/book"),
            ("POST", f"/bookings/{number}/confirm"),
            ("GET", f"/users/{number}/bookings"),
        ]:
            status, body = await guest.call(method, path, {} if method == "POST" else None)
            assert (status, body["code"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"seats": ' + b"[" * 5000 + b"]" * 5000 + b"}", 422),
        (b'{"seats": NaN}', 400),
        (b'{"seats": 1e999}', 422),
        (b'{"seats": ' + b"9" * 5000 + b"}", 400),
        (b'{"seats": "\xff"}', 400),
        (b'{"seats": 1', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"x"', 422),
    ],
)
async def test_a_body_that_is_no_json_of_ours_is_never_a_500(
    db: AsyncEngine, site: Site, raw: bytes, status: int
) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    headers = {"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"}
    answer = await guest.client.post(f"/events/{event.id}/book", data=raw, headers=headers)
    assert answer.status in {status, 400, 422}
    assert answer.content_type == "application/problem+json"


async def test_every_error_of_http_is_a_problem_too(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    assert is_problem((await guest.call("GET", "/api/nothing"))[1], 404, "not_found")
    assert is_problem((await guest.call("PUT", "/api/events"))[1], 405, "not_allowed")
    headers = {"Authorization": f"Bearer {guest.token}"}
    book = f"/api/events/{event.id}/book"
    answer = await guest.client.post(book, data=b"seats=1", headers=headers | {"Content-Type": "text/plain"})
    assert is_problem(await answer.json(content_type=None), 415, "not_json")
    big = BytesIO(b'{"x": "' + b"a" * (1024 * 1024) + b'"}')
    answer = await guest.client.post(book, data=big, headers=headers | {"Content-Type": "application/json"})
    assert is_problem(await answer.json(content_type=None), 413, "too_large")
    stranger = await site()
    answer = await stranger.client.post(book, json={})
    assert is_problem(await answer.json(content_type=None), 401, "sign_in_needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_problem_speaks_the_language_that_was_asked_for(site: Site) -> None:
    stranger = await site()
    _, english = await stranger.call("GET", "/api/events/999", headers={"Accept-Language": "en"})
    _, russian = await stranger.call("GET", "/api/events/999", headers={"Accept-Language": "de, ru;q=0.9, en;q=0.1"})
    assert english["title"] == "Nothing here"
    assert russian["title"] == "Здесь ничего нет"


async def test_a_busy_event_is_answered_with_try_again(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    async with db.begin() as tx:
        await tx.exec_driver_sql(f"SELECT 1 FROM events WHERE id = {event.id} FOR UPDATE")
        headers = {"Authorization": f"Bearer {guest.token}"}
        answer = await guest.client.post(f"/events/{event.id}/book", json={}, headers=headers)
        assert is_problem(await answer.json(content_type=None), 503, "busy")
        assert int(answer.headers["Retry-After"]) > 0


async def test_an_event_is_made_changed_and_deleted_by_its_host_alone(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx, "Marta")
        other = await factories.person(tx, "Other")
    host = await site(host, program=True)
    other = await site(other, program=True)
    wish = {"name": "Mirror", "date": "2030-05-01T19:00:00", "total_tickets": 20, "ticket_price": 30000}
    status, event = await host.call("POST", "/events", wish | {"publish": False})
    assert (status, event["capacity"], event["price"], event["status"]) == (201, 20, 30000, "draft")
    assert event["host"] == {"id": host.user.id, "name": "Marta"}
    path = f"/events/{event['id']}"
    for method, body in [("GET", None), ("PATCH", {"name": "Mine now"}), ("DELETE", None)]:
        status, problem = await other.call(method, path, body)
        assert is_problem(problem, 404, "not_found"), method
    status, event = await host.call("PATCH", path, {"name": "Mirror, 35 mm", "capacity": 30})
    assert (status, event["name"], event["available"]) == (200, "Mirror, 35 mm", 30)
    assert (await host.call("DELETE", path))[0] == 204
    assert (await host.call("GET", path))[0] == 404


@pytest.mark.parametrize(
    "wish",
    [
        {"capacity": -5},
        {"capacity": 10**23},
        {"capacity": "1_0"},
        {"price": -1},
        {"name": ""},
        {"name": "x" * 5000},
        {"starts_at": "2001-01-01T00:00:00Z"},
        {"starts_at": "soon"},
        {"zone": "Mars/Base"},
        {"booking_ttl": 1},
        {"currency": "???"},
        {"host_id": 1},
        {"status": "completed"},
        {"latitude": 55.75},
        {"place": "Oktyabr", "latitude": 91, "longitude": 0},
        {"latitude": 55.75, "longitude": 37.6},
    ],
)
async def test_an_event_that_cant_be_is_refused_field_by_field(
    db: AsyncEngine, site: Site, wish: dict[str, Any]
) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
    host = await site(host, program=True)
    good = {"name": "Mirror", "starts_at": "2030-05-01T19:00:00", "capacity": 20}
    status, body = await host.call("POST", "/events", good | wish)
    assert is_problem(body, status, "invalid")
    assert status == 422
    assert body["errors"]


async def test_a_point_on_the_map_is_said_changed_and_emptied(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
    host = await site(host, program=True)
    whole = {"name": "Mirror", "starts_at": "2030-05-01T19:00:00", "capacity": 20, "place": "Oktyabr"}
    status, made = await host.call("POST", "/events", whole | {"latitude": 55.75222, "longitude": 37})
    assert (status, made["latitude"], made["longitude"]) == (201, 55.75222, 37.0)
    path = f"/events/{made['id']}"
    for change, point in (
        ({"longitude": -37.5}, (55.75222, -37.5)),
        ({"latitude": None, "longitude": None}, (None, None)),
    ):
        status, event = await host.call("PATCH", path, change)
        assert (status, event["terms"], (event["latitude"], event["longitude"])) == (200, 1, point)
    status, body = await host.call("PATCH", path, {"latitude": 1})
    assert is_problem(body, status, "invalid")
    assert [error["field"] for error in body["errors"]] == ["longitude"]


async def test_the_list_is_walked_without_gaps_and_hides_what_is_private(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        shown = [await factories.event(tx, name=f"Event {n}") for n in range(7)]
        await factories.event(tx, access=Access.private)
        await factories.event(tx, status=EventStatus.draft)
    stranger = await site()
    seen, after = [], ""
    while after is not None:
        status, page = await stranger.call("GET", f"/api/events?limit=3{after and f'&after={after}'}")
        assert status == 200
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
    assert sorted(seen) == sorted(event.id for event in shown)
    for query in ["limit=0", "limit=1_0", "limit=-5", "limit=99999999999999999999", "price=-1", "after=%00", "host=x"]:
        status, body = await stranger.call("GET", f"/api/events?{query}")
        assert is_problem(body, 422, "invalid"), query
    assert (await stranger.call("GET", "/api/events?after=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"))[0] in {200, 404, 422}


async def test_nobody_is_shown_phone_mail_or_telegram_id(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx, email="secret@example.org", phone="+70000000000", telegram_id=777000777)
        event = await factories.event(tx, host, online_link="https://secret.example")
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    await guest.call("POST", f"/events/{event.id}/book", {})
    for path in ["/events", f"/events/{event.id}", f"/users/{guest.user.id}/bookings", "/tokens"]:
        text = await (await guest.get(path)).text()
        for secret in ["secret", "7000000", "777000777", "telegram_id"]:
            assert secret not in text, path


async def test_two_hundred_rivals_over_http_take_exactly_ten_seats(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        rivals = await factories.people(tx, 60)
    rivals = [await site(user, program=True) for user in rivals]
    answers = await asyncio.gather(*(r.call("POST", f"/events/{event.id}/book", {}) for r in rivals))
    assert sorted(status for status, _ in answers) == [201] * 10 + [409] * 50
    async with db.begin() as tx:
        assert (await factories.reread(tx, event)).available == 0


async def test_tokens_are_made_listed_and_revoked(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        owner = await factories.person(tx)
    browser = await site(owner)
    status, made = await browser.call("POST", "/tokens", {"label": "cron"})
    assert status == 201
    program = await site()
    program.token = made["token"]
    status, tokens = await program.call("GET", "/api/tokens")
    assert [t["label"] for t in tokens["items"]] == ["cron"]
    assert made["token"] not in str(tokens)
    assert (await browser.call("DELETE", f"/tokens/{tokens['items'][0]['id']}"))[0] == 204
    assert (await program.call("GET", "/api/tokens"))[0] == 401


async def test_the_description_names_every_route(site: Site) -> None:
    stranger = await site()
    status, spec = await stranger.call("GET", "/api/openapi.json")
    assert (status, spec["openapi"]) == (200, "3.1.0")
    assert set(spec["paths"]["/api/events/{event_id}"]) == {"get", "patch", "delete"}
    assert "/api/users/{user_id}/bookings" in spec["paths"]
    body = spec["paths"]["/api/events/{event_id}/book"]["post"]["requestBody"]
    name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    assert spec["components"]["schemas"][name]["additionalProperties"] is False
