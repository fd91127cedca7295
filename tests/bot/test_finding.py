"""Meeting the bot and finding an event: what is on, a search, a link, one's bookings, the panel."""

from itertools import chain

import pytest
from aiogram.exceptions import TelegramBadRequest

from core import users
from tests.bot.conftest import Chat, buttons, data, event, text


async def test_start_registers_and_shows_what_is_on_with_the_note_and_the_other_language_once(chat: Chat) -> None:
    shown = await event(chat, price=50000, capacity=40)
    anna = await chat.person()
    home = await anna.say("/start")
    assert text(home) == (
        "What’s on\n"
        "1. Stalker, 35 mm\n"
        "<wdt> · ₽500 · 40 left\n"
        "Type a word or a date to search.\n"
        "\n"
        "Seats, tickets and reminders live in this chat. Booking means accepting the /terms; what I store: /privacy."
    )
    assert data(home) == [
        [f"ev:{shown.id}:1:aaa.-.-"],
        ["pick:w:aaa.-.-", "pick:p:aaa.-.-", "list:aaf.-.-"],
        ["my:now:-"],
        ["cfg:lang:ru"],
    ]
    again = await anna.say("/start")
    assert "/privacy" not in text(again)
    assert "cfg:lang:ru" not in chain(*data(again))


