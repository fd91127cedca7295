"""My bookings inside Telegram (a Mini App): the same page, signed in by what Telegram's client says of the person.

The page's script reads that from the address's fragment, which no server sees, and shows it here.
"""

from aiohttp import web

from core import mini_app
from core.errors import NotFound, SignInNeeded
from web import render, sessions
from web.guard import Refused
from web.keys import DB, SETTINGS
from web.pages import bookings


async def show(request: web.Request) -> web.Response:
    """`/app`: the bookings, or the door where the script knocks."""
    if await sessions.person(request) is not None:
        return await bookings.show(request)
    return render.page(request, "knock.html", user=None, knocking=True, here="/app")


async def enter(request: web.Request) -> web.Response:
    """`{"data": tgWebAppData}` opens the session; `same` says that this browser has it already.

    JSON, which no other site's form can send. Raises SignInNeeded.
    """
    token, settings = request.app[SETTINGS].bot_token, request.app[SETTINGS]
    if token is None:
        raise NotFound  # the sandbox's token is everybody's: whoever knows it could be anybody
    if request.content_type != "application/json":
        raise Refused("not_json")
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise Refused("bad_json") from None
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, str):
        raise SignInNeeded
    shown = mini_app.read(data, token.get_secret_value())
    label = ", ".join(filter(None, ["Telegram", sessions.label(request)]))
    same = sessions.same(sessions.cookie_secret(request) or "", shown.secret)
    async with request.app[DB].begin() as tx:
        await mini_app.enter(tx, shown, label, held=same, default_language=settings.language)
    answer = web.json_response({"same": same})
    sessions.start_in_mini_app(request, answer, shown.secret)
    return answer


ROUTES = (web.get("/app", show), web.post("/app/session", enter), *bookings.routes("/app"))
