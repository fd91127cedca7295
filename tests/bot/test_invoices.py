"""Invoices and the money that comes by them: one stands for a hold, and whatever goes wrong, no money is lost."""

import pytest
import sqlalchemy

from bot.handlers import payment as paying_handler
from bot.sandbox.endpoint import SANDBOX
from core import change, integrity, invites, lapse, payments, users
from core.models import Payment, Refund, User
from tests.bot.conftest import Chat, booking_at, buttons, event, text
from tests.bot.paying import STARS, admin, calls, due_now, fault, hold, invoices, lapsed, pay, rows, sweep


async def assert_sound(chat: Chat) -> None:
    async with chat.db.begin() as tx:
        assert await integrity.check(tx) == []


@pytest.mark.parametrize(
    ("language", "name", "description", "button", "sum_", "ticket"),
    [
        ("en", "Anna K.", "2 seats, ", "Pay ₽1,000", "₽1,000", "2 seats · paid ₽1,000 · Anna K."),
        ("ru", "Анна К.", "2 места, ", "Оплатить 1 000 ₽", "1 000 ₽", "2 места · оплачено 1 000 ₽ · Анна К."),
    ],
)
async def test_one_invoice_stands_for_a_hold_and_becomes_its_receipt(
    chat: Chat, language: str, name: str, description: str, button: str, sum_: str, ticket: str
) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person(name, language)
    first = await hold(chat, anna, shown)
    booking = await booking_at(chat, shown.id)
    other = await anna.send((await anna.said())[-2]["message_id"], data=f"set:{booking.id}:2:0")
    assert other == {}
    (second,) = await invoices(anna)
    assert second["message_id"] > first["message_id"]  # the old one is gone
    media = second["media"]
    assert (media["title"], media["total_amount"], media["currency"], media["start_parameter"]) == (
        "Stalker, 35 mm",
        100000,
        "RUB",
        f"e_{shown.id}",
    )
    assert media["description"].startswith(description)
    assert buttons(second) == [[button]]
    assert await pay(chat, anna, second["message_id"]) == {"paid": True}
    await sweep(chat)
    (receipt,) = await invoices(anna)
    assert receipt["media"]["paid"] is True
    assert ticket in text(await anna.screen())
    (payment,) = await rows(chat, Payment)
    assert payment.charge_id.startswith("sandbox-")
    assert (payment.provider, payment.provider_charge_id) == ("test", f"test-{payment.charge_id}")
    await assert_sound(chat)


