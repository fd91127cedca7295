"""Looking after people, for admins: found by what is known of them, banned and welcomed again. Roles are `users`.

A ban closes what makes something new: booking, hosting, writing. To read, and to give one's own seats back, stays. What
somebody hosts stays as it is. To anybody but an admin nothing of this is there (NotFound).
"""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from core import audit, i18n, rights, sign_in, users
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import Invalid, NotFound
from core.models import PERSON_WORDS, Booking, BookingStatus, Event, User

HELD = (BookingStatus.pending, BookingStatus.confirmed)


async def find(tx: Tx, admin_id: int, said: str, limit: int = 9) -> list[User]:
    """People with this @name, id, Telegram's id, phone or e-mail, or with all these words in their name."""
    await rights.ensure_admin(tx, admin_id)
    sought = i18n.clean(said, 100)
    if not sought:
        return []
    return await all_of(tx, select(User).where(_known_as(sought)).order_by(func.lower(User.name), User.id).limit(limit))


def _known_as(sought: str) -> ColumnElement[bool]:
    if sought.startswith("@"):
        return func.lower(User.username) == sought[1:].lower()
    digits = "".join(sign for sign in sought if sign.isascii() and sign.isdigit())
    ways: list[ColumnElement[bool]] = [func.lower(User.email) == sought.lower()]
    if digits and all(sign in "+-() 0123456789" for sign in sought):
        number = min(int(digits[:19]), LARGEST_ID)
        ways += [User.id == number, User.telegram_id == number]
        ways.append(func.regexp_replace(User.phone, "[^0-9]", "", "g") == digits)
    words = (PERSON_WORDS.like(func.fold(f"%{_plain(word)}%")) for word in sought.split()[:8])
    return or_(*ways, *([] if digits == sought else [_all(list(words))]))


def _all(rules: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    whole = rules[0]
    for rule in rules[1:]:
        whole &= rule
    return whole


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def card(tx: Tx, admin_id: int, user_id: int) -> Any:
    """The person, with how many `bookings` (that hold seats) and `events` they have. Raises NotFound."""
    await rights.ensure_admin(tx, admin_id)
    if not 0 < user_id <= LARGEST_ID:
        raise NotFound
    bookings = select(func.count()).where(Booking.user_id == User.id, Booking.status.in_(HELD)).correlate(User)
    events = select(func.count()).where(Event.host_id == User.id).correlate(User)
    counted = select(User, bookings.scalar_subquery().label("bookings"), events.scalar_subquery().label("events"))
    found = await first(tx, counted.where(User.id == user_id))
    if found is None:
        raise NotFound
    return found


async def set_banned(tx: Tx, admin_id: int, user_id: int, *, banned: bool) -> User:
    """Ban the person, who is signed out everywhere, or welcome them again; a repeat changes nothing.

    Nobody bans themselves, so there is an admin left. Raises NotFound, Invalid (oneself).
    """
    old = await users.lock_as_admin(tx, user_id, admin_id)
    if user_id == admin_id:
        raise Invalid("user_id", "not_a_choice")
    if (old.banned_at is not None) is banned:
        return old
    at = func.clock_timestamp() if banned else None
    row: User = await one(tx, update(User).where(User.id == user_id).values(banned_at=at).returning(User))
    if banned:
        await sign_in.sign_out_everywhere(tx, user_id)
    states = ("welcome", "banned") if banned else ("banned", "welcome")
    await audit.write(tx, "user", user_id, old=states[0], new=states[1], actor=person(admin_id), reason="ban")
    return await users.get(tx, row.id)
