"""Hostile updates, handed to the real dispatcher: nothing breaks, and nothing changes that is not theirs to change.

A thousand in CI, the same every time. By hand, ten thousand and never the same twice:

EVENTBOOKER_HOSTILE=10000 python -m pytest tests/bot/test_hostile.py
"""

import asyncio
import os
from collections import Counter
from typing import Any

from aiogram.types import Update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from structlog.testing import capture_logs

from bot.sandbox.endpoint import SANDBOX
from bot.sandbox.methods_queries import open_query
from core import integrity
from core.models import User
from tests.bot import hostile
from tests.bot.conftest import Chat
from tests.bot.town import Town, furnish

INPUTS = int(os.environ.get("EVENTBOOKER_HOSTILE", "1000"))
BATCH = 4
ANSWERED = {"callback_query": "callback", "inline_query": "inline", "pre_checkout_query": "checkout"}
LINKS = ("o_zarya", "my", "new", "login")
OTHERS = "user_id = ANY(:others)"
PAGES = "= (SELECT min(id) FROM organizers)"  # a stranger may make one of their own
DIGESTS = {
    "events": "SELECT id, name, status, price, capacity, terms, access, place, starts_at, reason, host_id FROM events WHERE host_id = ANY(:others)",
    "users": "SELECT id, name, role, may_host, banned_at, language, muted, zone, email, phone FROM users WHERE id = ANY(:others)",
    "bookings": f"SELECT * FROM bookings WHERE {OTHERS}",
    "waitlist": f"SELECT * FROM waitlist WHERE {OTHERS}",
    "payments": f"SELECT * FROM payments WHERE {OTHERS}",
    "refunds": f"SELECT r.* FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.{OTHERS}",
    "favourites": f"SELECT * FROM favourites WHERE {OTHERS}",
    "drafts": f"SELECT id, user_id, event_id, fields FROM drafts WHERE {OTHERS}",
    "reviews": "SELECT * FROM reviews WHERE author_id = ANY(:others)",
    "broadcasts": "SELECT * FROM broadcasts WHERE author_id = ANY(:others)",
    "invites": "SELECT * FROM invites WHERE made_by = ANY(:others)",
    "support": f"SELECT * FROM support WHERE {OTHERS}",
    "reasons": f"SELECT * FROM reasons WHERE {OTHERS}",
    "organizers": f"SELECT * FROM organizers WHERE id {PAGES}",
    "questions": f"SELECT * FROM questions WHERE organizer_id {PAGES}",
    "team_members": f"SELECT * FROM team_members WHERE organizer_id {PAGES}",
    "dead": "SELECT id, status FROM outbox WHERE dedupe = 'town'",
}
"""What a stranger may not change, whatever they send."""


async def digest(chat: Chat, others: list[int]) -> dict[str, str]:
    """A sign for each table's rows that are these people's own: strangers may leave for good and come as new ones."""
    parts = [
        f"SELECT '{name}', md5(coalesce(string_agg(q::text, '|' ORDER BY q::text), '')) FROM ({query}) q"
        for name, query in DIGESTS.items()
    ]
    async with chat.db.begin() as tx:
        return dict((await tx.execute(text(" UNION ALL ".join(parts)), {"others": others})).all())


async def send(chat: Chat, kind: str, what: Any) -> None:
    """The update as it comes over the wire; a tap that can still be answered."""
    sandbox = chat.app[SANDBOX]
    if kind in ANSWERED:
        what = {"id": open_query(sandbox, ANSWERED[kind]), **what}
    update = Update.model_validate(
        {"update_id": sandbox.next_id("update"), kind: what}, context={"bot": chat.courier.bot}
    )
    await chat.dispatcher.feed_update(chat.courier.bot, update)


async def ids_of(town: Town) -> tuple[int, ...]:
    """Numbers that mean something here: of events, bookings, people, messages, drafts."""
    rooms = (
        "events",
        "bookings",
        "users",
        "drafts",
        "outbox",
        "refunds",
        "payments",
        "broadcasts",
        "organizers",
        "invites",
    )
    async with town.chat.db.begin() as tx:
        found = [
            (await tx.execute(text(f"SELECT id FROM {room} ORDER BY id DESC LIMIT 30"))).scalars().all()
            for room in rooms
        ]
    return tuple(sorted({one for some in found for one in some}))


