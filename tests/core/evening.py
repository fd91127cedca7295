"""An evening that took place, with its guests: seats are taken through the front door, then the rows move on."""

from datetime import timedelta

from sqlalchemy import select, update

from core import checkin, database, hold
from core.database import Tx
from core.models import Booking, BookingStatus, Event, EventStatus, User
from tests import factories


async def book(tx: Tx, event: Event, *guests: User, seats: int = 2) -> list[Booking]:
    """Seats for each of them, in their order."""
    rivals = [hold.Rival(guest.id, seats) for guest in guests]
    booked = await hold.take_seats(tx, event.id, rivals, max_holds=5)
    assert all(hasattr(booking, "ticket_code") for booking in booked), booked
    return booked


async def begin(tx: Tx, event: Event, hours: float = -1) -> None:
    """The event lasts two hours and begins in `hours`."""
    start = await database.now(tx) + timedelta(hours=hours)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    await tx.execute(update(Event).where(Event.id == event.id).values(**times))


async def admit(tx: Tx, event: Event, *bookings: Booking, seats: int = 2) -> None:
    """Those come."""
    for booking in bookings:
        await checkin.admit(tx, event.host_id, booking.id, seats)


async def end(tx: Tx, event: Event, days: float = 0.2) -> None:
    """It took place, so many days ago; whose seats were confirmed then have been there."""
    await begin(tx, event, -24 * days - 2)
    over = await database.now(tx) - timedelta(days=days)
    held = update(Event).where(Event.id == event.id).values(status=EventStatus.completed, over_at=over)
    await tx.execute(held)
    done = update(Booking).where(Booking.event_id == event.id, Booking.status == BookingStatus.confirmed)
    await tx.execute(done.values(status=BookingStatus.completed, ended_at=over))


async def took_place(tx: Tx, *guests: User, host: User | None = None, came: int = 0, **values) -> Event:
    """An event that is over, where each of the guests had two seats; the first `came` of them were checked in."""
    event = await factories.event(tx, host, **{"capacity": 100} | values)
    bookings = await book(tx, event, *guests) if guests else []
    await begin(tx, event)
    await admit(tx, event, *bookings[:came])
    await end(tx, event)
    return (await tx.execute(select(Event).where(Event.id == event.id))).one()
