"""/paysupport and /terms: a question about a payment reaches the admins, their answer reaches the person."""

import pytest

from core.settings import Settings
from tests.bot.conftest import Chat, buttons, data, event, plain, text
from tests.bot.paying import admin, hold, pay

WORDS = {
    "en": {
        "which": "Which payment? Those who run this bot will answer here.",
        "none": "You have paid for nothing here yet. Ask all the same: those who run this bot will answer here.",
        "other": "Something else",
        "home": "‹ Events",
        "back": "‹ Back",
        "ask": "What happened? Write it.",
        "passed": "Passed on, number 1. The answer comes here.",
        "asked": ["⚠️ Question 1 from Anna K.", "Stalker, 35 mm · ₽500 · test-sandbox-00000001", "Paid\ntwice <b>"],
        "reply": "Answer",
        "question": ["Question 1 from Anna K.", "Paid", "twice <b>", "Write the answer."],
        "done": ["Question 1 from Anna K.", "Paid", "twice <b>", "Answered:", "Look & see"],
        "answer": ["An answer to your question 1", "Paid", "twice <b>", "Look & see"],
        "more": "Ask more",
        "sum": "₽500 · Stalker, 35 mm · ",
        "money": "Money",
        "waits": ["Money that waits for a person", "1 question waits for an answer."],
        "button": "Question 1 · Anna K.",
        "last": "‹ Administration",
    },
    "ru": {
        "which": "Какой платёж? Те, кто ведёт этого бота, ответят здесь.",
        "none": "Платежей у вас пока нет. Всё равно спросите: те, кто ведёт этого бота, ответят здесь.",
        "other": "Другое",
        "home": "‹ Афиша",
        "back": "‹ Назад",
        "ask": "Что случилось? Напишите.",
        "passed": "Передаю, номер 1. Ответ придёт сюда.",
        "asked": ["⚠️ Вопрос 1, от: Anna K.", "Stalker, 35 mm · 500 ₽ · test-sandbox-00000001", "Paid\ntwice <b>"],
        "reply": "Ответить",
        "question": ["Вопрос 1, от: Anna K.", "Paid", "twice <b>", "Напишите ответ."],
        "done": ["Вопрос 1, от: Anna K.", "Paid", "twice <b>", "Ответ:", "Look & see"],
        "answer": ["Ответ на ваш вопрос 1", "Paid", "twice <b>", "Look & see"],
        "more": "Спросить ещё",
        "sum": "500 ₽ · Stalker, 35 mm · ",
        "money": "Деньги",
        "waits": ["Деньги, которые ждут человека", "Ждёт ответа 1 вопрос."],
        "button": "Вопрос 1 · Anna K.",
        "last": "‹ Управление",
    },
}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_question_about_a_payment_is_answered_in_the_chat(chat: Chat, language: str) -> None:
    said = WORDS[language]
    root, _ = await admin(chat, language=language)
    shown = await event(chat, price=50000)
    anna = await chat.person(language=language)
    none = await anna.say("/paysupport")
    assert (text(none), buttons(none)) == (said["none"], [[said["other"]], [said["home"]]])
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"])
    which = await anna.say("/paysupport")
    assert text(which) == said["which"]
    assert buttons(which)[0][0].startswith(said["sum"])
    assert buttons(which)[1:] == [[said["other"]], [said["home"]]]
    assert len(buttons(which)[0][0].encode("utf-16-le")) // 2 <= 34
    assert data(which)[0] == ["pays:1"]
    await anna.tap(said["sum"], on=which)
    ask = await anna.screen()
    assert (text(ask).splitlines()[-1], buttons(ask)) == (said["ask"], [[said["back"]]])
    await chat.restart()  # the question waits through it
    passed = await anna.say("Paid\n\u200btwice <b>")
    assert (text(passed), buttons(passed)) == (said["passed"], [[said["home"]]])
    await chat.deliver()
    paper = await root.screen()
    assert text(paper) == "\n".join(said["asked"])
    assert buttons(paper) == [[said["reply"]]]
    # It stands in the room of money too, until it is answered.
    await root.say("/admin")
    await root.tap(said["money"])
    room = await root.screen()
    assert text(room).splitlines() == said["waits"]
    assert buttons(room) == [[said["button"]], [said["last"]]]
    await root.tap(said["reply"], on=paper)
    question = await root.screen()
    assert question["message_id"] > paper["message_id"]
    assert text(question).splitlines() == said["question"]
    assert text(await root.say("Look & see")).splitlines() == said["done"]
    # A second answer changes nothing.
    await root.tap(said["reply"], on=paper)
    assert text(await root.screen()).splitlines() == said["done"]
    await chat.deliver()
    answer = await anna.screen()
    assert text(answer).splitlines() == said["answer"]
    assert buttons(answer) == [[said["more"]]]
    await anna.tap(said["more"], on=answer)
    assert text(await anna.screen()).splitlines()[-1] == said["ask"]


async def test_foreign_payments_and_questions_are_not_there_and_many_open_questions_are_enough(chat: Chat) -> None:
    root, _ = await admin(chat)
    shown = await event(chat, price=50000)
    anna, boris = await chat.person(), await chat.person("Boris", "ru")
    invoice = await hold(chat, anna, shown)
    await pay(chat, anna, invoice["message_id"])
    card = await boris.say("/paysupport")
    for hostile in ("pays:1", "pays:999999999999", "reply:1"):
        answer = await boris.send(card["message_id"], data=hostile)
        assert answer["show_alert"] is True
    for number in range(1, 7):
        await boris.send(card["message_id"], data="pays:0")
        said = await boris.say(f"Where is my money, {number}")
        if number < 6:
            assert text(said) == f"Передаю, номер {number}. Ответ придёт сюда."
    assert "Ваших вопросов без ответа: 5. Ответ придёт сюда, потом спросите ещё." in [
        text(message) for message in await boris.said()
    ]
    await chat.deliver()
    assert len([m for m in await root.said() if text(m).startswith("⚠️ Question")]) == 5


class TestTerms:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(terms_url="https://booking.example.org/terms", payments={"rail": "test"})

    @pytest.mark.parametrize(
        ("language", "first", "labels", "test"),
        [
            (
                "en",
                "What you agree to by booking",
                [["The full text"], ["‹ Events"]],
                "Payments here are test payments: no money moves.",
            ),
            (
                "ru",
                "С чем вы соглашаетесь, бронируя",
                [["Полный текст"], ["‹ Афиша"]],
                "Оплата здесь пробная: деньги не списываются.",
            ),
        ],
    )
    async def test_the_terms_lead_to_their_full_text(
        self, chat: Chat, language: str, first: str, labels, test: str
    ) -> None:
        anna = await chat.person(language=language)
        shown = await anna.say("/terms")
        assert text(shown).splitlines()[0] == first
        assert buttons(shown) == labels
        assert shown["buttons"][0][0]["url"] == "https://booking.example.org/terms"
        assert plain((await anna.say("/paysupport"))["text"]).splitlines()[-1] == test
