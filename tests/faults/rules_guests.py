"""What guests do: book, wait, confirm, change, give back; and what happens to them."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import func

from core import bookings, change, waitlist
from core.errors import DomainError
from tests.faults.asking import HOST, UNREACHABLE, Asking, nth, somebody
from tests.faults.model import ACTIVE


def some_booking(machine: Asking) -> bool:
    return bool(machine.ids)


def is_open(machine: Asking) -> bool:
    return machine.model.status == "published" and not machine.model.begun


def somebody_waits(machine: Asking) -> bool:
    return any(entry.status == "waiting" for entry in machine.model.line)


class Guests(Asking):
    """Seats and the line."""

    @rule(
        who=somebody, seats=st.sampled_from([1, 1, 2, 2, 3, 4, 0]), terms=st.sampled_from([None, None, None, 0, 0, 1])
    )
    def book(self, who, seats, terms):
        """`terms` is that many behind the event's, or not said."""
        self.press([(who, seats, None if terms is None else self.model.terms - terms)])

    @precondition(is_open)
    @rule(pick=nth, seats=st.integers(1, 2), behind=st.sampled_from([None, None, 0, 1]))
    def book_as_a_newcomer(self, pick, seats, behind):
        self.press([(self.outsider(pick), seats, None if behind is None else self.model.terms - behind)])

    @precondition(lambda self: self.model.available and is_open(self))
    @rule(who=st.sampled_from([HOST, UNREACHABLE]))
    def book_as_one_who_may_not(self, who):
        self.press([(who, 1, None)])

    @precondition(lambda self: self.model.available and is_open(self))
    @rule(first=nth, seats=st.integers(1, 2))
    def crowd(self, first, seats):
        """Everybody wants some: after that it is full, or nearly so."""
        self.press([(1 + (first + n) % 6, min(seats, self.model.most), None) for n in range(4)])

    @precondition(is_open)
    @rule(wishes=st.lists(st.tuples(somebody, st.integers(1, 2), st.none()), min_size=2, max_size=5))
    def rush(self, wishes):
        self.press(wishes)

    def press(self, wishes: list[tuple[int, int, int | None]]) -> None:
        self.swept = False
        asked = [
            {"event_id": self.event.id, "user_id": self.id(who), "seats": seats, "terms": terms}
            for who, seats, terms in wishes
        ]
        for answer, against in zip(self.world.book(asked), self.model.rush(wishes), strict=True):
            self.agree(answer, against)

    @rule(who=st.integers(1, 3), seats=st.integers(1, 2), key=st.sampled_from(["a", "b"]))
    def book_under_a_key(self, who, seats, key):
        self.swept = False
        wish = {"event_id": self.event.id, "user_id": self.id(who), "seats": seats, "key": key}
        [answer] = self.world.book([wish])
        said = answer.code if isinstance(answer, DomainError) else answer.id
        if (who, key) not in self.keys:
            self.agree(answer, self.model.book(who, seats))
            self.keys[who, key] = (seats, said)
            return
        self.model.sweep()
        self.model.serve()
        before, outcome = self.keys[who, key]
        assert said == (outcome if before == seats else "key_reused")

    @rule(who=somebody, seats=st.sampled_from([1, 1, 2, 2, 3, 0]))
    def join(self, who, seats):
        self.ask(waitlist.join, self.event.id, self.id(who), seats, expected=lambda m: m.join(who, seats))

    @precondition(lambda self: self.model.available < self.model.most and is_open(self))
    @rule(wishes=st.lists(st.tuples(nth, st.integers(0, 1)), min_size=1, max_size=3))
    def wait_in_line(self, wishes):
        """Newcomers, one after the other, for one seat more than is free, or two."""
        for pick, more in wishes:
            who, seats = self.outsider(pick), min(self.model.available + 1 + more, self.model.most, self.model.capacity)
            self.ask(waitlist.join, self.event.id, self.id(who), seats, expected=lambda m, w=who, s=seats: m.join(w, s))

    @precondition(somebody_waits)
    @rule(pick=nth, seats=st.integers(0, 3))
    def shrink(self, pick, seats):
        who = self.waiting(pick)
        self.ask(waitlist.shrink, self.event.id, self.id(who), seats, expected=lambda m: m.shrink(who, seats))

    @precondition(somebody_waits)
    @rule(pick=nth, stranger=st.booleans())
    def leave(self, pick, stranger):
        who = HOST if stranger else self.waiting(pick)
        self.ask(waitlist.leave, self.event.id, self.id(who), expected=lambda m: m.leave(who))

    def waiting(self, pick: int) -> int:
        line = [entry.who for entry in self.model.line if entry.status == "waiting"]
        return line[pick % len(line)]

    @precondition(some_booking)
    @rule(pick=nth, stranger=st.sampled_from([None, None, None, HOST, 1]))
    def confirm(self, pick, stranger):
        number, booking_id, row = self.booking(pick)
        by = row.who if stranger is None else stranger
        self.ask(bookings.confirm, booking_id, self.id(by), expected=lambda m: m.confirm(m.bookings[number], by))

    @precondition(some_booking)
    @rule(pick=nth, wanted=st.integers(0, 4), off=st.sampled_from([None, None, 0, 1]), stranger=st.booleans())
    def set_seats(self, pick, wanted, off, stranger):
        """The quote is `off` by that much from the refund that would come, or not given."""
        number, booking_id, row = self.booking(pick)
        by = HOST if stranger and wanted > 2 else row.who
        quote = None if off is None else self.model.refund(row, wanted) + off
        self.ask(
            change.set_seats,
            booking_id,
            self.id(by),
            wanted,
            quote=quote,
            expected=lambda m: m.set_seats(m.bookings[number], by, wanted, quote),
        )

    @precondition(lambda self: any(row.status in ACTIVE for row in self.model.bookings))
    @rule(pick=nth)
    def give_back(self, pick):
        self.set_seats(pick, 0, None, stranger=False)

    @rule(
        who=st.sampled_from([1, 2, UNREACHABLE]),
        way=st.sampled_from(["blocks", "opens", "opens", "banned", "pardoned"]),
    )
    def change_person(self, who, way):
        """The chat is blocked or open, the account banned or pardoned; most of the time all is well."""
        self.swept = False
        if way in ("blocks", "opens"):
            self.world.change_person(self.people[who], chat_open=way == "opens")
            (self.model.unreachable.add if way == "blocks" else self.model.unreachable.discard)(who)
        else:
            self.world.change_person(self.people[who], banned_at=func.now() if way == "banned" else None)
            (self.model.banned.add if way == "banned" else self.model.banned.discard)(who)
