"""Pages in the chat: made by their name, filled in thing by thing, seen by guests, chosen for an event."""

import pytest
from sqlalchemy import select

from core import organizers
from core.models import Organizer
from core.organizers import NewPage
from tests.bot.conftest import Chat, Person, buttons, data, text
from tests.bot.hosting import met, user_of


async def page_of(chat: Chat) -> Organizer:
    async with chat.db.begin() as tx:
        return (await tx.execute(select(Organizer).order_by(Organizer.id.desc()))).first()


async def a_page(chat: Chat, host: Person, **values) -> Organizer:
    async with chat.db.begin() as tx:
        user = await user_of(chat, host)
        return await organizers.create(tx, user.id, NewPage(**{"slug": "zarya", "name": "Zarya film club"} | values))


@pytest.mark.parametrize(
    ("language", "tab", "empty", "new", "ask", "name", "card", "rows"),
    [
        (
            "en", "Pages", ["Pages", "A page gathers events under one name: a club, a place, a team. Its link shows them all."],
            "New page", "What is the page called? Write its name; everything else can come later.", "Zarya film club",
            ["Made. This is its card; fill in what guests should know.", "",
             "Zarya film club · t.me/eventbooker_bot?start=o_zarya-film-club", "Team: Marta · questions: 0"],
            [["Name", "Address"], ["About", "Logo"], ["Contacts", "Colour"], ["Team", "Questions"],
             ["Its events", "As a guest"], ["Share", "Copy link"], ["‹ Back"]],
        ),
        (
            "ru", "Страницы",
            ["Страницы", "Страница собирает события под одним именем: клуб, место, команда. По её ссылке видно все."],
            "Новая страница", "Как называется страница? Напишите название; остальное можно потом.", "Киноклуб «Заря»",
            ["Готово. Это её карточка; добавьте то, что нужно знать гостям.", "",
             "Киноклуб «Заря» · t.me/eventbooker_bot?start=o_kinoklub-zarya", "Команда: Marta · вопросы: 0"],
            [["Название", "Адрес"], ["О странице", "Логотип"], ["Контакты", "Цвет"], ["Команда", "Вопросы"],
             ["Её события", "Глазами гостя"], ["Отправить", "Скопировать"], ["‹ Назад"]],
        ),
    ],
)  # fmt: skip
async def test_a_page_is_made_by_its_name(chat: Chat, language, tab, empty, new, ask, name, card, rows) -> None:
    marta, _ = await met(chat, language=language)
    await marta.say("/hosting")
    await marta.tap(tab)
    listed = await marta.screen()
    assert text(listed).splitlines() == empty
    await marta.tap(new, on=listed)
    asked = await marta.screen()
    assert text(asked) == ask
    made = await marta.say(name)
    assert text(made).splitlines() == card
    assert buttons(made) == rows
    assert next(m for m in await marta.said() if m["message_id"] == asked["message_id"])["buttons"] == []
    await marta.tap(rows[-1][0], on=made)
    items = text(await marta.screen()).splitlines()
    assert items[1].startswith(f"1. {name} · ")
    assert buttons(await marta.screen())[0] == ["1"]
    again = await marta.say(name)
    assert "zarya" not in str(data(again)), "answered: what is typed now is a search"


