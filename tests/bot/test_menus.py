"""The commands under the input field: everybody's, a host's, an admin's; in the person's language; set when they change."""

import pytest
from aiogram.types import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot import app
from core import menus, organizers, users
from core.models import Role
from tests import factories
from tests.bot.conftest import Chat, Person
from tests.bot.hosting import met
from tests.bot.paying import fault
from tests.core.test_events import make

BASE = ["events", "my", "new", "settings", "help"]
HOST = ["events", "my", "new", "hosting", "settings", "help"]


async def of(chat: Chat, person: Person) -> list[tuple[str, str]]:
    """The person's own commands, after the courier's round."""
    await chat.deliver()
    found = await chat.courier.bot.get_my_commands(scope=BotCommandScopeChat(chat_id=person.id))
    return [(one.command, one.description) for one in found]


async def calls(chat: Chat) -> int:
    made = (await chat.ask("GET", "/ledger"))["calls"]
    return len([call for call in made if call["method"].lower() == "setmycommands"])


@pytest.mark.parametrize(
    ("language", "mine", "other", "admin"),
    [("en", "My events", "Мои события", "Administration"), ("ru", "Мои события", "My events", "Управление")],
)
async def test_the_menu_grows_with_what_a_person_does_and_is_set_only_then(
    chat: Chat, language: str, mine: str, other: str, admin: str
) -> None:
    anna, user = await met(chat, "Anna K.", language)
    assert await of(chat, anna) == [], "everybody's will do"
    async with chat.db.begin() as tx:
        boss = await factories.person(tx, "Boss", role="admin")
        await make(tx, user)
    assert [name for name, _ in await of(chat, anna)] == HOST
    assert (await of(chat, anna))[3] == ("hosting", mine)
    before = await calls(chat)
    async with chat.db.begin() as tx:
        await make(tx, user)
        await organizers.create(tx, user.id, organizers.NewPage(slug="zarya", name="Zarya"))
    await anna.say("/my")
    await of(chat, anna)
    assert await calls(chat) == before
    async with chat.db.begin() as tx:
        await users.set_role(tx, user.id, Role.admin, boss.id)
    assert (await of(chat, anna))[-1] == ("admin", admin)
    await anna.say("/settings")
    await anna.tap("Русский" if language == "en" else "English")
    assert (await of(chat, anna))[3] == ("hosting", other)
    async with chat.db.begin() as tx:
        await users.set_role(tx, user.id, Role.user, boss.id)
    assert [name for name, _ in await of(chat, anna)] == HOST


async def test_who_was_named_an_admin_before_they_came_finds_the_menu(chat: Chat) -> None:
    anna = await chat.person()
    async with chat.db.begin() as tx:
        await users.promote(tx, [anna.id])
    assert await of(chat, anna) == []
    await anna.say("/start")
    assert [name for name, _ in await of(chat, anna)] == [*BASE, "admin"]
    async with chat.db.begin() as tx:
        user = await users.by_telegram(tx, anna.id)
        assert not await menus.hosts(tx, user.id)


async def test_a_start_sets_descriptions_only_if_they_are_new_and_a_refusal_stops_nothing(chat: Chat) -> None:
    bot = chat.courier.bot

    async def described() -> int:
        made = (await chat.ask("GET", "/ledger"))["calls"]
        return len([call for call in made if call["method"].lower() in ("setmydescription", "setmyshortdescription")])

    await fault(chat, "setMyCommands", "400", times=1)
    await app.set_menu(bot, chat.settings)
    assert (await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="ru")) != []
    once = await described()
    assert once > 0
    await app.set_menu(bot, chat.settings)
    assert await described() == once


async def test_everybodys_menus_are_set_at_the_start_by_scope_and_language(chat: Chat) -> None:
    bot = chat.courier.bot
    await app.set_menu(bot, chat.settings)
    for language, first in ((None, "What’s on"), ("en", "What’s on"), ("ru", "Афиша")):
        private = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code=language)
        assert [one.command for one in private] == BASE
        assert private[0].description == first
        groups = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats(), language_code=language)
        assert [(one.command, one.is_ephemeral) for one in groups] == [("events", True), ("my", True)]
