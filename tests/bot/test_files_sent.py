"""What leaves the chat as a file or a message of its own: who asks again after it failed gets it, an old button says."""

import pytest

from core import closing
from tests.bot.conftest import Chat, event, move, text
from tests.bot.hosting import met

SAY = {
    "en": {"book": "Book", "calendar": "Add to calendar", "ticket": "Show the ticket"},
    "ru": {"book": "Взять", "calendar": "В календарь", "ticket": "Показать билет"},
}
SETTLED = {
    "en": ("This is already settled; here is how it stands.", "🚫 Cancelled: “no place”"),
    "ru": ("Это уже решено; вот как обстоят дела.", "🚫 Событие отменено: «no place»"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_buttons_of_an_old_paper_say_that_it_is_settled_and_show_the_card(chat: Chat, language: str) -> None:
    shown, say = await event(chat), SAY[language]
    anna, _ = await met(chat, "Anna", language)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap(say["book"])
    await move(chat, shown)
    await chat.deliver()
    old = await anna.screen()
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shown.host_id, shown.id, "no place")
        while await closing.wind_up(tx, shown.id):
            pass
    for button in ("calendar", "ticket"):
        answer = await anna.tap(say[button], on=old)
        said, state = SETTLED[language]
        assert answer["text"] == said
        assert text(await anna.screen()).splitlines()[-1].startswith(state)
