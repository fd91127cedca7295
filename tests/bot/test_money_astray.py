"""Money that came another way than it should: found in Telegram's list, paid twice, or for nothing that is known."""

import pytest

from bot.sandbox.endpoint import SANDBOX
from bot.star_books import StarBooks
from tests.bot.conftest import Chat, booking_at, event
from tests.bot.hosting import met
from tests.bot.paying import STARS, hold, invoices, pay, sweep


async def lose_news(chat: Chat) -> None:
    """The bot is away for so long that Telegram forgets what it would have told."""
    sandbox = chat.app[SANDBOX]
    for number in list(sandbox.pending()):
        sandbox.journal.drop("updates", number)


@pytest.mark.parametrize("seats", [1, 2])
async def test_the_receipt_of_stars_that_are_found_in_telegrams_list_stays(chat: Chat, seats: int) -> None:
    shown = await event(chat, **STARS)
    anna, _ = await met(chat, "Anna")
    invoice = await hold(chat, anna, shown, seats)
    await pay(chat, anna, invoice["message_id"], slowly=True)
    await chat.stop()
    assert await chat.ask("POST", f"/people/{anna.id}/pay", message_id=invoice["message_id"]) == {"paid": True}
    await lose_news(chat)
    await StarBooks(chat.db, chat.courier.bot).compare()
    chat.start()
    assert (await booking_at(chat, shown.id)).status == "confirmed"
    await sweep(chat)
    assert [receipt["message_id"] for receipt in await invoices(anna)] == [invoice["message_id"]]
