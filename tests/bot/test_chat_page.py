"""The chat page in a real browser: it looks at the sandbox as a person would, and aiogram answers it."""

import re
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    LabeledPrice,
    PreCheckoutQuery,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from playwright.async_api import Locator, Page, expect

from bot.sandbox.stream import STREAMS

from .sandbox_room import Room, key, keys, running

pytest_plugins = ["tests.browser"]
Tab = Callable[..., AbstractAsyncContextManager[Page]]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NOON = 1764331200  # Friday 28 November 2025, 12:00 UTC


def bubbles(page: Page) -> Locator:
    return page.locator("#messages .msg:not(.me) .bubble")


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9 * 8))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


async def answer(room: Room, **how: Any) -> CallbackQuery:
    query = await room.next_update("callback_query")
    await room.bot.answer_callback_query(query.id, **how)
    return query


async def test_a_newcomer_presses_start_and_sees_the_answer(tab: Tab) -> None:
    async with running() as room, tab(room.url, viewport=DESK) as page:
        await page.get_by_role("button", name="Open the chat").click()
        await page.get_by_role("button", name="START").click()
        message = await room.next_update("message")
        assert (message.text, message.from_user.first_name, message.from_user.language_code) == ("/start", "Vera", "en")
        await room.bot.send_message(message.chat.id, "Seats live <b>here</b>.")
        await expect(bubbles(page)).to_contain_text("Seats live here.")
        assert await bubbles(page).locator("b").inner_text() == "here"
        await expect(page.locator("#text")).to_be_visible()


