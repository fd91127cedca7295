"""Money on its way back: Stars by Telegram, once whatever breaks; a provider's by hand, with admins who know of it."""

import pytest

from bot.refunding import Refunding
from bot.sandbox.endpoint import SANDBOX
from bot.star_books import StarBooks
from core import integrity, refunding
from core.models import Payment, Refund
from core.settings import Settings
from tests.bot.conftest import Chat, booking_at, buttons, event, text
from tests.bot.paying import STARS, admin, calls, due_now, fault, hold, pay, rows, sweep

BACK = {"en": "Stalker, 35 mm: the money is back, 150 ⭐.", "ru": "Stalker, 35 mm: деньги возвращены, 150 ⭐."}
GIVE = {"en": "Give back", "ru": "Вернуть"}
LAST = {
    "en": "🎟 You are going: 1 seat. Paid 150 ⭐; it comes back in full until <t>.",
    "ru": "🎟 Вы идёте: 1 место. Оплачено 150 ⭐; вернём полностью до <t>.",
}


async def given_back(chat: Chat, language: str = "en", seats: int = 1, **kind):
    """Somebody paid for seats and gave them back."""
    shown = await event(chat, **(kind or STARS))
    anna = await chat.person(language=language)
    invoice = await hold(chat, anna, shown, seats)
    await pay(chat, anna, invoice["message_id"])
    await chat.deliver()
    card = (await anna.said())[0]
    await anna.tap("Refresh" if language == "en" else "Обновить", on=card) if "Refresh" in str(card) else None
    await anna.say(f"/start e_{shown.id}")
    return anna, shown


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_stars_go_back_whole_and_only_once(chat: Chat, language: str) -> None:
    anna, shown = await given_back(chat, language, seats=2)
    card = await anna.screen()
    # All or nothing: no row for fewer seats.
    labels = [label for row in buttons(card) for label in row]
    assert not any(label in labels for label in ("Change seats", "Изменить места"))
    await anna.tap(GIVE[language], on=card)
    quote = await anna.screen()
    assert buttons(quote)[0] == ["✓ 0", "2"]
    await anna.tap({"en": "Give back 2 · 300 ⭐", "ru": "Вернуть 2 · 300 ⭐"}[language], on=quote)
    await sweep(chat)
    said = {"en": "the money is back, 300 ⭐.", "ru": "деньги возвращены, 300 ⭐."}[language]
    assert any(text(message).endswith(said) for message in await anna.said())
    await due_now(chat)
    await sweep(chat)
    assert len(await calls(chat, "refundStarPayment")) == 1
    assert [m["service"] for m in await anna.messages() if "service" in m][-1] == "300 ⭐ came back"
    assert (await booking_at(chat, shown.id)).status == "cancelled"
    async with chat.db.begin() as tx:
        assert await integrity.check(tx) == []


async def test_a_program_that_died_after_telegrams_answer_asks_again_and_tells_once(chat: Chat) -> None:
    anna, _ = await given_back(chat)
    await anna.tap("Give back", on=await anna.screen())
    await anna.tap("Give back 1 · 150 ⭐", on=await anna.screen())
    # Telegram did it; its answer never came, as when the program is killed in between.
    await fault(chat, "refundStarPayment", "reset-after")
    await Refunding(chat.db, chat.courier.bot).give_back()
    (refund,) = await rows(chat, Refund)
    assert refund.status in {"refunding", "refunded"}  # Telegram's own news of it may have come first
    await chat.settle()
    await due_now(chat)
    await sweep(chat)
    (refund,) = await rows(chat, Refund)
    assert (refund.status, refund.error) == ("refunded", None)
    assert [text(message) for message in await anna.said()].count(BACK["en"]) == 1


async def test_a_refund_that_fails_is_tried_later_and_people_hear_of_a_stuck_one(chat: Chat) -> None:
    root, _ = await admin(chat, language="ru")
    anna, _ = await given_back(chat)
    await anna.tap("Give back", on=await anna.screen())
    await anna.tap("Give back 1 · 150 ⭐", on=await anna.screen())
    # To be asked to wait is no failure.
    await fault(chat, "refundStarPayment", "429", retry_after=7)
    await sweep(chat)
    (refund,) = await rows(chat, Refund)
    assert refund.attempts == 0
    await fault(chat, "refundStarPayment", "500", times=6, description="Internal Server Error: sorry")
    for attempt in range(1, 7):
        await due_now(chat)
        await sweep(chat)
        (refund,) = await rows(chat, Refund)
        assert refund.attempts == attempt
    await sweep(chat)  # not due yet
    assert (await rows(chat, Refund))[0].attempts == 6
    assert text(await anna.screen()) == (
        "Stalker, 35 mm: the refund takes longer than it should, 150 ⭐. People are on it; nothing to do."
    )
    stuck = text(await root.screen())
    assert stuck.startswith("⚠️ Возврат 150 ⭐ завис: «TelegramServerError: ")
    assert stuck.endswith("sorry», 6 попыток.")
    await root.say("/admin")
    await root.tap("Деньги")
    await root.tap("1: ещё раз")
    await sweep(chat)
    assert text(await anna.screen()) == BACK["en"]


