"""The way into an event online: on the ticket and the reminders, and told anew to those with tickets when it changes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core import events
from core.box_office import BoxOffice
from core.models import Event, Format, Outbox, OutboxStatus
from tests import factories
from tests.bot.conftest import Chat, Person, buttons, data, event, text
from tests.bot.hosting import host_an_evening
from tests.bot.test_reminders import comes, going

FIRST, SECOND, THIRD = (f"https://meet.example.org/{n}" for n in (1, 2, 3))
ONLINE = {"format": Format.online, "place": ""}
SAY = {
    "en": {
        "later": "Online; the link follows", "on_ticket": "Online; the link is on the ticket", "stranger": "Online; the link comes with the ticket",
        "new": "Stalker, 35 mm: a new link to join online.", "ticket": "Show the ticket", "open": "Open", "join": "Join",
        "gone": "Stalker, 35 mm: the link to join online is withdrawn. I will send the new one here.",
        "edit": "Edit", "changes": ["Changes", f"Link: {FIRST} → {SECOND}", "1 guest will be told: link."], "apply": "Apply and tell 1",
        "done": "Changed. 1 guest is being told.",
    },
    "ru": {
        "later": "Онлайн; ссылка придёт позже", "on_ticket": "Онлайн; ссылка в билете", "stranger": "Онлайн; ссылка придёт с билетом",
        "new": "Stalker, 35 mm: новая ссылка для входа онлайн.", "ticket": "Показать билет", "open": "Открыть", "join": "Войти",
        "gone": "Stalker, 35 mm: прежняя ссылка больше не действует. Пришлю сюда новую.",
        "edit": "Изменить", "changes": ["Изменения", f"Ссылка: {FIRST} → {SECOND}", "Узнает 1 гость: ссылка."], "apply": "Применить и сообщить 1",
        "done": "Изменено. Сообщаю 1 гостю.",
    },
}  # fmt: skip


async def change(chat: Chat, shown: Event, **values) -> None:
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(**values))


async def promised(chat: Chat) -> list[Outbox]:
    async with chat.db.begin() as tx:
        rows = select(Outbox).where(Outbox.kind == "link_changed", Outbox.status == OutboxStatus.queued)
        return list((await tx.execute(rows.order_by(Outbox.id))).all())


async def settles(chat: Chat) -> None:
    """The time goes by in which a host thinks again: tests move rows, not the clock."""
    async with chat.db.begin() as tx:
        waiting = update(Outbox).where(Outbox.kind == "link_changed", Outbox.status == OutboxStatus.queued)
        await tx.execute(waiting.values(due_at=func.clock_timestamp()))
    await chat.deliver()


async def heard(person: Person) -> int:
    return len(await person.said())


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_link_that_follows_comes_once_and_only_to_those_with_tickets(chat: Chat, language: str) -> None:
    say = SAY[language]
    shown, anna, booking = await going(chat, language, **ONLINE)
    ticket = await anna.screen()
    assert text(ticket).splitlines()[2] == say["later"]
    boris = await chat.person("Boris", language)
    stranger = await boris.say(f"/start e_{shown.id}")
    assert text(stranger).splitlines()[2] == say["stranger"]
    before = await heard(anna), await heard(boris)
    for link in (FIRST, THIRD, SECOND):
        await change(chat, shown, online_link=link)
    assert len(await promised(chat)) == 1
    await chat.deliver()
    assert (await heard(anna), await heard(boris)) == before, "a link is often mended as soon as it is made"
    # What waits holds up nothing else.
    await change(chat, shown, price=100, currency="XTR")
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[0].startswith("⚠️ Stalker, 35 mm")
    before = before[0] + 1, before[1]
    await settles(chat)
    paper = await anna.screen()
    assert text(paper).splitlines() == [say["new"], "<wDt>", SECOND]
    assert (buttons(paper), data(paper)) == (
        [[say["join"]], [say["ticket"], say["open"]]], [[""], [f"tick:{booking.id}", f"open:{shown.id}"]]
    )  # fmt: skip
    assert paper["buttons"][0][0]["url"] == SECOND
    assert (await heard(anna), await heard(boris)) == (before[0] + 1, before[1])
    await anna.tap(say["ticket"], on=paper)
    assert text(await anna.screen()).splitlines()[2] == SECOND
    await anna.tap(say["open"], on=paper)
    assert text(await anna.screen()).splitlines()[2] == say["on_ticket"]
    assert text(await boris.say(f"/start e_{shown.id}")).splitlines()[2] == say["stranger"]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_link_that_is_withdrawn_is_told_and_one_that_came_back_is_not(chat: Chat, language: str) -> None:
    say = SAY[language]
    shown, anna, _ = await going(chat, language, **ONLINE, online_link=FIRST)
    said = await heard(anna)
    await change(chat, shown, online_link=SECOND)
    await change(chat, shown, online_link=FIRST)
    await settles(chat)
    assert await heard(anna) == said
    await change(chat, shown, online_link=None)
    await settles(chat)
    paper = await anna.screen()
    assert text(paper) == say["gone"]
    assert buttons(paper) == [[say["ticket"], say["open"]]]
    await comes(chat, shown, "reminder_1h", timedelta(hours=1))
    paper = await anna.screen()
    assert text(paper).splitlines()[1].startswith(say["later"])
    assert buttons(paper) == [[say["ticket"]]]
    # So late nobody waits for a second thought.
    await change(chat, shown, online_link=THIRD)
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[2] == THIRD
    await comes(chat, shown, "reminder_24h", timedelta(hours=24))
    assert text(await anna.screen()).splitlines()[2] == say["on_ticket"]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_host_sees_who_will_hear_of_another_link(chat: Chat, language: str) -> None:
    say = SAY[language]
    values = {"format": Format.hybrid, "online_link": FIRST}
    evening = await host_an_evening(chat, "Anna K.", language=language, **values)
    await change(chat, evening.event, requires_confirmation=True)
    async with chat.db.begin() as tx:
        other = await factories.person(tx, "Boris")
    await BoxOffice(chat.db).book(evening.event.id, other.id, 1)  # a hold has no ticket yet
    marta = evening.host
    card = await marta.say(f"/start e_{evening.event.id}")
    await marta.send(card["message_id"], data=f"ask:{evening.event.id}:link")
    shown = await marta.say(SECOND)
    assert text(shown).splitlines() == say["changes"]
    assert buttons(shown)[0] == [say["apply"]]
    await marta.tap(say["apply"])
    assert text(await marta.screen()).splitlines()[-1] == say["done"]
    assert [row.user_id for row in await promised(chat)] == [evening.bookings[0].user_id]


async def test_who_gave_the_seats_back_hears_nothing_of_it(chat: Chat) -> None:
    shown, anna, booking = await going(chat, **ONLINE, online_link=FIRST)
    await change(chat, shown, online_link=SECOND)
    card = await anna.say(f"/start e_{shown.id}")
    await anna.send(card["message_id"], data=f"set:{booking.id}:0:0")
    await settles(chat)
    assert all(SECOND not in message["text"] for message in await anna.said())


async def test_what_takes_place_in_a_room_has_no_way_in_to_speak_of(chat: Chat) -> None:
    shown = await event(chat, place="Illusion")
    async with chat.db.begin() as tx:
        guest = await factories.person(tx)
    await BoxOffice(chat.db).book(shown.id, guest.id, 1)
    await change(chat, shown, online_link=FIRST)
    assert await promised(chat) == []
    await change(chat, shown, format="hybrid")
    assert len(await promised(chat)) == 1, "it is online now"


async def test_a_link_that_changes_while_the_last_one_is_being_told_is_told_as_well(chat: Chat) -> None:
    shown, anna, _ = await going(chat, **ONLINE, online_link=FIRST)
    await change(chat, shown, online_link=SECOND)
    async with chat.db.begin() as tx:
        await tx.execute(update(Outbox).where(Outbox.kind == "link_changed").values(due_at=func.clock_timestamp()))
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(online_link=THIRD))
        await chat.deliver()  # the courier comes between the look at the promise and the commit
    await chat.deliver()
    await settles(chat)
    assert THIRD in str(await anna.screen())
