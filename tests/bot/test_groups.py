"""Cards in groups: posted by a link, tapped by everybody, answered to one person alone. To the group nothing is said."""

import pytest
from sqlalchemy import select

from bot import menu
from bot.sandbox.endpoint import SANDBOX
from bot.sandbox.state import USERNAME
from core import closing, invites
from core.models import Access, BookingStatus, EntryStatus, Event, WaitlistEntry
from tests import factories
from tests.bot.conftest import Chat, Person, booking_at, buttons, data, event, text
from tests.bot.hosting import host_an_evening, met, user_of
from tests.bot.other_chats import Group, fault, group, redraw, rest, rows
from tests.core import evening as evenings

CALM = pytest.mark.parametrize("language", ["en", "ru"])
SAY = {
    "en": {
        "card": ["Stalker, 35 mm", "<wDt>", "📍 Oktyabr cinema · free · 10 left"],
        "buttons": [["Book", "In private"]],
        "panel": [["✓ 1", "2", "3", "4"], ["Book 1 seat · free"], ["♡ Save", "Share", "More"]],
        "two": "2",
        "book": "Book 2 seats",
        "yours": "🎟 2 seats are yours. The ticket is in our private chat.",
        "open": "Open",
        "left": "8 left",
        "off": "🚫 Cancelled: “No place”.",
        "none": [["Sold out"], ["Join the waitlist", "In private"]],
        "wait": "Join the waitlist",
        "waiting": "You are number 1 on the waitlist, for 1 seat.",
        "faceless": "I can’t see who you are; write to me in private.",
        "nothing": "This link opens nothing for you: it may be withdrawn or mistyped. Ask whoever sent it for a fresh one.",
        "start": "Open @eventbooker_bot and press START to book.",
        "newer": ["Stalker, 35 mm", "A newer card is below."],
        "full": "All seats are taken right now. Join the waitlist with the button below.",
    },
    "ru": {
        "card": ["Stalker, 35 mm", "<wDt>", "📍 Oktyabr cinema · бесплатно · свободно 10"],
        "buttons": [["Забронировать", "В личном чате"]],
        "panel": [["✓ 1", "2", "3", "4"], ["Взять 1 место · бесплатно"], ["♡ Сохранить", "Поделиться", "Ещё"]],
        "two": "2",
        "book": "Взять 2 места",
        "yours": "🎟 2 места ваши. Билет в личном чате.",
        "open": "Открыть",
        "left": "свободно 8",
        "off": "🚫 Событие отменено: «No place».",
        "none": [["Мест нет"], ["В очередь", "В личном чате"]],
        "wait": "В очередь",
        "waiting": "Ваш номер в очереди: 1, на 1 место.",
        "faceless": "Не вижу, кто вы; напишите в личный чат.",
        "nothing": "По этой ссылке ничего не открывается: её могли отозвать или исказить. Попросите новую у того, кто прислал.",
        "start": "Откройте @eventbooker_bot и нажмите START, чтобы забронировать.",
        "newer": ["Stalker, 35 mm", "Новая карточка ниже."],
        "full": "Сейчас все места заняты. Встаньте в очередь кнопкой ниже.",
    },
}


async def club(chat: Chat, shared: Event, *people: Person) -> Group:
    """A group where the first of the people posted the card."""
    made = await group(chat, *people)
    await made.bring(people[0], f"e_{shared.id}")
    assert await redraw(chat) == 1
    return made


