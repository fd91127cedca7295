"""Whose message leaves next: people in a circle, one message each, whoever sends it, and cheap however long the queue."""

import asyncio
import random
from collections import defaultdict

import pytest
from sqlalchemy import select, text, update

from core import database, delivering, outbox
from core.models import Outbox, OutboxStatus
from tests import factories

RIVALS = 8
# What a queue of messages would do, instead of one of people: whoever is free and was promised the longest ago.
OLDEST_FIRST = text("""
    SELECT user_id, 1 AS place, min(id) AS id FROM outbox
    WHERE status = 'queued' AND user_id <> ALL(CAST(:busy AS bigint[])) AND CAST(:after AS bigint) >= 0
    GROUP BY user_id ORDER BY min(id) LIMIT :wanted
""")


async def promise(tx, user, count: int = 1, mark: str = "m") -> None:
    for number in range(count):
        await outbox.put(tx, user.id, "signed_in", dedupe=f"{user.id}:{mark}:{number}", params={"label": "Firefox"})


async def taken(tx, limit: int = 20, **how) -> list[int]:
    return [row.user_id for row in (await delivering.claim(tx, limit, **how)).rows]


async def later(tx, *, but: int = 0) -> None:
    """All leases have run out."""
    past = update(Outbox).where(Outbox.id != but, Outbox.status == OutboxStatus.sending)
    await tx.execute(past.values(due_at=text("clock_timestamp() - interval '1 second'")))


async def waits(tx, row_id: int, attempts: int) -> None:
    await delivering.settle(tx, row_id, OutboxStatus.queued, retry_in=60)
    await tx.execute(update(Outbox).where(Outbox.id == row_id).values(attempts=attempts))


async def test_each_is_sent_one_message_at_a_time_in_their_order(tx):
    anna, oleg = await factories.people(tx, 2)
    await promise(tx, anna, 3)
    await promise(tx, oleg)
    assert await taken(tx) == [anna.id, oleg.id]
    assert await taken(tx) == []
    await later(tx)
    assert await taken(tx, busy=[oleg.id]) == [anna.id]
    await tx.execute(update(Outbox).where(Outbox.user_id == oleg.id).values(status=OutboxStatus.skipped))
    order = []
    while True:
        await later(tx)
        rows = (await delivering.claim(tx, 20)).rows
        if not rows:
            break
        order += [row.id for row in rows]
        await delivering.settle(tx, rows[0].id, OutboxStatus.sent)
    assert order == sorted(order)
    assert len(order) == 3


async def test_what_a_dead_courier_had_is_sent_before_the_persons_others(tx):
    [anna] = await factories.people(tx, 1)
    await promise(tx, anna, 2)
    [lost] = (await delivering.claim(tx, 20)).rows
    assert await taken(tx) == []
    await later(tx)
    [found] = (await delivering.claim(tx, 20)).rows
    assert (found.id, found.attempts) == (lost.id, 2)
    # The first courier was only slow: its end of the lease stands, and the message is not sent a third time.
    await delivering.settle(tx, lost.id, OutboxStatus.sent)
    await later(tx)
    [other] = (await delivering.claim(tx, 20)).rows
    assert other.id != lost.id


async def test_a_message_that_failed_is_waited_for_a_little_and_then_passed(tx):
    [anna] = await factories.people(tx, 1)
    await promise(tx, anna, 2)
    [row] = (await delivering.claim(tx, 20)).rows
    await waits(tx, row.id, attempts=delivering.PATIENT)
    assert await taken(tx) == []
    await waits(tx, row.id, attempts=delivering.PATIENT + 1)
    [other] = (await delivering.claim(tx, 20)).rows
    assert other.id != row.id
    # The first comes due while the second is under way: nobody gets two at once.
    await tx.execute(update(Outbox).where(Outbox.id == row.id).values(due_at=text("clock_timestamp()")))
    assert await taken(tx) == []
    await delivering.settle(tx, other.id, OutboxStatus.sent)
    assert await taken(tx) == [anna.id]


