"""Money: approved, reported right and wrong and twice, asked for, lost on its way, given back, decided about."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core import bookings, charging, payments, reconciliation, refunding
from tests.faults.asking import ADMIN, GUESTS, HOST, Asking, nth

PRICE = 100

right = [None] * 5


def something_costs(machine: Asking) -> bool:
    return any(row.price for row in machine.model.bookings)


class Payers(Asking):
    """Payers, providers and what they tell."""

    def invoice(self, number: int, wrong: str | None) -> tuple[int, int, str]:
        row = self.model.bookings[number]
        payer = row.who % GUESTS + 1 if wrong == "payer" else row.who
        return payer, row.price * row.seats + (wrong == "amount"), "EUR" if wrong == "currency" else "RUB"

    @precondition(something_costs)
    @rule(pick=nth, wrong=st.sampled_from([*right, "payer", "amount", "currency"]))
    def approve(self, pick, wrong):
        number, booking_id, _ = self.booking(pick)
        payer, amount, currency = self.invoice(number, wrong)
        self.ask(
            payments.approve,
            booking_id,
            self.id(payer),
            amount,
            currency,
            expected=lambda m: m.approve(m.bookings[number], payer, amount, currency),
        )

    @precondition(something_costs)
    @rule(
        pick=nth,
        wrong=st.sampled_from([*right, "payer", "amount", "currency"]),
        charge=st.sampled_from([None, None, None, 0, 1]),
    )
    def capture(self, pick, wrong, charge):
        """`charge` is one that was reported before, or a new one."""
        number, booking_id, _ = self.booking(pick)
        payer, amount, currency = self.invoice(number, wrong)
        known = [name for name in self.model.charges if not name.startswith("attempt")]
        name = known[charge % len(known)] if known and charge is not None else f"charge {len(known)}"
        if amount:
            self.ask(
                payments.capture,
                booking_id,
                self.id(payer),
                amount,
                currency,
                name,
                expected=lambda m: m.capture(m.bookings[number], payer, amount, currency, name),
            )

    @precondition(something_costs)
    @rule(pick=nth)
    def pay(self, pick):
        self.capture(pick, None, None)

    @precondition(something_costs)
    @rule(pick=nth, stranger=st.sampled_from([None, None, None, 1]))
    def ask_provider(self, pick, stranger):
        number, booking_id, row = self.booking(pick)
        by = row.who if stranger is None else stranger
        self.ask(payments.ask, booking_id, self.id(by), expected=lambda m: m.ask(m.bookings[number], by))

    @precondition(lambda self: any(a.status == "running" and a.lost is None for a in self.model.attempts))
    @rule(refuse=st.booleans(), lose=st.booleans())
    def provider_answers(self, refuse, lose):
        self.swept = False
        asked = [n for n, a in enumerate(self.model.attempts) if a.status == "running" and a.lost is None]
        rates = {"refusal_rate": float(refuse), "lost_rate": float(lose)}
        self.world.run(charging.run(self.world.db, **rates))
        for number in asked:
            self.model.answer(number, refuse=refuse, lose=lose)

    @precondition(lambda self: any(a.lost is not None for a in self.model.attempts))
    @rule()
    def reconcile(self):
        self.swept = False
        for attempt in self.world.do(reconciliation.due):
            self.world.do(reconciliation.reconcile, attempt)
        self.model.reconcile()

    @precondition(lambda self: self.model.charges)
    @rule(twice=st.booleans())
    def make_refunds(self, twice):
        for refund in self.world.do(refunding.due) * (1 + twice):
            self.world.do(refunding.make, refund)
        self.model.make_refunds()

    @precondition(lambda self: any(c.status != "captured" for c in self.model.charges.values()))
    @rule(pick=nth, by=st.sampled_from([ADMIN, ADMIN, HOST]), outcome=st.sampled_from(["refund", "by_hand"]))
    def settle_review(self, pick, by, outcome):
        strange = [n for n, c in enumerate(self.model.charges.values()) if c.status != "captured"]
        number = strange[pick % len(strange)]
        charge = list(self.model.charges)[number]
        self.ask(
            payments.settle_review,
            self.id(by),
            self.payments[number],
            outcome,
            "by bank",
            expected=lambda m: m.settle_review(charge, by, outcome),
        )

    @precondition(lambda self: any(row.status == "pending" for row in self.model.bookings))
    @rule(pick=nth, wish=st.sampled_from(["confirm", "pay", "pay", "approve", "ask_provider"]))
    def come_too_late(self, pick, wish):
        """A hold's deadline passes, no sweep comes, and its holder wants it all the same."""
        held = [row for row in self.model.bookings if row.status == "pending"]
        row = held[pick % len(held)]
        self.pass_time(row.deadline - self.model.now)
        number = self.model.bookings.index(row)
        by, cost = self.id(row.who), row.price * row.seats
        if wish == "confirm" or not cost:
            self.ask(bookings.confirm, self.ids[number], by, expected=lambda m: m.confirm(m.bookings[number], row.who))
        elif wish == "ask_provider":
            self.ask(payments.ask, self.ids[number], by, expected=lambda m: m.ask(m.bookings[number], row.who))
        else:
            verb, more = (payments.capture, (f"late {number}",)) if wish == "pay" else (payments.approve, ())
            self.ask(
                verb,
                self.ids[number],
                by,
                cost,
                "RUB",
                *more,
                expected=lambda m: getattr(m, verb.__name__)(m.bookings[number], row.who, cost, "RUB", *more),
            )
