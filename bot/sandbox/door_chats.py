"""The people door to other chats than one's own with the bot: groups, and what is sent by inline mode."""

from aiohttp import web

from bot.sandbox import groups, inline, people
from bot.sandbox.arguments import whole
from bot.sandbox.door import body_of
from bot.sandbox.endpoint import SANDBOX
from bot.sandbox.people import Wrong
from bot.sandbox.state import Row, Sandbox
from bot.sandbox.stream import STREAMS
from bot.sandbox.views import group_view, message_view

routes = web.RouteTableDef()


async def _read(request: web.Request) -> tuple[Sandbox, Row, int]:
    """The sandbox, what was said, and who says it."""
    sandbox, body = request.app[SANDBOX], await body_of(request)
    person = whole(request.match_info.get("person", body.get("person")))
    if person is None:
        raise Wrong(400, "person: who does it is needed")
    people.find(sandbox, person)
    return sandbox, body, person


def _group(request: web.Request) -> int:
    number = whole(request.match_info["group"])
    if number is None:
        raise Wrong(404, "no such group")
    return number


@routes.get("/groups")
async def every(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    return web.json_response([group_view(sandbox, group) for group in sandbox.journal.table("groups").values()])


@routes.post("/groups")
async def create(request: web.Request) -> web.Response:
    return web.json_response({"id": groups.create(request.app[SANDBOX], await body_of(request))})


@routes.post("/groups/{group}/{deed:add|kick|upgrade}")
async def change(request: web.Request) -> web.Response:
    """Somebody brings the bot in (`start`: by a link with that payload), sends it away, or upgrades the group."""
    sandbox, body, person = await _read(request)
    number, deed = _group(request), request.match_info["deed"]
    if deed == "upgrade":
        return web.json_response({"id": groups.upgrade(sandbox, number, person)})
    if deed == "add":
        groups.add_bot(sandbox, number, person, body.get("start"))
    else:
        groups.send_bot_away(sandbox, number, person)
    return web.json_response({})


@routes.post("/groups/{group}/say")
async def say(request: web.Request) -> web.Response:
    sandbox, body, person = await _read(request)
    anonymous = body.get("anonymous") is True
    if body.get("ephemeral") is True:
        groups.command(sandbox, _group(request), person, body.get("text"))
        return web.json_response({})
    message = groups.say(sandbox, _group(request), person, body.get("text"), anonymous=anonymous)
    return web.json_response({"message_id": message["message_id"]})


@routes.post("/groups/{group}/tap")
async def tap(request: web.Request) -> web.Response:
    sandbox, body, person = await _read(request)
    return web.json_response(await groups.tap(sandbox, _group(request), person, body))


@routes.get("/groups/{group}/chat/{person}")
async def chat(request: web.Request) -> web.Response:
    """What all see, and what this member alone sees."""
    sandbox, _, person = await _read(request)
    number = _group(request)
    groups.find(sandbox, number, person)
    parts = {
        "messages": sandbox.messages(number).values(),
        "whispers": groups.whispers(sandbox, number, person),
        "asides": groups.asides(sandbox, number, person),
    }
    return web.json_response({name: [message_view(sandbox, one) for one in rows] for name, rows in parts.items()})


@routes.get("/groups/{group}/stream/{person}")
async def stream(request: web.Request) -> web.StreamResponse:
    """The group live, as this member sees it."""
    sandbox, _, person = await _read(request)
    groups.find(sandbox, _group(request), person)
    return await request.app[STREAMS].serve(request, _group(request), person)


@routes.post("/people/{person}/inline")
async def ask(request: web.Request) -> web.Response:
    sandbox, body, person = await _read(request)
    return web.json_response(
        await inline.ask(sandbox, person, body.get("query", ""), body.get("offset", ""), body.get("chat"))
    )


@routes.post("/people/{person}/choose")
async def choose(request: web.Request) -> web.Response:
    sandbox, body, person = await _read(request)
    return web.json_response(inline.choose(sandbox, person, body))


@routes.get("/inline/{name}")
async def shown(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    return web.json_response(message_view(sandbox, inline.find(sandbox, request.match_info["name"])))


@routes.post("/inline/{name}/tap")
async def tap_inline(request: web.Request) -> web.Response:
    sandbox, body, person = await _read(request)
    return web.json_response(await inline.tap(sandbox, person, request.match_info["name"], body))
