"""Journeys through the sandbox's door: every step is typed or tapped, every outcome is read on a screen."""

from itertools import chain

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.screens import my
from core import bookings, events, users
from core.models import Booking
from tests import factories
from tests.bot.conftest import Chat, buttons, data, text


async def event(chat: Chat, **values):
    async with chat.db.begin() as tx:
        return await factories.event(tx, await factories.person(tx, "Marta"), **values)


async def test_start_registers_and_shows_what_is_on_with_the_note_and_the_other_language_once(chat: Chat) -> None:
    shown = await event(chat, price=50000, capacity=40)
    anna = await chat.person()
    home = await anna.say("/start")
    assert text(home) == (
        "What’s on\n"
        "1. Stalker, 35 mm\n"
        "<wdt> · ₽500 · 40 free\n"
        "Type a word to search.\n"
        "\n"
        "Seats, tickets and reminders live in this chat. Booking means accepting the /terms; what I store: /privacy."
    )
    assert data(home) == [
        [f"ev:{shown.id}:1:aaa.-.-"],
        ["pick:w:aaa.-.-", "pick:p:aaa.-.-", "list:aaf.-.-"],
        ["my:now:-"],
        ["cfg:lang:ru"],
    ]
    again = await anna.say("/start")
    assert "/privacy" not in text(again)
    assert "cfg:lang:ru" not in chain(*data(again))


