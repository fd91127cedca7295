"""My bookings inside Telegram: who is believed, for how long, and what other sites may do with it."""

import asyncio
import json
import random
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from aiohttp import ClientResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from core import erasing, mini_app, settings_sources, sign_in, users
from core.errors import SignInNeeded
from core.settings import Settings
from tests import factories
from tests.web import inside
from tests.web.conftest import PAGE, Site, Visitor


@pytest.fixture
def environ() -> dict[str, str]:
    return {"BOT_TOKEN": inside.TOKEN}


@pytest.fixture
def conf(tmp_path: Path, environ: dict[str, str]) -> Settings:
    return settings_sources.load(environ, root=tmp_path)


async def knock(visitor: Visitor, data: object, **headers: str) -> ClientResponse:
    return await visitor.client.post("/app/session", json={"data": data}, headers=headers)


async def test_what_telegram_signed_opens_the_persons_own_bookings(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        anna = await factories.person(tx, "Анна К.", telegram_id=77, language="ru")
    _, booking = await (await site(anna, program=True)).call("POST", f"/events/{event.id}/book", {"seats": 2})
    phone = await site()
    status, text = await phone.look("/app")
    assert (status, "open My bookings again from the chat" in text) == (200, True)
    answer = await knock(phone, inside.data(77))
    assert (answer.status, await answer.json()) == (200, {"same": False})
    status, text = await phone.look("/app")
    assert "Мои брони" in text
    assert f"https://t.me/seats_bot?start=b_{booking['id']}" in text
    assert "/user" not in text
    assert 'action="/logout"' not in text
    token = text.split('data-token="')[1].split('"')[0]
    paid = await phone.client.post(
        f"/app/bookings/{booking['id']}/confirm", data={"csrf": token}, headers=PAGE, allow_redirects=False
    )
    assert (paid.status, paid.headers["Location"]) == (303, "/app")
    status, text = await phone.look(f"/app/bookings/{booking['id']}/seats?n=1")
    assert (status, f'action="/app/bookings/{booking["id"]}/seats"' in text) == (200, True)
    assert (await phone.get("/user", headers=PAGE)).headers["Location"] == "/login?next=/user"
    async with db.begin() as tx:
        (session,) = [row for row in await sign_in.sessions(tx, anna.id) if row.label.startswith("Telegram")]
        assert (session.expires_at - session.created_at).total_seconds() <= 86400


async def test_what_was_signed_opens_one_session_in_one_browser_and_an_ended_one_stays_ended(
    db: AsyncEngine, site: Site
) -> None:
    async with db.begin() as tx:
        anna = await factories.person(tx, telegram_id=77)
    shown, visitors = inside.data(77), [await site() for _ in range(4)]
    answers = await asyncio.gather(*(knock(visitor, shown) for visitor in visitors))
    assert sorted(answer.status for answer in answers) == [200, 401, 401, 401]
    assert [("Set-Cookie" in answer.headers) == answer.ok for answer in answers] == [True] * 4
    phone = visitors[[answer.ok for answer in answers].index(True)]
    assert (await knock(await site(), shown)).status == 401
    async with db.begin() as tx:
        assert len(await sign_in.sessions(tx, anna.id)) == 1
    _, text = await phone.look("/app")
    token = text.split('data-token="')[1].split('"')[0]
    again = await knock(phone, shown, **{"X-CSRF-Token": token})
    assert await again.json() == {"same": True}
    newer = inside.data(77, start_param="x")
    assert (await knock(await site(), newer)).status == 200
    async with db.begin() as tx:
        assert len(await sign_in.sessions(tx, anna.id)) == 1  # in place of the older one
    assert (await knock(await site(), shown)).status == 401
    async with db.begin() as tx:
        await sign_in.sign_out_everywhere(tx, anna.id)
    assert (await knock(await site(), newer)).status == 401
    _, text = await phone.look("/app")
    assert "open My bookings again from the chat" in text


async def test_only_the_browser_that_has_the_session_may_show_old_data_again(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        anna = await factories.person(tx, telegram_id=77)
        shown = inside.data(77, age=3600)
        known = mini_app.read(shown, inside.TOKEN)
        await sign_in.open_once(tx, anna.id, known.secret, "Telegram", known.signed_at + mini_app.LASTS)
    phone = await site()
    assert (await knock(phone, shown)).status == 401
    phone.client.session.cookie_jar.update_cookies({"app": known.secret}, phone.client.make_url("/"))
    _, text = await phone.look("/app")
    token = text.split('data-token="')[1].split('"')[0]
    again = await knock(phone, shown, **{"X-CSRF-Token": token})
    assert (again.status, await again.json()) == (200, {"same": True})
    async with db.begin() as tx:
        await sign_in.sign_out_everywhere(tx, anna.id)
    assert (await knock(phone, shown, **{"X-CSRF-Token": token})).status == 401


async def test_what_was_signed_is_good_for_ten_minutes(site: Site) -> None:
    # A minute for the machine.
    assert (await knock(await site(), inside.data(77, age=540))).status == 200
    assert (await knock(await site(), inside.data(78, age=600))).status == 401


@pytest.mark.parametrize(
    "bad",
    [
        inside.data(77, token="1:another"),
        inside.data(77, age=601),
        inside.data(77, age=-7200),
        inside.data(77) + "&user=" + urlencode({"": json.dumps({"id": 1})})[1:],
        "user=%7B%22id%22%3A1%7D&" + inside.data(77),
        inside.data(77) + "&extra=1",
        inside.data(77).replace("77", "78"),
        inside.data(77).split("&hash=")[0],
        inside.data(77).split("&hash=")[0] + "&hash=",
        inside.data("77"),
        inside.data(True),
        inside.data(-77),
        inside.data(2**60),
        inside.data(1.5),
        inside.data(user=[1]),
        inside.data(user={"first_name": "No id"}),
        inside.signed({"auth_date": "1"}),
        inside.signed({"user": "{", "auth_date": "1"}),
        inside.signed({"user": "[" * 900, "auth_date": "1"}),
        inside.data(77, auth_date="soon"),
        inside.data(77, auth_date="99999999999"),
        inside.data(77, padding="x" * 5000),
        "",
        "hash",
        "\x00",
        "\ud800=1&hash=" + "0" * 64,
        None,
        7,
        {"user": {"id": 77}},
    ],
)
async def test_whatever_telegram_did_not_sign_just_now_opens_nothing(site: Site, bad: object) -> None:
    visitor = await site()
    answer = await knock(visitor, bad)
    assert (answer.status, "Set-Cookie" in answer.headers) == (401, False)
    assert (await answer.json())["code"] == "sign_in_needed"


def test_no_change_of_a_single_letter_passes() -> None:
    genuine = inside.data(77, start_param="e_7")
    assert mini_app.read(genuine, inside.TOKEN).telegram_id == 77
    dice = random.Random(7)
    for _ in range(2000):
        at = dice.randrange(len(genuine))
        forged = genuine[:at] + dice.choice("0123456789abcXYZ&=%+") + genuine[at + dice.choice([0, 1]) :]
        if parse_qsl(forged, keep_blank_values=True) == parse_qsl(genuine, keep_blank_values=True):
            continue
        with pytest.raises(SignInNeeded):
            mini_app.read(forged, inside.TOKEN)


async def test_a_newcomer_is_met_and_the_chat_stays_closed_until_start(db: AsyncEngine, site: Site) -> None:
    assert (await knock(await site(), inside.data(4321))).status == 200
    async with db.begin() as tx:
        met = await users.by_telegram(tx, 4321)
    assert met is not None
    assert (met.name, met.language, met.chat_open, met.role) == ("Anna К.", "ru", False, "user")


async def test_an_old_page_of_somebody_who_left_for_good_meets_nobody(db: AsyncEngine, site: Site) -> None:
    shown = inside.data(4321)
    phone = await site()
    assert (await knock(phone, shown)).status == 200
    async with db.begin() as tx:
        met = await users.by_telegram(tx, 4321)
        assert met is not None
        await erasing.erase(tx, met.id)
    assert (await knock(await site(), shown)).status == 401
    async with db.begin() as tx:
        assert await users.by_telegram(tx, 4321) is None
    # One that was never opened, too: nothing that was signed before they left makes a person of them.
    assert (await knock(await site(), inside.data(4321, age=60, start_param="x"))).status == 401
    async with db.begin() as tx:
        assert await users.by_telegram(tx, 4321) is None
    assert (await knock(await site(), inside.data(4321, age=-5, start_param="y"))).status == 200


@pytest.mark.parametrize("environ", [{}])
async def test_in_the_sandbox_nobody_is_believed(site: Site) -> None:
    assert (await knock(await site(), inside.data(77, token="1:sandbox_token_of_this_machine_00001"))).status == 404


async def test_other_sites_may_neither_sign_in_nor_act_nor_show_it(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        anna = await factories.person(tx, telegram_id=77)
    _, booking = await (await site(anna, program=True)).call("POST", f"/events/{event.id}/book", {"seats": 1})
    phone = await site()
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert (await knock(phone, inside.data(77), **headers)).status == 403
    plain = await phone.client.post("/app/session", data={"data": inside.data(77)})
    assert plain.status == 415
    assert (await knock(phone, inside.data(77))).status == 200
    _, text = await phone.look("/app")
    token = text.split('data-token="')[1].split('"')[0]
    pay = f"/app/bookings/{booking['id']}/confirm"
    for headers, csrf in [
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, token),
        ({"Origin": "https://web.telegram.org", "Sec-Fetch-Site": "cross-site"}, token),
        ({}, ""),
        ({}, "x"),
    ]:
        answer = await phone.client.post(pay, data={"csrf": csrf}, headers=PAGE | headers, allow_redirects=False)
        assert answer.status == 403, headers
    assert (await knock(phone, inside.data(77))).status == 403  # a session's request lacks the session's token
    for path in ("/app", pay.replace("confirm", "seats"), "/app/bookings/9/seats", "/app/nothing"):
        policy = (await phone.get(path, headers=PAGE)).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://web.telegram.org"), path
        assert "script-src 'self';" in policy
    for path in ("/", "/user", "/login", "/apple"):
        policy = (await phone.get(path, headers=PAGE)).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'none'"), path


@pytest.mark.parametrize("environ", [{"BOT_TOKEN": inside.TOKEN, "WEB__URL": "https://seats.example"}])
async def test_over_https_the_cookie_is_bound_to_the_host_and_kept_apart_for_each_site(site: Site) -> None:
    answer = await knock(await site(), inside.data(77))
    (cookie,) = answer.headers.getall("Set-Cookie")
    assert cookie.startswith("__Host-app=")
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert said == {"httponly", "max-age=86400", "path=/", "samesite=none", "secure", "partitioned"}