def cards_of(chat: Chat, *people: Any) -> tuple[int, ...]:
    """The last messages that each of them sees."""
    return tuple(number for person in people for number in list(chat.app[SANDBOX].messages(person.id))[-4:])


def people_of(chat: Chat, *people: Any) -> list[Any]:
    return [chat.app[SANDBOX].person(person.id)["user"] for person in people]


def hurl(chat: Chat, loop: Any, inputs: int, one: st.SearchStrategy[Any], others: list[int] | None) -> None:
    """So many updates, a batch at a time; after each the logs are clean and others' rows are as they were."""
    before = loop(digest(chat, others)) if others else None
    profile = settings(
        max_examples=max(1, inputs // BATCH), deadline=None, database=None, derandomize="EVENTBOOKER_HOSTILE" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @profile
    @given(st.lists(one, min_size=BATCH, max_size=BATCH))
    def throw(batch: list[tuple[str, Any]]) -> None:
        for kind, what in batch:
            with capture_logs() as logs:
                loop(send(chat, kind, what))
            bad = [line for line in logs if line["log_level"] in ("error", "critical", "exception")]
            assert not [line for line in bad if line["event"] != "payment.unplaced"], (kind, what, bad)
        if others:
            assert loop(digest(chat, others)) == before

    throw()


async def test_what_strangers_send_breaks_and_changes_nothing(chat: Chat) -> None:
    town = await furnish(chat, "en")
    eve, mallory = [await chat.person(name, language="ru") for name in ("Eve\u202e", "<b>Mallory")]
    for person in (eve, mallory):
        await person.say("/start")
    async with chat.db.begin() as tx:
        chosen = select(User.id).where(User.telegram_id.is_(None) | User.telegram_id.not_in([eve.id, mallory.id]))
        others = list((await tx.execute(chosen)).scalars())
    one = hostile.updates(
        people_of(chat, eve, mallory), await ids_of(town), ("i_nothing", *LINKS), cards_of(chat, eve, mallory)
    )
    await _hurl(chat, INPUTS * 7 // 10, one, others)


async def test_what_hosts_and_admins_send_breaks_nothing(chat: Chat) -> None:
    town = await furnish(chat, "ru")
    people = [town.people[who] for who in ("guest", "host", "admin", "helper")]
    for person in people:
        await person.say("/start")
    one = hostile.updates(
        people_of(chat, *people), await ids_of(town), (f"i_{town.invite.token}", *LINKS), cards_of(chat, *people)
    )
    await _hurl(chat, INPUTS * 3 // 10, one, None)


async def _hurl(chat: Chat, inputs: int, one: Any, others: list[int] | None) -> None:
    running, calls = asyncio.get_running_loop(), chat.app[SANDBOX].calls
    calls.clear()

    def loop(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, running).result(60)

    await asyncio.to_thread(hurl, chat, loop, inputs, one, others)
    said = Counter(call["method"] for call in calls)
    print(inputs, "inputs", dict(said))
    # They were not all brushed off: cards were drawn and taps answered.
    assert said["sendMessage"] > inputs / 10 < said["editMessageText"] + said["answerCallbackQuery"]
    async with chat.db.begin() as tx:
        assert await integrity.check(tx) == []


async def test_the_digest_notices_what_a_stranger_must_not_change(chat: Chat) -> None:
    town = await furnish(chat, "en")
    async with chat.db.begin() as tx:
        others = list((await tx.execute(select(User.id).where(User.id != town.users["other"].id))).scalars())
    before = await digest(chat, others)
    changes = {
        "events": "UPDATE events SET name = 'x' WHERE id = 1", "bookings": "UPDATE bookings SET checked_in = 1 WHERE id = 1",
        "waitlist": "DELETE FROM waitlist", "users": "UPDATE users SET role = 'user'", "dead": "UPDATE outbox SET status = 'sent'",
    }  # fmt: skip
    async with chat.db.begin() as tx:
        for change in changes.values():
            await tx.execute(text(change))
    after = await digest(chat, others)
    assert {name for name in before if before[name] != after[name]} == set(changes)
