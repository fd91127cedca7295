"""The phone by Telegram's own button, and leaving for good: what people keep about themselves, and how it ends."""

import pytest
from sqlalchemy import func, select, update

from core.models import Access, Booking, BookingStatus, Event, Role, User
from tests.bot.conftest import Chat, buttons, event, text
from tests.bot.hosting import host_an_evening, met, user_of


@pytest.mark.parametrize(
    ("language", "room", "ask", "keys", "foreign", "saved", "line", "kept", "off", "none"),
    [
        (
            "en", "Phone", "The button below shares your number; only hosts of your bookings see it.",
            [["Share my number"], ["Not now"]], "That is another person’s number. Share your own with the button below.",
            "Phone saved.", "Phone: ", "Your phone: {}. Only hosts of your bookings see it.", "Remove", "Phone: not given",
        ),
        (
            "ru", "Телефон", "Кнопка ниже передаст номер; его увидят только организаторы событий, на которые вы записаны.",
            [["Отправить номер"], ["Не сейчас"]], "Это номер другого человека. Отправьте свой кнопкой ниже.",
            "Телефон сохранён.", "Телефон: ", "Ваш телефон: {}. Его видят только организаторы событий, на которые вы записаны.", "Убрать",
            "Телефон: не указан",
        ),
    ],
)  # fmt: skip
async def test_the_own_number_is_handed_over_shown_and_removed(
    chat: Chat, language, room, ask, keys, foreign, saved, line, kept, off, none
) -> None:
    anna, oleg = (await met(chat, "Anna", language=language))[0], await chat.person("Oleg")
    await anna.say("/settings")
    await anna.tap(room)
    assert text(await anna.screen()) == ask
    assert await anna.keys() == keys
    for whose in ({"user_id": oleg.id}, {"phone_number": "+100", "first_name": "Taxi", "user_id": oleg.id}):
        assert text(await anna.share_contact(**whose)) == foreign
    assert (await user_of(chat, anna)).phone is None
    card = await anna.press(keys[0][0])
    assert text((await anna.said())[-2]) == saved
    phone = (await user_of(chat, anna)).phone
    assert phone is not None
    assert phone.startswith("+799")
    assert text(card).splitlines()[3] == line + phone
    assert await anna.keys() == []
    await anna.tap(room, on=card)
    assert text(await anna.screen()) == kept.format(phone)
    await anna.tap(off)
    assert text(await anna.screen()).splitlines()[3] == none
    assert (await user_of(chat, anna)).phone is None
    await anna.tap(room)
    away = await anna.press(keys[1][0])
    assert text(away).splitlines()[3] == none
    assert await anna.keys() == []


@pytest.mark.parametrize(
    ("language", "room", "only", "keys", "gone", "past"),
    [
        (
            "en", "Phone", "I can only take it from the button below: so it is surely yours.",
            [["Share my number"], ["Not now"]], "The button below is put away.", "Past",
        ),
        (
            "ru", "Телефон", "Могу взять номер только по кнопке ниже: так он точно ваш.",
            [["Отправить номер"], ["Не сейчас"]], "Кнопку ниже убираю.", "Прошли",
        ),
    ],
)  # fmt: skip
async def test_a_number_that_is_written_is_no_search_and_the_keyboard_goes_with_its_question(
    chat: Chat, language, room, only, keys, gone, past
) -> None:
    anna, _ = await met(chat, "Anna", language=language)
    settings = await anna.say("/settings")
    await anna.tap(room)
    for written in ("+7 999 123-45-67", "jazz"):
        assert text(await anna.say(written)) == only
        assert await anna.keys() == keys
    assert (await user_of(chat, anna)).phone is None
    await chat.restart()
    mine = await anna.say("/my")
    assert text((await anna.said())[-2]) == gone
    assert await anna.keys() == []
    await anna.tap(room, on=settings)
    assert await anna.keys() == keys
    await anna.tap(past, on=mine)
    assert text(await anna.screen()) == gone
    assert await anna.keys() == []
    before = len(await anna.said())
    await anna.say("/my")
    assert len(await anna.said()) == before + 1, "it goes once"
    assert text(await anna.say("jazz")).splitlines()[0] in {"What’s on: jazz", "Афиша: jazz"}


async def test_the_own_contact_without_a_question_is_offered_to_be_kept_and_anothers_is_ignored(chat: Chat) -> None:
    anna, oleg = (await met(chat, "Anna"))[0], await chat.person("Oleg")
    offer = await anna.share_contact()
    assert text(offer) == "Save it as your phone? Only hosts of your bookings see it."
    assert buttons(offer) == [["Save", "Don’t save"]]
    await anna.tap("Don’t save")
    assert text(await anna.screen()).splitlines()[3] == "Phone: not given"
    answer = await anna.send(offer["message_id"], data="phone:keep")
    assert answer["text"].startswith("This button is from an older version"), "the number waits no more"
    offer = await anna.share_contact()
    await chat.restart()
    await anna.tap("Save", on=offer)
    assert (await user_of(chat, anna)).phone.startswith("+799")
    assert text((await anna.said())[-2]) == "Phone saved."
    await anna.share_contact(user_id=oleg.id)
    assert text(await anna.screen()) == "Type a word to search, or /help."


