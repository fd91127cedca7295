"""The guest list in the chat: filters, search, one guest, the file; cancelling one's booking with a reason."""

import csv
import io
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from bot.screens.guests_file import FORMULA, draw, safe
from core import checkin, hold, i18n, waitlist
from core.models import User
from tests import factories
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.hosting import Evening, answer_coming, host_an_evening
from tests.core import paying


async def guests(evening: Evening):
    await evening.host.send((await evening.host.screen())["message_id"], data=f"gst:{evening.event.id}:all:-")
    return await evening.host.screen()


@pytest.mark.parametrize(
    ("language", "shown", "labels"),
    [
        (
            "en",
            [
                "Guests · 6 seats, 2 in",
                "1. Anna K. · 2 seats · coming",
                "2. Boris · 2 seats",
                "3. ✅ Oleg · 2 seats · in since <t>",
                "Write a name or a code to find a guest.",
            ],
            [["1", "2", "3"], ["✓ All", "Not in", "Unconfirmed"], ["File", "‹ Back"]],
        ),
        (
            "ru",
            [
                "Гости · 6 мест, 2 на месте",
                "1. Anna K. · 2 места · подтверждено",
                "2. Boris · 2 места",
                "3. ✅ Oleg · 2 места · на месте с <t>",
                "Напишите имя или код, чтобы найти гостя.",
            ],
            [["1", "2", "3"], ["✓ Все", "Не пришли", "Молчат"], ["Файл", "‹ Назад"]],
        ),
    ],
)
async def test_the_list_says_who_comes_and_who_is_in(chat: Chat, language: str, shown, labels) -> None:
    evening = await host_an_evening(chat, "Oleg", "Anna K.", "Boris", language=language, hours=1)
    await answer_coming(chat, evening.bookings[1], True)
    async with chat.db.begin() as tx:
        await checkin.admit(tx, evening.host_id, evening.bookings[0].id, 2)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Guests" if language == "en" else "Гости")
    listed = await evening.host.screen()
    assert text(listed).splitlines() == shown
    assert buttons(listed) == labels
    await evening.host.tap(labels[1][1])
    assert [line[:8] for line in text(await evening.host.screen()).splitlines()[1:3]] == ["1. Anna ", "2. Boris"]
    await evening.host.tap(labels[1][2])
    assert text(await evening.host.screen()).splitlines()[1].startswith("1. Boris")


