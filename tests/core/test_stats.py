"""Every number is compared with a plain count over the rows of a random little world."""

import random
import secrets
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from core import database, errors, payments, refunds, stats
from core.models import (
    Booking,
    BookingStatus,
    EntryStatus,
    Event,
    EventStatus,
    Organizer,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Role,
    TeamMember,
    WaitlistEntry,
)
from tests import factories
from tests.core import evening

_charges = count(1)
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Kathmandu", "UTC")


class World:
    """Random rows that the schema allows, told apart by nothing but their numbers."""

    def __init__(self, tx, seed: int) -> None:
        self.tx, self.dice = tx, random.Random(seed)

    async def build(self) -> None:
        self.now = await database.now(self.tx)
        self.people = await factories.people(self.tx, 30)
        page = insert(Organizer).values(slug=f"w-{secrets.token_hex(8)}", name="Zarya").returning(Organizer)
        self.page = (await self.tx.execute(page)).one()
        self.hosts = [await factories.person(self.tx), await factories.person(self.tx)]
        await self.tx.execute(insert(TeamMember).values(organizer_id=self.page.id, user_id=self.hosts[0].id))
        for _ in range(4):
            await self._event()

    async def _event(self) -> None:
        dice = self.dice
        status = dice.choice(list(EventStatus))
        event = await factories.event(
            self.tx,
            dice.choice(self.hosts),
            status=status,
            organizer_id=dice.choice([None, self.page.id]),
            zone=dice.choice(ZONES),
            capacity=dice.randint(50, 90),
            starts_at=self.now + timedelta(days=dice.uniform(-20, 20)),
        )
        over = status in {EventStatus.completed, EventStatus.cancelled}
        checked = dice.random() < 0.5
        for person in dice.sample(self.people, dice.choice([0, 3, 20])):
            for n in range(dice.choice([1, 1, 2])):
                final = over or n == 0
                await self._booking(event, person, checked, final=final)
        for person in dice.sample(self.people, dice.choice([0, 6])):
            await self._entry(event, person)

    async def _booking(self, event, person, checked: bool, *, final: bool) -> None:
        dice = self.dice
        ends = [BookingStatus.expired, BookingStatus.cancelled, BookingStatus.completed]
        status = dice.choice(ends if final else [BookingStatus.pending, BookingStatus.confirmed])
        made = self.now - timedelta(days=dice.uniform(0.01, 40))
        taken = status in {BookingStatus.confirmed, BookingStatus.completed}
        was_paid = taken or (status is BookingStatus.cancelled and dice.random() < 0.5)
        seats = dice.randint(1, 4)
        values = {
            "event_id": event.id,
            "user_id": person.id,
            "seats": seats,
            "status": status,
            "price": dice.choice([0, 500, 70_000]),
            "currency": dice.choice(["RUB", "EUR"]),
            "terms": 1,
            "ticket_code": secrets.token_hex(8),
            "refundable_until": event.starts_at,
            "created_at": made,
            "expires_at": self.now + timedelta(hours=dice.choice([-1, 1])),
            "confirmed_at": made + timedelta(hours=dice.uniform(0, 30)) if was_paid else None,
            "ended_at": self.now if final else None,
            "checked_in": dice.randint(0, seats) if taken and checked else 0,
        }
        row = (await self.tx.execute(insert(Booking).values(**values).returning(Booking))).one()
        if was_paid and row.price:
            await self._payments(row)

    async def _payments(self, booking) -> None:
        dice = self.dice
        # Once there were more seats; some went back, or all of them, or money came twice and waits for a person.
        seats = booking.seats + dice.choice([0, 0, 1, 2])
        parts = [(seats * booking.price, PaymentStatus.captured)]
        if dice.random() < 0.2:
            parts.append((booking.price, PaymentStatus.review))
        for amount, status in parts:
            values = {"booking_id": booking.id, "user_id": booking.user_id, "provider": "test", "amount": amount}
            values |= {"charge_id": f"w{next(_charges)}", "currency": booking.currency, "status": status}
            payment = (await self.tx.execute(insert(Payment).values(**values).returning(Payment))).one()
            left = amount
            while left and dice.random() < 0.5:
                back = dice.choice([left, min(left, booking.price)])
                kind = dice.choice(list(RefundStatus))
                await self.tx.execute(insert(Refund).values(payment_id=payment.id, amount=back, status=kind))
                left -= back

    async def _entry(self, event, person) -> None:
        status = self.dice.choice(list(EntryStatus))
        offered = status in {EntryStatus.offered, EntryStatus.taken, EntryStatus.lapsed, EntryStatus.declined}
        used = select(WaitlistEntry.booking_id).where(WaitlistEntry.booking_id.is_not(None))
        free = select(Booking.id).where(Booking.event_id == event.id, Booking.id.not_in(used)).limit(1)
        booking = (await self.tx.execute(free)).scalar() if offered else None
        if offered and booking is None:
            return
        values = {"event_id": event.id, "user_id": person.id, "seats": 1, "status": status, "booking_id": booking}
        values["created_at"] = self.now - timedelta(days=self.dice.uniform(0, 40))
        if status not in {EntryStatus.waiting, EntryStatus.offered}:
            values["ended_at"] = self.now
        await self.tx.execute(insert(WaitlistEntry).values(**values))

    async def rows(self, table) -> list:
        return list((await self.tx.execute(select(table).order_by(table.id))).all())


