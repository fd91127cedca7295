"""Money that came another way than it should: found in Telegram's list, paid twice, or for nothing that is known."""

import pytest

from bot.sandbox.endpoint import SANDBOX
from bot.star_books import StarBooks
from core import integrity, payments, refunding
from core.models import Payment, Refund
from tests.bot.conftest import Chat, Person, booking_at, buttons, event
from tests.bot.hosting import met
from tests.bot.paying import STARS, admin, hold, invoices, news, pay, rows, sweep
from tests.bot.test_webhook_journey import serve


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


async def bring(
    chat: Chat, person: Person, payload: str, charge: str, amount: int = 50_000, currency: str = "RUB"
) -> None:
    """Telegram says that the person paid, and waits until that is acknowledged."""
    sandbox = chat.app[SANDBOX]
    money = {"currency": currency, "total_amount": amount, "invoice_payload": payload}
    money |= {"telegram_payment_charge_id": charge, "provider_payment_charge_id": f"p-{charge}"}
    user = sandbox.journal.table("people")[person.id]["user"]
    sandbox.push("message", sandbox.post(person.id, user, {"successful_payment": money}))
    await chat.settle()


@pytest.mark.parametrize(
    ("language", "papers", "button"),
    [
        (
            "en",
            [
                "Stalker, 35 mm was paid twice. The second payment, ₽500, comes back.",
                "Stalker, 35 mm: the money is back, ₽500. A bank may take up to 5 days to show it.",
            ],
            "The event",
        ),
        (
            "ru",
            [
                "Stalker, 35 mm: оплачено дважды. Второй платёж, 500 ₽, вернётся.",
                "Stalker, 35 mm: деньги возвращены, 500 ₽. Банк может показать их в течение 5 дней.",
            ],
            "Событие",
        ),
    ],
)
async def test_who_paid_for_one_hold_twice_hears_that_the_second_money_comes_back(
    chat: Chat, language: str, papers: list[str], button: str
) -> None:
    shown = await event(chat, price=50_000)
    anna, user = await met(chat, "Anna", language)
    await hold(chat, anna, shown)
    booking = await booking_at(chat, shown.id)
    for _ in range(2):
        async with chat.db.begin() as tx:
            await payments.approve(tx, booking.id, user.id, 50_000, "RUB")
    await bring(chat, anna, f"{booking.id}:1", "one")
    await chat.deliver()
    seen = await anna.said()
    for _ in range(2):
        await bring(chat, anna, f"{booking.id}:1", "two")
    await chat.deliver()
    assert await news(anna, seen) == papers[:1]
    assert buttons(await anna.screen()) == [[button]]
    async with chat.db.begin() as tx:
        for refund in await refunding.due(tx):
            await refunding.make(tx, refund)
    await chat.deliver()
    assert await news(anna, seen) == papers
    assert [[row.amount for row in await rows(chat, kind)] for kind in (Payment, Refund)] == [[50_000] * 2, [50_000]]
    async with chat.db.begin() as tx:
        assert await integrity.check(tx) == []


UNPLACED = {
    "en": "⚠️ {} came that I can’t place: charge {}. Give it back by hand.",
    "ru": "⚠️ Пришли деньги, {}, и я не знаю, за что: платёж {}. Верните вручную.",
}


@pytest.mark.parametrize("webhook", [False, True])
@pytest.mark.parametrize(("language", "sum_"), [("en", "₽500"), ("ru", "500 ₽")])
async def test_money_for_nothing_known_is_told_to_admins_once_a_charge(
    chat: Chat, language: str, sum_: str, webhook: bool
) -> None:
    runner = (await serve(chat))[1] if webhook else None
    root, _ = await admin(chat, language=language)
    anna, _ = await met(chat, "Anna")
    seen, said = await root.said(), await anna.said()
    for payload, charge in (("99:1", "one"), ("other-shop-7", "two"), ("99:1", "one"), (f"{2**70}:1", "three")):
        await bring(chat, anna, payload, charge)
    await chat.deliver()
    told = [UNPLACED[language].format(sum_, f"p-{charge}") for charge in ("one", "two", "three")]
    assert await news(root, seen) == told
    assert await anna.said() == said
    assert await rows(chat, Payment) == []
    if runner:
        await runner.cleanup()


async def test_stars_for_nothing_known_are_told_unless_they_went_back_or_came_before_anybody_was_here(
    chat: Chat,
) -> None:
    root, _ = await admin(chat)
    shown = await event(chat, **STARS)
    anna, _ = await met(chat, "Anna")
    await pay(chat, anna, (await hold(chat, anna, shown))["message_id"])
    (payment,) = await rows(chat, Payment)
    sandbox = chat.app[SANDBOX]
    known = sandbox.journal.table("payments")[payment.charge_id]
    for charge, other in {
        "lost": {"payload": "99:1"},
        "another shop's": {"payload": "other-shop-7", "amount": 1},
        "sent back": {"payload": "other-shop-7", "refunded_at": known["at"] + 1},
        "old": {"payload": "other-shop-7", "at": known["at"] - 3600},
    }.items():
        sandbox.journal.put("payments", charge, known | other)
    seen = await root.said()
    for _ in range(2):
        await StarBooks(chat.db, chat.courier.bot).compare()
    await chat.deliver()
    told = [("150 ⭐", "lost"), ("1 ⭐", "another shop's")]
    assert await news(root, seen) == [UNPLACED["en"].format(*one) for one in told]
    assert len(await rows(chat, Payment)) == 1
