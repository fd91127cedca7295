"""What hosts, admins and sweeps do: edit, publish, move people in line, cancel, open the door, end the evening."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core import change, checkin, closing, database, events, lapse, waitlist
from core.event_fields import EventPatch
from tests.faults.asking import SLACK, Asking, manager, nth
from tests.faults.model import DAY, HOUR
from tests.faults.rules_guests import some_booking
from tests.faults.rules_money import PRICE


class House(Asking):
    """The people who manage the event, and the clockwork."""

    @rule(
        by=manager,
        capacity=st.none() | st.integers(1, 6),
        price=st.sampled_from([None, None, 0, PRICE, 2 * PRICE]),
        most=st.sampled_from([None, None, 1, 2, 4]),
        confirms=st.sampled_from([None, None, False, True]),
    )
    def edit(self, by, capacity, price, most, confirms):
        said = {"capacity": capacity, "price": price, "max_seats_per_booking": most, "requires_confirmation": confirms}
        meant = {"capacity": capacity, "price": price, "most": most, "confirms": confirms}
        self.change_event(by, *({k: v for k, v in told.items() if v is not None} for told in (said, meant)))

    @rule(by=manager, ahead=st.sampled_from([HOUR, 6 * HOUR, 3 * DAY]))
    def move_start(self, by, ahead):
        if abs(self.model.now + ahead - self.model.starts_at) < SLACK:
            ahead += 2 * SLACK
        starts = self.world.do(database.now) + timedelta(seconds=ahead)
        self.change_event(by, {"starts_at": starts}, {"starts_at": self.model.now + ahead})

    def change_event(self, by: int, said: dict[str, Any], meant: dict[str, Any]) -> None:
        patch = EventPatch(**said)
        self.ask(events.edit, self.id(by), self.event.id, patch, expected=lambda m: m.edit(by, **meant))

    @precondition(lambda self: self.model.status == "draft" or len(self.ids) % 5 == 1)
    @rule(by=manager)
    def publish(self, by):
        self.ask(events.publish, self.id(by), self.event.id, hosting="open", expected=lambda m: m.publish(by))

    @precondition(lambda self: self.model.line)
    @rule(by=manager, pick=nth, priority=st.sampled_from([-1, 0, 1, 1, 2]))
    def set_priority(self, by, pick, priority):
        number = len(self.entries) - 1 - pick % len(self.entries)
        self.ask(
            waitlist.set_priority,
            self.id(by),
            self.entries[number],
            priority,
            "came from afar",
            expected=lambda m: m.set_priority(by, m.line[number], priority),
        )

    @precondition(some_booking)
    @rule(by=manager, pick=nth)
    def cancel_guest(self, by, pick):
        number, booking_id, _ = self.booking(pick)
        self.ask(
            change.cancel_guest,
            self.id(by),
            booking_id,
            "closed screening",
            expected=lambda m: m.cancel_guest(by, m.bookings[number]),
        )

    @precondition(some_booking)
    @rule(by=manager, pick=nth, seats=st.integers(0, 3), anyway=st.booleans())
    def admit(self, by, pick, seats, anyway):
        number, booking_id, _ = self.booking(pick)
        self.ask(
            checkin.admit,
            self.id(by),
            booking_id,
            seats,
            anyway=anyway,
            expected=lambda m: m.admit(by, m.bookings[number], seats, anyway=anyway),
        )

    @precondition(lambda self: any(row.came for row in self.model.bookings))
    @rule(by=manager, pick=nth)
    def undo(self, by, pick):
        number, booking_id, _ = self.booking(pick)
        self.ask(checkin.undo, self.id(by), booking_id, expected=lambda m: m.undo(by, m.bookings[number]))

    @precondition(lambda self: self.short and len(self.ids) > 2)
    @rule(by=manager)
    def cancel(self, by):
        self.ask(closing.cancel, self.id(by), self.event.id, "no place", expected=lambda m: m.cancel(by))

    @precondition(lambda self: self.model.begun or self.model.over)
    @rule(by=manager)
    def complete(self, by):
        self.ask(closing.complete, self.id(by), self.event.id, expected=lambda m: m.complete(by))

    @precondition(lambda self: self.model.over)
    @rule(batch=st.integers(1, 3))
    def wind_up(self, batch):
        """In batches of that size, to its end."""
        while self.world.do(closing.wind_up, self.event.id, batch):
            pass
        self.model.wind_up()

    @precondition(lambda self: not self.swept)
    @rule()
    def sweep(self):
        do, event_id = self.world.do, self.event.id
        for due, keep in (
            (lapse.due_events, lapse.expire_due),
            (lapse.begun_lines, lapse.close_line),
            (lapse.idle_seats, lapse.serve_line),
        ):
            for number in do(due):
                do(keep, number)
        for number in do(closing.overdue):
            do(closing.complete, None, number)
        while do(closing.due):
            do(closing.wind_up, event_id)
        self.model.keep_promises()
        self.swept = True
