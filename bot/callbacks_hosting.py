"""The buttons of those who run events, and of admins. What shows names the event; what decides names what was shown."""

import re
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator

from bot.callback_fields import Count, Id, Sum


def _cursor(text: str) -> str:
    if re.fullmatch(r"-|[np][0-9]{1,19}", text, re.ASCII) is None:
        raise ValueError("not a place in a list that a button carries")
    return text


Cursor = Annotated[str, AfterValidator(_cursor)]


class Mine(CallbackData, prefix="mine"):
    """One's own events; `page` counts from 0, a dash is 0 too."""

    which: Literal["now", "past"]
    page: str = "-"

    @property
    def number(self) -> int:
        """The page as a number."""
        return min(int(self.page), 1_000) if re.fullmatch(r"[0-9]{1,9}", self.page, re.ASCII) else 0


class Run(CallbackData, prefix="run"):
    """The event's card for those who run it."""

    event_id: Id


class Peek(CallbackData, prefix="peek"):
    """The same card as a guest sees it, with so many seats chosen."""

    event_id: Id
    seats: Count = 1


class Num(CallbackData, prefix="num"):
    """The event's numbers."""

    event_id: Id


class Gst(CallbackData, prefix="gst"):
    """The guests: all, not in yet, not confirmed, those who wait (`line`); or all of them as a file."""

    event_id: Id
    show: Literal["all", "out", "ask", "line", "csv"]
    cursor: Cursor = "-"


class Queue(CallbackData, prefix="queue"):
    """Somebody who waits: shown, or asked why they should come to the `front` of the line or to its `end`."""

    entry_id: Id
    to: Literal["", "front", "end"] = ""


class Guest(CallbackData, prefix="guest"):
    """One guest."""

    booking_id: Id


class In(CallbackData, prefix="in"):
    """So many of the booking's seats are in, 0 takes that back; `anyway` on another day."""

    booking_id: Id
    seats: Count
    anyway: Literal["", "1"] = ""


class Kick(CallbackData, prefix="kick"):
    """Cancel a guest's booking: asked with reason 0; done for the kept reason, with the refund that was shown."""

    booking_id: Id
    reason_id: Id = 0
    refund: Sum = 0


class Tell(CallbackData, prefix="tell"):
    """Write to all guests."""

    event_id: Id


class Send(CallbackData, prefix="send"):
    """Send what was written; afterwards, how it arrived."""

    broadcast_id: Id


class Stop(CallbackData, prefix="stop"):
    """Cancel the event: why (1), sure (2, with a reason that was picked), done (3) when no more `guests` than shown."""

    event_id: Id
    step: Literal["1", "2", "3"]
    why: Literal["", "few", "place", "ill"] = ""
    guests: Count = 0
    reason_id: Id = 0


class Held(CallbackData, prefix="held"):
    """It took place."""

    event_id: Id


class RateGuest(CallbackData, prefix="rate"):
    """A host's stars: for the own event (`v`, its id) or a guest (`g`, the booking's); 0 asks, x goes on without."""

    whom: Literal["g", "v"]
    number: Id
    stars: Literal["0", "1", "2", "3", "4", "5", "x"]


class Adm(CallbackData, prefix="adm"):
    """Administration and its rooms; `sheet` is the page, from 0."""

    room: Literal["home", "people", "dead", "money", "check", "drill"]
    sheet: Count = 0


class Race(CallbackData, prefix="race"):
    """Hold a drill."""


class Usr(CallbackData, prefix="usr"):
    """A person, for admins: shown, asked about, or changed when it is `sure`."""

    user_id: Id
    act: Literal["show", "adm", "unadm", "host", "unhost", "ban", "unban"]
    sure: Literal["", "1"] = ""


class Dead(CallbackData, prefix="dead"):
    """A dead message: sent again, or dropped."""

    outbox_id: Id
    act: Literal["go", "no"]


class Cash(CallbackData, prefix="cash"):
    """Money that waits for a person: a refund (`r`) that is stuck, a payment (`p`) in review, and its fate.

    `go` tries a refund again, and asks whether to give a payment back, which `sure` does.
    """

    kind: Literal["r", "p"]
    number: Id
    act: Literal["go", "hand", "sure"]


OF_EVENT = (Run, Peek, Num, Gst, Tell, Stop, Held)
OF_GUEST = (Guest, In, Kick)
OF_ADMINS = (Adm, Race, Usr, Dead, Cash)
ALL = (Mine, Queue, *OF_EVENT, *OF_GUEST, Send, RateGuest, *OF_ADMINS)
