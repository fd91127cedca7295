"""Late money and who its payer has become: one who may not come any more, or one to whom the seats are offered again."""

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import bookings, change, invites, lapse, organizers, waitlist
from core.box_office import BoxOffice
from core.models import (
    Access,
    Account,
    Booking,
    BookingStatus,
    Event,
    Organizer,
    Origin,
    Outbox,
    Payment,
    Refund,
    TeamMember,
    User,
    WaitlistEntry,
)
from tests import factories
from tests.core.paying import PRICE, assert_sound, balances, do, held, pay, reread, rows, told
from tests.core.paying import lapse as let_lapse


async def offered_the_line(db: AsyncEngine) -> list[bool]:
    """What those were told whose late money goes back: whether they may wait for seats."""
    return [row.params["waitlist"] for row in await rows(db, Outbox) if row.kind == "late_refunded"]


async def invited(db: AsyncEngine) -> tuple[Event, Booking, int]:
    """A lapsed hold at a private event, whose holder came by an invite."""
    async with db.begin() as tx:
        event, guest = await factories.event(tx, price=PRICE, access=Access.private), await factories.person(tx)
        invite = await invites.make(tx, event.host_id, event.id)
        await invites.accept(tx, guest.id, invite.token)
    hold = await BoxOffice(db).book(event.id, guest.id, 2)
    await let_lapse(db, hold)
    await do(db, lapse.expire_due, event.id)
    return event, hold, invite.id


@pytest.mark.parametrize("revoked", [False, True])
async def test_late_money_seats_nobody_from_whom_a_private_event_was_closed(db: AsyncEngine, revoked: bool) -> None:
    event, hold, invite_id = await invited(db)
    if revoked:
        await do(db, invites.revoke, event.host_id, invite_id)
    bought = await pay(db, hold)
    assert bought.status is (BookingStatus.expired if revoked else BookingStatus.confirmed)
    assert await offered_the_line(db) == [False] * revoked
    await assert_sound(db)


@pytest.mark.parametrize("why", ["the host cancelled them", "they host it now", "they left", "they have other seats"])
async def test_who_may_not_have_seats_is_not_told_to_wait_for_some(db: AsyncEngine, why: str) -> None:
    event, guest, hold = await held(db)
    if why == "the host cancelled them":
        await do(db, change.cancel_guest, event.host_id, hold.id, "closed screening")
    else:
        await let_lapse(db, hold)
        await do(db, lapse.expire_due, event.id)
    async with db.begin() as tx:
        if why == "they host it now":
            page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
            await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=event.host_id))
            await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=page.id))
            await organizers.add_member(tx, event.host_id, page.id, guest.id)
        if why == "they left":
            gone = {"telegram_id": None, "chat_open": False, "erased_at": func.clock_timestamp()}
            await tx.execute(update(User).where(User.id == guest.id).values(**gone))
    if why == "they have other seats":
        await BoxOffice(db).book(event.id, guest.id, 1)
    assert (await pay(db, hold)).id == hold.id
    [refund] = await rows(db, Refund)
    assert refund.amount == 2 * PRICE
    assert await offered_the_line(db) == [False]
    await assert_sound(db)


async def waiting_again(db: AsyncEngine, seats: int) -> tuple[Event, User, Booking]:
    """A lapsed hold of two seats, whose holder waits for `seats` of the full event since; two are about to come free."""
    event, guest, hold = await held(db, capacity=2)
    await let_lapse(db, hold)
    await do(db, lapse.expire_due, event.id)
    rival = await BoxOffice(db).book(event.id, (await do(db, factories.person)).id, 2)
    await do(db, waitlist.join, event.id, guest.id, seats)
    await let_lapse(db, rival)
    return event, guest, hold


@pytest.mark.parametrize("offered_before", [False, True])
async def test_late_money_of_one_who_waits_again_pays_the_offer_of_the_same_seats(
    db: AsyncEngine, offered_before: bool
) -> None:
    event, guest, hold = await waiting_again(db, 2)
    if offered_before:
        await do(db, lapse.expire_due, event.id)
    bought = await pay(db, hold)
    assert (bought.status, bought.origin, bought.after_id) == (BookingStatus.confirmed, Origin.waitlist, hold.id)
    [payment] = await rows(db, Payment)
    assert (payment.booking_id, await balances(db, payment.id)) == (bought.id, {Account.attached: 2 * PRICE})
    [entry] = await rows(db, WaitlistEntry)
    assert (entry.status, entry.booking_id) == ("taken", bought.id)
    assert (await told(db, guest))[-2:] == ["late_seated", "confirmed"]
    assert (await pay(db, hold)).id == bought.id, "the same charge again says what it bought"
    await pay(db, hold, "c2")
    assert [refund.amount for refund in await rows(db, Refund)] == [2 * PRICE], "another one comes twice"
    await assert_sound(db)


@pytest.mark.parametrize("differs", ["seats", "price"])
async def test_an_offer_of_other_seats_or_at_another_price_is_not_paid_by_late_money(
    db: AsyncEngine, differs: str
) -> None:
    event, guest, hold = await waiting_again(db, 1 if differs == "seats" else 2)
    if differs == "price":
        async with db.begin() as tx:
            await tx.execute(update(Event).where(Event.id == event.id).values(price=2 * PRICE, terms=2))
    assert (await pay(db, hold)).id == hold.id
    offer = await do(db, bookings.active, event.id, guest.id)
    assert (offer.status, offer.origin) == (BookingStatus.pending, Origin.waitlist)
    async with db.begin() as tx:
        assert (await tx.execute(select(Refund.amount))).scalars().all() == [2 * PRICE]
    assert (await reread(db, hold)).status is BookingStatus.expired
    await assert_sound(db)
