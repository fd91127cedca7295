"""Before an event: "tomorrow", "are you coming?", "soon"; the answer changes the paper, never the seats."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core import change, database, events, reminders
from core.models import Booking, BookingStatus, Event, Format, Reminder
from tests.bot.conftest import Chat, Person, booking_at, buttons, data, event, text

EN, RU = "en", "ru"


async def going(chat: Chat, language: str = EN, seats: int = 1, **values) -> tuple[Event, Person, Booking]:
    """Somebody with seats, the ticket read."""
    shown = await event(chat, **values)
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{shown.id}")
    if seats > 1:
        await anna.tap(str(seats))
    await anna.tap("Book" if language == EN else "Взять")
    await chat.deliver()
    return shown, anna, await booking_at(chat, shown.id)


async def comes(chat: Chat, shown: Event, kind: str, before: timedelta) -> None:
    """So long before the start, that reminder is due: tests move rows, not the clock."""
    async with chat.db.begin() as tx:
        now = await database.now(tx)
        times = {"starts_at": now + before, "ends_at": now + before + timedelta(hours=2)}
        await tx.execute(update(Event).where(Event.id == shown.id).values(**times))
        await tx.execute(update(Booking).values(confirmed_at=func.clock_timestamp() - timedelta(days=3)))
        due = {"event_id": shown.id, "kind": kind, "due_at": now - timedelta(seconds=1)}
        made = await tx.execute(Reminder.__table__.insert().values(**due).returning(Reminder.id))
        await reminders.send(tx, made.scalar_one())
    await chat.deliver()


async def coming(chat: Chat, booking: Booking) -> bool | None:
    async with chat.db.begin() as tx:
        return (await tx.execute(select(Booking.coming).where(Booking.id == booking.id))).scalar_one()


@pytest.mark.parametrize(
    ("language", "news", "ask", "answers", "said", "after"),
    [
        (EN, "🔔 Stalker, 35 mm is tomorrow.", "2 seats. Are you coming?", ["Coming", "Can’t"], "✅ You are coming.",
         [["Can’t after all"], ["Show the ticket", "Copy the address"]]),
        (RU, "🔔 Stalker, 35 mm: уже завтра.", "2 места. Придёте?", ["Приду", "Не смогу"], "✅ Вы придёте.",
         [["Всё-таки не смогу"], ["Показать билет", "Скопировать адрес"]]),
    ],
)  # fmt: skip
async def test_the_reminder_asks_and_keeps_the_answer(
    chat: Chat, language: str, news: str, ask: str, answers: list[str], said: str, after: list[list[str]]
) -> None:
    shown, anna, booking = await going(chat, language, 2, zone="Etc/UTC")
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    paper = await anna.screen()
    head = [news, "<wDt> (<r>)", "📍 Oktyabr cinema, 24 Novy Arbat"]
    assert text(paper).splitlines() == [*head, ask]
    assert buttons(paper) == [answers, after[1]]
    before = len(await anna.said())
    assert await anna.tap(answers[0], on=paper) == {}
    paper = await anna.screen()
    assert text(paper).splitlines() == [*head, said]
    assert buttons(paper) == after
    assert await coming(chat, booking) is True
    assert await anna.send(paper["message_id"], data=f"come:{booking.id}:1") == {}
    assert text(await anna.screen()).splitlines()[-1] == said
    assert len(await anna.said()) == before, "the paper edits itself"


@pytest.mark.parametrize(("language", "cant", "quote", "keep", "give"), [
    (EN, "Can’t", "You give back both seats.", "‹ Keep 2 seats", "Give back 2"),
    (RU, "Не смогу", "Вы возвращаете оба места.", "‹ Оставить 2 места", "Вернуть 2"),
])  # fmt: skip
async def test_who_can_not_come_is_quoted_and_loses_nothing_by_asking(
    chat: Chat, language: str, cant: str, quote: str, keep: str, give: str
) -> None:
    shown, anna, booking = await going(chat, language, 2)
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    await anna.tap(cant)
    card = await anna.screen()
    assert text(card).splitlines()[-1] == quote
    assert await coming(chat, booking) is False
    assert (await booking_at(chat, shown.id)).status is BookingStatus.confirmed
    await anna.tap(keep, on=card)
    assert (await booking_at(chat, shown.id)).seats == 2
    await anna.tap(cant)
    await anna.tap(give)
    assert (await booking_at(chat, shown.id)).status is BookingStatus.cancelled


async def test_who_said_nothing_is_asked_once_more_and_who_did_is_not(chat: Chat) -> None:
    shown, anna, _ = await going(chat, zone="Etc/UTC")
    boris = await chat.person("Boris", RU)
    await boris.say(f"/start e_{shown.id}")
    await boris.tap("Взять")
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    await boris.tap("Приду")
    heard = len(await boris.said())
    async with chat.db.begin() as tx:
        await tx.execute(update(Reminder).values(done_at=func.clock_timestamp() - timedelta(hours=18)))
    await comes(chat, shown, "reminder_6h", timedelta(hours=6))
    assert text(await anna.screen()).splitlines()[-1] == "1 seat. Are you coming?"
    assert len(await boris.said()) == heard


@pytest.mark.parametrize(
    ("language", "lines", "rows"),
    [
        (EN, ["🔔 Stalker, 35 mm begins soon (<r>).", "📍 Oktyabr cinema, 24 Novy Arbat · Online; the link is on the ticket · 1 seat"],
         [["Join"], ["Show the ticket", "Copy the address"]]),
        (RU, ["🔔 Stalker, 35 mm: скоро начало (<r>).", "📍 Oktyabr cinema, 24 Novy Arbat · Онлайн; ссылка в билете · 1 место"],
         [["Войти"], ["Показать билет", "Скопировать адрес"]]),
    ],
)  # fmt: skip
async def test_an_hour_before_the_way_in_is_at_hand(
    chat: Chat, language: str, lines: list[str], rows: list[list[str]]
) -> None:
    link = "https://meet.example.org/7"
    shown, anna, _ = await going(chat, language, format=Format.hybrid, online_link=link)
    await comes(chat, shown, "reminder_1h", timedelta(hours=1))
    paper = await anna.screen()
    assert text(paper).splitlines() == lines
    assert buttons(paper) == rows
    assert paper["buttons"][0][0]["url"] == link
    await anna.tap(rows[1][0], on=paper)
    assert (await anna.screen())["media"]["kind"] == "photo"


@pytest.mark.parametrize("link", ["https://meet/room", "http://localhost/x", "https://192:443/x"])
async def test_a_way_in_that_telegram_takes_for_no_address_is_told_in_words(chat: Chat, link: str) -> None:
    shown, anna, _ = await going(chat, format=Format.online, place="", online_link=link)
    await comes(chat, shown, "reminder_1h", timedelta(hours=1))
    paper = await anna.screen()
    assert text(paper).splitlines()[-1] == link
    assert buttons(paper) == [["Show the ticket"]]


async def test_tomorrow_is_said_only_when_it_is_true_there(chat: Chat) -> None:
    shown, anna, booking = await going(chat, zone="Pacific/Kiritimati")
    await comes(chat, shown, "reminder_24h", timedelta(days=3))
    assert text(await anna.screen()).splitlines()[0] == "🔔 Stalker, 35 mm (<r>)"
    assert data(await anna.screen())[0] == [f"come:{booking.id}:1", f"come:{booking.id}:0"]


async def test_an_answer_after_the_start_or_by_another_person_changes_nothing(chat: Chat) -> None:
    shown, anna, booking = await going(chat)
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    paper = await anna.screen()
    eve = await chat.person("Eve")
    home = await eve.say("/start")
    answer = await eve.send(home["message_id"], data=f"come:{booking.id}:0")
    assert answer["text"].startswith("There is nothing here for you")
    async with chat.db.begin() as tx:
        past = func.clock_timestamp() - timedelta(minutes=5)
        await tx.execute(update(Event).where(Event.id == shown.id).values(starts_at=past))
    answer = await anna.tap("Coming", on=paper)
    assert answer["text"].startswith("It has begun")
    assert await coming(chat, booking) is None


async def test_an_old_reminder_of_seats_that_are_gone_says_so(chat: Chat) -> None:
    shown, anna, booking = await going(chat)
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    paper = await anna.screen()
    async with chat.db.begin() as tx:
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    answer = await anna.tap("Coming", on=paper)
    assert answer == {"text": "This is already settled; here is how it stands.", "show_alert": True}
    assert "Book 1 seat" in str(buttons(await anna.screen()))


@pytest.mark.parametrize(("language", "fine"), [(EN, "Fine"), (RU, "Хорошо")])
async def test_the_news_of_a_change_is_answered_with_fine(chat: Chat, language: str, fine: str) -> None:
    shown, anna, booking = await going(chat, language)
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(place="Illusion"))
    await chat.deliver()
    paper = await anna.screen()
    assert buttons(paper)[0][0] == fine
    answer = await anna.tap(fine, on=paper)
    assert answer["text"] == ("✅ You are coming." if language == EN else "✅ Вы придёте.")
    assert await coming(chat, booking) is True
    assert (await anna.screen())["message_id"] > paper["message_id"]
    assert next(m for m in await anna.said() if m["message_id"] == paper["message_id"])["buttons"] == []
