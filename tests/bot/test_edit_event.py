"""A published event is changed in the chat: changes gather, are shown with who hears of them, and are told once."""

import pytest
from sqlalchemy import select

from core import events, organizers
from core.models import EventStatus, Outbox
from tests.bot.conftest import Chat, Person, buttons, text
from tests.bot.drafting import drafts_of
from tests.bot.hosting import Evening, host_an_evening, met, user_of
from tests.factories import reread

GRID = {
    "en": [
        ["Name: Stalker, 35 mm", "When: "],
        ["Ends: ", "Place: Oktyabr cinema, 2…"],
        ["Seats: 40", "Price: ₽500"],
        ["Description: none", "Film: none"],
        ["Seen by: everyone", "Hold time: 15 min"],
        ["Seats a person: 4", "Confirm: no"],
        ["Refunds: until start", "Page: none"],
        ["‹ Back"],
    ],
    "ru": [
        ["Название: Stalker, 35 mm", "Когда: "],
        ["Окончание: ", "Где: Oktyabr cinema, 24…"],
        ["Места: 40", "Цена: 500 ₽"],
        ["Описание: нет", "Фильм: нет"],
        ["Видно: всем", "Бронь: 15 мин"],
        ["Мест одному: 4", "Подтверждать: нет"],
        ["Возврат до: начала", "Страница: нет"],
        ["‹ Назад"],
    ],
}
FOUR = {
    "en": {
        "edit": ["Edit", "Place", "Apply"],
        "asked": [
            "Where?",
            "Now: Oktyabr cinema, 24 Novy Arbat",
            "Write the address, send a place or a location, or pick.",
        ],
        "when": ["When", "When does it start?", "Pick or write: tomorrow 19:00, fri 7pm, 25.12 18:30. Moscow time."],
        "changes": [
            "Changes",
            "Place: Oktyabr cinema, 24 Novy Arbat → Illusion",
            "2 guests will be told: place.",
        ],
        "rows": [["Apply and tell 2"], ["Drop the changes", "‹ Back"]],
        "done": "Changed. 2 guests are being told.",
    },
    "ru": {
        "edit": ["Изменить", "Где", "Применить"],
        "asked": [
            "Где?",
            "Сейчас: Oktyabr cinema, 24 Novy Arbat",
            "Напишите адрес, пришлите место или геопозицию, либо выберите.",
        ],
        "when": [
            "Когда",
            "Когда начало?",
            "Выберите или напишите: завтра в 19:00, пт 19:00, 25.12 18:30. Время: Москва.",
        ],
        "changes": ["Изменения", "Где: Oktyabr cinema, 24 Novy Arbat → Illusion", "Узнают 2 гостя: где."],
        "rows": [["Применить и сообщить 2"], ["Отбросить", "‹ Назад"]],
        "done": "Изменено. Сообщаю 2 гостям.",
    },
}


async def told(chat: Chat, evening: Evening) -> list[int]:
    """Whom the change is told to, once each."""
    async with chat.db.begin() as tx:
        rows = select(Outbox.user_id).where(Outbox.kind == "event_changed", Outbox.event_id == evening.event.id)
        return list((await tx.execute(rows)).scalars())


async def now(chat: Chat, evening: Evening):
    async with chat.db.begin() as tx:
        return await reread(tx, evening.event)


async def opened(evening: Evening) -> Person:
    await evening.host.say(f"/start e_{evening.event.id}")
    return evening.host


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_all_fields_two_a_row(chat: Chat, language: str) -> None:
    evening = await host_an_evening(chat, language=language, price=50_000)
    marta = await opened(evening)
    await marta.tap(FOUR[language]["edit"][0])
    grid = await marta.screen()
    assert text(grid) == (
        "Stalker, 35 mm. What should change?" if language == "en" else "Stalker, 35 mm. Что изменить?"
    )
    for shown, wanted in zip(buttons(grid), GRID[language], strict=True):
        assert all(one.startswith(begin) for one, begin in zip(shown, wanted, strict=True)), shown


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_one_field_takes_four_taps_and_guests_hear_once(chat: Chat, language: str) -> None:
    say = FOUR[language]
    evening = await host_an_evening(chat, "Anna K.", "Oleg", language=language)
    marta = await opened(evening)
    edit, place, apply = say["edit"]
    await marta.tap(edit)
    when, question, hint = say["when"]
    await marta.tap(when)
    asked = text(await marta.screen()).splitlines()
    assert (asked[0], asked[2:]) == (question, [hint])
    assert asked[1].startswith(say["asked"][1].split()[0])
    await marta.tap("‹")
    await marta.tap(place)
    assert text(await marta.screen()).splitlines() == say["asked"]
    shown = await marta.say("Illusion")
    assert text(shown).splitlines() == say["changes"]
    assert buttons(shown) == say["rows"]
    assert (await now(chat, evening)).place == "Oktyabr cinema, 24 Novy Arbat"
    assert await told(chat, evening) == []
    await marta.tap(apply)
    card = await marta.screen()
    assert text(card).splitlines()[-1] == say["done"]
    assert "📍 Illusion" in text(card)
    assert sorted(await told(chat, evening)) == sorted(booking.user_id for booking in evening.bookings)
    # The same button again: the revision is spent.
    answer = await marta.send(
        card["message_id"], data=f"apply:{evening.event.id}:{(await drafts_of(chat))[0].revision - 1}"
    )
    assert answer == {}
    assert len(await told(chat, evening)) == 2


