"""Hosts move people in the waitlist; why stays in the record. To others the line is not there."""

import pytest
from sqlalchemy import select

from core import waitlist
from core.models import Audit, WaitlistEntry
from tests.bot.conftest import Chat, all_rows, buttons, text
from tests.bot.hosting import host_an_evening, met


@pytest.mark.parametrize(
    ("language", "tab", "one", "moves", "why", "moved", "end"),
    [
        (
            "en",
            "Waiting",
            "Boris · 1 seat · number 2 on the waitlist",
            [["To the front", "To the end"], ["‹ Back"]],
            "Why should Boris come first? Write it; it stays in the record.",
            "Boris · 1 seat · number 1 on the waitlist\n\nMoved: number 1 now.",
            "Why should Boris come last? Write it; it stays in the record.",
        ),
        (
            "ru",
            "Очередь",
            "Boris · 1 место · номер в очереди 2",
            [["В начало", "В конец"], ["‹ Назад"]],
            "Почему Boris в начало очереди? Напишите; это останется в записях.",
            "Boris · 1 место · номер в очереди 1\n\nГотово: теперь номер 1.",
            "Почему Boris в конец очереди? Напишите; это останется в записях.",
        ),
    ],
)
async def test_a_host_moves_somebody_in_the_line(
    chat: Chat, language: str, tab: str, one: str, moves, why: str, moved: str, end: str
) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language, capacity=2)
    async with chat.db.begin() as tx:
        for name in ("Vera", "Boris", "Gleb"):
            _, user = await met(chat, name)
            await waitlist.join(tx, evening.event.id, user.id, 1)
    host = evening.host
    await host.say(f"/start e_{evening.event.id}")
    await host.tap("Guests" if language == "en" else "Гости")
    await host.tap(tab)
    listed = await host.screen()
    assert buttons(listed)[0] == ["1", "2", "3"]
    await host.tap("2", on=listed)
    card = await host.screen()
    assert (text(card), buttons(card)) == (one, moves)
    await host.tap(moves[0][0], on=card)
    assert text(await host.screen()) == why
    assert "Boris" not in text(await host.say("\u200b"))  # nothing that could be a reason
    told = await host.say("Came last week for nothing")
    assert text(told) == moved
    await host.tap(moves[0][1], on=told)
    assert text(await host.screen()) == end
    await host.say("Asked for it")
    rows = await all_rows(chat, WaitlistEntry)
    assert [row.priority for row in rows] == [0, -1, 0]
    async with chat.db.begin() as tx:
        said = select(Audit.reason).where(Audit.entity == "waitlist", Audit.reason.like("priority%")).order_by(Audit.id)
        reasons = list((await tx.execute(said)).scalars())
    assert reasons == ["priority 0 -> 1: Came last week for nothing", "priority 1 -> -1: Asked for it"]
    stranger, _ = await met(chat, "Eve")
    for data in (f"queue:{rows[0].id}:", f"queue:{rows[0].id}:front", "queue:999999:end"):
        answer = await stranger.send((await stranger.screen())["message_id"], data=data)
        assert answer["text"].startswith("There is nothing here for you")
