"""What no request gets around: foreign origins, forms without their token, the headers of every answer."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from multidict import MultiDictProxy

from core.errors import DomainError
from web import sessions
from web.keys import SETTINGS

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TELEGRAM = "https://web.telegram.org"
"""Telegram's client in a browser: the one site that may show the Mini App in a frame."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

IN_MINI_APP = {
    **HEADERS,
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {TELEGRAM}"),
    # Its forms say where they come from even in webviews that know no Sec-Fetch-Site.
    "Referrer-Policy": "same-origin",
}


class Refused(DomainError):
    """A request that the web itself refuses, before the core is asked: `code` is one of STATUS."""

    def __init__(self, code: str, errors: list[dict[str, Any]] | None = None, **params: Any) -> None:
        super().__init__(**params)
        self.code = code  # type: ignore[misc]
        self.errors = errors or []


class Foreign(Exception):
    """A request that another site made in the person's name, or a form that is not ours."""


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer, streams included (a signal, since a stream is sent before its handler ends)."""
    response.headers.update(IN_MINI_APP if sessions.in_mini_app(request) else HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache" if request.path.startswith("/static/") else "no-store")


@web.middleware
async def same_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse unsafe requests of other sites, and those of a session that lack its token.

    A bearer token is its own proof: browsers never add it by themselves.
    """
    if request.method not in SAFE and sessions.bearer(request) is None:
        if not _of_ours(request):
            raise Foreign
        token = sessions.form_token(request)
        if token and not sessions.same(await _shown(request), token):
            raise Foreign
    return await handler(request)


def _of_ours(request: web.Request) -> bool:
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    # Our Referrer-Policy makes browsers say "null" in the forms of our own pages; then only Sec-Fetch-Site vouches.
    if origin is None or (origin == "null" and fetched == "same-origin"):
        return True
    ours = {request.host, urlsplit(request.app[SETTINGS].web_url).netloc}
    return urlsplit(origin).netloc in ours


async def form(request: web.Request) -> MultiDictProxy[str | web.FileField | bytearray]:
    """The fields of a form. Raises Refused for a body that is none: broken parts, unknown charset, wrong bytes."""
    try:
        return await request.post()
    except (ValueError, LookupError, AssertionError):
        raise Refused("bad_request") from None


async def _shown(request: web.Request) -> str:
    if request.content_type in FORMS:
        value = (await form(request)).get(sessions.TOKEN_FIELD, "")
        return value if isinstance(value, str) else ""
    return request.headers.get(sessions.TOKEN_HEADER, "")
