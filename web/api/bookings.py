"""Bookings over the API: make, read, confirm, give back. Another person's booking is not there."""

from aiohttp import web

from core import bookings, change, rights
from core.models import User
from web import checkout
from web.api.operations import Operation, key
from web.api.shapes import BookingList, BookingOut, BookingQuery, Nothing, SeatsOf, booking_out
from web.keys import DB, OFFICE, SETTINGS


async def create_booking(request: web.Request, user: User, body: SeatsOf) -> BookingOut:
    """Take seats of an event for the caller."""
    made = await request.app[OFFICE].book(body.event_id, user.id, body.seats, terms=body.terms, key=key(request))
    return booking_out(made)


async def get_booking(request: web.Request, user: User, booking_id: int) -> BookingOut:
    """The caller's own booking."""
    async with request.app[DB].begin() as tx:
        return booking_out(await bookings.get(tx, booking_id, user.id))


async def confirm_booking(request: web.Request, user: User, booking_id: int, body: Nothing) -> BookingOut:
    """Confirm a hold; a priced one by a test payment."""
    del body
    async with request.app[DB].begin() as tx:
        done = await checkout.settle(tx, await bookings.get(tx, booking_id, user.id), request.app[SETTINGS])
    return booking_out(done)


async def cancel_booking(request: web.Request, user: User, booking_id: int, body: Nothing) -> BookingOut:
    """Give all seats back; what was paid comes back by the policy that was agreed to."""
    del body
    async with request.app[DB].begin() as tx:
        done = await change.set_seats(tx, booking_id, user.id, 0)
    return booking_out(done)


async def list_bookings(request: web.Request, user: User, user_id: int, query: BookingQuery) -> BookingList:
    """A person's bookings: for the person and for admins."""
    parts = [False, True] if query.past is None else [query.past]
    async with request.app[DB].begin() as tx:
        if user.id != user_id:
            await rights.ensure_admin(tx, user.id)
        found = [row for past in parts for row in await bookings.mine(tx, user_id, past=past, limit=100)]
    return BookingList(items=[booking_out(row) for row in found])


TABLE = (
    Operation("POST", "/bookings", create_booking, 201, (403, 404, 409, 503)),
    Operation("GET", "/bookings/{booking_id}", get_booking, 200, (404,)),
    Operation("POST", "/bookings/{booking_id}/confirm", confirm_booking, 200, (404, 409)),
    Operation("POST", "/bookings/{booking_id}/cancel", cancel_booking, 200, (404, 409)),
    Operation("GET", "/users/{user_id}/bookings", list_bookings, 200, (404,)),
)
