"""Every refusal of the core: a code, its parameters, and the next step. No HTTP status and no sentence: the mouths
give those, each in one place, `bot/handlers/errors.py` and `web/problems.py`.
"""

from core.errors_ground import (
    Banned,
    Busy,
    DomainError,
    EmailTaken,
    Invalid,
    KeyReused,
    LinkSpent,
    NotFound,
    SignInNeeded,
    TooManyCodes,
    TooManyQuestions,
)
from core.errors_hosts import (
    CapacityBelowTaken,
    DraftChanged,
    DrillRefused,
    DrillRunning,
    EditedMeanwhile,
    GuestsChanged,
    HasBookings,
    HostingAhead,
    HostingClosed,
    LastAdmin,
    LastOfTeam,
    NotADraft,
    NotTheDay,
    Unreachable,
    WaitToTell,
)

__all__ = [
    "AllOrNothing",
    "AlreadyBooked",
    "AlreadyWaiting",
    "Banned",
    "Busy",
    "CapacityBelowTaken",
    "CheckedIn",
    "DomainError",
    "DraftChanged",
    "DrillRefused",
    "DrillRunning",
    "EditedMeanwhile",
    "EmailTaken",
    "EventBegun",
    "EventClosed",
    "GuestsChanged",
    "HasBookings",
    "HoldEnded",
    "HostingAhead",
    "HostingClosed",
    "Invalid",
    "KeyReused",
    "LastAdmin",
    "LastOfTeam",
    "LinkSpent",
    "NotADraft",
    "NotFound",
    "NotOverYet",
    "NotPending",
    "NotReviewable",
    "NotTheDay",
    "OfferEnded",
    "OnlyShrinks",
    "OwnEvent",
    "PaidOnlyShrinks",
    "PaymentInChat",
    "PaymentMismatch",
    "PaymentNeeded",
    "PaymentRunning",
    "QuoteChanged",
    "SeatsFree",
    "SeatsLimit",
    "SignInNeeded",
    "SoldOut",
    "TermsChanged",
    "TooManyCodes",
    "TooManyHolds",
    "TooManyQuestions",
    "Unreachable",
    "WaitToTell",
    "WaitlistFirst",
]


class SoldOut(DomainError):
    """Fewer seats are left than were asked for: `free` of the `n`."""

    code = "sold_out"
    next_step = "join_waitlist"


class WaitlistFirst(DomainError):
    """The seats that are free go to those who wait (invariant 15)."""

    code = "waitlist_first"
    next_step = "join_waitlist"


class AlreadyWaiting(DomainError):
    """One entry a person and event (invariant 12): number `pos` in the line."""

    code = "already_waiting"


class SeatsFree(DomainError):
    """Nobody has to wait: `free` seats can be booked at once."""

    code = "seats_free"


class OnlyShrinks(DomainError):
    """A place in the line takes fewer seats, never more: leave it and join again for more."""

    code = "only_shrinks"


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


class OfferEnded(DomainError):
    """The offer's deadline (`time`) passed; it went to the next in line."""

    code = "offer_ended"
    next_step = "join_waitlist"


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


class PaymentInChat(DomainError):
    """It is paid by an invoice of Telegram's: in the chat with the bot, nowhere else."""

    code = "payment_in_chat"
    next_step = "pay"


class PaidOnlyShrinks(DomainError):
    """A paid booking gives seats back; more seats are another booking."""

    code = "paid_only_shrinks"


class AllOrNothing(DomainError):
    """A payment in Stars goes back whole, so its seats are given back all together."""

    code = "all_or_nothing"


class PaymentRunning(DomainError):
    """The provider was asked for the money and has not answered yet."""

    code = "payment_running"
    next_step = "wait"


class CheckedIn(DomainError):
    """Somebody is in on this booking: its seats can't change any more."""

    code = "checked_in"


class TooManyHolds(DomainError):
    """The person already has `n` unpaid holds, the most that is allowed."""

    code = "too_many_holds"
    next_step = "pay"


class NotOverYet(DomainError):
    """The event has not ended (`time`), so nobody can say that it took place."""

    code = "not_over_yet"


class NotReviewable(DomainError):
    """Reviews are for those who took part in an event that took place (R54)."""

    code = "not_reviewable"
