"""Live numbers over server-sent events, and what a monitor asks."""

import asyncio
import json
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core import lapse, live
from core.models import Access
from tests import factories
from tests.web.conftest import Site


async def news(stream: ClientResponse, within: float = 20) -> dict[str, Any] | None:
    """The next numbers that the stream tells, or None."""
    try:
        async with asyncio.timeout(within):
            while line := (await stream.content.readline()).decode().strip() or " ":
                if line.startswith("data: {") and "event_id" in line:
                    return json.loads(line[6:])
    except TimeoutError:
        return None
    return None


async def listening(db: AsyncEngine, visitor: Any) -> ClientResponse:
    stream = await visitor.client.get("/live")
    assert stream.status == 200
    while b"hello" not in await stream.content.readline():
        pass
    # The ear at the database opens in its own time.
    ears = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
    async with asyncio.timeout(20):
        heard = 0
        while not heard:
            async with db.connect() as tx:
                heard = (await tx.execute(ears)).scalar_one()
    return stream


async def test_a_browser_hears_of_a_hold_and_of_its_end(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx, price=50000)
        guest = await factories.person(tx)
    guest = await site(guest, program=True)
    stranger = await site()
    stream = await listening(db, stranger)
    _, booking = await guest.call("POST", f"/events/{event.id}/book", {"seats": 2})
    assert await news(stream) == {"event_id": event.id, "available": 8, "capacity": 10, "held": 2, "sold": 0}
    async with db.begin() as tx:
        await factories.lapse(tx, booking["id"])
        assert await lapse.expire_due(tx, event.id) == 2
    assert await news(stream) == {"event_id": event.id, "available": 10, "capacity": 10, "held": 0, "sold": 0}
    stream.close()


async def test_a_private_event_is_told_only_to_those_who_may_see_it(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        host = await factories.person(tx)
        event = await factories.event(tx, host, access=Access.private)
    streams = [await listening(db, await site()), await listening(db, await site(host))]
    async with db.begin() as tx:
        await live.announce(tx, event.id)
    assert (await news(streams[1]))["event_id"] == event.id
    assert await news(streams[0], within=0.6) is None
    for stream in streams:
        stream.close()


async def test_a_burst_about_one_event_is_a_few_messages(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
    stream = await listening(db, await site())
    for _ in range(20):
        for _ in range(50):
            async with db.begin() as tx:
                await live.announce(tx, event.id)
    heard = 0
    while await news(stream, within=0.8):
        heard += 1
    assert 1 <= heard <= 40
    stream.close()


async def test_open_streams_do_not_hold_up_the_end_of_the_program(
    db: AsyncEngine, server: TestServer, site: Site
) -> None:
    for _ in range(5):
        await listening(db, await site())
    began = asyncio.get_running_loop().time()
    await server.close()
    assert asyncio.get_running_loop().time() - began < 10


async def test_ready_means_the_database_the_bot_and_the_jobs(site: Site, health: dict[str, bool]) -> None:
    monitor = await site()
    assert (await monitor.call("GET", "/healthz"))[0] == 200
    assert (await monitor.call("GET", "/readyz"))[0] == 200
    health["bot"] = False
    status, body = await monitor.call("GET", "/readyz")
    assert (status, body["code"], body["missing"]) == (503, "not_ready", "bot")
    health["bot"] = True
    assert (await monitor.call("GET", "/readyz"))[0] == 200


async def test_the_meters_count_by_route_and_never_by_path(db: AsyncEngine, site: Site) -> None:
    async with db.begin() as tx:
        event = await factories.event(tx)
    monitor = await site()
    await monitor.get(f"/events/{event.id}")
    await monitor.get("/nothing")
    meters = await (await monitor.get("/metrics")).text()
    assert 'eventbooker_requests_total{method="GET",route="/events/{event_id}",status="200"} 1.0' in meters
    assert 'eventbooker_outbox{status="dead"} 0.0' in meters
    assert f"/events/{event.id}" not in meters
