"""What becomes of seats that were taken: confirm, change, give back, lapse."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import bookings, change, errors, integrity, lapse, payments, refunding, refunds
from core.box_office import BoxOffice
from core.models import Audit, Booking, BookingStatus, Event, Outbox, Payment, PaymentStatus, User
from tests import factories


async def held(db: AsyncEngine, seats: int = 2, **values) -> tuple[Event, User, Booking]:
    """A live hold of a new guest at a new event."""
    async with db.begin() as tx:
        event, guest = await factories.event(tx, **values), await factories.person(tx)
    return event, guest, await BoxOffice(db).book(event.id, guest.id, seats)


async def pay(db: AsyncEngine, booking: Booking, charge: str = "c1", **wrong) -> Booking:
    facts = {"user_id": booking.user_id, "amount": booking.price * booking.seats, "currency": booking.currency} | wrong
    async with db.begin() as tx:
        return await payments.capture(tx, booking.id, charge_id=charge, **facts)


async def resize(db: AsyncEngine, booking: Booking, seats: int, **kw) -> Booking:
    async with db.begin() as tx:
        return await change.set_seats(tx, booking.id, booking.user_id, seats, **kw)


async def available(db: AsyncEngine, event: Event) -> int:
    async with db.begin() as tx:
        return (await factories.reread(tx, event)).available


async def kinds(db: AsyncEngine) -> list[str]:
    async with db.begin() as tx:
        return list((await tx.execute(select(Outbox.kind).order_by(Outbox.id))).scalars())


async def assert_sound(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        assert await integrity.check(tx) == []


async def test_a_free_hold_is_confirmed_and_a_second_tap_changes_nothing(db):
    _, guest, hold = await held(db, requires_confirmation=True)
    for _ in range(2):
        async with db.begin() as tx:
            row = await bookings.confirm(tx, hold.id, guest.id)
        assert row.status is BookingStatus.confirmed
    assert await kinds(db) == ["booked", "confirmed"]
    async with db.begin() as tx:
        theirs = select(Audit.old, Audit.new).where(Audit.entity == "booking")
        trail = (await tx.execute(theirs.order_by(Audit.id))).all()
    assert [tuple(row) for row in trail] == [(None, "pending"), ("pending", "confirmed")]
    await assert_sound(db)


async def test_a_lapsed_hold_is_not_confirmed_though_no_sweep_has_run(db):
    _, guest, hold = await held(db, requires_confirmation=True)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id, seconds=0.001)
    with pytest.raises(errors.HoldEnded):
        async with db.begin() as tx:
            await bookings.confirm(tx, hold.id, guest.id)


async def test_a_confirmation_that_waited_for_the_lock_past_the_deadline_is_refused(db):
    """Invariant 7: the deadline is judged after the lock, not when the statement began to wait."""
    event, guest, hold = await held(db, requires_confirmation=True)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id, seconds=-0.5)

    async def confirm():
        async with db.begin() as tx:
            return await bookings.confirm(tx, hold.id, guest.id)

    async with db.connect() as other:
        await other.execute(select(Event).where(Event.id == event.id).with_for_update())
        waiting = asyncio.create_task(confirm())
        await asyncio.sleep(0.8)
        await other.rollback()
        with pytest.raises(errors.HoldEnded):
            await waiting


async def test_a_priced_hold_is_confirmed_by_its_money_alone(db):
    _, guest, hold = await held(db, price=50000)
    with pytest.raises(errors.PaymentNeeded) as refused:
        async with db.begin() as tx:
            await bookings.confirm(tx, hold.id, guest.id)
    assert refused.value.params == {"amount": 100000, "currency": "RUB"}
    assert (await pay(db, hold)).status is BookingStatus.confirmed
    await assert_sound(db)


async def test_another_persons_booking_is_not_there(db):
    _, _, hold = await held(db)
    async with db.begin() as tx:
        stranger = await factories.person(tx)
    for verb in (bookings.get, bookings.confirm):
        with pytest.raises(errors.NotFound):
            async with db.begin() as tx:
                await verb(tx, hold.id, stranger.id)
    with pytest.raises(errors.NotFound):
        async with db.begin() as tx:
            await change.set_seats(tx, hold.id, stranger.id, 0)


async def test_a_sweep_lets_lapsed_holds_go_and_tells_each_holder_once(db):
    event, _, hold = await held(db, price=100)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id)
        assert await lapse.due_events(tx) == [event.id]

    async def sweep():
        async with db.begin() as tx:
            return await lapse.expire_due(tx, event.id)

    assert sorted(await asyncio.gather(*(sweep() for _ in range(3)))) == [0, 0, 2]
    assert await available(db, event) == 10
    assert await kinds(db) == ["booked", "expired"]
    await assert_sound(db)


async def test_a_sweep_leaves_live_holds_alone(db):
    event, _, _ = await held(db, price=100)
    async with db.begin() as tx:
        assert await lapse.due_events(tx) == []
        assert await lapse.expire_due(tx, event.id) == 0


async def test_confirm_against_cancel_against_expiry_ends_one_way_and_keeps_the_seats_right(db):
    endings = set()
    for _ in range(15):
        event, guest, hold = await held(db, requires_confirmation=True)
        async with db.begin() as tx:
            await factories.lapse(tx, hold.id, seconds=-0.01)

        async def verb(call, *args, **kw):
            async with db.begin() as tx:
                return await call(tx, *args, **kw)

        await asyncio.gather(
            verb(bookings.confirm, hold.id, guest.id),
            verb(change.set_seats, hold.id, guest.id, 0),
            verb(lapse.expire_due, event.id),
            return_exceptions=True,
        )
        async with db.begin() as tx:
            await lapse.expire_due(tx, event.id)
            row = await factories.reread(tx, hold)
        endings.add(row.status)
        assert await available(db, event) == (8 if row.status is BookingStatus.confirmed else 10)
    assert endings
    await assert_sound(db)


async def test_letting_go_of_a_hold_frees_the_seats_without_a_paper(db):
    event, _, hold = await held(db, price=100)
    row = await resize(db, hold, 0, quote=0)
    assert (row.status, row.reason) == (BookingStatus.cancelled, "let_go")
    assert (await resize(db, hold, 0)).status is BookingStatus.cancelled
    assert await available(db, event) == 10
    assert await kinds(db) == ["booked"]


async def test_giving_back_paid_seats_promises_the_money_in_the_same_transaction(db):
    event, _, hold = await held(db, price=50000)
    paid = await pay(db, hold)
    fewer = await resize(db, paid, 1, quote=50000)
    assert (fewer.seats, await available(db, event)) == (1, 9)
    async with db.begin() as tx:
        assert await refunds.paid(tx, hold.id) == 50000
    await assert_sound(db)
    gone = await resize(db, fewer, 0, quote=50000)
    assert (gone.status, gone.reason) == (BookingStatus.cancelled, "given_back")
    async with db.begin() as tx:
        due = await refunding.due(tx)
        for refund in due * 2:
            await refunding.make(tx, refund)
        assert await refunding.due(tx) == []
    assert len(due) == 2
    assert await kinds(db) == ["booked", "confirmed", "seats_changed", "cancelled", "refunded", "refunded"]
    await assert_sound(db)


async def test_another_refund_than_the_one_that_was_shown_changes_nothing(db):
    _, _, hold = await held(db, price=50000)
    paid = await pay(db, hold)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(refundable_until=func.clock_timestamp()))
    with pytest.raises(errors.QuoteChanged) as refused:
        await resize(db, paid, 0, quote=100000)
    assert refused.value.params["refund"] == 0
    assert (await resize(db, paid, 0, quote=0)).status is BookingStatus.cancelled
    async with db.begin() as tx:
        assert await refunding.due(tx) == []


async def test_a_hold_grows_while_seats_last_and_a_paid_booking_only_shrinks(db):
    event, _, hold = await held(db, price=100, capacity=3)
    assert (await resize(db, hold, 3)).seats == 3
    with pytest.raises(errors.SoldOut):
        await resize(db, hold, 4)
    paid = await pay(db, await resize(db, hold, 2))
    with pytest.raises(errors.PaidOnlyShrinks):
        await resize(db, paid, 3)
    assert await available(db, event) == 1


async def test_nothing_changes_once_it_has_begun(db):
    _, _, booking = await held(db)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(starts_at=func.clock_timestamp()))
    with pytest.raises(errors.EventBegun):
        await resize(db, booking, 0)


async def test_one_charge_is_recorded_once_however_often_it_is_reported(db):
    _, _, hold = await held(db, price=100)
    await asyncio.gather(*(pay(db, hold) for _ in range(5)))
    async with db.begin() as tx:
        [payment] = (await tx.execute(select(Payment))).all()
    assert (payment.amount, payment.status) == (200, PaymentStatus.captured)
    await assert_sound(db)


@pytest.mark.parametrize("wrong", [{"amount": 199}, {"currency": "EUR"}, {"user_id": None}])
async def test_wrong_money_goes_to_review_and_buys_nothing(db, wrong):
    _, _, hold = await held(db, price=100)
    if "user_id" in wrong:
        async with db.begin() as tx:
            wrong = {"user_id": (await factories.person(tx)).id}
    assert (await pay(db, hold, **wrong)).status is BookingStatus.pending
    async with db.begin() as tx:
        [payment] = (await tx.execute(select(Payment))).all()
    assert payment.status is PaymentStatus.review
    assert "payment_review" in await kinds(db)
    await assert_sound(db)


async def test_an_approved_payment_keeps_the_hold_alive_once(db):
    _, guest, hold = await held(db, price=100)
    async with db.begin() as tx:
        await factories.lapse(tx, hold.id, seconds=-30)
        await payments.approve(tx, hold.id, guest.id, 200, "RUB")
        longer = (await factories.reread(tx, hold)).expires_at
        await factories.lapse(tx, hold.id, seconds=-30)
        await payments.approve(tx, hold.id, guest.id, 200, "RUB")
        again = (await factories.reread(tx, hold)).expires_at
    assert longer - again > timedelta(seconds=60)


@pytest.mark.parametrize(("who", "amount", "problem"), [("guest", 199, "amount"), ("stranger", 200, "payer")])
async def test_an_invoice_that_does_not_match_is_not_approved(db, who, amount, problem):
    _, guest, hold = await held(db, price=100)
    async with db.begin() as tx:
        payer = guest if who == "guest" else await factories.person(tx)
        with pytest.raises(errors.PaymentMismatch) as refused:
            await payments.approve(tx, hold.id, payer.id, amount, "RUB")
    assert refused.value.params["problem"] == problem


async def test_more_seats_are_not_had_at_a_price_that_is_gone(db):
    event, _, booking = await held(db, seats=1)
    async with db.begin() as tx:
        await tx.execute(update(Event).values(price=100000))
    with pytest.raises(errors.TermsChanged):
        await resize(db, booking, 4)
    assert await available(db, event) == 9


async def test_a_banned_person_gives_back_and_does_nothing_else(db):
    event, guest, hold = await held(db, requires_confirmation=True)
    async with db.begin() as tx:
        await tx.execute(update(User).where(User.id == guest.id).values(banned_at=func.clock_timestamp()))
    with pytest.raises(errors.Banned):
        await resize(db, hold, 3)
    with pytest.raises(errors.Banned):
        async with db.begin() as tx:
            await bookings.confirm(tx, hold.id, guest.id)
    assert (await resize(db, hold, 0)).status is BookingStatus.cancelled
    assert await available(db, event) == 10
