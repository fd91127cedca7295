"""What's on: the list of events by day, with its filters."""

import re
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from core import bookings, catalogue, database, i18n
from core.catalogue import Filters
from core.models import BookingStatus
from web import languages, render, sessions
from web.keys import DB, SETTINGS
from web.pages.days import by_day

WHEN = ("any", "today", "tomorrow", "week", "weekend", "month")
SUMS = {"RUB": (500, 1500)}
PAGE = 12


async def whats_on(request: web.Request) -> web.Response:
    """`/`: filters come from the query; a value that is none of ours is as if it were not there."""
    user = await sessions.person(request)
    chosen, filters = _filters(request)
    asked = request.query.get("after", "")
    after = asked if re.fullmatch(r"[0-9A-Za-z._-]{1,40}", asked) else None
    async with request.app[DB].begin() as tx:
        now = await database.now(tx)
        page = await catalogue.page(tx, viewer_id=user.id if user else None, filters=filters, after=after, limit=PAGE)
        mine = await bookings.mine(tx, user.id, limit=50) if user else []
    words = languages.of_reader(request, user)
    return render.page(
        request,
        "catalogue.html",
        user=user,
        now=now,
        days=by_day(page.cards, words, now),
        mine=still_good(mine, now),
        strip=first_hold(mine, now),
        chosen=chosen,
        sums=_sums(request),
        whens=WHEN,
        following=_link(chosen, page.next),
        before=_link(chosen, page.previous) or ("/" if after else None),
        filtered=any(chosen.values()),
        tab="events",
    )


def _filters(request: web.Request) -> tuple[dict[str, str], Filters]:
    query = request.query
    when, price = query.get("when", "any"), query.get("price", "any")
    when = when if when in WHEN else "any"
    price = price if price == "free" or re.fullmatch(r"[0-9]{1,9}", price) else "any"
    text = query.get("q", "").replace("\x00", "").strip()[:100]
    chosen = {
        "q": text,
        "when": "" if when == "any" else when,
        "price": "" if price == "any" else price,
        "free": "1" if query.get("free") else "",
    }
    filters = Filters(
        text=text or None,
        when=when,
        price=int(price) if price.isdigit() else price,
        free_seats=bool(chosen["free"]),
        zone=request.app[SETTINGS].zone,
    )
    return chosen, filters


def _sums(request: web.Request) -> list[tuple[int, str]]:
    currency = request.app[SETTINGS].currency
    unit = 10 ** i18n.digits(currency)
    return [(whole * unit, currency) for whole in SUMS.get(currency, (10, 25))]


def _link(chosen: dict[str, str], cursor: str | None) -> str | None:
    if cursor is None:
        return None
    return "/?" + urlencode({name: value for name, value in (chosen | {"after": cursor}).items() if value})


def still_good(mine: list[Any], now: Any) -> dict[int, Any]:
    """The person's bookings by event, without holds that ran out and were not swept yet."""
    return {b.event_id: b for b in mine if b.status is BookingStatus.confirmed or b.expires_at > now}


def first_hold(mine: list[Any], now: Any) -> Any | None:
    """The hold that ends first, for the strip at the head of other pages."""
    holds = [b for b in mine if b.status is BookingStatus.pending and b.expires_at > now]
    return min(holds, key=lambda b: b.expires_at, default=None)


ROUTES = (web.get("/", whats_on),)
