"""What tests of money say again and again: a priced hold, its payment, who was told, whether everything adds up."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import charging, integrity, ledger, payments, reconciliation, refunding
from core.box_office import BoxOffice
from core.models import Account, Attempt, Booking, Event, Outbox, Payment, Refund, User
from tests import factories

PRICE = 50_000


async def held(db: AsyncEngine, seats: int = 2, **values: Any) -> tuple[Event, User, Booking]:
    """A live hold of a new guest at a new event of `PRICE` a seat."""
    async with db.begin() as tx:
        event, guest = await factories.event(tx, **{"price": PRICE} | values), await factories.person(tx)
    return event, guest, await BoxOffice(db).book(event.id, guest.id, seats)


async def pay(db: AsyncEngine, booking: Booking, charge: str = "c1", **wrong: Any) -> Booking:
    """Money for the booking arrives: what it costs, unless something is wrong."""
    facts = {"user_id": booking.user_id, "amount": booking.price * booking.seats, "currency": booking.currency} | wrong
    return await do(db, payments.capture, booking.id, charge_id=charge, **facts)


async def do(db: AsyncEngine, verb: Any, *args: Any, **kw: Any) -> Any:
    """The verb in a transaction of its own."""
    async with db.begin() as tx:
        return await verb(tx, *args, **kw)


async def lapse(db: AsyncEngine, booking: Booking) -> None:
    """Its deadline is in the past."""
    await do(db, factories.lapse, booking.id)


async def reread(db: AsyncEngine, row: Any) -> Any:
    """The row as it stands now."""
    return await do(db, factories.reread, row)


async def rows(db: AsyncEngine, table: Any) -> list[Any]:
    """All rows, in the order of their making."""
    async with db.begin() as tx:
        return list((await tx.execute(select(table).order_by(table.id))).all())


async def told(db: AsyncEngine, user: User | None = None) -> list[str]:
    """Kinds of messages that are still to leave."""
    waiting = select(Outbox.kind).where(Outbox.status == "queued").order_by(Outbox.id)
    async with db.begin() as tx:
        return list((await tx.execute(waiting.where(Outbox.user_id == user.id) if user else waiting)).scalars())


async def balances(db: AsyncEngine, payment_id: int) -> dict[Account, int]:
    """Where a payment's units are; empty accounts are left out."""
    found = await do(db, ledger.balances, payment_id)
    return {account: amount for account, amount in found.items() if amount}


async def refund_all(db: AsyncEngine) -> int:
    """A sweep: every refund that is due; how many those were."""
    due = await do(db, refunding.due)
    for refund_id in due:
        await do(db, refunding.make, refund_id)
    return len(due)


async def reconcile_all(db: AsyncEngine) -> int:
    """A sweep: everything on which the provider's list and our books disagree."""
    due = await do(db, reconciliation.due)
    for attempt_id in due:
        await do(db, reconciliation.reconcile, attempt_id)
    return len(due)


async def ask(db: AsyncEngine, booking: Booking) -> Attempt:
    """The guest presses Pay."""
    return await do(db, payments.ask, booking.id, booking.user_id)


async def answer(db: AsyncEngine, **rates: float) -> int:
    """The simulated provider answers; without rates it charges and is heard."""
    return await charging.run(db, draw=lambda: 0.5, **rates)


async def grow_old(db: AsyncEngine, table: type[Attempt | Refund], minutes: float = 10) -> None:
    """What was due later is due by now."""
    async with db.begin() as tx:
        await tx.execute(update(table).values(due_at=table.due_at - func.make_interval(0, 0, 0, 0, 0, minutes)))


async def assert_sound(db: AsyncEngine) -> None:
    """The invariants hold, and every captured unit is on exactly one account."""
    async with db.begin() as tx:
        found = await integrity.check(tx)
        assert not found, found
        captured = (await tx.execute(select(func.coalesce(func.sum(Payment.amount), 0)))).scalar_one()
    places = [sum((await balances(db, payment.id)).values()) for payment in await rows(db, Payment)]
    assert sum(places) == captured
