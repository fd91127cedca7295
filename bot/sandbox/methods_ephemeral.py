"""Messages in a group that one member alone sees: sent in answer to their tap, edited, deleted."""

from typing import Any

from bot.sandbox.arguments import Arguments, whole
from bot.sandbox.markups import inline_of
from bot.sandbox.methods import method
from bot.sandbox.methods_queries import live_query
from bot.sandbox.refusals import bad, not_modified
from bot.sandbox.rules import chat_of, text_of
from bot.sandbox.state import Row, Sandbox

IN_TIME = 15  # seconds that a tap may be answered by such a message


def send_ephemeral(sandbox: Sandbox, chat: int, arguments: Arguments) -> Row:
    how = arguments.json("ephemeral_message_parameters", dict, "ephemeral message parameters") or {}
    if chat > 0:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    receiver = _member(sandbox, chat, whole(how.get("receiver_user_id")))
    _answers_something(sandbox, chat, receiver, how)
    content, markup = text_of(arguments), _markup(arguments)
    number = sandbox.next_id("ephemeral")
    message: Row = {
        "message_id": 0,
        "ephemeral_message_id": number,
        "receiver_user": sandbox.journal.table("people")[receiver]["user"],
        "from": sandbox.me,
        "chat": sandbox.chat_row(chat),
        "date": sandbox.clock(),
        **content,
        **({"reply_markup": markup} if markup else {}),
    }
    sandbox.journal.put("ephemeral", number, message)
    sandbox.tell(chat, "whisper", message)
    return message


def _answers_something(sandbox: Sandbox, chat: int, receiver: int, how: Row) -> None:
    """A tap of the receiver's, or a command that only they and the bot see."""
    if "callback_query_id" not in how:
        said = sandbox.journal.table("ephemeral").values()
        mine = (row for row in said if row["from"]["id"] == receiver and row["chat"]["id"] == chat)
        if not any(row["date"] >= sandbox.clock() - IN_TIME for row in mine):
            raise bad("QUERY_ID_INVALID")
        return
    query = live_query(sandbox, str(how["callback_query_id"]), "callback", IN_TIME)
    if query.get("person") != receiver or query.get("chat") != chat:
        raise bad("QUERY_ID_INVALID")
    if query.get("ephemeral") and how.get("replace_callback_query_message"):
        raise bad("ephemeral messages must be edited")


def _member(sandbox: Sandbox, chat: int, person: int | None) -> int:
    group = sandbox.group(chat)
    if person is None or group is None or person not in group["members"]:
        raise bad("USER_NOT_PARTICIPANT")
    return person


def _markup(arguments: Arguments) -> Row | None:
    markup = inline_of(arguments)
    kinds = {key for row in (markup or {}).get("inline_keyboard", []) for button in row for key in button}
    if "login_url" in kinds:
        raise bad("BUTTON_TYPE_INVALID")
    return markup


def _find(sandbox: Sandbox, arguments: Arguments) -> Row:
    chat = chat_of(sandbox, arguments)
    message: Any = sandbox.journal.table("ephemeral").get(arguments.integer("ephemeral_message_id") or 0)
    if message is None or message["chat"]["id"] != chat:
        raise bad("message to edit not found")
    if message["receiver_user"]["id"] != arguments.integer("receiver_user_id"):
        raise bad("message to edit not found")
    found: Row = message
    return found


@method("editEphemeralMessageText")
async def edit_ephemeral_text(sandbox: Sandbox, arguments: Arguments) -> bool:
    message = _find(sandbox, arguments)
    fresh, markup = text_of(arguments), _markup(arguments)
    fresh |= {"reply_markup": markup} if markup else {}
    changed = ("text", "entities", "reply_markup")
    if all(message.get(key) == fresh.get(key) for key in changed):
        raise not_modified()
    kept = {key: value for key, value in message.items() if key not in changed}
    edited = {**kept, **fresh}
    sandbox.journal.put("ephemeral", message["ephemeral_message_id"], edited)
    sandbox.tell(message["chat"]["id"], "whisper", edited)
    return True


@method("deleteEphemeralMessage")
async def delete_ephemeral(sandbox: Sandbox, arguments: Arguments) -> bool:
    message = _find(sandbox, arguments)
    sandbox.journal.drop("ephemeral", message["ephemeral_message_id"])
    sandbox.tell(message["chat"]["id"], "unwhispered", message)
    return True
