"""The web application: keys, middlewares and routes, put together in one place. Tests build the same one."""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from core.box_office import BoxOffice
from core.settings import Settings
from web import api, guard, pages, problems, render, sessions
from web.health import METERS, Meters, counted
from web.health import routes as health_routes
from web.keys import BOT, CHAT, DB, HEALTH, HUB, OFFICE, SETTINGS, SPEC, TEMPLATES
from web.live import Hub
from web.webhook import Hook

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 1024 * 1024


def build(
    db: AsyncEngine,
    office: BoxOffice,
    settings: Settings,
    *,
    bot_username: str | None,
    health: Callable[[], dict[str, bool]],
    hook: Hook | None = None,
) -> web.Application:
    """Everything that answers on the web's port. `health` says whether the bot receives updates and jobs run.

    `hook` is where Telegram brings updates, when it does.
    """
    app = web.Application(middlewares=[counted, problems.told, guard.same_site], client_max_size=LARGEST_BODY)
    app[DB], app[OFFICE], app[SETTINGS] = db, office, settings
    app[BOT], app[HEALTH] = bot_username or "", health
    app[CHAT] = _chat(settings, bot_username)
    app[TEMPLATES], app[SPEC] = render.environment(), api.spec()
    app[METERS] = Meters()
    _open_streams(app, Hub(db))
    app.on_response_prepare.append(guard.dress)
    app.add_routes(
        [*health_routes(), *api.routes(), *pages.routes(), web.get("/live", _live), web.get("/app/live", _live)]
    )
    if hook is not None:
        app.add_routes([hook.route()])
    app.router.add_static("/static/", STATIC)
    return app


def _chat(settings: Settings, bot_username: str | None) -> str:
    """Where the bot is talked to: Telegram, or the sandbox's chat page; `?start=…` goes behind it."""
    if settings.bot_token is None:
        return f"http://127.0.0.1:{settings.sandbox.port}/"
    return f"https://t.me/{bot_username}" if bot_username else ""


def _open_streams(app: web.Application, hub: Hub) -> None:
    app[HUB] = hub
    app.cleanup_ctx.append(hub.run)
    app.on_shutdown.append(hub.close)


async def _live(request: web.Request) -> web.StreamResponse:
    user = await sessions.person(request)
    return await request.app[HUB].stream(request, user.id if user else None)
