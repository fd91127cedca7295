"""Every button that is reachable from the commands and deep links is pressed, in a furnished town, by a guest, a host
and an admin, in both languages: no dead end, nothing unhandled, no word of another language, nothing too long.
"""

import pytest

from bot import callbacks_draft, callbacks_hosting, callbacks_pages, callbacks_share
from bot.callbacks import ALL
from bot.callbacks_money import Reply
from bot.callbacks_pages import Email, Erase, Phone
from core.settings import Settings
from tests.bot.conftest import Chat
from tests.bot.crawler import LONG, Crawler
from tests.bot.mail_server import MailServer
from tests.bot.town import furnish


@pytest.fixture
def settings(mail: MailServer) -> Settings:
    """A house with everything set up."""
    return Settings(mail=mail.settings())


NOBODY: dict[type, str] = {
    **dict.fromkeys(callbacks_share.ALL, "it stands on cards in other chats only"),
}
"""Kinds of buttons that no crawler reaches, and why."""
WHOSE = {
    "admin": frozenset((*callbacks_hosting.OF_ADMINS, Reply)),
    "host": frozenset((*callbacks_hosting.ALL, *callbacks_draft.ALL, *callbacks_pages.ALL))
    - {*callbacks_hosting.OF_ADMINS, Phone, Email, Erase},
}
WHOSE["guest"] = frozenset(ALL) - WHOSE["admin"] - WHOSE["host"]
"""Who must reach a kind of button, and do what it does; the others only read there, unless the walk is a long one."""


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("role", ["guest", "host", "admin"])
async def test_every_button_leads_somewhere(chat: Chat, role: str, language: str) -> None:
    others = frozenset() if LONG else frozenset(ALL) - WHOSE[role]
    must = WHOSE[role] - NOBODY.keys()
    crawler = Crawler(await furnish(chat, language), role, must, others)
    await crawler.walk()
    print(role, language, crawler.pressed.total(), "presses", crawler.said, "said")
    missed = sorted(kind.__name__ for kind in must - crawler.classes)
    assert not missed, f"no screen led the {role} to {missed}"
    assert not crawler.wrong, "\n".join(dict.fromkeys(crawler.wrong))
