"""A word to all guests: to whom, once, one an hour, whoever writes; and the reasons that are kept until a deed."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from core import broadcasts, called_off, closing, reasons
from core.errors import Banned, EventClosed, GuestsChanged, Invalid, NotFound, WaitToTell
from core.models import Broadcast, Event, EventStatus, Outbox, Reason, User
from tests import factories
from tests.core.evening import book


async def evening(tx, guests: int = 2, **values):
    """An event, its host, and guests with two seats each."""
    host = await factories.person(tx, "Marta")
    event = await factories.event(tx, host, **{"capacity": 100} | values)
    people = await factories.people(tx, guests)
    return event, host, await book(tx, event, *people)


async def test_every_guest_is_promised_it_once(tx):
    event, host, bookings = await evening(tx)
    row = await broadcasts.write(tx, host.id, event.id, "  Doors\u202e open\n\nat 18:30  ")
    assert (row.text, row.sent_at, row.guests) == ("Doors open\n\nat 18:30", None, None)
    for _ in range(2):
        row = await broadcasts.send(tx, host.id, row.id)
        assert row.guests == 2
    told = select(Outbox.booking_id, Outbox.params).where(Outbox.kind == "broadcast").order_by(Outbox.booking_id)
    assert [tuple(one) for one in await tx.execute(told)] == [(b.id, {"text": row.text}) for b in bookings]
    delivery = await broadcasts.delivery(tx, host.id, row.id)
    assert tuple(delivery) == (0, 2, 0)


async def test_a_hold_that_is_not_paid_reads_nothing(tx):
    event, host, _ = await evening(tx, price=50_000)
    assert await broadcasts.audience(tx, host.id, event.id) == 0


@pytest.mark.parametrize("said", ["", " \n ", "\u200b\u202e", "\u200d"])
async def test_nothing_is_no_word(tx, said):
    event, host, _ = await evening(tx, 1)
    with pytest.raises(Invalid):
        await broadcasts.write(tx, host.id, event.id, said)
    with pytest.raises(Invalid):
        await reasons.keep(tx, host.id, event.id, said)


async def test_who_may_not_write(tx):
    event, host, _ = await evening(tx)
    other = await factories.person(tx, "Boris")
    row = await broadcasts.write(tx, host.id, event.id, "hello")
    for refused in (
        broadcasts.write(tx, other.id, event.id, "hello"),
        broadcasts.send(tx, other.id, row.id),
        broadcasts.delivery(tx, other.id, row.id),
        broadcasts.audience(tx, other.id, event.id),
        broadcasts.get(tx, host.id, 10**20),
    ):
        with pytest.raises(NotFound):
            await refused
    await tx.execute(update(User).where(User.id == host.id).values(banned_at=func.now()))
    with pytest.raises(Banned):
        await broadcasts.send(tx, host.id, row.id)


async def test_an_event_that_is_over_or_not_out_yet_has_no_word(tx):
    event, host, _ = await evening(tx)
    row = await broadcasts.write(tx, host.id, event.id, "hello")
    await closing.cancel(tx, host.id, event.id, "no place")
    with pytest.raises(EventClosed):
        await broadcasts.send(tx, host.id, row.id)
    draft = await factories.event(tx, host, status=EventStatus.draft)
    with pytest.raises(EventClosed):
        await broadcasts.write(tx, host.id, draft.id, "hello")


async def two_at_once(db) -> list[str]:
    """Two words of one event, sent at the same moment: how that ended for each."""
    async with db.begin() as tx:
        event, host, _ = await evening(tx)
        drafts = [await broadcasts.write(tx, host.id, event.id, said) for said in ("one", "two")]

    async def send(row):
        async with db.begin() as tx:
            return await broadcasts.send(tx, host.id, row.id)

    ends = await asyncio.gather(*map(send, drafts), return_exceptions=True)
    return sorted(type(end).__name__ for end in ends)


async def test_two_at_once_are_still_one_an_hour(db):
    assert await two_at_once(db) == ["Row", "WaitToTell"]
    async with db.begin() as tx:
        told = select(func.count()).where(Outbox.kind == "broadcast")
        assert (await tx.execute(told)).scalar_one() == 2


async def test_without_the_lock_both_would_have_gone(db, monkeypatch):
    """The negative control: the hour is kept by the event's lock, not by luck."""
    barrier = asyncio.Barrier(2)

    async def unlocked(tx, user_id, event_id):
        await barrier.wait()
        event = (await tx.execute(select(Event).where(Event.id == event_id))).one()
        return event, (await tx.execute(select(func.clock_timestamp()))).scalar_one()

    ensured = broadcasts.ensure_time

    async def ensure(tx, event_id, at):
        await ensured(tx, event_id, at)
        await barrier.wait()

    written = broadcasts.write
    monkeypatch.setattr(broadcasts, "ensure_time", ensure)

    async def write(*said):
        row = await written(*said)
        if said[-1] == "two":
            monkeypatch.setattr(broadcasts.rights, "lock_managed", unlocked)
        return row

    monkeypatch.setattr(broadcasts, "write", write)
    assert await two_at_once(db) == ["Row", "Row"]


async def test_the_next_word_waits_an_hour(tx):
    event, host, _ = await evening(tx)
    first, second = [await broadcasts.write(tx, host.id, event.id, said) for said in ("one", "two")]
    sent = await broadcasts.send(tx, host.id, first.id)
    with pytest.raises(WaitToTell) as refused:
        await broadcasts.send(tx, host.id, second.id)
    assert refused.value.params["time"] == sent.sent_at + broadcasts.PAUSE
    await tx.execute(
        update(Broadcast).values(sent_at=Broadcast.sent_at - broadcasts.PAUSE).where(Broadcast.id == first.id)
    )
    assert (await broadcasts.send(tx, host.id, second.id)).guests == 2


async def test_a_reason_is_its_writers_and_of_one_thing(tx):
    event, host, bookings = await evening(tx)
    other = await factories.event(tx, host)
    kept = await reasons.keep(tx, host.id, event.id, "closed\nscreening", booking_id=bookings[0].id)
    assert kept.text == "closed screening"
    assert await reasons.get(tx, host.id, kept.id, booking_id=bookings[0].id) == kept
    for user_id, about in (
        (bookings[0].user_id, {"booking_id": bookings[0].id}),
        (host.id, {"booking_id": bookings[1].id}),
        (host.id, {"event_id": other.id}),
    ):
        with pytest.raises(NotFound):
            await reasons.get(tx, user_id, kept.id, **about)
    with pytest.raises(NotFound):
        await reasons.keep(tx, bookings[0].user_id, event.id, "mine")
    await tx.execute(update(Reason).values(created_at=func.now() - reasons.KEPT * 2))
    again = await reasons.keep(tx, host.id, event.id, "no place")
    assert [row.id for row in await tx.execute(select(Reason))] == [again.id]


async def test_an_event_is_not_cancelled_for_more_people_than_were_shown(tx):
    event, host, _ = await evening(tx)
    shown = (await called_off.preview(tx, host.id, event.id)).guests
    await book(tx, event, await factories.person(tx, "Late"))
    with pytest.raises(GuestsChanged) as refused:
        await closing.cancel(tx, host.id, event.id, "no place", guests=shown)
    assert refused.value.params["n"] == 3
    assert (await closing.cancel(tx, host.id, event.id, "no place", guests=3)).status is EventStatus.cancelled
    assert (await called_off.progress(tx, host.id, event.id)).guests == 3
