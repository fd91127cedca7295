"""Numbers (R59): of one event, of a host, of a page, of the platform, over time. Straight SQL; nothing is kept.

Everything is counted from the rows at one instant, so no number drifts from what it counts. What a person may not
manage is not there. Money is never summed across currencies. An event's numbers cost what its own bookings cost,
however many there are in all; the platform's are those of a bounded period, by the day the bookings were made.

A row of numbers has:

    events, capacity      that are on or took place, and their seats; of one event its own, whatever became of it
    sold, sold_bookings   seats and bookings that are confirmed or completed
    held                  seats of live holds
    holds                 bookings that were ever made: each is paid, open, expired or let_go
      paid                ever confirmed; of these were later cancelled: given_back
      open, expired       live; past the deadline, swept or not
      let_go              cancelled before they were confirmed
    conversion            paid / holds, None without holds
    waiting, offers       who waits now; offers ever made, of them offers_taken, offers_lapsed, offers_declined
    checked_in            seats that came
    no_shows              completed bookings of which nobody came, where tickets were checked at all
    money                 [{"currency", "revenue", "refunded"}], minor units, by currency
    days                  [{"day", "holds", "sold"}]: bookings made and seats sold that day, by day, empty ones left out

Revenue is seats x copied price of what is confirmed or completed, minus refunds beyond what was paid for seats that
are not counted any more: giving one of three seats back costs its price once, not twice.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

from core import rights, users
from core.database import LARGEST_ID, Tx, one
from core.errors import Invalid, NotFound

LONGEST = timedelta(days=92)

_NUMBERS = """
WITH scope AS (
    SELECT id, capacity, zone, status FROM events WHERE {scope}
), b AS MATERIALIZED (
    SELECT id, event_id, seats, currency, checked_in, confirmed_at, created_at, status,
           CAST(price AS bigint) * seats AS gross,
           status IN ('confirmed', 'completed') AS taken,
           status IN ('confirmed', 'completed') OR confirmed_at IS NOT NULL AS paid,
           status = 'pending' AND expires_at > statement_timestamp() AS open,
           status = 'expired' OR (status = 'pending' AND expires_at <= statement_timestamp()) AS lapsed
    FROM bookings WHERE {whose} AND {period}
), counted AS (
    SELECT coalesce(sum(seats) FILTER (WHERE taken), 0) AS sold,
           count(*) FILTER (WHERE taken) AS sold_bookings,
           coalesce(sum(seats) FILTER (WHERE open), 0) AS held,
           count(*) AS holds,
           count(*) FILTER (WHERE paid) AS paid,
           count(*) FILTER (WHERE open) AS open,
           count(*) FILTER (WHERE lapsed) AS expired,
           count(*) FILTER (WHERE status = 'cancelled' AND NOT paid) AS let_go,
           count(*) FILTER (WHERE status = 'cancelled' AND paid) AS given_back,
           CAST(count(*) FILTER (WHERE paid) AS float) / nullif(count(*), 0) AS conversion,
           coalesce(sum(checked_in) FILTER (WHERE taken), 0) AS checked_in
    FROM b
), missed AS (
    SELECT event_id, count(*) AS bookings FROM b WHERE status = 'completed' AND checked_in = 0 GROUP BY event_id
), absent AS (
    SELECT CAST(coalesce(sum(bookings), 0) AS bigint) AS no_shows FROM missed
    WHERE EXISTS (SELECT FROM bookings came WHERE came.event_id = missed.event_id AND came.checked_in > 0)
), line AS (
    SELECT count(*) FILTER (WHERE status = 'waiting') AS waiting,
           count(booking_id) AS offers,
           count(booking_id) FILTER (WHERE status = 'taken') AS offers_taken,
           count(booking_id) FILTER (WHERE status = 'lapsed') AS offers_lapsed,
           count(booking_id) FILTER (WHERE status = 'declined') AS offers_declined
    FROM waitlist WHERE {whose} AND {period}
), arrived AS MATERIALIZED (
    SELECT p.id, p.booking_id, p.currency, p.status, p.amount FROM b JOIN payments p ON p.booking_id = b.id
), back AS (
    SELECT p.id, sum(r.amount) AS amount FROM arrived p JOIN refunds r ON r.payment_id = p.id GROUP BY p.id
), pay AS (
    SELECT p.booking_id, p.currency, coalesce(sum(back.amount), 0) AS refunded,
           coalesce(sum(p.amount) FILTER (WHERE p.status = 'captured'), 0) AS captured,
           coalesce(sum(back.amount) FILTER (WHERE p.status = 'captured'), 0) AS returned
    FROM arrived p LEFT JOIN back USING (id) GROUP BY p.booking_id, p.currency
), sums AS (
    SELECT b.currency, 0 AS refunded,
           gross - greatest(0, coalesce(returned, 0) - greatest(0, coalesce(captured, 0) - gross)) AS revenue
    FROM b LEFT JOIN pay ON pay.booking_id = b.id AND pay.currency = b.currency WHERE taken AND gross > 0
    UNION ALL
    SELECT currency, refunded, 0 FROM pay WHERE refunded > 0
), money AS (
    SELECT currency, CAST(sum(revenue) AS bigint) AS revenue, CAST(sum(refunded) AS bigint) AS refunded
    FROM sums GROUP BY currency
), moments AS (
    SELECT created_at AS at, 1 AS holds, 0 AS sold FROM b
    UNION ALL
    SELECT coalesce(confirmed_at, created_at), 0, seats FROM b WHERE taken
), days AS (
    SELECT CAST(at AT TIME ZONE coalesce(CAST(:zone AS text), (SELECT zone FROM scope)) AS date) AS day,
           sum(holds) AS holds, sum(sold) AS sold
    FROM moments GROUP BY 1
)
SELECT s.*, counted.*, no_shows, line.*,
       (SELECT coalesce(jsonb_agg(to_jsonb(money) ORDER BY currency), '[]') FROM money) AS money,
       (SELECT coalesce(jsonb_agg(to_jsonb(days) ORDER BY day), '[]') FROM days) AS days
