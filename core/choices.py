"""What people choose about themselves: their zone, their quiet hours, which messages they hear. Owns those columns.

Their seats and their money they always hear of; only what is in `MAY_BE_MUTED` can be left out, and is asked for when
a message is about to leave.
"""

from zoneinfo import available_timezones

from sqlalchemy import func, update

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


def is_muted(user: User, kind: str) -> bool:
    """Whether the person asked not to get messages of this kind."""
    return any(kind in MAY_BE_MUTED.get(what, ()) for what in user.muted)