async def test_what_is_promised_for_later_keeps_nothing_waiting(tx):
    [anna] = await factories.people(tx, 1)
    await promise(tx, anna, 2)
    early = select(Outbox.id).order_by(Outbox.id).limit(1).scalar_subquery()
    later = update(Outbox).where(Outbox.id == early)
    await tx.execute(later.values(due_at=text("clock_timestamp() + interval '10 minutes'")))
    [row] = (await delivering.claim(tx, 20)).rows
    await delivering.settle(tx, row.id, OutboxStatus.sent)
    assert await taken(tx) == []
    await tx.execute(later.values(due_at=text("clock_timestamp()")))
    assert await taken(tx) == [anna.id]


async def test_the_circle_goes_on_after_whom_it_came_to_and_begins_again(tx):
    people = await factories.people(tx, 5)
    for person in people:
        await promise(tx, person, 2)
    ids = [person.id for person in people]
    first = await delivering.claim(tx, 2)
    second = await delivering.claim(tx, 2, after=first.after)
    third = await delivering.claim(tx, 2, after=second.after)
    assert [[row.user_id for row in claim.rows] for claim in (first, second, third)] == [ids[:2], ids[2:4], ids[4:]]
    assert (first.after, second.after, third.after) == (ids[1], ids[3], 0)


async def test_who_rests_costs_a_claim_no_more_than_so_many_looks(tx, monkeypatch):
    monkeypatch.setattr(delivering, "LOOKED_AT", 3)
    monkeypatch.setattr(delivering, "NEXT", text(delivering.NEXT.text.replace("200", "3")))
    people = await factories.people(tx, 7)
    for person in people:
        await promise(tx, person)
    resting = update(Outbox).where(Outbox.user_id.in_([person.id for person in people[:6]]))
    await tx.execute(resting.values(due_at=text("clock_timestamp() + interval '1 minute'"), attempts=1))
    seen, after = [], 0
    for _ in range(3):
        claim = await delivering.claim(tx, 20, after=after)
        seen.append([row.user_id for row in claim.rows])
        after = claim.after
    assert seen == [[], [], [people[6].id]]
    assert after == 0


async def _messages_before_oleg(db, hands: int) -> int:
    """How many messages leave before Oleg's, who was promised one after twice as many people were promised thirty."""
    async with db.begin() as tx:
        await tx.execute(text("TRUNCATE outbox"))
        for flooder in await factories.people(tx, 2 * hands):
            await promise(tx, flooder, 30)
        [oleg] = await factories.people(tx, 1)
        await promise(tx, oleg)
    in_hand, left, after = {}, 0, 0
    while True:
        async with db.begin() as tx:
            claim = await delivering.claim(tx, hands - len(in_hand), after=after, busy=in_hand)
            in_hand |= {row.user_id: row.id for row in claim.rows}
            if oleg.id in in_hand:
                return left
            after = claim.after
            await delivering.settle(tx, in_hand.pop(next(iter(in_hand))), OutboxStatus.sent)
            left += 1


async def test_a_crowd_with_many_messages_each_starves_nobody(db, monkeypatch):
    assert await _messages_before_oleg(db, 5) <= 10
    monkeypatch.setattr(delivering, "NEXT", OLDEST_FIRST)
    assert await _messages_before_oleg(db, 5) > 100


