"""What the machine's rules have in common: asking the rows and the model the same thing, and letting time pass."""

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from core.errors import DomainError
from tests.faults.model import ACTIVE, MINUTE, Booking
from tests.faults.model_house import Model
from tests.faults.world import World

HOST, GUESTS, UNREACHABLE, ADMIN = 0, 7, 7, 8
# Instants closer than this are one to the machine: it never lets them meet.
SLACK = 50.0

somebody = st.sampled_from([1, 2, 3, 4, 5, 6] * 3 + [HOST, UNREACHABLE, UNREACHABLE])
manager = st.sampled_from([HOST] * 6 + [ADMIN, 1])
nth = st.integers(0, 5)


class Asking(RuleBasedStateMachine):
    """Rows and model side by side; `ids` are the bookings' in the order of their making, as in the model."""

    world: World
    model: Model
    event: Any
    people: list[Any]
    ids: list[int]
    entries: list[int]
    payments: list[int]
    keys: dict[tuple[int, str], tuple[Any, Any]]
    short: bool
    swept: bool

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

    def id(self, who: int) -> int:
        return self.people[who].id

    def booking(self, pick: int) -> tuple[int, int, Booking]:
        """One that is alive, or one of the last that was: its number in the model, its id, itself."""
        rows = self.model.bookings
        alive = [number for number, row in enumerate(rows) if row.status in ACTIVE]
        ended = [number for number, row in enumerate(rows) if row.status not in ACTIVE]
        some = alive[::-1] + ended[-1 - (not alive) :]
        number = some[pick % len(some)]
        return number, self.ids[number], rows[number]

    def outsider(self, pick: int) -> int:
        """Somebody without seats and not in line, if there is such a guest."""
        guests = range(1, GUESTS + 1)
        outside = [who for who in guests if not self.model.active(who) and not self.model.entry(who)]
        return outside[pick % len(outside)] if outside else 1 + pick % GUESTS

    # Time.

    @rule(seconds=st.sampled_from([MINUTE, 4 * MINUTE, 30 * MINUTE]))
    def wait(self, seconds):
        self.pass_time(seconds)

    @precondition(lambda self: any(row.status == "pending" for row in self.model.bookings))
    @rule()
    def wait_for_a_deadline(self):
        ends = [row.deadline for row in self.model.bookings if row.status == "pending"]
        self.pass_time(min(ends) - self.model.now)

    @precondition(lambda self: self.short and self.ids and not self.model.begun)
    @rule()
    def wait_for_the_start(self):
        self.pass_time(self.model.starts_at - self.model.now)

    @precondition(lambda self: self.model.begun)
    @rule(half_a_day=st.booleans())
    def wait_for_the_end(self, half_a_day):
        self.pass_time(self.model.ends_at - self.model.now + half_a_day * 12 * 60 * MINUTE)

    def pass_time(self, seconds: float) -> None:
        seconds = max(seconds, MINUTE)
        if not self.short and not self.model.begun:
            seconds = min(seconds, (self.model.starts_at - self.model.now) / 4)
        while any(abs(at - self.model.now - seconds) < SLACK for at in self.model.deadlines()):
            seconds += SLACK
        self.swept = False
        self.world.pass_time(seconds)
        self.model.pass_time(seconds)
