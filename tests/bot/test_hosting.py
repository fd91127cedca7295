"""One's own events in the chat: the list, the card with its numbers, the guest's view; for the host and the team."""

import pytest
from sqlalchemy import func, insert, update

from core import checkin, closing, users, waitlist
from core.models import Booking, Event, EventStatus, Organizer, TeamMember
from tests import factories
from tests.bot.conftest import Chat, buttons, data, text
from tests.bot.hosting import answer_coming, host_an_evening, met


@pytest.mark.parametrize(
    ("language", "shown", "labels"),
    [
        (
            "en",
            ["My events", "1. Stalker, 35 mm · <wdt>", "4 of 40 · 1 waiting"],
            [["1"], ["✓ Ahead", "Past", "Pages"], ["New event", "‹ Events"]],
        ),
        (
            "ru",
            ["Мои события", "1. Stalker, 35 mm · <wdt>", "4 из 40 · 1 в очереди"],
            [["1"], ["✓ Впереди", "Прошли", "Страницы"], ["Новое событие", "‹ Афиша"]],
        ),
    ],
)
async def test_a_host_sees_the_own_events_with_their_numbers(chat: Chat, language: str, shown, labels) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", language=language)
    async with chat.db.begin() as tx:
        await tx.execute(update(Event).values(available=0, capacity=4))
        await waitlist.join(tx, evening.event.id, (await factories.person(tx)).id, 1)
        await tx.execute(update(Event).values(available=36, capacity=40))
    listed = await evening.host.say("/hosting")
    assert text(listed).splitlines() == shown
    assert buttons(listed) == labels
    await evening.host.tap(labels[1][1])
    empty = await evening.host.screen()
    assert text(empty).splitlines() == [
        shown[0],
        "No past events yet." if language == "en" else "Прошедших событий пока нет.",
    ]


@pytest.mark.parametrize(
    ("language", "shown", "card"),
    [
        (
            "en",
            [
                "My events", "1. Stalker, 35 mm · <wdt>", "2 of 40", "2. Draft: Mirror",
                "Still to say: when, place, seats, price.",
            ],
            [["Go on"], ["Change", "Make private"], ["Delete the draft…"], ["‹ Events"]],
        ),
        (
            "ru",
            [
                "Мои события", "1. Stalker, 35 mm · <wdt>", "2 из 40", "2. Черновик: Mirror",
                "Осталось: когда, где, сколько мест, цена.",
            ],
            [["Дальше"], ["Изменить", "Сделать закрытым"], ["Удалить черновик…"], ["‹ Афиша"]],
        ),
    ],
)  # fmt: skip
async def test_what_was_begun_stands_behind_the_own_events_and_is_gone_on_with(
    chat: Chat, language: str, shown, card
) -> None:
    host = (await host_an_evening(chat, "Anna K.", language=language)).host
    await host.say("/new")
    assert len(text(await host.say("/hosting")).splitlines()) == 3, "nothing was said of it yet"
    await host.say("/new")
    await host.say("Mirror")
    listed = await host.say("/hosting")
    assert text(listed).splitlines() == shown
    assert [row for row in buttons(listed) if row[0].isdigit()] == [["1", "2"]]
    await host.tap("2")
    draft = await host.screen()
    assert text(draft).splitlines()[0] == "Mirror"
    assert buttons(draft) == card
    await host.tap(buttons(listed)[1][1], on=await host.say("/hosting"))
    assert len(text(await host.screen()).splitlines()) == 2, "what is to be is not past"


@pytest.mark.parametrize(
    ("language", "taken", "one_is_in", "two_are_in", "rows"),
    [
        (
            "en",
            "8 of 40 taken",
            ["0 coming, 2 not confirmed, 1 can’t come", "2 are in"],
            ["0 coming, 1 not confirmed, 1 can’t come", "4 are in"],
            [
                ["Guests and check-in"],
                ["Edit", "Invite", "Numbers"],
                ["Write to guests", "Copy"],
                ["As a guest", "Cancel…"],
                ["‹ My events"],
            ],
        ),
        (
            "ru",
            "Занято 8 из 40",
            ["0 придут, 2 под вопросом, 1 не сможет", "2 на месте"],
            ["0 придут, 1 под вопросом, 1 не сможет", "4 на месте"],
            [
                ["Гости и вход"],
                ["Изменить", "Пригласить", "Цифры"],
                ["Написать гостям", "Повторить"],
                ["Глазами гостя", "Отменить…"],
                ["‹ Мои события"],
            ],
        ),
    ],
)
async def test_the_own_card_says_who_comes_and_who_is_in(
    chat: Chat, language: str, taken, one_is_in, two_are_in, rows
) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", "Boris", "Vera", language=language, hours=30)
    card = await evening.host.say(f"/start e_{evening.event.id}")
    assert text(card).splitlines()[-1] == taken
    assert buttons(card) == rows
    await evening.begin(1)
    await answer_coming(chat, evening.bookings[1], False)
    for guest, shown in ((0, one_is_in), (2, two_are_in)):
        async with chat.db.begin() as tx:
            await checkin.admit(tx, evening.host_id, evening.bookings[guest].id, 2)
        assert await evening.host.send(card["message_id"], data=f"run:{evening.event.id}") == {}
        assert text(await evening.host.screen()).splitlines()[-3:] == [taken, *shown]


