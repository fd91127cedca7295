"""What hosts hear of their guests: several in one, some minutes later, as they chose; and a long hold that ends."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy import text as sql

from core import change, choices, database, digests, errors, hold_endings, news
from core.box_office import BoxOffice
from core.models import Audit, Booking, Event, Outbox, User
from tests import factories
from tests.bot.conftest import Chat, buttons, event, text
from tests.bot.hosting import Evening, host_an_evening, met


async def gather(chat: Chat) -> None:
    """Ten minutes later the record is read, and the courier goes round."""
    async with chat.db.begin() as tx:
        await tx.execute(update(Audit).values(at=Audit.at - timedelta(minutes=10)))
        for upto in await news.due(tx):
            await news.tell(tx, upto)
            assert await news.tell(tx, upto) == 0, "the same once more is nothing"
        assert await news.due(tx) == []
    await chat.deliver()


async def rate(chat: Chat, evening: Evening) -> None:
    """Somebody once gave the first guest five stars."""
    async with chat.db.begin() as tx:
        other = await factories.event(tx)
        await tx.execute(
            sql(
                "INSERT INTO reviews (author_id, event_id, direction, target_id, stars) VALUES (:a, :e, 'host_guest', :t, 5)"
            ),
            {"a": other.host_id, "e": other.id, "t": evening.bookings[0].user_id},
        )


async def fill(chat: Chat, shown: Event, seats: int, name: str = "Oleg") -> Booking:
    async with chat.db.begin() as tx:
        person = await factories.person(tx, name)
    return await BoxOffice(chat.db).book(shown.id, person.id, seats)


@pytest.mark.parametrize(
    ("language", "one", "many", "names", "left", "sold", "labels"),
    [
        (
            "en",
            "Stalker, 35 mm: Anna K. takes 2 seats. 2 of 20. 4.2 ★",
            "Stalker, 35 mm: 6 guests take 12 seats. 14 of 20.",
            "G0, G1, G2, G3, G4 and 1 more",
            "Stalker, 35 mm: Anna K. gives back 2 seats. 18 of 20; offered to the waitlist.",
            "Stalker, 35 mm is sold out: 20 of 20.",
            [["Guests", "Only a digest"], ["Open"]],
        ),
        (
            "ru",
            "Stalker, 35 mm: Anna K. берёт 2 места. 2 из 20. 4,2 ★",
            "Stalker, 35 mm: 6 гостей берут 12 мест. 14 из 20.",
            "G0, G1, G2, G3, G4 и ещё 1",
            "Stalker, 35 mm: Anna K. возвращает 2 места. 18 из 20; предлагаю очереди.",
            "Stalker, 35 mm: мест нет, 20 из 20.",
            [["Гости", "Только сводка"], ["Открыть"]],
        ),
    ],
)
async def test_hosts_hear_of_guests_several_in_one(
    chat: Chat, language: str, one, many, names, left, sold, labels
) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language, capacity=20, max_seats_per_booking=10)
    await rate(chat, evening)
    async with chat.db.begin() as tx:
        assert await news.due(tx) == [], "what is just happening is gathered first"
    await gather(chat)
    paper = await evening.host.screen()
    assert (text(paper), buttons(paper)) == (one, labels)
    for n in range(6):
        await fill(chat, evening.event, 2, f"G{n}")
    gone = await fill(chat, evening.event, 3, "Changed her mind")
    async with chat.db.begin() as tx:
        await change.set_seats(tx, gone.id, gone.user_id, 0)
    await gather(chat)
    assert text(await evening.host.screen()).splitlines() == [many, names]
    await fill(chat, evening.event, 6)
    await gather(chat)
    paper = next(message for message in reversed(await evening.host.said()) if text(message).startswith(sold))
    assert buttons(paper) == [["More seats", "Open"] if language == "en" else ["Добавить места", "Открыть"]]
    waiting, _ = await met(chat, "Boris")
    await waiting.say(f"/start e_{evening.event.id}")
    await waiting.tap("2")
    await waiting.tap("Join the waitlist for 2")
    async with chat.db.begin() as tx:
        await change.set_seats(tx, evening.bookings[0].id, evening.bookings[0].user_id, 0)
    await gather(chat)
    paper = await evening.host.screen()
    assert text(paper) == left
    await evening.host.tap(labels[0][0], on=paper)
    listed = await evening.host.screen()
    assert listed["message_id"] > paper["message_id"]


async def test_what_is_not_so_any_more_and_what_nobody_wants_is_not_said(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    colleague = await host_an_evening(chat)
    await evening.host.say("/settings")
    await evening.host.tap("Messages")
    card = await evening.host.screen()
    assert buttons(card)[2] == ["✓ Each guest", "Guests: digest", "Guests: none"]
    await evening.host.tap("Guests: digest")
    assert buttons(await evening.host.screen())[2] == ["Each guest", "✓ Guests: digest", "Guests: none"]
    before = len(await evening.host.said())
    await gather(chat)
    assert len(await evening.host.said()) == before
    await evening.host.tap("Each guest")
    # Took and gave back between the sweep and the courier.
    booking = await fill(chat, evening.event, 2)
    async with chat.db.begin() as tx:
        await tx.execute(update(Audit).values(at=Audit.at - timedelta(minutes=10)))
        [upto] = await news.due(tx)
        await news.tell(tx, upto)
        await change.set_seats(tx, booking.id, booking.user_id, 0)
    await chat.deliver()
    assert len(await evening.host.said()) == before
    async with chat.db.begin() as tx:
        with pytest.raises(errors.Invalid):
            await choices.hear_of_guests(tx, evening.host_id, "x")
        assert (await tx.execute(select(func.count()).where(Outbox.user_id == colleague.host_id))).scalar_one() == 0
    await evening.begin(-1)
    await gather(chat)
    assert len(await evening.host.said()) == before, "it has begun: that is no news any more"


@pytest.mark.parametrize(
    ("language", "shown", "label"),
    [
        ("en", "Yesterday: 6 seats more, 1 less, ₽3,000. Stalker, 35 mm 5 of 40.", "My events"),
        ("ru", "Вчера: плюс 6 мест, минус 1, 3 000 ₽. Stalker, 35 mm 5 из 40.", "Мои события"),
    ],
)
async def test_a_digest_comes_in_the_morning_once(chat: Chat, language: str, shown: str, label: str) -> None:
    evening = await host_an_evening(chat, "Anna K.", "Oleg", "Boris", language=language)
    async with chat.db.begin() as tx:
        await change.set_seats(tx, evening.bookings[0].id, evening.bookings[0].user_id, 1)
        await tx.execute(update(Booking).values(price=50_000))
        await tx.execute(update(Audit).values(at=Audit.at - timedelta(days=1)))
        await choices.hear_of_guests(tx, evening.host_id, "d")
        hour = (await database.now(tx)).hour
    # Where it is ten in the morning, and where it is ten in the evening.
    zones = [f"Etc/GMT{(hour - at + 11) % 24 - 11:+}" for at in (10, 22)]
    async with chat.db.begin() as tx:
        assert await digests.due(tx, zone=zones[1]) == []
        assert await digests.due(tx, zone=zones[0]) == [evening.host_id]
        for _ in range(2):
            await digests.promise(tx, evening.host_id, zone=zones[0])
        assert await digests.due(tx, zone=zones[0]) == []
        await tx.execute(update(User).where(User.id == evening.host_id).values(zone=zones[0]))
    await chat.deliver()
    paper = await evening.host.screen()
    assert (text(paper), buttons(paper)) == (shown, [[label]])
    await evening.host.tap(label)
    assert (await evening.host.screen())["message_id"] > paper["message_id"]
    quiet = await host_an_evening(chat)
    async with chat.db.begin() as tx:
        await choices.hear_of_guests(tx, quiet.host_id, "d")
        await digests.promise(tx, quiet.host_id, zone=zones[0])
    before = len(await quiet.host.said())
    await chat.deliver()
    assert len(await quiet.host.said()) == before, "a day without news is not spoken of"


@pytest.mark.parametrize(
    ("language", "shown", "labels"),
    [
        (
            "en",
            "⏳ Stalker, 35 mm: the hold on 2 seats ends soon: <t> (<r>). To pay: ₽1,000.",
            [["Pay ₽1,000"], ["Open"]],
        ),
        (
            "ru",
            "⏳ Stalker, 35 mm: бронь на 2 места скоро закончится: <t> (<r>). К оплате 1 000 ₽.",
            [["Оплатить 1 000 ₽"], ["Открыть"]],
        ),
    ],
)
async def test_a_long_hold_is_spoken_of_once_before_it_ends(chat: Chat, language: str, shown: str, labels) -> None:
    long = await event(chat, price=50_000, booking_ttl=3600)
    short = await event(chat, price=50_000, booking_ttl=1800)
    anna, user = await met(chat, "Anna K.", language)
    office = BoxOffice(chat.db)
    holds = [await office.book(one.id, user.id, 2, in_chat=True) for one in (long, short)]

    async def age(minutes: int) -> list[int]:
        past = timedelta(minutes=minutes)
        async with chat.db.begin() as tx:
            await tx.execute(
                update(Booking).values(created_at=Booking.created_at - past, expires_at=Booking.expires_at - past)
            )
            due = await hold_endings.due(tx)
            for booking_id in due:
                await hold_endings.warn(tx, booking_id)
                await hold_endings.warn(tx, booking_id)
            return due

    assert await age(25) == []
    assert await age(16) == [holds[0].id]
    assert await age(1) == []
    await chat.deliver()
    paper = await anna.screen()
    assert (text(paper), buttons(paper)) == (shown, labels)
    assert [text(m)[:10] for m in await anna.said()].count(text(paper)[:10]) == 1
