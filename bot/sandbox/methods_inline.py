"""Inline mode as the bot sees it: results for what somebody types in any chat, and editing what they sent by it."""

from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import clean
from bot.sandbox.links import PAYLOAD
from bot.sandbox.markups import inline_of
from bot.sandbox.methods import method
from bot.sandbox.methods_queries import live_query, settle
from bot.sandbox.refusals import bad, not_modified
from bot.sandbox.rules import text_of
from bot.sandbox.state import Row, Sandbox

MOST_RESULTS = 50
OFFSET_BYTES = 64
ID_BYTES = 64
USUAL_CACHE = 300  # seconds


@method("answerInlineQuery")
async def answer_inline_query(sandbox: Sandbox, arguments: Arguments) -> bool:
    number = arguments.text("inline_query_id")
    live_query(sandbox, number, "inline")
    raw = arguments.json("results", list, "inline query results") or []
    if len(raw) > MOST_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    results = [_result(one, arguments) for one in raw]
    if len({result["id"] for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    if len(arguments.text("next_offset").encode()) > OFFSET_BYTES:
        raise bad("NEXT_OFFSET_INVALID")
    answer: Row = {
        "results": results,
        "next_offset": arguments.text("next_offset"),
        "cache_time": arguments.integer("cache_time", USUAL_CACHE),
        "is_personal": arguments.flag("is_personal"),
        "button": _button(arguments),
    }
    sandbox.journal.put("results", number, results)
    return settle(sandbox, number, answer)


def _result(raw: Any, arguments: Arguments) -> Row:
    if not isinstance(raw, dict) or raw.get("type") != "article":
        # The others are Telegram's too; this bot shows articles alone.
        raise bad("can't parse inline query result: unallowed type specified")
    name = raw.get("id")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= ID_BYTES:
        raise bad("RESULT_ID_INVALID")
    if not isinstance(raw.get("title"), str) or not clean(raw["title"]).strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    content = raw.get("input_message_content")
    if not isinstance(content, dict):
        raise bad('can\'t parse inline query result: Field "input_message_content" must be of type Object')
    said = Arguments({**content, "text": content.get("message_text"), "entities": content.get("entities")})
    markup = inline_of(Arguments({"reply_markup": raw.get("reply_markup")}, arguments.uploads))
    return {
        "id": name,
        "title": raw["title"],
        "description": raw.get("description", ""),
        "content": {**text_of(said), **({"reply_markup": markup} if markup else {})},
    }


def _button(arguments: Arguments) -> Row | None:
    button = arguments.json("button", dict, "inline query results button")
    if not button:
        return None
    if not str(button.get("text", "")).strip():
        raise bad("SWITCH_PM_TEXT_EMPTY")
    if not PAYLOAD.fullmatch(str(button.get("start_parameter", ""))):
        raise bad("START_PARAM_INVALID")
    return {"text": button["text"], "start_parameter": button["start_parameter"]}


def edit_inline(sandbox: Sandbox, arguments: Arguments) -> bool:
    """A text sent by inline mode gets another; where it is also seen in a chat of ours, there too."""
    name = arguments.text("inline_message_id")
    message = sandbox.journal.table("inline").get(name)
    if message is None:
        raise bad("MESSAGE_ID_INVALID")
    fresh, markup = text_of(arguments), inline_of(arguments)
    fresh |= {"reply_markup": markup} if markup else {}
    changed = ("text", "entities", "reply_markup")
    if all(message.get(key) == fresh.get(key) for key in changed):
        raise not_modified()
    kept = {key: value for key, value in message.items() if key not in changed}
    put_inline(sandbox, name, {**kept, **fresh, "edit_date": sandbox.clock()})
    return True


def name_of(sandbox: Sandbox, message: Row) -> str | None:
    """By which name the bot knows a message that stands in one of our chats and was sent by its inline mode."""
    place = (message["chat"]["id"], message["message_id"])
    named = sandbox.journal.table("inline").items()
    return next(
        (str(name) for name, one in named if "chat" in one and (one["chat"]["id"], one["message_id"]) == place), None
    )


def put_inline(sandbox: Sandbox, name: str, message: Row) -> None:
    sandbox.journal.put("inline", name, message)
    if "chat" in message:
        sandbox.save_message(message)
