"""My bookings: holds with their clocks, tickets, the past; and the one screen on which seats are changed."""

import re
from typing import Any

from aiohttp import web

from core import bookings, catalogue, change, database, refunds
from core.errors import DomainError, SeatsLimit
from core.models import BookingStatus
from web import checkout, guard, languages, problems, render, sessions
from web.keys import DB, SETTINGS
from web.pages.event import NUMBER, whole

PAST = 20


async def show(request: web.Request, refusal: DomainError | None = None) -> web.Response:
    """`/user`, and the Mini App's first page."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        now = await database.now(tx)
        ahead = await bookings.mine(tx, user.id, limit=50)
        past = await bookings.mine(tx, user.id, past=True, limit=PAST)
        paid = {row.id: await refunds.paid(tx, row.id) for row in ahead if row.price}
    problem = problems.describe(refusal, languages.of_reader(request, user), request) if refusal else None
    holds = [row for row in ahead if row.status is BookingStatus.pending and row.expires_at > now]
    lapsed = [row for row in ahead if row.status is BookingStatus.pending and row.expires_at <= now]
    return render.page(
        request,
        "bookings.html",
        user=user,
        status=problem.status if problem else 200,
        now=now,
        holds=holds,
        going=[row for row in ahead if row.status is BookingStatus.confirmed],
        past=[*lapsed, *past],
        paid=paid,
        problem=problem,
        watched=" ".join(sorted({str(row.event_id) for row in ahead})),
        here=sessions.root(request),
        tab="user",
    )


async def confirm(request: web.Request) -> web.StreamResponse:
    """The Pay or Confirm button."""
    user = await sessions.signed_in(request)
    try:
        async with request.app[DB].begin() as tx:
            await checkout.settle(tx, await bookings.get(tx, _id(request), user.id), request.app[SETTINGS])
    except DomainError as refusal:
        return await show(request, refusal)
    raise web.HTTPSeeOther(sessions.root(request))


async def ask_seats(request: web.Request, refusal: DomainError | None = None) -> web.Response:
    """More seats, fewer, none: what each number would mean; nothing changes here."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        now = await database.now(tx)
        booking = await bookings.get(tx, _id(request), user.id)
        card = await catalogue.event(tx, booking.event_id, user.id)
    held = booking.expires_at is not None and booking.expires_at > now and booking.status is BookingStatus.pending
    if not held and booking.status is not BookingStatus.confirmed:
        raise web.HTTPSeeOther(sessions.root(request))
    asked = whole(request.query.get("n"), NUMBER)
    most = _most(booking, card)
    wanted = booking.seats if asked is None or asked > most else asked
    problem = problems.describe(refusal, languages.of_reader(request, user), request) if refusal else None
    return render.page(
        request,
        "seats.html",
        user=user,
        status=problem.status if problem else 200,
        booking=booking,
        card=card,
        now=now,
        wanted=wanted,
        most=most,
        refund=change.refund_for(booking, wanted, now),
        problem=problem,
        here=f"{sessions.root(request)}/bookings/{booking.id}/seats",
        tab="user",
    )


def _most(booking: Any, card: Any) -> int:
    if booking.price and booking.status is BookingStatus.confirmed:
        return int(booking.seats)
    return int(min(max(card.max_seats_per_booking, booking.seats), booking.seats + card.available))


async def set_seats(request: web.Request) -> web.StreamResponse:
    """The deed, with the refund that was shown."""
    user = await sessions.signed_in(request)
    form = await guard.form(request)
    wanted, quote = whole(form.get("seats"), NUMBER), form.get("quote")
    try:
        async with request.app[DB].begin() as tx:
            booking = await bookings.get(tx, _id(request), user.id)
            if wanted is None:
                card = await catalogue.event(tx, booking.event_id, user.id)
                raise SeatsLimit(max=card.max_seats_per_booking)
            shown = whole(quote, SUM)
            await change.set_seats(tx, booking.id, user.id, wanted, quote=shown)
    except DomainError as refusal:
        return await ask_seats(request, refusal)
    raise web.HTTPSeeOther(sessions.root(request))


def _id(request: web.Request) -> int:
    return int(request.match_info["booking_id"])


SUM = re.compile(r"[0-9]{1,15}")
_ONE = "/bookings/{booking_id:[0-9]{1,18}}"


def routes(root: str) -> tuple[web.RouteDef, ...]:
    """What is done with one's bookings, below the page that lists them."""
    return (
        web.post(root + _ONE + "/confirm", confirm),
        web.get(root + _ONE + "/seats", ask_seats),
        web.post(root + _ONE + "/seats", set_seats),
    )


ROUTES = (web.get("/user", show), *routes("/user"))
