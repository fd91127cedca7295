"""The guest list: who comes, who is in, and who may know it."""

import pytest
from sqlalchemy import insert, update

from core import change, errors, guests, payments, reviews
from core.guests import Filter
from core.models import Booking, Direction, Event, Organizer, Payment, Refund, Role, TeamMember, User, WaitlistEntry
from tests import factories
from tests.core import evening


@pytest.fixture
async def list_(tx):
    """Five guests and one who waits; Oleg of them is in, Boris said yes, Vera no."""
    host = await factories.person(tx, "Marta")
    people = [await factories.person(tx, name) for name in ("Вера", "anna K.", "Oleg", "Boris", "Anna B.")]
    event = await factories.event(tx, host)
    booked = await evening.book(tx, event, *people)
    await evening.begin(tx, event, 1)
    by_name = {person.name: booking for person, booking in zip(people, booked, strict=True)}
    await evening.admit(tx, event, by_name["Oleg"])
    for name, coming in (("Boris", True), ("Вера", False)):
        await tx.execute(update(Booking).where(Booking.id == by_name[name].id).values(coming=coming))
    late = await factories.person(tx, "Late")
    await tx.execute(insert(WaitlistEntry).values(event_id=event.id, user_id=late.id, seats=3))
    return event, host, by_name


async def names(tx, host, event, **kw) -> list[str]:
    return [row.guest_name for row in (await guests.page(tx, host.id, event.id, limit=50, **kw)).rows]


async def test_guests_are_listed_by_name_whatever_its_letters(tx, list_):
    event, host, by_name = list_
    assert await names(tx, host, event) == ["Anna B.", "anna K.", "Boris", "Oleg", "Вера"]
    row = (await guests.page(tx, host.id, event.id, limit=50)).rows[3]
    assert dict(row._mapping) == {
        "id": by_name["Oleg"].id,
        "user_id": by_name["Oleg"].user_id,
        "guest_name": "Oleg",
        "seats": 2,
        "status": "confirmed",
        "expires_at": None,
        "price": 0,
        "currency": "RUB",
        "paid": 0,
        "coming": None,
        "checked_in": 2,
        "checked_in_at": row.checked_in_at,
        "average": None,
        "n": 0,
        "no_shows": 0,
    }
    assert row.checked_in_at is not None


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Filter.inside, ["Oleg"]),
        (Filter.out, ["Anna B.", "anna K.", "Boris", "Вера"]),
        (Filter.ask, ["Anna B.", "anna K.", "Вера"]),
        (Filter.waiting, ["Late"]),
    ],
)
async def test_a_filter_shows_some_of_them(tx, list_, show, expected):
    event, host, _ = list_
    assert await names(tx, host, event, show=show) == expected


async def test_a_party_that_is_half_in_is_in_and_still_out(tx, list_):
    event, host, by_name = list_
    await evening.admit(tx, event, by_name["Boris"], seats=1)
    assert await names(tx, host, event, show=Filter.inside) == ["Boris", "Oleg"]
    assert "Boris" in await names(tx, host, event, show=Filter.out)


async def test_a_guest_is_found_by_name_or_code(tx, list_):
    event, host, by_name = list_
    assert await names(tx, host, event, search="ANNA") == ["Anna B.", "anna K."]
    assert await names(tx, host, event, search="anna k") == ["anna K."]
    assert await names(tx, host, event, search="вер") == ["Вера"]
    assert await names(tx, host, event, search="  ") == await names(tx, host, event)
    code = by_name["Boris"].ticket_code
    assert await names(tx, host, event, search=f"{code[:4]}-{code[4:8]}".lower()) == ["Boris"]
    for nothing in ("%", "_", code[:3] + "?", "zzzz", "x" * 10_000):
        assert await names(tx, host, event, search=nothing) == []
    assert len(await names(tx, host, event, search="\x00")) == 5
    assert await names(tx, host, event, search="lat", show=Filter.waiting) == ["Late"]


