"""A house that has been running for a year and a half, written by the database itself: INSERT … SELECT, seconds a size.

Every row is a function of its number, so two sizes look alike: as many bookings an event, as many a person, the same
share of each state, over the same days. Bookings come with their record, messages, money, reviews and waiting people.
The invariants hold. Foreign keys aren't looked up while filling (the numbers come from the tables themselves).
"""

import sys
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core import integrity
from core.models import Base

RARE = "Аэлита"
FREQUENT = "Сталкер"

FIRST_NAMES = "Анна Борис Вера Глеб Дарья Егор Жанна Илья Кира Лев Marta Nils Olga Paul Rita Sam Tove Ulrich Vera Will"
LAST_NAMES = "Орлова Петров Кац Соколова Гринберг Lund Meyer Novak Rossi Silva Tanaka Weber Young Klein Costa Berg"
FILMS = (
    "Сталкер;Солярис;Зеркало;Дюна;Амели;Паразиты;Metropolis;Nosferatu;Playtime;Stalker, 35 mm;Persona;Alien;"
    "Тени забытых предков;Ночь на Земле;Полёт над гнездом кукушки;The Third Man;Blade Runner;Spirited Away;Рай;Весна"
)
KINDS = "Показ и разговор;Ночной сеанс;Film evening;Киноклуб;Open-air screening;Лекция;Quiz night;Мастер-класс;Встреча"
PLACES = (
    "Кинотеатр «Октябрь», Новый Арбат, 24;Дом культуры, Лесная, 5;Крыша, Садовая, 18;Библиотека, Невский, 46;"
    "Oktyabr cinema, 24 Novy Arbat;The Old Mill, 3 River Lane;Studio 9, 9 Brick Street;Garden stage, Central park;"
    "Музей кино, проспект Мира, 119;Кафе «Весна», Пушкинская, 7;Town hall, 1 Market square;Антикафе, Гоголя, 12"
)
SENTENCES = (
    "Смотрим на плёнке, говорим до полуночи.;Вход со своей чашкой, чай наш.;Doors open half an hour early.;"
    "После показа придёт оператор картины.;We watch it with subtitles and talk afterwards.;Мест немного.;"
    "Bring a blanket, the evenings are cold.;Ведёт историк кино, вопросы приветствуются.;Latecomers wait for the break."
)


