"""The test payment is asked for, and answered later by a paper: nothing is confirmed by the tap itself (R42)."""

import pytest

from core import charging
from core.settings import Settings
from tests import factories
from tests.bot.conftest import Chat, booking_at, buttons, data, event, text
from tests.bot.hosting import met
from tests.bot.paying import hold, lapsed


@pytest.fixture
async def invoices() -> bool:
    return False


WORDS = {
    "en": {
        "held": "⏳ 2 seats are held for you until <t> (<r>). To pay: ₽1,000. A test payment: no money moves.",
        "pay": "Pay ₽1,000",
        "paying": "The payment is on its way; both your seats stay held. The ticket comes as a message.",
        "refresh": "Refresh",
        "running": "A payment is under way. Wait for its answer, it takes a moment.",
        "failed": "Stalker, 35 mm: the payment did not go through. Nothing is charged; 2 seats are held until <t> (<r>).",
        "again": [["Try again"], ["Open"]],
        "ticket": "2 seats · paid ₽1,000 · Anna K.",
        "going": "🎟 You are going: 2 seats. Paid ₽1,000; it comes back in full until <t>.",
    },
    "ru": {
        "held": "⏳ 2 места за вами до <t> (<r>). К оплате 1 000 ₽. Оплата пробная: деньги не списываются.",
        "pay": "Оплатить 1 000 ₽",
        "paying": "Оплата проходит, оба места остаются за вами. Билет придёт сообщением.",
        "refresh": "Обновить",
        "running": "Оплата ещё проходит. Дождитесь ответа, это недолго.",
        "failed": "Сталкер",
        "again": [["Ещё раз"], ["Открыть"]],
        "ticket": "2 места · оплачено 1 000 ₽ · Анна К.",
        "going": "🎟 Вы идёте: 2 места. Оплачено 1 000 ₽; вернём полностью до <t>.",
    },
}


def last(message) -> str:
    return text(message).splitlines()[-1]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_test_payment_is_on_its_way_until_a_paper_says_what_came_of_it(chat: Chat, language: str) -> None:
    said = WORDS[language]
    shown = await event(chat, price=50000)
    anna = await chat.person("Anna K." if language == "en" else "Анна К.", language)
    held = await hold(chat, anna, shown, seats=2)
    assert (last(held), buttons(held)[0]) == (said["held"], [said["pay"]])
    assert await anna.tap(said["pay"]) == {}
    card = await anna.screen()
    assert (last(card), buttons(card)[0]) == (said["paying"], [said["refresh"]])
    # The old button again: the same payment; other seats have to wait for its answer.
    assert await anna.send(card["message_id"], data=data(held)[0][0]) == {}
    booking = await booking_at(chat, shown.id)
    refused = await anna.send(card["message_id"], data=f"set:{booking.id}:1:0")
    assert refused == {"text": said["running"], "show_alert": True}
    assert last(await anna.screen()) == said["paying"]
    assert await charging.run(chat.db, refusal_rate=1) == 1
    await chat.deliver()
    failed = await anna.screen()
    assert buttons(failed) == said["again"]
    if language == "en":
        assert last(failed) == said["failed"]
    assert await anna.tap(said["again"][0][0], on=failed) == {}
    assert last(await anna.screen()) == said["paying"]
    assert await charging.run(chat.db) == 1
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[3] == said["ticket"]
    cards = [message for message in await anna.said() if [said["refresh"]] in buttons(message)]
    await anna.tap(said["refresh"], on=cards[-1])
    assert last((await anna.said())[-2]) == said["going"]
    assert (await booking_at(chat, shown.id)).status == "confirmed"


async def test_an_answer_after_the_hold_ended_finds_seats_anew_or_sends_the_money_back(chat: Chat) -> None:
    shown = await event(chat, price=50000, capacity=1)
    anna, boris = await chat.person(), await chat.person("Boris")
    await hold(chat, anna, shown)
    await anna.tap("Pay")
    await lapsed(chat, shown)
    await hold(chat, boris, shown)
    await charging.run(chat.db)
    await chat.deliver()
    late = await anna.screen()
    assert text(late) == "Stalker, 35 mm: the payment came too late, the seats were gone. ₽500 comes back in full."


class TestNothingIsSetUp:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(payments={"rail": "telegram"})

    @pytest.mark.parametrize(
        ("language", "pay", "said", "paper"),
        [
            (
                "en",
                "Pay ₽500",
                "Payment is not set up for this event yet. The seats are held until ",
                "⚠️ Stalker, 35 mm: guests can’t pay. Payment is not set up, or its provider refuses. {ask}",
            ),
            (
                "ru",
                "Оплатить 500 ₽",
                "Оплата для этого события ещё не настроена. Места за вами до ",
                "⚠️ Stalker, 35 mm: гости не могут оплатить. Оплата не настроена, или провайдер отказывает. {ask}",
            ),
        ],
    )
    async def test_a_payment_that_is_not_set_up_is_said_and_the_host_hears_of_it_once(
        self, chat: Chat, language: str, pay: str, said: str, paper: str
    ) -> None:
        host, user = await met(chat, "Marta", language)
        async with chat.db.begin() as tx:
            shown = await factories.event(tx, user, price=50000)
        anna = await chat.person(language=language)
        await hold(chat, anna, shown)
        for _ in range(2):
            answer = await anna.tap(pay)
            assert answer["text"].startswith(said)
            assert answer["show_alert"] is True
        assert buttons(await anna.screen())[0] == [pay]
        await chat.deliver()
        ask = {"en": "Ask those who run this bot: /paysupport", "ru": "Спросите тех, кто ведёт бота: /paysupport"}
        told = [message for message in await host.said() if text(message) == paper.format(ask=ask[language])]
        assert len(told) == 1
        assert (await booking_at(chat, shown.id)).status == "pending"