async def test_a_deep_link_in_the_address_waits_for_start(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        async with tab(f"{room.url}/?start=e_7#/{who}") as page:
            await page.get_by_role("button", name="START").click()
            assert (await room.next_update("message")).text == "/start e_7"
            await expect(page.locator("#composer")).to_be_visible()
            assert page.url == f"{room.url}/#/{who}"


async def test_a_link_into_this_bot_is_followed_inside_the_chat(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        link = "https://t.me/eventbooker_bot?start=e_12"
        await room.bot.send_message(who, f'<a href="{link}">7</a>', reply_markup=keys([key("Again", url=link)]))
        async with tab(f"{room.url}/#/{who}") as page:
            for place in (page.get_by_role("link", name="7", exact=True), page.get_by_role("button", name="Again")):
                await place.click()
                assert (await room.next_update("message")).text == "/start e_12"


async def test_an_alert_is_a_dialog(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        await room.bot.send_message(who, "card", reply_markup=keys([key("Book", callback_data="book:7:2:4")]))
        async with tab(f"{room.url}/#/{who}") as page:
            await page.get_by_role("button", name="Book").click()
            await answer(room, text="Only 1 seat is left.", show_alert=True)
            await expect(page.get_by_role("alertdialog")).to_contain_text("Only 1 seat is left.")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alertdialog")).to_be_hidden()


async def test_a_pressed_button_spins_until_its_answer_which_is_a_toast(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        buttons = keys([key("1", callback_data="a"), key("Book", callback_data="b", style="primary")])
        await room.bot.send_message(who, "card", reply_markup=buttons)
        async with tab(f"{room.url}/#/{who}") as page:
            book = page.get_by_role("button", name="Book")
            await book.click()
            await expect(book).to_have_attribute("aria-busy", "true")
            assert (await answer(room, text="Two seats are yours.")).data == "b"
            await expect(page.locator(".toast")).to_have_text("Two seats are yours.")
            await expect(book).not_to_have_attribute("aria-busy", "true")
            await expect(book).to_have_class("primary")


async def test_an_edit_is_seen_without_reloading(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        rows = keys([key("1", callback_data="1"), key("2", callback_data="2")])
        sent = await room.bot.send_message(who, "one seat", reply_markup=rows)
        async with tab(f"{room.url}/#/{who}") as page:
            await page.get_by_role("button", name="2").focus()
            await room.bot.edit_message_text(
                "two seats", chat_id=who, message_id=sent.message_id, reply_markup=keys(
                    [key("1", callback_data="1"), key("✓ 2", callback_data="2")]
                )
            )  # fmt: skip
            await expect(bubbles(page)).to_contain_text("two seats")
            await expect(bubbles(page).locator("footer")).to_contain_text("edited")
            await expect(page.get_by_role("button", name="✓ 2")).to_be_focused()
            await room.bot.delete_message(who, sent.message_id)
            await expect(bubbles(page)).to_have_count(0)


async def test_a_bold_name_with_markup_stays_text(tab: Tab) -> None:
    name = "<b>Eve</b><img src=x onerror=alert(1)>"
    async with running() as room:
        who = await room.person(first_name=name)
        escaped = name.replace("<", "&lt;")
        await room.bot.send_message(who, f"Hello, <b>{escaped}</b>", reply_markup=keys([key(name, callback_data="x")]))
        async with tab(f"{room.url}/#/{who}") as page:
            assert await bubbles(page).locator("b").inner_text() == name
            await expect(page.locator(".person b")).to_have_text(name)
            await expect(page.locator(".keys button")).to_have_text(name)
            assert await page.locator("img").count() == 0


async def test_entities_nest_and_hide(tab: Tab) -> None:
    text = (
        "😀 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <tg-spoiler>secret</tg-spoiler> <code>K7Q2</code>\n"
        f"<blockquote expandable>{'Long story. ' * 40}</blockquote>\n<pre>a  b</pre>\n"
        '<a href="https://example.org/">there</a> /help'
    )
    async with running() as room:
        who = await room.person()
        await room.bot.send_message(who, text)
        async with tab(f"{room.url}/#/{who}") as page:
            bubble = bubbles(page)
            assert await bubble.locator("b > i").inner_text() == "both"
            assert [await bubble.locator(tag).inner_text() for tag in ("u", "s", "pre")] == ["under", "gone", "a  b"]
            link = bubble.get_by_role("link", name="there")
            assert await link.get_attribute("rel") == "noopener noreferrer"
            await bubble.locator(".spoiler").click()
            await expect(bubble.locator(".spoiler")).to_have_class("spoiler seen")
            await bubble.get_by_role("button", name="Show all").click()
            await expect(bubble.locator(".clipped")).to_have_count(0)
            await bubble.get_by_role("link", name="/help").click()
            assert (await room.next_update("message")).text == "/help"


async def test_times_are_in_the_readers_zone_and_language(tab: Tab) -> None:
    async with running() as room:
        who = await room.person(language_code="ru")
        formats = ("wDt", "t", "d", "r")
        tags = [f'<tg-time unix="{NOON}" format="{letters}">19:00 МСК</tg-time>' for letters in formats]
        await room.bot.send_message(who, "\n".join(tags))
        async with tab(f"{room.url}/#/{who}", timezone_id="Asia/Tokyo") as page:
            times = bubbles(page).locator("time.tg-time")
            await expect(times).to_have_count(4)
            shown = [text.replace("\u00a0", " ") for text in await times.all_inner_texts()]
            assert shown[:3] == ["пятница, 28 ноября 2025 г., 21:00", "21:00", "28.11.25"]
            assert re.fullmatch(r"\d+ (день|дня|дней) назад", shown[3])
            assert await times.first.get_attribute("title") == "19:00 МСК"


async def test_a_countdown_ticks(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        now = int(time.time())
        await room.bot.send_message(who, f'ends <tg-time unix="{now + 40}" format="r">soon</tg-time>')
        async with tab(f"{room.url}/#/{who}") as page:
            shown = bubbles(page).locator("time.tg-time")
            before = await shown.inner_text()
            assert re.fullmatch(r"in \d+ seconds", before)
            await expect(shown).not_to_have_text(before)


async def test_an_invoice_is_refused_and_then_paid(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        price = [LabeledPrice(label="2 seats", amount=100_000)]
        await room.bot.send_invoice(who, "Stalker", "Thursday, 19:00", "b:31", "RUB", price, provider_token="TEST:1")

        async def check(ok: bool, error: str | None = None) -> None:
            query: PreCheckoutQuery = await room.next_update("pre_checkout_query")
            await room.bot.answer_pre_checkout_query(query.id, ok=ok, error_message=error)

        async with tab(f"{room.url}/#/{who}") as page:
            await expect(bubbles(page)).to_contain_text("₽1,000")
            await page.locator(".keys").get_by_role("button", name="Pay").click()
            sheet = page.get_by_role("dialog", name="Stalker")
            await sheet.get_by_role("button", name="Pay").click()
            await check(ok=False, error="The hold has ended.")
            await expect(sheet.get_by_role("alert")).to_have_text("The hold has ended.")
            await sheet.get_by_role("button", name="Pay").click()
            await check(ok=True)
            await expect(sheet).to_be_hidden()
            assert (await room.next_update("message")).successful_payment.total_amount == 100_000
            await expect(page.locator("#messages .svc").last).to_have_text("You paid ₽1,000")
            await expect(page.locator(".keys")).to_have_count(0)


async def test_pictures_are_shown_and_papers_downloaded(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        await room.bot.send_photo(who, BufferedInputFile(picture(), "ticket.png"), caption="Show it at the door.")
        await room.bot.send_document(who, BufferedInputFile(b"BEGIN:VCALENDAR", "stalker.ics"))
        async with tab(f"{room.url}/#/{who}") as page:
            image = page.get_by_alt_text("Show it at the door.")
            await expect(image).to_be_visible()
            assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
            async with page.expect_download() as download:
                await page.get_by_role("link", name="stalker.ics").click()
            assert (await download.value).suggested_filename == "stalker.ics"


async def test_a_reader_who_scrolled_up_stays_there_and_one_at_the_end_follows(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        for part in range(5):
            await room.bot.send_message(who, "\n\n".join(f"<u>line {part}.{number}</u>" for number in range(9)))
        async with tab(f"{room.url}/#/{who}", viewport=DESK) as page:
            await expect(page.locator("#messages").get_by_text("line 4.8")).to_be_in_viewport()
            await room.bot.send_message(who, "news 1")
            await expect(bubbles(page).filter(has_text="news 1")).to_be_in_viewport()
            await page.locator("#log").evaluate("log => { log.scrollTop = -700; }")
            line = page.get_by_text("line 2.8", exact=True)
            before = await line.bounding_box()
            await room.bot.send_message(who, "news 2\n\nmore of it")
            await expect(bubbles(page).filter(has_text="news 2")).to_be_attached()
            after = await line.bounding_box()
            assert abs(after["y"] - before["y"]) < 1
            await page.get_by_role("button", name="To the newest message").click()
            await expect(bubbles(page).filter(has_text="news 2")).to_be_in_viewport()


async def test_what_was_missed_is_read_after_the_connection_was_lost(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        async with tab(f"{room.url}/#/{who}", complaints=True) as page:
            await expect(page.locator("#composer")).to_be_visible()
            room.app[STREAMS].close()
            await room.bot.send_message(who, "while you were away")
            await expect(bubbles(page)).to_contain_text("while you were away")


async def test_typed_text_is_kept_until_it_was_said(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        async with tab(f"{room.url}/#/{who}", complaints=True) as page:
            # Well before the key: a loaded browser may let a request pass that comes right after.
            await page.route("**/say", lambda route: route.abort())
            field = page.get_by_label("Message", exact=True)
            await field.fill("first")
            await page.keyboard.press("Shift+Enter")
            await page.keyboard.type("second")
            await page.keyboard.press("Enter")
            await expect(page.locator(".toast")).to_contain_text("doesn’t answer")
            await expect(field).to_have_value("first\nsecond")
            await page.unroute("**/say")
            await page.keyboard.press("Enter")
            assert (await room.next_update("message")).text == "first\nsecond"
            await expect(field).to_have_value("")
            await expect(field).to_be_focused()


async def test_the_commands_menu_speaks_the_persons_language(tab: Tab) -> None:
    async with running() as room:
        who = await room.person(language_code="ru")
        for language, words in ((None, ("What's on", "My bookings")), ("ru", ("Афиша", "Мои брони"))):
            rows = [
                BotCommand(command=name, description=said) for name, said in zip(("events", "my"), words, strict=True)
            ]
            await room.bot.set_my_commands(rows, language_code=language)
        async with tab(f"{room.url}/#/{who}") as page:
            await page.get_by_role("button", name="Commands").click()
            await expect(page.get_by_role("menuitem")).to_have_text(["/events Афиша", "/my Мои брони"])
            await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Enter")
            assert (await room.next_update("message")).text == "/my"
            await expect(page.get_by_role("menu")).to_have_count(0)


async def test_a_blocked_bot_can_be_unblocked(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        async with tab(f"{room.url}/#/{who}") as page:
            await page.get_by_role("button", name="More").click()
            await page.get_by_role("menuitem", name="Block the bot").click()
            await expect(page.locator("#composer")).to_be_hidden()
            assert (await room.next_update("my_chat_member")).new_chat_member.status == "kicked"
            await page.get_by_role("button", name="Unblock", exact=True).click()
            assert (await room.next_update("my_chat_member")).new_chat_member.status == "member"
            await expect(page.locator("#composer")).to_be_visible()


async def test_a_code_is_copied(tab: Tab) -> None:
    async with running() as room:
        who = await room.person()
        await room.bot.send_message(
            who, "ticket", reply_markup=keys([key("Copy the code", copy_text=CopyTextButton(text="K7Q2-M9XD"))])
        )
        rights = ["clipboard-read", "clipboard-write"]
        async with tab(f"{room.url}/#/{who}", permissions=rights) as page:
            await page.get_by_role("button", name="Copy the code").click()
            await expect(page.locator(".toast")).to_have_text("Copied")
            assert await page.evaluate("navigator.clipboard.readText()") == "K7Q2-M9XD"


async def test_two_tabs_are_two_people(tab: Tab) -> None:
    async with running() as room, tab(room.url) as anna, tab(room.url) as boris:
        for page, name in ((anna, "Anna"), (boris, "Борис")):
            await page.reload()
            first = page is anna
            form = page.get_by_role("region", name="Meet the bot") if first else page.get_by_role("dialog")
            if not first:
                await page.get_by_role("button", name="New person").click()
            await form.get_by_label("First name").fill(name)
            await form.get_by_role("button", name="Open the chat").click()
            await page.get_by_role("button", name="START").click()
            said = await room.next_update("message")
            assert said.from_user.first_name == name
            await room.bot.send_message(said.chat.id, f"for {name} only")
            await expect(bubbles(page)).to_contain_text(f"for {name} only")
        await expect(bubbles(anna)).to_have_count(1)
        await expect(anna.locator(".person")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_the_list_or_the_chat_and_never_scrolls_sideways(tab: Tab, scheme: str) -> None:
    async with running() as room:
        who = await room.person(first_name="A" * 64)
        row = [key(f"A long button {number}", callback_data=str(number)) for number in range(4)]
        await room.bot.send_message(who, f"{'long' * 40} <code>{'x' * 90}</code>", reply_markup=keys(row))
        async with tab(room.url, viewport=PHONE, color_scheme=scheme) as page:
            await expect(page.locator("#chat")).to_be_hidden()
            await page.locator(".person").click()
            await expect(page.locator("#people")).to_be_hidden()
            await expect(bubbles(page)).to_be_in_viewport()
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
            assert await page.locator("#log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
            await page.get_by_role("button", name="People").click()
            await expect(page.locator("#people")).to_be_visible()


async def test_the_keyboard_below_the_chat_says_hands_over_a_number_and_lets_people_be_chosen(tab: Tab) -> None:
    async with running() as room:
        who, ben = await room.person(), await room.stranger(first_name="Ben")
        wanted = KeyboardButtonRequestUsers(request_id=7, max_quantity=2, request_name=True)
        rows = [
            [KeyboardButton(text="People", request_users=wanted), KeyboardButton(text="Number", request_contact=True)],
            [KeyboardButton(text="Done")],
        ]
        async with tab(f"{room.url}/#/{who}", viewport=PHONE) as page:
            await room.bot.send_message(who, "Who?", reply_markup=ReplyKeyboardMarkup(keyboard=rows))
            await page.locator("#keys").get_by_role("button", name="People").click()
            await page.get_by_role("checkbox", name="Ben").check()
            await page.get_by_role("button", name="Choose").click()
            assert [one.user_id for one in (await room.next_update("message")).users_shared.users] == [ben]
            await page.get_by_role("button", name="Number").click()
            assert (await room.next_update("message")).contact.user_id == who
            await page.get_by_role("button", name="Done").click()
            assert (await room.next_update("message")).text == "Done"
            await room.bot.send_message(who, "Gone", reply_markup=ReplyKeyboardRemove())
            await expect(page.locator("#keys")).to_be_hidden()
