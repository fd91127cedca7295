"""Invoices, refunds and the list of Star payments. Money moves only when a person pays (see `people`)."""

import re
from typing import Any

from bot.sandbox.arguments import Arguments, whole
from bot.sandbox.markups import markup_of
from bot.sandbox.methods import method
from bot.sandbox.methods_messages import send
from bot.sandbox.refusals import bad
from bot.sandbox.rules import chat_of
from bot.sandbox.state import Row, Sandbox

TITLE_LIMIT = 32
DESCRIPTION_LIMIT = 255
PAYLOAD_BYTES = 128
LARGEST_AMOUNT = 10**12
PROVIDER_TOKEN = re.compile(r"([0-9]+:)?(TEST|LIVE):[\w:-]+")
PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}")


@method("sendInvoice")
async def send_invoice(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    title, description, payload = (_filled(arguments, key) for key in ("title", "description", "payload"))
    if len(title) > TITLE_LIMIT:
        raise bad("INVOICE_TITLE_TOO_LONG")
    if len(description) > DESCRIPTION_LIMIT:
        raise bad("INVOICE_DESCRIPTION_TOO_LONG")
    if len(payload.encode()) > PAYLOAD_BYTES:
        raise bad("INVOICE_PAYLOAD_INVALID")
    currency = arguments.text("currency")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise bad("CURRENCY_INVALID")
    total = _total(arguments, currency)
    markup = markup_of(arguments, invoice=True)
    if markup.inline and not markup.inline["inline_keyboard"][0][0].get("pay"):
        raise bad("the first button of an invoice must be a Pay button")
    parameter = arguments.text("start_parameter")
    if not PARAMETER.fullmatch(parameter):
        raise bad("START_PARAM_INVALID")
    invoice = {"title": title, "description": description, "start_parameter": parameter, "currency": currency}
    message = send(sandbox, chat, arguments, {"invoice": {**invoice, "total_amount": total}}, markup)
    sandbox.journal.put("invoices", message["message_id"], {"chat": chat, "payload": payload, "paid": False})
    return message


def _filled(arguments: Arguments, key: str) -> str:
    value = arguments.text(key)
    if not value.strip():
        raise bad(f"{key} must be non-empty")
    return value


def _total(arguments: Arguments, currency: str) -> int:
    prices = arguments.json("prices", list, "prices") or []
    if not prices:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    amounts = [_amount(price) for price in prices]
    token = arguments.text("provider_token")
    if currency == "XTR" and (len(prices) != 1 or token):
        raise bad("STARS_INVOICE_INVALID")
    if currency != "XTR" and not PROVIDER_TOKEN.fullmatch(token):
        raise bad("PAYMENT_PROVIDER_INVALID")
    if not 1 <= sum(amounts) <= LARGEST_AMOUNT:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    return sum(amounts)


def _amount(price: Any) -> int:
    amount = whole(price.get("amount")) if isinstance(price, dict) else None
    if amount is None or not price.get("label"):
        raise bad("can't parse labeled price: label and amount expected")
    return amount


@method("refundStarPayment")
async def refund_star_payment(sandbox: Sandbox, arguments: Arguments) -> bool:
    charge = arguments.text("telegram_payment_charge_id")
    payment = sandbox.journal.table("payments").get(charge)
    if payment is None or payment["currency"] != "XTR":
        raise bad("CHARGE_NOT_FOUND")
    if payment["user_id"] != arguments.integer("user_id"):
        raise bad("USER_ID_INVALID")
    if payment.get("refunded_at"):
        raise bad("CHARGE_ALREADY_REFUNDED")
    sandbox.journal.put("payments", charge, {**payment, "refunded_at": sandbox.clock()})
    refund = {
        "currency": "XTR", "total_amount": payment["amount"], "invoice_payload": payment["payload"],
        "telegram_payment_charge_id": charge, "provider_payment_charge_id": payment["provider_charge_id"],
    }  # fmt: skip
    person = sandbox.journal.table("people")[payment["user_id"]]
    sandbox.push("message", sandbox.post(payment["user_id"], person["user"], {"refunded_payment": refund}))
    return True


@method("getStarTransactions")
async def get_star_transactions(sandbox: Sandbox, arguments: Arguments) -> Row:
    offset, limit = arguments.integer("offset", 0) or 0, arguments.integer("limit", 100) or 100
    if offset < 0 or not 1 <= limit <= 100:
        raise bad("wrong offset or limit specified")
    rows: list[Row] = []
    for charge, payment in sandbox.journal.table("payments").items():
        if payment["currency"] == "XTR":
            rows.extend(_transactions(sandbox, str(charge), payment))
    rows.sort(key=lambda row: row["date"])
    return {"transactions": rows[offset : offset + limit]}


def _transactions(sandbox: Sandbox, charge: str, payment: Row) -> list[Row]:
    user = sandbox.journal.table("people")[payment["user_id"]]["user"]
    partner = {
        "type": "user", "transaction_type": "invoice_payment", "user": user, "invoice_payload": payment["payload"],
    }  # fmt: skip
    rows = [{"id": charge, "amount": payment["amount"], "date": payment["at"], "source": partner}]
    if payment.get("refunded_at"):
        rows.append({"id": charge, "amount": payment["amount"], "date": payment["refunded_at"], "receiver": partner})
    return rows


@method("getMyStarBalance")
async def get_my_star_balance(sandbox: Sandbox, _arguments: Arguments) -> Row:
    payments = sandbox.journal.table("payments").values()
    kept = [row for row in payments if row["currency"] == "XTR" and not row.get("refunded_at")]
    return {"amount": sum(row["amount"] for row in kept)}
