"""What people choose about themselves: their zone, their quiet hours, which messages they hear. Owns those columns.

Their seats and their money they always hear of; only what is in `MAY_BE_MUTED` can be left out, and is asked for when
a message is about to leave.
"""

from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, update

from core.database import Tx
from core.errors import Invalid
from core.models import User

# What is switched off together, and the messages that this is.
MAY_BE_MUTED = {
    "day": {"reminder_24h", "reminder_6h"},
    "hour": {"reminder_1h"},
    "saved": {"favourite_seats", "favourite_changed"},
    "review": {"review_invited"},
}
# How a host hears of guests: of each, in a digest, not at all; and what each of these leaves out.
GUESTS = {"1": set[str](), "d": {"guest"}, "0": {"guest", "digest"}}
MUTES = {"guest": {"new_guest", "guest_left"}, "digest": {"digest"}}
HOURS = 24


async def set_zone(tx: Tx, user_id: int, zone: str | None) -> None:
    """Live by another zone's time; None is each event's own. Raises Invalid."""
    if zone is not None and zone not in available_timezones() - {"localtime", "Factory"}:
        raise Invalid("zone", "no_such_zone")
    await tx.execute(update(User).where(User.id == user_id).values(zone=zone))


async def set_quiet(tx: Tx, user_id: int, hours: tuple[int, int] | None) -> None:
    """Be left in peace from an hour to another one, or never. Raises Invalid."""
    if hours is not None and not all(0 <= hour < HOURS for hour in hours):
        raise Invalid("quiet", "too_large", most=HOURS - 1)
    start, end = hours if hours is not None and hours[0] != hours[1] else (None, None)
    await tx.execute(update(User).where(User.id == user_id).values(quiet_from=start, quiet_until=end))


async def hear(tx: Tx, user_id: int, what: str, wanted: bool) -> None:
    """Hear of one thing of `MAY_BE_MUTED`, or no longer; again is the same. Raises Invalid."""
    if what not in MAY_BE_MUTED:
        raise Invalid("messages", "wrong")
    without = func.array_remove(User.muted, what)
    muted = without if wanted else func.array_append(without, what)
    await tx.execute(update(User).where(User.id == user_id).values(muted=muted))


async def hear_of_guests(tx: Tx, user_id: int, how: str) -> None:
    """Hear of each guest of one's events (`1`), by a digest (`d`), not at all (`0`). Raises Invalid."""
    if how not in GUESTS:
        raise Invalid("messages", "wrong")
    muted: ColumnElement[Any] = cast(User.muted, ARRAY(Text))
    for what in sorted(MUTES):
        muted = func.array_remove(muted, what)
    await tx.execute(update(User).where(User.id == user_id).values(muted=muted.op("||")(sorted(GUESTS[how]))))


def of_guests(user: User) -> str:
    """How the person hears of guests: a key of `GUESTS`."""
    return next(how for how, muted in reversed(GUESTS.items()) if muted <= set(user.muted))


def is_muted(user: User, kind: str) -> bool:
    """Whether the person asked not to get messages of this kind."""
    if kind == "digest" and of_guests(user) != "d":
        return True
    if kind == "sold_out":
        return of_guests(user) == "0"
    return any(kind in MUTES.get(what, MAY_BE_MUTED.get(what, ())) for what in user.muted)
