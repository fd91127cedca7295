"""A Bot API call over HTTP: the token, the faults, the rates, then the method; each call enters the ledger."""

import logging
from typing import Any

from aiohttp import web

# Importing a module of methods registers them.
from bot.sandbox import (
    files,
    methods_chats,
    methods_edits,
    methods_ephemeral,
    methods_inline,
    methods_messages,
    methods_payments,
    methods_profile,
    methods_queries,
    updates,
    webhooks,
)
from bot.sandbox.arguments import Arguments, read_arguments
from bot.sandbox.faults import PAGE, Faults, break_connection, hang, refusal
from bot.sandbox.limits import Rates
from bot.sandbox.methods import find
from bot.sandbox.refusals import Refused
from bot.sandbox.state import Row, Sandbox

log = logging.getLogger(__name__)

REGISTERED = (
    files,
    methods_chats,
    methods_edits,
    methods_ephemeral,
    methods_inline,
    methods_messages,
    methods_payments,
    methods_profile,
    methods_queries,
    updates,
    webhooks,
)
SANDBOX = web.AppKey("sandbox", Sandbox)
FAULTS = web.AppKey("faults", Faults)
RATES = web.AppKey("rates", Rates)


async def call(request: web.Request) -> web.Response:
    name, sandbox = request.match_info["method"], request.app[SANDBOX]
    if request.match_info["token"] != sandbox.token:
        return _refuse(Refused(401, "Unauthorized"))
    fault = request.app[FAULTS].strike(name)
    if fault and fault.answer in {"hang", "reset-before", "502-html"}:
        _enter(sandbox, name, None, fault.answer)
        if fault.answer == "502-html":
            return web.Response(status=502, text=PAGE, content_type="text/html")
        return await hang(request, sandbox) if fault.answer == "hang" else break_connection(request)
    arguments: Arguments | None = None
    try:
        arguments = await read_arguments(request)
        if fault and fault.answer != "reset-after":
            raise refusal(fault)
        request.app[RATES].check(name.lower(), _counted_as(arguments))
        result = await find(name)(sandbox, arguments)
    except Refused as refused:
        _enter(sandbox, name, arguments, refused.description)
        if refused.code == 404:
            log.warning("the sandbox has no method %s", name)
        return _refuse(refused)
    _enter(sandbox, name, arguments, None)
    if fault:
        sandbox.journal.flush()
        return break_connection(request)
    return web.json_response({"ok": True, "result": result})


def _counted_as(arguments: Arguments) -> str:
    """Whose rate this call is of: a chat's, a message's sent by inline mode, or one person's in a group."""
    whispered = arguments.json("ephemeral_message_parameters", dict, "ephemeral message parameters") or {}
    receiver = whispered.get("receiver_user_id") or arguments.text("receiver_user_id")
    chat = arguments.text("chat_id") or f"inline/{arguments.text('inline_message_id')}"
    return f"{chat}/{receiver}" if receiver else chat


def _refuse(refused: Refused) -> web.Response:
    seconds = refused.parameters.get("retry_after")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return web.json_response(refused.body(), status=refused.code, headers=headers)


def _enter(sandbox: Sandbox, name: str, arguments: Arguments | None, error: str | None) -> None:
    """Into the ledger; a poll that went well is no news."""
    if name.lower() == "getupdates" and error is None:
        return
    chat: Any = arguments.values.get("chat_id") if arguments else None
    row: Row = {"at": sandbox.precise_clock(), "method": name, "chat_id": _number(chat), "ok": error is None}
    if error is not None:
        row["error"] = error
    sandbox.calls.append(row)


def _number(chat: Any) -> Any:
    return int(chat) if isinstance(chat, str) and chat.isascii() and chat.isdigit() and len(chat) < 20 else chat


async def download(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    if request.match_info["token"] != sandbox.token:
        return _refuse(Refused(401, "Unauthorized"))
    row = files.file_at(sandbox, request.match_info["path"])
    data = files.content(sandbox, row["digest"]) if row else None
    if row is None or data is None:
        return _refuse(Refused(404, "Not Found"))
    return web.Response(body=data, content_type="application/octet-stream")
