"""Inline mode: `@bot words` in any chat shows events, and what was sent stays true."""

from datetime import timedelta

import pytest
from sqlalchemy import func, update

from bot.sandbox.endpoint import SANDBOX
from core import closing, erasing, invites
from core.models import Access, Event, EventStatus, Format
from tests import factories
from tests.bot.conftest import Chat, buttons, event, plain, text
from tests.bot.hosting import host_an_evening, met
from tests.bot.other_chats import fault, inline, redraw, rest, rows, send, shown
from tests.core import evening as evenings

CALM = pytest.mark.parametrize("language", ["en", "ru"])
SAY = {
    "en": {
        "lines": ["Stalker, 35 mm", "<wDt>", "📍 Oktyabr cinema · ₽500 · 10 left"],
        "summary": "₽500 · 10 left",
        "book": [["Book"]],
        "left": "📍 Oktyabr cinema · ₽500 · last 2",
        "none": "📍 Oktyabr cinema · ₽500 · sold out",
        "wait": [["Sold out"], ["Join the waitlist"]],
        "begun": "It has begun; booking and the waitlist are closed.",
        "link": [["The event"]],
        "off": "🚫 Cancelled: “No place”. Everything paid comes back.",
        "my": "🎟 My bookings",
        "share": "Share",
        "withdrawn": "This invitation was withdrawn. Ask whoever sent it for a fresh one.",
    },
    "ru": {
        "lines": ["Stalker, 35 mm", "<wDt>", "📍 Oktyabr cinema · 500 ₽ · свободно 10"],
        "summary": "500 ₽ · свободно 10",
        "book": [["Забронировать"]],
        "left": "📍 Oktyabr cinema · 500 ₽ · осталось 2",
        "none": "📍 Oktyabr cinema · 500 ₽ · мест нет",
        "wait": [["Мест нет"], ["В очередь"]],
        "begun": "Уже началось, бронирование и очередь закрыты.",
        "link": [["Событие"]],
        "off": "🚫 Событие отменено: «No place». Всё оплаченное вернётся.",
        "my": "🎟 Мои брони",
        "share": "Поделиться",
        "withdrawn": "Это приглашение отозвано. Попросите новое у того, кто его прислал.",
    },
}


async def take(chat: Chat, shared: Event, seats: int, per: int = 4) -> None:
    """So many seats go, four a person."""
    async with chat.db.begin() as tx:
        while seats:
            now = min(per, seats)
            await evenings.book(tx, shared, await factories.person(tx), seats=now)
            seats -= now


@CALM
async def test_a_card_is_shared_from_its_button_and_stays_true_until_the_event_is_off(
    chat: Chat, language: str
) -> None:
    say = SAY[language]
    shared = await event(chat, price=50_000)
    anna, _ = await met(chat, "Anna K.", language)
    await anna.say(f"/start e_{shared.id}")
    assert await anna.tap(say["share"]) == {"switch_inline_query": f"#{shared.id}"}
    found = await inline(anna, f"#{shared.id}")
    assert [result["title"] for result in found["results"]] == ["Stalker, 35 mm"]
    assert plain(found["results"][0]["description"]).endswith(say["summary"])
    assert found["button"] == {"text": say["my"], "start_parameter": "my"}
    assert (found["cache_time"], found["is_personal"], found["next_offset"]) == (10, True, "")
    name = await send(anna, f"#{shared.id}")
    card = await shown(chat, name)
    assert text(card).splitlines() == say["lines"]
    assert buttons(card) == say["book"]
    assert card["buttons"][0][0]["url"] == f"https://t.me/eventbooker_bot?start=e_{shared.id}"
    assert await redraw(chat) == 0
    await take(chat, shared, 8)
    assert await redraw(chat) == 1
    assert text(await shown(chat, name)).splitlines()[2] == say["left"]
    await take(chat, shared, 2)
    assert await redraw(chat) == 0  # not oftener than once in five seconds
    await rest(chat)
    assert await redraw(chat) == 1
    card = await shown(chat, name)
    assert text(card).splitlines()[2] == say["none"]
    assert buttons(card) == say["wait"]
    assert card["buttons"][0][0]["disabled"] == {}
    assert card["buttons"][1][0]["url"].endswith(f"start=e_{shared.id}")
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shared.host_id, shared.id, "No place")
    await rest(chat)
    assert await redraw(chat) == 1
    card = await shown(chat, name)
    assert text(card).splitlines() == [*say["lines"][:2], say["off"]]
    assert buttons(card) == []
    await rest(chat)
    assert await redraw(chat) == 0
    assert [row.ended_at is not None for row in await rows(chat)] == [True]


