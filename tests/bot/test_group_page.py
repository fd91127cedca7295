"""Groups and inline mode in the chat page, in a real browser: a card is shared there, pressed there and stays true."""

import asyncio
import html
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    EphemeralMessageParameters,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    SwitchInlineQueryChosenChat,
)
from playwright.async_api import Locator, Page, expect

from bot.sandbox.state import USERNAME
from core.models import BookingStatus
from tests.bot.conftest import Chat, booking_at, event
from tests.bot.other_chats import redraw, rest
from tests.bot.sandbox_room import Room, key, keys, running

pytest_plugins = ["tests.browser"]
Tab = Callable[..., AbstractAsyncContextManager[Page]]
TYPING = "(field, texts) => texts.forEach((text) => { field.value = text; field.dispatchEvent(new Event('input')); })"
PHONE = {"width": 390, "height": 844}
MARKUP = "<b>Eve</b><img src=x onerror=alert(1)>"


def words(page: Page, text: str) -> Locator:
    return page.locator("#messages li").filter(has_text=text)


def results(page: Page) -> Locator:
    return page.locator("#results button:not(.above)")


async def do(page: Page, deed: str) -> None:
    """Choose from the menu of the chat's head."""
    await page.locator("#more").click()
    await page.get_by_role("menuitem", name=deed).click()


async def club(room: Room, *members: int, bot: bool = True) -> int:
    _, made = await room.ask("POST", "/groups", {"title": "Club", "type": "group", "members": list(members)})
    if bot:
        await room.ask("POST", f"/groups/{made['id']}/add", {"person": members[0]})
        await room.updates()
    return made["id"]


async def heard(room: Room, kind: str) -> Any:
    """The next update of this kind."""
    async with asyncio.timeout(20):
        return await room.next_update(kind)


async def offer(room: Room, names: list[str], **how: Any) -> Any:
    """Answer the next inline query with these titles; the query."""
    query = await heard(room, "inline_query")
    found = [
        InlineQueryResultArticle(
            id=name,
            title=name,
            description="free",
            input_message_content=InputTextMessageContent(message_text=html.escape(name)),
        )
        for name in names
    ]
    await room.bot.answer_inline_query(query.id, found, **how)
    return query


async def test_a_card_is_shared_into_a_group_pressed_by_another_and_changes_before_everybodys_eyes(
    chat: Chat, tab: Tab
) -> None:
    shared = await event(chat)
    anna, _ = await chat.person("Anna K."), await chat.person("Oleg")
    await anna.say("/start")
    async with tab(f"{chat.url}/#/{anna.id}", viewport=PHONE) as hers, tab(f"{chat.url}/#/", viewport=PHONE) as his:
        await hers.get_by_role("button", name="People").click()
        await hers.get_by_role("button", name="New group").click()
        await hers.get_by_label("Title").fill("Film club")
        for name in ("Anna K.", "Oleg"):
            await hers.get_by_role("checkbox", name=name).check()
        await hers.get_by_role("button", name="Make the group").click()
        await expect(hers.locator("#bot-name")).to_have_text("Film club")
        await do(hers, "Add the bot")
        await expect(words(hers, "Anna K. added EventBooker")).to_be_visible()
        await expect(hers.locator("#talking")).to_contain_text("Oleg and the bot")
        await hers.locator("#text").fill(f"@{USERNAME} stalk")
        await results(hers).filter(has_text="Stalker").click()
        sent = words(hers, "10 left").filter(has_text=f"via @{USERNAME}")
        await expect(sent).to_be_visible()
        await expect(hers.locator("#text")).to_have_value("")
        # A newcomer is led to START, and from there to the card.
        await his.get_by_role("list", name="Groups of Oleg").get_by_role("link").click()
        await words(his, "10 left").get_by_role("button", name="Book").click()
        await his.get_by_role("button", name="START").click()
        await expect(words(his, "10 of 10 seats left").get_by_role("button", name="Book 1 seat")).to_be_visible()
        # The bot posts the card itself, and answers a tap on it to one person alone.
        await his.locator("#text").fill(f"https://t.me/{USERNAME}?startgroup=e_{shared.id}")
        await his.keyboard.press("Enter")
        await his.get_by_role("link", name="startgroup").click()
        await his.locator("#where-chats").get_by_role("button", name="Film club").click()
        await expect(his.locator("#bot-name")).to_have_text("Film club")
        await chat.settle()
        await redraw(chat)
        posted = words(hers, "10 left").filter(has=hers.get_by_role("button", name="In private"))
        await expect(posted).to_be_visible()
        await words(his, "In private").get_by_role("button", name="Book").click()
        panel = words(his, "Only you see this")
        await panel.get_by_role("button", name="2").click()
        await panel.get_by_role("button", name="Book 2 seats").click()
        await expect(panel).to_contain_text("2 seats are yours")
        assert (await booking_at(chat, shared.id)).status is BookingStatus.confirmed
        await expect(words(hers, "Only you see this")).to_have_count(0)
        await rest(chat)
        await redraw(chat)
        for card in (sent, posted):
            await expect(card.filter(has_text="10 left")).to_have_count(0)
        await expect(words(hers, "8 left")).to_have_count(2)
        assert await hers.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        await panel.get_by_role("button", name="Open").click()
        await expect(his.locator("#bot-name")).to_have_text("EventBooker")
        await expect(words(his, "/start b_")).to_be_visible()


