"""The moment of taking seats: one transaction's decision about all rivals for one event. `box_office` calls it.

Order in the transaction: lock the event and read the clock, let lapsed holds go (the waitlist is first), read what is
known of the rivals, decide one after another in plain Python, write everything at once.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from core import errors, idempotency, lapse, live, offers, rights, seats, users
from core.database import Tx
from core.errors import DomainError
from core.models import Access, Booking, BookingStatus, Event, EventStatus, User

_PEOPLE = text(
    """
    SELECT id, phone, email, chat_open, blocked_at, banned_at,
           (SELECT array[b.id, b.seats] FROM bookings b
            WHERE b.event_id = :event_id AND b.user_id = u.id AND b.status IN ('pending', 'confirmed')) AS active,
           (SELECT count(*) FROM bookings h
            WHERE h.user_id = u.id AND h.status = 'pending' AND h.expires_at > :now) AS holds
    FROM users u WHERE id = ANY(CAST(:ids AS bigint[])) AND erased_at IS NULL FOR KEY SHARE OF u
    """
)
_WRITE = text(
    """
    WITH wanted AS (
        SELECT * FROM unnest(
            CAST(:users AS bigint[]), CAST(:seats AS int[]), CAST(:codes AS text[]), CAST(:in_chat AS bool[])
        ) WITH ORDINALITY AS t(user_id, seats, ticket_code, in_chat, place)
    ), booked AS (
        INSERT INTO bookings (event_id, user_id, seats, status, origin, price, currency, terms, ticket_code,
                              refundable_until, expires_at, confirmed_at, created_at)
        SELECT :event_id, user_id, seats, :status, 'direct', :price, :currency, :terms, ticket_code,
               :refundable_until, :expires_at, :confirmed_at, :now
        FROM wanted ORDER BY place
        RETURNING *
    ), audited AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'booking', id, NULL, status, seats, 'user:' || user_id, 'booked' FROM booked
    ), told AS (
        INSERT INTO outbox (user_id, kind, event_id, booking_id, dedupe, status, settled_at)
        SELECT b.user_id, :kind, b.event_id, b.id, :kind || ':' || b.id,
               CASE WHEN w.in_chat AND :kind = 'booked' THEN 'skipped' ELSE 'queued' END,
               CASE WHEN w.in_chat AND :kind = 'booked' THEN CAST(:now AS timestamptz) END
        FROM booked b JOIN wanted w USING (user_id)
    ), waits_no_more AS (
        UPDATE waitlist SET status = 'left', ended_at = :now
        WHERE event_id = :event_id AND status = 'waiting' AND user_id = ANY(CAST(:users AS bigint[]))
        RETURNING id, seats, user_id
    ), left_the_line AS (
        INSERT INTO audit (entity, entity_id, old, new, seats, actor, reason)
        SELECT 'waitlist', id, 'waiting', 'left', seats, 'user:' || user_id, 'booked' FROM waits_no_more
    )
    SELECT {columns}, pg_notify('outbox', '') FROM booked
    """.replace("{columns}", ", ".join(column.name for column in Booking.__table__.columns))
).columns(*Booking.__table__.columns)


@dataclass(frozen=True)
class Rival:
    """Somebody who wants `seats`, having seen `terms`, under an idempotency `key`."""

    user_id: int
    seats: int
    terms: int | None = None
    key: str | None = None
    in_chat: bool = False

    def fingerprint(self, event_id: int) -> str:
        """What the key stands for; the same key with another one is refused."""
        return idempotency.fingerprint(event_id, self.seats, self.terms)


@dataclass
class Known:
    """What the decision needs to know, read after the lock."""

    event: Event
    now: datetime
    free: int
    passed_on: int
    people: dict[int, Any]
    unseen: set[int]
    hosts: set[int]
    active: dict[int, tuple[int | None, int]]
    keys: dict[tuple[int, str], Any]
    max_holds: int = 0
    decided: dict[tuple[int, str], tuple[str, Any]] = field(default_factory=dict)


async def take_seats(tx: Tx, event_id: int, rivals: list[Rival], *, max_holds: int) -> list[Booking | DomainError]:
    """Decide for each rival, in order. Raises NotFound when there is no such event, for all of them."""
    event, now = await seats.lock_event(tx, event_id)
    freed = await lapse.let_go(tx, event, now, for_rivals=True)
    # Nobody freed a seat, but somebody in line may be within reach again (invariant 15).
    served = not freed and await offers.serve_if_awaited(tx, event, now)
    free = await seats.left(tx, event_id) if freed or served else event.available
    known = await _look(tx, event, now, rivals, free=free, passed_on=event.available + freed - free)
    known.max_holds = max_holds
    verdicts = [_verdict(known, rival) for rival in rivals]
    winners = [rival for rival, verdict in zip(rivals, verdicts, strict=True) if verdict is True]
    booked = await _write(tx, known, winners) if winners else {}
    answers = [booked[who.user_id] if won is True else won for who, won in zip(rivals, verdicts, strict=True)]
    await _remember(tx, known, rivals, answers)
    return await idempotency.replayed(tx, answers)


async def _look(tx: Tx, event: Event, now: datetime, rivals: list[Rival], *, free: int, passed_on: int) -> Known:
    ids = sorted({rival.user_id for rival in rivals})
    if not _at_once(event):
        await users.one_at_a_time(tx, ids)  # or bookings of several events at once would count too few holds (S9)
    people = (await tx.execute(_PEOPLE, {"event_id": event.id, "now": now, "ids": ids})).all()
    unseen, hosts = await _relations(tx, event, ids)
    return Known(
        event=event,
        now=now,
        free=free,
        passed_on=passed_on,
        people={person.id: person for person in people},
        unseen=unseen,
        hosts=hosts,
        active={person.id: tuple(person.active) for person in people if person.active},
        keys=await idempotency.kept(tx, [(rival.user_id, rival.key) for rival in rivals if rival.key]),
    )


async def _relations(tx: Tx, event: Event, ids: list[int]) -> tuple[set[int], set[int]]:
    """For whom the event is not there, and who hosts it: asked only where it could be anybody but the host."""
    is_open = event.access is Access.public and event.status is not EventStatus.draft
    if is_open and event.organizer_id is None:
        return set(), {event.host_id}
    asked = select(User.id, rights.sees(User.id).label("sees"), rights.hosts(User.id).label("hosts"))
    rows = (await tx.execute(asked.join_from(User, Event, Event.id == event.id).where(User.id.in_(ids)))).all()
    return {row.id for row in rows if not row.sees}, {row.id for row in rows if row.hosts}


def _verdict(known: Known, rival: Rival) -> Any:
    """True (seats are taken), a refusal, or a stored answer's dict. The rules of R25-R33 stand here, in order."""
    replay = _stored(known, rival)
    if replay is not None:
        return replay
    person = known.people.get(rival.user_id)
    verdict: Any = True
    if person is None or rival.user_id in known.unseen:
        verdict = errors.NotFound()
    elif rival.user_id in known.active:
        booking_id, seats_there = known.active[rival.user_id]
        verdict = errors.AlreadyBooked(booking_id=booking_id, n=seats_there, event_id=known.event.id)
    else:
        verdict = _closed(known) or _unfit(known, rival, person) or _scarce(known, rival) or True
    if verdict is True:
        known.free -= rival.seats
        known.active[rival.user_id] = (None, rival.seats)
    return verdict


