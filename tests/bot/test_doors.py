"""Ways in from outside, and what stands behind an event: invites, pages, hosts, questions, the same film again."""

import pytest
from sqlalchemy import update

from core import invites, organizers, questions, reviews
from core.box_office import BoxOffice
from core.models import Access, Booking, BookingStatus, Direction, Event, EventStatus
from core.organizers import NewPage
from tests import factories
from tests.bot.conftest import Chat, buttons, data, event, text

NEUTRAL = {
    "en": "This link opens nothing for you: it may be withdrawn or mistyped. Ask whoever sent it for a fresh one.",
    "ru": "По этой ссылке ничего не открывается: её могли отозвать или исказить. Попросите новую у того, кто прислал.",
}


async def invite_into(chat: Chat, shown: Event):
    async with chat.db.begin() as tx:
        return await invites.make(tx, shown.host_id, shown.id)


async def page_of(chat: Chat, shown: Event, asked: int = 0):
    """A page of the event's host that the event appears under."""
    new = NewPage(
        slug="zarya", name="Zarya film club", description="Film prints only.", contacts={"Mail": "a@zarya.org"}
    )
    async with chat.db.begin() as tx:
        page = await organizers.create(tx, shown.host_id, new)
        for number in range(asked):
            await questions.add(tx, shown.host_id, page.id, f"Question {number}?", f"Answer {number}.")
        await tx.execute(update(Event).where(Event.id == shown.id).values(organizer_id=page.id))
    return page


async def over(chat: Chat, host_id: int, stars: int, words: str = "", **values):
    """An event that took place, with one guest's review of it and of its host."""
    async with chat.db.begin() as tx:
        past = await factories.event(tx, None, host_id=host_id, status=EventStatus.completed, **values)
        guest = await factories.person(tx, "Kate L.")
    shown = {"event_id": past.id, "user_id": guest.id, "seats": 1, "status": BookingStatus.completed}
    async with chat.db.begin() as tx:
        row = {"price": 0, "currency": "RUB", "terms": 1, "ticket_code": f"K7QM2FXD9TRB{past.id:04d}"}
        await tx.execute(
            Booking.__table__.insert().values(**shown, **row, refundable_until=past.starts_at, ended_at=past.ends_at)
        )
        await reviews.say(tx, guest.id, past.id, Direction.guest_event, stars)
        await reviews.say(tx, guest.id, past.id, Direction.guest_host, stars, words)
    return past


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_an_invite_opens_a_private_event_and_is_remembered(chat: Chat, language: str) -> None:
    shown = await event(chat, access=Access.private)
    invite = await invite_into(chat, shown)
    anna = await chat.person(language=language)
    assert text(await anna.say(f"/start e_{shown.id}")).startswith(NEUTRAL[language])
    card = await anna.say(f"/start i_{invite.token}")
    assert text(card).splitlines()[0] == "🔒 Stalker, 35 mm"
    assert data(card)[1] == [f"book:{shown.id}:1:1"]
    assert "Share" not in str(buttons(card)), "a private event is not shared by its guests"
    assert text(await anna.say(f"/start e_{shown.id}")).splitlines()[0] == "🔒 Stalker, 35 mm"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_withdrawn_mistyped_and_foreign_links_are_one_answer(chat: Chat, language: str) -> None:
    shown = await event(chat, access=Access.private)
    other = await event(chat)
    invite = await invite_into(chat, shown)
    booking = await BoxOffice(chat.db).book(other.id, await _oleg(chat), 1)
    async with chat.db.begin() as tx:
        await invites.revoke(tx, shown.host_id, invite.id)
    anna = await chat.person(language=language)
    await anna.say("/start")
    said = {
        text(await anna.say(f"/start {payload}"))
        for payload in (
            f"i_{invite.token}", f"i_{invite.token[:-1]}", "i_", f"i_{'x' * 62}", f"t_{booking.ticket_code}", f"b_{booking.id}",
            "t_2222222222222222", "o_nobody", "o_", "o_..", "h_0", f"h_{2**63 - 1}", "h_99999999999999999999", "e_0", "zzz",
            f"h_{shown.host_id}",
        )
    }  # fmt: skip
    assert len(said) == 1
    assert said.pop().startswith(NEUTRAL[language])


