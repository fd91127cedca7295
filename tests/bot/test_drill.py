"""The drill from the chat: asked for by two taps, answered at once, its result on the same card; for admins alone."""

import asyncio
import re

import pytest
from sqlalchemy import func, select

from core.models import Booking, Event
from tests.bot.conftest import Chat, buttons, text
from tests.bot.test_admin import root

ROOM = {
    "en": [
        "The drill",
        (
            "1,000 rivals for 200 seats of a throw-away event, at one moment, through the real box office. In a database "
            "of its own: nobody’s seats are touched, nobody is written to."
        ),
    ],
    "ru": [
        "Учения",
        (
            "Соперников 1 000, мест 200, событие одноразовое: все сразу, через настоящую кассу. "
            "База своя: ничьи места не тронуты, никому ничего не приходит."
        ),
    ],
}
RUNNING = {
    "en": "Under way. How it went comes here in a few seconds.",
    "ru": "Идут. Итог появится здесь через несколько секунд.",
}
RESULT = {
    "en": [
        "The drill",
        "✅ 200 sold, 800 refused with a reason, 0 over, 0.4 s.",
        "Half of them were answered within 50 ms; 500 bookings a second.",
        "✅ 41 checks hold (<t>).",
    ],
    "ru": [
        "Учения",
        "✅ Продано 200, отказов с причиной 800, лишних 0, 0,4 с.",
        "Половина получает ответ за 50 мс; броней в секунду 500.",
        "✅ 41 проверка сходится (<t>).",
    ],
}


def measured(shown: str) -> str:
    """What depends on the machine, as on the machine of the design."""
    for how, usual in (
        (r"\d+\.\d s\.", "0.4 s."), (r"\d+,\d с\.", "0,4 с."), (r"[\d,]+ ms; [\d,]+", "50 ms; 500"),
        (r"[\d ]+ мс", " 50 мс"), (r"в секунду [\d ]+", "в секунду 500"), (r"✅ \d+ checks", "✅ 41 checks"),
        (r"✅ \d+ провер\w+ сход[ия]тся", "✅ 41 проверка сходится"),
    ):  # fmt: skip
        shown = re.sub(how, usual, shown)
    return shown


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["The drill", "Start the drill", "Once more", "‹ Administration"]),
        ("ru", ["Учения", "Начать учения", "Ещё раз", "‹ Управление"]),
    ],
)
async def test_an_admin_holds_a_drill_and_reads_how_it_went(chat: Chat, language: str, labels) -> None:
    admin, _ = await root(chat, language)
    door, start, again, home = labels
    await admin.say("/admin")
    await admin.tap(door)
    card = await admin.screen()
    assert (text(card).split("\n\n"), buttons(card)) == (ROOM[language], [[start], [home]])
    assert await admin.tap(start) == {}
    # The turn has ended: the bot listens while rivals run.
    shown = await admin.screen()
    assert shown["message_id"] == card["message_id"]
    assert text(shown).split("\n\n")[1].startswith((RUNNING[language], "✅"))
    await chat.dispatcher["drills"].ended()
    done = await admin.screen()
    assert done["message_id"] == card["message_id"]
    assert measured(text(done)).replace("\n\n", "\n").splitlines() == RESULT[language]
    assert buttons(done) == [[again], [home]]
    async with chat.db.begin() as tx:
        for kind in (Event, Booking):
            assert (await tx.execute(select(func.count()).select_from(kind))).scalar_one() == 0


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "A drill is under way already; its result comes in a moment."),
        ("ru", "Учения уже идут; итог будет через мгновение."),
    ],
)
async def test_two_admins_hold_one_drill(chat: Chat, language: str, why) -> None:
    admins = [(await root(chat, language))[0] for _ in range(2)]
    for admin in admins:
        await admin.say("/admin")
        await admin.tap("The drill" if language == "en" else "Учения")
    start = "Start" if language == "en" else "Начать"
    answers = await asyncio.gather(*(admin.tap(start) for admin in admins))
    assert sorted(answers, key=len) == [{}, {"text": why, "show_alert": True}]
    await chat.dispatcher["drills"].ended()
    cards = [text(await admin.screen()).split("\n\n")[1] for admin in admins]
    assert sorted(card[0] for card in cards) == sorted(["✅", ROOM[language][1][0]])


async def test_a_restart_in_the_middle_leaves_nothing_broken(chat: Chat) -> None:
    admin, _ = await root(chat)
    card = await admin.say("/admin")
    await admin.send(card["message_id"], data="race")
    await chat.restart()
    await admin.send(card["message_id"], data="race")
    await chat.dispatcher["drills"].ended()
    assert text(await admin.screen()).split("\n\n")[1].startswith("✅ 200 sold, 800 refused")
