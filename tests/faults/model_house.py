"""The model as a whole: seats, the line and money, and what hosts, admins and sweeps do (R12-R20, R34, R51)."""

from dataclasses import dataclass

from tests.faults.model import ACTIVE, DAY, HOUR, REOPENED, Booking, Entry, reasons
from tests.faults.model_money import Money


@dataclass
class Model(Money):
    """What people of the house do with the event."""

    def why_not_manage(self, by: int) -> set[str]:
        return reasons(
            not_found=by not in self.hosts | self.admins,
            banned=by in self.banned,
            event_closed=self.over,
        )

    def edit(self, by: int, **said: float) -> set[str]:
        """Capacity, price, limits, the start: what was copied stays, what came free is offered, holders and the line are told."""
        against = self.why_not_manage(by)
        changed = {name: value for name, value in said.items() if getattr(self, name) != value}
        if against or not changed:
            return against
        self.end_lapsed()
        if changed.get("capacity", self.capacity) < self.capacity - self.available:
            return {"capacity_below_taken"}
        later = changed.get("starts_at", self.starts_at) - self.starts_at
        for name, value in changed.items():
            setattr(self, name, value)
        if changed.keys() & {"price", "starts_at"}:
            self.terms += 1
            for booking in self.bookings:
                if booking.status in ACTIVE:
                    self.tell(booking.who, "event_changed")
        if later:
            self._move(later)
        for booking in self.bookings:
            if booking.status not in ACTIVE and changed.keys() & {"price", "starts_at"}:
                booking.missed_change = True
                booking.moved_at = self.now if later else booking.moved_at
        for entry in self.line:
            if entry.status == "waiting":
                entry.seats = min(entry.seats, self.most, self.capacity)
        self.serve()
        for entry in self.line:
            if entry.status == "waiting" and changed.keys() & {"price", "starts_at"}:
                self.tell(entry.who, "wait_changed")
        return against

    def _move(self, later: float) -> None:
        """The end and the policy go along; who has seats may give them back for 48 h, until the start."""
        self.ends_at += later
        if self.refundable_until is not None and self.refundable_until > 0:  # or no money comes back, as said at first
            self.refundable_until += later
        for booking in self.bookings:
            if booking.status == "pending":
                booking.deadline = min(booking.deadline or 0, self.starts_at)
            if booking.status in ACTIVE:
                reopened = max(booking.refundable_until, self.now + REOPENED)
                booking.refundable_until = min(reopened, self.starts_at)

    def publish(self, by: int) -> set[str]:
        against = self.why_not_manage(by) | reasons(invalid=self.status == "draft" and self.begun)
        if not against:
            self.status = "published"
        return against

    def set_priority(self, by: int, entry: Entry, priority: int) -> set[str]:
        against = self.why_not_manage(by) | reasons(not_found=entry.status != "waiting")
        if not against:
            entry.priority = priority
        return against

    def cancel_guest(self, by: int, booking: Booking) -> set[str]:
        """With a reason, and everything that was paid comes back."""
        against = self.why_not_manage(by)
        if against or booking.status == "cancelled":
            return against
        against |= reasons(not_pending=booking.status not in ACTIVE, checked_in=booking.came > 0)
        if not against:
            self.send_back(booking, sum(c.attached for c in self.charges.values() if c.booking is booking))
            self.cancel_booking(booking, "by_host")
            self.tell(booking.who, "cancelled")
            self.serve()
        return against

    # The door.

    def admit(self, by: int, booking: Booking, seats: int, *, anyway: bool) -> set[str]:
        ticket = booking.status in ("confirmed", "completed")
        against = self._why_not_at_door(by) | (set() if ticket else self.why_not_held(booking))
        against |= reasons(
            seats_limit=seats < 1,
            not_pending=booking.status in ("pending", "cancelled") and not self.lapsed(booking),
        )
        seats = min(seats, booking.seats)
        if against or seats == booking.came:
            return against
        against |= self._why_not_today(anyway=anyway)
        if not against:
            booking.came = seats
        return against

    def undo(self, by: int, booking: Booking) -> set[str]:
        against = self._why_not_at_door(by)
        if against or not booking.came:
            return against
        against |= self._why_not_today(anyway=True)
        if not against:
            booking.came = 0
        return against

    def _why_not_at_door(self, by: int) -> set[str]:
        return reasons(
            not_found=by not in self.hosts | self.admins,
            banned=by in self.banned,
            event_closed=self.status == "cancelled",
        )

    def _why_not_today(self, *, anyway: bool) -> set[str]:
        today = self.starts_at - DAY <= self.now <= self.ends_at + 12 * HOUR
        return reasons(not_the_day=not today and (not anyway or self.status == "completed"))

    # The end.

    def cancel(self, by: int) -> set[str]:
        """Holds, offers and the line end at once; everybody else by and by."""
        against = self.why_not_manage(by)
        if self.status == "cancelled":
            return against - {"event_closed"}
        against |= reasons(event_closed=self.status == "draft" and not self.bookings)
        if not against:
            self._over("cancelled", "event_cancelled", "event_cancelled")
        return against

    def complete(self, by: int) -> set[str]:
        against = self.why_not_manage(by)
        if self.status == "completed":
            return against - {"event_closed"}
        against |= reasons(event_closed=self.status == "draft", not_over_yet=self.now < self.ends_at)
        if not against:
            self._held()
        return against

    def _held(self) -> None:
        self.sweep()
        self._over("completed", "cancelled", "wait_over")

    def _over(self, status: str, to_holders: str, to_line: str) -> None:
        self.status, self.over = status, True
        for booking in self.bookings:
            if booking.status == "pending":
                self.end_offer(booking, "closed")
                booking.status, booking.reason = "cancelled", "event_cancelled" if status == "cancelled" else "held"
                self.tell(booking.who, to_holders)
        self.close_line(to_line)

    def close_line(self, kind: str) -> None:
        for entry in self.line:
            if entry.status == "waiting":
                entry.status = "closed"
                self.tell(entry.who, kind)

    def wind_up(self) -> None:
        """What follows for everybody who has seats at an event that is over."""
        if not self.over or self.wound_up:
            return
        self.wound_up = True
        seated = [booking for booking in self.bookings if booking.status == "confirmed"]
        somebody_came = any(booking.came for booking in self.bookings)
        for booking in seated:
            if self.status == "cancelled":
                booking.status, booking.reason = "cancelled", "event_cancelled"
                self.send_back(booking, sum(c.attached for c in self.charges.values() if c.booking is booking))
                self.tell(booking.who, "event_cancelled")
            else:
                booking.status = "completed"
                if booking.came or not somebody_came:
                    self.tell(booking.who, "review_invited")

    def keep_promises(self) -> None:
        """All sweeps, once."""
        self.sweep()
        if self.begun:
            self.close_line("wait_over")
        self.serve()
        if self.status == "published" and self.ends_at + 12 * HOUR <= self.now:
            self._held()
        self.wind_up()