async def test_an_invoice_goes_with_the_hold_that_it_was_for(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna, boris = await chat.person(), await chat.person("Boris")
    await hold(chat, anna, shown)
    await lapsed(chat, shown)
    await sweep(chat)
    assert await invoices(anna) == []
    await hold(chat, boris, shown)
    await boris.tap("Let go")
    await boris.tap("Let go", on=(await boris.said())[0])
    assert await invoices(boris) == []
    # One that Telegram keeps (it is too old) is left alone, and asked for once.
    await hold(chat, boris, shown)
    await fault(chat, "deleteMessage", "400", description="message can't be deleted for everyone")
    asked = len(await calls(chat, "deleteMessage"))
    await lapsed(chat, shown)
    await sweep(chat)
    await sweep(chat)
    assert len(await calls(chat, "deleteMessage")) == asked + 1
    (left,) = await invoices(boris)
    answer = await pay(chat, boris, left["message_id"])
    assert answer["error"].startswith("The hold ended at ")


@pytest.mark.parametrize("kind", [{"price": 50000}, STARS], ids=["provider", "stars"])
async def test_a_forwarded_invoice_leads_to_the_event_and_another_payer_is_refused(chat: Chat, kind) -> None:
    shown = await event(chat, **kind)
    anna = await chat.person()
    boris, root = await chat.person("Boris", "ru"), await admin(chat)
    invoice = await hold(chat, anna, shown)
    answer = await pay(chat, boris, invoice["message_id"], forwarded_by=anna.id)
    assert "message_id" in answer  # a link: no money was asked for
    assert text(await boris.screen()).splitlines()[0] == "Stalker, 35 mm"
    # A client that shows Pay all the same, before the money and, as no client should, after a yes to the owner.
    stored = chat.app[SANDBOX].messages(anna.id)[invoice["message_id"]]
    stored["invoice"]["start_parameter"] = ""
    answer = await pay(chat, boris, invoice["message_id"], forwarded_by=anna.id)
    assert answer == {"error": "Этот счёт выписан другому человеку. Откройте событие и займите свои места."}
    assert await rows(chat, Payment) == []
    chat.app[SANDBOX].approved[boris.id, invoice["message_id"]] = (
        stored,
        chat.app[SANDBOX].journal.table("invoices")[invoice["message_id"]],
    )
    assert await pay(chat, boris, invoice["message_id"]) == {"paid": True}
    await chat.deliver()
    (payment,) = await rows(chat, Payment)
    assert payment.status == "review"
    sum_ = "500 ₽" if payment.currency == "RUB" else "150 ⭐"
    assert text(await boris.screen()) == (
        f"Stalker, 35 mm: оплата {sum_} не дала мест. Деньги в сохранности; люди разберутся и напишут вам."
    )
    assert (await booking_at(chat, shown.id)).status == "pending"
    await root[0].say("/admin")
    await root[0].tap("Money")
    await root[0].tap("1: give back…")
    await root[0].tap("Give back")
    await sweep(chat)
    (refund,) = await rows(chat, Refund)
    if kind is STARS:  # the sweep of the core gives back what the sandbox's own provider charged
        assert refund.status == "refunded"
    await assert_sound(chat)


async def test_money_for_another_sum_than_is_owed_waits_for_a_person(chat: Chat) -> None:
    """The bot said yes to one seat; by a slip elsewhere the hold is for two when the money comes."""
    shown = await event(chat, price=50000)
    anna = await chat.person(language="ru")
    invoice = await hold(chat, anna, shown)
    assert await pay(chat, anna, invoice["message_id"], slowly=True) == {"approved": True}
    booking = await booking_at(chat, shown.id)
    # Other seats are refused while the money is on its way.
    refused = await anna.send((await anna.said())[-2]["message_id"], data=f"set:{booking.id}:2:0")
    assert refused["text"] == "Оплата ещё проходит. Дождитесь ответа, это недолго."
    message, row = chat.app[SANDBOX].approved[anna.id, invoice["message_id"]]
    wrong = {**message, "invoice": {**message["invoice"], "total_amount": 49999}}
    chat.app[SANDBOX].approved[anna.id, invoice["message_id"]] = (wrong, row)
    assert await pay(chat, anna, invoice["message_id"]) == {"paid": True}
    await chat.deliver()
    (payment,) = await rows(chat, Payment)
    assert (payment.status, payment.amount) == ("review", 49999)
    assert (await booking_at(chat, shown.id)).status == "pending"
    await assert_sound(chat)


@pytest.mark.parametrize(
    ("language", "back"),
    [("en", "Stalker, 35 mm: the money is back, 150 ⭐."), ("ru", "Stalker, 35 mm: деньги возвращены, 150 ⭐.")],
)
async def test_a_second_payment_for_the_same_seats_goes_back(chat: Chat, language: str, back: str) -> None:
    shown = await event(chat, **STARS)
    anna = await chat.person(language=language)
    first = await hold(chat, anna, shown)
    assert await pay(chat, anna, first["message_id"], slowly=True) == {"approved": True}
    # A second invoice for the same seats, as another client may still show: both have their yes before any money.
    chat.app[SANDBOX].paying.clear()
    assert (await pay(chat, anna, first["message_id"], slowly=True)) == {"paid": True}
    message, row = (
        chat.app[SANDBOX].messages(anna.id)[first["message_id"]],
        chat.app[SANDBOX].journal.table("invoices")[first["message_id"]],
    )
    assert (await pay(chat, anna, first["message_id"]))["error"] == "already paid"
    chat.app[SANDBOX].approved[anna.id, first["message_id"]] = (message, row)
    assert await pay(chat, anna, first["message_id"]) == {"paid": True}
    assert [payment.status for payment in await rows(chat, Payment)] == ["captured", "captured"]
    await sweep(chat)
    (refund,) = await rows(chat, Refund)
    assert (refund.status, refund.amount) == ("refunded", 150)
    assert [m["service"] for m in await anna.messages() if "service" in m] == [
        "You paid 150 ⭐",
        "You paid 150 ⭐",
        "150 ⭐ came back",
    ]
    assert back in [text(message) for message in await anna.said()]
    assert (await booking_at(chat, shown.id)).status == "confirmed"
    await assert_sound(chat)


async def test_the_same_news_of_money_twice_is_one_payment(chat: Chat) -> None:
    shown = await event(chat, **STARS)
    anna = await chat.person()
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"])
    (news,) = [m for m in chat.app[SANDBOX].messages(anna.id).values() if "successful_payment" in m]
    chat.app[SANDBOX].push("message", news)
    await chat.settle()
    await sweep(chat)
    (payment,) = await rows(chat, Payment)
    assert (payment.provider, payment.amount, payment.currency) == ("stars", 150, "XTR")
    assert await rows(chat, Refund) == []
    assert len([m for m in await anna.said() if (m["media"] or {}).get("kind") == "photo"]) == 1


LATE = {
    True: {
        "en": ["🎟 Stalker, 35 mm: 1 seat is yours. The payment came after the hold ended, but seats were free."],
        "ru": ["🎟 Stalker, 35 mm: 1 место ваше. Оплата пришла после срока, но места нашлись."],
    },
    False: {
        "en": [
            "Stalker, 35 mm: the payment came too late, the seats were gone. 150 ⭐ comes back in full.",
            "Stalker, 35 mm: the money is back, 150 ⭐.",
        ],
        "ru": [
            "Stalker, 35 mm: оплата пришла поздно, мест уже нет. 150 ⭐ вернутся полностью.",
            "Stalker, 35 mm: деньги возвращены, 150 ⭐.",
        ],
    },
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("free", [True, False])
async def test_stars_that_come_after_the_hold_find_seats_anew_or_go_back(chat: Chat, language: str, free: bool) -> None:
    shown = await event(chat, capacity=1, **STARS)
    anna, boris = await chat.person(language=language), await chat.person("Boris")
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"], slowly=True)
    await lapsed(chat, shown)
    if not free:
        await hold(chat, boris, shown)
    said = len(await anna.said())
    assert await pay(chat, anna, invoice["message_id"]) == {"paid": True}
    await sweep(chat)
    await chat.deliver()
    news = [text(message) for message in (await anna.said())[said:]]
    assert [line for line in LATE[free][language] if line not in news] == []
    statuses = [refund.status for refund in await rows(chat, Refund)]
    assert statuses == ([] if free else ["refunded"])
    winner = await booking_at(chat, shown.id)
    assert winner.status == ("confirmed" if free else "pending")
    await assert_sound(chat)


@pytest.mark.parametrize("put_out", [False, True])
async def test_whose_seats_the_host_took_away_is_not_asked_to_wait_for_them(chat: Chat, put_out: bool) -> None:
    shown = await event(chat, capacity=1, **STARS)
    anna, boris = await chat.person(), await chat.person("Boris")
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"], slowly=True)
    if put_out:
        async with chat.db.begin() as tx:
            await change.cancel_guest(tx, shown.host_id, (await booking_at(chat, shown.id)).id, "closed screening")
    else:
        await lapsed(chat, shown)
    await hold(chat, boris, shown)
    await pay(chat, anna, invoice["message_id"])
    await chat.deliver()
    [paper] = [message for message in await anna.said() if "came too late" in text(message)]
    assert buttons(paper) == [["The event" if put_out else "Join the waitlist for 1"]]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "I could not check your seats in time, so nothing is charged. They are still held; please try again.",
        ),
        (
            "ru",
            "Не получилось вовремя проверить места, деньги не списаны. Места по-прежнему за вами, попробуйте ещё раз.",
        ),
    ],
)
async def test_a_database_that_is_stuck_gets_a_no_in_time_and_never_a_yes(
    chat: Chat, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paying_handler.PATIENCE < 5
    shown = await event(chat, price=50000)
    anna = await chat.person(language=language)
    invoice = await hold(chat, anna, shown)
    async with chat.db.connect() as stuck:
        await stuck.execute(sqlalchemy.text("SELECT FROM events FOR UPDATE"))
        with monkeypatch.context() as hurried:
            hurried.setattr(paying_handler, "PATIENCE", 0.3)
            assert await pay(chat, anna, invoice["message_id"]) == {"error": said}
        await stuck.rollback()
    assert (await booking_at(chat, shown.id)).approved_at is None
    assert await pay(chat, anna, invoice["message_id"]) == {"paid": True}
    answer = await pay(chat, anna, invoice["message_id"])
    assert answer["error"] == "already paid"


async def test_an_invoice_that_telegram_refuses_is_said_and_the_hold_stays(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    await fault(chat, "sendInvoice", "400", description="Bad Request: PAYMENT_PROVIDER_INVALID")
    await hold(chat, anna, shown)
    said = [text(message) for message in await anna.said()]
    assert any(line.startswith("Payment is not set up for this event yet. The seats are held until ") for line in said)
    assert await invoices(anna) == []
    await anna.tap("Send the invoice again")
    assert await anna.pay() == {"paid": True}
    async with chat.db.begin() as tx:
        await lapse.expire_due(tx, shown.id)
    await due_now(chat)
    assert (await booking_at(chat, shown.id)).status == "confirmed"


@pytest.mark.parametrize(
    ("language", "banned", "running"),
    [
        (
            "en",
            "This is closed to your account. Ask those who run the bot: /paysupport",
            "A payment is under way. Wait for its answer, it takes a moment.",
        ),
        (
            "ru",
            "Вашему аккаунту это закрыто. Спросите тех, кто ведёт бота: /paysupport",
            "Оплата ещё проходит. Дождитесь ответа, это недолго.",
        ),
    ],
)
async def test_whatever_else_stands_in_the_way_is_said_before_any_money(
    chat: Chat, language: str, banned: str, running: str
) -> None:
    shown = await event(chat, access="private", price=50000)
    anna = await chat.person(language=language)
    await anna.say("/start")
    async with chat.db.begin() as tx:
        user = await users.by_telegram(tx, anna.id)
        token = (await invites.make(tx, shown.host_id, shown.id)).token
    await anna.say(f"/start i_{token}")
    await anna.tap("Book" if language == "en" else "Взять")
    (invoice,) = await invoices(anna)
    booking = await booking_at(chat, shown.id)
    assert invoice["media"]["start_parameter"] == f"b_{booking.id}"  # says nothing of a private event
    async with chat.db.begin() as tx:
        await tx.execute(sqlalchemy.update(User).values(banned_at=sqlalchemy.func.now()).where(User.id == user.id))
    assert await pay(chat, anna, invoice["message_id"]) == {"error": banned}
    async with chat.db.begin() as tx:
        await tx.execute(sqlalchemy.update(User).values(banned_at=None).where(User.id == user.id))
        await payments.ask(tx, booking.id, user.id)
    assert await pay(chat, anna, invoice["message_id"]) == {"error": running}
    assert await rows(chat, Payment) == []
