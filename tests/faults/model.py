"""One event as the product's description has it, in plain Python: what the machine compares the database with.

Written from the rules (R19-R46), not from core: no SQL, no locks, no order of checks. A verb answers with every reason
that speaks against it, by the refusals' codes, and has then changed nothing; no reason means that it was done. Time is
a number of seconds that only `pass_time` moves. Here are seats and the line; then `model_money`, and `model_house` on
top: the whole.
"""

from collections import Counter
from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
APPROVED_FOR, REOPENED = 2 * MINUTE, 48 * HOUR
ACTIVE = ("pending", "confirmed")
TAKEN = ("pending", "confirmed", "completed")
MAX_HOLDS = 5
OFFERED_FOR = 30 * MINUTE


@dataclass(eq=False)
class Booking:
    """Seats of person number `who`; `deadline` is of a hold; `after` is the ended one that late money wanted."""

    who: int
    seats: int
    status: str
    price: int
    refundable_until: float
    deadline: float | None = None
    origin: str = "direct"
    approved_at: float | None = None
    refused_at: float | None = None
    reason: str | None = None
    was_confirmed: bool = False
    came: int = 0
    after: "Booking | None" = None
    missed_change: bool = False
    moved_at: float | None = None
    told_of_seats: bool = False


@dataclass(eq=False)
class Entry:
    """A place in the line; `offer` is what came of it."""

    who: int
    seats: int
    priority: int = 0
    status: str = "waiting"
    offer: Booking | None = None


@dataclass(eq=False)
class Charge:
    """Money that arrived for a booking; parts of it are promised back, or made; else it is attached, or in review."""

    booking: Booking
    who: int
    amount: int
    status: str
    promised: list[int] = field(default_factory=list)
    made: int = 0

    @property
    def left(self) -> int:
        return self.amount - sum(self.promised) - self.made

    @property
    def attached(self) -> int:
        return self.left if self.status == "captured" else 0


@dataclass
class Attempt:
    """A provider was asked; `charged` is what it did, `lost` when the answer to that was lost."""

    booking: Booking
    amount: int
    status: str = "running"
    charged: bool | None = None
    lost: float | None = None


