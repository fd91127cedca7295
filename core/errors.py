"""Every refusal of the core: a code, its parameters, and the next step. No HTTP status and no sentence: the mouths
give those, each in one place, `bot/handlers/errors.py` and `web/problems.py`.
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


class HostingAhead(DomainError):
    """Who hosts `n` events ahead can't leave for good: guests count on them."""

    code = "hosting_ahead"


class CapacityBelowTaken(DomainError):
    """`taken` seats are sold or held; there can't be fewer."""

    code = "capacity_below_taken"


class HasBookings(DomainError):
    """Somebody booked here once, so the event can't be deleted, only cancelled."""

    code = "has_bookings"


class NotADraft(DomainError):
    """It was published: what is changed now are the event's (`event_id`) own values."""

    code = "not_a_draft"


class DraftChanged(DomainError):
    """Other changes than the ones that were shown: they have to be looked at again."""

    code = "draft_changed"


class EditedMeanwhile(DomainError):
    """`name` changed the same at `time`, after these changes had been begun."""

    code = "edited_meanwhile"


class NotOverYet(DomainError):
    """The event has not ended (`time`), so nobody can say that it took place."""

    code = "not_over_yet"


class NotReviewable(DomainError):
    """Reviews are for those who took part in an event that took place (R54)."""

    code = "not_reviewable"


class NotTheDay(DomainError):
    """The ticket is for another time (`time`): the door opens the day before, not earlier."""

    code = "not_the_day"


class LastOfTeam(DomainError):
    """A page keeps at least one person who may manage it."""

    code = "last_of_team"


class LastAdmin(DomainError):
    """The house keeps at least one admin who is not banned."""

    code = "last_admin"


class GuestsChanged(DomainError):
    """More people are concerned than was shown: `n` guests now."""

    code = "guests_changed"


class WaitToTell(DomainError):
    """One word an hour to all guests of an event; the next at `time`."""

    code = "wait_to_tell"
    next_step = "wait"


class TooManyQuestions(DomainError):
    """`n` questions about payments wait for an answer already."""

    code = "too_many_questions"
    next_step = "wait"


class Busy(DomainError):
    """A lock or the database took too long; nothing was changed. `s` is when to try again, in seconds."""

    code = "busy"
    next_step = "wait"
