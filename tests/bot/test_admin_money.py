"""Money that waits for an admin in the chat: refunds that are stuck, payments that bought nothing."""

import pytest
from sqlalchemy import select

from core import closing, refunding
from core.models import Payment, Refund
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.hosting import host_an_evening
from tests.bot.test_admin import root
from tests.core import paying


@pytest.mark.parametrize(
    ("language", "item", "labels", "toast", "asked", "none"),
    [
        (
            "en",
            "1. A refund of ₽1,000, 1 attempt: the provider answers 500",
            [["1: try again", "1: settled by hand"], ["Refresh", "‹ Administration"]],
            "Trying again now; the result comes here.",
            "How was it settled? Write it; it is kept in the record.",
            "Nothing waits for a person.",
        ),
        (
            "ru",
            "1. Возврат 1 000 ₽, 1 попытка: the provider answers 500",
            [["1: ещё раз", "1: улажено вручную"], ["Обновить", "‹ Управление"]],
            "Пробую ещё раз; итог появится здесь.",
            "Как это улажено? Напишите; запись сохранится.",
            "Ничего не ждёт человека.",
        ),
    ],
)
async def test_a_stuck_refund_is_tried_again_or_settled_by_hand(
    chat: Chat, language: str, item, labels, toast, asked, none
) -> None:
    admin, _ = await root(chat, language)
    evening = await host_an_evening(chat, "Anna K.", price=50_000)
    await paying.pay(chat.db, evening.bookings[0])
    async with chat.db.begin() as tx:
        await closing.cancel(tx, evening.host_id, evening.event.id, "no place")
        await closing.wind_up(tx, evening.event.id)
        [refund] = await refunding.due(tx)
        await refunding.failed(tx, refund, "the provider answers 500")
    await admin.say("/admin")
    await admin.tap("Money" if language == "en" else "Деньги")
    card = await admin.screen()
    assert (text(card).splitlines()[1], buttons(card)) == (item, labels)
    assert await admin.tap(labels[0][0]) == {"text": toast, "show_alert": False}
    async with chat.db.begin() as tx:
        assert await refunding.due(tx) == [refund]
        await refunding.failed(tx, refund, "the provider answers 502")
    await admin.tap(labels[1][0])
    assert text(await admin.screen()).splitlines()[1].endswith("502")
    await admin.tap(labels[0][1])
    assert text(await admin.screen()) == asked
    assert text(await admin.say("by bank, 21 Nov")).splitlines()[1] == none
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(Refund.status))).scalar_one() == "refunded"
    assert await admin.send(card["message_id"], data=data(card)[0][0]) == {}, "nothing is tried any more"


@pytest.mark.parametrize(
    ("language", "news", "labels"),
    [
        ("en", "⚠️ A refund of ₽1,000 is stuck: “it answers 500”, 6 attempts.", [["Money", "Open"]]),
        ("ru", "⚠️ Возврат 1 000 ₽ завис: «it answers 500», 6 попыток.", [["Деньги", "Открыть"]]),
    ],
)
async def test_admins_hear_of_a_refund_that_is_stuck(chat: Chat, language: str, news, labels) -> None:
    admin, _ = await root(chat, language)
    evening = await host_an_evening(chat, "Anna K.", price=50_000)
    await paying.pay(chat.db, evening.bookings[0])
    async with chat.db.begin() as tx:
        await closing.cancel(tx, evening.host_id, evening.event.id, "no place")
        await closing.wind_up(tx, evening.event.id)
        [refund] = await refunding.due(tx)
        for _ in range(refunding.STUCK):
            await refunding.failed(tx, refund, "it answers 500")
    await chat.deliver()
    paper = await admin.screen()
    assert (text(paper), buttons(paper)) == (news, labels)
    await admin.tap(labels[0][0])
    below = await admin.screen()
    assert below["message_id"] > paper["message_id"]
    assert data(below)[0][0] == f"cash:r:{refund}:go"


@pytest.mark.parametrize(
    ("language", "room", "item", "ask", "asked", "labels", "none"),
    [
        (
            "en", "Money", "1. A payment of ₽700 that bought no seats", "1: give back…", "Give back ₽700?",
            [["Give back ₽700"], ["‹ Leave it"]], "Nothing waits for a person.",
        ),
        (
            "ru", "Деньги", "1. Оплата 700 ₽, которая не дала мест", "1: вернуть…", "Вернуть 700 ₽?",
            [["Вернуть 700 ₽"], ["‹ Оставить"]], "Ничего не ждёт человека.",
        ),
    ],
)  # fmt: skip
async def test_a_payment_that_bought_nothing_is_given_back_after_one_question(
    chat: Chat, language: str, room, item, ask, asked, labels, none
) -> None:
    admin, _ = await root(chat, language)
    evening = await host_an_evening(chat, "Anna K.", price=50_000)
    await paying.pay(chat.db, evening.bookings[0], amount=70_000)
    await admin.say("/admin")
    await admin.tap(room)
    card = await admin.screen()
    assert text(card).splitlines()[1] == item
    for _ in range(2):
        await admin.tap(ask)
        sure = await admin.screen()
        assert (text(sure), buttons(sure), sure["buttons"][0][0]["style"]) == (asked, labels, "danger")
        async with chat.db.begin() as tx:
            assert (await tx.execute(select(Refund.amount))).first() is None
        await admin.tap(labels[1][0])
        assert text(await admin.screen()) == text(card)
    for _ in range(2):
        assert await admin.send(card["message_id"], data=data(sure)[0][0]) == {}
        assert text(await admin.screen()).splitlines()[1] == none
    assert await admin.send(card["message_id"], data=data(card)[0][0]) == {}
    assert text(await admin.screen()).splitlines()[1] == none
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(Payment.status))).scalar_one() == "settled"
        assert (await tx.execute(select(Refund.amount))).scalars().all() == [70_000]