@CALM
async def test_a_card_of_what_has_begun_leads_to_it_and_takes_no_seats(chat: Chat, language: str) -> None:
    say = SAY[language]
    evening = await host_an_evening(chat, language=language, price=50_000)
    name = await send(evening.host, "stalk")
    await evening.begin(-1)
    await redraw(chat)
    card = await shown(chat, name)
    assert text(card).splitlines()[2:] == [say["begun"]]
    assert buttons(card) == say["link"]
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).values(status=EventStatus.completed, over_at=func.clock_timestamp()))
    await rest(chat)
    await redraw(chat)
    assert buttons(await shown(chat, name)) == []


async def test_an_empty_query_shows_ones_own_then_the_soonest_and_goes_on_by_pages(chat: Chat) -> None:
    evening = await host_an_evening(chat, name="Mirror")
    start = evening.event.starts_at
    for n in range(25):
        await event(chat, name=f"Film {n:02}", starts_at=start - timedelta(days=3) + timedelta(hours=n))
    await event(chat, name="Hidden", access=Access.private)
    first = await inline(evening.host)
    titles = [result["title"] for result in first["results"]]
    assert titles == ["Mirror", *(f"Film {n:02}" for n in range(20))]
    second = await inline(evening.host, offset=first["next_offset"])
    assert [result["title"] for result in second["results"]] == [f"Film {n:02}" for n in range(20, 25)]
    assert second["next_offset"] == ""
    # Somebody whom the bot never met sees what is public, in the language of their client.
    stranger = await chat.person("Oleg", "ru")
    found = await inline(stranger, "film 07")
    assert [result["title"] for result in found["results"]] == ["Film 07"]
    assert plain(found["results"][0]["description"]).endswith("бесплатно · свободно 10")
    assert (await inline(stranger, "hidden"))["results"] == []
    for forged in ("#0", "#99999999999999999999", "!1", "#٣", "#1 OR 1=1", "%_\\", "x" * 256):
        assert (await inline(stranger, forged))["results"] == []
    # An offset that no page has leads to the beginning, never to an error.
    assert (await inline(stranger, "film", offset="nonsense"))["results"]


@CALM
async def test_a_private_event_is_shared_by_its_hosts_alone_until_the_invite_is_revoked(
    chat: Chat, language: str
) -> None:
    say = SAY[language]
    evening = await host_an_evening(chat, language=language, access=Access.private, price=50_000)
    marta, number = evening.host, evening.event.id
    assert (await inline(marta, f"#{number}"))["results"] == []  # no link stands: nobody could come by the card
    async with chat.db.begin() as tx:
        invite = await invites.make(tx, evening.host_id, number)
    [row] = (await inline(marta))["results"]
    assert row["title"] == "🔒 Stalker, 35 mm"
    name = await send(marta, f"!{invite.id}")
    card = await shown(chat, name)
    assert text(card).splitlines()[0] == "🔒 Stalker, 35 mm"
    assert card["buttons"][0][0]["url"].endswith(f"start=i_{invite.token}")
    # Who came by it may look and book, but not pass it on; nor may anybody else.
    anna, _ = await met(chat, "Anna K.", language)
    await anna.say(f"/start i_{invite.token}")
    assert "Stalker" in (await anna.screen())["text"]
    for query in (f"#{number}", f"!{invite.id}", "stalker", ""):
        assert (await inline(anna, query))["results"] == []
    async with chat.db.begin() as tx:
        await invites.revoke(tx, evening.host_id, invite.id)
    assert await redraw(chat) == 1
    card = await shown(chat, name)
    assert text(card).splitlines() == ["🔒 Stalker, 35 mm", say["withdrawn"]]
    assert buttons(card) == []
    await rest(chat)
    assert await redraw(chat) == 0


async def test_a_card_of_an_event_that_was_made_private_says_no_more(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    name = await send(anna, f"#{shared.id}")
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).values(access=Access.private))
    await redraw(chat)
    assert text(await shown(chat, name)).splitlines()[1:] == [SAY["en"]["withdrawn"]]
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).values(access=Access.public))
    await rest(chat)
    await redraw(chat)
    assert text(await shown(chat, name)).splitlines()[1] == "<wDt>"


