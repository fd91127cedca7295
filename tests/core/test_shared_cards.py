"""Cards in other chats take turns: no chat with many of them keeps another waiting."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from core import shared_cards, sharing
from core.models import SharedCard
from tests import factories

FLOODED, OTHER = -100, -200


async def post(tx, event, chat: int, asked_in: int = 1) -> None:
    offer = await sharing.event(tx, None, event.id)
    await shared_cards.post(tx, offer, chat, asked_in, user_id=None, language="en")


async def send(tx, event, name: str, user=None) -> None:
    offer = await sharing.event(tx, None, event.id)
    await shared_cards.remember(tx, offer, name, user_id=user and user.id, language="en", shown="")


async def rested(tx) -> None:
    await tx.execute(update(SharedCard).values(due_at=text("clock_timestamp() - interval '1 second'")))


async def the_oldest(tx, limit: int) -> set[int]:
    """The control: whom a queue of cards would serve."""
    oldest = select(SharedCard.chat_id).where(SharedCard.ended_at.is_(None)).order_by(SharedCard.id).limit(limit)
    return set(await tx.scalars(oldest))


async def test_a_group_with_many_cards_keeps_no_other_waiting(tx):
    for _ in range(25):
        await post(tx, await factories.event(tx), FLOODED, asked_in=1000 + _)
    event = await factories.event(tx)
    await post(tx, event, OTHER)
    assert await the_oldest(tx, 20) == {FLOODED}
    claimed = await shared_cards.claim(tx, 20)
    assert Counter(row.chat_id for row in claimed) == {FLOODED: 1, OTHER: 1}
    # While that one is in hand nothing more goes there; then the next one does.
    assert await shared_cards.claim(tx, 20, busy=[FLOODED]) == []
    assert [row.chat_id for row in await shared_cards.claim(tx, 20)] == [FLOODED]


async def test_whoever_sends_many_cards_keeps_nobody_elses_waiting(tx):
    anna, oleg = await factories.people(tx, 2)
    event = await factories.event(tx)
    for number in range(40):
        await send(tx, event, f"anna-{number}", anna)
    for number in range(40):
        await send(tx, event, f"nobody-{number}")
    await send(tx, event, "oleg", oleg)
    await post(tx, event, OTHER)
    assert await the_oldest(tx, 20) == {None}
    claimed = {row.id for row in await shared_cards.claim(tx, 20)}
    names = Counter(
        (name or "group").split("-")[0]
        for name in await tx.scalars(select(SharedCard.inline_message_id).where(SharedCard.id.in_(claimed)))
    )
    assert names == {"anna": 9, "nobody": 9, "oleg": 1, "group": 1}
    # Each message rests by itself: the rest of a sharer's go on.
    assert len(await shared_cards.claim(tx, 100)) == 62


async def test_many_sharers_at_once_starve_nobody(tx):
    """Who is first is drawn by lot: the last one of thirty is not always the last."""
    event = await factories.event(tx)
    for person in await factories.people(tx, 30):
        for number in range(2):
            await send(tx, event, f"{person.id}-{number}", person)
    last = (await tx.scalars(select(SharedCard.id).order_by(SharedCard.id.desc()).limit(2))).all()
    for _ in range(100):
        if {row.id for row in await shared_cards.claim(tx, 20)} & set(last):
            return
        await rested(tx)
    pytest.fail("a hundred draws of 20 out of 30")


async def test_a_group_that_telegram_wants_left_alone_rests_as_a_whole(tx):
    for number in range(3):
        await post(tx, await factories.event(tx), FLOODED, asked_in=number)
    await post(tx, await factories.event(tx), OTHER)
    claimed = await shared_cards.claim(tx, 20)
    [mine] = [row.id for row in claimed if row.chat_id == FLOODED]
    await shared_cards.later(tx, (await shared_cards.read(tx, mine)).row, 30)
    assert await shared_cards.claim(tx, 20) == []
    await rested(tx)
    assert {row.chat_id for row in await shared_cards.claim(tx, 20)} == {FLOODED, OTHER}


async def test_a_first_card_is_posted_by_one_program_however_long_telegram_takes(tx):
    await post(tx, await factories.event(tx), OTHER)
    [claimed] = await shared_cards.claim(tx, 20)
    due = select(SharedCard.due_at - func.clock_timestamp()).where(SharedCard.id == claimed.id)
    assert (await tx.execute(due)).scalar_one() > timedelta(seconds=50)
    await shared_cards.landed(tx, await shared_cards.read(tx, claimed.id), 77)
    assert (await tx.execute(due)).scalar_one() <= timedelta(seconds=shared_cards.PAUSE)


async def test_a_first_card_that_telegram_put_off_is_posted_as_soon_as_it_may(tx):
    for number in range(2):
        await post(tx, await factories.event(tx), OTHER, asked_in=number)
    [claimed] = await shared_cards.claim(tx, 20)
    await shared_cards.later(tx, (await shared_cards.read(tx, claimed.id)).row, 3)
    due = select(SharedCard.due_at - func.clock_timestamp())
    assert max(await tx.scalars(due)) <= timedelta(seconds=3)


async def test_a_claim_reads_each_event_once_and_only_cards_that_live(db):
    async with db.begin() as tx:
        event = await factories.event(tx)
        await send(tx, event, "first")
        rows = "INSERT INTO shared_cards (event_id, language, inline_message_id, shown, ended_at) SELECT"
        many = "FROM generate_series(1, 5000) n"
        await tx.execute(text(f"{rows} {event.id}, 'en', 'live' || n, 'x', NULL {many}"))
        await tx.execute(text(f"{rows} {event.id}, 'en', 'over' || n, 'x', now() {many}"))
        await tx.execute(text("ANALYZE shared_cards"))
        found = shared_cards._behind([]).compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
        plan = [row[0] for row in await tx.execute(text(f"EXPLAIN (ANALYZE, COSTS OFF) {found}"))]
        assert any("CTE known" in line for line in plan)
        reads = [line for line in plan if "on events" in line]
        assert reads
        assert all("loops=1)" in line and "rows=1.00" in line for line in reads), plan