async def test_a_newcomer_takes_the_other_language_and_keeps_the_card(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    assert await anna.tap("Русский") == {}
    card = await anna.screen()
    assert text(card) == (
        "Stalker, 35 mm\n"
        "<wDt> · 2 ч\n"
        "📍 Oktyabr cinema, 24 Novy Arbat\n"
        "Бесплатно · свободно 10 из 10\n"
        "Организатор: Marta\n"
        "\n"
        "Места, билеты и напоминания живут в этом чате. Бронируя, вы принимаете /terms; что я храню: /privacy."
    )
    assert buttons(card) == [
        ["✓ 1", "2", "3", "4"],
        ["Взять 1 место · бесплатно"],
        ["♡ Сохранить", "Поделиться", "Ещё"],
        ["‹ Афиша"],
        ["English"],
    ]
    assert len(await anna.said()) == 1


@pytest.mark.parametrize("way_in", ["", " my", " settings", " i_nothing"])
@pytest.mark.parametrize("is_on", [True, False])
async def test_the_first_card_keeps_its_note_and_its_buttons_when_the_language_changes(
    chat: Chat, way_in: str, is_on: bool
) -> None:
    if is_on:
        await event(chat)
    anna = await chat.person()
    first = await anna.say(f"/start{way_in}")
    await anna.send(first["message_id"], button=[len(buttons(first)) - 1, 0])
    russian = await anna.screen()
    assert text(russian).endswith("Бронируя, вы принимаете /terms; что я храню: /privacy.")
    assert buttons(russian)[-1] == ["English"]
    assert len(buttons(russian)) == len(buttons(first))
    await anna.send(russian["message_id"], button=[len(buttons(russian)) - 1, 0])
    english = await anna.screen()
    told = "This link opens nothing for you: it may be withdrawn or mistyped. Ask whoever sent it for a fresh one.\n\n"
    assert (text(english), data(english)) == (text(first).removeprefix(told), data(first))
    assert len(await anna.said()) == 1


async def test_names_with_markup_emoji_and_right_to_left_text_stay_in_their_place(chat: Chat) -> None:
    name = "<b>Ночь</b> & 🎬👨‍👩‍👧 ערב סרטים \u202egnp.exe"
    shown = await event(chat, name=name, description="<script>\n" + "длинно " * 300, price=0)
    guest = await chat.person("<i>Eve</i> \u202eabc")
    card = await guest.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[0] == "<b>Ночь</b> & 🎬👨‍👩‍👧 ערב סרטים gnp.exe"
    assert "expandable_blockquote" in {entity["type"] for entity in card["entities"]}
    await guest.tap("Book 1 seat")
    await chat.deliver()
    ticket = await guest.screen()
    assert text(ticket).splitlines()[3] == "1 seat · <i>Eve</i> abc"
    await guest.tap("Add to calendar", on=ticket)
    file = await guest.screen()
    assert file["media"]["file_name"] == "b-b-gnp-exe.ics"
    await guest.say("/my")
    assert "<b>Ночь</b>" in text(await guest.screen())


async def test_a_very_long_text_is_a_search_like_any_other(chat: Chat) -> None:
    await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    for long in ("x" * 4096, "слово " * 600, "%_\\" * 100, "<b>" * 500, "🎟" * 1000, ":.:." * 100):
        shown = await anna.say(long)
        assert "on" in text(shown), long[:10]


async def test_one_hit_opens_its_card_and_many_are_a_list_with_pages_and_filters(chat: Chat) -> None:
    for number in range(8):
        await event(chat, name=f"Film {number}", price=0 if number % 2 else 50000)
    anna = await chat.person(language="ru")
    first = await anna.say("film")
    assert text(first).startswith("Афиша: film\n1. Film 0")
    assert buttons(first)[0] == ["1", "2", "3", "4", "5", "6"]
    assert buttons(first)[2:] == [["›"], ["✕ film"], ["🎟 Мои брони"]]
    await anna.tap("›")
    second = await anna.screen()
    assert "1. Film 6" in text(second)
    assert buttons(second)[2] == ["‹"]
    await anna.tap("‹", on=second)
    assert "1. Film 0" in text(await anna.screen())
    await anna.tap("Любая цена")
    assert buttons(await anna.screen())[1:3] == [["Бесплатно", "До 500 ₽"], ["До 1 000 ₽", "✓ Любая цена"]]
    await anna.tap("Бесплатно")
    free = await anna.screen()
    assert "Film 0" not in text(free)
    assert "Бесплатно" in chain(*buttons(free))
    await anna.tap("2", on=free)
    await anna.tap("‹ Афиша")
    assert text(await anna.screen()) == text(free)
    await anna.tap("✕ film")
    await anna.tap("Любой день")
    await anna.tap("Сегодня")
    assert text(await anna.screen()) == "Афиша\nНичего не подходит. Показать всё?"
    await anna.tap("Показать всё")
    assert "1. Film 0" in text(await anna.screen())
    assert "Film 3" in text(await anna.say("Film 3"))
    assert buttons(await anna.screen())[-1] == ["‹ Афиша"]


async def test_my_bookings_show_deadlines_first_and_how_the_past_ended(chat: Chat) -> None:
    going = await event(chat, name="Going")
    held = await event(chat, name="Held", price=50000)
    left = await event(chat, name="Left")
    anna = await chat.person()
    for shown in (going, held, left):
        await anna.say(f"/start e_{shown.id}")
        await anna.tap("Book 1 seat")
    await anna.tap("Give back")
    await anna.tap("Give back 1")
    mine = await anna.say("/my")
    assert text(mine).replace("<Dt>", "<t>") == (
        "My bookings\n1. ⏳ Held · 1 seat\npay until <t> (<r>)\n2. 🎟 Going · 1 seat\n<wdt>"
    )
    assert buttons(mine) == [["1", "2"], ["✓ Ahead", "Past", "‹ Events"]]
    await anna.tap("Past")
    assert text(await anna.screen()) == "My bookings\n1. Left · 1 seat\ngiven back"
    await anna.tap("1")
    await anna.tap("‹ Back")
    assert text(await anna.screen()).startswith("My bookings")
    await anna.tap("‹ Events")
    assert text(await anna.screen()).startswith("What’s on\n🎟 Next: Going (<r>)")


async def test_private_events_and_unknown_links_are_one_neutral_answer(chat: Chat) -> None:
    shown = await event(chat, access="private")
    anna = await chat.person(language="ru")
    await anna.say("/start")
    for payload in (f"e_{shown.id}", "e_999", f"e_{10**18}", "b_1", "t_" + "2" * 16, "nonsense", "e_", "i_" + "a" * 22):
        answer = await anna.say(f"/start {payload}")
        assert text(answer).startswith("По этой ссылке ничего не открывается"), payload
    assert "Stalker" not in str(await anna.messages())


async def test_the_panels_link_comes_in_a_button(chat: Chat) -> None:
    anna = await chat.person()
    link = await anna.say("/login")
    assert text(link) == "This link opens the panel once, within 10 minutes. Do not pass it on."
    assert link["buttons"][0][0]["url"].startswith("http://127.0.0.1:8080/login?t=")
    assert (await anna.say("/start login"))["buttons"][0][0]["url"] != link["buttons"][0][0]["url"]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_message_with_the_panels_link_can_not_be_passed_on(chat: Chat, language: str) -> None:
    anna, boris = await chat.person(language=language), await chat.person("Boris")
    await boris.say("/start")
    settings = await anna.say("/settings")
    assert "protected" not in settings
    for link in (await anna.say("/login"), await anna.say("/start login")):
        assert link["protected"]
        with pytest.raises(TelegramBadRequest, match="message can't be forwarded"):
            await chat.courier.bot.forward_message(boris.id, anna.id, link["message_id"])


async def test_a_link_that_is_no_button_can_still_be_copied(chat: Chat) -> None:
    web = chat.settings.web.model_copy(update={"url": "http://box:8080"})
    chat.dispatcher["settings"] = chat.settings.model_copy(update={"web": web})
    anna = await chat.person()
    link = await anna.say("/login")
    assert text(link).startswith(
        "This link opens the panel once, within 10 minutes. Do not pass it on: http://box:8080/"
    )
    assert "protected" not in link


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_help_law_settings_and_unknown_commands_answer(chat: Chat, language: str) -> None:
    anna = await chat.person(language=language)
    await anna.say("/start")
    for command in ("/help", "/terms", "/privacy", "/paysupport", "/settings", "/nonsense", "/cancel"):
        assert text(await anna.say(command)), command
    help_text = text(await anna.say("/help"))
    assert help_text == text(await anna.say("/nonsense"))
    await anna.say("/settings")
    await anna.tap("English" if language == "ru" else "Русский")
    assert text(await anna.screen()).startswith(
        "Settings\nLanguage: English\n" if language == "ru" else "Настройки\nЯзык: русский\n"
    )


async def test_somebody_who_blocks_the_bot_is_not_written_to_until_they_come_back(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/start")
    await chat.ask("POST", f"/people/{anna.id}/block")
    await chat.settle()
    async with chat.db.begin() as tx:
        assert not users.is_reachable(await users.by_telegram(tx, anna.id))
    await chat.ask("POST", f"/people/{anna.id}/unblock")
    await chat.settle()
    async with chat.db.begin() as tx:
        assert users.is_reachable(await users.by_telegram(tx, anna.id))