def sums(row) -> int:
    return row.seats * row.price


async def counted(world: World, events, bookings, line, zone) -> dict:
    """What the numbers should be, in plain Python over rows."""
    taken = [b for b in bookings if b.status in {BookingStatus.confirmed, BookingStatus.completed}]
    ever = [b for b in bookings if b.confirmed_at is not None]
    pending = [b for b in bookings if b.status is BookingStatus.pending]
    live = [b for b in pending if b.expires_at > world.now]
    all_bookings = await world.rows(Booking)
    checked = {b.event_id for b in all_bookings if b.checked_in}
    cancelled = [b for b in bookings if b.status is BookingStatus.cancelled]
    offers = [entry for entry in line if entry.booking_id is not None]
    days = defaultdict(lambda: [0, 0])
    for booking in bookings:
        days[booking.created_at.astimezone(ZoneInfo(zone)).date()][0] += 1
    for booking in taken:
        days[booking.confirmed_at.astimezone(ZoneInfo(zone)).date()][1] += booking.seats
    return {
        "events": len(events),
        "capacity": sum(event.capacity for event in events),
        "sold": sum(b.seats for b in taken),
        "sold_bookings": len(taken),
        "held": sum(b.seats for b in live),
        "holds": len(bookings),
        "paid": len(ever),
        "open": len(live),
        "expired": len(pending) - len(live) + sum(b.status is BookingStatus.expired for b in bookings),
        "let_go": sum(b.confirmed_at is None for b in cancelled),
        "given_back": sum(b.confirmed_at is not None for b in cancelled),
        "conversion": len(ever) / len(bookings) if bookings else None,
        "checked_in": sum(b.checked_in for b in taken),
        "no_shows": sum(
            b.status is BookingStatus.completed and not b.checked_in and b.event_id in checked for b in bookings
        ),
        "waiting": sum(entry.status is EntryStatus.waiting for entry in line),
        "offers": len(offers),
        "offers_taken": sum(entry.status is EntryStatus.taken for entry in offers),
        "offers_lapsed": sum(entry.status is EntryStatus.lapsed for entry in offers),
        "offers_declined": sum(entry.status is EntryStatus.declined for entry in offers),
        "money": await money(world, bookings, taken),
        "days": [{"day": day.isoformat(), "holds": n[0], "sold": n[1]} for day, n in sorted(days.items())],
    }


async def money(world: World, bookings, taken) -> list[dict]:
    """By the other definition: of what is attached, as much as the seats that are counted cost."""
    ids = {booking.id for booking in bookings}
    paid = [payment for payment in await world.rows(Payment) if payment.booking_id in ids]
    back = defaultdict(int)
    for refund in await world.rows(Refund):
        back[refund.payment_id] += refund.amount
    totals = defaultdict(lambda: {"revenue": 0, "refunded": 0})
    for booking in taken:
        if booking.price:
            theirs = [p for p in paid if p.booking_id == booking.id and p.status is PaymentStatus.captured]
            attached = sum(p.amount - back[p.id] for p in theirs)
            totals[booking.currency]["revenue"] += min(sums(booking), attached)
    for payment in paid:
        if back[payment.id]:
            totals[payment.currency]["refunded"] += back[payment.id]
    return [{"currency": currency} | totals[currency] for currency in sorted(totals)]


def said(row) -> dict:
    return dict(row._mapping)


ON = (EventStatus.published, EventStatus.completed)


@pytest.mark.parametrize("seed", range(12))
async def test_every_number_is_the_plain_count_over_the_rows(tx, seed):
    world = World(tx, seed)
    await world.build()
    events, bookings, line = [await world.rows(table) for table in (Event, Booking, WaitlistEntry)]
    for event in events:
        host = event.host_id
        theirs, waits = ([row for row in rows if row.event_id == event.id] for rows in (bookings, line))
        expected = await counted(world, [event], theirs, waits, event.zone)
        assert said(await stats.of_event(tx, host, event.id)) == expected
    groups = [(stats.of_host, "host_id", host.id, host.id) for host in world.hosts]
    groups.append((stats.of_organizer, "organizer_id", world.hosts[0].id, world.page.id))
    since, until = world.now - timedelta(days=30), world.now - timedelta(days=3)
    for read, column, reader, key in groups:
        own = [event for event in events if getattr(event, column) == key]
        ids = {event.id for event in own}
        shown = [event for event in own if event.status in ON]
        for period in ({}, {"since": since, "until": until}, {"since": since}):
            made = [rows_in(rows, ids=ids, **period) for rows in (bookings, line)]
            expected = await counted(world, shown, *made, "Asia/Kathmandu")
            assert said(await read(tx, reader, key, zone="Asia/Kathmandu", **period)) == expected


