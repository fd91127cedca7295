"""Cards in groups are kept true: one of an event in each, wherever the group goes, until the bot is sent away."""

import pytest

from core import closing
from core.models import Event
from tests import factories
from tests.bot.conftest import Chat, buttons, event, text
from tests.bot.hosting import met
from tests.bot.other_chats import Group, group, redraw, rest, rows
from tests.bot.test_groups import CALM, SAY, club
from tests.core import evening as evenings


async def test_cards_follow_a_group_that_becomes_a_supergroup_and_end_where_the_bot_is_sent_away(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    made = await group(chat, anna, kind="group")
    for _ in range(2):
        await made.bring(anna, f"e_{shared.id}")
        await redraw(chat)
    bigger = await made.upgrade(anna)
    assert await bigger.cards(anna) == []
    assert await redraw(chat) == 1
    [card] = await bigger.cards(anna)
    assert text(card).splitlines() == SAY["en"]["card"]
    assert await bigger.tap(anna, "Book") == {}
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await factories.person(tx), seats=4)
    await rest(chat)
    assert await redraw(chat) == 1
    assert text((await bigger.cards(anna))[0]).endswith("6 left")
    assert [row.ended_at is None for row in await rows(chat)] == [False, True]
    await bigger.send_away(anna)
    assert [row.ended_at is None for row in await rows(chat)] == [False, False]


@CALM
async def test_a_card_that_is_asked_for_again_is_the_one_that_is_kept_and_the_older_leads_to_it(
    chat: Chat, language: str
) -> None:
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    made = await club(chat, shared, anna)
    for _ in range(5):
        await made.bring(anna, f"e_{shared.id}")
    assert await redraw(chat) == 1  # five words, one card
    older, newer = await made.cards(anna)
    assert (text(older).splitlines(), text(newer).splitlines()) == (say["card"], say["card"])
    await rest(chat)
    assert await redraw(chat) == 1
    older, newer = await made.cards(anna)
    assert (text(older).splitlines(), buttons(older)) == (say["newer"], [])
    assert (text(newer).splitlines(), buttons(newer)) == (say["card"], say["buttons"])
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await factories.person(tx), seats=2)
    await rest(chat)
    assert await redraw(chat) == 1
    assert [text(card).splitlines()[-1] for card in await made.cards(anna)] == [
        say["newer"][-1],
        f"{say['card'][-1].rsplit(' · ', 1)[0]} · {say['left']}",
    ]
    assert [row.ended_at is None for row in await rows(chat)] == [False] * 5 + [True]


async def called_off(chat: Chat, shared: Event) -> None:
    async with chat.db.begin() as tx:
        await closing.cancel(tx, shared.host_id, shared.id, "No place")


@CALM
@pytest.mark.parametrize("away", [True, False])
async def test_a_bot_that_is_brought_back_keeps_its_old_cards_true_again(chat: Chat, language: str, away: bool) -> None:
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    made = await club(chat, shared, anna)
    await made.send_away(anna)
    if away:
        await called_off(chat, shared)
    await made.bring(anna)
    await rest(chat)
    if not away:
        assert await redraw(chat) == 0  # it says what it did
        async with chat.db.begin() as tx:
            await evenings.book(tx, shared, await factories.person(tx), seats=2)
        assert await redraw(chat) == 1
        [card] = await made.cards(anna)
        assert text(card).endswith(say["left"])
        assert buttons(card) == say["buttons"]
        await called_off(chat, shared)
        await rest(chat)
    assert await redraw(chat) == 1
    [card] = await made.cards(anna)
    assert text(card).splitlines() == [*say["card"][:2], say["off"]]
    assert buttons(card) == []
    # What is over stays so, however often the bot comes and goes.
    await made.send_away(anna)
    await made.bring(anna)
    assert [row.ended_at is None for row in await rows(chat)] == [False]


@CALM
async def test_a_bot_that_is_brought_back_by_a_link_leads_from_the_old_card_to_the_new_one(
    chat: Chat, language: str
) -> None:
    say, shared = SAY[language], await event(chat)
    anna, _ = await met(chat, "Anna K.", language)
    made = await club(chat, shared, anna)
    await made.bring(anna, f"e_{shared.id}")  # promised, never posted
    await made.send_away(anna)
    await made.bring(anna, f"e_{shared.id}")
    assert await redraw(chat) == 1
    await rest(chat)
    assert await redraw(chat) == 1
    older, newer = await made.cards(anna)
    assert (text(older).splitlines(), buttons(older)) == (say["newer"], [])
    assert (text(newer).splitlines(), buttons(newer)) == (say["card"], say["buttons"])
    await made.send_away(anna)
    await made.bring(anna)
    assert [row.ended_at is None for row in await rows(chat)] == [False, False, True]


async def test_a_card_that_a_newer_one_replaced_while_nobody_said_so_says_it_when_the_bot_is_back(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    made = await club(chat, shared, anna)
    await made.bring(anna, f"e_{shared.id}")
    assert await redraw(chat) == 1
    await made.send_away(anna)
    await made.bring(anna)
    await rest(chat)
    assert await redraw(chat) == 1
    assert [text(card).splitlines() for card in await made.cards(anna)] == [SAY["en"]["newer"], SAY["en"]["card"]]


async def test_a_group_that_sent_the_bot_away_unheard_is_left_alone_with_all_its_cards(chat: Chat) -> None:
    one, other = await event(chat), await event(chat, name="Mirror")
    anna, _ = await met(chat)
    made = await group(chat, anna)
    for shared in (one, other):
        await made.bring(anna, f"e_{shared.id}")
        assert await redraw(chat) == 1
    await chat.stop()
    await chat.ask("POST", f"/groups/{made.id}/kick", person=anna.id)
    async with chat.db.begin() as tx:
        await evenings.book(tx, one, await factories.person(tx), seats=2)
    await rest(chat)
    assert await redraw(chat) == 1
    assert [row.ended_at is None for row in await rows(chat)] == [False, False]
    chat.start()
    await chat.settle()


async def test_a_group_that_was_upgraded_unheard_is_followed_at_the_next_change(chat: Chat) -> None:
    shared = await event(chat)
    anna, _ = await met(chat)
    made = await group(chat, anna, kind="group")
    await made.bring(anna, f"e_{shared.id}")
    await redraw(chat)
    await chat.stop()
    bigger = await chat.ask("POST", f"/groups/{made.id}/upgrade", person=anna.id)
    async with chat.db.begin() as tx:
        await evenings.book(tx, shared, await factories.person(tx), seats=4)
    await rest(chat)
    assert await redraw(chat) == 1
    [row] = await rows(chat)
    assert (row.chat_id, row.message_id, row.ended_at) == (bigger["id"], None, None)
    assert await redraw(chat) == 1
    assert text((await Group(chat, bigger["id"]).cards(anna))[0]).endswith("6 left")
    chat.start()
    await chat.settle()
