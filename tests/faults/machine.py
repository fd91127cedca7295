"""The state machine: every verb, in any order, against the model and the invariants after each step.

A rule asks the model and the database the same thing. The answer must be one of the model's reasons, or success where
it has none; then every row is compared with what the model knows. The rules are in `rules_guests`, `rules_money` and
`rules_house`; a new verb is a rule there and a method of the model.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from core import database
from core.models import EventStatus, Role
from tests.faults.asking import ADMIN, GUESTS, HOST, SLACK, UNREACHABLE
from tests.faults.model import DAY, HOUR, MINUTE
from tests.faults.model_house import Model
from tests.faults.rules_guests import Guests
from tests.faults.rules_house import House
from tests.faults.rules_money import PRICE, Payers
from tests.faults.world import broken_records

# What a sweep keeps is late until the next sweep; looked at right after one.
SWEPT = {8, 14, 28}
KINDS = {
    "booked",
    "cancelled",
    "confirmed",
    "event_cancelled",
    "event_changed",
    "expired",
    "late_refunded",
    "late_seated",
    "offer_lapsed",
    "offered",
    "paid_twice",
    "payment_failed",
    "payment_review",
    "refunded",
    "review_invited",
    "seats_changed",
    "wait_changed",
    "wait_over",
}


# Evenings of many kinds: drawn once, by hypothesis one of them, so that each has its turn. Capacity, price of a seat, is
# a free one confirmed, seconds of a hold, until the start, most seats for one, seconds until which money comes back, and
# whether it lives to see its start (most rules are about the time before).
_dice = random.Random(42)
SHAPES = [
    (
        _dice.choice([1, 2, 2, 3, 3, 4, 5]),
        *_dice.choice([(0, False), (0, True), (PRICE, False), (PRICE, False)]),
        _dice.choice([5 * MINUTE, 15 * MINUTE, 2 * HOUR]),
        starts,
        _dice.choice([1, 2, 2, 3, 4]),
        _dice.choice([None, None, 30 * MINUTE, starts]),
        _dice.choice([False, False, True]),
    )
    for starts in (50 * MINUTE, 5 * HOUR, 7 * DAY) * 10
]


class Machine(Guests, Payers, House):
    """One event and nine people: number 0 is the host, 7 can't be reached at first, 8 is an admin."""

    @initialize(
        shape=st.sampled_from(SHAPES),
        draft=st.sampled_from([False] * 14 + [True]),
        before=st.sampled_from(["nobody", "a crowd", "a line", "a line"]),
    )
    def begin(self, shape, draft, before):
        """Who is there `before` the first step: a line makes for more than half of what can go wrong."""
        capacity, price, confirms, ttl, starts, most, refundable, short = shape
        people = [{} for _ in range(ADMIN + 1)]
        people[UNREACHABLE] = {"chat_open": False}
        people[ADMIN] = {"role": Role.admin}
        self.world.empty()
        now = self.world.do(database.now)
        self.event, self.people = self.world.begin(
            people,
            capacity=capacity,
            price=price,
            requires_confirmation=confirms,
            booking_ttl=int(ttl),
            starts_at=now + timedelta(seconds=starts),
            zone="UTC",
            max_seats_per_booking=most,
            refundable_until=refundable and now + timedelta(seconds=refundable),
            status=EventStatus.draft if draft else EventStatus.published,
        )
        self.model = Model(
            capacity=capacity,
            price=price,
            confirms=confirms,
            ttl=ttl,
            starts_at=starts,
            ends_at=starts + 2 * HOUR,
            most=most,
            refundable_until=refundable,
            status="draft" if draft else "published",
            hosts=frozenset({HOST}),
            admins=frozenset({ADMIN}),
            unreachable={UNREACHABLE},
        )
        self.short, self.swept = short, True
        self.keys, self.ids, self.entries, self.payments = {}, [], [], []
        self.numbers = {person.id: number for number, person in enumerate(self.people)}
        assert len(self.people) == GUESTS + 2
        if before != "nobody" and not draft:
            self.rows_are_as_the_model_says()
            self.crowd(0, 1 + capacity // 4)
        if before == "a line" and not draft:
            self.wait_in_line([(0, 0), (0, 0)])

    @invariant()
    def rows_are_as_the_model_says(self):
        seen = self.world.look()
        late = set() if self.swept else SWEPT
        assert [v for v in seen.violations if v.number not in late] == []
        assert broken_records(seen) == []
        self.compare_event(seen)
        self.compare_bookings(seen)
        self.compare_line(seen)
        self.compare_money(seen)
        told = {(self.numbers[row.user_id], row.kind): row.times for row in seen.told if row.kind in KINDS}
        assert Counter(told) == self.model.told

    def compare_event(self, seen: Any) -> None:
        row, model = seen.event, self.model
        assert (row.capacity, row.available, row.price) == (model.capacity, model.available, model.price)
        assert (row.status, row.terms, row.most) == (model.status, model.terms, model.most)
        assert (row.over, row.wound_up) == (model.over, model.wound_up)
        self.same_instant(row.starts_in, model.starts_at)

    def same_instant(self, seconds: float, meant: float) -> None:
        off = seconds - (meant - self.model.now)
        assert abs(off) < SLACK, f"an instant is {off:.0f} s off"

    def compare_bookings(self, seen: Any) -> None:
        # A booking that a verb made is the next one that the model has.
        self.ids = [row.id for row in seen.bookings]
        rows = [(self.numbers[b.user_id], b.seats, b.status, b.origin, b.price, b.checked_in) for b in seen.bookings]
        known = self.model.bookings
        assert rows == [(b.who, b.seats, b.status, b.origin, b.price, b.came) for b in known]
        for row, booking in zip(seen.bookings, known, strict=True):
            assert row.after_id == (self.ids[known.index(booking.after)] if booking.after else None)
            self.same_instant(row.refundable_for, booking.refundable_until)
            if booking.status == "pending":
                self.same_instant(row.expires_in, booking.deadline)
            if booking.status in ("expired", "cancelled"):
                assert row.reason == booking.reason

    def compare_line(self, seen: Any) -> None:
        self.entries = [row.id for row in seen.line]
        rows = [(self.numbers[e.user_id], e.seats, e.priority, e.status, e.booking_id) for e in seen.line]
        offers = [e.offer and self.ids[self.model.bookings.index(e.offer)] for e in self.model.line]
        known = [(e.who, e.seats, e.priority, e.status) for e in self.model.line]
        assert rows == [(*entry, offer) for entry, offer in zip(known, offers, strict=True)]

    def compare_money(self, seen: Any) -> None:
        self.payments = [row.id for row in seen.payments]
        asked = [(row.amount, row.status) for row in seen.attempts]
        assert asked == [(a.amount, a.status) for a in self.model.attempts]
        assert [(p.booking_id, p.user_id, p.amount, p.status, p.promised, p.made) for p in seen.payments] == [
            (self.ids[self.model.bookings.index(c.booking)], self.id(c.who), c.amount, c.status, c.promised, c.made)
            for c in self.model.charges.values()
        ]
