"""Inline mode as people see it: type behind the bot's name in any chat, choose a result, and it stands there.

Feedback is on for all choices. A chat of which the bot knows nothing is `elsewhere`: the message is known by its id.
"""

from typing import Any

from bot.sandbox import groups, people, people_taps
from bot.sandbox.entities import clean, units
from bot.sandbox.methods_inline import put_inline
from bot.sandbox.methods_queries import open_query
from bot.sandbox.people import Wrong
from bot.sandbox.state import Row, Sandbox

QUERY_LIMIT = 256
PATIENCE = 15  # seconds that a client shows its spinner


async def ask(sandbox: Sandbox, person: int, query: Any, offset: Any, chat: Any = None) -> Row:
    """What the bot offers for these words, typed in this chat; without an answer a `timeout`."""
    user = people.find(sandbox, person)["user"]
    if not isinstance(query, str) or units(query) > QUERY_LIMIT or not isinstance(offset, str):
        raise Wrong(400, f"query and offset: text, at most {QUERY_LIMIT} characters")
    number = open_query(sandbox, "inline", person=person, query=clean(query).strip())
    update = {"id": number, "from": user, "query": clean(query).strip(), "offset": offset}
    update["chat_type"] = _kind(sandbox, person, chat)
    answer = await people.wait_for_bot(sandbox, number, "inline_query", update, PATIENCE)
    if answer is None:
        return {"timeout": True}
    shown = [{key: value for key, value in result.items() if key != "content"} for result in answer["results"]]
    return {**answer, "results": shown, "query_id": number, "query": update["query"]}


def _kind(sandbox: Sandbox, person: int, chat: Any) -> str:
    """`sender` is the chat with the bot itself, `private` one with somebody else."""
    if isinstance(chat, int) and chat < 0:
        return str(groups.find(sandbox, chat, person)["type"])
    return "sender" if chat == person else "private"


def choose(sandbox: Sandbox, person: int, wish: Row) -> Row:
    """Send a result into a chat: a group, the person's own chat with the bot, or elsewhere."""
    user, chat = people.find(sandbox, person)["user"], wish.get("chat")
    results: list[Row] = sandbox.journal.table("results").get(str(wish.get("query_id")), [])
    result = next((one for one in results if one["id"] == wish.get("result_id")), None)
    if result is None:
        raise Wrong(404, "no such result")
    if isinstance(chat, int) and chat < 0:
        groups.find(sandbox, chat, person)
    elif chat not in (None, person):
        raise Wrong(400, "chat: a group, or one's own chat with the bot, or none")
    name = f"AgAAAInline{sandbox.next_id('inline')}"
    message: Row = {"from": user, "date": sandbox.clock(), "via_bot": sandbox.me, **result["content"]}
    if chat is not None:
        message = sandbox.post(chat, user, {key: message[key] for key in message if key not in ("from", "date")})
    put_inline(sandbox, name, message)
    chosen: Row = {"result_id": result["id"], "from": user, "query": str(wish.get("query", ""))}
    if "reply_markup" in message:
        chosen["inline_message_id"] = name
    sandbox.push("chosen_inline_result", chosen)
    if chat is not None and _hears(sandbox, chat):
        sandbox.push("message", message)
    return {"inline_message_id": name}


def _hears(sandbox: Sandbox, chat: int) -> bool:
    group = sandbox.group(chat) if chat < 0 else None
    return chat > 0 or (group is not None and group["bot"] == "member")


def find(sandbox: Sandbox, name: str) -> Row:
    message: Row | None = sandbox.journal.table("inline").get(name)
    if message is None:
        raise Wrong(404, "no such message")
    return message


async def tap(sandbox: Sandbox, person: int, name: str, wish: Row) -> Row:
    """Press a button under a message that was sent by inline mode, wherever it stands."""
    return await people_taps.press(
        sandbox, person, find(sandbox, name), wish.get("button"), wish.get("data"), inline=name
    )
