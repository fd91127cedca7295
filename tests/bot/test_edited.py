"""Editing what one sent: the last answer gets its new value, everything else stays."""

from datetime import UTC

import pytest

from core.models import Broadcast, Draft
from tests.bot.conftest import Chat, all_rows, text
from tests.bot.drafting import evening_in
from tests.bot.hosting import host_an_evening, user_of


@pytest.mark.parametrize(
    ("language", "now", "zone", "room"),
    [
        ("en", "Now: Mirror", "Now: Berlin", "Time zone"),
        ("ru", "Теперь: Mirror", "Теперь: Берлин", "Часовой пояс"),
    ],
)
async def test_an_edited_answer_is_another_answer(chat: Chat, language: str, now: str, zone: str, room: str) -> None:
    anna = await chat.person(language=language)
    await anna.say("/new")
    asked = await anna.say("Stalker")
    assert text(await anna.edit("Mirror")) == now
    [draft] = await all_rows(chat, Draft)
    assert (draft.fields["name"], draft.asking) == ("Mirror", "start")
    # A tap in between, and the question that is open by now, lose nothing.
    await anna.tap("Tomorrow" if language == "en" else "Завтра", on=asked)
    await anna.edit("Stalker")
    [draft] = await all_rows(chat, Draft)
    assert (draft.fields["name"], draft.asking) == ("Stalker", "place")
    await anna.say("Oktyabr")
    before = len(await anna.said())
    await anna.edit("Mirror 2", was="Stalker")
    await anna.edit("/cancel", was="Mirror 2")
    assert len(await anna.said()) == before, "only the last answer can be taken back"
    [draft] = await all_rows(chat, Draft)
    assert (draft.fields["name"], draft.fields["place"]) == ("Stalker", "Oktyabr")
    await anna.say("/settings")
    await anna.tap(room)
    await anna.say("moscow")
    assert text(await anna.edit("berlin")) == zone
    assert (await user_of(chat, anna)).zone == "Europe/Berlin"
    await anna.edit("qwertyuiop")
    assert (await user_of(chat, anna)).zone == "Europe/Berlin"


async def test_another_day_asks_for_its_own_hour(chat: Chat) -> None:
    anna = await chat.person()
    for words in ("/new", "Stalker", "tomorrow"):
        asked = await anna.say(words)
    again = await anna.edit("in 3 days")
    assert text(again).endswith("At what time?")
    assert text(again) != text(asked)
    old = next(message for message in await anna.said() if message["message_id"] == asked["message_id"])
    assert old["buttons"] == []
    await anna.say("19:00")
    [draft] = await all_rows(chat, Draft)
    assert draft.fields["starts_at"] == (await evening_in(chat, 3)).astimezone(UTC).isoformat()


async def test_an_edited_word_to_guests_is_looked_at_again_and_a_search_is_no_answer(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    host = evening.host
    await host.say("nothing like that")
    before = len(await host.said())
    await host.edit("another search")
    assert len(await host.said()) == before
    await host.say(f"/start e_{evening.event.id}")
    await host.tap("Write to guests")
    await host.say("Doors open at 18:30.")
    shown = await host.edit("Doors open at 19:30.")
    assert "“Doors open at 19:30.”" in text(shown)
    await host.tap("Send to 1", on=shown)
    sent = [row.text for row in await all_rows(chat, Broadcast) if row.sent_at]
    assert sent == ["Doors open at 19:30."]


async def test_an_edit_that_does_not_fit_opens_no_question_anew(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    host = evening.host
    await host.say(f"/start e_{evening.event.id}")
    await host.tap("Write to guests")
    await host.say("Doors open at 18:30.")
    await host.say("/events")
    assert text(await host.edit("Doors " * 600, was="Doors open at 18:30.")).startswith("At most 1,000")
    assert text(await host.say("stalker")).splitlines()[0] == "Stalker, 35 mm", "a search"


async def test_after_a_restart_an_edit_goes_unheard(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/new")
    await anna.say("Stalker")
    await chat.restart()
    before = len(await anna.said())
    await anna.edit("Mirror")
    assert len(await anna.said()) == before
    [draft] = await all_rows(chat, Draft)
    assert draft.fields["name"] == "Stalker"
