"""Every button that is reachable from the commands and deep links is pressed, in a furnished town, by a guest, a host
and an admin, in both languages: no dead end, nothing unhandled, no word of another language, nothing too long.
"""

from collections import defaultdict

import pytest

from bot import callbacks
from bot.callbacks import ALL
from tests.bot.conftest import Chat
from tests.bot.crawler import Crawler
from tests.bot.town import furnish

NOBODY: dict[type, str] = {}
"""Kinds of buttons that no crawler reaches, and why."""
REACHED: dict[str, set[type]] = defaultdict(set)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("role", ["guest", "host", "admin"])
async def test_every_button_leads_somewhere(chat: Chat, role: str, language: str) -> None:
    crawler = Crawler(await furnish(chat, language), role)
    await crawler.walk()
    print(role, language, crawler.pressed.total(), "presses", crawler.said, "said", len(crawler._todo))
    print(*(f"{n} {kind}" for kind, n in crawler.pressed.most_common(60)), sep="\n")
    assert not crawler.wrong, "\n".join(dict.fromkeys(crawler.wrong))
