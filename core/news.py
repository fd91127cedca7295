"""What guests did, told to hosts (SCREENS 8.3): seats taken, seats given back, an event that sold out.

Derived from the record some minutes later, never in the moment of booking: whoever books waits for no message to
somebody else. All that happened to an event in `WINDOW` is one message of each kind, and what cancels itself out is
none. How far the record was read is a row, so a restart neither repeats nor forgets.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT

from core import outbox
from core.database import Tx, all_of, first
from core.models import Outbox

AT_ONCE = 10_000
KINDS = {"new_guest", "guest_left", "sold_out"}

# Whole windows alone, and 30 s after their end: nothing that was written in one is still uncommitted then.
_CUT = "date_bin('5 minutes', statement_timestamp() - interval '30 seconds', TIMESTAMPTZ 'epoch')"

# How many seats a row of the record about a booking means to those who run the event; NULL: none of their business.
DELTA = """
    CASE WHEN a.new = 'confirmed' AND a.old IS DISTINCT FROM 'confirmed' THEN a.seats
         WHEN a.new = 'cancelled' AND a.old = 'confirmed' AND a.reason = 'given_back' THEN -a.seats
         WHEN a.new = 'confirmed' AND a.reason LIKE 'seats %' THEN a.seats - CAST(split_part(a.reason, ' ', 2) AS int)
    END
"""

# By its first row alone: a rush leaves many rows that are too young.
_DUE = text(
    f"""
    SELECT w.upto FROM watermarks w
    CROSS JOIN LATERAL (SELECT at FROM audit WHERE id > w.upto ORDER BY id LIMIT 1) next
    WHERE w.name = 'news' AND next.at < {_CUT}
    """  # noqa: S608 - our own words
)
_LOCK = text("SELECT upto FROM watermarks WHERE name = 'news' FOR UPDATE")
# Numbers are given before rows are seen: no further than where the first young row stands.
_LAST = text(
    f"""
    WITH ahead AS (SELECT id, at FROM audit WHERE id > :upto ORDER BY id LIMIT :limit)
    SELECT max(id) AS id FROM ahead
    WHERE id < coalesce((SELECT min(id) FROM ahead WHERE at >= {_CUT}), {2**63 - 1})
    """  # noqa: S608 - our own words
)
_TELL = text(
    f"""
    WITH moves AS (
        SELECT b.event_id, b.id AS booking_id, sum({DELTA}) AS seats
        FROM audit a JOIN bookings b ON b.id = a.entity_id
        WHERE a.id > :upto AND a.id <= CAST(:last AS bigint) AND a.entity = 'booking'
        GROUP BY b.event_id, b.id HAVING sum({DELTA}) <> 0
    ), news AS (
        SELECT event_id, CASE WHEN seats > 0 THEN 'new_guest' ELSE 'guest_left' END AS kind,
               CAST(CAST(:last AS bigint) AS text) AS mark,
               jsonb_build_object('who',
                   jsonb_agg(jsonb_build_array(booking_id, abs(seats)) ORDER BY booking_id)) AS said
        FROM moves GROUP BY event_id, seats > 0
        UNION ALL
        SELECT e.id, 'sold_out', CAST(e.capacity AS text), '{{}}'
        FROM (SELECT DISTINCT event_id FROM moves WHERE seats > 0) took JOIN events e ON e.id = took.event_id
        WHERE e.available = 0
          AND NOT EXISTS (SELECT FROM bookings p WHERE p.event_id = e.id AND p.status = 'pending')
    ), hosts AS (
        SELECT e.id AS event_id, e.host_id AS user_id FROM events e
        WHERE e.id IN (SELECT event_id FROM news) AND e.status = 'published' AND e.starts_at > statement_timestamp()
        UNION
        SELECT e.id, t.user_id FROM events e JOIN team_members t ON t.organizer_id = e.organizer_id
        WHERE e.id IN (SELECT event_id FROM news) AND e.status = 'published' AND e.starts_at > statement_timestamp()
    )
    INSERT INTO outbox (user_id, kind, event_id, params, dedupe)
    SELECT h.user_id, n.kind, n.event_id, n.said,
           concat_ws(chr(58), n.kind, 'e' || n.event_id, 'u' || h.user_id, n.mark)
    FROM news n JOIN hosts h USING (event_id) JOIN users u ON u.id = h.user_id
    WHERE NOT u.muted @> CASE n.kind WHEN 'sold_out' THEN '{{guest,digest}}' ELSE '{{guest}}' END ::text[]
    ORDER BY n.event_id, h.user_id, n.kind
    ON CONFLICT (dedupe) DO NOTHING
    """  # noqa: S608 - our own words
)
_WHO = text(
    """
    SELECT b.id, b.status, u.id AS user_id, u.name, b.event_id FROM bookings b JOIN users u ON u.id = b.user_id
    WHERE b.id = ANY(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(BIGINT)))
_OFFERED = text(
    """
    SELECT 1 FROM bookings WHERE event_id = :event_id AND status = 'pending' AND origin = 'waitlist'
    AND expires_at > clock_timestamp() LIMIT 1
    """
)


@dataclass(frozen=True)
class Party:
    """Who took or gave back how many seats: `names` of those it is still true of, in their order."""

    names: list[str]
    user_ids: list[int]
    seats: int


async def due(tx: Tx, limit: int = 1) -> list[int]:  # noqa: ARG001 - a sweep's own signature
    """Where reading the record goes on, if a whole window lies there."""
    return list((await tx.execute(_DUE)).scalars())


async def tell(tx: Tx, upto: int) -> int:
    """Promise the hosts what the record says after `upto`; how many rows were read, 0 if a sweep was quicker."""
    if (await tx.execute(_LOCK)).scalar_one() != upto:
        return 0
    last = (await tx.execute(_LAST, {"upto": upto, "limit": AT_ONCE})).scalar_one()
    if last is None:
        return 0
    await tx.execute(text("UPDATE watermarks SET upto = :last WHERE name = 'news'"), {"last": last})
    told = await tx.execute(_TELL, {"upto": upto, "last": last})
    if told.rowcount:
        await outbox.wake(tx)
    return int(last - upto)


async def party(tx: Tx, row: Outbox) -> Party:
    """Whom a message of `KINDS` is about, as things stand now: who gave the seats back again took none."""
    said = dict(row.params.get("who", []))
    found = await all_of(tx, _WHO.bindparams(ids=list(said)))
    kept = [one for one in found if row.kind == "guest_left" or one.status in ("confirmed", "completed")]
    kept.sort(key=lambda one: list(said).index(one.id))
    return Party([one.name for one in kept], [one.user_id for one in kept], sum(said[one.id] for one in kept))


async def is_passed_on(tx: Tx, event_id: int) -> bool:
    """Whether seats of the event are offered to the waitlist right now."""
    return await first(tx, _OFFERED.bindparams(event_id=event_id)) is not None
