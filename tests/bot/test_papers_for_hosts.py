"""What the courier brings to those who run events, in both languages; a tap on it opens a card below."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core import database, organizers, reminders
from core.models import Event, Outbox, Reminder, TeamMember
from tests.bot.conftest import Chat, buttons, text
from tests.bot.hosting import Evening, answer_coming, host_an_evening, met


async def remind(evening: Evening, kind: str) -> None:
    """The reminder of that kind is due, and the courier goes round."""
    async with evening.chat.db.begin() as tx:
        now = await database.now(tx)
        row = insert(Reminder).values(event_id=evening.event.id, kind=kind, due_at=now - timedelta(seconds=1))
        await reminders.send(tx, (await tx.execute(row.returning(Reminder.id))).scalar_one())
    await evening.chat.deliver()


@pytest.mark.parametrize(
    ("language", "kind", "hours", "shown", "labels"),
    [
        (
            "en",
            "reminder_1h",
            1,
            ["🔔 Stalker, 35 mm begins soon (<r>). 2 guests. Point your camera at their QR."],
            [["Guests and check-in"], ["Open"]],
        ),
        (
            "ru",
            "reminder_1h",
            1,
            ["🔔 Stalker, 35 mm: скоро начало (<r>). 2 гостя. Наведите камеру на их QR."],
            [["Гости и вход"], ["Открыть"]],
        ),
        (
            "en",
            "low_on_time",
            47,
            ["Stalker, 35 mm: 36 of 40 seats are free (<r>)."],
            [["Share", "Open"]],
        ),
        (
            "ru",
            "low_on_time",
            47,
            ["Stalker, 35 mm: свободно 36 из 40 (<r>)."],
            [["Поделиться", "Открыть"]],
        ),
        (
            "en",
            "held_prompt",
            -2.5,
            ["Stalker, 35 mm: its time is over. Did it take place? In 12 hours it is marked so by itself."],
            [["It took place", "It did not"], ["Open"]],
        ),
        (
            "ru",
            "held_prompt",
            -2.5,
            ["Stalker, 35 mm: время события вышло. Состоялось? Через 12 часов отметится само."],
            [["Состоялось", "Нет"], ["Открыть"]],
        ),
    ],
)
async def test_hosts_hear_of_their_evening(chat: Chat, language: str, kind, hours, shown, labels) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", language=language, hours=hours)
    await remind(evening, kind)
    paper = await evening.host.screen()
    assert (text(paper).splitlines(), buttons(paper)) == (shown, labels)


@pytest.mark.parametrize(
    ("language", "tomorrow", "begins", "guests", "labels"),
    [
        (
            "en",
            "🔔 Stalker, 35 mm is tomorrow.",
            "🔔 Stalker, 35 mm begins (<r>).",
            "3 guests: 1 coming, 1 not confirmed, 1 can’t come.",
            [["Not confirmed", "Write to guests"], ["Open"]],
        ),
        (
            "ru",
            "🔔 Stalker, 35 mm: уже завтра.",
            "🔔 Stalker, 35 mm: начало (<r>).",
            "3 гостя: 1 придёт, 1 под вопросом, 1 не сможет.",
            [["Под вопросом", "Написать гостям"], ["Открыть"]],
        ),
    ],
)
async def test_the_day_before_says_who_is_not_sure(chat: Chat, language: str, tomorrow, begins, guests, labels) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", "Vera", language=language, hours=24)
    await answer_coming(chat, evening.bookings[0], True)
    await answer_coming(chat, evening.bookings[2], False)
    await remind(evening, "reminder_24h")
    paper = await evening.host.screen()
    assert (text(paper).splitlines(), buttons(paper)) == ([f"{tomorrow} {guests}", "<wDt>"], labels)
    await evening.host.tap(labels[0][0])
    below = await evening.host.screen()
    assert below["message_id"] > paper["message_id"]
    assert text(below).splitlines()[1].startswith("1. Oleg")
    # So far from the day before that the word would lie.
    far = await host_an_evening(chat, "Anna K.", language=language, hours=60)
    await remind(far, "reminder_24h")
    assert text(await far.host.screen()).startswith(begins)


async def test_what_its_time_is_over_is_settled_from_the_paper(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=-2.5)
    await remind(evening, "held_prompt")
    paper = await evening.host.screen()
    await evening.host.tap("It did not")
    assert text(await evening.host.screen()).startswith("Cancel “Stalker, 35 mm”?")
    await evening.host.tap("It took place", on=paper)
    assert text(await evening.host.screen()).startswith("Took place.")
    left = next(m for m in await evening.host.said() if m["message_id"] == paper["message_id"])
    assert left["buttons"] == []


@pytest.mark.parametrize(
    ("language", "shown", "label"),
    [
        ("en", "You may manage the events of Zarya, added by Marta", "My events"),
        ("ru", "Вам доступны события страницы «Zarya», доступ от: Marta", "Мои события"),
    ],
)
async def test_who_is_added_to_a_page_is_told_and_comes_to_its_events(
    chat: Chat, language: str, shown: str, label: str
) -> None:
    evening = await host_an_evening(chat)
    anna, user = await met(chat, "Anna K.", language)
    async with chat.db.begin() as tx:
        page = await organizers.create(tx, evening.host_id, organizers.NewPage(slug="zarya", name="Zarya"))
        await tx.execute(update(Event).values(organizer_id=page.id))
        await organizers.add_member(tx, evening.host_id, page.id, user.id)
    await chat.deliver()
    paper = await anna.screen()
    assert (text(paper), buttons(paper)) == (shown, [[label]])
    await anna.tap(label)
    listed = await anna.screen()
    assert listed["message_id"] > paper["message_id"]
    assert text(listed).splitlines()[1] == "1. Stalker, 35 mm · <wdt>"


async def test_who_left_the_team_meanwhile_is_told_nothing(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=1)
    anna, user = await met(chat, "Anna K.")
    async with chat.db.begin() as tx:
        page = await organizers.create(tx, evening.host_id, organizers.NewPage(slug="zarya", name="Zarya"))
        await tx.execute(update(Event).values(organizer_id=page.id))
        await organizers.add_member(tx, evening.host_id, page.id, user.id)
        await tx.execute(TeamMember.__table__.delete().where(TeamMember.user_id == user.id))
    before = len(await anna.said())
    await remind(evening, "reminder_1h")
    assert len(await anna.said()) == before
    async with chat.db.begin() as tx:
        fates = select(Outbox.status).where(Outbox.user_id == user.id, Outbox.kind != "menu")
        assert {row.status for row in await tx.execute(fates)} == {"skipped"}
