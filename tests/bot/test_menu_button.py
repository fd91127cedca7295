"""The menu button: a Mini App in each person's language where the panel is public, else the commands."""

from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import MenuButtonWebApp, WebAppInfo

from bot.menu import set_menu
from core.settings import Settings
from tests.bot.conftest import Chat, Person

PUBLIC = {"bot_token": "1:real", "web": {"url": "https://seats.example"}}


async def button(chat: Chat, person: Person | None = None) -> tuple[Any, ...]:
    shown = await chat.courier.bot.get_chat_menu_button(chat_id=person and person.id)
    app = getattr(shown, "web_app", None)
    return (shown.type, getattr(shown, "text", None), app and app.url)


async def test_my_bookings_opens_from_the_menu_in_the_persons_language(chat: Chat) -> None:
    chat.settings = Settings(**PUBLIC)
    await chat.restart()
    await set_menu(chat.courier.bot, chat.settings)
    assert await button(chat) == ("web_app", "My bookings", "https://seats.example/app")
    vera, john = await chat.person("Вера", "ru"), await chat.person("John", "en")
    for person in (vera, john):
        await person.say("/start")
    assert await button(chat, vera) == ("web_app", "Мои брони", "https://seats.example/app")
    assert await button(chat, john) == await button(chat)
    await vera.tap("English")
    assert await button(chat, vera) == await button(chat)
    await vera.say("/start")
    await vera.say("/settings")
    await vera.tap("Русский")
    assert (await button(chat, vera))[1] == "Мои брони"
    await set_menu(chat.courier.bot, Settings(language="ru", **PUBLIC))
    assert await button(chat, john) == ("web_app", "Мои брони", "https://seats.example/app")
    await set_menu(chat.courier.bot, Settings())
    assert await button(chat, john) == ("commands", None, None)


async def test_without_a_public_address_nothing_is_asked_of_telegram_in_a_turn(chat: Chat) -> None:
    vera = await chat.person("Вера", "ru")
    await vera.say("/start")
    calls = (await chat.ask("GET", "/ledger"))["calls"]
    assert [call for call in calls if call["method"] == "setChatMenuButton"] == []
    with pytest.raises(TelegramBadRequest, match="text"):
        await chat.courier.bot.set_chat_menu_button(
            menu_button=MenuButtonWebApp(text="", web_app=WebAppInfo(url="https://x.example"))
        )
    with pytest.raises(TelegramBadRequest, match="HTTPS"):
        await chat.courier.bot.set_chat_menu_button(
            menu_button=MenuButtonWebApp(text="x", web_app=WebAppInfo(url="http://x.example"))
        )
