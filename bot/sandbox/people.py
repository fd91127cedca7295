"""What a person does with the bot: say, tap, pay, block. Each deed becomes an update, as it would in Telegram.

Refuses what a client would not send: too long a text, a button that isn't there, a word to a bot that is blocked.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.entities import clean, units
from bot.sandbox.links import found_in, start_payload
from bot.sandbox.methods_inline import name_of
from bot.sandbox.methods_queries import LIFETIME, open_query
from bot.sandbox.rules import TEXT_LIMIT
from bot.sandbox.state import USERNAME, Row, Sandbox

TAP_PATIENCE = 15  # seconds
NAME_LIMIT = 64
USERNAME_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
LANGUAGE_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Wrong(Exception):
    """The person can't do that: an HTTP status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def create(sandbox: Sandbox, raw: Row) -> int:
    names = {key: _name(raw, key) for key in ("first_name", "last_name")}
    if not names["first_name"]:
        raise Wrong(400, "first_name is needed")
    user = {key: name for key, name in names.items() if name}
    if username := raw.get("username"):
        if not isinstance(username, str) or not USERNAME_SHAPE.fullmatch(username):
            raise Wrong(400, "username: 4 to 32 letters, digits and _, a letter first")
        if username.lower() in sandbox.usernames or username.lower() == USERNAME:
            raise Wrong(400, "username: taken")
        user["username"] = username
    if language := raw.get("language_code"):
        if not isinstance(language, str) or not LANGUAGE_SHAPE.fullmatch(language):
            raise Wrong(400, "language_code: a tag like ru or pt-BR is needed")
        user["language_code"] = language
    return sandbox.add_person(user)


def _name(raw: Row, key: str) -> str:
    """Cut where a client's input field ends."""
    name = raw.get(key) or ""
    if not isinstance(name, str):
        raise Wrong(400, f"{key}: text is needed")
    return clean(name).strip()[:NAME_LIMIT].strip()


def find(sandbox: Sandbox, number: int) -> Row:
    person = sandbox.person(number)
    if person is None:
        raise Wrong(404, "no such person")
    return person


def able(sandbox: Sandbox, number: int) -> Row:
    """The person, who has not blocked the bot."""
    person = find(sandbox, number)
    if person["blocked"]:
        raise Wrong(409, "blocked")
    return person


def say(sandbox: Sandbox, number: int, text: Any, marked: Any = None) -> Row:
    """A text; `marked` are the times that the client found in it, as entities of type date_time."""
    person = able(sandbox, number)
    if not isinstance(text, str) or not (text := clean(text).strip()):
        raise Wrong(400, "text is needed")
    if units(text) > TEXT_LIMIT:
        raise Wrong(400, f"text: at most {TEXT_LIMIT} characters")
    if not person["started"]:
        sandbox.save_person(number, {**person, "started": True})
    times = _times(text, marked)
    entities = [*times, *found_in(text, times)]
    message = sandbox.post(number, person["user"], {"text": text, **({"entities": entities} if entities else {})})
    sandbox.push("message", message)
    return message


def _times(text: str, marked: Any) -> list[Row]:
    if marked is None:
        return []
    numbers = ("offset", "length", "unix_time")
    for entity in marked if isinstance(marked, list) else [None]:
        if not isinstance(entity, dict) or entity.get("type") != "date_time":
            raise Wrong(400, "entities: a list of those of type date_time is needed")
        if not all(isinstance(entity.get(name), int) and entity[name] >= 0 for name in numbers):
            raise Wrong(400, "entities: offset, length and unix_time are whole numbers")
        if not 0 < entity["length"] <= units(text) - entity["offset"]:
            raise Wrong(400, "entities: outside of the text")
    return [{"type": "date_time", **{name: entity[name] for name in numbers}} for entity in marked]


def show_place(sandbox: Sandbox, number: int, place: Row) -> Row:
    """A point on the map; with a title and an address it is a venue."""
    person = able(sandbox, number)
    point = {name: place.get(name) for name in ("latitude", "longitude")}
    if not all(isinstance(value, int | float) and abs(value) <= 180 for value in point.values()):
        raise Wrong(400, "latitude and longitude: numbers are needed")
    content: Row = {"location": point}
    if "title" in place:
        texts = {name: place.get(name) for name in ("title", "address")}
        if not all(isinstance(text, str) and clean(text).strip() for text in texts.values()):
            raise Wrong(400, "title and address: text is needed")
        content["venue"] = {"location": point, **texts}
    if not person["started"]:
        sandbox.save_person(number, {**person, "started": True})
    message = sandbox.post(number, person["user"], content)
    sandbox.push("message", message)
    return message


