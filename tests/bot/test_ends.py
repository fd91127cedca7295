"""The card of what is over: it offers no seats, promises no money that nobody paid, and quotes why it was cancelled."""

import pytest

from core import closing
from core.models import Event
from tests.bot.conftest import Chat, event, plain, text
from tests.bot.hosting import host_an_evening
from tests.bot.other_chats import inline
from tests.core import evening

SAY = {
    "en": {
        "price": {0: "Free", 50_000: "₽500 a seat"},
        "seats": {0: "Free · 10 of 10 seats left", 50_000: "₽500 a seat · 10 of 10 free"},
        "cancelled": {0: "🚫 Cancelled: “No place”.", 50_000: "🚫 Cancelled: “No place”. Everything paid comes back."},
        "ended": "It is over.",
        "completed": "Took place.",
        "inline": {"cancelled": "cancelled", "ended": "its time is over", "completed": "took place"},
    },
    "ru": {
        "price": {0: "Бесплатно", 50_000: "500 ₽ за место"},
        "seats": {0: "Бесплатно · свободно 10 из 10", 50_000: "500 ₽ за место · свободно 10 из 10"},
        "cancelled": {
            0: "🚫 Событие отменено: «No place».",
            50_000: "🚫 Событие отменено: «No place». Всё оплаченное вернётся.",
        },
        "ended": "Время события вышло.",
        "completed": "Состоялось.",
        "inline": {"cancelled": "отменено", "ended": "время события вышло", "completed": "состоялось"},
    },
}


async def end(chat: Chat, shown: Event, how: str) -> None:
    async with chat.db.begin() as tx:
        if how == "cancelled":
            await closing.cancel(tx, shown.host_id, shown.id, "No place")
            return
        await evening.begin(tx, shown, -3)
        if how == "completed":
            await closing.complete(tx, shown.host_id, shown.id)


@pytest.mark.parametrize("how", ["cancelled", "ended", "completed"])
@pytest.mark.parametrize("price", [0, 50_000])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_what_is_over_offers_no_seats(chat: Chat, language: str, price: int, how: str) -> None:
    say, shown = SAY[language], await event(chat, price=price)
    anna = await chat.person("Anna", language)
    assert text(await anna.say(f"/start e_{shown.id}")).splitlines()[3] == say["seats"][price]
    await end(chat, shown, how)
    lines = text(await anna.say(f"/start e_{shown.id}")).splitlines()
    said = say[how] if how != "cancelled" else say["cancelled"][price]
    assert (lines[3], lines[-1]) == (say["price"][price], said)
    [result] = (await inline(anna, f"#{shown.id}"))["results"]
    assert plain(result["description"]).partition(" · ")[2] == say["inline"][how]


@pytest.mark.parametrize(("language", "price"), [("en", "₽500 a seat"), ("ru", "500 ₽ за место")])
async def test_the_host_of_what_is_over_reads_no_offer_either(chat: Chat, language: str, price: str) -> None:
    made = await host_an_evening(chat, language=language, price=50_000, hours=-3)
    card = await made.host.say(f"/start e_{made.event.id}")
    assert text(card).splitlines()[3] == price
