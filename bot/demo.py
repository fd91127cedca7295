"""A few events for an empty database, so that a newcomer in the sandbox has something to book at once."""

from dataclasses import dataclass, replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from core import catalogue, database, events, users
from core.database import Tx
from core.events import NewEvent
from core.i18n import words
from core.models import Format
from core.settings import Settings

HOST = 777_000
"""Telegram's own account: nobody in a chat, real or not, has this id."""


@dataclass(frozen=True)
class Plan:
    """One event, in words of `locales/*/demo.ftl`: `days` from today at `hour` o'clock."""

    name: str
    days: int
    hour: int
    place: str
    capacity: int
    price: int = 0
    confirm: bool = False
    ttl: int | None = None
    film: str | None = None
    link: str | None = None
    point: tuple[float | None, float | None] = (None, None)


PLANS = (
    Plan("demo-watercolour", 2, 18, "demo-studio", 8),
    Plan("demo-film", 3, 19, "demo-cinema", 30, price=500_00, film="demo-film-shown", point=(55.7528, 37.5871)),
    Plan("demo-kitchen", 4, 20, "demo-flat", 6, price=1_200_00, ttl=60),
    Plan("demo-games", 6, 15, "demo-club", 12, confirm=True),
    Plan("demo-talks", 9, 19, "", 100, link="https://talks.example.org/ten"),
)


async def welcome(tx: Tx, settings: Settings) -> None:
    """Create the demo events, if there is no event at all."""
    say = words(settings.language).plain
    host = await users.meet(tx, HOST, say("demo-host"), default_language=settings.language)
    if await catalogue.hosted(tx, host.id, everyone=True, limit=1):
        return
    today = (await database.now(tx)).astimezone(ZoneInfo(settings.zone)).date()
    defaults = replace(settings.event_defaults(), hosting="open")
    for plan in PLANS:
        day = today + timedelta(days=plan.days)
        new = NewEvent.model_validate(
            {
                "name": say(plan.name),
                "description": say(f"{plan.name}-about"),
                "starts_at": f"{day.isoformat()}T{time(plan.hour).isoformat()}",
                "place": say(plan.place) if plan.place else "",
                "latitude": plan.point[0],
                "longitude": plan.point[1],
                "format": Format.online if plan.link else Format.in_person,
                "capacity": plan.capacity,
                "price": plan.price,
                "film": say(plan.film) if plan.film else None,
                "booking_ttl": plan.ttl,
                "requires_confirmation": plan.confirm,
                "online_link": plan.link,
            }
        )
        await events.create(tx, host.id, new, defaults)
