"""What is refused to those who make and run events, and to admins. See `errors`."""

from core.errors_ground import DomainError


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


class NotTheDay(DomainError):
    """The ticket is for another time (`time`): the door opens the day before, not earlier."""

    code = "not_the_day"


class LastOfTeam(DomainError):
    """A page keeps at least one person who may manage it."""

    code = "last_of_team"


class LastAdmin(DomainError):
    """The house keeps at least one admin who is not banned."""

    code = "last_admin"


class DrillRunning(DomainError):
    """One drill at a time: another one has not ended yet."""

    code = "drill_running"
    next_step = "wait"


class DrillRefused(DomainError):
    """The server gives the drill no database of its own, for this `reason` (in the server's words)."""

    code = "drill_refused"


class GuestsChanged(DomainError):
    """More people are concerned than was shown: `n` guests now."""

    code = "guests_changed"


class WaitToTell(DomainError):
    """One word an hour to all guests of an event; the next at `time`."""

    code = "wait_to_tell"
    next_step = "wait"


class Unreachable(DomainError):
    """No open chat, phone or verified email (R6): nobody could be told about these seats."""

    code = "unreachable"
