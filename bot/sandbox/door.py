"""The people door: JSON over HTTP by which programs and the chat page act as people, order faults, read the ledger.

Wrong input is 400, what isn't there 404, what can't be now 409, always with {"error": ...}.
"""

import json
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath

from aiohttp import web

from bot.sandbox import files, keys, people, people_edits, people_payments, people_taps
from bot.sandbox.arguments import LARGEST, has_text, whole
from bot.sandbox.endpoint import FAULTS, SANDBOX
from bot.sandbox.faults import WrongOrder, order
from bot.sandbox.methods_profile import presentation
from bot.sandbox.people import Wrong
from bot.sandbox.state import Row
from bot.sandbox.stream import STREAMS
from bot.sandbox.views import message_view, person_view

routes = web.RouteTableDef()
PANEL = web.AppKey("panel", str)
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@web.middleware
async def explain(request: web.Request, handler: Callable[..., Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """A refusal of the door as JSON."""
    try:
        return await handler(request)
    except Wrong as wrong:
        return web.json_response({"error": str(wrong)}, status=wrong.status)
    except web.HTTPError as error:
        return web.json_response({"error": error.reason}, status=error.status)


async def body_of(request: web.Request) -> Row:
    """What the request says."""
    try:
        body = json.loads(await request.text() or "{}")
    except (ValueError, LookupError, RecursionError):
        raise Wrong(400, "the body is not JSON") from None
    if not isinstance(body, dict) or not has_text(body):
        raise Wrong(400, "the body: an object of Unicode text is needed")
    return body


def _person(request: web.Request) -> int:
    number = whole(request.match_info["person"])
    if number is None:
        raise Wrong(404, "no such person")
    people.find(request.app[SANDBOX], number)
    return number


def _message_id(body: Row) -> int:
    number = whole(body.get("message_id"))
    if number is None or not 0 < number <= LARGEST:
        raise Wrong(400, "message_id: a whole number is needed")
    return number


@routes.post("/people")
async def create(request: web.Request) -> web.Response:
    return web.json_response({"id": people.create(request.app[SANDBOX], await body_of(request))})


@routes.get("/people")
async def every(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    return web.json_response([person_view(sandbox, int(number)) for number in sandbox.journal.table("people")])


@routes.post("/people/{person}/say")
async def say(request: web.Request) -> web.Response:
    body, number = await body_of(request), _person(request)
    message = people.say(request.app[SANDBOX], number, body.get("text"), body.get("entities"))
    return web.json_response({"message_id": message["message_id"]})


@routes.post("/people/{person}/edit")
async def edit(request: web.Request) -> web.Response:
    body, number = await body_of(request), _person(request)
    message = people_edits.edit(request.app[SANDBOX], number, _message_id(body), body.get("text"))
    return web.json_response({"message_id": message["message_id"]})


@routes.post("/people/{person}/place")
async def show_place(request: web.Request) -> web.Response:
    body, number = await body_of(request), _person(request)
    message = people.show_place(request.app[SANDBOX], number, body)
    return web.json_response({"message_id": message["message_id"]})


@routes.post("/people/{person}/press")
async def press(request: web.Request) -> web.Response:
    """A button of the keyboard below the chat."""
    body, number = await body_of(request), _person(request)
    message = keys.press(request.app[SANDBOX], number, body.get("button"), body.get("users"))
    return web.json_response({"message_id": message["message_id"]})


@routes.post("/people/{person}/contact")
async def share_contact(request: web.Request) -> web.Response:
    body, number = await body_of(request), _person(request)
    return web.json_response({"message_id": keys.share_contact(request.app[SANDBOX], number, body)["message_id"]})


@routes.post("/people/{person}/tap")
async def tap(request: web.Request) -> web.Response:
    body, number = await body_of(request), _person(request)
    deed = people_taps.tap(request.app[SANDBOX], number, _message_id(body), body.get("button"), body.get("data"))
    return web.json_response(await deed)


@routes.post("/people/{person}/pay")
async def pay(request: web.Request) -> web.Response:
    body, number, sandbox = await body_of(request), _person(request), request.app[SANDBOX]
    slowly, owner = body.get("slowly") is True, whole(body.get("forwarded_by"))
    if owner is not None:
        return web.json_response(
            await people_payments.pay_forwarded(sandbox, number, owner, _message_id(body), slowly=slowly)
        )
    return web.json_response(await people_payments.pay(sandbox, number, _message_id(body), slowly=slowly))


@routes.post("/people/{person}/{deed:block|unblock}")
async def block(request: web.Request) -> web.Response:
    blocked = request.match_info["deed"] == "block"
    people.set_blocked(request.app[SANDBOX], _person(request), blocked=blocked)
    return web.json_response({"blocked": blocked})


@routes.get("/people/{person}/chat")
async def chat(request: web.Request) -> web.Response:
    sandbox, number = request.app[SANDBOX], _person(request)
    messages = [message_view(sandbox, message) for message in sandbox.messages(number).values()]
    keyboard = people.find(sandbox, number).get("keyboard") or []
    return web.json_response({"messages": messages, "keyboard": keyboard})


@routes.get("/people/{person}/stream")
async def stream(request: web.Request) -> web.StreamResponse:
    return await request.app[STREAMS].serve(request, _person(request), _person(request))


@routes.get("/bot")
async def bot(request: web.Request) -> web.Response:
    return web.json_response({**presentation(request.app[SANDBOX]), "panel": request.app[PANEL]})


@routes.post("/faults")
async def order_fault(request: web.Request) -> web.Response:
    try:
        fault = order(await body_of(request))
    except WrongOrder as wrong:
        raise Wrong(400, str(wrong)) from None
    request.app[FAULTS].orders.append(fault)
    return web.json_response({"faults": len(request.app[FAULTS].orders)})


@routes.delete("/faults")
async def forget_faults(request: web.Request) -> web.Response:
    request.app[FAULTS].orders.clear()
    return web.json_response({"faults": 0})


@routes.get("/ledger")
async def ledger(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    payments = list(sandbox.journal.table("payments").values())
    return web.json_response({"calls": list(sandbox.calls), "payments": payments})


@routes.get("/media/{path:.+}")
async def media(request: web.Request) -> web.Response:
    """A picture is shown, any other file is a download: it came from the bot and could be a page."""
    path, sandbox = request.match_info["path"], request.app[SANDBOX]
    row = files.file_at(sandbox, path)
    data = files.content(sandbox, row["digest"]) if row else None
    if row is None or data is None:
        raise Wrong(404, "no such file")
    kind = PICTURES.get(PurePosixPath(path).suffix.lower()) if row["width"] else None
    if kind:
        return web.Response(body=data, content_type=kind)
    disposition = web.Response(body=data, content_type="application/octet-stream")
    disposition.headers["Content-Disposition"] = "attachment"
    return disposition
