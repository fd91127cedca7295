"""The faults: each a guard removed, two lines swapped, a promise forgotten, as a change of one place in the text.

`old` occurs exactly once in its file, or the list has rotted and says so (`test_planted`). `seen_by` is what must fail.
Those about money and about people of the house are in `patches_money` and `patches_house`.
"""

from dataclasses import dataclass
from pathlib import Path

MACHINE = "tests/faults/test_machine.py"
RACES = "tests/core/test_races.py::"
CHANGE = "tests/core/test_change.py::"


@dataclass(frozen=True)
class Fault:
    """A mistake somebody could make: in `file`, `old` becomes `new`; `also` changes further places with it."""

    name: str
    file: str
    old: str
    new: str
    seen_by: str = MACHINE
    also: tuple[tuple[str, str, str], ...] = ()

    def plant(self, root: Path) -> None:
        """Change the copy of the tree under `root`."""
        for file, old, new in ((self.file, self.old, self.new), *self.also):
            path = root / file
            text = path.read_text(encoding="utf-8")
            if text.count(old) != 1 or old == new:
                raise LookupError(f"{self.name}: in {file} its place is there {text.count(old)} times")
            path.write_text(text.replace(old, new), encoding="utf-8")


SCHEMA = "migrations/versions/2026_11_21_the_house_stands.py"

