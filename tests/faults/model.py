"""One event as the product's description has it, in plain Python: what the machine compares the database with.

Written from the rules (R19-R46), not from core: no SQL, no locks, no order of checks. A verb answers with every reason
that speaks against it, by the refusals' codes, and has then changed nothing; no reason means that it was done.
Time is a number of seconds that only `pass_time` moves.
"""

from collections import Counter
from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
ACTIVE = ("pending", "confirmed")
TAKEN = ("pending", "confirmed", "completed")
MAX_HOLDS = 5
APPROVED_FOR = 2 * MINUTE


@dataclass(eq=False)
class Booking:
    """Seats of person number `who`. `deadline` is of a hold; `paid_back` what went back of its money."""

    who: int
    seats: int
    status: str
    price: int
    refundable_until: float
    deadline: float | None = None
    origin: str = "direct"
    approved: bool = False


@dataclass
class Charge:
    """Money that arrived for booking number `booking`: a part of it goes back, or all of it is in review."""

    booking: int
    who: int
    amount: int
    currency: str
    review: bool
    promised: list[int] = field(default_factory=list)
    made: int = 0

    @property
    def attached(self) -> int:
        return 0 if self.review else self.amount - sum(self.promised) - self.made


@dataclass
class Model:
    """The event, who is there, and every promise that was made."""

    capacity: int
    price: int
    confirms: bool
    ttl: float
    starts_at: float
    most: int
    refundable_until: float | None
    status: str = "published"
    terms: int = 1
    now: float = 0.0
    unreachable: frozenset[int] = frozenset()
    hosts: frozenset[int] = frozenset()
    banned: set[int] = field(default_factory=set)
    bookings: list[Booking] = field(default_factory=list)
    charges: dict[str, Charge] = field(default_factory=dict)
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

    def lapsed(self, booking: Booking) -> bool:
        return booking.status == "pending" and booking.deadline is not None and booking.deadline <= self.now

    def attached(self, booking: Booking) -> int:
        number = self.bookings.index(booking)
        return sum(charge.attached for charge in self.charges.values() if charge.booking == number)

    def refund(self, booking: Booking, wanted: int) -> int:
        """What comes back when the booking shrinks to `wanted` seats."""
        if booking.status != "confirmed" or self.now >= booking.refundable_until:
            return 0
        return max(0, booking.seats - wanted) * booking.price

    def deadlines(self) -> list[float]:
        """Instants at which something changes: time never stops close to one."""
        found = [self.starts_at, *(b.refundable_until for b in self.bookings)]
        return found + [b.deadline for b in self.bookings if b.status == "pending" and b.deadline is not None]

    def tell(self, who: int, kind: str) -> None:
        self.told[who, kind] += 1

    # Time and what it does.

    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    def sweep(self) -> None:
        """Lapsed holds end, and their seats are free."""
        for booking in self.bookings:
            if self.lapsed(booking):
                booking.status = "expired"
                self.tell(booking.who, "expired")

    # What guests do.

    def why_not_book(self, who: int, seats: int, terms: int | None) -> set[str]:
        active = self.active(who)
        sees = self.status != "draft" or who in self.hosts
        holds = self.price > 0 or self.confirms
        unpaid = sum(b.who == who and b.status == "pending" for b in self.bookings)
        return reasons(
            not_found=not sees,
            already_booked=active is not None,
            event_closed=self.status != "published",
            event_begun=self.begun,
            banned=who in self.banned,
            own_event=who in self.hosts,
            unreachable=who in self.unreachable,
            terms_changed=terms is not None and terms != self.terms,
            seats_limit=not 1 <= seats <= self.most,
            too_many_holds=holds and unpaid >= MAX_HOLDS,
            sold_out=seats > self.available,
        )

    def book(self, who: int, seats: int, terms: int | None = None) -> set[str]:
        """The one refusal that is committed: lapsed holds went before it."""
        self.sweep()
        against = self.why_not_book(who, seats, terms)
        if not against:
            holds = self.price > 0 or self.confirms
            deadline = min(self.now + self.ttl, self.starts_at) if holds else None
            until = self.starts_at if self.refundable_until is None else self.refundable_until
            status = "pending" if holds else "confirmed"
            self.bookings.append(Booking(who, seats, status, self.price, until, deadline))
            self.tell(who, "booked" if holds else "confirmed")
        return against

    def why_not_held(self, booking: Booking) -> set[str]:
        ended = self.lapsed(booking) or booking.status == "expired"
        return reasons(hold_ended=ended, not_pending=not ended and booking.status != "pending")

    def confirm(self, booking: Booking, by: int) -> set[str]:
        if by != booking.who:
            return {"not_found"}
        if booking.status == "confirmed":
            return set()
        against = self.why_not_held(booking)
        against |= reasons(banned=by in self.banned, payment_needed=booking.price > 0)
        if not against:
            self._settle(booking)
        return against

    def _settle(self, booking: Booking) -> None:
        booking.status = "confirmed"
        self.tell(booking.who, "confirmed")

    def change_seats(self, booking: Booking, by: int, wanted: int, quote: int | None) -> set[str]:
        if by != booking.who:
            return {"not_found"}
        if booking.status == "cancelled" and wanted == 0:
            return set()
        against = set() if booking.status == "confirmed" else self.why_not_held(booking)
        against |= reasons(
            event_begun=booking.status == "confirmed" and self.begun,
            seats_limit=not 0 <= wanted <= max(self.most, booking.seats),
        )
        if wanted == booking.seats:
            return against
        if wanted > booking.seats:
            return against | self._grow(booking, wanted, bool(against))
        back = self.refund(booking, wanted)
        against |= reasons(quote_changed=quote is not None and quote != back)
        if not against:
            self._shrink(booking, wanted, back)
        return against

    def _grow(self, booking: Booking, wanted: int, refused: bool) -> set[str]:
        self.sweep()
        against = reasons(
            banned=booking.who in self.banned,
            event_closed=self.status != "published",
            terms_changed=booking.price != self.price,
            paid_only_shrinks=booking.status == "confirmed" and booking.price > 0,
            sold_out=wanted - booking.seats > self.available,
        )
        if not against and not refused:
            booking.seats = wanted
            if booking.status == "confirmed":
                self.tell(booking.who, "seats_changed")
        return against

    def _shrink(self, booking: Booking, wanted: int, back: int) -> None:
        self._send_back(booking, back)
        paid = booking.status == "confirmed"
        if wanted:
            booking.seats = wanted
        else:
            booking.status = "cancelled"
        if paid:
            self.tell(booking.who, "seats_changed" if wanted else "cancelled")

    # Money.

    def _send_back(self, booking: Booking, amount: int) -> None:
        for charge in self.charges.values():
            if self.bookings[charge.booking] is booking:
                part = min(amount, charge.attached)
                charge.promised += [part] if part else []
                amount -= part
        assert amount == 0, "a refund of money that never came"

    def approve(self, booking: Booking, by: int, amount: int, currency: str) -> set[str]:
        against = self.why_not_held(booking) | reasons(
            payment_mismatch=by != booking.who or amount != booking.price * booking.seats or currency != "RUB",
            banned=by in self.banned,
        )
        if not against and not booking.approved:
            booking.approved = True
            booking.deadline = max(booking.deadline or 0, self.now + APPROVED_FOR)
        return against

    def capture(self, booking: Booking, by: int, amount: int, currency: str, charge: str) -> set[str]:
        """Money that arrived is never refused; what buys nothing is in review."""
        if charge in self.charges:
            return set()
        right = by == booking.who and amount == booking.price * booking.seats and currency == "RUB"
        good = right and not self.why_not_held(booking)
        number = self.bookings.index(booking)
        self.charges[charge] = Charge(number, by, amount, currency, review=not good)
        if good:
            self._settle(booking)
        else:
            self.tell(by, "payment_review")
        return set()

    def make_refunds(self) -> None:
        """Every promised refund arrives; a charge may go back in several parts."""
        for charge in self.charges.values():
            for part in charge.promised:
                charge.made += part
                self.tell(charge.who, "refunded")
            charge.promised = []

    # What the host does.

    def why_not_manage(self, by: int) -> set[str]:
        return reasons(
            not_found=by not in self.hosts,
            event_closed=self.status in ("completed", "cancelled"),
        )

    def edit(self, by: int, **said: object) -> set[str]:
        against = self.why_not_manage(by)
        changed = {name: value for name, value in said.items() if getattr(self, name) != value}
        if "capacity" in changed:
            self.sweep()
            against |= reasons(capacity_below_taken=said["capacity"] < self.capacity - self.available)
        if against or not changed:
            return against
        for name, value in changed.items():
            setattr(self, name, value)
        if "price" in changed:
            self.terms += 1
            for booking in self.bookings:
                if booking.status in ACTIVE:
                    self.tell(booking.who, "event_changed")
        return against

    def publish(self, by: int) -> set[str]:
        against = self.why_not_manage(by) | reasons(invalid=self.status == "draft" and self.begun)
        if not against:
            self.status = "published"
        return against


def reasons(**found: bool) -> set[str]:
    """The codes of what is true."""
    return {code for code, so in found.items() if so}