async def test_a_newcomer_takes_the_other_language_and_keeps_the_card(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    assert await anna.tap("Русский") == {}
    card = await anna.screen()
    assert text(card) == (
        "Stalker, 35 mm\n"
        "<wDt> · 2 ч\n"
        "📍 Oktyabr cinema, 24 Novy Arbat\n"
        "Бесплатно · свободно 10 из 10\n"
        "Организатор: Marta"
    )
    assert buttons(card) == [
        ["✓ 1", "2", "3", "4"],
        ["Взять 1 место · бесплатно"],
        ["Поделиться", "Ещё"],
        ["‹ Афиша"],
    ]
    assert len(await anna.said()) == 1


async def test_a_free_event_is_booked_at_once_and_the_ticket_follows(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    await anna.tap("1")
    await anna.tap("2")
    assert await anna.tap("Book 2 seats · free") == {}
    card = await anna.screen()
    assert text(card).splitlines()[-1] == "🎟 You are going: 2 seats."
    assert buttons(card) == [["Show the ticket"], ["Change seats", "Give back"], ["Share", "More"], ["‹ Events"]]
    await chat.deliver()
    ticket = await anna.screen()
    code = text(ticket).splitlines()[4]
    assert text(ticket) == (
        "🎟 Stalker, 35 mm\n"
        "<wDt>\n"
        "📍 Oktyabr cinema, 24 Novy Arbat\n"
        "2 seats · Anna K.\n"
        f"{code}\n"
        "Show the QR at the entrance."
    )
    assert ticket["media"]["kind"] == "photo"
    assert min(ticket["media"]["width"], ticket["media"]["height"]) > 600
    assert buttons(ticket) == [["Add to calendar", "Copy the code"], ["The event", "Change seats"]]
    assert ticket["buttons"][0][1]["copy_text"] == {"text": code.replace(" ", "")}
    assert len([m for m in await anna.said() if m["media"]]) == 1
    again = await anna.say(f"/start t_{code.replace(' ', '')}")
    assert again["media"]["kind"] == "photo"
    assert (await anna.tap("The event", on=again)) == {}
    assert data(await anna.screen())[-1] == ["home"]
    assert shown.id


@pytest.mark.parametrize(
    ("language", "held", "confirm", "going"),
    [
        (
            "en",
            "⏳ 2 seats are held for you until <t> (<r>). Confirm that you are coming.",
            "I am coming",
            "🎟 You are going: 2 seats.",
        ),
        ("ru", "⏳ 2 места за вами до <t> (<r>). Подтвердите, что придёте.", "Приду", "🎟 Вы идёте: 2 места."),
    ],
)
async def test_a_hold_that_asks_is_confirmed_by_a_button(
    chat: Chat, language: str, held: str, confirm: str, going: str
) -> None:
    await event(chat, requires_confirmation=True)
    anna = await chat.person(language=language)
    await anna.say("/start")
    await anna.tap("1")
    await anna.tap("2")
    await anna.tap("Book 2" if language == "en" else "Взять 2")
    card = await anna.screen()
    assert text(card).splitlines()[-1].replace("<Dt>", "<t>") == held
    assert await anna.tap(confirm) == {}
    assert await anna.send(card["message_id"], data=_data_of(card, confirm)) == {}
    assert text(await anna.screen()).splitlines()[-1] == going


def _data_of(message, label: str) -> str:
    return next(b["callback_data"] for row in message["buttons"] for b in row if b["text"] == label)


async def test_a_priced_event_is_paid_by_the_invoice_that_leaves_with_the_hold(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    await anna.tap("2", on=card)
    assert await anna.tap("Book 2 seats · ₽1,000") == {}
    held, invoice = (await anna.said())[-2:]
    assert text(held).splitlines()[-1].replace("<Dt>", "<t>") == (
        "⏳ 2 seats are held for you until <t> (<r>). To pay: ₽1,000."
    )
    assert buttons(held)[:2] == [["Send the invoice again"], ["Change seats", "Let go"]]
    assert invoice["media"]["title"] == "Stalker, 35 mm"
    assert invoice["media"]["total_amount"] == 100000
    assert invoice["media"]["start_parameter"] == f"e_{shown.id}"
    assert invoice["media"]["description"].startswith("2 seats, ")
    assert await anna.tap("Send the invoice again") == {"text": "The invoice is below."}
    assert await anna.pay() == {"paid": True}
    await chat.deliver()
    ticket = await anna.screen()
    assert text(ticket).splitlines()[3] == "2 seats · paid ₽1,000 · Anna K."
    await anna.tap("The event", on=ticket)
    assert text(await anna.screen()).splitlines()[-1] == (
        "🎟 You are going: 2 seats. Paid ₽1,000; it comes back in full until <Dt>."
    )


async def test_an_old_invoice_and_a_lapsed_hold_are_refused_before_any_money(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    old = (await anna.screen())["message_id"]
    await anna.tap("Change seats")
    await anna.tap("2", on=(await anna.said())[0])
    await anna.tap("Hold 2 seats")
    answer = await chat.ask("POST", f"/people/{anna.id}/pay", message_id=old)
    assert answer["error"].startswith("This invoice is out of date")
    booking = await _booking(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, booking.id)
    assert (await anna.pay())["error"] == (
        "The hold has ended and the seats went on. Nothing is charged. Open the event and book again."
    )


async def _booking(chat: Chat, event_id: int):
    async with chat.db.begin() as tx:
        newest = select(Booking).where(Booking.event_id == event_id).order_by(Booking.id.desc())
        return (await tx.execute(newest)).first()


class TestPaymentAtOnce:
    @pytest.fixture
    async def invoices(self) -> bool:
        return False

    async def test_the_test_payment_confirms_by_one_tap_and_a_second_changes_nothing(self, chat: Chat) -> None:
        shown = await event(chat, price=50000)
        anna = await chat.person(language="ru")
        await anna.say(f"/start e_{shown.id}")
        await anna.tap("Взять 1 место · 500 ₽")
        held = await anna.screen()
        assert buttons(held)[0] == ["Оплатить 500 ₽"]
        assert await anna.tap("Оплатить") == {}
        assert await anna.send(held["message_id"], data=data(held)[0][0]) == {}
        card = await anna.screen()
        assert text(card).splitlines()[-1] == "🎟 Вы идёте: 1 место. Оплачено 500 ₽; вернём полностью до <Dt>."
        assert len(await anna.said()) == 1


async def test_a_hold_is_let_go_and_a_paid_booking_is_given_back_with_its_quote(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("2")
    await anna.tap("Book 2 seats")
    await anna.tap("Let go")
    quote = (await anna.said())[0]
    assert text(quote).splitlines()[-1] == "You let 2 seats go. Nothing was charged."
    assert buttons(quote) == [["✓ 0", "1", "2", "3", "4"], ["Let go"], ["‹ Keep 2 seats"]]
    await anna.tap("Let go", on=quote)
    await anna.tap("2", on=(await anna.said())[0])
    await anna.tap("Book 2 seats")
    await anna.pay()
    await anna.tap(
        "Refresh" if "Refresh" in str(buttons((await anna.said())[0])) else "More", on=(await anna.said())[0]
    )
    await anna.tap("‹ Back", on=(await anna.said())[0])
    going = (await anna.said())[0]
    await anna.tap("Give back", on=going)
    quote = (await anna.said())[0]
    assert text(quote).splitlines()[-1] == "You give back both seats; ₽1,000 comes back."
    await anna.tap("1", on=quote)
    quote = (await anna.said())[0]
    assert text(quote).splitlines()[-1] == "1 seat instead of 2. ₽500 comes back the way you paid."
    assert await anna.tap("Give back 1 · ₽500", on=quote) == {}
    assert "You are going: 1 seat. Paid ₽500" in text((await anna.said())[0])
    await anna.tap("Give back", on=(await anna.said())[0])
    assert text((await anna.said())[0]).splitlines()[-1] == "You give back your seat; ₽500 comes back."
    await anna.tap("Give back 1", on=(await anna.said())[0])
    assert "10 of 10 free" in text((await anna.said())[0])
    await chat.deliver()
    last = await anna.screen()
    assert text(last) == "Stalker, 35 mm: 1 seat given back. ₽500 comes back the way you paid."


async def test_a_sum_that_is_no_longer_so_is_shown_again_before_anything_happens(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    booking = await _booking(chat, shown.id)
    card = await anna.screen()
    answer = await anna.send(card["message_id"], data=f"set:{booking.id}:0:50000")
    assert answer == {
        "text": "The sum has changed since it was shown. Look again before you decide.",
        "show_alert": True,
    }
    assert text(await anna.screen()).splitlines()[-1] == "You give back your seat."


async def test_free_seats_may_grow_while_seats_last(chat: Chat) -> None:
    shown = await event(chat, capacity=3)
    anna = await chat.person(language="ru")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Взять 1 место")
    await anna.tap("Изменить места")
    await anna.tap("3")
    assert text(await anna.screen()).splitlines()[-1] == "3 места вместо 1."
    await anna.tap("4")
    assert text(await anna.screen()).splitlines()[-1] == "Свободно ещё только 2."
    await anna.tap("3")
    await anna.tap("Взять 3 места")
    assert text(await anna.screen()).splitlines()[-1] == "🎟 Вы идёте: 3 места."
    await chat.deliver()
    assert text(await anna.screen()).splitlines()[0] == "🎟 Stalker, 35 mm: теперь 3 места"


async def test_whoever_comes_second_to_the_last_seats_is_told_and_offered_what_is_left(chat: Chat) -> None:
    shown = await event(chat, capacity=3)
    anna, boris = await chat.person(), await chat.person("Борис", "ru")
    for person in (anna, boris):
        await person.say(f"/start e_{shown.id}")
        await person.tap("2")
    await anna.tap("Book 2 seats")
    answer = await boris.tap("Взять 2 места")
    assert answer == {
        "text": "Вас опередили: свободно 1, а нужно 2. Возьмите меньше или загляните позже.",
        "show_alert": True,
    }
    card = await boris.screen()
    assert text(card).splitlines()[-1] == "Сейчас свободно одно место. Возьмите его или загляните позже."
    assert "осталось 1 место" in text(card)
    await boris.tap("Взять 1 место")
    vera = await chat.person("Vera")
    sold_out = await vera.say(f"/start e_{shown.id}")
    assert "Sold out. Seats that are not paid in time come back; look again later." in text(sold_out)
    assert buttons(sold_out)[0] == ["Refresh"]


async def test_an_old_button_agrees_to_nothing_new(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    await _move(chat, shown)
    answer = await anna.tap("Book 1 seat", on=card)
    assert answer["text"] == (
        "The event has changed since this card was drawn. Look at when, where and how much, then book."
    )
    assert f"book:{shown.id}:1:2" in chain(*data(await anna.screen()))
    assert await _booking(chat, shown.id) is None


async def _move(chat: Chat, shown) -> None:
    async with chat.db.begin() as tx:
        await events.edit(tx, shown.host_id, shown.id, events.EventPatch(place="Illusion"))


async def test_holders_are_told_what_changed(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    await chat.deliver()
    await _move(chat, shown)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper) == (
        "⚠️ Stalker, 35 mm has changed.\nPlace: Oktyabr cinema, 24 Novy Arbat → Illusion.\nYour seat stays."
    )
    await anna.tap("Can’t", on=paper)
    assert text(await anna.screen()).splitlines()[-1] == "You give back your seat."


async def test_buttons_of_other_people_and_of_nothing_open_nothing(chat: Chat) -> None:
    shown = await event(chat, requires_confirmation=True)
    anna, eve = await chat.person(), await chat.person("Eve")
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    booking = await _booking(chat, shown.id)
    home = await eve.say("/start")
    largest = 2**63 - 1
    for forged in (
        f"ok:{booking.id}", f"pay:{booking.id}", f"seats:{booking.id}:0", f"set:{booking.id}:0:0", f"tick:{booking.id}",
        f"ics:{booking.id}", f"ev:{largest}:1:", f"book:{largest}:1:1", f"ok:{10**23}", "open:0", f"many:{10**30}",
    ):  # fmt: skip
        answer = await eve.send(home["message_id"], data=forged)
        assert answer == {
            "text": "There is nothing here for you: gone, or not yours. Here is what’s on.",
            "show_alert": True,
        }, forged
    assert (await _booking(chat, shown.id)) == booking


@pytest.mark.parametrize(
    "hostile",
    [
        "ev", "ev:7", "ev:-5:1:", "ev:1_0:1:", "ev:+1:1:", "ev:１:1:", "ev:7:1:zzz", "book:7:-1:1", "book:7:1:1:1",
        "list:", "list:aaa.-", "pick:x:aaa.-.-", "cfg:lang:xx", "my:then:-", "wait:7:2", "HOME", "home:", "\u0001", "🎟" * 16,
        "set:7:1", "run:7", " ev:7:1:", "ev:7:1:aaa.q\u0000.-",
    ],
)  # fmt: skip
async def test_data_that_no_button_carries_is_told_to_be_old(chat: Chat, hostile: str) -> None:
    await event(chat)
    anna = await chat.person(language="ru")
    home = await anna.say("/start")
    answer = await anna.send(home["message_id"], data=hostile)
    assert answer.get("show_alert"), answer
    assert (await anna.screen())["message_id"] > home["message_id"] or "нет" in answer["text"]
    assert "Афиша" in text(await anna.screen())


async def test_a_typed_number_chooses_the_seats(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=20, capacity=50)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    assert buttons(card)[0] == ["✓ 1", "2", "3", "4", "5", "…"]
    await anna.tap("…")
    assert text(await anna.screen()) == "How many seats? Write a number from 6 to 20."
    assert text(await anna.say("many")) == "I need a number from 1 to 20, such as 3. How many seats?"
    for wrong in ("-5", "1_0", "0", "21", "9" * 30, "7.5", "١٢"):
        assert text(await anna.say(wrong)).startswith("I need a number"), wrong
    card = await anna.say("12")
    assert buttons(card)[:2] == [["1", "2", "3", "4", "5", "✓ 12 …"], ["Book 12 seats · free"]]
    await anna.tap("✓ 12")
    await anna.say("/help")
    assert "Stalker" in text(await anna.say("Stalker"))


async def test_a_question_is_left_by_cancel(chat: Chat) -> None:
    shown = await event(chat, max_seats_per_booking=20)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("…")
    assert text(await anna.say("/cancel")) == "Left as it was."
    assert text(await anna.say("/cancel")) == "Nothing to leave."
    assert text(await anna.say("12")).startswith("What’s on: 12\nNothing fits.")


async def test_names_with_markup_emoji_and_right_to_left_text_stay_in_their_place(chat: Chat) -> None:
    name = "<b>Ночь</b> & 🎬👨‍👩‍👧 ערב סרטים \u202egnp.exe"
    shown = await event(chat, name=name, description="<script>\n" + "длинно " * 300, price=0)
    guest = await chat.person("<i>Eve</i> \u202eabc")
    card = await guest.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[0] == "<b>Ночь</b> & 🎬👨‍👩‍👧 ערב סרטים gnp.exe"
    assert "expandable_blockquote" in {entity["type"] for entity in card["entities"]}
    await guest.tap("Book 1 seat")
    await chat.deliver()
    ticket = await guest.screen()
    assert text(ticket).splitlines()[3] == "1 seat · <i>Eve</i> abc"
    await guest.tap("Add to calendar", on=ticket)
    file = await guest.screen()
    assert file["media"]["file_name"] == "b-b-gnp-exe.ics"
    await guest.say("/my")
    assert "<b>Ночь</b>" in text(await guest.screen())


async def test_a_very_long_text_is_a_search_like_any_other(chat: Chat) -> None:
    await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    for long in ("x" * 4096, "слово " * 600, "%_\\" * 100, "<b>" * 500, "🎟" * 1000, ":.:." * 100):
        shown = await anna.say(long)
        assert "on" in text(shown), long[:10]


async def test_one_hit_opens_its_card_and_many_are_a_list_with_pages_and_filters(chat: Chat) -> None:
    for number in range(8):
        await event(chat, name=f"Film {number}", price=0 if number % 2 else 50000)
    anna = await chat.person(language="ru")
    first = await anna.say("film")
    assert text(first).startswith("Афиша: film\n1. Film 0")
    assert buttons(first)[0] == ["1", "2", "3", "4", "5", "6"]
    assert buttons(first)[2:] == [["›"], ["✕ film"], ["🎟 Мои брони"]]
    await anna.tap("›")
    second = await anna.screen()
    assert "1. Film 6" in text(second)
    assert buttons(second)[2] == ["‹"]
    await anna.tap("‹", on=second)
    assert "1. Film 0" in text(await anna.screen())
    await anna.tap("Цена: любая")
    assert buttons(await anna.screen())[1:3] == [["Бесплатно", "До 500 ₽"], ["До 1 000 ₽", "✓ Любая"]]
    await anna.tap("Бесплатно")
    free = await anna.screen()
    assert "Film 0" not in text(free)
    assert "Цена: бесплатно" in chain(*buttons(free))
    await anna.tap("2", on=free)
    await anna.tap("‹ Афиша")
    assert text(await anna.screen()) == text(free)
    await anna.tap("✕ film")
    await anna.tap("Когда")
    await anna.tap("Сегодня")
    assert text(await anna.screen()) == "Афиша\nНичего не подходит. Показать всё?"
    await anna.tap("Показать всё")
    assert "1. Film 0" in text(await anna.screen())
    assert "Film 3" in text(await anna.say("Film 3"))
    assert buttons(await anna.screen())[-1] == ["‹ Афиша"]


async def test_my_bookings_show_deadlines_first_and_how_the_past_ended(chat: Chat) -> None:
    going = await event(chat, name="Going")
    held = await event(chat, name="Held", price=50000)
    left = await event(chat, name="Left")
    anna = await chat.person()
    for shown in (going, held, left):
        await anna.say(f"/start e_{shown.id}")
        await anna.tap("Book 1 seat")
    await anna.tap("Give back")
    await anna.tap("Give back 1")
    mine = await anna.say("/my")
    assert text(mine).replace("<Dt>", "<t>") == (
        "My bookings\n1. ⏳ Held · 1 seat\npay until <t> (<r>)\n2. 🎟 Going · 1 seat\n<wdt>"
    )
    assert buttons(mine) == [["1", "2"], ["✓ Ahead", "Past", "‹ Events"]]
    await anna.tap("Past")
    assert text(await anna.screen()) == "My bookings\n1. Left · 1 seat\ngiven back"
    await anna.tap("1")
    await anna.tap("‹ Back")
    assert text(await anna.screen()).startswith("My bookings")
    await anna.tap("‹ Events")
    assert text(await anna.screen()).startswith("What’s on\n🎟 Next: Going (<r>)")


async def test_a_hold_that_ran_out_is_told_and_its_card_is_open_again(chat: Chat) -> None:
    shown = await event(chat, price=50000, capacity=2)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("2")
    await anna.tap("Book 2 seats")
    booking = await _booking(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, booking.id)
    answer = await anna.tap("Send the invoice again")
    assert answer["text"].startswith("The hold has ended (")
    card = (await anna.said())[0]
    assert "The hold has ended (<" in text(card)
    assert "2 of 2 free" in text(card)
    async with chat.db.begin() as tx:
        await bookings.expire_due(tx, shown.id)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper).replace("<Dt>", "<t>") == (
        "Stalker, 35 mm: the hold on 2 seats has ended (<t>). Nothing is charged; the seats went on."
    )
    await anna.tap("Book again", on=paper)
    assert "The hold has ended (<" in text(await anna.screen())


async def test_the_same_button_twice_has_one_effect_and_no_word(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    assert await anna.send(card["message_id"], data=f"book:{shown.id}:1:1") == {}
    assert await anna.send(card["message_id"], data=f"book:{shown.id}:1:1") == {}
    other = await anna.send(card["message_id"], data=f"book:{shown.id}:2:1")
    assert other["text"] == "You already have seats here; you can change their number."
    assert (await _booking(chat, shown.id)).seats == 1


async def test_a_host_sees_the_own_card_and_cannot_book(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/start")
    async with chat.db.begin() as tx:
        host = await users.by_telegram(tx, anna.id)
        shown = await factories.event(tx, host)
    card = await anna.say(f"/start e_{shown.id}")
    assert text(card).splitlines()[-1] == "0 of 10 taken · 0 on hold"
    assert buttons(card)[0] == ["Open the panel"]
    answer = await anna.send(card["message_id"], data=f"book:{shown.id}:1:1")
    assert answer["text"].startswith("It is your own event")


async def test_private_events_and_unknown_links_are_one_neutral_answer(chat: Chat) -> None:
    shown = await event(chat, access="private")
    anna = await chat.person(language="ru")
    await anna.say("/start")
    for payload in (f"e_{shown.id}", "e_999", f"e_{10**18}", "b_1", "t_" + "2" * 16, "nonsense", "e_", "i_" + "a" * 22):
        answer = await anna.say(f"/start {payload}")
        assert text(answer).startswith("По этой ссылке ничего не открывается"), payload
    assert "Stalker" not in str(await anna.messages())


async def test_the_panels_link_comes_in_a_button_and_new_leads_there(chat: Chat) -> None:
    anna = await chat.person()
    link = await anna.say("/login")
    assert text(link) == "This link opens the panel once, within 10 minutes. Do not pass it on."
    assert link["buttons"][0][0]["url"].startswith("http://127.0.0.1:8080/login?t=")
    assert text(await anna.say("/new")).startswith("Events are created on the panel.\nThis link opens")
    assert (await anna.say("/start login"))["buttons"][0][0]["url"] != link["buttons"][0][0]["url"]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_help_law_settings_and_unknown_commands_answer(chat: Chat, language: str) -> None:
    anna = await chat.person(language=language)
    await anna.say("/start")
    for command in ("/help", "/terms", "/privacy", "/paysupport", "/settings", "/nonsense", "/cancel"):
        assert text(await anna.say(command)), command
    help_text = text(await anna.say("/help"))
    assert help_text == text(await anna.say("/nonsense"))
    await anna.say("/settings")
    await anna.tap("English" if language == "ru" else "Русский")
    assert text(await anna.screen()) == (
        "Settings\nLanguage: English" if language == "ru" else "Настройки\nЯзык: русский"
    )


async def test_a_broken_handler_says_so_with_a_number_and_ends_the_spinner(chat: Chat, monkeypatch) -> None:
    def explode(*_args, **_kwargs):
        raise ZeroDivisionError

    anna = await chat.person()
    home = await anna.say("/start")
    monkeypatch.setattr(my, "draw", explode)
    answer = await anna.tap("🎟 My bookings", on=home)
    assert answer["text"].startswith("Something broke on our side; nothing was changed. Code ")


async def test_a_database_that_is_away_is_said_kindly(chat: Chat, dsn: str) -> None:
    anna = await chat.person()
    home = await anna.say("/start")
    chat.dispatcher["db"] = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert text(await anna.say("/my")) == "I can’t open my records; try again in a minute."
    answer = await anna.tap("🎟 My bookings", on=home)
    assert answer["text"] == "Very busy right now; nothing was changed. Try again in a moment."
    chat.dispatcher["db"] = chat.db


async def test_a_card_that_was_lost_is_drawn_anew(chat: Chat) -> None:
    shown = await event(chat)
    anna = await chat.person()
    await anna.say("/start")
    await anna.send(999_999, data=f"ev:{shown.id}:2:")
    assert buttons(await anna.screen())[0] == ["1", "✓ 2", "3", "4"]


async def test_somebody_who_blocks_the_bot_is_not_written_to_until_they_come_back(chat: Chat) -> None:
    anna = await chat.person()
    await anna.say("/start")
    await chat.ask("POST", f"/people/{anna.id}/block")
    await chat.settle()
    async with chat.db.begin() as tx:
        assert not users.is_reachable(await users.by_telegram(tx, anna.id))
    await chat.ask("POST", f"/people/{anna.id}/unblock")
    await chat.settle()
    async with chat.db.begin() as tx:
        assert users.is_reachable(await users.by_telegram(tx, anna.id))


async def test_stars_are_asked_for_an_online_event(chat: Chat) -> None:
    shown = await event(
        chat, price=150, currency="XTR", format="online", place="", online_link="https://talks.example.org/x"
    )
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    assert "Online; the link comes with the ticket" in text(card)
    assert "talks.example" not in str(card)
    await anna.tap("Book 1 seat · 150 ⭐")
    assert (await anna.screen())["media"]["currency"] == "XTR"
    assert await anna.pay() == {"paid": True}
    await chat.deliver()
    assert "https://talks.example.org/x" in text(await anna.screen())
