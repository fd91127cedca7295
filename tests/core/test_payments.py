"""Money that is asked for and money that arrives: in time, late, twice, wrong, at once with others."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core import bookings, change, closing, errors, lapse, payments, refunds, seats, waitlist
from core.box_office import BoxOffice
from core.models import (
    Account,
    Audit,
    Booking,
    BookingStatus,
    Event,
    Origin,
    Outbox,
    Payment,
    PaymentStatus,
    Refund,
    Role,
    User,
    WaitlistEntry,
)
from tests import factories
from tests.core.paying import PRICE, assert_sound, balances, do, held, pay, refund_all, reread, rows, told
from tests.core.paying import lapse as let_lapse


async def ban(db, user):
    async with db.begin() as tx:
        await tx.execute(update(User).where(User.id == user.id).values(banned_at=func.clock_timestamp()))


async def admin(db):
    return await do(db, factories.person, "Admin", role=Role.admin)


async def test_money_confirms_the_hold_it_pays_and_is_attached_to_it(db):
    _, guest, hold = await held(db)
    paid = await pay(db, hold)
    assert paid.status is BookingStatus.confirmed
    [payment] = await rows(db, Payment)
    assert (payment.status, payment.amount, payment.booking_id) == (PaymentStatus.captured, 2 * PRICE, hold.id)
    assert await balances(db, payment.id) == {Account.attached: 2 * PRICE}
    assert await told(db, guest) == ["booked", "confirmed"]
    await assert_sound(db)


async def test_late_money_buys_a_new_booking_that_names_the_lapsed_one(db):
    event, guest, hold = await held(db)
    await let_lapse(db, hold)
    anew = await pay(db, hold)
    ended = await reread(db, hold)
    assert (ended.status, ended.confirmed_at) == (BookingStatus.expired, None)
    assert (anew.status, anew.origin, anew.after_id) == (BookingStatus.confirmed, Origin.late, hold.id)
    assert anew.ticket_code != hold.ticket_code
    for same in ("seats", "price", "currency", "terms", "refundable_until", "user_id"):
        assert getattr(anew, same) == getattr(hold, same)
    assert (await reread(db, event)).available == 8
    [payment] = await rows(db, Payment)
    assert payment.booking_id == anew.id
    # "Nothing is charged" was withdrawn: it is untrue.
    assert await told(db, guest) == ["booked", "late_seated", "confirmed"]
    await assert_sound(db)


async def test_late_money_heard_again_gives_the_same_new_booking(db):
    _, _, hold = await held(db)
    await let_lapse(db, hold)
    first = await pay(db, hold)
    assert [(await pay(db, hold)).id for _ in range(3)] == [first.id] * 3
    assert len(await rows(db, Payment)) == 1
    await assert_sound(db)


async def test_late_money_keeps_the_price_that_was_agreed(db):
    event, _, hold = await held(db)
    await let_lapse(db, hold)
    async with db.begin() as tx:
        await tx.execute(update(Event).where(Event.id == event.id).values(price=3 * PRICE, terms=2))
    anew = await pay(db, hold)
    assert (anew.price, anew.terms, anew.status) == (PRICE, 1, BookingStatus.confirmed)
    await assert_sound(db)


async def test_late_money_for_seats_that_are_gone_comes_back_whole(db):
    event, guest, hold = await held(db, capacity=2)
    await let_lapse(db, hold)
    rival = await do(db, factories.person)
    taken = await BoxOffice(db).book(event.id, rival.id, 2)
    assert (await pay(db, hold)).status is BookingStatus.expired
    [payment], [refund] = await rows(db, Payment), await rows(db, Refund)
    assert (payment.status, refund.amount) == (PaymentStatus.captured, 2 * PRICE)
    assert await balances(db, payment.id) == {Account.refunding: 2 * PRICE}
    assert await told(db, guest) == ["booked", "late_refunded"]
    [paper] = [row for row in await rows(db, Outbox) if row.kind == "late_refunded"]
    assert paper.params == {"amount": 2 * PRICE, "currency": "RUB", "seats": 2, "waitlist": True}
    assert (await reread(db, taken)).status is BookingStatus.pending
    await assert_sound(db)
    assert await refund_all(db) == 1
    assert (await told(db, guest))[-1] == "refunded"
    await assert_sound(db)


async def test_late_money_takes_no_seat_that_somebody_waits_for(db):
    event, _, hold = await held(db, capacity=2)
    waiting = await do(db, factories.person)
    await do(db, waitlist.join, event.id, waiting.id, 2)
    await let_lapse(db, hold)
    assert (await pay(db, hold)).status is BookingStatus.expired
    offer = await do(db, bookings.active, event.id, waiting.id)
    assert (offer.origin, offer.seats) == (Origin.waitlist, 2)
    assert len(await rows(db, Refund)) == 1
    await assert_sound(db)


async def test_late_money_that_finds_seats_ends_the_payers_waiting(db):
    """Invariant 12: who waits for four seats and gets the two that were paid for waits no more."""
    event, guest, hold = await held(db, capacity=3)
    await let_lapse(db, hold)
    await do(db, lapse.expire_due, event.id)
    rival = await BoxOffice(db).book(event.id, (await do(db, factories.person)).id, 1)
    await do(db, waitlist.join, event.id, guest.id, 3)
    assert (await pay(db, hold)).status is BookingStatus.confirmed
    [entry] = await rows(db, WaitlistEntry)
    assert (entry.status, rival.seats) == ("left", 1)
    await assert_sound(db)


@pytest.mark.parametrize("why", ["begun", "cancelled", "booked_again"])
async def test_late_money_that_can_buy_nothing_comes_back(db, why):
    event, guest, hold = await held(db)
    await let_lapse(db, hold)
    await do(db, lapse.expire_due, event.id)
    if why == "booked_again":
        await BoxOffice(db).book(event.id, guest.id, 1)
    if why == "begun":
        async with db.begin() as tx:
            await tx.execute(update(Event).values(starts_at=func.clock_timestamp()))
    if why == "cancelled":
        await do(db, closing.cancel, event.host_id, event.id, "rain")
    assert (await pay(db, hold)).id == hold.id
    [payment] = await rows(db, Payment)
    assert await balances(db, payment.id) == {Account.refunding: 2 * PRICE}
    [paper] = [row for row in await rows(db, Outbox) if row.kind == "late_refunded"]
    assert paper.params["waitlist"] is False
    await assert_sound(db)


async def test_money_for_a_hold_that_was_let_go_buys_it_anew_but_not_one_that_the_host_took_away(db):
    _, _, hold = await held(db)
    await do(db, change.set_seats, hold.id, hold.user_id, 0)
    assert (await pay(db, hold)).status is BookingStatus.confirmed
    event, _, hold = await held(db)
    await do(db, change.cancel_guest, event.host_id, hold.id, "closed screening")
    assert (await pay(db, hold, "c2")).status is BookingStatus.cancelled
    await assert_sound(db)


async def test_a_second_payment_goes_back_whole_at_once(db):
    _, guest, hold = await held(db)
    await pay(db, hold, "c1")
    assert (await pay(db, hold, "c2")).status is BookingStatus.confirmed
    first, second = await rows(db, Payment)
    assert await balances(db, first.id) == {Account.attached: 2 * PRICE}
    assert await balances(db, second.id) == {Account.refunding: 2 * PRICE}
    await refund_all(db)
    assert await told(db, guest) == ["booked", "confirmed", "paid_twice", "refunded"]
    await assert_sound(db)


@pytest.mark.parametrize("ending", ["given back", "late"])
async def test_a_second_payment_never_buys_a_second_booking(db, ending):
    _, _, hold = await held(db)
    if ending == "late":
        await let_lapse(db, hold)
    paid = await pay(db, hold, "c1")
    if ending == "given back":
        await do(db, change.set_seats, paid.id, paid.user_id, 0)
    await pay(db, hold, "c2")
    second = (await rows(db, Payment))[1]
    assert await balances(db, second.id) == {Account.refunding: 2 * PRICE}
    await assert_sound(db)


@pytest.mark.parametrize("wrong", ["amount", "currency", "payer", "banned"])
@pytest.mark.parametrize("late", [False, True])
async def test_money_that_does_not_fit_waits_for_a_person_and_buys_nothing(db, wrong, late):
    _, guest, hold = await held(db)
    stranger = await do(db, factories.person)
    if late:
        await let_lapse(db, hold)
    if wrong == "banned":
        await ban(db, guest)
    facts = {"amount": {"amount": PRICE}, "currency": {"currency": "EUR"}, "payer": {"user_id": stranger.id}}
    assert (await pay(db, hold, **facts.get(wrong, {}))).status is BookingStatus.pending
    [payment] = await rows(db, Payment)
    assert payment.status is PaymentStatus.review
    assert await balances(db, payment.id) == {Account.review: payment.amount}
    papers = await told(db, stranger if wrong == "payer" else guest)
    assert papers == (["payment_review"] if wrong == "payer" else ["booked", "payment_review"])
    await assert_sound(db)


async def test_money_for_a_booking_that_nobody_knows_is_the_only_money_refused(db):
    _, _, hold = await held(db)
    with pytest.raises(errors.NotFound):
        await do(db, payments.capture, hold.id + 1000, hold.user_id, 1, "RUB", "c1")


async def test_an_admin_sends_money_in_review_back(db):
    _, guest, hold = await held(db)
    await pay(db, hold, amount=PRICE)
    boss = await admin(db)
    [waiting] = await do(db, payments.in_review, boss.id)
    for _ in range(2):
        payment = await do(db, payments.settle_review, boss.id, waiting.id, "refund")
        assert payment.status is PaymentStatus.settled
    assert await do(db, payments.in_review, boss.id) == []
    assert await refund_all(db) == 1
    assert await balances(db, waiting.id) == {Account.refunded: PRICE}
    assert (await told(db, guest))[-1] == "refunded"
    # It was no payment of the hold, which can still be paid.
    assert (await pay(db, hold, "c2")).status is BookingStatus.confirmed
    assert await do(db, refunds.paid, hold.id) == 2 * PRICE
    async with db.begin() as tx:
        trail = select(Audit.old, Audit.new, Audit.actor).where(Audit.entity == "payment").order_by(Audit.id)
        assert (await tx.execute(trail)).all()[1] == ("review", "settled", f"user:{boss.id}")
    await assert_sound(db)


async def test_an_admin_settles_money_by_hand_with_a_note(db):
    _, guest, hold = await held(db)
    await pay(db, hold, amount=PRICE)
    [payment], boss = await rows(db, Payment), await admin(db)
    with pytest.raises(errors.Invalid):
        await do(db, payments.settle_review, boss.id, payment.id, "by_hand", " \n")
    for verb, args in ((payments.settle_review, (payment.id, "refund")), (payments.in_review, ())):
        with pytest.raises(errors.NotFound):
            await do(db, verb, guest.id, *args)
    settled = await do(db, payments.settle_review, boss.id, payment.id, "by_hand", "given back in cash")
    assert settled.status is PaymentStatus.settled
    # What was decided stays decided.
    assert (await do(db, payments.settle_review, boss.id, payment.id, "refund")).status is PaymentStatus.settled
    assert await rows(db, Refund) == []
    await assert_sound(db)


async def test_one_charge_at_once_counts_once_and_of_two_charges_one_goes_back(db):
    _, _, hold = await held(db)
    await asyncio.gather(*(pay(db, hold, charge) for charge in ("c1", "c1", "c1", "c2", "c2")))
    states = [await balances(db, payment.id) for payment in await rows(db, Payment)]
    assert sorted(states, key=str) == [{Account.attached: 2 * PRICE}, {Account.refunding: 2 * PRICE}]
    await assert_sound(db)


def without_locks(monkeypatch, rivals=1):
    """The guard switched off: bookings and events are looked at without a lock, by all `rivals` before one goes on."""
    seen = asyncio.Barrier(rivals)

    async def look(tx, booking_id, user_id=None):
        found = (await tx.execute(select(Booking).where(Booking.id == booking_id))).one()
        event, at = await look_at_event(tx, found.event_id)
        await seen.wait()
        return event, found, at

    async def look_at_event(tx, event_id):
        event = (await tx.execute(select(Event).where(Event.id == event_id))).one()
        return event, (await tx.execute(select(func.clock_timestamp()))).scalar_one()

    monkeypatch.setattr(bookings, "lock", look)
    monkeypatch.setattr(seats, "lock_event", look_at_event)


async def test_without_the_lock_one_of_two_charges_is_lost(db, monkeypatch):
    """The negative control: both see a live hold, and the loser's money is recorded nowhere."""
    _, _, hold = await held(db)
    without_locks(monkeypatch, rivals=2)
    outcomes = await asyncio.gather(*(pay(db, hold, charge) for charge in ("c1", "c2")), return_exceptions=True)
    assert sum(isinstance(outcome, errors.NotPending) for outcome in outcomes) == 1
    assert len(await rows(db, Payment)) == 1


