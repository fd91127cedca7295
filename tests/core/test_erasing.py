"""Somebody leaves for good: what was theirs goes back, who it was is forgotten, and sums stay."""

import asyncio
import json

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core import (
    asked,
    attempts,
    change,
    checkin,
    choices,
    closing,
    database,
    departures,
    drafts,
    erasing,
    favourites,
    integrity,
    invoices,
    organizers,
    outbox,
    own_data,
    payments,
    questions,
    refunding,
    reviews,
    sign_in,
    support,
    users,
    waitlist,
)
from core.box_office import BoxOffice
from core.database import Tx
from core.errors import Banned, HostingAhead, LastAdmin, NotFound, PaymentRunning, QuoteChanged
from core.models import (
    Audit,
    Booking,
    BookingStatus,
    Departure,
    Direction,
    EntryStatus,
    Event,
    EventStatus,
    Invoice,
    Organizer,
    Outbox,
    OutboxStatus,
    Payment,
    Role,
    SessionKind,
    User,
    WaitlistEntry,
)
from core.organizers import NewPage
from tests import factories
from tests.core import evening, paying


async def leave(tx: Tx, person: User) -> User:
    seen = await erasing.preview(tx, person.id)
    return await erasing.erase(tx, person.id, bookings=len(seen.bookings), quote=seen.quote)