async def _oleg(chat: Chat) -> int:
    async with chat.db.begin() as tx:
        return (await factories.person(tx, "Oleg")).id


@pytest.mark.parametrize(
    ("language", "who", "ahead", "asked", "back"),
    [
        ("en", "Host: Marta · Zarya film club", "What’s on: Zarya film club", "Questions · 2", "‹ Back"),
        ("ru", "Организатор: Marta · Zarya film club", "Афиша: Zarya film club", "Вопросы · 2", "‹ Назад"),
    ],
)
async def test_a_page_is_read_from_its_event_and_leads_back(
    chat: Chat, language: str, who: str, ahead: str, asked: str, back: str
) -> None:
    shown = await event(chat)
    page = await page_of(chat, shown, asked=2)
    anna = await chat.person(language=language)
    await anna.say("/start")
    await anna.say("stalker")
    await anna.tap("3")
    card = await anna.screen()
    assert who in text(card).splitlines()
    await anna.tap("More" if language == "en" else "Ещё", on=card)
    more = await anna.screen()
    assert buttons(more)[1:] == [["Marta", "Zarya film club"], [asked], [back]]
    await anna.tap("Zarya", on=more)
    drawn = await anna.screen()
    assert text(drawn) == "Zarya film club\n\nFilm prints only.\n\nMail: a@zarya.org"
    assert buttons(drawn) == [[ahead], [asked], [back]]
    await anna.tap(asked, on=drawn)
    assert text(await anna.screen()) == "Question 0?\n\nAnswer 0."
    await anna.tap("›")
    assert text(await anna.screen()) == "Question 1?\n\nAnswer 1."
    await anna.tap("‹")
    assert text(await anna.screen()) == "Question 0?\n\nAnswer 0."
    await anna.tap(back)
    assert text(await anna.screen()) == text(drawn)
    await anna.tap(back)
    assert buttons(await anna.screen())[0] == ["1", "2", "✓ 3", "4"], "the seats that were chosen came along"
    assert len(await anna.said()) == 2, "all of it on one card"
    by_link = await anna.say("/start o_zarya")
    assert text(by_link) == text(drawn)
    await anna.tap(ahead, on=by_link)
    listed = await anna.screen()
    assert text(listed).splitlines()[0] == ahead
    assert data(listed)[0] == [f"ev:{shown.id}:1:aaa.o{page.id}.-"]


async def test_questions_are_read_from_the_event(chat: Chat) -> None:
    shown = await event(chat)
    await page_of(chat, shown, asked=3)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("More")
    await anna.tap("Questions · 3")
    asked = await anna.screen()
    assert data(asked) == [[f"faq:{shown.id}:1"], [f"ev:{shown.id}:1:"]]
    await anna.send(asked["message_id"], data=f"faq:{shown.id}:999999")
    assert text(await anna.screen()) == "Question 2?\n\nAnswer 2."
    await anna.tap("‹ Back")
    assert text(await anna.screen()).startswith("Stalker, 35 mm\n")