async def expire_while_money_arrives(db):
    """The money comes before the deadline and gets the event's lock after it; the sweep wants the lock as well."""
    event, _, hold = await held(db, capacity=2)
    await do(db, factories.lapse, hold.id, seconds=-1.5)
    async with db.connect() as other:
        await other.execute(select(Event).where(Event.id == event.id).with_for_update())
        paying = asyncio.create_task(pay(db, hold))
        await asyncio.sleep(0.1)
        sweeping = asyncio.create_task(do(db, lapse.expire_due, event.id))
        await asyncio.sleep(1.6)
        await other.rollback()
        bought = await paying
        await sweeping
    return event, hold, bought


async def test_money_that_waited_for_the_lock_past_the_deadline_is_late(db):
    """Invariant 7: an expired hold is never confirmed, whoever held the lock; the money buys seats anew."""
    event, hold, bought = await expire_while_money_arrives(db)
    assert (await reread(db, hold)).status is BookingStatus.expired
    assert (bought.origin, bought.after_id) == (Origin.late, hold.id)
    assert (await reread(db, event)).available == 0
    await assert_sound(db)


async def test_without_the_lock_a_hold_is_confirmed_after_its_deadline(db, monkeypatch):
    """The negative control."""
    without_locks(monkeypatch)
    _, hold, _ = await expire_while_money_arrives(db)
    assert (await reread(db, hold)).status is BookingStatus.confirmed