@CALM
async def test_seats_are_taken_in_a_group_while_nobody_else_sees_it(chat: Chat, language: str) -> None:
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    oleg, _ = await met(chat, "Oleg", language)
    made = await club(chat, shared, anna, oleg)
    [card] = await made.cards(oleg)
    assert text(card).splitlines() == say["card"]
    assert buttons(card) == say["buttons"]
    assert data(card) == [[f"grp:{shared.id}", ""]]
    assert card["buttons"][0][1]["url"] == f"https://t.me/{USERNAME}?start=e_{shared.id}"
    before = len(await oleg.messages())
    assert await made.tap(oleg, say["buttons"][0][0]) == {}
    [panel] = await made.whispers(oleg)
    assert buttons(panel) == say["panel"]
    assert await booking_at(chat, shared.id) is None  # the first tap never books
    await made.tap(oleg, say["two"], on=panel)
    [panel] = await made.whispers(oleg)
    await made.tap(oleg, say["book"], on=panel)
    [done] = await made.whispers(oleg)
    assert text(done).splitlines()[-1] == say["yours"]
    booking = await booking_at(chat, shared.id)
    assert (booking.seats, booking.status) == (2, BookingStatus.confirmed)
    assert done["buttons"][0][0] == {
        "text": say["open"], "url": f"https://t.me/{USERNAME}?start=b_{booking.id}"
    }  # fmt: skip
    # Twice is once, by the old button too.
    assert await made.send(oleg, panel, data(panel)[1][0]) == {}
    await made.tap(oleg, say["buttons"][0][0])
    assert len(await made.whispers(oleg)) == 2  # a panel more, no booking more
    assert (await booking_at(chat, shared.id)).id == booking.id
    assert await made.whispers(anna) == []
    assert len(await made.cards(anna)) == 1
    assert len(await oleg.messages()) == before
    await chat.deliver()
    assert (await oleg.screen())["media"]["kind"] == "photo"  # the ticket
    await rest(chat)
    assert await redraw(chat) == 1
    assert text((await made.cards(anna))[0]).endswith(say["left"])
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shared.host_id, shared.id, "No place")
    await rest(chat)
    await redraw(chat)
    [card] = await made.cards(anna)
    assert text(card).splitlines() == [*say["card"][:2], say["off"]]
    assert buttons(card) == []


@CALM
async def test_a_newcomer_is_led_to_start_and_so_is_who_gets_no_whisper(chat: Chat, language: str) -> None:
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    new = await chat.person("Oleg", language)
    made = await club(chat, shared, anna, new)
    there = {"url": f"https://t.me/{USERNAME}?start=e_{shared.id}"}
    book = say["buttons"][0][0]
    assert await made.tap(new, book) == there
    await new.say(f"/start e_{shared.id}")
    assert (await new.screen())["buttons"]
    assert await made.tap(new, book) == {}
    assert len(await made.whispers(new)) == 1
    # Telegram refuses the whisper: the link. It refuses the link as well: an alert.
    refused = {"description": "Bad Request: ephemeral messages are off"}
    await fault(chat, "sendMessage", "400", **refused)
    assert await made.tap(anna, book) == there
    await fault(chat, "sendMessage", "400", **refused)
    await fault(chat, "answerCallbackQuery", "400", description="Bad Request: URL_INVALID")
    assert await made.tap(anna, book) == {"text": say["start"], "show_alert": True}
    # A card that can't be changed any more: the deed is done, and looked at in private.
    assert await made.tap(anna, book) == {}
    [panel] = await made.whispers(anna)
    await fault(chat, "editEphemeralMessageText", "400", **refused)
    assert await made.tap(anna, panel["buttons"][1][0]["text"].split()[0], on=panel) == there
    assert (await booking_at(chat, shared.id)).status is BookingStatus.confirmed
    # Who blocked the bot is led there too.
    await chat.ask("POST", f"/people/{anna.id}/block")
    await chat.settle()
    assert await made.tap(anna, book) == there


@CALM
async def test_a_sold_out_card_leads_into_the_line(chat: Chat, language: str) -> None:
    say, shared = SAY[language], await event(chat, capacity=1)
    anna, _ = await met(chat, "Anna K.", language)
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await factories.person(tx), seats=1)
    made = await club(chat, shared, anna)
    [card] = await made.cards(anna)
    assert buttons(card) == say["none"]
    assert card["buttons"][0][0]["disabled"] == {}
    assert await made.send(anna, card, "say:full") == {"text": say["full"], "show_alert": True}
    await made.tap(anna, say["wait"])
    [panel] = await made.whispers(anna)
    await made.tap(anna, say["wait"].split()[0] if language == "en" else "Встать", on=panel)
    [panel] = await made.whispers(anna)
    assert text(panel).splitlines()[-1].startswith(say["waiting"])
    async with chat.db.begin() as tx:
        entry = (await tx.execute(select(WaitlistEntry))).one()
    assert (entry.seats, entry.status) == (1, EntryStatus.waiting)


