"""What a person presses, and what comes of it: a query to the bot, or what the client does by itself.

Refuses what a client would not send: a button that isn't there or is disabled.
"""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.links import start_payload
from bot.sandbox.methods_inline import name_of
from bot.sandbox.methods_queries import open_query
from bot.sandbox.people import Wrong, able, find, say, wait_for_bot
from bot.sandbox.people_payments import pay
from bot.sandbox.state import USERNAME, Row, Sandbox

PATIENCE = 15  # seconds


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
    answer = await wait_for_bot(sandbox, query, "callback_query", update, PATIENCE)
    return {"timeout": True} if answer is None else answer
