"""Somebody leaves for good (S21): what was theirs goes back, what says who they were is erased, sums stay as numbers.

One verb and the preview of it. Bookings, payments, refunds, the record and reviews keep standing for somebody without a
name; whoever comes by the same Telegram account later is a new person. Refused: while they host something ahead, while
a payment runs, to the last admin, to the banned (or a ban could be shaken off), and other refunds than were shown.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from core import attempts, audit, change, database, departures, events, organizers, refunds, sign_in, users, waitlist
from core.audit import person
from core.database import Tx, all_of, first, one
from core.errors import (
    Banned,
    CheckedIn,
    EventBegun,
    EventClosed,
    HoldEnded,
    HostingAhead,
    LastOfTeam,
    NotPending,
    OfferEnded,
    QuoteChanged,
)
from core.models import (
    Booking,
    BookingStatus,
    Draft,
    EmailCode,
    EntryStatus,
    Event,
    EventStatus,
    Favourite,
    IdempotencyKey,
    Invited,
    Invoice,
    OpenQuestion,
    Organizer,
    Outbox,
    OutboxStatus,
    Payment,
    Reason,
    Role,
    SharedCard,
    SignInLink,
    Support,
    TeamMember,
    User,
    WaitlistEntry,
)

NAMELESS = "…"
"""Needs no translation, and reads as a name left out."""
_THEIRS = (Favourite, Invited, Draft, Reason, SignInLink, IdempotencyKey, Support, EmailCode)
_ENDED_MEANWHILE = (HoldEnded, OfferEnded, NotPending, EventBegun, EventClosed, CheckedIn)


@dataclass(frozen=True)
class Farewell:
    """What leaving would mean: `bookings` that are given back, `money` (minor units by currency) that comes back.

    `backs` is that money by the id of its booking.
    """

    bookings: list[Booking] = field(default_factory=list)
    money: dict[str, int] = field(default_factory=dict)
    backs: dict[int, int] = field(default_factory=dict)

    @property
    def quote(self) -> int:
        """All of it as one number, for a button to carry: another number is another agreement."""
        return sum(self.money.values())


async def preview(tx: Tx, user_id: int) -> Farewell:
    """What would be given back now. Raises NotFound, Banned, LastAdmin, HostingAhead, PaymentRunning."""
    user = await users.get(tx, user_id)
    await _ensure_may_leave(tx, user)
    await users.ensure_may_resign(tx, user)
    await _ensure_no_payment(tx, user_id)
    return await _farewell(tx, user_id)


async def erase(tx: Tx, user_id: int, *, bookings: int | None = None, quote: int | None = None) -> User:
    """Give back what lies ahead and forget who it was; again is the same.

    `bookings` and `quote` are what was shown. Raises NotFound, Banned, LastAdmin, HostingAhead, PaymentRunning,
    QuoteChanged: what comes back is another sum, or something came to the person meanwhile.
    """
    user = await users.get(tx, user_id)
    if user.erased_at is not None:
        return user
    await _ensure_may_leave(tx, user)
    await _ensure_no_payment(tx, user_id)
    seen = await _farewell(tx, user_id)
    shown = (bookings, quote)
    if any(was is not None and was != now for was, now in zip(shown, (len(seen.bookings), seen.quote), strict=True)):
        raise QuoteChanged(refund=seen.quote)
    await _give_back(tx, user_id, seen, agreed=quote is not None)
    # Events, pages, people, as everywhere: another order, and two would wait for each other.
    await _drop_drafts(tx, user_id)
    await _leave_pages(tx, user_id)
    await users.ensure_may_resign(tx, user)
    user = await users.leaving(tx, user_id)
    if user.erased_at is not None:
        return user
    await _ensure_nothing_came(tx, user)
    return await _forget(tx, user)


async def _ensure_nothing_came(tx: Tx, user: User) -> None:
    """What others decided for the person while we worked is seen now, and nothing comes any more."""
    await _ensure_may_leave(tx, user)
    await _ensure_no_payment(tx, user.id)
    for came in (_ahead(user.id, await database.now(tx)), _lines(user.id), _drafts(user.id), _pages(user.id)):
        if await first(tx, came.limit(1)) is not None:
            # Not given back here: its event would be locked after the person.
            raise QuoteChanged(refund=(await _farewell(tx, user.id)).quote)


async def _ensure_may_leave(tx: Tx, user: User) -> None:
    if user.banned_at is not None:
        raise Banned
    ahead = select(func.count()).where(Event.host_id == user.id, Event.status == EventStatus.published)
    count = (await tx.execute(ahead.where(Event.ends_at > func.clock_timestamp()))).scalar_one()
    if count:
        raise HostingAhead(n=count)


async def _ensure_no_payment(tx: Tx, user_id: int) -> None:
    """Refuse while money may be on its way, whatever became of its hold: nobody would be there to get it back."""
    at = await database.now(tx)
    unpaid = Booking.confirmed_at.is_(None)
    recent = (Booking.status == BookingStatus.pending) | (Booking.approved_at > at - attempts.APPROVED_FOR)
    asked = select(Booking).where(Booking.user_id == user_id, unpaid, Booking.approved_at.is_not(None), recent)
    for booking in await all_of(tx, asked.order_by(Booking.id)):
        await attempts.ensure_same_sum(tx, booking, at)


async def _farewell(tx: Tx, user_id: int) -> Farewell:
    at = await database.now(tx)
    rows: list[Booking] = await all_of(tx, _ahead(user_id, at))
    money: dict[str, int] = {}
    backs = {booking.id: change.refund_for(booking, 0, at) for booking in rows}
    for booking in rows:
        if back := backs[booking.id]:
            money[booking.currency] = money.get(booking.currency, 0) + back
    return Farewell(rows, money, backs)


def _ahead(user_id: int, at: datetime) -> Any:
    """Seats that can still be given back: live holds, and confirmed ones of an evening that nobody of theirs is at."""
    theirs = select(Booking).join(Event, Event.id == Booking.event_id).where(Booking.user_id == user_id)
    live = (Booking.status == BookingStatus.pending) & (Booking.expires_at > at)
    going = (Booking.status == BookingStatus.confirmed) & (Booking.checked_in == 0) & (Event.starts_at > at)
    return theirs.where(Event.status == EventStatus.published, live | going).order_by(Booking.event_id)


def _lines(user_id: int) -> Any:
    theirs = select(WaitlistEntry.event_id).where(WaitlistEntry.user_id == user_id)
    return theirs.where(WaitlistEntry.status == EntryStatus.waiting)


def _drafts(user_id: int) -> Any:
    booked = select(Booking.id).where(Booking.event_id == Event.id).correlate(Event).exists()
    return select(Event.id).where(Event.host_id == user_id, Event.status == EventStatus.draft, ~booked)


def _pages(user_id: int) -> Any:
    return select(TeamMember.organizer_id).where(TeamMember.user_id == user_id)


async def _give_back(tx: Tx, user_id: int, seen: Farewell, *, agreed: bool) -> None:
    """Events are locked in the order of their ids: two who leave at once never wait for each other in a ring."""
    lines = set((await tx.execute(_lines(user_id))).scalars())
    held = {booking.event_id: booking.id for booking in seen.bookings}
    for event_id in sorted(lines | held.keys()):
        if event_id in lines:
            await waitlist.leave(tx, event_id, user_id)
        if event_id not in held:
            continue
        back = seen.backs[held[event_id]]
        try:
            await change.set_seats(tx, held[event_id], user_id, 0, quote=back if agreed else None)
        except _ENDED_MEANWHILE:
            # While its lock was waited for, by its own deadline: nothing comes back.
            if agreed and back:
                raise QuoteChanged(refund=seen.quote - back) from None


async def _leave_pages(tx: Tx, user_id: int) -> None:
    """Out of every team. A page that nobody is left to look after keeps its name and events, and says no more."""
    for page_id in list((await tx.execute(_pages(user_id).order_by(TeamMember.organizer_id))).scalars()):
        try:
            await organizers.leave(tx, user_id, page_id)
        except LastOfTeam:
            silent = update(Organizer).where(Organizer.id == page_id)
            await tx.execute(silent.values(description="", contacts={}, logo_url=None))
            await tx.execute(delete(TeamMember).where(TeamMember.organizer_id == page_id))


async def _drop_drafts(tx: Tx, user_id: int) -> None:
    for event_id in list((await tx.execute(_drafts(user_id).order_by(Event.id))).scalars()):
        await events.delete(tx, user_id, event_id)
    await tx.execute(delete(Draft).where(Draft.user_id == user_id))


async def _forget(tx: Tx, user: User) -> User:
    await _keep_payer(tx, user)
    if user.telegram_id is not None:
        await departures.remember(tx, user.telegram_id)
    await tx.execute(delete(OpenQuestion).where(OpenQuestion.telegram_id == user.telegram_id))
    for kind in _THEIRS:
        await tx.execute(delete(kind).where(kind.user_id == user.id))
    await sign_in.forget(tx, user.id)
    bookings = select(Booking.id).where(Booking.user_id == user.id)
    await tx.execute(delete(Invoice).where(Invoice.booking_id.in_(bookings)))
    # What they asked went to each admin with their words and their name.
    asked = (Outbox.kind == "support_asked") & (Outbox.params["user"].as_integer() == user.id)
    await tx.execute(update(Outbox).where(asked, Outbox.status == OutboxStatus.queued).values(**_skipped()))
    await tx.execute(update(Outbox).where(asked).values(params={}))
    # What they showed to others stays true there, and names them no more.
    await tx.execute(update(SharedCard).where(SharedCard.user_id == user.id).values(user_id=None))
    unsent = update(Outbox).where(Outbox.user_id == user.id, Outbox.status == OutboxStatus.queued)
    await tx.execute(unsent.values(**_skipped()))
    await tx.execute(update(Outbox).where(Outbox.user_id == user.id).values(params={}))
    nobody = {"telegram_id": None, "name": NAMELESS, "username": None, "email": None, "phone": None, "zone": None}
    plain = {"role": Role.user, "may_host": False, "quiet_from": None, "quiet_until": None, "muted": []}
    gone = update(User).where(User.id == user.id).values(**nobody, **plain)
    closed = {"chat_open": False, "blocked_at": None, "erased_at": func.clock_timestamp()}
    row: User = await one(tx, gone.values(**closed).returning(User))
    await audit.write(tx, "user", user.id, old="known", new="erased", actor=person(user.id))
    return row


def _skipped() -> dict[str, Any]:
    return {"status": OutboxStatus.skipped, "settled_at": func.clock_timestamp()}


async def _keep_payer(tx: Tx, user: User) -> None:
    """Money that goes or may yet go back needs the account that paid; its number leaves with the last of it.

    An event that has begun may still be called off, so a confirmed booking's money counts (`refunds.forget_payers`).
    """
    kept = update(Payment).where(Payment.user_id == user.id, refunds.may_go_back())
    await tx.execute(kept.values(payer_telegram_id=user.telegram_id))
