"""What admins are told unasked: only what is new, at most once a day; what lasts is said again after a week."""

from datetime import timedelta

from sqlalchemy import func, select, update

from core import outbox, watches
from core.database import Tx
from core.models import Booking, Outbox, OutboxStatus, Role, Watch
from tests import factories
from tests.core import evening


async def told(tx: Tx, kind: str) -> list[int]:
    """Who was promised a word of this kind, in the order of the promises."""
    said = select(Outbox.user_id).where(Outbox.kind == kind).order_by(Outbox.id)
    return list((await tx.execute(said)).scalars())


async def later(tx: Tx, time: timedelta) -> None:
    """So much time goes by: the rows move into the past."""
    await tx.execute(update(Watch).values(looked_at=Watch.looked_at - time, told_at=Watch.told_at - time))


async def test_the_house_looks_at_its_own_pace(tx: Tx) -> None:
    assert await watches.claim(tx) == ["dead_letters", "integrity"]
    assert await watches.claim(tx) == []
    await later(tx, timedelta(minutes=11))
    assert await watches.claim(tx) == ["dead_letters"]
    await later(tx, timedelta(hours=6))
    assert await watches.claim(tx) == ["dead_letters", "integrity"]


async def test_what_does_not_hold_is_told_once_a_day_when_it_is_new_and_again_after_a_week(tx: Tx) -> None:
    root = await factories.person(tx, "Root", role=Role.admin)
    await factories.person(tx, "Banned", role=Role.admin, banned_at=func.now())
    await factories.person(tx, "No chat", role=Role.admin, telegram_id=None)
    bookings = [await evening.book(tx, await factories.event(tx), await factories.person(tx)) for _ in range(2)]
    assert await watches.look(tx, "integrity") is False

    async def spoil(of: int, seats: int) -> None:
        await tx.execute(update(Booking).where(Booking.id == bookings[of][0].id).values(seats=seats))

    seats = bookings[0][0].seats
    steps = (
        (0, seats + 1, timedelta(), True), (0, seats + 1, timedelta(hours=6), False), (1, seats + 1, timedelta(hours=6), False),
        (1, seats + 1, timedelta(hours=13), True), (1, seats + 1, timedelta(days=2), False),
        (1, seats + 1, timedelta(days=6), True),
    )  # fmt: skip
    for step, (of, wrong, time, news) in enumerate(steps):
        await spoil(of, wrong)
        await later(tx, time)
        assert await watches.look(tx, "integrity") is news, step
    assert await told(tx, "integrity") == [root.id] * 3
    for of in (0, 1):
        await spoil(of, seats)
    await later(tx, timedelta(days=2))
    assert await watches.look(tx, "integrity") is False
    await spoil(1, seats + 1)
    assert await watches.look(tx, "integrity") is True, "what comes back is new"


async def test_dead_messages_are_told_together_and_a_word_to_admins_that_died_makes_no_other(tx: Tx) -> None:
    root = await factories.person(tx, "Root", role=Role.admin)
    dead = {"status": OutboxStatus.dead, "settled_at": func.clock_timestamp(), "error": "x"}

    async def die(n: int) -> None:
        await outbox.put(tx, root.id, "signed_in", dedupe=f"n{n}")
        await tx.execute(update(Outbox).where(Outbox.dedupe == f"n{n}").values(**dead))

    for n in range(3):
        await die(n)
    assert await watches.undelivered(tx) == (3, "x")
    assert await watches.look(tx, "dead_letters") is True
    await die(4)
    assert await watches.look(tx, "dead_letters") is False
    await later(tx, timedelta(days=2))
    assert await watches.look(tx, "dead_letters") is True
    await tx.execute(update(Outbox).where(Outbox.kind == "dead_letters").values(**dead))
    await later(tx, timedelta(days=2))
    assert await watches.look(tx, "dead_letters") is False
    assert await told(tx, "dead_letters") == [root.id] * 2
