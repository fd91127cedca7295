"""A page's team in the chat, chosen from Telegram's list of people; and what guests of the page ask again and again."""

import pytest

from core import organizers, questions
from core.models import Organizer
from tests import factories
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.hosting import met, user_of
from tests.bot.test_pages import a_page


async def names(chat: Chat, page: Organizer, of) -> list[str]:
    async with chat.db.begin() as tx:
        return [one.name for one in await organizers.team(tx, of.id, page.id)]


@pytest.mark.parametrize(
    ("language", "team", "alone", "about", "add", "ask", "keys", "news", "row", "paper"),
    [
        (
            "en", "Team", "1. Marta · you · from the start", "They manage the page and all its events.", "Add people",
            "Choose up to 10 people. They will manage the page and all its events.", [["Choose people"], ["Done"]],
            "Oleg, Rita may now manage the page’s events. This chat is not open yet for Rita; send them the page’s link.",
            ["2. Oleg · added by Marta", "3. Rita · added by Marta · has not opened this chat yet"],
            "You may manage the events of Zarya film club, added by Marta",
        ),
        (
            "ru", "Команда", "1. Marta · это вы · с самого начала", "Им доступны страница и все её события.",
            "Добавить людей", "Выберите до 10 человек. Им будут доступны страница и все её события.",
            [["Выбрать людей"], ["Готово"]],
            "Доступ к событиям страницы: Oleg, Rita. Чат с ботом ещё не открыт: Rita; отправьте ссылку страницы.",
            ["2. Oleg · доступ от: Marta", "3. Rita · доступ от: Marta · чат с ботом ещё не открыт"],
            "Вам доступны события страницы «Zarya film club», доступ от: Marta",
        ),
    ],
)  # fmt: skip
async def test_people_are_chosen_into_the_team_and_hear_of_it(
    chat: Chat, language, team, alone, about, add, ask, keys, news, row, paper
) -> None:
    marta, user = await met(chat, language=language)
    page = await a_page(chat, marta)
    oleg, _ = await met(chat, "Oleg", language=language)
    rita = await chat.person("Rita")
    await marta.say("/start o_zarya")
    await marta.tap(team)
    card = await marta.screen()
    assert text(card).splitlines() == [
        f"Zarya film club: {team.lower() if language == 'ru' else 'the team'}",
        alone,
        "",
        about,
    ]
    assert buttons(card)[:1] == [[add]], "who is alone has nobody to take off"
    await marta.tap(add)
    assert text(await marta.screen()) == ask
    assert await marta.keys() == keys
    await chat.restart()
    await marta.press(keys[0][0], oleg, rita)
    said = await marta.said()
    assert text(said[-2]) == news
    assert text(said[-1]).splitlines()[1:4] == [alone, *row]
    assert buttons(said[-1])[0] == ["✕ 1", "✕ 2", "✕ 3"]
    assert await marta.keys() == []
    await chat.deliver()
    assert text(await oleg.screen()).startswith(paper)
    assert await rita.said() == [], "nobody is written to who never pressed START"
    assert await names(chat, page, user) == ["Marta", "Oleg", "Rita"]
    card = await rita.say("/start o_zarya")
    assert "t.me/eventbooker_bot?start=o_zarya" in text(card), "the page is theirs as well"


async def test_who_is_in_stays_in_and_is_taken_off_after_a_question(chat: Chat) -> None:
    marta, user = await met(chat)
    page = await a_page(chat, marta)
    oleg, _ = await met(chat, "Oleg")
    await marta.say("/start o_zarya")
    await marta.tap("Team")
    for news in ("Oleg may now manage the page’s events.", "Nobody new: they are in the team already."):
        await marta.tap("Add people")
        await marta.press("Choose people", oleg)
        assert text((await marta.said())[-2]) == news
    await chat.deliver()
    assert len([m for m in await oleg.said() if "You may manage" in m["text"]]) == 1
    card = await marta.screen()
    for _ in range(2):
        await marta.tap("✕ 2", on=card)
        assert text(await marta.screen()) == "Take the page from Oleg? Events that they host stay theirs."
        await marta.tap("Leave it")
    await marta.tap("✕ 2", on=card)
    asked = await marta.screen()
    for _ in range(2):
        await marta.send(asked["message_id"], data=data(asked)[0][0])
        assert text(await marta.screen()).splitlines()[1] == "1. Marta · you · from the start"
    assert await names(chat, page, user) == ["Marta"]
    answer = await marta.send(asked["message_id"], data=f"team:{page.id}:gone:{user.id}")
    assert answer["text"] == "A page needs somebody to look after it. Add another person first, then leave."
    assert text(await marta.screen()).splitlines()[1] == "1. Marta · you · from the start"


async def test_who_leaves_sees_the_own_pages_and_whoever_was_taken_off_adds_nobody(chat: Chat) -> None:
    marta, user = await met(chat)
    page = await a_page(chat, marta)
    oleg, other = await met(chat, "Oleg")
    async with chat.db.begin() as tx:
        await organizers.add_member(tx, user.id, page.id, other.id)
    await oleg.say("/start o_zarya")
    await oleg.tap("Team")
    await oleg.tap("✕ 2")
    assert text(await oleg.screen()).startswith("Leave the team of Zarya film club?")
    await oleg.tap("Take it away")
    assert text(await oleg.screen()).splitlines()[0] == "Pages"
    async with chat.db.begin() as tx:
        await organizers.add_member(tx, user.id, page.id, other.id)
    await oleg.say("/start o_zarya")
    await oleg.tap("Team")
    await oleg.tap("Add people")
    async with chat.db.begin() as tx:
        await organizers.remove_member(tx, user.id, page.id, other.id)
    rita, _ = await met(chat, "Rita")
    before = len(await oleg.said())
    await oleg.press("Choose people", rita)
    assert await names(chat, page, user) == ["Marta"]
    said = [text(message) for message in (await oleg.said())[before:]]
    assert [line.split("\n")[0] for line in said] == [
        "There is nothing here for you: gone, or not yours. Here is what’s on.",
        "What’s on",
    ]
    assert text((await oleg.said())[-1])
    away = await oleg.press("Done")
    assert await oleg.keys() == []
    assert text(away).splitlines()[0] == "Settings"