async def test_stars_that_an_admin_gave_back_after_the_round_began_are_not_sent(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, boss = await admin(chat)
    anna, _ = await given_back(chat)
    await anna.tap("Give back", on=await anna.screen())
    await anna.tap("Give back 1 · 150 ⭐", on=await anna.screen())
    (refund,) = await rows(chat, Refund)

    async def listed(*_: object, **__: object) -> list[int]:
        return [refund.id]

    async with chat.db.begin() as tx:
        await refunding.settle_by_hand(tx, boss.id, refund.id, "In cash at the door")
    monkeypatch.setattr(refunding, "due", listed)
    await Refunding(chat.db, chat.courier.bot).give_back()
    assert await calls(chat, "refundStarPayment") == []
    assert (await rows(chat, Refund))[0].by_hand


class TestAProviderOfItsOwn:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(provider_token="284685063:TEST:abc")

    @pytest.mark.parametrize(
        ("language", "paper", "item", "hand", "asked", "back", "labels"),
        [
            (
                "en",
                [
                    "⚠️ Stalker, 35 mm: a refund is yours to make.",
                    "Give back ₽500 at the payment provider, payment test-{charge}; Telegram has no way for it.",
                    "Then say so under Money.",
                ],
                "1. ₽500 to give back at the provider, payment test-{charge}",
                "1: settled by hand",
                "How was it settled? Write it; it is kept in the record.",
                "Stalker, 35 mm: the money is back, ₽500. A bank may take up to 5 days to show it.",
                [["Money", "Open"]],
            ),
            (
                "ru",
                [
                    "⚠️ Stalker, 35 mm: возврат нужно сделать вам.",
                    "Верните 500 ₽ у платёжного провайдера, платёж test-{charge}: Telegram этого не умеет.",
                    "Потом отметьте это в «Деньгах».",
                ],
                "1. Вернуть 500 ₽ у провайдера, платёж test-{charge}",
                "1: улажено вручную",
                "Как это улажено? Напишите; запись сохранится.",
                "Stalker, 35 mm: деньги возвращены, 500 ₽. Банк может показать их в течение 5 дней.",
                [["Деньги", "Открыть"]],
            ),
        ],
    )
    async def test_what_a_provider_charged_goes_back_by_hand_and_admins_are_told(
        self, chat: Chat, language: str, paper: list[str], item: str, hand: str, asked: str, back: str, labels
    ) -> None:
        root, _ = await admin(chat, language=language)
        anna, _ = await given_back(chat, language, price=50000)
        await anna.tap(GIVE[language], on=await anna.screen())
        await anna.tap({"en": "Give back 1 · ₽500", "ru": "Вернуть 1 · 500 ₽"}[language], on=await anna.screen())
        await sweep(chat)
        await sweep(chat)  # told once a day
        charge = "sandbox-00000001"
        paper = "\n".join(paper).format(charge=charge)
        told = [message for message in await root.said() if text(message) == paper]
        assert [buttons(message) for message in told] == [labels]
        await root.tap(labels[0][0], on=told[0])
        room = await root.screen()
        assert text(room).splitlines()[1:] == [item.format(charge=charge)]
        assert buttons(room)[0] == [hand]
        await root.tap(hand, on=room)
        assert text(await root.screen()) == asked
        await root.say("Refunded in the bank's panel")
        await sweep(chat)
        assert text(await anna.screen()) == back
        (refund,) = await rows(chat, Refund)
        assert (refund.status, refund.by_hand) == ("refunded", True)
        async with chat.db.begin() as tx:
            assert await integrity.check(tx) == []


async def test_stars_whose_news_was_lost_are_found_in_telegrams_list_and_a_taken_back_purchase_is_told(
    chat: Chat,
) -> None:
    root, _ = await admin(chat)
    shown = await event(chat, **STARS)
    anna = await chat.person()
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"], slowly=True)
    await chat.stop()
    sandbox = chat.app[SANDBOX]
    assert await chat.ask("POST", f"/people/{anna.id}/pay", message_id=invoice["message_id"]) == {"paid": True}
    for number in list(sandbox.pending()):  # a day later Telegram has forgotten them
        sandbox.journal.drop("updates", number)
    books = StarBooks(chat.db, chat.courier.bot)
    for _ in range(2):
        await books.compare()
    await StarBooks(chat.db, chat.courier.bot).compare()  # a restart reads the list from its beginning
    chat.start()
    (payment,) = await rows(chat, Payment)
    assert (payment.provider, payment.amount, payment.status) == ("stars", 150, "captured")
    assert (await booking_at(chat, shown.id)).status == "confirmed"
    # A store takes the purchase back: nothing of ours moves, people look at it.
    await chat.courier.bot.refund_star_payment(anna.id, payment.charge_id)
    await chat.settle()
    await books.compare()
    await chat.deliver()
    told = [text(message) for message in await root.said() if "differs" in text(message)]
    assert len(told) == 1
    assert told[0].startswith("⚠️ Stalker, 35 mm: payment 1 differs from the provider’s list. Here 150 ⭐, there 150 ⭐")
    assert told[0].endswith(", of that 150 ⭐ went back. Nothing was moved; please look.")
    assert await rows(chat, Refund) == []
