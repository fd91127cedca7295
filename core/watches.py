"""What admins are told unasked (SCREENS 8.3): that messages could not be delivered, that an invariant does not hold.

Never a flood: each of the two is said once a day at the most, and only when there is something new; what goes on not
to hold is said again after a week. A row says when the house last looked, so neither a restart nor a second program
makes it look oftener.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from core import integrity, outbox
from core.database import Tx, one
from core.models import Outbox, OutboxStatus, Role, User, Watch

EVERY = {"integrity": timedelta(hours=6), "dead_letters": timedelta(minutes=10)}
QUIET, AGAIN = timedelta(days=1), timedelta(days=7)
PATIENCE = 60
"""Seconds that a query of the check may take when nobody waits for it."""
KINDS = tuple(EVERY)


@dataclass(frozen=True)
class News:
    """What there is to tell, and the `mark` by which it is known again."""

    mark: str
    params: dict[str, Any]


async def claim(tx: Tx) -> list[str]:
    """What is to be looked at now; whoever claims it looks, and if they die it is looked at next time."""
    clock = func.clock_timestamp()
    due = [(Watch.name == name) & (Watch.looked_at < clock - pause) for name, pause in EVERY.items()]
    taken = update(Watch).where(or_(Watch.looked_at.is_(None), *due)).values(looked_at=clock)
    return sorted((await tx.execute(taken.returning(Watch.name))).scalars())


async def look(tx: Tx, name: str) -> bool:
    """Look at one of `KINDS` and promise the admins a word if it is news; whether it was."""
    news = await (_violations(tx) if name == "integrity" else _dead(tx))
    kept = select(Watch, func.clock_timestamp().label("now")).where(Watch.name == name)
    watch = await one(tx, kept.with_for_update())
    if news is None:
        await tx.execute(update(Watch).where(Watch.name == name).values(mark=""))
        return False
    since = watch.now - watch.told_at if watch.told_at else AGAIN
    if since < QUIET or (news.mark == watch.mark and since < AGAIN):
        return False
    await tx.execute(update(Watch).where(Watch.name == name).values(mark=news.mark, told_at=watch.now))
    await _tell(tx, name, news, watch.now.isoformat())
    return True


async def _violations(tx: Tx) -> News | None:
    found = await integrity.check(tx, patience=PATIENCE)
    if not found:
        return None
    first = {"number": found[0].number, "rows": found[0].rows, "more": len(found) - 1}
    return News(" ".join(f"{one.number}:{one.rows}:{one.ids}" for one in found), first)


async def _dead(tx: Tx) -> News | None:
    """Words to admins themselves don't count: or each that is lost would make the next one."""
    dead = Outbox.status == OutboxStatus.dead
    newest = await one(tx, select(func.max(Outbox.settled_at).label("at")).where(dead, Outbox.kind.not_in(KINDS)))
    return None if newest.at is None else News(newest.at.isoformat(), {})


async def _tell(tx: Tx, kind: str, news: News, at: str) -> None:
    ruling = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None), User.telegram_id.is_not(None))
    for admin in list((await tx.execute(ruling.order_by(User.id))).scalars()):
        await outbox.put(tx, admin, kind, dedupe=f"{kind}:{admin}:{at}", params=news.params)


async def undelivered(tx: Tx) -> tuple[int, str | None]:
    """How many messages are dead now, and why the newest of them is."""
    dead = select(func.count().over().label("n"), Outbox.error).where(Outbox.status == OutboxStatus.dead)
    found = (await tx.execute(dead.order_by(Outbox.id.desc()).limit(1))).first()
    return (found.n, found.error) if found else (0, None)
