"""The model's money: every captured unit is attached, promised back, back, or in review (R42-R46)."""

from dataclasses import dataclass

from tests.faults.model import APPROVED_FOR, MINUTE, REOPENED, Attempt, Booking, Charge, Seats, reasons

CURRENCY = "RUB"


@dataclass
class Money(Seats):
    """Asking for money, hearing of it, sending it back."""

    def approve(self, booking: Booking, by: int, amount: int, currency: str) -> set[str]:
        against = self.why_not_held(booking) | reasons(
            payment_mismatch=by != booking.who or (amount, currency) != (booking.price * booking.seats, CURRENCY),
            banned=booking.who in self.banned,
            payment_running=self.runs(booking),
        )
        if not against:
            if booking.approved_at is None:
                booking.deadline = max(booking.deadline or 0, self.now + APPROVED_FOR)
            booking.approved_at = self.now
        return against

    def ask(self, booking: Booking, by: int) -> set[str]:
        """A provider is asked for all that the booking costs; it answers later."""
        if by != booking.who:
            return {"not_found"}
        latest = next((a for a in reversed(self.attempts) if a.booking is booking), None)
        if latest is not None and latest.status == "running":
            return set()
        if latest is not None and latest.status == "succeeded" and booking.status == "confirmed":
            return set()
        cost = booking.price * booking.seats
        against = reasons(not_pending=booking.price == 0) | self.approve(booking, by, cost, CURRENCY)
        if not against:
            self.attempts.append(Attempt(booking, cost))
        return against

    def answer(self, number: int, *, refuse: bool, lose: bool) -> None:
        """The provider decides about a running attempt, once; its answer arrives, or is lost for a while."""
        attempt = self.attempts[number]
        attempt.charged = not refuse if attempt.charged is None else attempt.charged
        if lose:
            attempt.lost = self.now
        else:
            self.hear(number)

    def hear(self, number: int) -> None:
        attempt = self.attempts[number]
        if attempt.charged:
            self.capture(attempt.booking, attempt.booking.who, attempt.amount, CURRENCY, f"attempt {number}")
            attempt.status = "succeeded"
        else:
            self.fail(attempt)

    def fail(self, attempt: Attempt) -> None:
        attempt.status = "failed"
        attempt.booking.refused_at = self.now
        self.tell(attempt.booking.who, "payment_failed")

    def reconcile(self) -> None:
        """Lost answers are found in the provider's list; what is not there after a minute was never charged."""
        for number, attempt in enumerate(self.attempts):
            if attempt.status == "running" and attempt.lost is not None:
                if attempt.charged:
                    self.hear(number)
                elif attempt.lost + MINUTE <= self.now:
                    self.fail(attempt)

    def capture(self, booking: Booking, by: int, amount: int, currency: str, charge: str) -> set[str]:
        """Money that arrived is never refused: it pays a live hold, is late, came twice, or fits nothing."""
        if charge in self.charges:
            return set()
        wrong = by != booking.who or by in self.banned or currency != CURRENCY or booking.price == 0
        paid = booking.was_confirmed or any(
            c.booking is booking and c.status == "captured" for c in self.charges.values()
        )
        twice = paid or any(b.after is booking for b in self.bookings)
        if wrong or (not twice and amount != booking.price * booking.seats):
            self.charges[charge] = Charge(booking, by, amount, "review")
            self.tell(by, "payment_review")
        elif twice:
            self.charges[charge] = Charge(booking, by, amount, "captured", promised=[amount])
        elif not self.why_not_held(booking):
            self.charges[charge] = Charge(booking, by, amount, "captured")
            self.settle(booking)
        else:
            self._late(booking, by, amount, charge)
        return set()

    def _late(self, booking: Booking, by: int, amount: int, charge: str) -> None:
        """Seats anew if there are some that nobody waits for, at the old price; else everything goes back.

        An offer of the same to the payer, who waited like others, is what the money buys.
        """
        self.sweep()
        self.serve()
        for kind in ("expired", "offer_lapsed"):
            if booking.status == "expired" and (kind == "offer_lapsed") == (booking.origin == "waitlist"):
                self.told[by, kind] -= 1
        wanted = booking.status == "expired" or booking.reason in ("let_go", "declined")
        other = self.active(by)
        if wanted and other is not None and self._is_offered_again(other, booking):
            self.charges[charge] = Charge(other, by, amount, "captured")
            other.after = booking
            self.tell(by, "late_seated")
            self.settle(other)
            return
        seated = (
            wanted
            and self.status == "published"
            and not self.begun
            and self.available >= booking.seats
            and other is None
        )
        if not seated:
            self.charges[charge] = Charge(booking, by, amount, "captured", promised=[amount])
            self.tell(by, "late_refunded")
            return
        reopened = booking.refundable_until if booking.moved_at is None else booking.moved_at + REOPENED
        until = min(max(booking.refundable_until, reopened), self.starts_at)
        anew = Booking(by, booking.seats, "confirmed", booking.price, until)
        anew.origin, anew.was_confirmed, anew.after = "late", True, booking
        self.bookings.append(anew)
        self.leave_line(by)
        self.charges[charge] = Charge(anew, by, amount, "captured")
        self.tell(by, "late_seated")
        self.tell(by, "confirmed")
        if booking.missed_change:
            self.tell(by, "event_changed")

    def _is_offered_again(self, other: Booking, ended: Booking) -> bool:
        is_offer = other.status == "pending" and other.origin == "waitlist"
        return is_offer and (other.seats, other.price) == (ended.seats, ended.price)

    def make_refunds(self) -> None:
        """Every promised part arrives, each with its message."""
        for charge in self.charges.values():
            for part in charge.promised:
                charge.made += part
                self.tell(charge.who, "refunded")
            charge.promised = []

    def settle_review(self, charge: str, by: int, outcome: str) -> set[str]:
        if by not in self.admins:
            return {"not_found"}
        money = self.charges[charge]
        if money.status == "review":
            money.status = "settled"
            money.promised = [money.amount] if outcome == "refund" else []
        return set()