@dataclass
class Seats:
    """The event, who is there, who waits."""

    capacity: int
    price: int
    confirms: bool
    ttl: float
    starts_at: float
    ends_at: float
    most: int
    refundable_until: float | None
    hosts: frozenset[int]
    admins: frozenset[int]
    unreachable: set[int]
    status: str = "published"
    terms: int = 1
    now: float = 0.0
    over: bool = False
    wound_up: bool = False
    banned: set[int] = field(default_factory=set)
    bookings: list[Booking] = field(default_factory=list)
    line: list[Entry] = field(default_factory=list)
    charges: dict[str, Charge] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    told: Counter[tuple[int, str]] = field(default_factory=Counter)

    # What there is to know.

    @property
    def available(self) -> int:
        return self.capacity - sum(b.seats for b in self.bookings if b.status in TAKEN)

    @property
    def begun(self) -> bool:
        return self.starts_at <= self.now

    def active(self, who: int) -> Booking | None:
        return next((b for b in self.bookings if b.who == who and b.status in ACTIVE), None)

    def entry(self, who: int) -> Entry | None:
        return next((e for e in self.line if e.who == who and e.status == "waiting"), None)

    def lapsed(self, booking: Booking) -> bool:
        return booking.status == "pending" and booking.deadline is not None and booking.deadline <= self.now

    def sees(self, who: int) -> bool:
        theirs = any(b.who == who and b.status in TAKEN for b in self.bookings) or self.entry(who) is not None
        return self.status != "draft" or who in self.hosts | self.admins or theirs

    def deadlines(self) -> list[float]:
        """Instants at which something changes: time never stops close to one."""
        doors = [self.starts_at - DAY, self.starts_at, self.ends_at, self.ends_at + 12 * HOUR]
        found = doors + [b.refundable_until for b in self.bookings]
        found += [b.deadline for b in self.bookings if b.status == "pending" and b.deadline is not None]
        found += [b.approved_at + APPROVED_FOR for b in self.bookings if b.approved_at is not None]
        return found + [a.lost + MINUTE for a in self.attempts if a.lost is not None]

    def tell(self, who: int, kind: str) -> None:
        self.told[who, kind] += 1

    # Time, and seats that come free.

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def sweep(self) -> int:
        """Lapsed holds and offers end; their seats are offered to the line. How many came free."""
        freed = self.end_lapsed()
        if freed:
            self.serve()
        return freed

    def end_lapsed(self) -> int:
        """They end, and nobody is served yet. How many seats came free."""
        lapsed = [booking for booking in self.bookings if self.lapsed(booking)]
        for booking in lapsed:
            booking.status, booking.reason = "expired", "ttl"
            self.end_offer(booking, "lapsed")
            self.tell(booking.who, "offer_lapsed" if booking.origin == "waitlist" else "expired")
        return sum(booking.seats for booking in lapsed)

    def serve(self) -> None:
        """The earliest that fits, by priority and then by joining, is offered what is free."""
        if self.status != "published" or self.begun:
            return
        for entry in sorted(self.line, key=lambda e: -e.priority):
            out_of_reach = self.unreachable | self.banned | self.hosts
            if entry.status == "waiting" and entry.seats <= self.available and entry.who not in out_of_reach:
                deadline = min(self.now + OFFERED_FOR, self.starts_at)
                entry.offer = self.new_booking(entry.who, entry.seats, "pending", deadline, origin="waitlist")
                entry.status = "offered"
                self.tell(entry.who, "offered")

    def end_offer(self, booking: Booking, status: str) -> None:
        for entry in self.line:
            if entry.offer is booking and entry.status == "offered":
                entry.status = status

    def leave_line(self, who: int) -> None:
        entry = self.entry(who)
        if entry is not None:
            entry.status = "left"

    def new_booking(self, who: int, seats: int, status: str, deadline: float | None, origin: str = "direct") -> Booking:
        until = self.starts_at if self.refundable_until is None else self.refundable_until
        booking = Booking(who, seats, status, self.price, until, deadline, origin, was_confirmed=status == "confirmed")
        self.bookings.append(booking)
        return booking

    def settle(self, booking: Booking) -> None:
        booking.status, booking.was_confirmed = "confirmed", True
        self.end_offer(booking, "taken")
        self.tell(booking.who, "confirmed")

    # Taking seats, and waiting for them.

    def why_no_guest(self, who: int) -> set[str]:
        """What speaks against somebody's taking seats, or waiting for some."""
        return reasons(
            not_found=not self.sees(who),
            already_booked=self.active(who) is not None,
            event_closed=self.status != "published",
            event_begun=self.begun,
            banned=who in self.banned,
            own_event=who in self.hosts,
            unreachable=who in self.unreachable,
        )

    def book(self, who: int, seats: int, terms: int | None = None) -> set[str]:
        return self.rush([(who, seats, terms)])[0]

    def rush(self, wishes: list[tuple[int, int, int | None]]) -> list[set[str]]:
        """All who press in one breath. Their refusals are the only ones that commit: lapsed holds went before."""
        before = self.available
        could_be_free = before + self.sweep()
        self.serve()
        offered = could_be_free - self.available
        return [self._book(*wish, offered) for wish in wishes]

    def _book(self, who: int, seats: int, terms: int | None, offered: int) -> set[str]:
        could_be_free = self.available + offered
        holds = self.price > 0 or self.confirms
        unpaid = sum(b.who == who and b.status == "pending" for b in self.bookings)
        against = self.why_no_guest(who) | reasons(
            terms_changed=terms is not None and terms != self.terms,
            seats_limit=not 1 <= seats <= self.most,
            too_many_holds=holds and unpaid >= MAX_HOLDS,
            sold_out=seats > could_be_free,
            waitlist_first=self.available < seats <= could_be_free,
        )
        if not against:
            self.leave_line(who)
            deadline = min(self.now + self.ttl, self.starts_at) if holds else None
            self.new_booking(who, seats, "pending" if holds else "confirmed", deadline)
            self.tell(who, "booked" if holds else "confirmed")
        return against

    def join(self, who: int, seats: int) -> set[str]:
        if not self.sees(who):
            return {"not_found"}
        self.sweep()
        entry = self.entry(who)
        if entry is not None and entry.seats == seats:
            return set()
        against = self.why_no_guest(who) | reasons(
            seats_limit=not 1 <= seats <= min(self.most, self.capacity),
            already_waiting=entry is not None,
            seats_free=seats <= self.available,
        )
        if not against:
            # Behind everybody, whom a host sent to the end as well.
            lowest = min([0, *(e.priority for e in self.line if e.status == "waiting")])
            self.line.append(Entry(who, seats, lowest))
        return against

    def shrink(self, who: int, seats: int) -> set[str]:
        entry = self.entry(who)
        if entry is None:
            return {"not_found"}
        against = reasons(seats_limit=seats < 1, only_shrinks=seats > entry.seats)
        if not against and seats != entry.seats:
            entry.seats = seats
            self.serve()
        return against

    def leave(self, who: int) -> set[str]:
        self.leave_line(who)
        return set()

    # What becomes of seats.

    def why_not_held(self, booking: Booking) -> set[str]:
        ended = self.lapsed(booking) or booking.status == "expired"
        offer = booking.origin == "waitlist"
        return reasons(
            hold_ended=ended and not offer,
            offer_ended=ended and offer,
            not_pending=not ended and booking.status != "pending",
        )

    def confirm(self, booking: Booking, by: int) -> set[str]:
        if by != booking.who:
            return {"not_found"}
        if booking.status == "confirmed":
            return set()
        against = self.why_not_held(booking)
        against |= reasons(banned=by in self.banned, payment_needed=booking.price > 0)
        if not against:
            self.settle(booking)
        return against

    def refund(self, booking: Booking, wanted: int) -> int:
        """What comes back when the booking shrinks to `wanted` seats."""
        if booking.status != "confirmed" or self.now >= booking.refundable_until:
            return 0
        return max(0, booking.seats - wanted) * booking.price

    def set_seats(self, booking: Booking, by: int, wanted: int, quote: int | None) -> set[str]:
        if by != booking.who:
            return {"not_found"}
        if booking.status == "cancelled" and wanted == 0:
            return set()
        against = set() if booking.status == "confirmed" else self.why_not_held(booking)
        against |= reasons(
            event_closed=booking.status == "confirmed" and self.over,
            event_begun=booking.status == "confirmed" and self.begun,
            seats_limit=not 0 <= wanted <= max(self.most, booking.seats),
            checked_in=wanted != booking.seats and booking.came > 0,
            payment_running=wanted != booking.seats and self.is_being_paid(booking, wanted),
        )
        if wanted == booking.seats:
            return against
        if wanted > booking.seats:
            return against | self._grow(booking, wanted)
        back = self.refund(booking, wanted)
        against |= reasons(quote_changed=quote is not None and quote != back)
        if not against:
            self.send_back(booking, back)
            self._shrink(booking, wanted)
        return against

    def is_being_paid(self, booking: Booking, wanted: int) -> bool:
        """A payment runs, or a yes was said just now: other seats would not fit the money; none at all would do."""
        if booking.status != "pending":
            return False
        said_yes = booking.approved_at is not None and self.now < booking.approved_at + APPROVED_FOR
        failed = booking.refused_at is not None and booking.refused_at >= (booking.approved_at or 0)
        return self.runs(booking) or bool(wanted and said_yes and not failed)

    def runs(self, booking: Booking) -> bool:
        return any(a.booking is booking and a.status == "running" for a in self.attempts)

    def _grow(self, booking: Booking, wanted: int) -> set[str]:
        before, more = self.available, wanted - booking.seats
        could_be_free = before + self.sweep()
        self.serve()
        against = reasons(
            banned=booking.who in self.banned,
            own_event=booking.who in self.hosts,
            event_closed=self.status != "published",
            terms_changed=booking.price != self.price,
            paid_only_shrinks=booking.status == "confirmed" and booking.price > 0,
            sold_out=more > could_be_free,
            waitlist_first=self.available < more <= could_be_free,
        )
        booking.seats = wanted
        if booking.status == "confirmed":
            self._tell_of_seats(booking)
        return against

    def _tell_of_seats(self, booking: Booking) -> None:
        """The latest change takes the place of one that is not told yet, and nothing is told while the model looks."""
        if not booking.told_of_seats:
            self.tell(booking.who, "seats_changed")
        booking.told_of_seats = True

    def _shrink(self, booking: Booking, wanted: int) -> None:
        if booking.status == "confirmed":
            if wanted:
                self._tell_of_seats(booking)
            else:
                self.tell(booking.who, "cancelled")
        if wanted:
            booking.seats = wanted
        else:
            offer = booking.status == "pending" and booking.origin == "waitlist"
            reason = "given_back" if booking.status == "confirmed" else "declined" if offer else "let_go"
            self.cancel_booking(booking, reason)
        self.serve()

    def cancel_booking(self, booking: Booking, reason: str) -> None:
        self.end_offer(booking, "declined")
        booking.status, booking.reason = "cancelled", reason

    def send_back(self, booking: Booking, amount: int) -> None:
        """So much of what was paid for the booking is promised back, the oldest money first."""
        for charge in self.charges.values():
            if charge.booking is booking:
                part = min(amount, charge.attached)
                charge.promised += [part] if part else []
                amount -= part
        assert amount == 0, "a refund of money that never came"


def reasons(**found: bool) -> set[str]:
    """The codes of what is true."""
    return {code for code, so in found.items() if so}