async def _race(dsn) -> tuple[bool, bool, bool]:
    """Several couriers and one queue: was a message taken twice, was a person in two hands, was an order lost?"""
    engine = database.connect(dsn, pool_size=RIVALS)
    async with engine.begin() as tx:
        await tx.execute(text("TRUNCATE outbox"))
        for person in await factories.people(tx, 4):
            await promise(tx, person, 25)
    taken_ids, in_hand, order, crowded = [], set(), defaultdict(list), False

    async def courier() -> None:
        nonlocal crowded
        while True:
            async with engine.begin() as tx:
                rows = (await delivering.claim(tx, 2)).rows
            for row in rows:
                crowded = crowded or row.user_id in in_hand
                in_hand.add(row.user_id)
                taken_ids.append(row.id)
                order[row.user_id].append(row.id)
            await asyncio.sleep(random.random() / 200)
            for row in rows:
                in_hand.discard(row.user_id)
                async with engine.begin() as tx:
                    await delivering.settle(tx, row.id, OutboxStatus.sent)
            async with engine.begin() as tx:
                if await database.first(tx, select(Outbox.id).where(Outbox.status != OutboxStatus.sent)) is None:
                    return

    async with asyncio.timeout(30):
        await asyncio.gather(*(courier() for _ in range(RIVALS)))
    await engine.dispose()
    out_of_order = any(ids != sorted(ids) for ids in order.values())
    return len(taken_ids) != len(set(taken_ids)), crowded, out_of_order


async def test_of_many_couriers_none_has_what_another_has_and_no_person_is_in_two_hands(dsn, monkeypatch):
    assert await _race(dsn) == (False, False, False)
    unguarded = delivering.NEXT.text.replace("WHERE status = 'sending' AND due_at >", "WHERE false AND due_at >")
    assert unguarded != delivering.NEXT.text
    looks = unguarded.replace("ORDER BY id LIMIT 1\n)", "AND status = 'queued' ORDER BY id LIMIT 1\n)")
    monkeypatch.setattr(delivering, "NEXT", text(looks))
    twice, crowded, _ = await _race(dsn)
    assert (twice, crowded) == (False, True)


@pytest.mark.parametrize("guarded", [True, False])
async def test_a_message_that_was_promised_first_and_committed_last_waits_for_the_one_in_hand(db, monkeypatch, guarded):
    if not guarded:
        monkeypatch.setattr(delivering, "ONE_AT_A_TIME", text("SELECT 1"))
    async with db.begin() as tx:
        [anna] = await factories.people(tx, 1)

    async def other() -> list[int]:
        async with db.begin() as tx:
            return await taken(tx)

    async with db.connect() as slow, db.begin() as first:
        await promise(slow, anna, mark="first")
        async with db.begin() as tx:
            await promise(tx, anna, mark="second")
        assert await taken(first) == [anna.id]
        await slow.commit()
        rival = asyncio.create_task(other())
        done, _ = await asyncio.wait({rival}, timeout=0.2)
        assert bool(done) is not guarded
    assert await rival == ([] if guarded else [anna.id])


@pytest.mark.parametrize(("people", "flood"), [(10, 0), (10_000, 100_000)])
async def test_a_claim_reads_a_few_index_entries_of_a_queue_of_any_length(db, people, flood):
    new = "INSERT INTO outbox (user_id, kind, dedupe, status, settled_at) SELECT"
    async with db.begin() as tx:
        await tx.execute(text(f"INSERT INTO users (name) SELECT 'Guest ' || n FROM generate_series(1, {people}) n"))
        await tx.execute(text(f"{new} id, 'signed_in', 'm' || id, 'queued', NULL FROM users"))
        await tx.execute(text(f"{new} id, 'signed_in', 's' || id, 'sent', now() FROM users"))
        one = "(SELECT min(id) FROM users), 'signed_in', 'f' || n, 'queued', NULL"
        await tx.execute(text(f"{new} {one} FROM generate_series(1, {flood}) n"))
        if flood:
            await tx.execute(text("ANALYZE outbox"))
        busy = list(await tx.scalars(text("SELECT id FROM users ORDER BY id LIMIT 5")))
        explain = text(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {delivering.NEXT.text}")
        for hands in ([], busy):
            plan = [row[0] for row in await tx.execute(explain.bindparams(after=0, wanted=20, busy=hands))]
            if flood:
                assert not [line for line in plan if "Seq Scan" in line]
            pages = next(line for line in plan if "Buffers" in line)
            assert int(pages.split("hit=")[1].split()[0]) < 500, plan
        assert len(await taken(tx, busy=busy)) == min(people - 5, 20)