@pytest.mark.parametrize(
    ("language", "team", "add", "only", "keys", "gone"),
    [
        ("en", "Team", "Add people", "I can only add people from the button below: so it is surely them.",
         [["Choose people"], ["Done"]], "The button below is put away."),
        ("ru", "Команда", "Добавить людей", "Могу добавить людей только по кнопке ниже: так это точно они.",
         [["Выбрать людей"], ["Готово"]], "Кнопку ниже убираю."),
    ],
)  # fmt: skip
async def test_a_name_that_is_written_is_no_search_and_the_picker_goes_with_its_question(
    chat: Chat, language, team, add, only, keys, gone
) -> None:
    marta, _ = await met(chat, language=language)
    await a_page(chat, marta)
    await marta.say("/start o_zarya")
    await marta.tap(team)
    await marta.tap(add)
    assert text(await marta.say("@oleg")) == only
    assert await marta.keys() == keys
    await marta.say("/new")
    assert text((await marta.said())[-2]) == gone
    assert await marta.keys() == []


@pytest.mark.parametrize(
    ("language", "room", "empty", "add", "ask", "answer", "labels"),
    [
        ("en", "Questions", ["Zarya film club: questions", "None yet.", "",
                             "Guests read them on the page and under each of its events."],
         "Add a question", "Write the question.", "Write the answer.",
         [["The question", "The answer"], ["Delete…"], ["‹ Back"]]),
        ("ru", "Вопросы", ["Zarya film club: вопросы", "Пока нет.", "",
                           "Гости читают их на странице и под каждым её событием."],
         "Добавить вопрос", "Напишите вопрос.", "Напишите ответ.",
         [["Вопрос", "Ответ"], ["Удалить…"], ["‹ Назад"]]),
    ],
)  # fmt: skip
async def test_a_question_is_written_answered_and_read_by_guests(
    chat: Chat, language, room, empty, add, ask, answer, labels
) -> None:
    marta, _ = await met(chat, language=language)
    page = await a_page(chat, marta)
    await marta.say("/start o_zarya")
    await marta.tap(room)
    assert text(await marta.screen()).splitlines() == empty
    await marta.tap(add)
    assert text(await marta.screen()) == ask
    asked = await marta.say("Is there a <b>cloakroom</b>?")
    assert text(asked).splitlines() == [answer, "", "Is there a <b>cloakroom</b>?"]
    await chat.restart()
    card = await marta.say("Yes, it is free.")
    assert text(card).splitlines() == ["Is there a <b>cloakroom</b>?", "", "Yes, it is free."]
    assert buttons(card) == labels
    await marta.tap(labels[0][0])
    await marta.say("And a bar?")
    await marta.tap(labels[0][1])
    card = await marta.say("Also.")
    assert text(card).splitlines() == ["And a bar?", "", "Also."]
    async with chat.db.begin() as tx:
        shown = await factories.event(tx, organizer_id=page.id)
    guest, _ = await met(chat, "Oleg", language=language)
    home = await guest.say(f"/start e_{shown.id}")
    await guest.send(home["message_id"], data=f"faq:{shown.id}:0")
    assert text(await guest.screen()).splitlines() == ["And a bar?", "", "Also."]


async def test_questions_are_put_in_order_and_deleted_after_a_question(chat: Chat) -> None:
    marta, user = await met(chat)
    page = await a_page(chat, marta)
    async with chat.db.begin() as tx:
        for asked in ("One?", "Two?", "Three?"):
            await questions.add(tx, user.id, page.id, asked, "Yes")
    await marta.say("/start o_zarya")
    await marta.tap("Questions")
    assert text(await marta.screen()).splitlines()[1:4] == ["1. One?", "2. Two?", "3. Three?"]
    await marta.tap("2")
    assert buttons(await marta.screen()) == [
        ["The question", "The answer"], ["Higher", "Lower"], ["‹", "›"], ["Delete…"], ["‹ Back"]
    ]  # fmt: skip
    await marta.tap("Higher")
    assert buttons(await marta.screen())[1:3] == [["Lower"], ["›"]]
    await marta.tap("›")
    assert text(await marta.screen()).splitlines()[0] == "One?"
    await marta.tap("Delete…")
    sure = await marta.screen()
    assert text(sure).splitlines()[0] == "Delete this question?"
    await marta.tap("Keep")
    await marta.send(sure["message_id"], data=data(sure)[0][0])
    assert text(await marta.screen()).splitlines()[1:3] == ["1. Two?", "2. Three?"]
    again = await marta.send(sure["message_id"], data=data(sure)[0][0])
    assert again["text"].startswith("There is nothing here for you")
    await marta.say("/start o_zarya")
    await marta.tap("Questions")
    await marta.tap("Add a question")
    assert text(await marta.say("x" * 301)) == "At most 300 characters, please. Shorten it and write again."
    await marta.say("Four?")
    assert text(await marta.say("y" * 4001)) == "At most 4,000 characters, please. Shorten it and write again."
    await marta.say("Now it fits")
    async with chat.db.begin() as tx:
        assert [one.question for one in await questions.of_page(tx, page.id)] == ["Two?", "Three?", "Four?"]
    assert (await user_of(chat, marta)).id == user.id