@dataclass(frozen=True)
class Size:
    """How big a house is. A fifth as many hosts as events; everybody else is a guest, and guests book."""

    events: int
    users: int
    bookings: int

    @property
    def each(self) -> int:
        """Bookings an event."""
        return self.bookings // self.events

    @property
    def hosts(self) -> int:
        return max(1, self.events // 5)

    def host(self, event_id: int) -> int:
        return 1 + event_id % self.hosts

    def guest(self, event_id: int, k: int) -> int:
        """The `k`-th guest of an event: those below `each` booked it, the next ten wait where it is full."""
        return self.hosts + 1 + ((event_id - 1) * self.each + k) * 317 % (self.users - self.hosts)


_USERS = """
    INSERT INTO users (id, telegram_id, name, username, email, language, zone, role, chat_open, created_at)
    SELECT i, 100000000 + i,
           (CAST(:first AS text[]))[1 + i % 20] || ' ' || (CAST(:last AS text[]))[1 + i / 20 % 16], 'guest' || i,
           CASE WHEN i % 3 = 0 THEN 'guest' || i || '@example.org' END, CASE WHEN i % 4 = 0 THEN 'en' ELSE 'ru' END,
           CASE WHEN i % 5 = 0 THEN 'Europe/Berlin' ELSE 'Europe/Moscow' END,
           CASE WHEN i = 1 THEN 'admin' ELSE 'user' END, true, now() - interval '800 days'
    FROM generate_series(1, :users) i
"""
_PAGES = """
    INSERT INTO organizers (id, slug, name, description)
    SELECT i, 'page-' || i, 'Киноклуб ' || i, 'Film evenings since ' || 1950 + i % 70
    FROM generate_series(1, greatest(1, :hosts / 2)) i
"""
_TEAMS = "INSERT INTO team_members (organizer_id, user_id) SELECT id, id FROM organizers"
# Two fifths are over. What is ahead begins in two days at the soonest: nothing changes by itself during a run.
_PLAN = """
    CREATE TEMP TABLE plan ON COMMIT DROP AS
    SELECT i AS id, 1 + i % :hosts AS host_id, i % 10 < 3 AS priced, i % 10 < 6 AS holds, phase >= 0.4 AS ahead,
           CASE WHEN phase >= 0.4 THEN 'published' WHEN i % 8 = 0 THEN 'cancelled' ELSE 'completed' END AS status,
           date_trunc('minute', now()) + CASE WHEN phase < 0.4 THEN (phase - 0.4) * interval '1350 days' - interval '1 day'
               ELSE (phase - 0.4) * interval '300 days' + interval '2 days' END AS starts_at
    FROM (SELECT i, i * 0.6180339887498949 % 1 AS phase FROM generate_series(1, :events) i) p
"""
_DRAWN = """
    CREATE TEMP TABLE drawn ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY created_at, event_id, k) AS id, *
    FROM (
        SELECT p.id AS event_id, k, :hosts + 1 + ((p.id - 1) * :each + k) * 317 % (:users - :hosts) AS user_id,
               1 + k % 3 AS seats, CASE WHEN p.priced THEN 50000 + p.id % 7 * 10000 ELSE 0 END AS price, p.holds,
               CASE WHEN d >= 97 AND p.ahead AND p.holds THEN 'pending'
                    WHEN d >= 85 AND p.holds THEN 'expired'
                    WHEN d >= 73 OR p.status = 'cancelled' THEN 'cancelled'
                    WHEN p.ahead THEN 'confirmed' ELSE 'completed' END AS status,
               d >= 73 AS by_guest, p.starts_at, p.status AS event_status,
               CASE WHEN d >= 97 AND p.ahead AND p.holds THEN now() - d * interval '1 second'
                    ELSE least(p.starts_at, now()) - interval '2 days' - (k * 37 % 100) * interval '2 days' END AS created_at
        FROM plan p, generate_series(0, :each - 1) k, LATERAL (SELECT (p.id * 7919 + k * 104729) % 100 AS d)
    ) b
"""
_EVENTS = """
    INSERT INTO events (id, host_id, organizer_id, name, description, film, place, format, starts_at, ends_at, zone,
                        capacity, available, price, currency, booking_ttl, max_seats_per_booking,
                        requires_confirmation, access, status, over_at, wound_up_at, created_at)
    SELECT p.id, p.host_id, CASE WHEN p.id % 3 = 0 THEN 1 + p.id % greatest(1, :hosts / 2) END,
           kind || ': ' || CASE WHEN row_number() OVER (PARTITION BY p.ahead, p.id % 20 = 9 ORDER BY p.id) <= 3
                                 AND p.ahead AND p.id % 20 <> 9 THEN :rare ELSE film END,
           said[1 + p.id % 9] || ' ' || said[1 + p.id / 9 % 9] || ' ' || said[1 + p.id / 81 % 9], film,
           (CAST(:places AS text[]))[1 + p.id * 5 % 12], 'in_person', p.starts_at, p.starts_at + interval '2 hours',
           'Europe/Moscow', taken + room, room, CASE WHEN p.priced THEN 50000 + p.id % 7 * 10000 ELSE 0 END, 'RUB',
           86400, 4, p.holds AND NOT p.priced, CASE WHEN p.id % 20 = 9 THEN 'private' ELSE 'public' END, p.status,
           CASE p.status WHEN 'cancelled' THEN p.starts_at - interval '1 day'
                         WHEN 'completed' THEN p.starts_at + interval '14 hours' END,
           CASE WHEN NOT p.ahead THEN p.starts_at + interval '15 hours' END, least(p.starts_at, now()) - interval '210 days'
    FROM plan p
    JOIN (SELECT event_id, coalesce(sum(seats) FILTER (WHERE status IN ('pending', 'confirmed', 'completed')), 0) AS taken
          FROM drawn GROUP BY event_id) t ON t.event_id = p.id,
    LATERAL (SELECT CASE WHEN p.ahead AND p.id % 10 = 7 THEN 0 ELSE 500 + p.id % 5 * 100 END AS room,
                    (CAST(:kinds AS text[]))[1 + p.id % 9] AS kind, (CAST(:films AS text[]))[1 + p.id * 7 % 20] AS film,
                    CAST(:sentences AS text[]) AS said)
    ORDER BY p.starts_at
"""
_BOOKINGS = """
    INSERT INTO bookings (id, event_id, user_id, seats, status, price, currency, terms, ticket_code, refundable_until,
                          expires_at, reason, checked_in, checked_in_at, checked_in_by, created_at, confirmed_at,
                          ended_at)
    SELECT id, event_id, user_id, seats, status, price, 'RUB', 1, upper(left(md5('ticket' || id), 16)), starts_at,
           CASE status WHEN 'pending' THEN created_at + interval '1 day'
                       ELSE CASE WHEN holds THEN created_at + interval '15 minutes' END END,
           CASE status WHEN 'expired' THEN 'ttl'
                       WHEN 'cancelled' THEN CASE WHEN by_guest THEN 'given_back' ELSE 'event_cancelled' END END,
           CASE status WHEN 'completed' THEN seats ELSE 0 END, CASE status WHEN 'completed' THEN starts_at END,
           CASE status WHEN 'completed' THEN 1 + event_id % :hosts END, created_at,
           CASE WHEN status IN ('confirmed', 'completed', 'cancelled') THEN created_at + interval '5 minutes' END,
           CASE status WHEN 'expired' THEN created_at + interval '15 minutes'
                       WHEN 'cancelled' THEN created_at + interval '20 hours'
                       WHEN 'completed' THEN starts_at + interval '15 hours' END
    FROM drawn ORDER BY id
"""
_AUDIT = """
    INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason, at)
    SELECT 'event', id, CAST(NULL AS text), 'published', CAST(NULL AS int), 'user:' || host_id, 'created', created_at
    FROM events
    UNION ALL
    SELECT 'event', id, 'published', status, NULL, 'system', 'over', over_at FROM events WHERE over_at IS NOT NULL
    UNION ALL
    SELECT 'booking', b.id, NULL, CASE WHEN d.holds THEN 'pending' ELSE 'confirmed' END, b.seats, 'user:' || b.user_id,
           'booked', b.created_at
    FROM bookings b JOIN drawn d USING (id)
    UNION ALL
    SELECT 'booking', b.id, 'pending', 'confirmed', b.seats, 'user:' || b.user_id, 'confirmed', b.confirmed_at
    FROM bookings b JOIN drawn d USING (id) WHERE d.holds AND b.confirmed_at IS NOT NULL
    UNION ALL
    SELECT 'booking', id, CASE status WHEN 'expired' THEN 'pending' ELSE 'confirmed' END, status, seats,
           CASE status WHEN 'expired' THEN 'sweep' ELSE 'user:' || user_id END, coalesce(reason, 'over'), ended_at
    FROM bookings WHERE ended_at IS NOT NULL
    UNION ALL
    SELECT 'check_in', id, '0', CAST(checked_in AS text), seats, 'user:' || checked_in_by, 'door', checked_in_at
    FROM bookings WHERE checked_in > 0
    UNION ALL
    SELECT 'waitlist', id, NULL, 'waiting', seats, 'user:' || user_id, 'joined', created_at FROM waitlist
    UNION ALL
    SELECT 'waitlist', id, 'waiting', status, seats, 'sweep', 'begun', ended_at FROM waitlist WHERE ended_at IS NOT NULL
    UNION ALL
    SELECT 'payment', id, NULL, status, NULL, 'user:' || user_id, NULL, created_at FROM payments
    UNION ALL
    SELECT 'refund', id, NULL, 'refunding', NULL, 'system', NULL, created_at FROM refunds
    UNION ALL
    SELECT 'refund', id, 'refunding', 'refunded', NULL, 'system', NULL, refunded_at FROM refunds
    ORDER BY 8
"""
_OUTBOX = """
    INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe, status, attempts, due_at, created_at, settled_at,
                        message_id)
    SELECT user_id, kind, event_id, id, kind || ':' || id, CASE WHEN id % 100 = 0 THEN 'skipped' ELSE 'sent' END,
           1, at, at, at + interval '1 second', CASE WHEN id % 100 > 0 THEN 1000000 + id END
    FROM (
        SELECT b.id, b.user_id, b.event_id, 'booked' AS kind, b.created_at AS at
        FROM bookings b JOIN drawn d USING (id) WHERE d.holds
        UNION ALL
        SELECT id, user_id, event_id, 'confirmed', confirmed_at FROM bookings WHERE confirmed_at IS NOT NULL
        UNION ALL
        SELECT id, user_id, event_id, status, ended_at FROM bookings WHERE status IN ('expired', 'cancelled')
    ) said ORDER BY at
"""
_PAYMENTS = """
    INSERT INTO payments (id, booking_id, user_id, provider, charge_id, amount, currency, status, created_at)
    SELECT row_number() OVER (ORDER BY confirmed_at, id), id, user_id, 'test', 'test:' || id, CAST(price AS bigint) * seats, currency,
           'captured', confirmed_at
    FROM bookings WHERE price > 0 AND confirmed_at IS NOT NULL ORDER BY 1
"""
_REFUNDS = """
    INSERT INTO refunds (id, payment_id, amount, status, attempts, due_at, created_at, refunded_at)
    SELECT row_number() OVER (ORDER BY b.ended_at, b.id), p.id, p.amount, 'refunded', 1, b.ended_at, b.ended_at,
           b.ended_at + interval '10 seconds'
    FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE b.status = 'cancelled' ORDER BY 1
"""
_LEDGER = """
    INSERT INTO ledger (payment_id, account, amount, currency, reason, at)
    SELECT payment_id, account, amount, 'RUB', reason, at FROM (
        SELECT id AS payment_id, 'attached' AS account, amount, 'captured' AS reason, created_at AS at FROM payments
        UNION ALL SELECT payment_id, 'attached', -amount, 'promised', created_at FROM refunds
        UNION ALL SELECT payment_id, 'refunding', amount, 'promised', created_at FROM refunds
        UNION ALL SELECT payment_id, 'refunding', -amount, 'refunded', refunded_at FROM refunds
        UNION ALL SELECT payment_id, 'refunded', amount, 'refunded', refunded_at FROM refunds
    ) l ORDER BY at, payment_id
"""
_WAITLIST = """
    INSERT INTO waitlist (event_id, user_id, seats, status, created_at, ended_at)
    SELECT e.id, :hosts + 1 + ((e.id - 1) * :each + :each + k) * 317 % (:users - :hosts), 1 + k % 2,
           CASE WHEN e.status = 'published' THEN 'waiting' WHEN k < 7 THEN 'closed' ELSE 'left' END, joined,
           CASE WHEN e.status <> 'published' THEN e.starts_at END
    FROM events e, generate_series(0, 9) k, LATERAL (
        SELECT least(e.starts_at - interval '1 day', now()) - (10 - k) * interval '1 hour' AS joined
    )
    WHERE e.available = 0 OR (e.status <> 'published' AND e.id % 10 = 7) ORDER BY joined, e.id, k
"""
_REVIEWS = """
    INSERT INTO reviews (author_id, event_id, direction, target_id, stars, text, created_at)
    SELECT b.user_id, b.event_id, d.direction, CASE d.direction WHEN 'guest_host' THEN e.host_id END,
           1 + (b.id * 7 + length(d.direction)) % 5, CASE WHEN b.id % 2 = 0 THEN (CAST(:sentences AS text[]))[1 + b.id % 9] ELSE '' END,
           b.ended_at + interval '1 day'
    FROM bookings b JOIN events e ON e.id = b.event_id, (VALUES ('guest_event'), ('guest_host')) d (direction)
    WHERE b.status = 'completed' AND b.id % 5 = 0
"""
_FAVOURITES = """
    INSERT INTO favourites (user_id, event_id, created_at)
    SELECT DISTINCT i, 1 + (i * 7919 + k * 104729) % :events, now() - k * interval '9 days'
    FROM generate_series(1, :users) i, generate_series(1, 3) k
"""
_NUMBERS = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {0}), false)"