async def test_pages_lead_forth_and_back_over_guests_of_one_name(tx):
    event = await factories.event(tx, capacity=100)
    twins = [await factories.person(tx, "Ivan") for _ in range(5)]
    await evening.book(tx, event, *twins, seats=1)
    whole = [row.id for row in (await guests.page(tx, event.host_id, event.id, limit=50)).rows]

    async def page(after=None):
        return await guests.page(tx, event.host_id, event.id, limit=2, after=after)

    first = await page()
    second = await page(first.next)
    third = await page(second.next)
    assert [row.id for part in (first, second, third) for row in part.rows] == whole
    assert (first.previous, third.next) == (None, None)
    back = await page(third.previous)
    assert [row.id for row in back.rows] == whole[2:4]
    assert [row.id for row in (await page(second.previous)).rows] == whole[:2]
    for nowhere in ("", "-", "n", "nx", "n0", "n" + "9" * 30, "n9223372036854775808", "x5", "n1"):
        assert [row.id for row in (await page(nowhere)).rows] == whole[:2]


async def test_who_came_in_since_the_page_was_drawn_still_marks_the_place(tx, list_):
    event, host, by_name = list_
    first = await guests.page(tx, host.id, event.id, show=Filter.out, limit=2)
    assert [row.guest_name for row in first.rows] == ["Anna B.", "anna K."]
    await evening.admit(tx, event, by_name["anna K."])
    second = await guests.page(tx, host.id, event.id, show=Filter.out, limit=2, after=first.next)
    assert [row.guest_name for row in second.rows] == ["Boris", "Вера"]


async def test_those_who_wait_come_in_the_order_of_the_line(tx, list_):
    event, host, _ = list_
    first, second = await factories.person(tx, "Zoe"), await factories.person(tx, "Adam")
    for person, priority in ((first, 5), (second, 0)):
        row = {"event_id": event.id, "user_id": person.id, "seats": 1, "priority": priority}
        await tx.execute(insert(WaitlistEntry).values(**row))
    assert await names(tx, host, event, show=Filter.waiting) == ["Zoe", "Late", "Adam"]
    page = await guests.page(tx, host.id, event.id, show=Filter.waiting, limit=1)
    page = await guests.page(tx, host.id, event.id, show=Filter.waiting, limit=1, after=page.next)
    assert [row.guest_name for row in page.rows] == ["Late"]


async def test_a_hold_is_listed_while_it_lives_and_what_is_given_back_is_not(tx, list_):
    event, host, by_name = list_
    await evening.begin(tx, event, 48)
    await change.set_seats(tx, by_name["Boris"].id, by_name["Boris"].user_id, 0)
    priced = await factories.event(tx, host, price=500)
    [hold] = await evening.book(tx, priced, await factories.person(tx, "Holder"))
    assert "Boris" not in await names(tx, host, event)
    assert await names(tx, host, priced) == ["Holder"]
    assert await names(tx, host, priced, show=Filter.out) == []
    await factories.lapse(tx, hold.id)
    assert await names(tx, host, priced) == []
    assert (await guests.card(tx, host.id, by_name["Boris"].id)).status == "cancelled"


async def test_what_was_paid_is_what_is_left_of_it(tx):
    event, guest = await factories.event(tx, price=500), await factories.person(tx)
    [hold] = await evening.book(tx, event, guest)
    await payments.capture(tx, hold.id, guest.id, 1000, "RUB", "c1")
    payment = (await tx.execute(Payment.__table__.select())).one()
    await tx.execute(insert(Refund).values(payment_id=payment.id, amount=300, status="refunding"))
    assert (await guests.card(tx, event.host_id, hold.id)).paid == 700