async def test_a_group_is_live_and_a_whisper_is_for_one_alone(tab: Tab) -> None:
    async with running() as room:
        ann, bob = await room.person(first_name=MARKUP), await room.stranger(first_name="Bob")
        scope = BotCommandScopeAllGroupChats()
        await room.bot.set_my_commands([BotCommand(command="my", description="Mine", is_ephemeral=True)], scope=scope)
        number = await club(room, ann, bob)
        here = [f"{room.url}/#/{who}/{number}" for who in (ann, bob)]
        async with tab(here[0]) as hers, tab(here[1]) as his:
            await expect(his.locator("#messages .svc").last).to_have_text(f"{MARKUP} added EventBooker")
            await his.locator("#text").fill("Shall we?")
            await his.keyboard.press("Enter")
            await expect(words(hers, "Shall we?").locator(".by b")).to_have_text("Bob")
            await expect(words(his, "Shall we?")).to_have_class("msg me")
            sent = await room.bot.send_message(number, "card", reply_markup=keys([key("Book", callback_data="b")]))
            await words(his, "card").get_by_role("button", name="Book").click()
            tap = await heard(room, "callback_query")
            assert (tap.from_user.id, tap.message.message_id) == (bob, sent.message_id)
            only = EphemeralMessageParameters(receiver_user_id=bob, callback_query_id=tap.id)
            again = keys([key("Again", callback_data="c")])
            told = await room.bot.send_message(number, "for Bob", reply_markup=again, ephemeral_message_parameters=only)
            await room.bot.answer_callback_query(tap.id)
            await expect(words(his, "for Bob")).to_contain_text("Only you see this")
            await words(his, "for Bob").get_by_role("button", name="Again").click()
            tap = await heard(room, "callback_query")
            name = told.ephemeral_message_id
            assert tap.message.ephemeral_message_id == name
            await room.bot.answer_callback_query(tap.id, text="Yes.")
            await expect(his.locator(".toast")).to_have_text("Yes.")
            await room.bot.edit_ephemeral_message_text(
                chat_id=number, receiver_user_id=bob, ephemeral_message_id=name, text="changed"
            )
            await expect(words(his, "changed")).to_be_visible()
            await his.reload()
            await expect(words(his, "changed")).to_be_visible()
            await room.bot.delete_ephemeral_message(chat_id=number, receiver_user_id=bob, ephemeral_message_id=name)
            await expect(words(his, "changed")).to_have_count(0)
            # A command of the menu is between its sender and the bot.
            await his.get_by_role("button", name="Commands").click()
            await his.get_by_role("menuitem", name="/my Mine").click()
            assert (await heard(room, "message")).ephemeral_message_id
            await expect(words(his, "/my")).to_contain_text("Only you see this")
            await do(hers, "Send the bot away")
            await expect(words(his, f"{MARKUP} removed EventBooker")).to_be_visible()
            await expect(hers.locator(".msg", has_text="Only you see this")).to_have_count(0)
            await do(hers, "Make it a supergroup")
            for page in (hers, his):
                await expect(words(page, "made this a supergroup")).to_be_visible()
                await expect(page).to_have_url(re.compile(r".*/-100\d+$"))
            assert await hers.locator("img").count() == 0


async def test_what_the_bot_offers_is_asked_for_once_paged_and_chosen_by_keys(tab: Tab) -> None:
    async with running() as room:
        ann = await room.person()
        number = await club(room, ann, bot=False)
        async with tab(f"{room.url}/#/{ann}/{number}", viewport=PHONE) as page:
            field = page.locator("#text")
            typed = [f"@{USERNAME} jazz"[:length] for length in range(1, len(USERNAME) + 7)]
            await field.click()
            await field.evaluate(TYPING, typed)
            mine = InlineQueryResultsButton(text="My bookings", start_parameter="my")
            asked = await offer(room, [f"{MARKUP} {n:02}" for n in range(20)], next_offset="20", button=mine)
            assert (asked.query, asked.offset, asked.chat_type) == ("jazz", "", "group")
            await expect(results(page)).to_have_count(20)
            assert await room.updates() == []  # a query in 300 ms of silence, not one a letter
            await page.keyboard.press("Enter")
            await expect(results(page).first).to_be_focused()
            await page.keyboard.press("ArrowUp")
            await page.keyboard.press("ArrowUp")
            assert (await offer(room, ["last"])).offset == "20"
            await expect(results(page)).to_have_count(21)
            await expect(results(page).nth(19)).to_be_focused()
            await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Enter")
            assert (await heard(room, "chosen_inline_result")).result_id == "last"
            await expect(words(page, f"via @{USERNAME}")).to_contain_text("last")
            assert await page.locator("img").count() == 0
            await field.fill(f"@{USERNAME} nothing")
            await offer(room, [], button=mine)
            await expect(page.locator("#results")).to_contain_text("Nothing is found")
            await page.locator("#results").get_by_role("menuitem", name="My bookings").click()
            assert (await heard(room, "message")).text == "/start my"
            await expect(page).to_have_url(re.compile(rf".*/#/{ann}$"))
            await page.go_back()
            await expect(page.locator("#bot-name")).to_have_text("Club")
            await expect(field).to_have_value("")