STEPS = {
    "users": _USERS,
    "pages": _PAGES,
    "teams": _TEAMS,
    "plan": _PLAN,
    "drawn": _DRAWN,
    "known": "ANALYZE plan, drawn",
    "events": _EVENTS,
    "bookings": _BOOKINGS,
    "waitlist": _WAITLIST,
    "payments": _PAYMENTS,
    "refunds": _REFUNDS,
    "ledger": _LEDGER,
    "audit": _AUDIT,
    "outbox": _OUTBOX,
    "reviews": _REVIEWS,
    "favourites": _FAVOURITES,
} | {
    f"numbers of {table}": _NUMBERS.format(table)
    for table in ("users", "organizers", "events", "bookings", "payments", "refunds")
}
# For the sweep: `events` with `each` lapsed holds, every one of another person, and room beside them.
_LAPSED = {
    "users": _USERS,
    "events": """
        INSERT INTO events (id, host_id, name, place, starts_at, ends_at, zone, capacity, available, currency, booking_ttl,
                            max_seats_per_booking, requires_confirmation, status)
        SELECT i, 1 + i % :hosts, 'Сталкер ' || i, 'Roof', now() + interval '7 days', now() + interval '170 hours',
               'Europe/Moscow', 1000, 1000 - (SELECT sum(1 + k % 3) FROM generate_series(0, :each - 1) k), 'RUB', 900, 4,
               true, 'published'
        FROM generate_series(1, :events) i
    """,
    "bookings": """
        INSERT INTO bookings (id, event_id, user_id, seats, status, price, currency, terms, ticket_code,
                              refundable_until, expires_at, created_at)
        SELECT row_number() OVER (ORDER BY k, i), i, :hosts + 1 + (i - 1) * :each + k, 1 + k % 3, 'pending', 0, 'RUB', 1,
               upper(left(md5(i || '-' || k), 16)), now() + interval '7 days',
               now() - (k % 10) * interval '1 second', now() - interval '15 minutes'
        FROM generate_series(0, :each - 1) k, generate_series(1, :events) i ORDER BY 1
    """,
    "audit": """
        INSERT INTO audit (entity, entity_id, new, seats, actor, reason, at)
        SELECT 'event', id, status, NULL, 'user:' || host_id, 'created', created_at FROM events
        UNION ALL
        SELECT 'booking', id, status, seats, 'user:' || user_id, 'booked', created_at FROM bookings
    """,
    "outbox": """
        INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe, status, settled_at)
        SELECT user_id, 'booked', event_id, id, 'booked:' || id, 'sent', created_at FROM bookings ORDER BY id
    """,
} | {f"numbers of {table}": _NUMBERS.format(table) for table in ("users", "events", "bookings")}