async def test_money_and_holds_stand_beside_the_seats(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", price=50_000)
    card = await evening.host.say(f"/start e_{evening.event.id}")
    assert text(card).splitlines()[-1] == "0 of 40 taken · 2 on hold"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "en",
            [
                "Stalker, 35 mm: numbers",
                "Taken 2 of 40",
                "Holds 3: confirmed 2, ended 0, let go 1, 67 % confirmed",
                "In 1",
            ],
        ),
        (
            "ru",
            [
                "Stalker, 35 mm: цифры",
                "Занято 2 из 40",
                "Броней 3: подтверждено 2, вышло время 0, отпущено 1, подтверждение 67 %",
                "На месте 1",
            ],
        ),
    ],
)
async def test_the_numbers_of_an_event(chat: Chat, language: str, shown) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", "Boris", language=language, seats=1, hours=1)
    async with chat.db.begin() as tx:
        await checkin.admit(tx, evening.host_id, evening.bookings[0].id, 1)
        let_go = update(Booking).where(Booking.id == evening.bookings[2].id)
        await tx.execute(let_go.values(status="cancelled", confirmed_at=None, ended_at=func.now()))
    card = await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap(buttons(card)[1][2])
    numbers = await evening.host.screen()
    assert text(numbers).splitlines()[:4] == shown
    assert text(numbers).splitlines()[4].startswith("By day: " if language == "en" else "По дням: ")
    assert data(numbers) == [[f"num:{evening.event.id}", f"run:{evening.event.id}"]]


async def test_the_host_looks_as_a_guest_and_books_nothing(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("As a guest")
    await evening.host.tap("3")
    seen = await evening.host.screen()
    assert buttons(seen)[:2] == [["1", "2", "✓ 3", "4"], ["Book 3 seats · free"]]
    assert data(seen)[-1] == [f"run:{evening.event.id}"]
    answer = await evening.host.tap("Book 3 seats")
    assert answer["text"].startswith("It is your own event")
    assert "0 of 40 taken" in text(await evening.host.screen())


async def test_the_pages_team_has_the_same_card_and_a_stranger_has_not(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    anna, user = await met(chat, "Anna K.")
    async with chat.db.begin() as tx:
        page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
        await tx.execute(update(Event).values(organizer_id=page.id))
        await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=user.id))
    await anna.say("/hosting")
    await anna.tap("1")
    assert "0 of 40 taken" in text(await anna.screen())
    boris = await chat.person("Boris")
    card = await boris.say("/start")
    for button in ("run", "num", "peek"):
        answer = await boris.send(card["message_id"], data=f"{button}:{evening.event.id}" + ":1" * (button == "peek"))
        assert answer["text"].startswith("There is nothing here for you"), button


async def test_what_is_over_is_past_and_offers_what_is_left_to_do(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", hours=-3)
    await evening.host.say("/hosting")
    await evening.host.tap("Past")
    await evening.host.tap("1")
    card = await evening.host.screen()
    assert text(card).splitlines()[-1] == "Its time is over. Did it take place?"
    assert buttons(card)[0] == ["It took place"]
    assert data(card)[-1] == ["mine:past:-"]


async def test_a_cancelled_event_says_how_far_its_word_has_come(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg")
    async with chat.db.begin() as tx:
        await closing.cancel(tx, evening.host_id, evening.event.id, "no place")
    card = await evening.host.say(f"/start e_{evening.event.id}")
    assert text(card).splitlines()[-2:] == [
        "🚫 Cancelled: “no place”.",
        "Told 0 of 2.",
    ]
    assert buttons(card)[0] == ["Refresh"]
    async with chat.db.begin() as tx:
        assert await closing.wind_up(tx, evening.event.id) == 2
    await chat.deliver()
    await evening.host.tap("Refresh")


async def test_a_draft_stands_in_the_list(chat: Chat) -> None:
    evening = await host_an_evening(chat, status=EventStatus.draft)
    listed = await evening.host.say("/hosting")
    assert text(listed).splitlines()[1:] == ["1. Draft: Stalker, 35 mm · <wdt>"]
    await evening.host.tap("1")
    assert text(await evening.host.screen()).splitlines()[-1] == "A draft; only you see it."


async def test_numbers_share_a_row_of_eight_or_stand_in_two(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    async with chat.db.begin() as tx:
        host = await users.get(tx, evening.host_id)
        for _ in range(4):
            await factories.event(tx, host)
    shown = []
    for n, name in enumerate(["Mirror", "Solaris", "Sacrifice", "Nostalghia"]):
        await evening.host.say("/new")
        if n:
            await evening.host.tap("A new one")
        await evening.host.say(name)
        listed = await evening.host.say("/hosting")
        shown.append([row for row in buttons(listed) if row[0].isdigit()])
    assert shown[2:] == [[["1", "2", "3", "4", "5", "6", "7", "8"]], [["1", "2", "3", "4", "5"], ["6", "7", "8", "9"]]]


async def test_many_events_have_pages(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    async with chat.db.begin() as tx:
        host = await users.get(tx, evening.host_id)
        for _ in range(7):
            await factories.event(tx, host)
    listed = await evening.host.say("/hosting")
    assert buttons(listed)[:2] == [["1", "2", "3", "4", "5", "6"], ["›"]]
    await evening.host.tap("›")
    assert buttons(await evening.host.screen())[:2] == [["1", "2"], ["‹"]]