def set_blocked(sandbox: Sandbox, number: int, *, blocked: bool) -> None:
    person = find(sandbox, number)
    if person["blocked"] == blocked:
        return
    sandbox.save_person(number, {**person, "blocked": blocked})
    member = {"status": "member", "user": sandbox.me}
    kicked = {"status": "kicked", "user": sandbox.me, "until_date": 0}
    change = {
        "chat": sandbox.chat_row(number),
        "from": person["user"],
        "date": sandbox.clock(),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
    sandbox.push("my_chat_member", change)


async def tap(sandbox: Sandbox, number: int, message_id: int, button: Any, data: Any) -> Row:
    """Presses a button, found by text or place, or sends `data` as a hostile client can, with any message id."""
    able(sandbox, number)
    message = sandbox.messages(number).get(message_id)
    if message is None and data is None:
        raise Wrong(404, "no such message")
    inline = name_of(sandbox, message) if message and "via_bot" in message else None
    gone = {"chat": sandbox.chat_row(number), "message_id": message_id, "date": 0}
    return await press(sandbox, number, message or gone, button, data, inline)


async def press(sandbox: Sandbox, number: int, message: Row, button: Any, data: Any, inline: str | None = None) -> Row:
    """What comes of a button of this message, be it in a group or one that was sent by `inline` mode."""
    if data is not None:
        if not isinstance(data, str):
            raise Wrong(400, "data: text is needed")
        return await _callback(sandbox, number, message, data, inline)
    found = _button(message, button)
    if "callback_data" in found:
        return await _callback(sandbox, number, message, found["callback_data"], inline)
    if "pay" in found:
        return await pay(sandbox, number, message["message_id"])
    if "disabled" in found:
        raise Wrong(400, "the button is disabled")
    return _without_the_bot(sandbox, number, found)


def _without_the_bot(sandbox: Sandbox, number: int, button: Row) -> Row:
    """What the client does by itself; a deep link into this very chat is said at once."""
    if "url" in button:
        payload = start_payload(button["url"], USERNAME)
        if payload is None:
            return {"url": button["url"]}
        return {"message_id": say(sandbox, number, f"/start {payload}")["message_id"]}
    for action in ("web_app", "login_url"):
        if action in button:
            return {"url": button[action]["url"]}
    if "copy_text" in button:
        return {"copy_text": button["copy_text"]["text"]}
    return {key: value for key, value in button.items() if key.startswith("switch_inline")}


def _button(message: Row, wanted: Any) -> Row:
    rows = message.get("reply_markup", {}).get("inline_keyboard", []) or _usual_buttons(message)
    for place, button in _places(rows):
        if wanted in (place, button["text"]):
            return button
    for _, button in _places(rows):
        if isinstance(wanted, str) and button.get("callback_data") == wanted:
            return button
    if isinstance(wanted, str) or (isinstance(wanted, list) and len(wanted) == 2):
        raise Wrong(404, "no such button")
    raise Wrong(400, "button: its text or [row, column] is needed, or data")


def _places(rows: list[list[Row]]) -> Iterator[tuple[list[int], Row]]:
    for row, buttons in enumerate(rows):
        for column, button in enumerate(buttons):
            yield [row, column], button


def _usual_buttons(message: Row) -> list[list[Row]]:
    """An invoice without a keyboard has a Pay button all the same."""
    return [[{"text": "Pay", "pay": True}]] if "invoice" in message else []


async def _callback(sandbox: Sandbox, number: int, message: Row, data: str, inline: str | None = None) -> Row:
    chat, whispered = message.get("chat", {}).get("id", 0), "ephemeral_message_id" in message
    query = open_query(sandbox, "callback", person=number, chat=chat, ephemeral=whispered)
    update = {
        "id": query,
        "from": find(sandbox, number)["user"],
        **({"inline_message_id": inline} if inline else {"message": message}),
        "chat_instance": str(chat * 7919),
        "data": data,
    }
    answer = await wait_for_bot(sandbox, query, "callback_query", update, TAP_PATIENCE)
    return {"timeout": True} if answer is None else answer


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


async def wait_for_bot(sandbox: Sandbox, query: str, kind: str, update: Row, seconds: float) -> Row | None:
    """Sends the query to the bot and waits for its answer; None when none came in time."""
    answer = sandbox.waiting[query] = asyncio.get_running_loop().create_future()
    sandbox.push(kind, update)
    sandbox.journal.flush()
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return None
    finally:
        del sandbox.waiting[query]
