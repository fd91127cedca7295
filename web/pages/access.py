"""Sign-ins and tokens: where the person is signed in, and what programs act for them."""

from aiohttp import web

from core import i18n, sign_in
from core.models import SessionKind
from web import guard, render, sessions
from web.keys import DB


async def show(request: web.Request, *, fresh: str = "", problem: str = "") -> web.Response:
    """`/user/access`; `fresh` is a token that is shown this once."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        rows = await sign_in.sessions(tx, user.id)
    return render.page(
        request,
        "access.html",
        user=user,
        status=422 if problem else 200,
        browsers=[row for row in rows if row.kind is SessionKind.web],
        tokens=[row for row in rows if row.kind is SessionKind.token],
        fresh=fresh,
        problem=problem,
        here="/user/access",
        tab="user",
    )


async def make_token(request: web.Request) -> web.StreamResponse:
    user = await sessions.signed_in(request)
    typed = (await guard.form(request)).get("label")
    label = i18n.clean(typed, 60) if isinstance(typed, str) else ""
    if not label:
        return await show(request, problem="label")
    async with request.app[DB].begin() as tx:
        token = await sign_in.make_token(tx, user.id, label)
    return await show(request, fresh=token)


async def revoke(request: web.Request) -> web.StreamResponse:
    """Revoke one session or token of one's own."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        await sign_in.revoke(tx, user.id, int(request.match_info["session_id"]))
    raise web.HTTPSeeOther("/user/access")


async def leave_everywhere(request: web.Request) -> web.StreamResponse:
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        await sign_in.sign_out_everywhere(tx, user.id)
    raise web.HTTPSeeOther("/login")


ROUTES = (
    web.get("/user/access", show),
    web.post("/user/access/tokens", make_token),
    web.post("/user/access/{session_id:[0-9]{1,18}}/revoke", revoke),
    web.post("/user/access/leave", leave_everywhere),
)