async def test_hosts_know_a_guests_rating_and_no_shows(tx):
    guest, other = await factories.person(tx, "Anna"), await factories.person(tx, "Oleg")
    await evening.took_place(tx, other, guest, came=1)
    earlier = await evening.took_place(tx, guest)
    await reviews.say(tx, earlier.host_id, earlier.id, Direction.host_guest, 1, target_id=guest.id)
    event = await factories.event(tx)
    await evening.book(tx, event, guest, other)
    rows = (await guests.page(tx, event.host_id, event.id)).rows
    assert [(row.guest_name, row.average, row.n, row.no_shows) for row in rows] == [
        ("Anna", 3.5, 1, 1),
        ("Oleg", None, 0, 0),
    ]


async def test_the_list_is_there_for_those_who_manage_and_contacts_for_hosts_alone(tx, list_):
    event, host, by_name = list_
    page = (await tx.execute(insert(Organizer).values(slug="zarya", name="Zarya").returning(Organizer))).one()
    await tx.execute(update(Event).where(Event.id == event.id).values(organizer_id=page.id))
    member, admin = await factories.person(tx), await factories.person(tx, role=Role.admin)
    await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=member.id))
    oleg = by_name["Oleg"]
    contact = {"email": "oleg@example.org", "phone": "+70000000000", "username": "oleg"}
    await tx.execute(update(User).where(User.id == oleg.user_id).values(**contact))
    for reader, sees in ((host, True), (member, True), (admin, False)):
        assert len(await names(tx, reader, event)) == 5
        card = await guests.card(tx, reader.id, oleg.id)
        filed = next(row for row in await guests.export(tx, reader.id, event.id) if row.id == oleg.id)
        for row in (card, filed):
            assert (row.username, row.ticket_code) == ("oleg", oleg.ticket_code)
            assert (row.email, row.phone) == (("oleg@example.org", "+70000000000") if sees else (None, None))
        assert (card.door_name, card.event_id, card.checked_in) == ("Marta", event.id, 2)
    stranger = await factories.person(tx)
    other = await factories.event(tx)
    for reader in (stranger.id, oleg.user_id, other.host_id):
        for read in (guests.page, guests.export, guests.counts):
            with pytest.raises(errors.NotFound):
                await read(tx, reader, event.id)
        with pytest.raises(errors.NotFound):
            await guests.card(tx, reader, oleg.id)
    for nothing in (0, -1, 2**63):
        with pytest.raises(errors.NotFound):
            await guests.card(tx, host.id, nothing)
        with pytest.raises(errors.NotFound):
            await guests.page(tx, host.id, nothing)


@pytest.mark.parametrize(
    ("became", "days", "reachable"),
    [
        ("confirmed", -1, True),
        ("cancelled", -1, False),
        ("expired", -1, False),
        ("completed", 29, True),
        ("completed", 31, False),
    ],
)
async def test_contacts_are_for_hosts_only_while_they_serve(tx, became, days, reachable):
    event, guest = await factories.event(tx), await factories.person(tx, phone="+70000000000", email="g@example.org")
    [booking] = await evening.book(tx, event, guest)
    await evening.begin(tx, event, -24 * days - 2)
    ended = None if became == "confirmed" else event.created_at
    await tx.execute(update(Booking).where(Booking.id == booking.id).values(status=became, ended_at=ended))
    card = await guests.card(tx, event.host_id, booking.id)
    assert (card.phone, card.email) == (("+70000000000", "g@example.org") if reachable else (None, None))


async def test_the_numbers_over_the_list(tx, list_):
    event, host, _ = list_
    assert dict((await guests.counts(tx, host.id, event.id))._mapping) == {
        "guests": 5,
        "seats": 10,
        "seats_in": 2,
        "coming": 1,
        "unable": 1,
        "silent": 2,
        "held": 0,
        "waiting": 1,
    }, "Oleg never answered and is in: nobody waits for his word"
    empty = await factories.event(tx, host, price=5)
    assert set(await guests.counts(tx, host.id, empty.id)) == {0}
    assert await names(tx, host, empty) == []
    await evening.book(tx, empty, await factories.person(tx))
    assert (await guests.counts(tx, host.id, empty.id)).held == 2
