"""The state machine: every verb, in any order, against the model and the invariants after each step.

A rule asks the model and the database the same thing. The answer must be one of the model's reasons, or success where
it has none; then every row is compared with what the model knows. A new verb is a new rule and a method of the model.
"""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import bookings, database, events, payments, refunds
from core.errors import DomainError
from core.event_fields import EventPatch
from core.models import EventStatus
from tests.faults.model import ACTIVE, DAY, HOUR, MINUTE, Booking, Model
from tests.faults.world import World, broken_records

HOST, GUESTS, UNREACHABLE = 0, 5, 5
PRICE = 100
# Instants closer than this are one to the machine: it never lets them meet.
SLACK = 50.0
# What a sweep keeps is late until the next sweep; looked at right after one.
SWEPT = {8, 28}
KINDS = {
    "booked",
    "confirmed",
    "expired",
    "cancelled",
    "seats_changed",
    "event_changed",
    "payment_review",
    "refunded",
}

guests = st.integers(1, GUESTS)
anybody = st.sampled_from([1, 2, 3, 4] * 4 + [HOST, UNREACHABLE])
nth = st.integers(0, 5)


class Machine(RuleBasedStateMachine):
    """One event and six people; number 0 is the host, the last one can't be reached."""

    world: World

    @initialize(
        capacity=st.integers(1, 5),
        price=st.sampled_from([0, PRICE, PRICE]),
        confirms=st.booleans(),
        ttl=st.sampled_from([5 * MINUTE, 15 * MINUTE, 2 * HOUR]),
        starts=st.sampled_from([50 * MINUTE, 5 * HOUR, 7 * DAY]),
        most=st.integers(1, 4),
        refundable=st.sampled_from([None, 30 * MINUTE, 4 * HOUR]),
        draft=st.sampled_from([False] * 7 + [True]),
        short=st.sampled_from([False, False, True]),
    )
    def begin(self, capacity, price, confirms, ttl, starts, most, refundable, draft, short):
        """Only a `short` evening lives to see its start: most rules are about the time before."""
        refundable = None if refundable is None or refundable > starts else refundable
        self.short = short
        self.swept = True
        self.world.empty()
        now = self.world.do(database.now)
        self.event, self.people = self.world.begin(
            GUESTS,
            {UNREACHABLE},
            capacity=capacity,
            price=price,
            requires_confirmation=confirms,
            booking_ttl=int(ttl),
            starts_at=now + timedelta(seconds=starts),
            max_seats_per_booking=most,
            refundable_until=refundable and now + timedelta(seconds=refundable),
            status=EventStatus.draft if draft else EventStatus.published,
        )
        self.numbers = {person.id: number for number, person in enumerate(self.people)}
        self.model = Model(
            capacity=capacity,
            price=price,
            confirms=confirms,
            ttl=ttl,
            starts_at=starts,
            most=most,
            refundable_until=refundable,
            status="draft" if draft else "published",
            unreachable=frozenset({UNREACHABLE}),
            hosts=frozenset({HOST}),
        )
        self.keys: dict[tuple[int, str], tuple[Any, Any]] = {}
        self.ids: list[int] = []

    # Asking both.

    def ask(self, verb: Callable[..., Any], *args: Any, expected: Callable[[Model], set[str]], **kw: Any) -> Any:
        """The verb on the rows, the same on the model; a refusal changes neither."""
        self.swept = False
        answer = self.world.do(verb, *args, **kw)
        trial = copy.deepcopy(self.model)
        against = expected(trial)
        self.agree(answer, against)
        if not against:
            self.model = trial
        return answer

    def agree(self, answer: Any, against: set[str]) -> None:
        if isinstance(answer, DomainError):
            assert answer.code in against, f"refused: {answer.code} {answer.params}, the model: {against or 'fine'}"
        else:
            assert not against, f"accepted, the model: {against}"

    def booking(self, pick: int) -> tuple[int, int]:
        """One that is alive, or one of the last that was: its number in the model, and its id."""
        rows = self.model.bookings
        alive = [number for number, row in enumerate(rows) if row.status in ACTIVE]
        ended = [number for number, row in enumerate(rows) if row.status not in ACTIVE]
        some = alive[::-1] + ended[-1 - (not alive) :]
        number = some[pick % len(some)]
        return number, self.ids[number]

    def some_booking(self) -> bool:
        return bool(self.ids)

    def id(self, who: int) -> int:
        return self.people[who].id

    # Guests.

    @rule(who=anybody, seats=st.sampled_from([1, 1, 2, 2, 3, 4, 0]), terms=st.sampled_from([None, None, 0, 1]))
    def book(self, who, seats, terms):
        self.press([(who, seats, None if terms is None else self.model.terms - terms)])

    @rule(wishes=st.lists(st.tuples(anybody, st.integers(1, 2), st.none()), min_size=2, max_size=5))
    def rush(self, wishes):
        self.press(wishes)

    def press(self, wishes: list[tuple[int, int, int | None]]) -> None:
        asked = [
            {"event_id": self.event.id, "user_id": self.id(who), "seats": seats, "terms": terms}
            for who, seats, terms in wishes
        ]
        for answer, wish in zip(self.world.book(asked), wishes, strict=True):
            self.agree(answer, self.model.book(*wish))
            if not isinstance(answer, DomainError):
                self.ids.append(answer.id)

    @rule(who=guests, seats=st.integers(1, 2), key=st.sampled_from(["a", "b"]))
    def book_under_a_key(self, who, seats, key):
        wish = {"event_id": self.event.id, "user_id": self.id(who), "seats": seats, "key": key}
        [answer] = self.world.book([wish])
        code = answer.code if isinstance(answer, DomainError) else None
        if (who, key) not in self.keys:
            self.agree(answer, self.model.book(who, seats))
            self.keys[who, key] = (seats, code or answer.id)
            self.ids += [] if code else [answer.id]
            return
        self.model.sweep()
        before, outcome = self.keys[who, key]
        assert (code or answer.id) == (outcome if before == seats else "key_reused")

    @precondition(some_booking)
    @rule(pick=nth, stranger=st.sampled_from([None, None, None, HOST, 1]))
    def confirm(self, pick, stranger):
        number, booking_id = self.booking(pick)
        by = self.model.bookings[number].who if stranger is None else stranger
        self.ask(bookings.confirm, booking_id, self.id(by), expected=lambda m: m.confirm(m.bookings[number], by))

    @precondition(some_booking)
    @rule(pick=nth, wanted=st.integers(0, 4), quote=st.sampled_from([None, None, 0, 1]), stranger=st.booleans())
    def change_seats(self, pick, wanted, quote, stranger):
        """`quote` is that much off the refund that would come, or not given."""
        number, booking_id = self.booking(pick)
        row = self.model.bookings[number]
        by = HOST if stranger and wanted > 2 else row.who
        quote = None if quote is None else self.model.refund(row, wanted) + quote
        self.ask(
            bookings.change_seats,
            booking_id,
            self.id(by),
            wanted,
            quote=quote,
            expected=lambda m: m.change_seats(m.bookings[number], by, wanted, quote),
        )

    @precondition(some_booking)
    @rule(pick=nth)
    def give_back(self, pick):
        self.change_seats(pick, 0, None, stranger=False)

    # Money.

    def invoice(self, number: int, wrong: str | None) -> tuple[int, int, str]:
        row: Booking = self.model.bookings[number]
        payer = row.who % GUESTS + 1 if wrong == "payer" else row.who
        return payer, row.price * row.seats + (wrong == "amount"), "EUR" if wrong == "currency" else "RUB"

    @precondition(lambda self: any(row.price for row in self.model.bookings))
    @rule(pick=nth, wrong=st.sampled_from([None, None, None, "payer", "amount", "currency"]))
    def approve(self, pick, wrong):
        number, booking_id = self.booking(pick)
        payer, amount, currency = self.invoice(number, wrong)
        self.ask(
            payments.approve,
            booking_id,
            self.id(payer),
            amount,
            currency,
            expected=lambda m: m.approve(m.bookings[number], payer, amount, currency),
        )

    @precondition(lambda self: any(row.price for row in self.model.bookings))
    @rule(
        pick=nth,
        wrong=st.sampled_from([None, None, None, None, None, "payer", "amount", "currency"]),
        charge=st.sampled_from([None, None, None, 0, 1]),
    )
    def capture(self, pick, wrong, charge):
        """`charge` is one that was already reported, or a new one."""
        number, booking_id = self.booking(pick)
        payer, amount, currency = self.invoice(number, wrong)
        known = [*self.model.charges]
        name = known[charge % len(known)] if known and charge is not None else f"c{len(known)}"
        if not amount:
            return
        self.ask(
            payments.capture,
            booking_id,
            self.id(payer),
            amount,
            currency,
            name,
            expected=lambda m: m.capture(m.bookings[number], payer, amount, currency, name),
        )

    @precondition(lambda self: any(row.price for row in self.model.bookings))
    @rule(pick=nth)
    def pay(self, pick):
        self.capture(pick, None, None)

    @precondition(lambda self: self.model.charges)
    @rule(twice=st.booleans())
    def make_refunds(self, twice):
        for refund in self.world.do(refunds.due) * (1 + twice):
            self.world.do(refunds.make, refund)
        self.model.make_refunds()

    # The host.

    @rule(
        by=st.sampled_from([HOST] * 7 + [1]),
        capacity=st.none() | st.integers(1, 6),
        price=st.sampled_from([None, None, 0, PRICE, 2 * PRICE]),
        most=st.sampled_from([None, None, 1, 2, 4]),
        confirms=st.sampled_from([None, None, False, True]),
    )
    def edit_some(self, by, capacity, price, most, confirms):
        said = {"capacity": capacity, "price": price, "max_seats_per_booking": most, "requires_confirmation": confirms}
        meant = {"capacity": capacity, "price": price, "most": most, "confirms": confirms}
        self.edit(by, *({name: value for name, value in told.items() if value is not None} for told in (said, meant)))

    def edit(self, by: int, said: dict[str, Any], meant: dict[str, Any]) -> None:
        patch = EventPatch(**said)
        self.ask(events.edit, self.id(by), self.event.id, patch, expected=lambda m: m.edit(by, **meant))

    @precondition(lambda self: self.model.status == "draft" or len(self.ids) % 5 == 1)
    @rule(by=st.sampled_from([HOST, HOST, 1]))
    def publish(self, by):
        self.ask(events.publish, self.id(by), self.event.id, expected=lambda m: m.publish(by))

    # Time.

    @rule(seconds=st.sampled_from([MINUTE, 4 * MINUTE, 30 * MINUTE]))
    def wait(self, seconds):
        self.pass_time(seconds)

    @precondition(lambda self: any(row.status == "pending" for row in self.model.bookings))
    @rule()
    def wait_for_a_deadline(self):
        ends = [row.deadline for row in self.model.bookings if row.status == "pending"]
        self.pass_time(min(ends) - self.model.now)

    @precondition(lambda self: self.short and self.ids)
    @rule()
    def wait_for_the_start(self):
        self.pass_time(self.model.starts_at - self.model.now)

    def pass_time(self, seconds: float) -> None:
        seconds = max(seconds, MINUTE)
        if not self.short:
            seconds = min(seconds, (self.model.starts_at - self.model.now) / 4)
        while any(abs(at - self.model.now - seconds) < SLACK for at in self.model.deadlines()):
            seconds += SLACK
        self.swept = False
        self.world.pass_time(seconds)
        self.model.pass_time(seconds)

    @rule()
    def sweep(self):
        for event_id in self.world.do(bookings.due_events):
            self.world.do(bookings.expire_due, event_id)
        self.model.sweep()
        self.swept = True

    # What must hold after every step.

    @invariant()
    def rows_are_as_the_model_says(self):
        seen, model = self.world.look(), self.model
        late = set() if self.swept else SWEPT
        assert [v for v in seen.violations if v.number not in late] == []
        event = seen.event
        assert (event.capacity, event.available, event.price) == (model.capacity, model.available, model.price)
        assert (event.status, event.terms) == (model.status, model.terms)
        rows = [(self.numbers[b.user_id], b.seats, b.status.value, b.origin.value, b.price) for b in seen.bookings]
        assert rows == [(b.who, b.seats, b.status, b.origin, b.price) for b in model.bookings]
        for row, booking in zip(seen.bookings, model.bookings, strict=True):
            if booking.status == "pending":
                left = (row.expires_at - seen.now).total_seconds()
                assert abs(left - (booking.deadline - model.now)) < SLACK, "a deadline that nobody promised"
        money = [
            (charge, self.ids[c.booking], self.id(c.who), c.amount, c.review, c.promised, c.made)
            for charge, c in model.charges.items()
        ]
        assert seen.payments == money
        told = {(self.numbers[who], kind): n for (who, kind), n in seen.told.items() if kind in KINDS}
        assert told == model.told
        assert broken_records(seen) == []