async def test_money_against_expiry_ends_one_way_and_loses_nothing(db):
    for round_ in range(12):
        event, guest, hold = await held(db, capacity=2)
        await do(db, factories.lapse, hold.id, seconds=-0.01)
        rival = await do(db, factories.person)
        await asyncio.gather(
            pay(db, hold, f"c{round_}"),
            do(db, lapse.expire_due, event.id),
            BoxOffice(db).book(event.id, rival.id, 2),
            return_exceptions=True,
        )
        payment = (await rows(db, Payment))[-1]
        active = await do(db, bookings.active, event.id, guest.id)
        expected = Account.attached if active else Account.refunding
        assert await balances(db, payment.id) == {expected: 2 * PRICE}
    await assert_sound(db)


async def test_a_second_approval_keeps_a_hold_no_longer_than_the_first_did(db):
    _, guest, hold = await held(db)
    await do(db, factories.lapse, hold.id, seconds=-30)
    kept = []
    for _ in range(2):
        await do(db, payments.approve, hold.id, guest.id, 2 * PRICE, "RUB")
        kept.append((await reread(db, hold)).expires_at)
    assert kept[0] == kept[1] > hold.created_at + timedelta(seconds=60)


async def test_an_approval_extends_a_hold_only_while_it_lives(db):
    _, guest, hold = await held(db)
    await do(db, factories.lapse, hold.id, seconds=-30)
    await do(db, payments.approve, hold.id, guest.id, 2 * PRICE, "RUB")
    assert (await reread(db, hold)).expires_at - hold.created_at > timedelta(seconds=60)
    await let_lapse(db, hold)
    with pytest.raises(errors.HoldEnded):
        await do(db, payments.approve, hold.id, guest.id, 2 * PRICE, "RUB")
