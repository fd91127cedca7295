"""What leaves the chat as a file or a message of its own: who asks again after it failed gets it, an old button says."""

import pytest

from core import closing
from tests import factories
from tests.bot.conftest import Chat, booking_at, event, move, text
from tests.bot.hosting import met
from tests.bot.paying import fault, invoices

SAY = {
    "en": {
        "book": "Book",
        "calendar": "Add to calendar",
        "ticket": "Show the ticket",
        "again": "Send the invoice again",
        "below": "The invoice is below.",
    },
    "ru": {
        "book": "Взять",
        "calendar": "В календарь",
        "ticket": "Показать билет",
        "again": "Прислать счёт ещё раз",
        "below": "Счёт ниже.",
    },
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


@pytest.mark.parametrize("answer", ["500", "reset-before"])
@pytest.mark.parametrize(
    ("method", "pressed", "kind"),
    [
        ("sendPhoto", "tick:{booking}", "photo"),
        ("sendDocument", "ics:{booking}", "document"),
        ("sendDocument", "cfg:data:get:", "document"),
        ("sendDocument", "gst:{event}:csv:-", "document"),
        ("sendVenue", "map:{event}", "venue"),
    ],
)
async def test_a_file_that_did_not_arrive_is_sent_when_it_is_asked_for_again(
    chat: Chat, method: str, pressed: str, kind: str, answer: str
) -> None:
    anna, user = await met(chat, "Anna")
    async with chat.db.begin() as tx:
        theirs = await factories.event(tx, user, name="Mirror")
        shown = await factories.event(tx, await factories.person(tx, "Marta"), latitude=55.75, longitude=37.6)
    card = await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book")
    booking = await booking_at(chat, shown.id)
    about = {"booking": booking.id, "event": theirs.id if "csv" in pressed else shown.id}
    await fault(chat, method, answer)
    said = len(await anna.said())
    await anna.send(card["message_id"], data=pressed.format(**about))
    assert len(await anna.said()) == said
    for _ in range(2):
        await anna.send(card["message_id"], data=pressed.format(**about))
    assert [message["media"]["kind"] for message in (await anna.said())[said:]] == [kind]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("answer", ["500", "reset-before"])
async def test_an_invoice_that_did_not_arrive_is_sent_when_it_is_asked_for_again(
    chat: Chat, answer: str, language: str
) -> None:
    shown = await event(chat, price=50_000)
    anna, _ = await met(chat, "Anna", language)
    card = await anna.say(f"/start e_{shown.id}")
    await fault(chat, "sendInvoice", answer)
    await anna.tap(SAY[language]["book"], on=card)
    assert await invoices(anna) == []
    told = await anna.tap(SAY[language]["again"])
    assert (told, len(await invoices(anna))) == ({}, 1)
    below = await anna.tap(SAY[language]["again"])
    assert (below["text"], len(await invoices(anna))) == (SAY[language]["below"], 1)