async def test_a_choice_is_kept_once_survives_a_restart_and_forged_ones_are_not(chat: Chat) -> None:
    shared = await event(chat, format=Format.hybrid, online_link="https://example.org/x")
    anna, user = await met(chat)
    found = await inline(anna, "stalker")
    [result] = found["results"]
    facts = result["id"].partition(".")[2]
    assert result["id"] == f"e{shared.id}.{facts}"
    update_of = {"from": {"id": anna.id, "is_bot": False, "first_name": "Anna"}, "query": ""}
    await send(anna, "stalker")
    [row] = await rows(chat)
    assert (row.event_id, row.user_id, row.language, row.shown) == (shared.id, user.id, "en", facts)
    await push(
        chat, "chosen_inline_result", result_id=result["id"], inline_message_id=row.inline_message_id, **update_of
    )
    for forged in ("e0.ab", f"e{2**63}.ab", "i1.ab", "", f"e{shared.id}", "x" * 64):
        await push(chat, "chosen_inline_result", result_id=forged, inline_message_id="AgAAAForged", **update_of)
    assert len(await rows(chat)) == 1
    await take(chat, shared, 4)
    await chat.restart()
    assert await redraw(chat) == 1
    card = await shown(chat, row.inline_message_id)
    assert text(card).splitlines()[2] == "📍 Oktyabr cinema · online · free · 6 left"


async def push(chat: Chat, kind: str, **payload) -> None:
    """An update as Telegram brings it."""
    chat.app[SANDBOX].push(kind, payload)
    await chat.settle()


async def test_what_was_taken_between_the_list_and_the_choice_is_put_right(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    found = await inline(anna, "stalker")
    await take(chat, shared, 3)
    wish = {"query_id": found["query_id"], "result_id": found["results"][0]["id"]}
    sent = await chat.ask("POST", f"/people/{anna.id}/choose", **wish)
    await chat.settle()
    assert text(await shown(chat, sent["inline_message_id"])).endswith("10 left")
    assert await redraw(chat) == 1
    assert text(await shown(chat, sent["inline_message_id"])).endswith("7 left")


async def test_ones_own_card_sent_into_the_bots_chat_is_no_search_and_no_answer(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    await anna.say("/new")
    asked = await anna.screen()
    await send(anna, f"#{shared.id}", chat=anna.id)
    assert (await anna.screen())["message_id"] == asked["message_id"]
    await anna.say("Mirror")
    assert "Mirror" in (await anna.screen())["text"]


async def test_a_message_that_is_gone_is_let_be_and_trouble_is_waited_out(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    name = await send(anna, "stalker")
    await take(chat, shared, 1)
    await fault(chat, "editMessageText", "429", retry_after=30)
    assert await redraw(chat) == 1
    [row] = await rows(chat)
    assert row.ended_at is None
    assert text(await shown(chat, name)).endswith("10 left")
    await rest(chat)
    assert await redraw(chat) == 1  # the last value lands
    assert text(await shown(chat, name)).endswith("9 left")
    await take(chat, shared, 1)
    await fault(chat, "editMessageText", "400", description="Bad Request: MESSAGE_ID_INVALID")
    await rest(chat)
    await redraw(chat)
    assert [row.ended_at is not None for row in await rows(chat)] == [True]


async def test_without_inline_mode_and_disabled_buttons_every_card_has_older_ones(chat: Chat) -> None:
    shared = await event(chat, capacity=1, max_seats_per_booking=1)
    anna, _ = await met(chat)
    await fault(chat, "sendMessage", "400", description="Bad Request: BUTTON_TYPE_INVALID")
    card = await anna.say(f"/start e_{shared.id}")
    share = next(one for row in card["buttons"] for one in row if one["text"] == "Share")
    assert share["url"].startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Feventbooker_bot%3Fstart%3De_")
    await take(chat, shared, 1)
    found = await send(anna, "stalker")
    assert buttons(await shown(chat, found)) == [["Join the waitlist"]]


async def test_a_card_of_somebody_who_left_for_good_stays_true_and_names_nobody(chat: Chat) -> None:
    shared = await event(chat)
    anna, user = await met(chat)
    name = await send(anna, "stalker")
    async with chat.db.begin() as tx:
        await erasing.erase(tx, user.id, quote=0, bookings=0)
    await take(chat, shared, 4)
    assert await redraw(chat) == 1
    assert text(await shown(chat, name)).endswith("6 left")
    assert [row.user_id for row in await rows(chat)] == [None]
