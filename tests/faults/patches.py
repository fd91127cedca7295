"""The faults: each a guard removed, two lines swapped, a promise forgotten, as a change of one place in the text.

`old` occurs exactly once in its file, or the list has rotted and says so (`test_planted`). `seen_by` is what must fail.
"""

from dataclasses import dataclass
from pathlib import Path

MACHINE = "tests/faults/test_machine.py"


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


FAULTS = (
    Fault(
        "a lapsed hold is confirmed as long as no sweep has run",
        "core/bookings.py",
        "booking.expires_at is not None and booking.expires_at <= at",
        "False",
    ),
    Fault(
        "holds that are alive are swept, the lapsed ones stay",
        "core/bookings.py",
        "Booking.status == BookingStatus.pending, Booking.expires_at <= at)",
        "Booking.status == BookingStatus.pending, Booking.expires_at >= at)",
    ),
    Fault(
        "an expired hold keeps its seats",
        "core/bookings.py",
        "    await seats.free(tx, event_id, freed)\n",
        "",
    ),
    Fault(
        "seats that are given back are freed twice",
        "core/bookings.py",
        "    await seats.free(tx, row.event_id, row.seats)\n",
        "    await seats.free(tx, row.event_id, row.seats)\n    await seats.free(tx, row.event_id, row.seats)\n",
    ),
    Fault(
        "a hold of any person is confirmed by anybody",
        "core/bookings.py",
        "_, booking, at = await lock(tx, booking_id, user_id)\n    if booking.status is BookingStatus.confirmed",
        "_, booking, at = await lock(tx, booking_id)\n    if booking.status is BookingStatus.confirmed",
    ),
    Fault(
        "the refund is not promised",
        "core/bookings.py",
        "    if back:\n        await refunds.promise(tx, booking.id, back)\n",
        "",
    ),
    Fault(
        "the refund is promised twice where the money lasts",
        "core/bookings.py",
        "        await refunds.promise(tx, booking.id, back)\n",
        "        await refunds.promise(tx, booking.id, min(2 * back, await refunds.paid(tx, booking.id)))\n",
    ),
    Fault(
        "the refund that was shown is not looked at",
        "core/bookings.py",
        "if quote is not None and quote != back:",
        "if False:",
    ),
    Fault(
        "hosts book their own events",
        "core/hold.py",
        "if person.id == event.host_id:\n        return errors.OwnEvent",
        "if False:\n        return errors.OwnEvent",
    ),
    Fault(
        "the terms that were shown are not looked at",
        "core/hold.py",
        "rival.terms is not None and rival.terms != event.terms",
        "False",
    ),
    Fault(
        "capacity goes below what is taken, as far as the CHECK lets it",
        "core/seats.py",
        "if capacity < taken:",
        "if False:",
    ),
    Fault(
        "one charge is recorded as often as it is reported",
        "core/payments.py",
        "        .on_conflict_do_nothing(index_elements=[Payment.charge_id])\n",
        "",
    ),
)
