"""Administration in the chat: the house in numbers, people, dead messages, money that waits, integrity; nobody else's."""

import pytest
from sqlalchemy import select, update

from bot.jobs import Jobs
from core import outbox, watches
from core.database import Tx
from core.models import Booking, Outbox, OutboxStatus, Role, User, Watch
from tests import factories
from tests.bot.conftest import Chat, Person, buttons, data, text
from tests.bot.hosting import host_an_evening, met


async def root(chat: Chat, language: str = "en") -> tuple[Person, User]:
    """An admin."""
    person, user = await met(chat, "Root", language)
    async with chat.db.begin() as tx:
        await tx.execute(update(User).where(User.id == user.id).values(role=Role.admin))
    return person, user


async def dead_message(chat: Chat) -> None:
    """Somebody was promised a word about an event, and the chat is gone."""
    async with chat.db.begin() as tx:
        host = await factories.person(tx, "Marta")
        event = await factories.event(tx, host)
        await outbox.put(tx, host.id, "wait_over", dedupe="x", event_id=event.id)
        gone = {
            "status": OutboxStatus.dead,
            "error": "TelegramBadRequest: Bad Request: chat not found",
            "settled_at": event.created_at,
        }
        await tx.execute(update(Outbox).where(Outbox.dedupe == "x").values(**gone))


@pytest.mark.parametrize(
    ("language", "shown", "labels"),
    [
        (
            "en",
            [
                "Administration",
                "Messages: 0 waiting, 1 dead",
                "Money: 0 refunds stuck, 0 payments in review",
                "Events 1 · people 2 · today 0 bookings",
            ],
            [["People", "Messages", "Money"], ["Integrity", "The drill"]],
        ),
        (
            "ru",
            [
                "Управление",
                "Сообщения: 0 ждут, 1 не дошло",
                "Деньги: возвратов зависло 0, платежей на разборе 0",
                "События 1 · люди 2 · сегодня 0 броней",
            ],
            [["Люди", "Сообщения", "Деньги"], ["Целостность", "Учения"]],
        ),
    ],
)
async def test_the_house_in_numbers(chat: Chat, language: str, shown, labels) -> None:
    admin, _ = await root(chat, language)
    await dead_message(chat)
    card = await admin.say("/admin")
    assert (text(card).splitlines(), buttons(card)) == (shown, labels)


@pytest.mark.parametrize(
    ("language", "item", "again", "none"),
    [
        (
            "en",
            "1. A waitlist that closed, to Marta, Stalker, 35 mm: chat not found (<t>)",
            "1 again",
            "Every message has arrived or is on its way.",
        ),
        (
            "ru",
            "1. Очередь закрыта, кому: Marta, Stalker, 35 mm; нет такого чата (<t>)",
            "1 ещё раз",
            "Все сообщения дошли или в пути.",
        ),
    ],
)
async def test_dead_messages_are_sent_again_or_dropped(chat: Chat, language: str, item, again, none) -> None:
    admin, _ = await root(chat, language)
    await dead_message(chat)
    await admin.say("/admin")
    await admin.tap("Messages" if language == "en" else "Сообщения")
    card = await admin.screen()
    assert text(card).splitlines()[1] == item
    await admin.tap(again)
    assert text(await admin.screen()).splitlines()[1] == none
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(Outbox.status, Outbox.attempts))).one() == ("queued", 0)
    await chat.deliver()
    for _ in range(2):
        assert await admin.send(card["message_id"], data=data(card)[0][1]) == {}
    async with chat.db.begin() as tx:
        assert (await tx.execute(select(Outbox.status))).scalar_one() == "skipped"


@pytest.mark.parametrize(
    ("language", "person", "asked", "after"),
    [
        (
            "en",
            ["Anna K. @anna_k · {id}", "Bookings 0 · events 0"],
            "Ban Anna K.? They can only read and give back their seats; what they host stays as it is.",
            "🚫 Banned.",
        ),
        (
            "ru",
            ["Anna K. @anna_k · {id}", "Брони 0 · события 0"],
            "Закрыть доступ: Anna K.? Можно будет только смотреть и возвращать свои места; свои события остаются как есть.",
            "🚫 Доступ закрыт.",
        ),
    ],
)
async def test_a_person_is_found_and_banned_after_one_question(chat: Chat, language: str, person, asked, after) -> None:
    admin, _ = await root(chat, language)
    _, anna = await met(chat, "Anna K.", username="anna_k")
    await admin.say("/admin")
    await admin.tap("People" if language == "en" else "Люди")
    for said in ("@Anna_K", "anna k", str(anna.id), str(anna.telegram_id)):
        card = await admin.say(said)
        assert text(card).splitlines() == [line.format(id=anna.id) for line in person], said
    await admin.tap("Ban" if language == "en" else "Закрыть доступ")
    assert text(await admin.screen()) == asked
    await admin.tap("Yes" if language == "en" else "Да")
    card = await admin.screen()
    assert text(card).splitlines()[1] == after
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, anna)).banned_at is not None
    await admin.tap("Take the ban" if language == "en" else "Открыть доступ")
    await admin.tap("Yes" if language == "en" else "Да")
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, anna)).banned_at is None


async def test_roles_and_hosting_are_given_and_taken(chat: Chat) -> None:
    admin, _ = await root(chat)
    _, anna = await met(chat, "Anna K.")
    card = await admin.say("/admin")
    for act, field, value in (
        ("adm", "role", Role.admin),
        ("unadm", "role", Role.user),
        ("host", "may_host", True),
        ("unhost", "may_host", False),
    ):
        await admin.send(card["message_id"], data=f"usr:{anna.id}:{act}:")
        await admin.tap("Yes")
        async with chat.db.begin() as tx:
            assert getattr(await factories.reread(tx, anna), field) == value


