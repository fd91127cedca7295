"""People, events and holds for tests, as rows; what a rule is about is said by the test itself."""

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core import audit, database
from core.database import Tx
from core.models import Booking, Event, EventStatus, User

_numbers = itertools.count(1000)


async def person(tx: Tx, name: str = "Anna K.", **values: Any) -> User:
    """Somebody whom the bot can reach."""
    row = {"telegram_id": next(_numbers), "name": name, "chat_open": True} | values
    return (await tx.execute(insert(User).values(**row).returning(User))).one()


async def people(tx: Tx, count: int) -> list[User]:
    """Many of them."""
    rows = [{"telegram_id": next(_numbers), "name": f"Guest {n}", "chat_open": True} for n in range(count)]
    return list((await tx.execute(insert(User).returning(User), rows)).all())


async def event(tx: Tx, host: User | None = None, **values: Any) -> Event:
    """A published free event in a week, ten seats, confirmed at once; change what matters."""
    start = await database.now(tx) + timedelta(days=7)
    row = {
        "host_id": (host or await person(tx, "Marta, host")).id,
        "name": "Stalker, 35 mm",
        "place": "Oktyabr cinema, 24 Novy Arbat",
        "starts_at": start,
        "zone": "Europe/Moscow",
        "capacity": 10,
        "currency": "RUB",
        "booking_ttl": 900,
        "max_seats_per_booking": 4,
        "status": EventStatus.published,
    } | values
    row.setdefault("ends_at", row["starts_at"] + timedelta(hours=2))
    row.setdefault("available", row["capacity"])
    if row["status"] in {EventStatus.completed, EventStatus.cancelled}:
        row.setdefault("over_at", await database.now(tx))
    made = (await tx.execute(insert(Event).values(**row).returning(Event))).one()
    actor = audit.person(made.host_id)
    await audit.write(tx, "event", made.id, old=None, new=made.status, actor=actor, reason="made for a test")
    return made


async def lapse(tx: Tx, booking_id: int, seconds: float = 1) -> None:
    """Move a hold's deadline into the past: tests move rows, not the clock."""
    past = func.clock_timestamp() - timedelta(seconds=seconds)
    await tx.execute(update(Booking).where(Booking.id == booking_id).values(expires_at=past))


async def reread(tx: Tx, row: Any) -> Any:
    """The row as it stands now."""
    kind = Event if hasattr(row, "capacity") else Booking if hasattr(row, "ticket_code") else User
    return (await tx.execute(select(kind).where(kind.id == row.id))).one()
