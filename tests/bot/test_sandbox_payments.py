"""Test money: invoices are paid through a pre-checkout, once, and Stars go back."""

from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LabeledPrice, Message, PreCheckoutQuery

from bot.sandbox import methods_queries
from bot.sandbox.endpoint import SANDBOX

from .sandbox_room import Room, key, keys, running


async def _invoice(room: Room, who: int, currency: str = "RUB", **more: Any) -> Message:
    return await room.bot.send_invoice(
        who,
        "Film",
        "Two seats",
        "b:31",
        currency,
        [LabeledPrice(label="2 seats", amount=50000)],
        provider_token="" if currency == "XTR" else "TEST:sandbox",
        start_parameter="e_1",
        **more,
    )


async def _accept(room: Room, who: int, invoice: Message) -> tuple[int, Any]:
    async def approve(query: PreCheckoutQuery) -> None:
        assert (query.currency, query.total_amount) == (invoice.invoice.currency, 50000)
        assert (query.invoice_payload, query.from_user.id) == ("b:31", who)
        await room.bot.answer_pre_checkout_query(query.id, ok=True)

    return await room.while_answering(room.pay(who, invoice.message_id), "pre_checkout_query", approve)


async def test_a_paid_invoice_brings_a_successful_payment() -> None:
    async with running() as room:
        who = await room.person()
        invoice = await _invoice(room, who)
        assert await _accept(room, who, invoice) == (200, {"paid": True})
        paid = (await room.next_update("message")).successful_payment
        assert (paid.currency, paid.total_amount, paid.invoice_payload) == ("RUB", 50000, "b:31")
        _, ledger = await room.ask("GET", "/ledger")
        assert [payment["charge_id"] for payment in ledger["payments"]] == [paid.telegram_payment_charge_id]
        assert (await room.chat(who))[-1]["service"] == "You paid ₽500"


async def test_an_invoice_is_paid_once() -> None:
    async with running() as room:
        who = await room.person()
        invoice = await _invoice(room, who)
        assert (await room.chat(who))[-1]["buttons"] == [[{"text": "Pay", "pay": True}]]
        await _accept(room, who, invoice)
        assert await room.pay(who, invoice.message_id) == (409, {"error": "already paid"})
        shown = next(message for message in await room.chat(who) if message["media"])
        assert (shown["buttons"], shown["media"]["paid"]) == ([], True)


async def test_a_refused_checkout_says_why_and_takes_nothing() -> None:
    async with running() as room:
        who = await room.person()
        invoice = await _invoice(room, who, reply_markup=keys([key("Pay 500", pay=True)]))

        async def refuse(query: PreCheckoutQuery) -> None:
            with pytest.raises(TelegramBadRequest, match="error message is empty"):
                await room.bot.answer_pre_checkout_query(query.id, ok=False)
            await room.bot.answer_pre_checkout_query(query.id, ok=False, error_message="The hold ended")

        deed = room.tap(who, invoice.message_id, "Pay 500")
        result = await room.while_answering(deed, "pre_checkout_query", refuse)
        assert result == (200, {"error": "The hold ended"})
        assert (await room.ask("GET", "/ledger"))[1]["payments"] == []


async def test_a_checkout_that_is_not_answered_in_time_fails_and_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(methods_queries.LIFETIME, "checkout", 0.2)
    async with running() as room:
        who = await room.person()
        invoice = await _invoice(room, who)
        status, answer = await room.pay(who, invoice.message_id)
        assert (status, "BOT_PRECHECKOUT_TIMEOUT" in answer["error"]) == (200, True)
        (update,) = await room.updates()
        assert update.pre_checkout_query
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await room.bot.answer_pre_checkout_query(update.pre_checkout_query.id, ok=True)


async def test_somebody_else_has_no_such_invoice() -> None:
    async with running() as room:
        invoice = await _invoice(room, await room.person())
        assert (await room.pay(await room.person(), invoice.message_id))[0] == 404


async def test_stars_are_refunded_once_and_listed() -> None:
    async with running() as room:
        who = await room.person()
        invoice = await _invoice(room, who, "XTR")
        await _accept(room, who, invoice)
        charge = (await room.next_update("message")).successful_payment.telegram_payment_charge_id
        assert await room.bot.refund_star_payment(who, charge)
        with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
            await room.bot.refund_star_payment(who, charge)
        refund = (await room.next_update("message")).refunded_payment
        assert (refund.telegram_payment_charge_id, refund.total_amount) == (charge, 50000)
        listed = (await room.bot.get_star_transactions()).transactions
        assert [(row.id, row.amount, bool(row.source)) for row in listed] == [
            (charge, 50000, True),
            (charge, 50000, False),
        ]
        assert (await room.bot.get_my_star_balance()).amount == 0


async def test_invoices_that_telegram_would_not_take_are_refused() -> None:
    async with running() as room:
        who = await room.person()
        usual = {"chat_id": who, "title": "Film", "description": "Two seats", "payload": "b:31"}
        one = [LabeledPrice(label="2 seats", amount=100)]
        for wrong, why in (
            ({"currency": "RUB", "prices": one}, "PAYMENT_PROVIDER_INVALID"),
            ({"currency": "RUB", "prices": one, "provider_token": "nonsense"}, "PAYMENT_PROVIDER_INVALID"),
            ({"currency": "XTR", "prices": one, "provider_token": "1:TEST:x"}, "STARS_INVOICE_INVALID"),
            ({"currency": "XTR", "prices": one * 2}, "STARS_INVOICE_INVALID"),
            ({"currency": "XTR", "prices": one, "start_parameter": "a b"}, "START_PARAM_INVALID"),
        ):
            with pytest.raises(TelegramBadRequest, match=why):
                await room.bot.send_invoice(**usual, **wrong)


async def test_a_forwarded_invoice_with_a_start_parameter_is_a_link_and_without_one_anybody_pays() -> None:
    async with running() as room:
        who, other = await room.person(), await room.person()
        linked, bare = await _invoice(room, who), await _invoice(room, who, "XTR")
        room.app[SANDBOX].messages(who)[bare.message_id]["invoice"]["start_parameter"] = ""
        path, copied = f"/people/{other}/pay", {"message_id": bare.message_id, "forwarded_by": who, "slowly": True}
        link = {"message_id": linked.message_id, "forwarded_by": who}
        status, answer = await room.ask("POST", path, link)
        assert (status, set(answer)) == (200, {"message_id"})
        assert (await room.next_update("message")).text == "/start e_1"

        async def approve(query: PreCheckoutQuery) -> None:
            assert query.from_user.id == other
            await room.bot.answer_pre_checkout_query(query.id, ok=True)

        deed = room.ask("POST", path, copied)
        assert (await room.while_answering(deed, "pre_checkout_query", approve))[1] == {"approved": True}
        assert (await room.ask("GET", "/ledger"))[1]["payments"] == []
        assert (await room.ask("POST", path, {"message_id": bare.message_id}))[1] == {"paid": True}
        assert (await room.next_update("message")).successful_payment.total_amount == 50000