async def test_sharing_asks_for_a_chat_and_types_the_words_there(tab: Tab) -> None:
    async with running() as room:
        ann = await room.person()
        await club(room, ann, bot=False)
        some = SwitchInlineQueryChosenChat(query="#8", allow_group_chats=True)
        row = [
            key("Share", switch_inline_query="#7"),
            key("To groups", switch_inline_query_chosen_chat=some),
            key("Here", switch_inline_query_current_chat="#9"),
        ]
        await room.bot.send_message(ann, "card", reply_markup=keys(row))
        async with tab(f"{room.url}/#/{ann}") as page:

            async def pressed(button: str) -> None:
                await page.locator(".keys").get_by_role("button", name=button, exact=True).click()

            where, field = page.locator("#where"), page.locator("#text")
            chats = where.locator("button > span:last-child")
            await pressed("Here")
            assert (await offer(room, ["x"])).query == "#9"
            await expect(field).to_have_value(f"@{USERNAME} #9")
            await expect(field).to_be_focused()
            await field.fill("half a word")
            await pressed("Share")
            await expect(chats).to_have_text(["The chat with the bot", "Club", "New group"])
            await page.keyboard.press("Escape")
            await expect(where).to_be_hidden()
            await pressed("To groups")
            await expect(chats).to_have_text(["Club", "New group"])
            await where.get_by_role("button", name="Club").click()
            assert (await offer(room, ["x"])).query == "#8"
            await expect(field).to_have_value(f"@{USERNAME} #8")
            await results(page).click()
            await expect(words(page, f"via @{USERNAME}")).to_be_visible()
            # What was half written in the other chat is still there; what is written here is not.
            await page.go_back()
            await expect(field).to_have_value("half a word")
            await pressed("Share")
            await where.get_by_role("button", name="New group").click()
            await page.get_by_label("Title").fill(MARKUP)
            await page.get_by_role("button", name="Make the group").click()
            await expect(page.locator("#bot-name")).to_have_text(MARKUP)
            assert (await offer(room, ["x"])).query == "#7"


async def test_a_tap_under_what_was_sent_by_inline_mode_is_known_by_its_own_name(tab: Tab) -> None:
    async with running() as room:
        ann, bob = await room.person(), await room.person(first_name="Bob")
        number = await club(room, ann, bob, bot=False)
        asking = asyncio.create_task(room.ask("POST", f"/people/{ann}/inline", {"query": "", "chat": number}))
        query = await heard(room, "inline_query")
        said = InputTextMessageContent(message_text="card")
        card = InlineQueryResultArticle(
            id="1", title="card", input_message_content=said, reply_markup=keys([key("Book", callback_data="b")])
        )
        await room.bot.answer_inline_query(query.id, [card])
        _, answer = await asking
        wish = {"chat": number, "query_id": answer["query_id"], "result_id": "1"}
        _, sent = await room.ask("POST", f"/people/{ann}/choose", wish)
        async with tab(f"{room.url}/#/{bob}/{number}") as page:
            await page.get_by_role("button", name="Book").click()
            tap = await heard(room, "callback_query")
            assert (tap.message, tap.inline_message_id) == (None, sent["inline_message_id"])
            await room.bot.answer_callback_query(tap.id, url=f"https://t.me/{USERNAME}?start=e_7")
            assert (await heard(room, "message")).text == "/start e_7"
            await expect(page).to_have_url(re.compile(rf".*/#/{bob}$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_group_fits_a_phone(tab: Tab, scheme: str) -> None:
    async with running() as room:
        long = [await room.stranger(first_name="W" * 64) for _ in range(3)]
        number = await club(room, *long)
        row = [key(said, callback_data=said) for said in ("♡ Сохранить", "Поделиться", "Ещё")]
        await room.bot.send_message(number, "x" * 200, reply_markup=keys(row))
        async with tab(f"{room.url}/#/{long[0]}/{number}", viewport=PHONE, color_scheme=scheme) as page:
            await expect(words(page, "xxx")).to_be_in_viewport()
            heights = [(await one.bounding_box())["height"] for one in await page.locator(".keys button").all()]
            assert len(set(heights)) == 1
            assert heights[0] < 45  # one line
            await page.get_by_role("button", name="People").click()
            await page.get_by_role("button", name="New group").click()
            await expect(page.get_by_role("dialog", name="New group")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
