"""Invoices, test payments, and what comes back: nothing is charged for seats that are gone."""

import asyncio

import sqlalchemy

from bot.sandbox.endpoint import SANDBOX
from core import lapse
from tests import factories
from tests.bot.conftest import Chat, booking_at, buttons, event, text
from tests.bot.paying import fault


async def test_a_priced_event_is_paid_by_the_invoice_that_leaves_with_the_hold(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    card = await anna.say(f"/start e_{shown.id}")
    await anna.tap("2", on=card)
    assert await anna.tap("Book 2 seats · ₽1,000") == {}
    held, invoice = (await anna.said())[-2:]
    assert text(held).splitlines()[-1] == ("⏳ 2 seats are held for you until <t> (<r>). To pay: ₽1,000.")
    assert buttons(held)[:2] == [["Send the invoice again"], ["Change seats", "Let go"]]
    assert invoice["media"]["title"] == "Stalker, 35 mm"
    assert invoice["media"]["total_amount"] == 100000
    assert invoice["media"]["start_parameter"] == f"e_{shown.id}"
    assert invoice["media"]["description"].startswith("2 seats, ")
    assert await anna.tap("Send the invoice again") == {"text": "The invoice is below.", "show_alert": False}
    assert await anna.pay() == {"paid": True}
    await chat.deliver()
    ticket = await anna.screen()
    assert text(ticket).splitlines()[3] == "2 seats · paid ₽1,000 · Anna K."
    await anna.tap("The event", on=ticket)
    assert text(await anna.screen()).splitlines()[-1] == (
        "🎟 You are going: 2 seats. Paid ₽1,000; it comes back in full until <t>."
    )


async def test_an_old_invoice_and_a_lapsed_hold_are_refused_before_any_money(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    old = (await anna.screen())["message_id"]
    await fault(chat, "deleteMessage", "400", description="message can't be deleted for everyone")
    await anna.tap("Change seats")
    await anna.tap("2", on=(await anna.said())[0])
    await anna.tap("Hold 2 seats")
    answer = await chat.ask("POST", f"/people/{anna.id}/pay", message_id=old)
    assert answer["error"].startswith("This invoice is out of date")
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, booking.id)
    lapsed = (await anna.pay())["error"]
    assert lapsed.startswith("The hold ended at ")
    assert lapsed.endswith(" MSK and the seats went on. Nothing is charged. Open the event and book again.")


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
    booking = await booking_at(chat, shown.id)
    card = await anna.screen()
    answer = await anna.send(card["message_id"], data=f"set:{booking.id}:0:50000")
    assert answer == {
        "text": "The sum has changed since it was shown. Look again before you decide.",
        "show_alert": True,
    }
    assert text(await anna.screen()).splitlines()[-1] == "You give back your seat."


async def test_a_hold_that_ran_out_is_told_and_its_card_is_open_again(chat: Chat) -> None:
    shown = await event(chat, price=50000, capacity=2)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("2")
    await anna.tap("Book 2 seats")
    booking = await booking_at(chat, shown.id)
    async with chat.db.begin() as tx:
        await factories.lapse(tx, booking.id)
    answer = await anna.tap("Send the invoice again")
    assert answer["text"].startswith("The hold has ended (")
    card = (await anna.said())[0]
    assert "The hold has ended (<" in text(card)
    assert "2 of 2 free" in text(card)
    async with chat.db.begin() as tx:
        await lapse.expire_due(tx, shown.id)
    await chat.deliver()
    paper = await anna.screen()
    assert text(paper) == (
        "Stalker, 35 mm: the hold on 2 seats has ended (<t>). Nothing is charged; the seats went on."
    )
    await anna.tap("Book again", on=paper)
    assert "The hold has ended (<" in text(await anna.screen())


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


async def test_money_that_arrives_while_the_database_is_stuck_is_recorded_afterwards(chat: Chat) -> None:
    shown = await event(chat, price=50000)
    anna = await chat.person()
    await anna.say(f"/start e_{shown.id}")
    await anna.tap("Book 1 seat")
    invoice = [m for m in await anna.said() if (m["media"] or {}).get("kind") == "invoice"][-1]
    async with chat.db.connect() as stuck:
        await stuck.execute(sqlalchemy.text("LOCK TABLE payments IN ACCESS EXCLUSIVE MODE"))
        await chat.ask("POST", f"/people/{anna.id}/pay", message_id=invoice["message_id"])
        await asyncio.sleep(3.5)  # longer than a statement waits for a lock
        assert chat.app[SANDBOX].pending(), "the money's update must not be acknowledged yet"
        await stuck.rollback()
    await chat.settle()
    assert (await booking_at(chat, shown.id)).status == "confirmed"
