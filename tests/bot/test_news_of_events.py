"""What people hear of an event that changes: who has seats, who waits, who saved it; and no news where nothing is new."""

from datetime import timedelta
from typing import Any

import pytest

from core import closing, events, favourites
from core.models import Outbox
from tests.bot.conftest import Chat, all_rows, event
from tests.bot.hosting import met
from tests.bot.paying import news

PLACE = "Oktyabr cinema, 24 Novy Arbat"
SAY = {
    "en": {
        "book": "Book",
        "changed": "⚠️ Stalker, 35 mm has changed.",
        "place": "Place: {} → {}.",
        "stays": "Your seat stays.",
    },
    "ru": {
        "book": "Взять",
        "changed": "⚠️ Stalker, 35 mm: есть изменения.",
        "place": "Где: {} → {}.",
        "stays": "Ваше место остаётся.",
    },
}


async def edit(chat: Chat, shown: Any, **fields: Any) -> None:
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(**fields))


async def fates(chat: Chat, kind: str) -> list[str]:
    return [row.status.value for row in await all_rows(chat, Outbox) if row.kind == kind]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_what_was_changed_back_before_it_was_told_is_no_news(chat: Chat, language: str) -> None:
    say, shown = SAY[language], await event(chat, price=0)
    anna, _ = await met(chat, "Anna", language)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap(say["book"])
    await chat.deliver()
    seen = await anna.said()
    oleg, follower = await met(chat, "Oleg", language)
    async with chat.db.begin() as tx:
        await favourites.save(tx, follower.id, shown.id)
    saved = await oleg.said()
    await edit(chat, shown, place="Illusion", ends_at=shown.ends_at + timedelta(hours=1))
    await edit(chat, shown, place=PLACE, ends_at=shown.ends_at, currency="USD")
    await edit(chat, shown, currency="RUB")
    await chat.deliver()
    assert await fates(chat, "event_changed") == ["skipped", "sent", "skipped"]
    assert await fates(chat, "favourite_changed") == ["skipped", "sent", "skipped"]
    [paper] = await news(anna, seen)
    assert paper.splitlines()[0] == say["changed"]
    assert paper.splitlines()[2:] == [say["place"].format("Illusion", PLACE), say["stays"]]
    [paper] = await news(oleg, saved)
    assert paper.splitlines()[2:] == [say["place"].format("Illusion", PLACE)]


async def test_who_moved_an_event_there_and_back_and_let_it_end_later_is_said_to_end_later(chat: Chat) -> None:
    shown = await event(chat)
    anna, _ = await met(chat, "Anna")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book")
    await chat.deliver()
    seen = await anna.said()
    later = timedelta(hours=3)
    await edit(chat, shown, starts_at=shown.starts_at + later, ends_at=shown.ends_at + later)
    await edit(chat, shown, starts_at=shown.starts_at, ends_at=shown.ends_at + later)
    await chat.deliver()
    first, second = await news(anna, seen)
    assert [paper.splitlines()[1].split(":")[0] for paper in (first, second)] == ["Ends", "When"]


async def test_who_saved_an_event_hears_of_no_change_once_it_is_cancelled(chat: Chat) -> None:
    shown = await event(chat)
    oleg, follower = await met(chat, "Oleg")
    async with chat.db.begin() as tx:
        await favourites.save(tx, follower.id, shown.id)
    seen = await oleg.said()
    await edit(chat, shown, place="Illusion")
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shown.host_id, shown.id, "no place")
    await chat.deliver()
    assert await news(oleg, seen) == []
    assert await fates(chat, "favourite_changed") == ["skipped"]
