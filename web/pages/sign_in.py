"""Signing in by a one-time link from the bot. Looking at a link spends nothing: previews only look (S4)."""

import re

from aiohttp import web

from core import sign_in
from core.errors import LinkSpent
from core.models import Role, SessionKind
from web import guard, render, sessions
from web.guard import Foreign
from web.keys import CHAT, DB

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
# Where a sign-in may lead: whole paths of our own, nothing that only begins like one (S12).
INNER = re.compile(r"/|/user(/access|/bookings/[0-9]{1,18}/seats)?|/admin|/events/[0-9]{1,18}")


def inner(address: object) -> str | None:
    """An address inside this site, or None."""
    return address if isinstance(address, str) and INNER.fullmatch(address) else None


async def show(request: web.Request) -> web.StreamResponse:
    """`/login`: with a link's token one button, without it how to get one. Writes no row."""
    token = request.query.get("t", "")
    if not TOKEN.fullmatch(token):
        return await _how(request)
    async with request.app[DB].begin() as tx:
        good = await sign_in.peek_link(tx, token)
    if not good:
        return await _how(request, spent=True)
    nonce = request.cookies.get(sessions.NONCE) or sessions.new_nonce()
    where = inner(request.query.get("next")) or ""
    user = await sessions.person(request)
    page = render.page(request, "enter.html", user=user, secret=token, nonce=nonce, next=where)
    if request.method == "GET":
        sessions.offer_nonce(request, page, nonce)
    return page


async def _how(request: web.Request, *, spent: bool = False) -> web.Response:
    chat = request.app[CHAT]
    link = f"{chat}?start=login" if chat else ""
    user = await sessions.person(request)
    return render.page(request, "login.html", user=user, status=410 if spent else 200, spent=spent, link=link)


async def enter(request: web.Request) -> web.StreamResponse:
    """Spend the link: one session, in the browser that drew the button."""
    form = await guard.form(request)
    token, nonce = form.get("t"), form.get("nonce")
    kept = request.cookies.get(sessions.NONCE, "")
    if not (isinstance(nonce, str) and kept and sessions.same(nonce, kept)):
        raise Foreign
    if not (isinstance(token, str) and TOKEN.fullmatch(token)):
        return await _how(request, spent=True)
    try:
        async with request.app[DB].begin() as tx:
            if old := sessions.cookie_secret(request):
                await sign_in.sign_out(tx, old)
            secret = await sign_in.spend_link(tx, token, sessions.label(request))
            user = await sign_in.whose(tx, secret, SessionKind.web)
    except LinkSpent:
        return await _how(request, spent=True)
    home = "/admin" if user and user.role is Role.admin else "/user"
    answer = web.HTTPSeeOther(inner(form.get("next")) or home)
    sessions.start(request, answer, secret)
    raise answer


async def leave(request: web.Request) -> web.StreamResponse:
    """Sign this browser out."""
    if secret := sessions.cookie_secret(request):
        async with request.app[DB].begin() as tx:
            await sign_in.sign_out(tx, secret)
    answer = web.HTTPSeeOther("/")
    sessions.end(request, answer)
    raise answer


ROUTES = (web.get("/login", show), web.post("/login", enter), web.post("/logout", leave))
