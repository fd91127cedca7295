"""How a person pays an invoice: the bot is asked first, then the money and the news of it are one journal write."""

from bot.sandbox.methods_queries import LIFETIME, open_query
from bot.sandbox.people import Wrong, able, find, say, wait_for_bot
from bot.sandbox.state import Row, Sandbox


async def pay(sandbox: Sandbox, number: int, message_id: int, *, slowly: bool = False) -> Row:
    """Pays an invoice. `slowly`: the bank asks for a code after the bot's yes, and the next pay enters it."""
    able(sandbox, number)
    message = sandbox.messages(number).get(message_id)
    invoice = sandbox.journal.table("invoices").get(message_id)
    if (number, message_id) in sandbox.approved:
        _charge(sandbox, number, *sandbox.approved.pop((number, message_id)))
        return {"paid": True}
    if message is None or invoice is None or invoice["chat"] != number:
        raise Wrong(404, "no such invoice")
    return await _pay(sandbox, number, message, invoice, slowly=slowly)


async def pay_forwarded(sandbox: Sandbox, number: int, owner: int, message_id: int, *, slowly: bool = False) -> Row:
    """Presses Pay on a copy that `owner` forwarded: with a start parameter it is a link instead, else anybody pays."""
    able(sandbox, number)
    message = sandbox.messages(owner).get(message_id)
    invoice = sandbox.journal.table("invoices").get(message_id)
    if message is None or invoice is None or invoice["chat"] != owner:
        raise Wrong(404, "no such invoice")
    if parameter := message["invoice"]["start_parameter"]:
        return {"message_id": say(sandbox, number, f"/start {parameter}")["message_id"]}
    return await _pay(sandbox, number, message, invoice, slowly=slowly)


async def _pay(sandbox: Sandbox, number: int, message: Row, invoice: Row, *, slowly: bool) -> Row:
    message_id = message["message_id"]
    if invoice["paid"] or message_id in sandbox.paying:
        raise Wrong(409, "already paid" if invoice["paid"] else "being paid")
    sandbox.paying.add(message_id)
    try:
        return await _check_out(sandbox, number, message, invoice, slowly=slowly)
    finally:
        sandbox.paying.discard(message_id)


async def _check_out(sandbox: Sandbox, number: int, message: Row, invoice: Row, *, slowly: bool) -> Row:
    query = open_query(sandbox, "checkout")
    price = {key: message["invoice"][key] for key in ("currency", "total_amount")}
    update = {"id": query, "from": find(sandbox, number)["user"], **price, "invoice_payload": invoice["payload"]}
    answer = await wait_for_bot(sandbox, query, "pre_checkout_query", update, LIFETIME["checkout"])
    sandbox.journal.drop("queries", query)
    if answer is None:
        return {"error": "The bot did not answer in time (BOT_PRECHECKOUT_TIMEOUT)"}
    if not answer["ok"]:
        return {"error": answer["error"]}
    if slowly:
        sandbox.approved[number, message["message_id"]] = (message, invoice)
        return {"approved": True}
    _charge(sandbox, number, message, invoice)
    return {"paid": True}


def _charge(sandbox: Sandbox, number: int, message: Row, invoice: Row) -> None:
    """From here on the money is taken: the payment, the invoice and the bot's news of it are one journal write."""
    charge = f"sandbox-{sandbox.next_id('charge'):08d}"
    currency, amount = message["invoice"]["currency"], message["invoice"]["total_amount"]
    payment = {
        "charge_id": charge, "provider_charge_id": f"test-{charge}", "user_id": number, "amount": amount,
        "currency": currency, "payload": invoice["payload"], "at": sandbox.clock(),
    }  # fmt: skip
    sandbox.journal.put("payments", charge, payment)
    if message["message_id"] in sandbox.journal.table("invoices"):
        sandbox.journal.put("invoices", message["message_id"], {**invoice, "paid": True})
    service = {
        "currency": currency, "total_amount": amount, "invoice_payload": invoice["payload"],
        "telegram_payment_charge_id": charge, "provider_payment_charge_id": payment["provider_charge_id"],
    }  # fmt: skip
    paid = sandbox.post(number, find(sandbox, number)["user"], {"successful_payment": service})
    sandbox.push("message", paid)
    sandbox.tell(number, "chat", message)
