"""An event's point on the map: sent by the host, shown to guests, lost with the place that it was of."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update

from core import events
from core.models import Event
from tests.bot.conftest import Chat, Person, buttons, data, event, text
from tests.bot.drafting import drafts_of, events_of, host
from tests.bot.hosting import host_an_evening
from tests.bot.test_reminders import comes, going

POINT = {"latitude": 55.75222, "longitude": 37.59964}
VENUE = POINT | {"title": "Oktyabr", "address": "24 Novy Arbat"}
SAY = {
    "en": {
        "more": "More", "map": "On the map", "copy": "Copy the address", "event": "The event", "tomorrow": "Tomorrow", "publish": "Publish",
        "seats": ["Oktyabr, 24 Novy Arbat. How many seats?"], "free": "Free", "ticket": "Show the ticket", "calendar": "Add to calendar",
        "named": ["The point on the map is noted. What is the place called? Write its name or address."], "back": "‹ Back",
        "changes": ["Changes", "Map: another point"], "gone": "The map does not know this place any more. The card says where it is.",
        "edit": ["Edit", "Place"], "apply": "Apply", "where": "Where?", "done": "Changed.",
    },
    "ru": {
        "more": "Ещё", "map": "На карте", "copy": "Скопировать адрес", "event": "Событие", "tomorrow": "Завтра", "publish": "Опубликовать",
        "seats": ["Oktyabr, 24 Novy Arbat. Сколько мест?"], "free": "Бесплатно", "ticket": "Показать билет", "calendar": "В календарь",
        "named": ["Точка на карте есть. Как называется место? Напишите название или адрес."], "back": "‹ Назад",
        "changes": ["Изменения", "Карта: другая точка"], "gone": "Точки на карте больше нет. Где это, сказано в карточке.",
        "edit": ["Изменить", "Где"], "apply": "Применить", "where": "Где?", "done": "Изменено.",
    },
}  # fmt: skip


async def asked_where(chat: Chat, language: str) -> Person:
    marta = await host(chat, language)
    await marta.say("/new")
    await marta.say("Stalker")
    await marta.tap(SAY[language]["tomorrow"])
    return marta


async def said_point(chat: Chat) -> dict[str, float]:
    return {field: value for field, value in (await drafts_of(chat))[0].fields.items() if field in POINT}


async def now(chat: Chat, shown: Event) -> Event:
    return next(one for one in await events_of(chat) if one.id == shown.id)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_venue_of_the_hosts_is_a_venue_for_guests(chat: Chat, language: str) -> None:
    say = SAY[language]
    marta = await asked_where(chat, language)
    assert text(await marta.show_place(**VENUE)).splitlines() == say["seats"]
    assert await said_point(chat) == POINT
    await marta.tap("10")
    await marta.tap(say["free"])
    await marta.tap(say["publish"])
    (made,) = await events_of(chat)
    assert (made.place, made.latitude, made.longitude) == ("Oktyabr, 24 Novy Arbat", *POINT.values())
    anna = await chat.person(language=language)
    await anna.say("/start")
    card = await anna.say(f"/start e_{made.id}")
    await anna.tap(say["more"])
    more = await anna.screen()
    assert text(more) == text(card)
    assert buttons(more) == [[say["map"]], ["Marta"], [say["back"]]]
    assert data(more)[0] == [f"map:{made.id}"]
    assert await anna.tap(say["map"]) == {}
    shown = await anna.screen()
    assert shown["media"] == POINT | {"kind": "venue", "title": "Stalker", "address": "Oktyabr, 24 Novy Arbat"}
    assert (buttons(shown), data(shown)) == ([[say["event"]]], [[f"open:{made.id}"]])
    said = len(await anna.said())
    await anna.tap(say["map"], on=more)
    assert len(await anna.said()) == said, "a double tap sends it once"
    await anna.tap(say["event"], on=shown)
    assert text(await anna.screen()) == text(card)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_bare_point_is_asked_for_its_name(chat: Chat, language: str) -> None:
    say = SAY[language]
    marta = await asked_where(chat, language)
    asked = await marta.show_place(**POINT)
    assert text(asked).splitlines() == say["named"]
    assert data(asked) == [
        [f"ask:d{(await drafts_of(chat))[0].id}:place", f"ask:d{(await drafts_of(chat))[0].id}:seats"]
    ]
    assert await said_point(chat) == {}
    await chat.restart()
    assert text(await marta.say("Oktyabr, 24 Novy Arbat")).splitlines() == say["seats"]
    assert await said_point(chat) == POINT
    # Of the place that is said already, or of another one.
    await marta.tap(say["back"])
    asked = await marta.show_place(latitude=-1.5, longitude=179.999999)
    assert (text(asked).splitlines(), buttons(asked)[0]) == (say["named"], ["Oktyabr, 24 Novy Arbat"])
    await marta.tap("Oktyabr, 24 Novy Arbat")
    assert text(await marta.screen()).splitlines() == say["seats"]
    assert await said_point(chat) == {"latitude": -1.5, "longitude": 179.999999}
    # Words alone say nothing of the map.
    await marta.tap(say["back"])
    await marta.say("Illusion")
    assert await said_point(chat) == {}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_point_alone_is_changed_and_nobody_is_told(chat: Chat, language: str) -> None:
    say = SAY[language]
    evening = await host_an_evening(chat, "Anna K.", language=language)
    marta = evening.host
    await marta.say(f"/start e_{evening.event.id}")
    for button in say["edit"]:
        await marta.tap(button)
    asked = await marta.show_place(**POINT)
    assert buttons(asked) == [["Oktyabr cinema, 24 Novy Arbat"], [say["back"]]]
    await marta.tap("Oktyabr cinema, 24 Novy Arbat")
    shown = await marta.screen()
    assert text(shown).splitlines() == say["changes"]
    assert buttons(shown)[0] == [say["apply"]]
    await marta.tap(say["apply"])
    assert text(await marta.screen()).splitlines()[-1] == say["done"]
    changed = await now(chat, evening.event)
    assert (changed.latitude, changed.longitude, changed.terms) == (*POINT.values(), evening.event.terms)
    # A venue is another place: told as such, with its own point.
    await marta.tap(say["edit"][0])
    await marta.tap(say["edit"][1])
    shown = await marta.show_place(latitude=1, longitude=2, title="Illusion", address="5 Kotelnicheskaya")
    assert len(text(shown).splitlines()) == 3
    await marta.tap(say["apply"])
    changed = await now(chat, evening.event)
    assert (changed.place, changed.latitude, changed.longitude, changed.terms) == (
        "Illusion, 5 Kotelnicheskaya",
        1,
        2,
        2,
    )


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_way_is_on_the_reminders_and_in_the_calendar(chat: Chat, language: str) -> None:
    say = SAY[language]
    shown, anna, _ = await going(chat, language, **POINT)
    await anna.tap(say["calendar"])
    (entry,) = Calendar.from_ical(await _file(chat, await anna.screen())).walk("VEVENT")
    assert entry["geo"].to_ical() == "55.75222;37.59964"
    for kind, before in (("reminder_24h", timedelta(hours=24)), ("reminder_1h", timedelta(hours=1))):
        await comes(chat, shown, kind, before)
        paper = await anna.screen()
        assert buttons(paper)[-1] == [say["ticket"], say["map"]]
    await anna.tap(say["map"], on=paper)
    assert (await anna.screen())["media"]["kind"] == "venue"
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(latitude=None, longitude=None))
    assert await anna.tap(say["map"], on=paper) == {"text": say["gone"], "show_alert": True}
    assert text(await anna.screen()).splitlines()[2] == "📍 Oktyabr cinema, 24 Novy Arbat"
    await anna.tap(say["more"])
    assert buttons(await anna.screen())[0] == [say["copy"]]
    assert await anna.tap(say["copy"]) == {"copy_text": "Oktyabr cinema, 24 Novy Arbat"}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_who_hears_of_a_change_has_the_ticket_the_map_and_the_calendar(chat: Chat, language: str) -> None:
    say = SAY[language]
    shown, anna, _ = await going(chat, language, **POINT)
    later = events.EventPatch(starts_at=shown.starts_at + timedelta(hours=1))
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, later)
    await chat.deliver()
    paper = await anna.screen()
    assert buttons(paper)[1:] == [[say["ticket"], say["map"]], [say["calendar"]]]
    await anna.tap(say["map"], on=paper)
    assert (await anna.screen())["media"]["kind"] == "venue"
    await anna.tap(say["calendar"], on=paper)
    assert await _file(chat, await anna.screen())
    said = len(await anna.said())
    await anna.tap(say["ticket"], on=paper)
    assert len(await anna.said()) == said + 1


async def _file(chat: Chat, message: dict) -> bytes:
    """The file that the bot sent, as it came over the wire."""
    async with chat.http.get(chat.url + message["media"]["url"]) as answer:
        return await answer.read()


async def test_a_private_events_point_is_for_those_who_see_it(chat: Chat) -> None:
    shown = await event(chat, access="private", **POINT)
    eve = await chat.person("Eve")
    home = await eve.say("/start")
    for number in (shown.id, 2**63 - 1):
        answer = await eve.send(home["message_id"], data=f"map:{number}")
        assert answer["text"].startswith("There is nothing here for you")
    assert all((message["media"] or {}).get("kind") != "venue" for message in await eve.said())
    # Online there is neither a map nor an address.
    async with chat.db.begin() as tx:
        values = {"access": "public", "format": "online", "place": "", "latitude": None, "longitude": None}
        await tx.execute(update(Event).values(**values))
    await eve.say(f"/start e_{shown.id}")
    await eve.tap("More")
    assert buttons(await eve.screen())[0] == ["Marta"]


@pytest.mark.parametrize(
    "hostile", ["put:d1:point:1/2", "put:d1:point:x/y", "put:d1:point:1", "put:d1:point:91/0", "put:d1:point:nan/1"]
)
async def test_a_point_that_no_button_of_ours_says_changes_nothing(chat: Chat, hostile: str) -> None:
    marta = await asked_where(chat, "en")
    if "91" in hostile:
        await marta.say("Illusion")
    before = (await drafts_of(chat))[0].fields
    answer = await marta.send((await marta.screen())["message_id"], data=hostile)
    assert answer.get("text")
    assert "broke" not in answer["text"]
    assert (await drafts_of(chat))[0].fields == before
