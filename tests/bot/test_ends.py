"""The card of what is over: it offers no seats, promises no money that nobody paid, and quotes why it was cancelled."""

import pytest

from core import bookings, closing, i18n
from core.models import Event
from tests.bot.conftest import Chat, event, plain, text
from tests.bot.hosting import host_an_evening, user_of
from tests.bot.other_chats import inline, send
from tests.bot.other_chats import shown as sent
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


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("The hall is flooded.", "The hall is flooded"),
        ("Зал затопило. Простите. ", "Зал затопило. Простите"),
        ("Why?", "Why?"),
        ("Alas!", "Alas!"),
        ("We wait…", "We wait…"),
        ("We wait...", "We wait..."),
        (".", "."),
    ],
)
def test_what_is_quoted_ends_without_its_own_full_stop(said: str, quoted: str) -> None:
    assert plain(i18n.quoted(said)) == quoted
    assert len(plain(i18n.quoted("x" * 400 + ".", 300))) == 300


@pytest.mark.parametrize(
    ("language", "stop", "preview", "deed", "card", "paper"),
    [
        (
            "en", "Cancel…", "Guests will read: “The hall is flooded”. This can’t be undone.", "Cancel the event",
            "🚫 Cancelled: “The hall is flooded”.",
            "🚫 Stalker, 35 mm is cancelled: “The hall is flooded”; nothing to do.",
        ),
        (
            "ru", "Отменить…", "Гости прочтут: «The hall is flooded». Вернуть событие будет нельзя.", "Отменить событие",
            "🚫 Событие отменено: «The hall is flooded».",
            "🚫 Stalker, 35 mm: событие отменено, «The hall is flooded». Делать ничего не нужно.",
        ),
    ],
)  # fmt: skip
async def test_a_reason_with_a_full_stop_is_quoted_without_it_wherever_it_is_read(
    chat: Chat, language: str, stop: str, preview: str, deed: str, card: str, paper: str
) -> None:
    made = await host_an_evening(chat, language=language)
    anna = await chat.person("Anna", language)
    shared = await anna.say(f"/start e_{made.event.id}")
    await anna.send(shared["message_id"], data=f"book:{made.event.id}:1:1")
    await chat.deliver()
    await made.host.say(f"/start e_{made.event.id}")
    await made.host.tap(stop)
    sure = await made.host.say("The hall is flooded.")
    assert text(sure).splitlines()[1] == preview
    await made.host.tap(deed)
    assert card in text(await made.host.screen()).splitlines()
    name = await send(made.host, f"#{made.event.id}")
    assert text(await sent(chat, name)).splitlines()[-1] == card
    async with chat.db.begin() as tx:
        await closing.wind_up(tx, made.event.id)
    await chat.deliver()
    assert text(await anna.screen()) == paper


@pytest.mark.parametrize(
    ("language", "preview", "paper"),
    [
        (
            "en", "Anna will read: “The hall is small”. This can’t be undone.",
            "Stalker, 35 mm: the host cancelled your seat: “The hall is small”.",
        ),
        (
            "ru", "Anna прочтёт: «The hall is small». Вернуть бронь будет нельзя.",
            "Stalker, 35 mm: ваша бронь на 1 место отменена, организатор пишет: «The hall is small».",
        ),
    ],
)  # fmt: skip
async def test_so_is_the_reason_why_one_booking_is_cancelled(
    chat: Chat, language: str, preview: str, paper: str
) -> None:
    made = await host_an_evening(chat, language=language)
    anna = await chat.person("Anna", language)
    shared = await anna.say(f"/start e_{made.event.id}")
    await anna.send(shared["message_id"], data=f"book:{made.event.id}:1:1")
    await chat.deliver()
    async with chat.db.begin() as tx:
        [booking] = await bookings.mine(tx, (await user_of(chat, anna)).id)
    card = await made.host.say(f"/start e_{made.event.id}")
    await made.host.send(card["message_id"], data=f"kick:{booking.id}:0:0")
    sure = await made.host.say("The hall is small.")
    assert text(sure) == preview
    await made.host.tap("Cancel the booking" if language == "en" else "Отменить бронь")
    await chat.deliver()
    assert text(await anna.screen()) == paper