async def fill(db: AsyncEngine, size: Size) -> None:
    """Write a house of that size into an empty database, indexes and all, and let the planner know it."""
    await _run(db, size, STEPS)


async def fill_lapsed(db: AsyncEngine, size: Size) -> None:
    """Write `size.bookings` holds that lapsed a moment ago, nobody having noticed yet."""
    await _run(db, size, _LAPSED)


async def _run(db: AsyncEngine, size: Size, steps: dict[str, str]) -> None:
    given: dict[str, Any] = {"events": size.events, "users": size.users, "each": size.each, "hosts": size.hosts}
    given |= {"rare": RARE, "first": FIRST_NAMES.split(), "last": LAST_NAMES.split(), "films": FILMS.split(";")}
    given |= {"kinds": KINDS.split(";"), "places": PLACES.split(";"), "sentences": SENTENCES.split(";")}
    async with db.begin() as tx:
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
        await tx.execute(text("SET LOCAL session_replication_role = replica"))
        await tx.execute(text("SET LOCAL work_mem = '256MB'"))
        for name, step in steps.items():
            began = time.perf_counter()
            await tx.execute(text(step).bindparams(**{key: given[key] for key in text(step).compile().params}))
            say(f"{size.bookings:,} bookings: {name} in {time.perf_counter() - began:.1f} s")
    await vacuum(db)


async def vacuum(db: AsyncEngine) -> None:
    """What autovacuum would have done by now; from here on it keeps out of the measuring."""
    began = time.perf_counter()
    alone = db.execution_options(isolation_level="AUTOCOMMIT")
    async with alone.connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        for table in Base.metadata.sorted_tables:
            await connection.execute(text(f"ALTER TABLE {table.name} SET (autovacuum_enabled = false)"))
        await connection.execute(text("VACUUM (ANALYZE)"))
        await connection.execute(text("CHECKPOINT"))
        await connection.execute(text("SET statement_timeout TO DEFAULT"))
    say(f"vacuumed in {time.perf_counter() - began:.1f} s")


async def violations(db: AsyncEngine) -> int:
    """Rows of the whole database that break an invariant."""
    async with db.begin() as tx:
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
        found = await integrity.check(tx)
    for violation in found:
        say(str(violation))
    return sum(violation.rows for violation in found)


def say(what: str) -> None:
    """Progress: never where the JSON goes."""
    print(what, file=sys.stderr, flush=True)