FROM (SELECT count(*) AS events, coalesce(sum(capacity), 0) AS capacity FROM scope WHERE {shown}) s,
     counted, absent, line
"""
_PERIOD = """
    created_at >= coalesce(CAST(:since AS timestamptz), '-infinity')
    AND created_at < coalesce(CAST(:until AS timestamptz), 'infinity')
"""


def _statement(scope: str, whose: str, shown: str = "status IN ('published', 'completed')") -> Any:
    query = _NUMBERS.format(scope=scope, whose=whose, shown=shown, period=_PERIOD)
    return text(query).columns(money=JSONB, days=JSONB)


_THEIRS = "event_id IN (SELECT id FROM scope)"
_EVENT = _statement("id = :id", "event_id = :id", "true")
_HOST = _statement("host_id = :id", _THEIRS)
_ORGANIZER = _statement("organizer_id = :id", _THEIRS)
_PLATFORM = _statement("starts_at >= :since AND starts_at < :until", "true")


async def of_event(tx: Tx, user_id: int, event_id: int) -> Any:
    """The event's numbers, by day in its own zone, for those who manage it. Raises NotFound."""
    await rights.ensure_manages(tx, user_id, event_id)
    return await one(tx, _EVENT.bindparams(id=event_id, zone=None, since=None, until=None))


async def of_host(
    tx: Tx,
    user_id: int,
    host_id: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    zone: str = "UTC",
) -> Any:
    """The numbers of a host's own events, for the host and admins. Raises NotFound, Invalid.

    Counted are bookings and waitlist entries made from `since` on and before `until`; all of them without these.
    """
    if host_id != user_id:
        await rights.ensure_admin(tx, user_id)
    if not 0 < host_id <= LARGEST_ID:
        raise NotFound
    await users.get(tx, host_id)
    _ensure_period(since, until, zone)
    return await one(tx, _HOST.bindparams(id=host_id, zone=zone, since=since, until=until))


async def of_organizer(
    tx: Tx,
    user_id: int,
    organizer_id: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    zone: str = "UTC",
) -> Any:
    """The numbers of a page's events, for its team and admins; as `of_host`. Raises NotFound, Invalid."""
    await rights.ensure_team(tx, user_id, organizer_id)
    _ensure_period(since, until, zone)
    return await one(tx, _ORGANIZER.bindparams(id=organizer_id, zone=zone, since=since, until=until))


async def of_platform(tx: Tx, user_id: int, since: datetime, until: datetime, *, zone: str = "UTC") -> Any:
    """What was booked from `since` on and before `until`, 92 days at most, for admins. Raises NotFound, Invalid.

    `events` and `capacity` are of those that start in that time.
    """
    await rights.ensure_admin(tx, user_id)
    _ensure_period(since, until, zone)
    if until - since > LONGEST:
        raise Invalid("until", "too_large", most=LONGEST.days)
    return await one(tx, _PLATFORM.bindparams(zone=zone, since=since, until=until))


def _ensure_period(since: datetime | None, until: datetime | None, zone: str) -> None:
    if zone not in _zones():
        raise Invalid("zone", "no_such_zone")
    for field, at in (("since", since), ("until", until)):
        if at is not None and at.tzinfo is None:
            raise Invalid(field, "not_a_date")
    if since is not None and until is not None and until <= since:
        raise Invalid("until", "before_start")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})