SEATS = (
    Fault(
        "the event's row is not locked",
        "core/seats.py",
        "select(Event).where(Event.id == event_id).with_for_update())\n    if event is None:",
        "select(Event).where(Event.id == event_id))\n    if event is None:",
        "tests/core/test_event_edit.py::test_a_capacity_that_shrinks_while_rivals_book_counts_every_seat",
    ),
    Fault(
        "bookings of several events at once each count the holds that they see",
        "core/hold.py",
        "await users.one_at_a_time(tx, ids)  #",
        "pass  #",
        "tests/core/test_box_office.py::test_who_presses_at_many_events_at_once_holds_no_more_than_is_allowed",
    ),
    Fault(
        "people are counted by their rows, which a turn in the chat has while it waits for the event",
        "core/users.py",
        "    await tx.execute(_IN_ORDER,",
        "    await tx.execute(select(User.id).where(User.id.in_(ids)).order_by(User.id).with_for_update(key_share=True))\n"
        "    await tx.execute(_IN_ORDER,",
        "tests/core/test_leaving.py::test_a_turn_that_tells_a_new_name_and_a_rival_at_its_event_do_not_wait_in_a_ring",
    ),
    Fault(
        "a transition is neither locked nor guarded",
        "core/seats.py",
        "select(Event).where(Event.id == event_id).with_for_update())\n    if event is None:",
        "select(Event).where(Event.id == event_id))\n    if event is None:",
        RACES + "test_cancel_against_expire_against_confirm_a_thousand_times",
        also=(
            (
                "core/bookings.py",
                ".where(Booking.id == booking_id).with_for_update())",
                ".where(Booking.id == booking_id))",
            ),
            (
                "core/bookings.py",
                ".where(Booking.id == booking.id, Booking.status == booking.status)",
                ".where(Booking.id == booking.id)",
            ),
        ),
    ),
    Fault(
        "the deadline is judged by the time before the lock",
        "core/bookings.py",
        "    event, _ = await seats.lock_event(tx, known.event_id)\n",
        "    at = await now(tx)\n    event, _ = await seats.lock_event(tx, known.event_id)\n",
        "tests/core/test_bookings.py::test_a_confirmation_that_waited_for_the_lock_past_the_deadline_is_refused",
        also=(("core/bookings.py", "    return event, booking, await now(tx)\n", "    return event, booking, at\n"),),
    ),
    Fault(
        "a lapsed hold is confirmed as long as no sweep has run",
        "core/bookings.py",
        "booking.expires_at is not None and booking.expires_at <= at",
        "False",
    ),
    Fault(
        "holds that are alive are swept, the lapsed ones stay",
        "core/lapse.py",
        "AND status = 'pending' AND expires_at <= :at\n",
        "AND status = 'pending' AND expires_at >= :at\n",
    ),
    Fault(
        "a sweep ends what is confirmed, too",
        "core/lapse.py",
        "AND status = 'pending' AND expires_at <= :at\n",
        "AND status IN ('pending', 'confirmed') AND expires_at <= :at\n",
    ),
    Fault(
        "a hold outlives the start",
        "core/hold.py",
        "min(now + timedelta(seconds=event.booking_ttl), event.starts_at)",
        "now + timedelta(seconds=event.booking_ttl)",
    ),
    Fault(
        "an expired hold keeps its seats",
        "core/lapse.py",
        "        await release(tx, event.id, gone.seats, at, call_followers=not for_rivals, awaited=gone.awaited)\n",
        "        await offers.serve(tx, event.id, at)\n",
    ),
    Fault(
        "seats that are given back are freed twice",
        "core/change.py",
        "    await live.announce(tx, row.event_id)\n    await lapse.release(tx, row.event_id, row.seats, at)\n",
        "    await lapse.release(tx, row.event_id, row.seats, at)\n" * 2,
    ),
    Fault(
        "one seat too many is sold, and no CHECK stands in the way",
        "core/hold.py",
        "    if rival.seats > known.free:\n",
        "    if rival.seats > known.free + 1:\n",
        also=(
            ("core/hold.py", "    if known.free < rival.seats <= known.free + known.passed_on:\n", "    if False:\n"),
            (SCHEMA, "available BETWEEN 0 AND capacity", "available <= capacity"),
        ),
    ),
    Fault(
        "somebody books twice, and no index stands in the way",
        "core/hold.py",
        "    elif rival.user_id in known.active:\n",
        "    elif False:\n",
        also=(
            (
                SCHEMA,
                '        unique=True,\n        postgresql_where=sa.text("status IN (',
                '        postgresql_where=sa.text("status IN (',
            ),
        ),
    ),
    Fault(
        "a hold is confirmed by anybody",
        "core/bookings.py",
        "_, booking, at = await lock(tx, booking_id, user_id)\n    if booking.status is BookingStatus.confirmed",
        "_, booking, at = await lock(tx, booking_id)\n    if booking.status is BookingStatus.confirmed",
    ),
    Fault(
        "hosts book their own events",
        "core/hold.py",
        "if person.id in known.hosts:",
        "if False:",
    ),
    Fault(
        "somebody books whom nobody could tell",
        "core/hold.py",
        "if not users.is_reachable(person):",
        "if False:",
    ),
    Fault(
        "the terms that were shown are not looked at",
        "core/hold.py",
        "rival.terms is not None and rival.terms != event.terms",
        "False",
    ),
    Fault(
        "a key stands for another wish as well",
        "core/hold.py",
        "return earlier.answer if earlier.fingerprint == wish else errors.KeyReused()",
        "return earlier.answer",
    ),
    Fault(
        "a confirmation is not recorded",
        "core/bookings.py",
        '    await audit.bookings_changed(tx, [row], old="pending", actor=actor, reason="confirmed")\n',
        "",
    ),
    Fault(
        "nobody is told of a confirmation",
        "core/bookings.py",
        '    await outbox.put_for_bookings(tx, "confirmed", [row])\n',
        "",
    ),
)

