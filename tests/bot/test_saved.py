"""Keeping an eye on events: the heart on the card, the list of the saved, what the followers hear."""

from itertools import chain

import pytest
from sqlalchemy import update

from core import change, events
from core.box_office import BoxOffice
from core.models import Access, Event
from tests import factories
from tests.bot.conftest import Chat, Person, buttons, data, event, move, text

WORDS = {
    "en": ["♡ Save", "♥ Saved", "♥ Saved · 1", "What’s on: saved", "✕ saved", "‹ Events"],
    "ru": ["♡ Сохранить", "♥ Сохранено", "♥ Избранное · 1", "Афиша: избранное", "✕ избранное", "‹ Афиша"],
}


async def follower(chat: Chat, shown: Event, language: str = "en") -> Person:
    person = await chat.person(language=language)
    await person.say(f"/start e_{shown.id}")
    await person.tap(WORDS[language][0])
    return person


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_saved_event_is_found_in_the_list_of_the_saved(chat: Chat, language: str) -> None:
    save, saved, own, title, clear, back = WORDS[language]
    shown = await event(chat)
    await event(chat, name="Mirror")
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("2")
    assert await anna.tap(save) == {}
    card = await anna.screen()
    assert buttons(card)[0] == ["1", "✓ 2", "3", "4"]
    assert buttons(card)[2][0] == saved
    assert len(await anna.said()) == 1
    await anna.tap(back)
    home = await anna.screen()
    assert buttons(home)[-1][1] == own
    await anna.tap(own)
    listed = await anna.screen()
    assert text(listed).splitlines()[:2] == [title, "1. Stalker, 35 mm"]
    assert "Mirror" not in text(listed)
    assert [clear] in buttons(listed)
    assert data(listed)[0] == [f"ev:{shown.id}:1:aaa.s.-"]
    await anna.tap("1", on=listed)
    await anna.tap(saved)
    card = await anna.screen()
    assert buttons(card)[-2][0] == save
    assert data(card)[-1] == ["list:aaa.s.-"]
    await anna.tap(back)
    assert text(await anna.screen()).splitlines()[0] == title
    await anna.say("/events")
    assert own not in chain(*buttons(await anna.screen()))


async def test_a_second_tap_on_the_heart_changes_nothing(chat: Chat) -> None:
    shown = await event(chat)
    anna = await follower(chat, shown)
    card = await anna.screen()
    assert await anna.send(card["message_id"], data=f"fav:{shown.id}:1") == {}
    assert await anna.send(card["message_id"], data=f"fav:{shown.id}:1") == {}
    assert buttons(await anna.screen()) == buttons(card)


@pytest.mark.parametrize("state", ["draft", "private"])
async def test_what_one_does_not_see_can_not_be_saved(chat: Chat, state: str) -> None:
    hidden = await event(chat, **({"status": "draft"} if state == "draft" else {"access": Access.private}))
    shown = await event(chat)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    answer = await anna.send(card["message_id"], data=f"fav:{hidden.id}:1")
    assert answer == {
        "text": "There is nothing here for you: gone, or not yours. Here is what’s on.",
        "show_alert": True,
    }


async def test_a_saved_event_that_was_closed_can_still_be_let_go(chat: Chat) -> None:
    shown = await event(chat)
    anna = await follower(chat, shown)
    card = await anna.screen()
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == shown.id).values(access=Access.private))
    assert await anna.send(card["message_id"], data=f"fav:{shown.id}:0") == {}
    assert text(await anna.screen()).startswith("What’s on\n")


@pytest.mark.parametrize(
    ("language", "news", "no_more"),
    [
        ("en", "♥ Stalker, 35 mm has free seats again: 2.", "No more"),
        ("ru", "♥ Stalker, 35 mm: снова есть места, 2.", "Больше не надо"),
    ],
)
async def test_followers_hear_of_seats_that_are_free_again(chat: Chat, language: str, news: str, no_more: str) -> None:
    shown = await event(chat, capacity=2)
    async with chat.db.begin() as tx:
        oleg = await factories.person(tx, "Oleg")
    booking = await BoxOffice(chat.db).book(shown.id, oleg.id, 2)
    anna = await follower(chat, shown, language)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, oleg.id, 0)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper) == news
    assert data(paper) == [[f"open:{shown.id}", f"fav:{shown.id}:0"]]
    await anna.tap(no_more, on=paper)
    below = await anna.screen()
    assert below["message_id"] > paper["message_id"]
    assert buttons(below)[2][0] == WORDS[language][0]
    assert next(m for m in await anna.said() if m["message_id"] == paper["message_id"])["buttons"] == []


@pytest.mark.parametrize(
    ("language", "news"),
    [
        ("en", ["♥ Stalker, 35 mm has changed.", "Place: Oktyabr cinema, 24 Novy Arbat → Illusion."]),
        ("ru", ["♥ Stalker, 35 mm: есть изменения.", "Где: Oktyabr cinema, 24 Novy Arbat → Illusion."]),
    ],
)
async def test_followers_hear_what_changed(chat: Chat, language: str, news: list[str]) -> None:
    shown = await event(chat)
    anna = await follower(chat, shown, language)
    await move(chat, shown)
    await chat.deliver()
    assert text(await anna.screen()).splitlines() == news


async def test_who_looked_away_before_the_courier_came_hears_nothing(chat: Chat) -> None:
    shown = await event(chat)
    anna = await follower(chat, shown)
    await move(chat, shown)
    await anna.tap("♥ Saved")
    before = len(await anna.said())
    await chat.deliver()
    assert len(await anna.said()) == before


async def test_an_event_that_was_closed_is_not_named_to_its_followers(chat: Chat) -> None:
    shown = await event(chat)
    anna = await follower(chat, shown)
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(place="Illusion"))
        await tx.execute(update(Event).where(Event.id == shown.id).values(access=Access.private))
    before = len(await anna.said())
    await chat.deliver()
    assert len(await anna.said()) == before
