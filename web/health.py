"""Whether the program is alive, whether it is of use, and its numbers for a monitor."""

import time

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core import database, outbox
from core.models import OutboxStatus
from web.guard import Handler
from web.keys import DB, HEALTH
from web.problems import Refused


class Meters:
    """The numbers of one application; a registry of its own, so that two in one process don't mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "eventbooker_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "eventbooker_request_seconds", "How long answers took.", ["route"], registry=self.registry
        )
        self.outbox = Gauge("eventbooker_outbox", "Messages by state.", ["status"], registry=self.registry)


METERS = web.AppKey("METERS", Meters)


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every answer by its route, never by its path: ids would make a number each."""
    began = time.monotonic()
    response = await handler(request)
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "none"
    meters = request.app[METERS]
    meters.requests.labels(request.method, route, response.status).inc()
    if not route.endswith("/live"):
        meters.seconds.labels(route).observe(time.monotonic() - began)
    return response


async def healthz(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """200 only when the schema is there, the bot receives updates and the jobs run."""
    state = {"database": await _database(request), **request.app[HEALTH]()}
    missing = sorted(name for name, well in state.items() if not well)
    if missing:
        raise Refused("not_ready", None, missing=", ".join(missing), **state)
    return web.json_response({"ready": True, **state})


async def _database(request: web.Request) -> bool:
    try:
        async with request.app[DB].begin() as tx:
            return await database.is_migrated(tx)
    except Exception as error:
        if database.is_busy(error) or isinstance(error, OSError):
            return False
        raise


async def metrics(request: web.Request) -> web.Response:
    meters = request.app[METERS]
    async with request.app[DB].begin() as tx:
        depth = await outbox.depth(tx)
    for status in OutboxStatus:
        if status.value in depth:
            meters.outbox.labels(status.value).set(depth[status.value])
    return web.Response(body=generate_latest(meters.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def routes() -> list[web.RouteDef]:
    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
