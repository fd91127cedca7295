"""Yesterday in one message, for hosts who asked for no more than that: one a morning, by their own clock.

The numbers are read when the message leaves. A day on which nothing moved is not spoken of.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from core import outbox
from core.database import Tx, all_of
from core.news import DELTA

SHOWN = 5

_LOCAL = "(statement_timestamp() AT TIME ZONE coalesce(u.zone, CAST(:zone AS text)))"
# From nine to noon: who was away then is not woken with it at night.
_WANTED = f"""
    FROM users u
    WHERE u.muted @> '{{guest}}' AND NOT u.muted @> '{{digest}}' AND u.chat_open
      AND extract(hour FROM {_LOCAL}) BETWEEN 9 AND 11
      AND NOT EXISTS (SELECT FROM outbox o WHERE o.dedupe =
          'digest:u' || CAST(u.id AS text) || ':' || to_char({_LOCAL}, 'YYYY-MM-DD'))
"""
_DUE = text(f"SELECT u.id {_WANTED} ORDER BY u.id LIMIT :limit")
_PROMISE = text(
    f"""
    INSERT INTO outbox (user_id, kind, params, dedupe)
    SELECT u.id, 'digest', jsonb_build_object('day', to_char({_LOCAL} - interval '1 day', 'YYYY-MM-DD')),
           'digest:u' || CAST(u.id AS text) || ':' || to_char({_LOCAL}, 'YYYY-MM-DD')
    {_WANTED} AND u.id = :user_id
    ON CONFLICT (dedupe) DO NOTHING
    """
)
_OWN = """
    WITH own AS (
        SELECT e.* FROM events e WHERE e.host_id = :user_id AND e.status <> 'draft' AND e.ends_at > :since
        UNION
        SELECT e.* FROM team_members t JOIN events e ON e.organizer_id = t.organizer_id
        WHERE t.user_id = :user_id AND e.status <> 'draft' AND e.ends_at > :since
    )
"""
_MOVED = text(
    f"""
    {_OWN}, moves AS (
        SELECT b.price, b.currency, {DELTA} AS seats
        FROM own JOIN bookings b ON b.event_id = own.id
        JOIN audit a ON a.entity = 'booking' AND a.entity_id = b.id
        WHERE a.at >= :since AND a.at < :until
    )
    SELECT currency, coalesce(sum(seats) FILTER (WHERE seats > 0), 0) AS more,
           coalesce(-sum(seats) FILTER (WHERE seats < 0), 0) AS less,
           coalesce(sum(seats * price) FILTER (WHERE seats > 0), 0) AS money
    FROM moves GROUP BY currency ORDER BY currency
    """  # noqa: S608 - our own words
)
_AHEAD = text(
    f"""
    {_OWN} SELECT own.name, own.capacity, coalesce(sum(b.seats), 0) AS taken
    FROM own LEFT JOIN bookings b ON b.event_id = own.id AND b.status = 'confirmed'
    WHERE own.status = 'published' AND own.starts_at > statement_timestamp()
    GROUP BY own.id, own.name, own.capacity, own.starts_at ORDER BY own.starts_at, own.id LIMIT :limit
    """  # noqa: S608 - our own words
)


@dataclass(frozen=True)
class Digest:
    """A day: seats `more` and `less`, what the former cost as (minor units, currency), the next events."""

    more: int
    less: int
    money: list[tuple[int, str]]
    ahead: list[Any]


async def due(tx: Tx, limit: int = 100, *, zone: str) -> list[int]:
    """Whose morning it is and who wants a digest; `zone` is for people without one."""
    return list((await tx.execute(_DUE, {"zone": zone, "limit": limit})).scalars())


async def promise(tx: Tx, user_id: int, *, zone: str) -> None:
    """The digest of the person's yesterday, once."""
    if (await tx.execute(_PROMISE, {"zone": zone, "user_id": user_id})).rowcount:
        await outbox.wake(tx)


async def of(tx: Tx, user_id: int, day: str, zone: str) -> Digest | None:
    """What happened on that day, by the clock of `zone`; None when nothing did."""
    since = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
    facts = {"user_id": user_id, "since": since}
    until = datetime.combine(since.date() + timedelta(days=1), time(), ZoneInfo(zone))
    rows = await all_of(tx, _MOVED.bindparams(**facts, until=until))
    more, less = (int(sum(getattr(row, what) for row in rows)) for what in ("more", "less"))
    if not more and not less:
        return None
    money = [(int(row.money), row.currency) for row in rows if row.money]
    return Digest(more, less, money, await all_of(tx, _AHEAD.bindparams(**facts, limit=SHOWN)))