@pytest.mark.parametrize(
    ("language", "line", "facts", "ahead"),
    [
        (
            "en", "Host: Marta, 4.1 ★ (2)", "Marta · 4.1 ★ from 2 reviews · 2 events, on average 4.1 ★", "What’s on: Marta",
        ),
        (
            "ru", "Организатор: Marta, 4,1 ★ (2)", "Marta · 4,1 ★, отзывов 2 · событий 2, в среднем 4,1 ★", "Афиша: Marta",
        ),
    ],
)  # fmt: skip
async def test_a_host_is_known_by_what_guests_say(chat: Chat, language: str, line: str, facts: str, ahead: str) -> None:
    shown = await event(chat)
    await over(chat, shown.host_id, 5, "Warm and <exact>", name="Mirror")
    await over(chat, shown.host_id, 4, name="Solaris")
    anna = await chat.person(language=language)
    card = await anna.say(f"/start e_{shown.id}")
    assert line in text(card).splitlines()
    await anna.tap("More" if language == "en" else "Ещё")
    more = await anna.screen()
    stars = line.rsplit(", ", maxsplit=1)[-1].removesuffix(" (2)")
    await anna.tap(f"Marta, {stars}", on=more)
    host = await anna.screen()
    one, two = ("4.0 ★ (1)", "4.2 ★ (1)") if language == "en" else ("4,0 ★ (1)", "4,2 ★ (1)")
    quote = "5 ★ Kate: “Warm and <exact>”" if language == "en" else "5 ★ Kate: «Warm and <exact>»"
    assert text(host).split("\n\n") == [facts, f"Solaris · <D> · {one}\nMirror · <D> · {two}", quote]
    assert data(host) == [[f"list:aaa.h{shown.host_id}.-"], [f"ev:{shown.id}:1:"]]
    assert text(await anna.say(f"/start h_{shown.host_id}")) == text(host)
    await anna.tap(ahead)
    assert text(await anna.screen()).splitlines()[0] == ahead


async def test_a_host_with_a_long_past_is_read_in_pages(chat: Chat) -> None:
    shown = await event(chat)
    for number in range(10):
        await over(chat, shown.host_id, 5, name=f"Film {number}")
    anna = await chat.person()
    await anna.say(f"/start h_{shown.host_id}")
    assert "Film 2" in text(await anna.screen())
    assert "Film 1 ·" not in text(await anna.screen())
    await anna.tap("Earlier ›")
    assert "Film 1 ·" in text(await anna.screen())
    await anna.tap("‹ Latest")
    assert "Film 9 ·" in text(await anna.screen())


@pytest.mark.parametrize(("language", "again"), [("en", "This film again"), ("ru", "Ещё этот фильм")])
async def test_the_same_film_again(chat: Chat, language: str, again: str) -> None:
    shown = await event(chat, film="Сталкер", name="First")
    anna = await chat.person(language=language)
    await anna.say(f"/start e_{shown.id}")
    more = "More" if language == "en" else "Ещё"
    await anna.tap(more)
    assert again not in str(buttons(await anna.screen())), "there is no other"
    await event(chat, film="сталкер", name="Second")
    await event(chat, film="Зеркало", name="Third")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap(more)
    await anna.tap(again)
    listed = await anna.screen()
    assert text(listed).splitlines()[0].endswith(": Сталкер")
    assert [line[:2] for line in text(listed).splitlines()[1::2]][:2] == ["1.", "2."]
    assert "Third" not in text(listed)
    await anna.tap("✕ Сталкер")
    assert "Third" in text(await anna.screen())


async def test_hostile_numbers_behind_an_event_are_nobodys(chat: Chat) -> None:
    hidden = await event(chat, access=Access.private)
    await page_of(chat, hidden, asked=1)
    anna = await chat.person()
    home = await anna.say("/start")
    for hostile in (
        f"faq:{hidden.id}:0", f"host:{hidden.host_id}:0", f"host:{10**30}:0", "page:0", f"page:{10**30}", "answer:0:0",
        f"fav:{hidden.id}:1", f"rate:e:{hidden.id}:5", f"rate:h:{hidden.id}:x", "come:1:1", f"come:{10**30}:0",
    ):  # fmt: skip
        answer = await anna.send(home["message_id"], data=hostile)
        assert answer["text"].startswith("There is nothing here for you"), hostile
    for retired in ("faq:7:-1", "host:5:-5", "fav:7:2", "rate:v:7", "rate:e:7:6", "come:31:2", "page:x"):
        answer = await anna.send(home["message_id"], data=retired)
        assert answer["text"].startswith("This button is from an older version"), retired
    assert text(await anna.say(f"/start e_{hidden.id}")).startswith(NEUTRAL["en"])
    shown = await anna.send(home["message_id"], data=f"list:aaa.m{hidden.id}.-")
    assert shown == {}