async def test_a_name_or_a_code_finds_its_guest(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg", "Anna K.", "Anna P.")
    await guests(evening)
    found = await evening.host.say("anna")
    assert text(found).splitlines() == ["Guests: anna", "1. Anna K. · 2 seats", "2. Anna P. · 2 seats"]
    only = await evening.host.say(evening.bookings[0].ticket_code[:6].lower())
    assert text(only).splitlines()[:2] == ["Oleg", "2 seats"]
    nobody = await evening.host.say("zzz")
    assert text(nobody).splitlines()[1].startswith("No guest has this name or code")
    await evening.host.say("/events")
    assert text(await evening.host.say("zzz")).splitlines()[0] == "What’s on: zzz"


@pytest.mark.parametrize(
    ("language", "file", "found", "all_in", "undo"),
    [
        ("en", "File", ["Oleg", "2 seats"], "Both are in", "Undo"),
        ("ru", "Файл", ["Oleg", "2 места"], "Все 2 на месте", "Отменить"),
    ],
)
async def test_a_name_finds_a_guest_after_the_file_after_a_card_and_at_the_door(
    chat: Chat, language: str, file: str, found: list[str], all_in: str, undo: str
) -> None:
    evening = await host_an_evening(chat, "Oleg", "Anna K.", language=language, hours=1)
    marta = evening.host

    async def ask_for_oleg() -> None:
        card = text(await marta.say("oleg")).splitlines()
        assert [card[0], card[1].split(",")[0]] == found

    await guests(evening)
    await marta.tap(file)
    await ask_for_oleg()
    await guests(evening)
    await marta.tap("1")
    await ask_for_oleg()
    await guests(evening)
    await marta.tap("1")
    await marta.tap(all_in)
    await ask_for_oleg()
    await marta.tap(all_in)
    await marta.tap(undo)
    await ask_for_oleg()
    await guests(evening)
    await marta.say("/my")
    assert text(await marta.say("oleg")).splitlines()[0] in {"What’s on: oleg", "Афиша: oleg"}


@pytest.mark.parametrize(
    ("language", "asked", "shown"),
    [
        ("en", ", not confirmed", ["Oleg · @oleg_on", "2 seats · paid ₽1,000", "+7 900 · o@example.org"]),
        ("ru", ", под вопросом", ["Oleg · @oleg_on", "2 места · оплачено 1 000 ₽", "+7 900 · o@example.org"]),
    ],
)
async def test_one_guest_with_what_is_known(chat: Chat, language: str, asked: str, shown) -> None:
    evening = await host_an_evening(chat, "Oleg", language=language, price=50_000)
    booking = evening.bookings[0]
    await paying.pay(chat.db, booking)
    async with chat.db.begin() as tx:
        known = {"username": "oleg_on", "phone": "+7 900", "email": "o@example.org"}
        await tx.execute(update(User).where(User.id == booking.user_id).values(**known))
    await guests(evening)
    await evening.host.tap("1")
    card = await evening.host.screen()
    assert text(card).splitlines()[:3] == shown
    assert card["buttons"][1][0]["url"] == "https://t.me/oleg_on"
    assert data(card)[-1] == [f"gst:{evening.event.id}:all:-"]
    await evening.begin(hours=23)
    await guests(evening)
    await evening.host.tap("1")
    assert text(await evening.host.screen()).splitlines()[1] == shown[1] + asked


async def test_those_who_wait_stand_in_their_order(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg", capacity=2)
    async with chat.db.begin() as tx:
        await waitlist.join(tx, evening.event.id, (await factories.person(tx, "Zoya")).id, 2)
        await waitlist.join(tx, evening.event.id, (await factories.person(tx, "Anna K.")).id, 1)
    await guests(evening)
    await evening.host.tap("Waiting")
    line = await evening.host.screen()
    assert text(line).splitlines() == ["Waiting · 2", "1. Zoya · 2 seats", "2. Anna K. · 1 seat"]
    assert buttons(line)[:2] == [["1", "2"], ["All", "Not in", "Unconfirmed"]]


SMUGGLED = "x;=cmd|' /C calc'!A0;y"


@pytest.mark.parametrize(
    ("language", "separator", "button", "head", "paid"),
    [
        ("en", ",", "File", ["Name", "Username", "Seats"], "12.04"),
        ("ru", ";", "Файл", ["Имя", "Имя в Telegram", "Места"], "12,04"),
    ],
)
async def test_the_file_opens_in_the_languages_spreadsheet_and_runs_nothing(
    chat: Chat, language: str, separator: str, button: str, head: list[str], paid: str
) -> None:
    evening = await host_an_evening(chat, "=HYPERLINK(1)", "Анна", SMUGGLED, language=language, price=602)
    for number, booking in enumerate(evening.bookings):
        await paying.pay(chat.db, booking, f"c{number}")
    await guests(evening)
    assert await evening.host.tap(button) == {}
    assert await evening.host.tap(button) == {}
    papers = [m for m in await evening.host.said() if (m["media"] or {}).get("kind") == "document"]
    assert [paper["media"]["file_name"] for paper in papers] == ["guests-stalker-35-mm.csv"]
    async with chat.http.get(chat.url + papers[0]["media"]["url"]) as answer:
        raw = (await answer.read()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw), delimiter=separator))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0][:3] == head
    # With the decimal mark of its language: a Russian spreadsheet takes 12.05 for a day of May.
    assert [row[3] for row in rows[1:]] == [paid] * 3
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", SMUGGLED.replace(";=", ";'="), "Анна"]
    # Whatever separator a spreadsheet goes by, no cell begins with a sign of a formula.
    for other in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(raw), delimiter=other) for cell in row]
        assert [cell for cell in cells if cell.strip(' "').startswith(FORMULA)] == []


@pytest.mark.parametrize("sign", FORMULA)
def test_no_sign_begins_a_cell_nor_what_another_separator_makes_one(sign: str) -> None:
    for before in ("", "x;", "x,", "x; ", 'x;"', "x\n", "x\t"):
        at = re.search(r"[,;\n\t]", before)
        start = at.end() if at else 0
        assert safe(f"{before}{sign}1") == f"{before[:start]}'{before[start:]}{sign}1"
    for harmless in ("Anna = K.", "Anna-Maria", "O'Neill, Jr.", "a@b.c", "'=1"):
        assert safe(harmless) == harmless


def test_sums_in_the_file_have_the_minor_units_of_their_currency() -> None:
    row = dict.fromkeys(("guest_name", "username", "seats", "coming", "checked_in", "checked_in_at"), None)
    row |= dict.fromkeys(("email", "phone", "ticket_code"), None)
    sums = [(50_000, "RSD"), (1250, "KWD"), (1000, "JPY"), (50, "XTR"), (5, "EUR")]
    guests = [SimpleNamespace(**row, paid=paid, currency=currency) for paid, currency in sums]
    raw = draw(i18n.words("en"), None, guests).decode("utf-8-sig")
    assert [line[3] for line in csv.reader(io.StringIO(raw))][1:] == ["500.00", "1.250", "1000", "50", "0.05"]


