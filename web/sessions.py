"""Who is asking: a browser by its cookie, a program by its bearer token. Secrets live hashed in the core.

It refuses to decide what a person may do; that is the core's, by the id that is found here.
"""

import hashlib
import hmac
import re
import secrets

from aiohttp import web

from core import sign_in
from core.errors import SignInNeeded
from core.models import SessionKind, User
from web.keys import DB, SETTINGS

NONCE = "nonce"
MONTH, DAY = 30 * 86400, 86400
TOKEN_FIELD, TOKEN_HEADER = "csrf", "X-CSRF-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}")
_ASKED: web.RequestKey[tuple[User | None]] = web.RequestKey("asked")


def secure(request: web.Request) -> bool:
    """Whether the panel is reached over https, by its settings: a proxy's word is not asked."""
    return request.app[SETTINGS].web_url.startswith("https://")


def in_mini_app(request: web.Request) -> bool:
    """Whether the page is one of the Mini App's, shown inside Telegram."""
    return request.path == "/app" or request.path.startswith("/app/")


def root(request: web.Request) -> str:
    """Where one's bookings are: in the Mini App nothing leads out of it."""
    return "/app" if in_mini_app(request) else "/user"


def cookie_name(request: web.Request) -> str:
    """`__Host-` binds the cookie to this host and path; browsers accept the prefix over https alone.

    The Mini App has a cookie of its own, which counts on its pages only: other sites may send it along.
    """
    name = "app" if in_mini_app(request) else "session"
    return f"__Host-{name}" if secure(request) else name


def cookie_secret(request: web.Request) -> str | None:
    """The secret of the browser's session, if the cookie looks like one."""
    value = request.cookies.get(cookie_name(request), "")
    return value if _SECRET.fullmatch(value) else None


def bearer(request: web.Request) -> str | None:
    """The program's token; an empty string when the header is there and is none of ours."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" and _SECRET.fullmatch(value.strip()) else ""


async def person(request: web.Request) -> User | None:
    """Who is signed in, or None; asked once a request. A bearer token outranks the cookie."""
    if _ASKED in request:
        return request[_ASKED][0]
    token = bearer(request)
    secret, kind = (token, SessionKind.token) if token is not None else (cookie_secret(request), SessionKind.web)
    user = None
    if secret:
        async with request.app[DB].begin() as tx:
            user = await sign_in.whose(tx, secret, kind)
    request[_ASKED] = (user,)
    return user


async def signed_in(request: web.Request) -> User:
    """Who is signed in. Raises SignInNeeded."""
    user = await person(request)
    if user is None:
        raise SignInNeeded
    return user


def form_token(request: web.Request) -> str:
    """What a form of this session must carry: bound to the session, useless without its cookie."""
    secret = cookie_secret(request)
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest() if secret else ""


def same(left: str, right: str) -> bool:
    """Equal, told in constant time, whatever the letters."""
    return hmac.compare_digest(left.encode(errors="replace"), right.encode(errors="replace"))


def start(request: web.Request, response: web.StreamResponse, secret: str) -> None:
    """Hand the new session's secret to the browser."""
    name = cookie_name(request)
    response.set_cookie(name, secret, max_age=MONTH, path="/", httponly=True, samesite="Lax", secure=secure(request))
    response.del_cookie(NONCE, path="/login")


def start_in_mini_app(request: web.Request, response: web.StreamResponse, secret: str) -> None:
    """Hand over the secret of the Mini App's session; Telegram's web client shows us in a frame of its own site.

    So the cookie is sent across sites, kept apart for each site around it (Partitioned, which the standard library
    can't write yet); what foreign sites may do with it is `guard.same_site`'s to refuse.
    """
    across = "None; Partitioned" if secure(request) else "Lax"
    response.set_cookie(
        cookie_name(request), secret, max_age=DAY, path="/", httponly=True, samesite=across, secure=secure(request)
    )


def end(request: web.Request, response: web.StreamResponse) -> None:
    """Forget the session in this browser."""
    response.del_cookie(cookie_name(request), path="/", httponly=True, samesite="Lax", secure=secure(request))


def offer_nonce(request: web.Request, response: web.StreamResponse, nonce: str) -> None:
    """Bind the sign-in button to the browser that drew it; no row is written for it."""
    response.set_cookie(
        NONCE, nonce, max_age=900, path="/login", httponly=True, samesite="Strict", secure=secure(request)
    )


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def label(request: web.Request) -> str:
    """What a person will know the browser by: `Firefox, Linux`."""
    agent = request.headers.get("User-Agent", "")
    browser = next((b for b in ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl") if b in agent), "")
    system = next((s for s in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux") if s in agent), "")
    browser = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return ", ".join(part for part in (browser, system) if part)
