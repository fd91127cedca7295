"""All tables, by name: whoever needs one imports it from here.

They stand in `models_events`, `models_people`, `models_money`, `models_said` and `models_traces`, the closed sets of
words in `models_ground`.

Rows are read through `database.one` and `database.all_of`: typed by these classes, but plain read-only
rows underneath. There is no session, no identity map and nothing that loads by itself.

The life of a booking (R32); a final state is never left, rows are never deleted, `reason` says why:

    (none)    -> pending | confirmed            confirmed at once: a free event that asks for nothing
    pending   -> confirmed | expired | cancelled
    confirmed -> cancelled | completed

Money is integer minor units beside a currency. Instants are `timestamptz`; an event also keeps its zone.
"""

from core.models_events import EVENT_WORDS, Booking, Event
from core.models_ground import (
    Access,
    Account,
    AttemptStatus,
    Base,
    BookingStatus,
    Direction,
    EntryStatus,
    EventStatus,
    Format,
    Origin,
    OutboxStatus,
    PaymentStatus,
    RefundStatus,
    Role,
    SessionKind,
)
from core.models_money import Attempt, Invoice, Ledger, Payment, Refund, SimulatedCharge, Support
from core.models_people import (
    PAGE_WORDS,
    PERSON_WORDS,
    Favourite,
    Invite,
    Invited,
    Organizer,
    Question,
    Session,
    SignInLink,
    TeamMember,
    User,
    WaitlistEntry,
)
from core.models_said import Draft, EmailCode, OpenQuestion, Review
from core.models_traces import (
    Audit,
    Broadcast,
    Departure,
    IdempotencyKey,
    Outbox,
    Reason,
    Reminder,
    SharedCard,
    Watch,
    Watermark,
)

__all__ = [
    "EVENT_WORDS",
    "PAGE_WORDS",
    "PERSON_WORDS",
    "Access",
    "Account",
    "Attempt",
    "AttemptStatus",
    "Audit",
    "Base",
    "Booking",
    "BookingStatus",
    "Broadcast",
    "Departure",
    "Direction",
    "Draft",
    "EmailCode",
    "EntryStatus",
    "Event",
    "EventStatus",
    "Favourite",
    "Format",
    "IdempotencyKey",
    "Invite",
    "Invited",
    "Invoice",
    "Ledger",
    "OpenQuestion",
    "Organizer",
    "Origin",
    "Outbox",
    "OutboxStatus",
    "Payment",
    "PaymentStatus",
    "Question",
    "Reason",
    "Refund",
    "RefundStatus",
    "Reminder",
    "Review",
    "Role",
    "Session",
    "SessionKind",
    "SharedCard",
    "SignInLink",
    "SimulatedCharge",
    "Support",
    "TeamMember",
    "User",
    "WaitlistEntry",
    "Watch",
    "Watermark",
]
