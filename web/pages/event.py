"""One event: its facts and the box in which seats are taken."""

import re
from typing import Any

from aiohttp import web

from core import bookings, catalogue, database, refunds
from core.errors import DomainError, SeatsLimit
from core.models import BookingStatus, EventStatus, User
from web import guard, languages, problems, render, sessions
from web.keys import DB, OFFICE
from web.pages.catalogue import first_hold

NUMBER = re.compile(r"[0-9]{1,4}")
ID = re.compile(r"[0-9]{1,18}")


async def show(request: web.Request, event_id: int, refusal: DomainError | None = None) -> web.Response:
    """The event's page; `refusal` stands in the box, beside what caused it."""
    user = await sessions.person(request)
    async with request.app[DB].begin() as tx:
        now = await database.now(tx)
        card = await catalogue.event(tx, event_id, user.id if user else None)
        booking = await bookings.latest(tx, event_id, user.id) if user else None
        paid = await refunds.paid(tx, booking.id) if booking else 0
        mine = await bookings.mine(tx, user.id, limit=50) if user else []
    problem = problems.describe(refusal, languages.of_reader(request, user), request) if refusal else None
    strip = first_hold([b for b in mine if b.event_id != event_id], now)
    return render.page(
        request,
        "event.html",
        user=user,
        status=problem.status if problem else 200,
        card=card,
        booking=booking,
        paid=paid,
        now=now,
        state=state(card, booking, user, now),
        problem=problem,
        strip=strip,
        key=sessions.new_nonce(),
        here=f"/events/{event_id}",
    )


def state(card: Any, booking: Any, user: User | None, now: Any) -> str:
    """The one thing that the box says; from the top, the first that fits."""
    if card.status is not EventStatus.published:
        return str(card.status)
    if booking and booking.status is BookingStatus.confirmed:
        return "going"
    if card.starts_at <= now:
        return "begun"
    if user and card.host_id == user.id:
        return "own"
    if booking and booking.status is BookingStatus.pending and booking.expires_at > now:
        return "held"
    return "open" if card.available else "soldout"


async def take(request: web.Request) -> web.StreamResponse:
    """The box's form: take seats, then look at the hold on the event's own page."""
    user = await sessions.signed_in(request)
    form = await guard.form(request)
    event_id = whole(form.get("event"), ID)
    if event_id is None:
        raise problems.missing()
    try:
        seats = whole(form.get("seats"), NUMBER)
        if seats is None:
            raise await _limit(request, event_id, user)
        await request.app[OFFICE].book(event_id, user.id, seats, terms=whole(form.get("terms"), ID), key=_key(form))
    except DomainError as refusal:
        return await show(request, event_id, refusal)
    raise web.HTTPSeeOther(f"/events/{event_id}")


async def _limit(request: web.Request, event_id: int, user: User) -> SeatsLimit:
    async with request.app[DB].begin() as tx:
        card = await catalogue.event(tx, event_id, user.id)
    return SeatsLimit(max=card.max_seats_per_booking)


def whole(value: Any, shape: re.Pattern[str]) -> int | None:
    """A number as people write it: plain digits; `1_0`, `−5` and files are none."""
    return int(value) if isinstance(value, str) and shape.fullmatch(value) else None


def _key(form: Any) -> str | None:
    key = form.get("key")
    return f"form:{key}" if isinstance(key, str) and re.fullmatch(r"[A-Za-z0-9_-]{10,60}", key) else None


ROUTES = (web.post("/user/bookings", take),)