async def test_a_paid_hold_is_paid_in_the_private_chat(chat: Chat) -> None:
    shared = await event(chat, price=50_000)
    anna, _ = await met(chat)
    made = await club(chat, shared, anna)
    await made.tap(anna, "Book")
    [panel] = await made.whispers(anna)
    await made.tap(anna, "Book 1 seat", on=panel)
    booking = await booking_at(chat, shared.id)
    [panel] = await made.whispers(anna)
    private = f"https://t.me/{USERNAME}?start=b_{booking.id}"
    labels = {one["text"]: one.get("url") for row in panel["buttons"] for one in row}
    assert [url for label, url in labels.items() if label.startswith(("Pay", "Send the invoice", "Let go"))]
    assert {url for url in labels.values() if url} == {private, f"https://t.me/{USERNAME}?start=e_{shared.id}"}
    # Its invoice and a word of it are in the private chat: the panel may be gone.
    assert (await anna.screen())["media"]["kind"] == "invoice"
    await chat.deliver()
    assert "1 seat is held" in (await anna.screen())["text"]
    for forged in (f"pay:{booking.id}", f"seats:{booking.id}:0", f"set:{booking.id}:0:0", f"tick:{booking.id}"):
        answer = await made.send(anna, panel, forged)
        assert answer == {"text": SAY["en"]["nothing"], "show_alert": True}
    assert (await booking_at(chat, shared.id)).status is BookingStatus.pending


@CALM
async def test_a_private_event_is_posted_by_its_hosts_alone_and_its_token_opens_it(chat: Chat, language: str) -> None:
    say = SAY[language]
    evening = await host_an_evening(chat, language=language, access=Access.private)
    marta, number = evening.host, evening.event.id
    async with chat.db.begin() as tx:
        invite = await invites.make(tx, evening.host_id, number)
    anna, _ = await met(chat, "Anna K.", language)
    await anna.say(f"/start i_{invite.token}")
    new = await chat.person("Oleg", language)
    made = await group(chat, anna, marta, new)
    for payload in (f"i_{invite.token}", f"e_{number}", "i_" + "x" * 22, "e_0", "my", "e_"):
        await made.bring(anna, payload)
    assert await redraw(chat) == 0  # a guest may come, not bring others
    await made.bring(marta, f"i_{invite.token}")
    assert await redraw(chat) == 1
    [card] = await made.cards(new)
    assert text(card).splitlines()[0] == "🔒 Stalker, 35 mm"
    assert data(card)[0][0] == f"gi:{invite.token}"
    assert await made.tap(new, say["buttons"][0][0]) == {"url": f"https://t.me/{USERNAME}?start=i_{invite.token}"}
    oleg, _ = await met(chat, "Oleg", language)
    other = await group(chat, oleg, marta)
    await other.bring(marta, f"i_{invite.token}")
    await redraw(chat)
    [card] = await other.cards(oleg)
    nothing = {"text": say["nothing"], "show_alert": True}
    # An id proves nothing, a token that nobody made does not either.
    assert await other.send(oleg, card, f"grp:{number}") == nothing
    assert await other.send(oleg, card, "gi:" + "A" * 22) == nothing
    assert await other.tap(oleg, say["buttons"][0][0]) == {}
    [panel] = await other.whispers(oleg)
    assert text(panel).startswith("🔒 Stalker")
    # Who runs it does that in private.
    assert await other.tap(marta, say["buttons"][0][0]) == {"url": f"https://t.me/{USERNAME}?start=i_{invite.token}"}
    async with chat.db.begin() as tx:
        await invites.revoke(tx, evening.host_id, invite.id)
    assert await other.send(oleg, card, f"gi:{invite.token}") == nothing
    await rest(chat)
    assert await redraw(chat) == 2
    assert buttons((await other.cards(oleg))[0]) == []


@CALM
async def test_the_group_hears_nothing_but_who_speaks_as_it_is_told_why(chat: Chat, language: str) -> None:
    chat.dispatcher["settings"] = chat.settings.model_copy(update={"language": language})
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    made = await group(chat, anna)
    await made.bring(anna)
    for said in ("/my", f"/my@{USERNAME}", "/start", f"/start@{USERNAME} nonsense", "/start@other_bot e_1", "stalker"):
        await made.say(anna, said)
    await redraw(chat)
    assert await made.cards(anna) == []
    for _ in range(2):
        await made.say(anna, f"/start@{USERNAME} e_{shared.id}", anonymous=True)
    [told] = [m for m in await made.cards(anna) if m["from"]["first_name"] != "Group"]
    assert text(told) == say["faceless"]
    assert told["buttons"][0][0]["url"] == f"https://t.me/{USERNAME}?start=my"


