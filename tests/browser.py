"""A real Chromium for tests that look at pages: `pytest_plugins = ["tests.browser"]` gives the fixtures `browser` and `tab`.

Where none is installed these tests skip; in CI a missing one fails, so that they can't fall silent there.
"""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",  # it runs as root in containers, and sees only our own pages
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-features=LocalNetworkAccessChecks",  # a page that stands for a public site may frame one of this machine
]
PATIENCE = 8000  # milliseconds


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for the whole run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        said = f"no browser found ({', '.join(NAMES)})"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Callable[..., AbstractAsyncContextManager[Page]]:
    """`async with tab(url) as page`: a page in a browser profile of its own; more words are options of the profile.

    Errors and breaches of the page's policy fail the test, unless it says that it expects `complaints`.
    """
    return partial(_tab, browser)


@asynccontextmanager
async def _tab(browser: Browser, url: str, *, complaints: bool = False, **options: Any) -> AsyncIterator[Page]:
    context = await browser.new_context(**{"locale": "en-GB", "timezone_id": "Europe/Riga", **options})
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    await page.goto(url)
    yield page
    await context.close()
    assert complaints or heard == []