def _stored(known: Known, rival: Rival) -> Any:
    if rival.key is None:
        return None
    wish = rival.fingerprint(known.event.id)
    earlier = known.keys.get((rival.user_id, rival.key))
    if earlier is not None:
        return earlier.answer if earlier.fingerprint == wish else errors.KeyReused()
    # The same key twice in one batch: the second one takes over what the first one gets.
    first = known.decided.setdefault((rival.user_id, rival.key), (wish, rival))
    if first[1] is rival:
        return None
    return {"twin": True} if first[0] == wish else errors.KeyReused()


def _closed(known: Known) -> DomainError | None:
    event = known.event
    if event.status is not EventStatus.published:
        return errors.EventClosed(event_id=event.id)
    return errors.EventBegun(event_id=event.id) if event.starts_at <= known.now else None


def _unfit(known: Known, rival: Rival, person: Any) -> DomainError | None:
    event = known.event
    if person.banned_at is not None:
        return errors.Banned()
    if person.id in known.hosts:
        return errors.OwnEvent(event_id=event.id)
    if not users.is_reachable(person):
        return errors.Unreachable()
    if rival.terms is not None and rival.terms != event.terms:
        return errors.TermsChanged(terms=event.terms, event_id=event.id)
    if not 1 <= rival.seats <= event.max_seats_per_booking:
        return errors.SeatsLimit(max=event.max_seats_per_booking, event_id=event.id)
    return None


def _scarce(known: Known, rival: Rival) -> DomainError | None:
    holds = known.people[rival.user_id].holds
    if holds >= known.max_holds and not _at_once(known.event):
        return errors.TooManyHolds(n=holds)
    if known.free < rival.seats <= known.free + known.passed_on:
        return errors.WaitlistFirst(event_id=known.event.id)
    if rival.seats > known.free:
        return errors.SoldOut(free=known.free, n=rival.seats, event_id=known.event.id)
    return None


def _at_once(event: Event) -> bool:
    return event.price == 0 and not event.requires_confirmation


async def _write(tx: Tx, known: Known, winners: list[Rival]) -> dict[int, Booking]:
    event, now, at_once = known.event, known.now, _at_once(known.event)
    await seats.take(tx, event.id, sum(rival.seats for rival in winners))
    rows = await tx.execute(
        _WRITE,
        {
            "users": [rival.user_id for rival in winners],
            "seats": [rival.seats for rival in winners],
            "codes": [offers.new_ticket_code() for _ in winners],
            "in_chat": [rival.in_chat for rival in winners],
            "event_id": event.id,
            "status": BookingStatus.confirmed.value if at_once else BookingStatus.pending.value,
            "kind": "confirmed" if at_once else "booked",
            "price": event.price,
            "currency": event.currency,
            "terms": event.terms,
            "refundable_until": event.refundable_until or event.starts_at,
            # Nothing is held beyond the start: a seat that nobody may take any more is no use to anybody.
            "expires_at": None if at_once else min(now + timedelta(seconds=event.booking_ttl), event.starts_at),
            "confirmed_at": now if at_once else None,
            "now": now,
        },
    )
    booked: dict[int, Any] = {row.user_id: row for row in rows}
    await live.announce(tx, event.id)
    return booked


async def _remember(tx: Tx, known: Known, rivals: list[Rival], answers: list[Any]) -> None:
    """Keep the answers under their keys; a twin takes over the first one's."""
    fresh: dict[tuple[int, str], Any] = {}
    for at, (rival, answer) in enumerate(zip(rivals, answers, strict=True)):
        name = (rival.user_id, rival.key or "")
        if isinstance(answer, dict) and "twin" in answer:
            answers[at] = fresh[name]
        elif name in known.decided and known.decided[name][1] is rival:
            fresh[name] = answer
    await idempotency.keep(tx, {name: (known.decided[name][0], answer) for name, answer in fresh.items()})