@pytest.mark.parametrize(
    ("language", "sure", "deed", "after", "paper"),
    [
        (
            "en",
            ["Oleg will read: “closed <i>screening”. This can’t be undone.", "₽1,000 comes back."],
            "Cancel and refund ₽1,000",
            "2 seats, cancelled",
            "Stalker, 35 mm: the host cancelled your 2 seats: “closed <i>screening”. ₽1,000 comes back the way you paid.",
        ),
        (
            "ru",
            ["Oleg прочтёт: «closed <i>screening». Вернуть бронь будет нельзя.", "1 000 ₽ вернутся."],
            "Отменить и вернуть 1 000 ₽",
            "2 места, бронь отменена",
            "Stalker, 35 mm: the host cancelled your 2 seats: “closed <i>screening”. ₽1,000 comes back the way you paid.",
        ),
    ],
)
async def test_a_booking_is_cancelled_with_a_reason_and_a_quoted_refund(
    chat: Chat, language: str, sure, deed: str, after: str, paper: str
) -> None:
    evening = await host_an_evening(chat, language=language, price=50_000)
    oleg = await chat.person("Oleg")
    await oleg.say("/start")
    async with chat.db.begin() as tx:
        user = (await tx.execute(User.__table__.select().where(User.telegram_id == oleg.id))).one()
        [booking] = await hold.take_seats(tx, evening.event.id, [hold.Rival(user.id, 2)], max_holds=5)
    await paying.pay(chat.db, booking)
    await guests(evening)
    await evening.host.tap("1")
    await evening.host.tap("Cancel this" if language == "en" else "Отменить бронь")
    asked = await evening.host.say("closed <i>screening")
    assert text(asked).splitlines() == sure
    assert buttons(asked)[0] == [deed]
    for _ in range(2):
        assert await evening.host.send(asked["message_id"], data=data(asked)[0][0]) == {}
    card = await evening.host.screen()
    assert text(card).splitlines()[1] == after
    await chat.deliver()
    assert text(await oleg.screen()) == paper
    async with chat.db.begin() as tx:
        assert (await factories.reread(tx, booking)).status == "cancelled"


async def test_money_that_changed_since_it_was_quoted_is_quoted_again(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg", price=50_000)
    await guests(evening)
    await evening.host.tap("1")
    await evening.host.tap("Cancel this")
    asked = await evening.host.say("closed")
    assert buttons(asked)[0] == ["Cancel the booking"]
    await paying.pay(chat.db, evening.bookings[0])
    answer = await evening.host.tap("Cancel the booking")
    assert answer["text"].startswith("The sum has changed")
    assert buttons(await evening.host.screen())[0] == ["Cancel and refund ₽1,000"]
    assert (await evening.booking()).status == "confirmed"


async def test_a_reason_that_is_too_long_is_refused_and_asked_again(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg")
    await guests(evening)
    await evening.host.tap("1")
    await evening.host.tap("Cancel this")
    keep = buttons(await evening.host.screen())
    refused = await evening.host.say("x" * 301)
    assert text(refused) == "At most 300 characters, please. Shorten it and write again."
    assert keep == buttons(refused)
    assert "will read" in text(await evening.host.say("x" * 300))


async def test_nobody_else_sees_a_guest_or_cancels_their_seats(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg")
    booking = evening.bookings[0]
    await guests(evening)
    await evening.host.tap("1")
    await evening.host.tap("Cancel this")
    [[deed], _] = data(await evening.host.say("closed"))
    boris = await chat.person("Boris")
    card = await boris.say("/start")
    for forged in (f"gst:{evening.event.id}:all:-", f"gst:{evening.event.id}:csv:-", f"guest:{booking.id}", deed):
        answer = await boris.send(card["message_id"], data=forged)
        assert answer["text"].startswith("There is nothing here for you"), forged
    assert (await evening.booking()).status == "confirmed"


async def test_pages_of_guests_go_on_and_back(chat: Chat) -> None:
    evening = await host_an_evening(chat, *[f"Guest {n:02}" for n in range(11)], seats=1)
    listed = await guests(evening)
    assert buttons(listed)[:4] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["✓ All", "Not in", "Unconfirmed"],
        ["›"],
    ]
    await evening.host.tap("›")
    assert text(await evening.host.screen()).splitlines()[1] == "1. Guest 08 · 1 seat"
    await evening.host.tap("‹")
    assert text(await evening.host.screen()) == text(listed)


async def test_a_hold_is_no_guest_yet(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Oleg", price=50_000)
    listed = await guests(evening)
    assert text(listed).splitlines() == ["Guests · 0 seats, 0 in", "1. ⏳ Oleg · 2 seats · held until <t>"]
    await evening.host.tap("1")
    assert buttons(await evening.host.screen()) == [["Cancel this booking…"], ["‹ Back"]]
    async with chat.db.begin() as tx:
        await factories.lapse(tx, evening.bookings[0].id)
    assert text(await guests(evening)).splitlines()[1] == "Nobody yet."
