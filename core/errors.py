"""Every refusal of the core: a code, its parameters, and the next step. No HTTP status and no sentence.

The mouths give words and statuses, each in one place: `bot/handlers/errors.py` and `web/problems.py`.
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """The command was refused and nothing was changed. `params` are plain values for the sentence."""

    code: ClassVar[str] = "broken"
    next_step: ClassVar[str | None] = None

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params


class NotFound(DomainError):
    """There is no such thing for this person: gone, never there, or not theirs. The three are one answer."""

    code = "not_found"


class SignInNeeded(DomainError):
    """Nobody is signed in, or the session ended."""

    code = "sign_in_needed"
    next_step = "sign_in"


class LinkSpent(DomainError):
    """A sign-in link that was used, has aged or never was."""

    code = "link_spent"
    next_step = "sign_in"


class Banned(DomainError):
    """This account may read and give back its own seats, nothing else."""

    code = "banned"


class Invalid(DomainError):
    """A value that cannot be: `field` names it, `problem` is a code for the sentence beside it."""

    code = "invalid"

    def __init__(self, field: str, problem: str, **params: Any) -> None:
        super().__init__(field=field, problem=problem, **params)


class SoldOut(DomainError):
    """Fewer seats are left than were asked for: `free` of the `n`."""

    code = "sold_out"
    next_step = "wait"


class SeatsLimit(DomainError):
    """Seats outside 1..`max`, the event's limit for one person."""

    code = "seats_limit"


class AlreadyBooked(DomainError):
    """One active booking per person and event (invariant 10): `booking_id` holds `n` seats."""

    code = "already_booked"


class OwnEvent(DomainError):
    """A host leaves the seats to guests (R33)."""

    code = "own_event"


class TermsChanged(DomainError):
    """The card that was pressed showed another time, place or price."""

    code = "terms_changed"


class QuoteChanged(DomainError):
    """The refund that was shown is no longer the refund that would come: now `refund`, in minor units."""

    code = "quote_changed"


class EventBegun(DomainError):
    """It has begun; no seats are taken any more."""

    code = "event_begun"


class EventClosed(DomainError):
    """The event is not open for booking: a draft, over, or cancelled."""

    code = "event_closed"


class HoldEnded(DomainError):
    """The hold's deadline (`time`) passed, swept or not (invariant 7)."""

    code = "hold_ended"


class NotPending(DomainError):
    """The booking is already settled, as `status` says."""

    code = "not_pending"


class PaymentNeeded(DomainError):
    """A priced booking is confirmed by its payment alone (invariant 20)."""

    code = "payment_needed"
    next_step = "pay"


class PaymentMismatch(DomainError):
    """Payer, amount or currency differ from the booking's (invariant 22): `problem` is `payer` or `amount`."""

    code = "payment_mismatch"


class PaidOnlyShrinks(DomainError):
    """A paid booking gives seats back; more seats are another booking."""

    code = "paid_only_shrinks"


class Unreachable(DomainError):
    """No open chat, phone or verified email (R6): nobody could be told about these seats."""

    code = "unreachable"


class TooManyHolds(DomainError):
    """The person already has `n` unpaid holds, the most that is allowed."""

    code = "too_many_holds"
    next_step = "pay"


class KeyReused(DomainError):
    """The same idempotency key came with another body (invariant 23)."""

    code = "key_reused"


class HostingClosed(DomainError):
    """Only admins create events here (R4)."""

    code = "hosting_closed"


class CapacityBelowTaken(DomainError):
    """`taken` seats are sold or held; there can't be fewer."""

    code = "capacity_below_taken"


class HasBookings(DomainError):
    """Somebody booked here once, so the event can't be deleted, only cancelled."""

    code = "has_bookings"


class Busy(DomainError):
    """A lock or the database took too long; nothing was changed. `s` is when to try again, in seconds."""

    code = "busy"
    next_step = "wait"