async def test_everything_that_a_page_says_is_typed_and_shown_to_guests(chat: Chat) -> None:
    marta, _ = await met(chat)
    page = await a_page(chat, marta)
    card = await marta.say("/start o_zarya")
    assert text(card).splitlines()[0] == "Zarya film club · t.me/eventbooker_bot?start=o_zarya"
    for label, wrong, why, right in (
        ("Name", None, None, "Zarya"),
        ("Address", "Я", "That can’t be an address. Letters a–z, digits and - between them, 3 to 40, like zarya-club.", "Zarya-Club"),
        ("About", None, None, "Films that are not shown elsewhere."),
        ("Logo", "http://zarya.club", "That is no link I could use. It begins with https://", "https://zarya.club/logo.png"),
        ("Contacts", "zarya.club", "I could not read that. Write one contact a line, like “Phone: +7 999 123-45-67”.",
         "Site: https://zarya.club\nPhone: +7 999 123-45-67"),
        ("Colour", "red", "I could not read that as a colour. Write it like #7A1F2B.", "#7A1F2B"),
    ):  # fmt: skip
        await marta.tap(label)
        if wrong:
            assert text(await marta.say(wrong)) == why
        card = await marta.say(right)
    assert text(card).splitlines() == [
        "Zarya · t.me/eventbooker_bot?start=o_zarya-club",
        "Team: Marta · questions: 0 · colour #7A1F2B · with a logo",
        "",
        "Films that are not shown elsewhere.",
        "",
        "Site: https://zarya.club",
        "Phone: +7 999 123-45-67",
    ]
    await marta.tap("Logo")
    assert text(await marta.screen()).splitlines()[-1] == "https://zarya.club/logo.png"
    await marta.tap("Leave it empty")
    await marta.tap("Contacts")
    assert text(await marta.screen()).splitlines()[-2:] == ["Site: https://zarya.club", "Phone: +7 999 123-45-67"]
    await marta.tap("Leave it empty")
    now = await page_of(chat)
    assert (now.id, now.logo_url, now.contacts) == (page.id, None, {})
    await marta.tap("As a guest")
    seen = await marta.screen()
    assert text(seen).splitlines() == ["Zarya", "", "Films that are not shown elsewhere."]
    assert buttons(seen) == [["What’s on: Zarya"], ["‹ Back"]]
    await marta.tap("‹ Back")
    assert text(await marta.screen()).startswith("Zarya · t.me")
    guest, _ = await met(chat, "Oleg")
    shown = await guest.say("/start o_zarya-club")
    assert (text(shown).splitlines()[0], buttons(shown)[0]) == ("Zarya", ["What’s on: Zarya"])
    assert text(await guest.say("/start o_zarya")).startswith("This link opens nothing for you")


async def test_addresses_that_are_taken_and_names_that_are_too_long_are_asked_for_again(chat: Chat) -> None:
    marta, _ = await met(chat)
    await a_page(chat, marta, slug="mirror", name="Mirror")
    await a_page(chat, marta)
    await marta.say("/start o_zarya")
    await marta.tap("Address")
    assert text(await marta.say("mirror")) == "This address is taken. Write another one."
    assert "o_zarya-2" in text(await marta.say("zarya-2"))
    await marta.tap("Name")
    refused = await marta.say("x" * 300)
    assert text(refused) == "At most 200 characters, please. Shorten it and write again."
    await marta.tap("‹ Back", on=refused)
    await marta.tap("Name")
    assert text(await marta.say("/cancel")) == "Left as it was."
    assert (await page_of(chat)).name == "Zarya film club"


@pytest.mark.parametrize(
    "what",
    ["brand:{}:name:", "team:{}::", "team:{}:add:", "faqs:{}", "ques:{}:0:new", "seen:{}", "brand:{}:about:none"],
)
async def test_who_is_not_in_the_team_changes_nothing(chat: Chat, what: str) -> None:
    marta, _ = await met(chat)
    page = await a_page(chat, marta)
    oleg, _ = await met(chat, "Oleg")
    card = await oleg.say("/start")
    answer = await oleg.send(card["message_id"], data=what.format(page.id))
    assert answer["text"].startswith("There is nothing here for you")
    await oleg.say("Mine now")
    assert await page_of(chat) == page


async def test_the_page_is_chosen_for_an_event_in_the_wizard(chat: Chat) -> None:
    marta, user = await met(chat)
    page = await a_page(chat, marta)
    await marta.say("/new")
    await marta.say("Stalker")
    await marta.send((await marta.screen())["message_id"], data=data(await marta.screen())[0][0])
    for typed in ("Oktyabr", "40", "free"):
        await marta.say(typed)
    await marta.tap("Change")
    await marta.tap("Page")
    await marta.tap("Zarya film club")
    async with chat.db.begin() as tx:
        mine = await organizers.mine(tx, user.id)
    assert [one.id for one in mine] == [page.id]
    assert "Zarya film club" in str(buttons(await marta.screen()))