async def test_nobody_bans_themselves(chat: Chat) -> None:
    admin, user = await root(chat)
    card = await admin.say("/admin")
    assert "text" in await admin.send(card["message_id"], data=f"usr:{user.id}:ban:1")
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, user)).banned_at is None


@pytest.mark.parametrize(
    ("language", "well", "ill"),
    [("en", "checks hold", "⚠️ Check "), ("ru", "сход", "⚠️ Проверка ")],
)
async def test_integrity_says_what_does_not_hold(chat: Chat, language: str, well, ill) -> None:
    admin, _ = await root(chat, language)
    evening = await host_an_evening(chat, "Anna K.")
    await admin.say("/admin")
    await admin.tap("Integrity" if language == "en" else "Целостность")
    said = text(await admin.screen())
    assert said.startswith("✅")
    assert well in said
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.event_id == evening.event.id).values(seats=1))
    await admin.tap("Check again" if language == "en" else "Проверить снова")
    assert text(await admin.screen()).startswith(ill)


async def test_to_anybody_else_there_is_no_administration(chat: Chat) -> None:
    await dead_message(chat)
    boris, user = await met(chat, "Boris")
    unknown = text(await boris.say("/nonsense"))
    card = await boris.say("/admin")
    assert text(card) == unknown
    async with chat.db.begin() as tx:
        letter = (await tx.execute(select(Outbox.id))).scalar_one()
    for room in ("home", "people", "dead", "money", "check", "drill"):
        answer = await boris.send(card["message_id"], data=f"adm:{room}:0")
        assert answer["text"].startswith("There is nothing here for you"), room
    for forged in (
        f"usr:{user.id}:adm:1",
        f"usr:{user.id}:show:",
        f"dead:{letter}:go",
        "cash:r:1:go",
        "cash:p:1:hand",
        "cash:p:1:sure",
        "race",
    ):
        answer = await boris.send(card["message_id"], data=forged)
        assert answer["text"].startswith("There is nothing here for you"), forged
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, user)).role is Role.user
        assert (await tx.execute(select(Outbox.status))).scalar_one() == "dead"


@pytest.mark.parametrize(
    ("language", "dead", "ill", "rooms"),
    [
        (
            "en",
            "⚠️ 2 messages could not be delivered, the newest: chat not found.",
            "⚠️ Integrity: check 2 fails for 1 row. Other checks that fail: 3.",
            ["Messages", "Integrity"],
        ),
        (
            "ru",
            "⚠️ 2 сообщения не дошли, последняя причина: нет такого чата.",
            "⚠️ Целостность: проверка 2 не сходится, строк 1. Других проверок не сходится: 3.",
            ["Сообщения", "Целостность"],
        ),
    ],
)
async def test_admins_are_told_unasked_and_each_paper_opens_its_room(
    chat: Chat, language: str, dead, ill, rooms
) -> None:
    admin, _ = await root(chat, language)
    evening = await host_an_evening(chat, "Anna K.")
    await chat.deliver()
    await dead_message(chat)
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.event_id == evening.event.id).values(seats=1, checked_in=1))
    jobs = Jobs(chat.db, chat.settings)
    before = len(await admin.said())
    for _ in range(2):
        await jobs.watch()
        await chat.deliver()
    papers = (await admin.said())[before:]
    assert sorted((text(paper), buttons(paper)) for paper in papers) == sorted(
        [(dead, [[rooms[0]]]), (ill, [[rooms[1]]])]
    )
    for paper in papers:
        await admin.tap(buttons(paper)[0][0], on=paper)
        below = await admin.screen()
        assert below["message_id"] > paper["message_id"]
        assert data(below)[-1] == ["adm:home:0"]


async def test_a_look_that_fails_keeps_no_other_from_being_had(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, _ = await root(chat)
    evening = await host_an_evening(chat, "Anna K.")
    await chat.deliver()
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).where(Booking.event_id == evening.event.id).values(seats=1, checked_in=1))
    look = watches.look

    async def slow(tx: Tx, name: str) -> bool:
        if name == "dead_letters":
            raise TimeoutError
        return await look(tx, name)

    monkeypatch.setattr(watches, "look", slow)
    await Jobs(chat.db, chat.settings).watch()
    await chat.deliver()
    assert data(await admin.screen())[0][0].startswith("adm:check")


async def test_what_was_put_right_meanwhile_is_not_said_and_an_admin_no_more_hears_nothing(chat: Chat) -> None:
    admin, user = await root(chat)
    other, _ = await root(chat)
    await dead_message(chat)
    await Jobs(chat.db, chat.settings).watch()
    async with chat.db.begin() as tx:
        await tx.execute(update(User).where(User.id == user.id).values(role=Role.user))
    before = [len(await one.said()) for one in (admin, other)]
    await chat.deliver()
    assert [len(await one.said()) for one in (admin, other)] == [before[0], before[1] + 1]
    async with chat.db.begin() as tx:
        await tx.execute(update(Watch).values(looked_at=None, told_at=None, mark=""))
    await Jobs(chat.db, chat.settings).watch()
    async with chat.db.begin() as tx:
        await tx.execute(update(Outbox).where(Outbox.status == "dead").values(status=OutboxStatus.skipped))
    await chat.deliver()
    assert len(await other.said()) == before[1] + 1
