"""Answers to taps and to checkouts. A query is answered once and in time, or Telegram calls it too old."""

from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import clean, units
from bot.sandbox.links import start_payload
from bot.sandbox.methods import method
from bot.sandbox.refusals import bad, too_old
from bot.sandbox.state import USERNAME, Row, Sandbox

ANSWER_LIMIT = 200
LIFETIME = {"callback": 30, "checkout": 10, "inline": 30}  # seconds


def open_query(sandbox: Sandbox, kind: str, **about: Any) -> str:
    """A fresh query id, as text, that can be answered within its lifetime; `about` is kept with it."""
    queries = sandbox.journal.table("queries")
    while queries and (oldest := next(iter(queries))) and _age(sandbox, queries[oldest]) > max(LIFETIME.values()):
        sandbox.journal.drop("queries", oldest)
    number = str(sandbox.next_id("query"))
    sandbox.journal.put("queries", number, {"kind": kind, "at": sandbox.clock(), **about})
    return number


def _age(sandbox: Sandbox, query: Row) -> int:
    return sandbox.clock() - int(query["at"])


def live_query(sandbox: Sandbox, number: str, kind: str, seconds: float | None = None) -> Row:
    """The query, if it can still be answered (or is not older than `seconds`)."""
    query: Row | None = sandbox.journal.table("queries").get(number)
    if query is None or query["kind"] != kind or _age(sandbox, query) > (seconds or LIFETIME[kind]):
        raise too_old()
    return query


def settle(sandbox: Sandbox, number: str, answer: Row) -> bool:
    sandbox.journal.drop("queries", number)
    waiting = sandbox.waiting.get(number)
    if waiting and not waiting.done():
        waiting.set_result(answer)
    return True


@method("answerCallbackQuery")
async def answer_callback_query(sandbox: Sandbox, arguments: Arguments) -> bool:
    number, text, url = arguments.text("callback_query_id"), arguments.text("text"), arguments.text("url")
    live_query(sandbox, number, "callback")
    if units(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    if url and start_payload(url, USERNAME) is None:
        raise bad("URL_INVALID")
    answer: Row = {}
    if clean(text).strip():
        answer = {"text": clean(text).strip(), "show_alert": arguments.flag("show_alert")}
    return settle(sandbox, number, {**answer, **({"url": url} if url else {})})


@method("answerPreCheckoutQuery")
async def answer_pre_checkout_query(sandbox: Sandbox, arguments: Arguments) -> bool:
    number, error = arguments.text("pre_checkout_query_id"), arguments.text("error_message")
    accepted = arguments.flag("ok")
    live_query(sandbox, number, "checkout")
    if not accepted and not error.strip():
        raise bad("error message is empty")
    return settle(sandbox, number, {"ok": accepted, "error": error})
