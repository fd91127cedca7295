"""My bookings inside Telegram in a real browser: at a phone's width, in Telegram's colours, in its web client's frame."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect
from sqlalchemy.ext.asyncio import AsyncEngine

from core import hold, settings_sources
from core.models import Booking, User
from core.settings import Settings
from tests import factories
from tests.web import inside

pytest_plugins = ["tests.browser"]

Tab = Callable[..., Any]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


@pytest.fixture
def environ() -> dict[str, str]:
    return {"BOT_TOKEN": inside.TOKEN}


@pytest.fixture
def conf(tmp_path: Path, environ: dict[str, str]) -> Settings:
    return settings_sources.load(environ, root=tmp_path)


async def bookings(db: AsyncEngine, language: str) -> tuple[User, Booking]:
    """Somebody with a hold and a ticket."""
    async with db.begin() as tx:
        anna = await factories.person(tx, "Анна К.", telegram_id=77, language=language)
        paid = await factories.event(tx, price=50000)
        free = await factories.event(tx, name="Завтрак питонистов", place="Кафе «Точка»")
        (held,) = await hold.take_seats(tx, paid.id, [hold.Rival(anna.id, 2)], max_holds=5)
        await hold.take_seats(tx, free.id, [hold.Rival(anna.id, 1)], max_holds=5)
    return anna, held


async def colour(page: Page, what: str, of: str) -> str:
    return await page.locator(what).first.evaluate(f"e => getComputedStyle(e).{of}")


@pytest.mark.parametrize(("language", "theme"), [("ru", inside.LIGHT), ("en", inside.DARK)])
async def test_it_opens_signed_in_and_wears_telegrams_colours(
    db: AsyncEngine, server: Any, tab: Tab, language: str, theme: dict[str, str], request: pytest.FixtureRequest
) -> None:
    await bookings(db, language)
    title, change = {"ru": ("Мои брони", "Изменить"), "en": ("My bookings", "Change")}[language]
    address = inside.address(str(server.make_url("/app")), inside.data(77), theme)
    async with tab(address, **PHONE, locale=language) as page:
        await expect(page.locator("h1")).to_have_text(title)
        await expect(page.locator("#mine .clock [role=timer]")).to_contain_text("14:")
        assert page.url == str(server.make_url("/app"))
        shade = {"ru": ("rgb(240, 240, 240)", "rgb(0, 0, 0)"), "en": ("rgb(14, 22, 33)", "rgb(245, 245, 245)")}
        assert (await colour(page, "html", "backgroundColor"), await colour(page, "h1", "color")) == shade[language]
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        await page.locator("#mine").get_by_role("button", name=change).first.click()
        await expect(page.locator("main")).to_contain_text("Stalker")
        assert (await colour(page, "html", "backgroundColor")) == shade[language][0]
        await page.locator("a.back").click()
        await page.locator("#mine .hold").get_by_role("button").first.click()
        await expect(page.locator(".ticket")).to_have_count(2)
        assert page.url.endswith("/app")


async def test_another_account_in_the_same_browser_never_sees_what_the_last_one_left(
    db: AsyncEngine, server: Any, tab: Tab
) -> None:
    await bookings(db, "en")
    base = str(server.make_url("/app"))
    async with tab(inside.address(base, inside.data(77), inside.LIGHT), complaints=True) as page:
        await expect(page.locator("#mine")).to_contain_text("Stalker")
        await page.goto("about:blank")
        await page.goto(inside.address(base, inside.data(78, token="1:other"), inside.LIGHT))
        await expect(page.locator("#closed")).to_contain_text("open My bookings again from the chat")
        await expect(page.locator("body")).not_to_contain_text("Stalker")
        await page.goto("about:blank")
        boris = {"id": 78, "first_name": "Boris", "language_code": "en"}
        await page.goto(inside.address(base, inside.data(user=boris), inside.LIGHT))
        await expect(page.locator("main")).to_contain_text("Boris")
        await expect(page.locator("body")).not_to_contain_text("Stalker")
        await page.goto(base)
        await expect(page.locator("main")).to_contain_text("Boris")


CLIENT = """<!doctype html><title>Telegram</title><iframe src="{src}" width="390" height="800"
 sandbox="allow-scripts allow-same-origin allow-popups allow-forms allow-modals"></iframe>
<script>window.said = []; addEventListener("message", (e) => said.push(JSON.parse(e.data)));</script>"""


@pytest.mark.parametrize("environ", [{"BOT_TOKEN": inside.TOKEN, "WEB__URL": "https://seats.example"}])
@pytest.mark.parametrize("client", ["https://web.telegram.org", "https://evil.example"])
async def test_telegrams_web_client_shows_it_in_its_frame_and_nobody_else_may(
    db: AsyncEngine, server: Any, tab: Tab, client: str
) -> None:
    _, held = await bookings(db, "en")
    src = inside.address(str(server.make_url("/app")), inside.data(77), inside.DARK).replace("&", "&amp;")

    async def serve(route: Route) -> None:
        await route.fulfill(body=CLIENT.format(src=src), content_type="text/html")

    async with tab("about:blank", complaints=True) as page:
        await page.route(f"{client}/**", serve)
        await page.goto(f"{client}/k/")
        frame = page.frame_locator("iframe")
        if client != "https://web.telegram.org":
            await page.wait_for_timeout(500)
            assert "Stalker" not in await frame.locator("body").inner_text()
            return
        await expect(frame.locator("h1")).to_have_text("My bookings")
        await frame.get_by_role("button", name="Pay").click()
        await expect(frame.locator(".ticket")).to_have_count(2)
        await frame.locator(".ticket h3 a", has_text="Stalker").click()
        said = {word["eventType"]: word["eventData"] for word in await page.evaluate("said")}
        assert said["web_app_open_tg_link"] == {"path_full": f"/seats_bot?start=b_{held.id}"}
        assert {"web_app_ready", "web_app_expand"} <= said.keys()
        theme = {"eventType": "theme_changed", "eventData": {"theme_params": inside.LIGHT}}
        await page.evaluate("word => frames[0].postMessage(JSON.stringify(word), '*')", theme)
        await expect(frame.locator("html")).to_have_attribute("data-theme", "light")
