"""The pages in a real browser: their policy holds, they live without reloading, and they work without a script."""

from collections.abc import Callable
from typing import Any

from playwright.async_api import expect
from sqlalchemy.ext.asyncio import AsyncEngine

from core import lapse, sign_in
from core.models import Role, User
from tests import factories
from tests.web.conftest import Site

pytest_plugins = ["tests.browser"]

Tab = Callable[..., Any]


async def profile(db: AsyncEngine, user: User, **options: Any) -> dict[str, Any]:
    """A browser profile in which the person is signed in."""
    async with db.begin() as tx:
        secret = await sign_in.spend_link(tx, await sign_in.make_link(tx, user.id), "Chromium")
    cookie = {"name": "session", "value": secret, "domain": "127.0.0.1", "path": "/", "expires": -1}
    cookie |= {"httpOnly": True, "secure": False, "sameSite": "Lax"}
    return {"storage_state": {"cookies": [cookie], "origins": []}, **options}


async def test_a_hold_appears_and_lapses_on_an_open_admin_page(
    db: AsyncEngine, server: Any, site: Site, tab: Tab
) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        admin = await factories.person(tx, "Admin", role=Role.admin)
        guest = await factories.person(tx, "Vera")
    async with tab(str(server.make_url("/admin")), **await profile(db, admin)) as page:
        free = page.locator(f"[data-figure=free-{event.id}]")
        await expect(free).to_have_text("10")
        await page.wait_for_timeout(500)
        _, booking = await (await site(guest, program=True)).call("POST", f"/events/{event.id}/book", {"seats": 2})
        await expect(free).to_have_text("8")
        await expect(page.locator("#who")).to_contain_text("Vera")
        async with db.begin() as tx:
            await factories.lapse(tx, booking["id"])
            await lapse.expire_due(tx, event.id)
        await expect(free).to_have_text("10")
        await expect(page.locator("#who")).not_to_contain_text("Vera")


async def test_seats_are_chosen_held_and_paid_by_pressing_buttons(db: AsyncEngine, server: Any, tab: Tab) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        guest = await factories.person(tx)
    async with tab(str(server.make_url(f"/events/{event.id}")), **await profile(db, guest)) as page:
        await page.get_by_label("One seat more").click()
        await expect(page.locator(".total")).to_contain_text("₽1,000")
        await page.get_by_role("button", name="Hold 2 seats").click()
        await expect(page.locator("#box [role=timer]")).to_contain_text("14:")
        await page.get_by_role("button", name="Pay ₽1,000").click()
        await expect(page.locator(".ticket")).to_contain_text("You’re going")
        await page.get_by_role("button", name="Give back").click()
        await page.get_by_role("button", name="Give back 2 · ₽1,000").click()
        await expect(page.locator("#mine")).to_contain_text("Cancelled")


async def test_seats_are_taken_without_any_script(db: AsyncEngine, server: Any, tab: Tab) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
        guest = await factories.person(tx)
    options = await profile(db, guest, java_script_enabled=False)
    async with tab(str(server.make_url(f"/events/{event.id}")), **options) as page:
        await page.get_by_label("Seats", exact=True).fill("3")
        await page.locator("#box button[type=submit]").click()
        await expect(page.locator("#box")).to_contain_text("You are going: 3 seats.")


async def test_a_link_is_entered_by_its_button(db: AsyncEngine, server: Any, tab: Tab) -> None:
    async with db.begin() as tx:
        link = await sign_in.make_link(tx, (await factories.person(tx)).id)
    async with tab(str(server.make_url("/login").with_query(t=link))) as page:
        await page.get_by_role("button", name="Enter").click()
        await expect(page.locator("h1")).to_have_text("My bookings")


async def test_a_hostile_name_runs_nothing(db: AsyncEngine, server: Any, tab: Tab) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    async with db.begin() as tx:
        host = await factories.person(tx, hostile, role=Role.admin)
        event = await factories.event(tx, host, name=hostile, place=hostile, description=hostile)
    signed_in = await profile(db, host)
    for path in ("/", f"/events/{event.id}", "/admin"):
        async with tab(str(server.make_url(path)), **signed_in) as page:
            page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError(dialog.message)))
            await page.wait_for_timeout(300)
            assert await page.locator("main img, main script").count() == 0


async def test_no_page_scrolls_sideways_on_a_small_phone(db: AsyncEngine, server: Any, tab: Tab) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx, "Константин Константинопольский", role=Role.admin, language="ru")
        event = await factories.event(tx, host, name="Самоидентификация" * 6, capacity=60, price=123456700)
    signed_in = await profile(db, host, viewport={"width": 320, "height": 640})
    for path in ("/", f"/events/{event.id}", "/admin", "/user", "/user/access", "/login"):
        async with tab(str(server.make_url(path)), **signed_in) as page:
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320, path