async def test_several_changes_are_shown_together_and_told_together(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", price=50_000)
    marta = await opened(evening)
    card = await marta.screen()
    for what, answer in (
        ("place", "Illusion"),
        ("price", "700"),
        ("text", "A restored print."),
        ("start", "01.06.2030 19:00"),
    ):
        await marta.send(card["message_id"], data=f"ask:{evening.event.id}:{what}")
        shown = await marta.say(answer)
    assert text(shown).splitlines() == [
        "Changes",
        "When: <wDt> → <wDt>",
        "Place: Oktyabr cinema, 24 Novy Arbat → Illusion",
        "Price: ₽500 → ₽700, for new bookings",
        "Description: changed",
        "1 guest will be told: when, place, price.",
        "Not told: description.",
    ]
    await marta.tap("‹ Back")
    grid = await marta.screen()
    assert text(grid).splitlines()[0] == "Changes"
    flat = [label for row in buttons(grid) for label in row]
    assert [label for label in flat if label.startswith("• ")][1:] == [
        "• Place: Illusion",
        "• Price: ₽700",
        "• Description: written",
    ]
    await marta.tap("Apply and tell 1")
    changed = await now(chat, evening)
    assert (changed.place, changed.price, changed.description) == ("Illusion", 70_000, "A restored print.")
    assert len(await told(chat, evening)) == 1


@pytest.mark.parametrize(("language", "taps", "alert", "question"), [
    ("en", ["Edit", "Place", "Online", "Apply"], "Seats online are sold in Telegram Stars: write just a number.", "What does a seat cost?"),
    ("ru", ["Изменить", "Где", "Онлайн", "Применить"], "Места онлайн продаются за звёзды Telegram: напишите просто число.", "Сколько стоит место?"),
])  # fmt: skip
async def test_who_goes_online_says_the_price_anew(chat: Chat, language: str, taps, alert: str, question: str) -> None:
    evening = await host_an_evening(chat, language=language, price=50_000)
    marta = await opened(evening)
    answers = [await marta.tap(one) for one in taps]
    assert answers[-1]["text"] == alert
    assert text(await marta.screen()).startswith(question)
    assert (await now(chat, evening)).format == "in_person"
    await marta.say("100")
    await marta.tap(taps[-1])
    changed = await now(chat, evening)
    assert (changed.format, changed.price, changed.currency) == ("online", 100, "XTR")


async def test_nothing_to_tell_is_just_applied(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Seats a person")
    await marta.tap("6")
    shown = await marta.screen()
    assert text(shown).splitlines() == ["Changes", "Seats a person: 4 → 6"]
    assert buttons(shown)[0] == ["Apply"]
    await marta.tap("Apply")
    assert text(await marta.screen()).splitlines()[-1] == "Changed."
    assert (await now(chat, evening)).max_seats_per_booking == 6


async def test_the_same_again_is_no_change(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Seats: 40")
    await marta.tap("40")
    assert text(await marta.screen()) == "Stalker, 35 mm. What should change?"


@pytest.mark.parametrize(("language", "refused"), [
    ("en", "2 seats are taken; there can’t be fewer. Choose 2 or more."),
    ("ru", "Занято 2, меньше нельзя. Выберите 2 или больше."),
])  # fmt: skip
async def test_fewer_seats_than_are_taken(chat: Chat, language: str, refused: str) -> None:
    evening = await host_an_evening(chat, "Anna K.", language=language)
    marta = await opened(evening)
    card = await marta.screen()
    await marta.send(card["message_id"], data=f"ask:{evening.event.id}:seats")
    asked = await marta.say("1")
    assert text(asked).splitlines()[0] == refused
    assert (await drafts_of(chat))[0].asking == "seats"


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_colleague_was_quicker(chat: Chat, language: str) -> None:
    evening = await host_an_evening(chat, language=language)
    _, oleg = await met(chat, "Oleg")
    async with chat.db.begin() as tx:
        page = await organizers.create(tx, evening.host_id, organizers.NewPage(slug="zarya", name="Zarya"))
        await organizers.add_member(tx, evening.host_id, page.id, oleg.id)
        await events.edit(tx, evening.host_id, evening.event.id, events.EventPatch(organizer_id=page.id))
    marta = await opened(evening)
    edit, place, apply = FOUR[language]["edit"]
    await marta.tap(edit)
    await marta.tap(place)
    await marta.say("Illusion")
    async with chat.db.begin() as tx:
        await events.edit(tx, oleg.id, evening.event.id, events.EventPatch(place="Rodina"))
    answer = await marta.tap(apply)
    assert (
        answer["text"]
        .replace("\u2068", "")
        .replace("\u2069", "")
        .startswith("Oleg changed it (" if language == "en" else "Уже есть другие изменения (Oleg, ")
    )
    assert text(await marta.screen()).splitlines()[1].endswith("Rodina → Illusion")
    await marta.tap(apply)
    assert (await now(chat, evening)).place == "Illusion"


async def test_a_button_that_showed_other_changes_agrees_to_nothing(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Place")
    old = await marta.say("Illusion")
    await marta.send(old["message_id"], data=f"put:{evening.event.id}:seats:100")
    revision = (await drafts_of(chat))[0].revision
    answer = await marta.send(old["message_id"], data=f"apply:{evening.event.id}:{revision - 1}")
    assert answer["text"] == "These are other changes than the ones you saw. Look again, then apply them."
    assert (await now(chat, evening)).place != "Illusion"


async def test_changes_are_dropped(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Place")
    await marta.say("Illusion")
    await marta.tap("Drop the changes")
    assert text(await marta.screen()).splitlines()[-1] == "The changes are dropped."
    assert (await drafts_of(chat))[0].fields == {}


async def test_more_seats_go_to_the_line_first(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.", capacity=2)
    boris = await chat.person("Boris")
    await boris.say(f"/start e_{evening.event.id}")
    await boris.tap("Join")
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Seats: 2")
    shown = await marta.say("6")
    assert text(shown).splitlines()[-1] == "4 more seats go to the waitlist first."
    await marta.tap("Apply")
    await chat.deliver()
    assert "1 seat is yours to take" in text(await boris.screen())


async def test_an_event_that_is_still_a_draft_comes_out_from_its_card(chat: Chat) -> None:
    evening = await host_an_evening(chat, status="draft")
    marta = await opened(evening)
    assert buttons(await marta.screen())[:2] == [["Publish"], ["Edit", "Copy"]]
    await marta.tap("Edit")
    assert buttons(await marta.screen())[0] == ["Publish"]
    await marta.tap("Publish")
    assert text(await marta.screen()).startswith("Published.")
    assert (await now(chat, evening)).status is EventStatus.published


async def test_changes_outlive_a_restart(chat: Chat) -> None:
    evening = await host_an_evening(chat)
    marta = await opened(evening)
    await marta.tap("Edit")
    await marta.tap("Place")
    await chat.restart()
    await marta.say("Illusion")
    await chat.restart()
    await marta.tap("Apply")
    assert (await now(chat, evening)).place == "Illusion"


async def test_whoever_does_not_run_the_event_changes_nothing(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    oleg = await chat.person("Oleg")
    card = await oleg.say(f"/start e_{evening.event.id}")
    number = evening.event.id
    for hostile in (f"grid:{number}", f"ask:{number}:place", f"put:{number}:seats:99", f"apply:{number}:2", f"drop:{number}:1",
                    f"dup:{number}", f"pub:{number}", f"inv:{number}::0", f"inv:{number}:new:0", "grid:99999"):  # fmt: skip
        answer = await oleg.send(card["message_id"], data=hostile)
        assert answer["text"].startswith("There is nothing here for you"), hostile
    assert await drafts_of(chat) == []
    assert await user_of(chat, oleg)


async def test_an_event_that_is_over_is_not_changed(chat: Chat) -> None:
    evening = await host_an_evening(chat, status="cancelled")
    marta = await opened(evening)
    card = await marta.screen()
    answer = await marta.send(card["message_id"], data=f"grid:{evening.event.id}")
    assert answer["text"].startswith("This event is over or cancelled.")