def rows_in(rows, *, ids=None, since=None, until=None) -> list:
    return [
        row
        for row in rows
        if (ids is None or row.event_id in ids)
        and (since is None or row.created_at >= since)
        and (until is None or row.created_at < until)
    ]


async def test_the_platforms_numbers_are_those_of_the_period(db):
    async with db.begin() as tx:
        admin = await factories.person(tx, role=Role.admin)
        world = World(tx, 99)
        await world.build()
        for since, until in ((-30, -3), (-70, 20), (-1000, -999)):
            first, last = (world.now + timedelta(days=days) for days in (since, until))
            made = [rows_in(await world.rows(table), since=first, until=last) for table in (Booking, WaitlistEntry)]
            starting = [event for event in await world.rows(Event) if event.status in ON]
            starting = [event for event in starting if first <= event.starts_at < last]
            expected = await counted(world, starting, *made, "Europe/Moscow")
            found = await stats.of_platform(tx, admin.id, first, last, zone="Europe/Moscow")
            assert said(found) == expected


async def test_numbers_of_nothing_are_zeros_and_no_division(tx):
    event = await factories.event(tx)
    numbers = said(await stats.of_event(tx, event.host_id, event.id))
    assert (numbers.pop("events"), numbers.pop("capacity"), numbers.pop("conversion")) == (1, 10, None)
    assert (numbers.pop("money"), numbers.pop("days")) == ([], [])
    assert set(numbers.values()) == {0}
    nobody = await factories.person(tx)
    assert said(await stats.of_host(tx, nobody.id, nobody.id))["events"] == 0


async def test_giving_seats_back_costs_their_price_once(tx):
    event, guest = await factories.event(tx, price=500), await factories.person(tx)
    [hold] = await evening.book(tx, event, guest, seats=3)
    await payments.capture(tx, hold.id, guest.id, 1500, "RUB", "s1")
    await refunds.promise(tx, hold.id, 1000)
    await tx.execute(update(Booking).where(Booking.id == hold.id).values(seats=1))

    async def money() -> list[dict]:
        return said(await stats.of_event(tx, event.host_id, event.id))["money"]

    assert await money() == [{"currency": "RUB", "revenue": 500, "refunded": 1000}]
    await refunds.promise(tx, hold.id, 500)
    assert await money() == [{"currency": "RUB", "revenue": 0, "refunded": 1500}]


async def test_a_day_is_a_day_of_the_events_zone(tx):
    event = await factories.event(tx, zone="Asia/Kathmandu")
    [booking] = await evening.book(tx, event, await factories.person(tx))
    at = datetime(2026, 11, 14, 18, 20, tzinfo=UTC)
    await tx.execute(update(Booking).where(Booking.id == booking.id).values(created_at=at, confirmed_at=at))
    assert said(await stats.of_event(tx, event.host_id, event.id))["days"] == [
        {"day": "2026-11-15", "holds": 1, "sold": 2}
    ]
    assert said(await stats.of_host(tx, event.host_id, event.host_id))["days"][0]["day"] == "2026-11-14"


async def test_numbers_are_for_those_whose_events_they_are(tx):
    event = await factories.event(tx)
    page = (await tx.execute(insert(Organizer).values(slug="zarya-x", name="Zarya").returning(Organizer))).one()
    stranger, admin = await factories.person(tx), await factories.person(tx, role=Role.admin)
    now = await database.now(tx)
    month = (now - timedelta(days=30), now)
    for reader in (stranger.id, event.host_id):
        refused = [stats.of_platform(tx, reader, *month), stats.of_organizer(tx, reader, page.id)]
        if reader == stranger.id:
            refused += [stats.of_event(tx, reader, event.id), stats.of_host(tx, reader, event.host_id)]
        for read in refused:
            with pytest.raises(errors.NotFound):
                await read
    for read in (
        stats.of_event(tx, admin.id, event.id),
        stats.of_host(tx, admin.id, event.host_id),
        stats.of_organizer(tx, admin.id, page.id),
        stats.of_platform(tx, admin.id, *month),
    ):
        assert (await read).holds == 0
    for nothing in (0, -(2**63) - 1, 2**63, 10**12):
        for read in (stats.of_event, stats.of_host, stats.of_organizer):
            with pytest.raises(errors.NotFound):
                await read(tx, admin.id, nothing)


async def test_a_period_is_bounded_and_makes_sense(tx):
    admin = await factories.person(tx, role=Role.admin)
    now = await database.now(tx)
    wrong = [
        ({"until": now + timedelta(days=93)}, "until", "too_large"),
        ({"until": now}, "until", "before_start"),
        ({"until": now.replace(tzinfo=None)}, "until", "not_a_date"),
        ({"until": now + timedelta(days=1), "zone": "Mars/Olympus"}, "zone", "no_such_zone"),
    ]
    for period, field, problem in wrong:
        with pytest.raises(errors.Invalid) as refused:
            await stats.of_platform(tx, admin.id, **{"since": now} | period)
        assert (refused.value.params["field"], refused.value.params["problem"]) == (field, problem)