async def test_hosts_of_ones_bookings_see_the_phone(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    async with chat.db.begin() as tx:
        guest = evening.bookings[0].user_id
        await tx.execute(update(User).where(User.id == guest).values(phone="+79991234567"))
    await evening.host.say(f"/start e_{evening.event.id}")
    await evening.host.tap("Guests and check-in")
    await evening.host.tap("1")
    assert "+79991234567" in text(await evening.host.screen())


@pytest.mark.parametrize(
    ("language", "leave", "nothing", "ahead", "sure", "keep", "done", "first", "book"),
    [
        (
            "en", "Delete me…",
            "Your name, settings, saved events and drafts are forgotten. Reviews stay without a name. This can’t be undone.",
            "You have 2 bookings ahead: the seats go back now. Reviews stay without a name. This can’t be undone.",
            "Delete me for good", "Keep", "Done: only numbers without a name are left. /start begins anew.",
            "Seats, tickets and reminders live in this chat.", "Book 1 seat",
        ),
        (
            "ru", "Удалить меня…",
            "Имя, настройки, избранное и черновики забуду. Отзывы останутся без имени. Отменить это нельзя.",
            "У вас впереди 2 брони: места вернутся сейчас. Отзывы останутся без имени. Отменить это нельзя.",
            "Удалить навсегда", "Оставить", "Готово: остались только числа без имени. /start начнёт заново.",
            "Места, билеты и напоминания живут в этом чате.", "Взять 1 место",
        ),
    ],
)  # fmt: skip
async def test_leaving_for_good_is_asked_twice_and_start_begins_anew(
    chat: Chat, language, leave, nothing, ahead, sure, keep, done, first, book
) -> None:
    anna, known = await met(chat, "Anna", language=language)
    shown = [await event(chat), await event(chat, access=Access.public)]
    card = await anna.say("/privacy")
    await anna.tap(leave, on=card)
    assert text(await anna.screen()) == nothing
    assert buttons(await anna.screen()) == [[sure], [keep]]
    old = await anna.screen()
    await anna.tap(keep)
    assert text(await anna.screen()) == text(card)
    for one in shown:
        await anna.say(f"/start e_{one.id}")
        await anna.tap(book)
    await chat.deliver()
    changed = await anna.send(old["message_id"], data="erase:1:0:0")
    assert changed["show_alert"], "there are bookings now that were not spoken of"
    again = next(m for m in await anna.said() if m["message_id"] == old["message_id"])
    assert text(again) == ahead
    for _ in range(2):
        await anna.send(old["message_id"], data="erase:1:2:0")
        assert text(next(m for m in await anna.said() if m["message_id"] == old["message_id"])) == done
    async with chat.db.begin() as tx:
        gone = (await tx.execute(select(User).where(User.id == known.id))).one()
        states = (await tx.execute(select(Booking.status).where(Booking.user_id == known.id))).scalars().all()
        free = (await tx.execute(select(func.sum(Event.available)))).scalar_one()
    assert (gone.name, gone.telegram_id, set(states), free) == ("…", None, {BookingStatus.cancelled}, 20)
    fresh = await anna.say("/start")
    assert first in text(fresh)
    assert (await user_of(chat, anna)).id != known.id
    assert await anna.say("/my")


@pytest.mark.parametrize(
    ("language", "leave", "why"),
    [
        (
            "en", "Delete me…",
            "Somebody has to run the house, and you are its last admin. Make another person an admin first.",
        ),
        (
            "ru", "Удалить меня…",
            "Кто-то должен всем управлять, а других администраторов нет. Сначала назначьте ещё одного.",
        ),
    ],
)  # fmt: skip
async def test_the_last_admin_is_told_why_they_stay(chat: Chat, language, leave, why) -> None:
    anna, known = await met(chat, "Anna", language=language)
    async with chat.db.begin() as tx:
        await tx.execute(update(User).where(User.id == known.id).values(role=Role.admin))
    card = await anna.say("/privacy")
    assert await anna.tap(leave, on=card) == {"text": why, "show_alert": True}
    await anna.send(card["message_id"], data="erase:1:0:0")
    assert (await user_of(chat, anna)).id == known.id


@pytest.mark.parametrize(
    ("language", "leave", "sure", "why"),
    [
        (
            "en", "Delete me…", "Delete me for good",
            "A payment is still on its way. Try to delete your data again in a couple of minutes.",
        ),
        (
            "ru", "Удалить меня…", "Удалить навсегда",
            "Оплата ещё проходит. Попробуйте удалить свои данные через пару минут.",
        ),
    ],
)  # fmt: skip
async def test_who_is_paying_is_asked_to_wait_where_they_left(chat: Chat, language, leave, sure, why) -> None:
    anna, known = await met(chat, "Anna", language=language)
    shown = await event(chat, price=50_000)
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book" if language == "en" else "Взять")
    card = await anna.say("/privacy")
    await anna.tap(leave, on=card)
    asked = await anna.screen()
    async with chat.db.begin() as tx:
        await tx.execute(update(Booking).values(approved_at=func.clock_timestamp()))
    refused = {"text": why, "show_alert": True}
    assert await anna.tap(sure, on=asked) == refused
    assert text(await anna.screen()) == text(card)
    assert await anna.tap(leave) == refused
    stays = await anna.screen()
    assert (stays["message_id"], text(stays), buttons(stays)) == (card["message_id"], text(card), buttons(card))
    assert (await user_of(chat, anna)).id == known.id


async def test_who_hosts_something_ahead_is_shown_what(chat: Chat) -> None:
    evening = await host_an_evening(chat, "Anna K.")
    card = await evening.host.say("/privacy")
    answer = await evening.host.tap("Delete me…", on=card)
    assert answer == {
        "text": "You host an event ahead. Cancel it first, so that guests know; here it is.",
        "show_alert": True,
    }
    assert text(await evening.host.screen()).splitlines()[:2] == ["My events", "1. Stalker, 35 mm · <wdt>"]
    assert (await user_of(chat, evening.host)).id == evening.host_id
