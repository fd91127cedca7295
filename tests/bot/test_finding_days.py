"""A date that is typed is a search for what is on that day; a title that sounds like one is found as well."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.way import EPOCH
from core import database, i18n
from tests.bot.conftest import Chat, buttons, data, event, text


@pytest.mark.parametrize(
    ("language", "said", "title", "hint", "none"),
    [
        ("en", "tomorrow", "What’s on: {day}", "Type a word or a date to search.", "Nothing fits."),
        ("ru", "завтра", "Афиша: {day}", "Напишите слово или дату, и я поищу.", "Ничего не подходит."),
    ],
)
async def test_a_typed_day_shows_what_is_on_then(chat: Chat, language, said, title, hint, none) -> None:
    async with chat.db.begin() as tx:
        now = await database.now(tx)
    zone = chat.settings.zone
    noon = now.astimezone(ZoneInfo(zone)).replace(hour=12, minute=0) + timedelta(days=1)
    for days, name in ((0, "Stalker"), (0, "Mirror"), (1, "Solaris"), (3, "Friday the 13th")):
        starts = noon + timedelta(days=days)
        await event(chat, name=name, starts_at=starts, ends_at=starts + timedelta(hours=2), zone=zone)
    anna = await chat.person(language=language)
    found = await anna.say(said)
    day = i18n.words(language).date(noon, zone, "day")
    lines = text(found).splitlines()
    assert (lines[0], lines[-1]) == (title.format(day=day.replace("\u00a0", " ")), hint)
    assert [line for line in lines if line[:2] in ("1.", "2.", "3.")] == ["1. Stalker", "2. Mirror"]
    assert f"d{(noon.date() - EPOCH).days}" in data(found)[0][0]
    await anna.tap("1", on=found)
    back = "‹ Events" if language == "en" else "‹ Афиша"
    await anna.tap(back)
    assert text(await anna.screen()) == text(found), "the way back keeps the day"
    the_day_after = noon + timedelta(days=1)
    assert "Solaris" in text(await anna.say(f"{the_day_after.day}.{the_day_after.month}"))
    empty = noon + timedelta(days=20)
    shown = await anna.say(f"{empty.day}.{empty.month}")
    assert none in text(shown)
    assert len(buttons(shown)[0]) == 1


async def test_a_day_without_events_may_be_a_title(chat: Chat) -> None:
    async with chat.db.begin() as tx:
        now = (await database.now(tx)).astimezone(ZoneInfo(chat.settings.zone))
    # Six days on: whichever weekday it is called, it isn't that one's next.
    other = ("monday", "tuesday")[(now + timedelta(days=6)).weekday() == 0]
    starts = now + timedelta(days=30)
    await event(chat, name=f"{other} blues", starts_at=starts, ends_at=starts + timedelta(hours=1))
    anna = await chat.person()
    assert f"{other} blues" in text(await anna.say(other))
