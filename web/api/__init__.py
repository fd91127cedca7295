"""The routes for programs (R60): one table, mounted at /api and at /."""

from typing import Any

from aiohttp import web

from web import openapi
from web.api import bookings, events, tokens
from web.api.operations import Operation
from web.keys import SPEC

TABLE: tuple[Operation, ...] = (*events.TABLE, *bookings.TABLE, *tokens.TABLE)


def routes() -> list[web.RouteDef]:
    """Every operation under both prefixes, and the description of them all."""
    mounted = [route for prefix in ("/api", "") for operation in TABLE for route in operation.routes(prefix)]
    return [*mounted, web.get("/api/openapi.json", _described)]


def spec() -> dict[str, Any]:
    """The OpenAPI document of the table."""
    return openapi.describe(TABLE, "/api")


async def _described(request: web.Request) -> web.Response:
    return web.json_response(request.app[SPEC])