async def test_forged_taps_in_a_group_meet_the_core_and_change_nothing(chat: Chat) -> None:
    shared = await event(chat)
    hidden = await event(chat, access=Access.private)
    anna, _ = await met(chat)
    made = await club(chat, shared, anna)
    [card] = await made.cards(anna)
    await made.tap(anna, "Book")
    [panel] = await made.whispers(anna)
    nothing = {"text": SAY["en"]["nothing"], "show_alert": True}
    # Under the card of all nothing but its own button works.
    for forged in (
        f"book:{shared.id}:1:1",
        "home",
        "my:now:-",
        f"ev:{shared.id}:1:",
        "cfg:login:",
        "",
        "x" * 64,
        "grp:x",
    ):
        if forged:
            assert await made.send(anna, card, forged) == nothing, forged
    for forged in (f"book:{hidden.id}:1:1", f"ev:{hidden.id}:1:", "home", f"run:{shared.id}", "adm:home:0", "grp:0"):
        assert await made.send(anna, panel, forged) == nothing, forged
    assert await booking_at(chat, shared.id) is None
    assert await booking_at(chat, hidden.id) is None
    assert len(await made.cards(anna)) == 1


async def test_the_same_word_brings_one_card_and_a_restart_forgets_none(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    made = await group(chat, anna)
    await made.bring(anna, f"e_{shared.id}")
    [row] = await rows(chat)
    assert (row.chat_id, row.message_id, row.shown) == (made.id, None, "")
    said = chat.app[SANDBOX].messages(made.id).values()
    asked = next(message for message in said if message.get("text", "").startswith("/start"))
    chat.app[SANDBOX].push("message", asked)
    await chat.settle()
    await chat.restart()
    assert await redraw(chat) == 1
    assert len(await made.cards(anna)) == 1
    # Asked anew it is a new card.
    await made.bring(anna, f"e_{shared.id}")
    assert await redraw(chat) == 1
    assert len(await made.cards(anna)) == 2


@CALM
async def test_the_menus_commands_are_answered_to_their_sender_alone_with_links(chat: Chat, language: str) -> None:
    await menu.set_menu(chat.courier.bot, chat.settings)
    shared = await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    new = await chat.person("Oleg", language)
    made = await group(chat, anna, new)
    await made.bring(anna)
    await made.say(anna, "/events", ephemeral=True)
    [listed] = await made.whispers(anna)
    assert text(listed).splitlines()[:2] == ["What’s on" if language == "en" else "Афиша", "1. Stalker, 35 mm"]
    assert listed["buttons"] == [[{"text": "1", "url": f"https://t.me/{USERNAME}?start=e_{shared.id}"}]]
    await made.say(anna, "/my", ephemeral=True)
    none = (await made.whispers(anna))[-1]
    assert text(none).splitlines()[1:] == ["Nothing booked ahead." if language == "en" else "Впереди броней нет."]
    label = "Write to me" if language == "en" else "Написать мне"
    assert none["buttons"] == [[{"text": label, "url": f"https://t.me/{USERNAME}?start=my"}]]
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await user_of(chat, anna), seats=2)
    await made.say(anna, "/my", ephemeral=True)
    mine = (await made.whispers(anna))[-1]
    assert "Stalker" in mine["text"]
    assert [one.get("url") for row in mine["buttons"] for one in row] == [
        f"https://t.me/{USERNAME}?start=e_{shared.id}"
    ]
    await made.say(new, "/my", ephemeral=True)
    [told] = await made.whispers(new)
    assert text(told) == SAY[language]["start"]
    # Refused, it is not said at all: the group sees nothing.
    await fault(chat, "sendMessage", "400", description="Bad Request: ephemeral messages are off")
    await made.say(anna, "/my", ephemeral=True)
    assert await made.cards(anna) == []
    assert len(await made.whispers(anna)) == 3
