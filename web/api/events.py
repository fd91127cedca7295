"""Events over the API: the list, one, new, changed, deleted, and taking seats."""

from aiohttp import web

from core import bookings, catalogue, events
from core.catalogue import Filters
from core.errors import NotFound
from core.event_fields import EventPatch, NewEvent
from core.models import User
from web import checkout
from web.api.operations import Operation, key, wants_page
from web.api.shapes import BookingOut, EventOut, EventPage, EventQuery, Nothing, Seats, booking_out, event_out
from web.keys import DB, OFFICE, SETTINGS
from web.pages import event as event_page


async def list_events(request: web.Request, user: User | None, query: EventQuery) -> EventPage:
    """What is on: public events that are still to come, the next one first."""
    if wants_page(request):
        raise web.HTTPSeeOther("/")
    price = query.price if query.price in {"any", "free"} else int(query.price)
    filters = Filters(
        text=query.q,
        when=query.when,
        price=price,
        free_seats=query.free,
        host_id=int(query.host) if query.host else None,
        zone=request.app[SETTINGS].zone,
    )
    async with request.app[DB].begin() as tx:
        page = await catalogue.page(
            tx, viewer_id=user.id if user else None, filters=filters, after=query.after, limit=int(query.limit)
        )
    return EventPage(items=[event_out(request, card) for card in page.cards], next=page.next)


async def get_event(request: web.Request, user: User | None, event_id: int) -> EventOut | web.StreamResponse:
    """One event with its free seats; a browser gets its page."""
    if wants_page(request):
        return await event_page.show(request, event_id)
    async with request.app[DB].begin() as tx:
        card = await catalogue.event(tx, event_id, user.id if user else None)
    return event_out(request, card)


async def create_event(request: web.Request, user: User, body: NewEvent) -> EventOut:
    """Create an event; it is published at once unless `publish` is false."""
    async with request.app[DB].begin() as tx:
        made = await events.create(tx, user.id, body, request.app[SETTINGS].event_defaults())
        card = await catalogue.event(tx, made.id, user.id)
    return event_out(request, card)


async def change_event(request: web.Request, user: User, event_id: int, body: EventPatch) -> EventOut:
    """Change some fields; guests are told when time, place or price change."""
    async with request.app[DB].begin() as tx:
        await events.edit(tx, user.id, event_id, body)
        card = await catalogue.event(tx, event_id, user.id)
    return event_out(request, card)


async def publish_event(request: web.Request, user: User, event_id: int, body: Nothing) -> EventOut:
    """Open a draft for booking; a published event stays as it is."""
    del body
    async with request.app[DB].begin() as tx:
        await events.publish(tx, user.id, event_id, hosting=request.app[SETTINGS].hosting)
        card = await catalogue.event(tx, event_id, user.id)
    return event_out(request, card)


async def delete_event(request: web.Request, user: User, event_id: int) -> None:
    """Delete a draft that nobody ever booked."""
    async with request.app[DB].begin() as tx:
        await events.delete(tx, user.id, event_id)


async def book(request: web.Request, user: User, event_id: int, body: Seats) -> BookingOut:
    """Take seats for the caller. With an Idempotency-Key a repeat gets the same answer and takes nothing more."""
    made = await request.app[OFFICE].book(event_id, user.id, body.seats, terms=body.terms, key=key(request))
    return booking_out(made)


async def confirm_own(request: web.Request, user: User, event_id: int, body: Nothing) -> BookingOut:
    """Confirm the caller's own hold at the event; a priced one by a test payment."""
    del body
    async with request.app[DB].begin() as tx:
        booking = await bookings.latest(tx, event_id, user.id)
        if booking is None:
            raise NotFound
        done = await checkout.settle(tx, booking, request.app[SETTINGS])
    return booking_out(done)


TABLE = (
    Operation("GET", "/events", list_events),
    Operation("POST", "/events", create_event, 201, (403,)),
    Operation("GET", "/events/{event_id}", get_event, 200, (404,)),
    Operation("PATCH", "/events/{event_id}", change_event, 200, (403, 404, 409)),
    Operation("DELETE", "/events/{event_id}", delete_event, 204, (404, 409)),
    Operation("POST", "/events/{event_id}/publish", publish_event, 200, (404, 409)),
    Operation("POST", "/events/{event_id}/book", book, 201, (403, 404, 409, 503)),
    Operation("POST", "/events/{event_id}/confirm", confirm_own, 200, (404, 409)),
)
