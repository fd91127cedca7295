"""What people hear of an event that changes: who has seats, who waits, who saved it; and no news where nothing is new."""

from datetime import timedelta
from typing import Any

import pytest

from core import bookings, closing, events, favourites, waitlist
from core.models import Outbox, User
from tests.bot.conftest import Chat, Person, all_rows, buttons, event, text
from tests.bot.hosting import host_an_evening, met
from tests.bot.paying import news

PLACE = "Oktyabr cinema, 24 Novy Arbat"
SAY = {
    "en": {
        "book": "Book",
        "changed": "⚠️ Stalker, 35 mm has changed.",
        "place": "Place: {} → {}.",
        "stays": "Your seat stays.",
        "waits": "You are still on the waitlist.",
        "buttons": [["Open", "Leave the waitlist"]],
        "leave": ["Leave", "Leave the waitlist"],
        "edit": ["Edit", "Place", "Apply"],
        "told": ["1 guest will be told: place.", "2 people on the waitlist will be told: place."],
        "apply": "Apply and tell 3",
        "done": "Changed. 1 guest is being told. 2 people on the waitlist are being told.",
    },
    "ru": {
        "book": "Взять",
        "changed": "⚠️ Stalker, 35 mm: есть изменения.",
        "place": "Где: {} → {}.",
        "stays": "Ваше место остаётся.",
        "waits": "Вы по-прежнему в очереди.",
        "buttons": [["Открыть", "Выйти из очереди"]],
        "leave": ["Выйти", "Выйти из очереди"],
        "edit": ["Изменить", "Где", "Применить"],
        "told": ["Узнает 1 гость: где.", "В очереди узнают 2 человека: где."],
        "apply": "Применить и сообщить 3",
        "done": "Изменено. Сообщаю 1 гостю. В очереди сообщаю 2 людям.",
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


async def line_up(chat: Chat, shown: Any, *names: str, language: str = "en") -> list[tuple[Person, User]]:
    """They wait for a seat each."""
    people = [await met(chat, name, language) for name in names]
    for _, user in people:
        async with chat.db.begin() as tx:
            await waitlist.join(tx, shown.id, user.id, 1)
    return people


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_who_waits_hears_of_a_change_as_the_host_is_told_before(chat: Chat, language: str) -> None:
    say = SAY[language]
    made = await host_an_evening(chat, "Anna", seats=1, capacity=1, language=language)
    shown, host = made.event, made.host
    (boris, _), (cid, follower) = await line_up(chat, shown, "Boris", "Cid", language=language)
    async with chat.db.begin() as tx:
        await favourites.save(tx, follower.id, shown.id)
    seen = [await person.said() for person in (boris, cid)]
    await host.say(f"/start e_{shown.id}")
    for button in say["edit"][:2]:
        await host.tap(button)
    preview = await host.say("Illusion")
    assert text(preview).splitlines()[2:] == say["told"]
    assert buttons(preview)[0] == [say["apply"]]
    await host.tap(say["edit"][2])
    assert say["done"] in text(await host.screen())
    await chat.deliver()
    for person, before in zip((boris, cid), seen, strict=True):
        [paper] = await news(person, before)
        assert paper.splitlines() == [say["changed"], say["place"].format(PLACE, "Illusion"), say["waits"]]
        assert buttons(await person.screen()) == say["buttons"]
    await boris.tap(say["leave"][1])
    await boris.tap(say["leave"][0])
    async with chat.db.begin() as tx:
        assert await waitlist.length(tx, shown.id) == 1


async def test_who_waits_no_more_or_for_what_is_over_does_not_hear_that_they_still_wait(chat: Chat) -> None:
    shown = await event(chat, capacity=1)
    anna, _ = await met(chat, "Anna")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book")
    (boris, first), (cid, _), (dana, last) = await line_up(chat, shown, "Boris", "Cid", "Dana")
    seen = await dana.said()
    await edit(chat, shown, place="Illusion", capacity=2)
    async with chat.db.begin() as tx:
        await waitlist.leave(tx, shown.id, last.id)
    async with chat.db.begin() as tx:
        assert (await bookings.active(tx, shown.id, first.id)).origin == "waitlist"
    await chat.deliver()
    assert await fates(chat, "wait_changed") == ["sent", "skipped"]
    assert (await news(dana, seen), len(await news(boris, []))) == ([], 2)
    seen = await cid.said()
    await edit(chat, shown, place="Mir")
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shown.host_id, shown.id, "no place")
    await chat.deliver()
    assert (await fates(chat, "wait_changed"))[2:] == ["skipped"]
    assert len(await news(cid, seen)) == 1
