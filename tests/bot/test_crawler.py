"""Every button that is reachable from the commands and deep links is pressed, in a furnished town, by a guest, a host
and an admin, in both languages: no dead end, nothing unhandled, no word of another language, nothing too long.
"""

import pytest

from bot.callbacks import ALL, Map
from tests.bot.conftest import Chat
from tests.bot.crawler import LONG, Crawler
from tests.bot.town import furnish

NOBODY: dict[type, str] = {Map: "a place is a text so far: no card shows it on a map"}
"""Kinds of buttons that no crawler reaches, and why."""


@pytest.fixture(scope="module")
def walked() -> dict[tuple[str, str], Crawler]:
    """Who walked so far, by role and language."""
    return {}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("role", ["guest", "host", "admin"])
async def test_every_button_leads_somewhere(chat: Chat, walked, role: str, language: str) -> None:
    before = [] if LONG else [crawler for (_, said), crawler in walked.items() if said == language]
    crawler = Crawler(await furnish(chat, language), role, done=frozenset().union(*(one.kinds for one in before)))
    await crawler.walk()
    walked[role, language] = crawler
    print(role, language, crawler.pressed.total(), "presses", crawler.said, "said")
    assert not crawler.wrong, "\n".join(dict.fromkeys(crawler.wrong))


def test_every_kind_of_button_is_pressed_by_somebody(walked) -> None:
    if len(walked) < 6:
        pytest.skip("only some have walked")
    for language in ("en", "ru"):
        pressed = set().union(*(one.classes for (_, said), one in walked.items() if said == language))
        missed = {kind.__name__ for kind in ALL if kind not in pressed and kind not in NOBODY}
        assert not missed, f"{language}: nobody reached {missed}"
        assert not pressed & NOBODY.keys(), f"{language}: somebody reached what nobody should"
