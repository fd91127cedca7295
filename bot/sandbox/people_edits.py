"""What a person changes in the chat: the text of a message of their own, as long as a client lets them."""

from typing import Any

from bot.sandbox.entities import clean, units
from bot.sandbox.links import found_in
from bot.sandbox.people import Wrong, find
from bot.sandbox.rules import TEXT_LIMIT
from bot.sandbox.state import Row, Sandbox

EDITABLE = 48 * 3600  # seconds


def edit(sandbox: Sandbox, number: int, message_id: int, text: Any) -> Row:
    """Another text in the place of the old one; the bot hears of it, if it wants to."""
    person = find(sandbox, number)
    message = sandbox.messages(number).get(message_id)
    if message is None or message["from"]["id"] != person["user"]["id"] or "text" not in message:
        raise Wrong(404, "no text of one's own")
    if sandbox.clock() - message["date"] > EDITABLE:
        raise Wrong(409, "too old to be edited")
    if not isinstance(text, str) or not (text := clean(text).strip()) or units(text) > TEXT_LIMIT:
        raise Wrong(400, f"text is needed, at most {TEXT_LIMIT} characters")
    entities = found_in(text, [])
    kept = {key: value for key, value in message.items() if key not in ("text", "entities")}
    fresh = {"text": text, "edit_date": sandbox.clock(), **({"entities": entities} if entities else {})}
    saved = sandbox.save_message({**kept, **fresh})
    sandbox.push("edited_message", saved)
    return saved
