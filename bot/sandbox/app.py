"""The sandbox as one aiohttp application: the Bot API, the people door, the chat page, and who may come in.

Only this machine: another host name (DNS rebinding) or a foreign page's request is refused with 403.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox import door, door_chats, endpoint
from bot.sandbox.endpoint import FAULTS, RATES, SANDBOX
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Rates
from bot.sandbox.state import Sandbox
from bot.sandbox.stream import STREAMS, Streams
from bot.sandbox.webhooks import Courier

log = logging.getLogger(__name__)

TOKEN = "1:sandbox_token_of_this_machine_00001"  # noqa: S105 - it opens nothing but the stand-in
PAGE = Path(__file__).parent / "page"
STATIC = Path(__file__).parents[2] / "web" / "static"
NAMES = {"localhost", "127.0.0.1", "::1"}
SAFE = {"GET", "HEAD"}
BODY_BYTES = 60 * 2**20
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(state_dir: Path | None, token: str = TOKEN, panel: str | None = None) -> web.Application:
    """The application; `state_dir` keeps people, chats and undelivered updates, None keeps them in memory.

    `panel` is the address of the web panel that the chat page links to.
    """
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[remember, only_this_machine, door.explain])
    app[SANDBOX] = Sandbox(state_dir, token)
    app[door.PANEL] = panel or ""
    app[FAULTS] = Faults()
    app[RATES] = Rates()
    app[STREAMS] = Streams(app[SANDBOX])
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", endpoint.call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", endpoint.download)
    app.add_routes(door.routes)
    app.add_routes(door_chats.routes)
    app.router.add_get("/", index)
    for prefix, folder in (("/page", PAGE), ("/static", STATIC)):
        if folder.is_dir():
            app.router.add_static(prefix, folder)
    app.on_response_prepare.append(guard)
    app.cleanup_ctx.append(deliver)
    app.on_shutdown.append(let_go)
    return app


async def index(_request: web.Request) -> web.StreamResponse:
    page = PAGE / "index.html"
    if not page.is_file():
        raise web.HTTPNotFound(text="The chat page is not installed.")
    return web.FileResponse(page)


@web.middleware
async def remember(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nothing is answered before it is in the journal."""
    try:
        return await handler(request)
    finally:
        request.app[SANDBOX].journal.flush()


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    host = request.headers.get("Host", "")
    if _name(f"//{host}") not in NAMES:
        return web.json_response({"error": "the sandbox is for this machine only"}, status=403)
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != host and request.method not in SAFE
    embedded = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    if foreign or (embedded and request.path != "/"):
        return web.json_response({"error": "the request comes from another site"}, status=403)
    return await handler(request)


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


async def guard(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


async def deliver(app: web.Application) -> AsyncIterator[None]:
    """The courier of the webhook lives as long as the application; at the end the journal is closed."""
    sandbox, courier = app[SANDBOX], Courier(app[SANDBOX])

    def tell(number: int | None) -> None:
        sandbox.poll.wake()
        courier.look(number)

    sandbox.on_update = tell
    courier.look(None)
    yield
    await courier.close()
    sandbox.journal.close()


async def let_go(app: web.Application) -> None:
    """Ends what would wait: polls, hangs, taps and streams."""
    sandbox = app[SANDBOX]
    sandbox.closing.set()
    sandbox.poll.wake()
    for waiting in sandbox.waiting.values():
        if not waiting.done():
            waiting.set_result(None)
    app[STREAMS].close()