LINE = (
    Fault(
        "seats that were given back are not offered to the line",
        "core/change.py",
        "    await lapse.release(tx, row.event_id, row.seats, at)\n",
        "    await seats.free(tx, row.event_id, row.seats)\n",
    ),
    Fault(
        "seats of a lapsed hold are not offered to the line",
        "core/lapse.py",
        "        await release(tx, event.id, gone.seats, at, call_followers=not for_rivals, awaited=gone.awaited)\n",
        "        await seats.free(tx, event.id, gone.seats)\n",
    ),
    Fault(
        "who has seats gets more before somebody in line who is within reach again",
        "core/change.py",
        "    if not freed:\n        await offers.serve_if_awaited(tx, event, at)\n",
        "",
        CHANGE + "test_more_seats_go_to_somebody_in_line_who_is_within_reach_again",
    ),
    Fault(
        "who joined the team gets more seats of the own event",
        "core/change.py",
        "    if await rights.is_host(tx, booking.user_id, event.id):\n",
        "    if False:\n",
        CHANGE + "test_who_joins_the_events_team_keeps_their_seats_and_gets_no_more",
    ),
    Fault(
        "more capacity is not offered to the line",
        "core/events.py",
        "    await offers.serve(tx, row.id, at)\n",
        "",
    ),
    Fault(
        "the line is served from its end",
        "core/offers.py",
        "ORDER BY w.priority DESC, w.id LIMIT",
        "ORDER BY w.priority DESC, w.id DESC LIMIT",
    ),
    Fault(
        "priorities are kept and not looked at",
        "core/offers.py",
        "ORDER BY w.priority DESC, w.id LIMIT",
        "ORDER BY w.id LIMIT",
    ),
    Fault(
        "a large wish at the front keeps everybody behind it waiting",
        "core/offers.py",
        "            if entry.seats > free:\n                continue\n",
        "            if entry.seats > free:\n                break\n",
        also=(
            (
                "core/offers.py",
                "AND w.status = 'waiting' AND w.seats <= :free\n",
                "AND w.status = 'waiting' AND :free > 0\n",
            ),
        ),
    ),
    Fault(
        "a newcomer is sold what was just offered to the line, and no CHECK stands in the way",
        "core/hold.py",
        "    free = await seats.left(tx, event_id) if freed or served else event.available\n",
        "    free = event.available + freed\n",
        also=((SCHEMA, "available BETWEEN 0 AND capacity", "available <= capacity"),),
    ),
    Fault(
        "somebody waits though seats are free",
        "core/waitlist.py",
        "    if count <= free:\n",
        "    if False:\n",
    ),
    Fault(
        "a newcomer passes whom a host sent to the end",
        "core/waitlist.py",
        '"seats": count, "priority": lowest}',
        '"seats": count}',
        "tests/core/test_waitlist.py::test_a_newcomer_stands_behind_whom_a_host_sent_to_the_end",
    ),
    Fault(
        "the record of the line says where somebody stood before the lock",
        "core/waitlist.py",
        "await first(tx, theirs.where(WaitlistEntry.status == EntryStatus.waiting))",
        "known",
        "tests/core/test_waitlist.py::"
        "test_two_who_move_somebody_at_once_leave_a_record_in_which_each_step_follows_the_last",
    ),
    Fault(
        "who books keeps the place in line",
        "core/hold.py",
        "AND status = 'waiting' AND user_id = ANY(CAST(:users AS bigint[]))",
        "AND status = 'nobody' AND user_id = ANY(CAST(:users AS bigint[]))",
    ),
    Fault(
        "an offer that lapsed leaves its place standing",
        "core/lapse.py",
        "WHERE w.booking_id = l.id AND w.status = 'offered'",
        "WHERE w.booking_id = l.id AND w.status = 'forgotten'",
    ),
    Fault(
        "an offer that was declined leaves its place standing",
        "core/change.py",
        '        await offers.end(tx, row.id, "declined", at, actor=actor)\n',
        "        pass\n",
    ),
    Fault(
        "an offer outlives the start",
        "core/offers.py",
        "min(begins + WINDOW, event.starts_at)",
        "begins + WINDOW",
    ),
    Fault(
        "seats are offered to who is banned",
        "core/offers.py",
        "    u.banned_at IS NULL AND ((u.chat_open",
        "    ((u.chat_open",
        "tests/core/test_offers.py::test_who_can_not_be_told_or_may_not_book_is_passed_over",
    ),
)
