"""A word to all guests from the chat: typed, looked at, sent once an hour, and how it arrives."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core import change, database
from core.models import Broadcast, Outbox
from tests.bot.conftest import Chat, Person, booking_at, buttons, data, text
from tests.bot.hosting import Evening, host_an_evening


async def with_a_guest(chat: Chat, language: str = "en") -> tuple[Evening, Person]:
    evening = await host_an_evening(chat, "Oleg", language=language)
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{evening.event.id}")
    await anna.tap("Book 1 seat" if language == "en" else "Взять 1 место")
    await chat.deliver()
    return evening, anna


async def ask(evening: Evening):
    await evening.host.send((await evening.host.screen())["message_id"], data=f"tell:{evening.event.id}")
    return await evening.host.screen()


async def age(chat: Chat, minutes: float) -> None:
    """The last word was so many minutes ago."""
    async with chat.db.begin() as tx:
        then = await database.now(tx) - timedelta(minutes=minutes)
        await tx.execute(update(Broadcast).where(Broadcast.sent_at.is_not(None)).values(sent_at=then))


@pytest.mark.parametrize(
    ("language", "asked", "preview", "labels", "sent", "paper", "arrived"),
    [
        (
            "en",
            "What shall I pass on to 2 guests? Write it.",
            ["Guests will read:", "Stalker, 35 mm · from the host:", "“Doors open at 18:30.", "Bring a <b>coat.”"],
            [["Send to 2"], ["Rewrite", "Don’t send"]],
            "On its way to 2 guests. The next one in an hour.",
            ["The event"],
            "Arrived 2",
        ),
        (
            "ru",
            "Что передать 2 гостям? Напишите.",
            ["Гости прочтут:", "Stalker, 35 mm · от организатора:", "«Doors open at 18:30.", "Bring a <b>coat.»"],
            [["Отправить 2"], ["Переписать", "Не отправлять"]],
            "Отправляю 2 гостям. Следующее можно через час.",
            ["Событие"],
            "Дошло 2",
        ),
    ],
)
async def test_guests_read_what_the_host_wrote(
    chat: Chat, language: str, asked, preview, labels, sent, paper, arrived
) -> None:
    evening, anna = await with_a_guest(chat, language)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Write to guests" if language == "en" else "Написать гостям")
    assert text(await evening.host.screen()) == asked
    card = await evening.host.say("Doors open at 18:30.\nBring a <b>coat.")
    assert (text(card).splitlines(), buttons(card)) == (preview, labels)
    await evening.host.tap(labels[0][0])
    card = await evening.host.screen()
    assert text(card) == sent
    await chat.deliver()
    got = await anna.screen()
    assert (text(got).splitlines(), buttons(got)) == (preview[1:], [paper])
    # Oleg never opened a chat that this sandbox knows: the message to him is dead, not on its way.
    await evening.host.tap(buttons(card)[0][0])
    label = buttons(await evening.host.screen())[0][0]
    assert label == (arrived.replace("2", "1") + (", not 1" if language == "en" else ", нет 1"))


async def test_a_double_tap_sends_once_and_an_old_preview_is_still_good_after_a_restart(chat: Chat) -> None:
    evening, anna = await with_a_guest(chat)
    await ask(evening)
    card = await evening.host.say("Doors open at 18:30.")
    await chat.restart()
    for _ in range(2):
        assert await evening.host.send(card["message_id"], data=data(card)[0][0]) == {}
    await chat.deliver()
    assert len([m for m in await anna.said() if "Doors open" in m["text"]]) == 1
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(func.count()).where(Outbox.kind == "broadcast"))).scalar_one() == 2


async def test_one_word_an_hour(chat: Chat) -> None:
    evening, _ = await with_a_guest(chat)
    await ask(evening)
    first = await evening.host.say("one")
    await ask(evening)
    second = await evening.host.say("two")
    assert await evening.host.send(first["message_id"], data=data(first)[0][0]) == {}
    for forged in (data(second)[0][0], f"tell:{evening.event.id}"):
        answer = await evening.host.send(second["message_id"], data=forged)
        assert answer["text"].startswith("One message an hour to all guests; the next: "), forged
    await age(chat, 61)
    assert await evening.host.send(second["message_id"], data=data(second)[0][0]) == {}
    assert text(await evening.host.screen()).startswith("On its way to 2 guests")


async def test_who_gave_the_seats_back_before_it_left_reads_nothing(chat: Chat) -> None:
    evening, anna = await with_a_guest(chat)
    await ask(evening)
    await evening.host.say("Doors open at 18:30.")
    await evening.host.tap("Send to 2")
    booking = await booking_at(chat, evening.event.id)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    await chat.deliver()
    assert not [m for m in await anna.said() if "Doors open" in m["text"]]


async def test_rewriting_asks_again_and_too_much_is_refused(chat: Chat) -> None:
    evening, _ = await with_a_guest(chat)
    await ask(evening)
    await evening.host.say("one")
    await evening.host.tap("Rewrite")
    keep = buttons(await evening.host.screen())
    refused = await evening.host.say("x" * 1001)
    assert text(refused) == "At most 1,000 characters, please. Shorten it and write again."
    assert buttons(refused) == keep
    assert text(await evening.host.say("two")).splitlines()[-1] == "“two”"
    await evening.host.tap("Don’t send")
    assert "3 of 40 taken" in text(await evening.host.screen())


async def test_to_nobody_there_is_nothing_to_say(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    await evening.host.say("/events")
    card = await ask(evening)
    assert text(card) == "Nobody has seats yet. Write when somebody has."
    assert text(await evening.host.say("hello")).splitlines()[0] == "What’s on: hello"


async def test_a_stranger_sends_nothing(chat: Chat) -> None:
    evening, anna = await with_a_guest(chat)
    await ask(evening)
    card = await evening.host.say("Doors open at 18:30.")
    for forged in (data(card)[0][0], f"tell:{evening.event.id}", "send:99999", f"send:{10**30}"):
        answer = await anna.send((await anna.screen())["message_id"], data=forged)
        assert answer["text"].startswith("There is nothing here for you"), forged
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(func.count()).where(Outbox.kind == "broadcast"))).scalar_one() == 0