async def test_everything_that_says_who_it_was_is_gone(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        known = {"username": "anna_k", "phone": "+79991234567", "email": "anna@example.org", "zone": "Europe/Moscow"}
        anna = await factories.person(tx, "Anna Karenina", role=Role.admin, may_host=True, muted=["day"], **known)
        shown = await factories.event(tx)
        await favourites.save(tx, anna.id, shown.id)
        secret = await sign_in.spend_link(tx, await sign_in.make_link(tx, anna.id), "Firefox of Anna")
        await asked.ask(tx, anna.telegram_id, {"about": "phone"})
        await choices.set_quiet(tx, anna.id, (22, 8))
        await drafts.begin(tx, anna.id, hosting="open")
        admin = await factories.person(tx, "Olga", role=Role.admin)
        await support.ask(tx, anna.id, None, "I am Anna, call +79991234567")
        [held] = await evening.book(tx, shown, anna)
        await invoices.sent(tx, held.id, anna.telegram_id, 7, 1)
        own = await factories.event(tx, anna, status=EventStatus.draft)
        await organizers.create(tx, anna.id, NewPage(slug="zarya", name="Zarya", contacts={"Anna": "+79991234567"}))
    async with db.begin() as tx:
        gone = await leave(tx, anna)
    async with db.begin() as tx:
        again = await erasing.erase(tx, anna.id)
        assert again == gone
        assert (gone.name, gone.telegram_id, gone.role, gone.chat_open) == ("…", None, Role.user, False)
        kept = json.dumps(await own_data.export(tx, anna.id), ensure_ascii=False)
        words = ("Anna", "anna", "7999", "Firefox", "Moscow", str(anna.telegram_id))
        assert [word for word in words if word in kept] == []
        assert await sign_in.whose(tx, secret, SessionKind.web) is None
        assert await asked.of(tx, anna.telegram_id) == {}
        assert (await tx.execute(select(Event.id).where(Event.id == own.id))).first() is None
        page = (await tx.execute(select(Organizer))).one()
        assert (page.name, page.contacts) == ("Zarya", {})
        told = (await tx.execute(select(Outbox.status, Outbox.params).where(Outbox.user_id == anna.id))).all()
        assert set(map(str, told)) == {str((OutboxStatus.skipped, {}))}, "nobody is there to hear of the sign-in"
        asked_of = select(Outbox.status, Outbox.params).where(Outbox.user_id == admin.id)
        assert (await tx.execute(asked_of)).all() == [(OutboxStatus.skipped, {})]
        assert (await tx.execute(select(func.count()).select_from(Invoice))).scalar_one() == 0
        said = select(func.count()).where(Audit.entity == "user", Audit.entity_id == anna.id, Audit.new == "erased")
        assert (await tx.execute(said)).scalar_one() == 1
        newcomer = await users.meet(tx, anna.telegram_id, "Anna Karenina", pressed_start=True)
        assert newcomer.id != anna.id
        assert await integrity.check(tx) == []


async def test_seats_ahead_go_back_with_their_money_and_the_line_is_left(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna, oleg = await factories.person(tx, "Anna"), await factories.person(tx, "Oleg")
        paid, free, held = [await factories.event(tx, price=price) for price in (50_000, 0, 30_000)]
        full = await factories.event(tx, capacity=1, available=1)
    office = BoxOffice(db)
    await office.book(full.id, oleg.id, 1)
    for event in (paid, free, held):
        await office.book(event.id, anna.id, 2)
    async with db.begin() as tx:
        await waitlist.join(tx, full.id, anna.id, 1)
        booking = (await tx.execute(select(Booking).where(Booking.event_id == paid.id))).one()
    await paying.pay(db, booking)
    async with db.begin() as tx:
        seen = await erasing.preview(tx, anna.id)
        assert (len(seen.bookings), seen.money) == (3, {"RUB": 100_000})
        with pytest.raises(QuoteChanged):
            await erasing.erase(tx, anna.id, bookings=3, quote=0)
        with pytest.raises(QuoteChanged):
            await erasing.erase(tx, anna.id, bookings=2, quote=100_000)
    async with db.begin() as tx:
        await leave(tx, anna)
    async with db.begin() as tx:
        states = (await tx.execute(select(Booking.status).where(Booking.user_id == anna.id))).scalars().all()
        assert states == [BookingStatus.cancelled] * 3
        entry = (await tx.execute(select(WaitlistEntry.status))).scalar_one()
        assert entry is EntryStatus.left
        due = await refunding.due(tx)
        assert [(await refunding.look(tx, one)).telegram_id for one in due] == [anna.telegram_id], (
            "whoever paid gets it"
        )
        await refunding.done(tx, due[0])
        row = (await tx.execute(select(Payment.payer_telegram_id, Payment.amount))).one()
        assert row == (None, 100_000), "the sum stays, the account leaves with the last of the money"
        assert await integrity.check(tx) == []


@pytest.mark.parametrize("held", [False, True])
async def test_whoever_left_during_the_evening_gets_the_money_if_it_is_called_off(db: AsyncEngine, held: bool) -> None:
    event, anna, booking = await paying.held(db)
    await paying.pay(db, booking)
    async with db.begin() as tx:
        await evening.begin(tx, event, -3 if held else -1)
        await leave(tx, anna)
        payer = select(Payment.payer_telegram_id)
        assert (await tx.execute(payer)).scalar_one() == anna.telegram_id
        if held:
            await closing.complete(tx, event.host_id, event.id)
        else:
            await closing.cancel(tx, event.host_id, event.id, "No light")
    async with db.begin() as tx:
        await closing.wind_up(tx, event.id)
        due = await refunding.due(tx)
        assert [(await refunding.look(tx, one)).telegram_id for one in due] == ([] if held else [anna.telegram_id])
        for one in due:
            await refunding.done(tx, one)
        assert (await tx.execute(payer)).scalar_one() is None
        assert await integrity.check(tx) == []


async def test_reviews_stay_without_a_name_and_a_full_event_goes_to_the_line(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna, oleg = await factories.person(tx, "Anna"), await factories.person(tx, "Oleg")
        over = await evening.took_place(tx, anna)
        await reviews.say(tx, anna.id, over.id, Direction.guest_event, 5, "Warm")
        full = await factories.event(tx, capacity=2)
        await evening.book(tx, full, anna)
        await waitlist.join(tx, full.id, oleg.id, 2)
        await leave(tx, anna)
        said = await reviews.of_event(tx, oleg.id, over.id)
        assert [(row.author_name, row.text) for row in said] == [("…", "Warm")]
        offered = (await tx.execute(select(Booking.user_id).where(Booking.status == BookingStatus.pending))).scalars()
        assert list(offered) == [oleg.id]


async def test_who_hosts_something_ahead_stays_until_it_is_cancelled_or_over(tx: Tx) -> None:
    marta = await factories.person(tx, "Marta")
    shown = await factories.event(tx, marta)
    for refused in (erasing.preview, erasing.erase):
        with pytest.raises(HostingAhead) as error:
            await refused(tx, marta.id)
        assert error.value.params == {"n": 1}
    await evening.begin(tx, shown, -3)
    assert (await erasing.erase(tx, marta.id)).erased_at is not None


async def test_an_evening_that_one_is_at_stays_as_it_was(tx: Tx) -> None:
    anna, boris = await factories.person(tx, "Anna"), await factories.person(tx, "Boris")
    soon, begun = await factories.event(tx), await factories.event(tx)
    [came] = await evening.book(tx, soon, anna)
    [late] = await evening.book(tx, begun, anna)
    await evening.begin(tx, soon, 1)
    await evening.begin(tx, begun, -1)
    await checkin.admit(tx, soon.host_id, came.id, 2)
    assert (await erasing.preview(tx, anna.id)).bookings == []
    await leave(tx, anna)
    assert [(await factories.reread(tx, row)).status for row in (came, late)] == [BookingStatus.confirmed] * 2
    await leave(tx, boris)


async def test_a_payment_that_runs_is_waited_for_and_nothing_is_lost_meanwhile(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna = await factories.person(tx, "Anna")
        priced, free = await factories.event(tx, price=50_000), await factories.event(tx)
    for event in (free, priced):
        await BoxOffice(db).book(event.id, anna.id, 1)
    async with db.begin() as tx:
        booking = (await tx.execute(select(Booking).where(Booking.event_id == priced.id))).one()
    await paying.ask(db, booking)
    with pytest.raises(PaymentRunning):
        async with db.begin() as tx:
            await erasing.erase(tx, anna.id)
    async with db.begin() as tx:
        states = (await tx.execute(select(Booking.status).order_by(Booking.event_id))).scalars().all()
        assert set(states) == {BookingStatus.pending, BookingStatus.confirmed}
        assert (await users.get(tx, anna.id)).name == "Anna"


async def test_a_yes_to_a_payment_is_waited_for_though_its_hold_was_given_back(db: AsyncEngine) -> None:
    _, anna, booking = await paying.held(db)
    await paying.do(db, payments.approve, booking.id, anna.id, 2 * paying.PRICE, "RUB")
    for again in (False, True):
        for refused in (erasing.preview, erasing.erase):
            with pytest.raises(PaymentRunning):
                await paying.do(db, refused, anna.id)
        if not again:
            await paying.do(db, change.set_seats, booking.id, anna.id, 0)
    async with db.begin() as tx:
        await tx.execute(update(Booking).values(approved_at=func.clock_timestamp() - attempts.APPROVED_FOR))
        assert (await leave(tx, anna)).erased_at is not None


@pytest.mark.parametrize("gives_back", [False, True])
async def test_money_that_arrived_a_moment_ago_is_no_payment_that_runs(db: AsyncEngine, gives_back: bool) -> None:
    _, anna, booking = await paying.held(db)
    await paying.do(db, payments.approve, booking.id, anna.id, 2 * paying.PRICE, "RUB")
    await paying.pay(db, booking)
    if gives_back:
        await paying.do(db, change.set_seats, booking.id, anna.id, 0)
    await paying.do(db, erasing.preview, anna.id)
    assert (await paying.do(db, erasing.erase, anna.id)).erased_at is not None
    assert await paying.refund_all(db) == 1
    await paying.assert_sound(db)


async def test_a_ban_is_not_shaken_off_by_leaving_and_nobody_else_is_there_to_be_erased(tx: Tx) -> None:
    anna = await factories.person(tx, "Anna", banned_at=await database.now(tx))
    with pytest.raises(Banned):
        await erasing.erase(tx, anna.id)
    with pytest.raises(NotFound):
        await erasing.erase(tx, 10**6)


async def test_that_somebody_left_is_known_for_minutes_and_not_by_their_number(tx: Tx) -> None:
    anna = await factories.person(tx, "Anna", telegram_id=987_654_321)
    await leave(tx, anna)
    [row] = (await tx.execute(select(Departure))).all()
    assert "987654321" not in str(row)
    for at, after in ((0, 1), (1, 0)):
        await tx.execute(update(Departure).values(left_at=row.left_at - at * departures.KEPT))
        assert await departures.due(tx) == [row.id] * at
        await departures.forget(tx, row.id)
        assert (await tx.execute(select(func.count()).select_from(Departure))).scalar_one() == after


async def test_the_last_admin_stays_until_somebody_else_is_one(db: AsyncEngine) -> None:
    async with db.begin() as tx:
        anna = await factories.person(tx, "Anna", role=Role.admin)
        olga = await factories.person(tx, "Olga", role=Role.admin)
        boris = await factories.person(tx, "Boris", role=Role.admin, banned_at=await database.now(tx))

    async def go(person: User) -> User:
        async with db.begin() as tx:
            return await erasing.erase(tx, person.id)

    ends = await asyncio.gather(go(anna), go(olga), return_exceptions=True)
    [refused] = [end for end in ends if isinstance(end, Exception)]
    assert isinstance(refused, LastAdmin), "of two who go at once one stays"
    async with db.begin() as tx:
        [left] = (await tx.execute(select(User.id).where(User.role == Role.admin, User.id != boris.id))).scalars()
        with pytest.raises(LastAdmin):
            await erasing.preview(tx, left)
        await users.operator(tx)
    assert (await go(anna if anna.id == left else olga)).erased_at is not None


async def test_a_page_with_a_team_goes_on_and_its_questions_stay(tx: Tx) -> None:
    anna, oleg = await factories.person(tx, "Anna"), await factories.person(tx, "Oleg")
    page = await organizers.create(tx, anna.id, NewPage(slug="zarya", name="Zarya", contacts={"Site": "zarya.club"}))
    await organizers.add_member(tx, anna.id, page.id, oleg.id)
    await questions.add(tx, anna.id, page.id, "Is there a cloakroom?", "Yes")
    await leave(tx, anna)
    assert [row.name for row in await organizers.team(tx, oleg.id, page.id)] == ["Oleg"]
    assert (await organizers.get(tx, page.id)).contacts == {"Site": "zarya.club"}
    with pytest.raises(NotFound):
        await organizers.team(tx, anna.id, page.id)


async def test_what_is_said_to_nobody_later_is_skipped(tx: Tx) -> None:
    anna = await factories.person(tx, "Anna")
    await leave(tx, anna)
    await outbox.put(tx, anna.id, "refunded", dedupe="refunded:1")
    rows = (
        await tx.execute(update(User).where(User.id == anna.id).values(name="…").returning(User.chat_open))
    ).scalars()
    assert list(rows) == [False], "the courier writes to nobody without a chat"
