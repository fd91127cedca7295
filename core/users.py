"""People: met in the chat, reachable or not, and who of them is an admin.

A person is known by `telegram_id`; names and usernames change hands and are never keys (S21). A role comes from an
admin or from the settings, never from a request's body (R3).
"""

from sqlalchemy import case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from core import audit, i18n, menus, rights, sign_in
from core.audit import SYSTEM, person
from core.database import Tx, all_of, ensure_id, first, one
from core.errors import Invalid, LastAdmin, NotFound
from core.models import Role, User

NAME, USERNAME = 64, 32
PHONE = (5, 15)
"""Digits, as E.164 has them."""
NAMELESS = "Guest"
# The person at the machine: no chat, a way in by the link that is printed at start-up.
OPERATOR = "operator@localhost"
LARGEST_TELEGRAM_ID = 2**52
_IN_ORDER = text("SELECT pg_advisory_xact_lock(hashtext('holds'), n) FROM unnest(CAST(:turns AS int[])) n")
TURNS = 4096
"""So many people may be counted at once; more would fill the database's table of locks in a rush."""


async def meet(
    tx: Tx,
    telegram_id: int,
    name: str,
    username: str | None = None,
    language_code: str | None = None,
    *,
    default_language: str = "en",
    pressed_start: bool = False,
) -> User:
    """The person as Telegram knows them now, inserted or refreshed. Whoever writes has not blocked the bot.

    The language is taken from the client at the first meeting only; `pressed_start` opens the chat for good.
    """
    values = {
        "telegram_id": telegram_id,
        "name": i18n.clean(name, NAME).strip("\u200d ") or NAMELESS,
        "username": i18n.clean(username or "", USERNAME) or None,
        "language": _language(language_code, default_language),
        "chat_open": pressed_start,
    }
    row = insert(User).values(**values)
    refreshed = row.on_conflict_do_update(
        index_elements=[User.telegram_id],
        set_={
            "name": row.excluded.name,
            "username": row.excluded.username,
            # Empty: an admin whom the settings named before anybody met them.
            "language": case((User.language == "", row.excluded.language), else_=User.language),
            "chat_open": or_(User.chat_open, row.excluded.chat_open),
            "blocked_at": None,
        },
    )
    met: User = await one(tx, refreshed.returning(User))
    return met


def _language(code: str | None, default: str) -> str:
    spoken = (code or "").lower().replace("_", "-").split("-")[0]
    return spoken if spoken in i18n.LANGUAGES else default


async def get(tx: Tx, user_id: int) -> User:
    """The person. Raises NotFound."""
    ensure_id(user_id)
    found: User | None = await first(tx, select(User).where(User.id == user_id))
    if found is None:
        raise NotFound
    return found


async def staying(tx: Tx, user_id: int) -> User:
    """As `get`, and until the transaction ends they don't leave for good: `erasing` waits. Whoever left: NotFound.

    Called after the event's lock, like everything that touches a person's row.
    """
    ensure_id(user_id)
    here = select(User).where(User.id == user_id, User.erased_at.is_(None))
    found: User | None = await first(tx, here.with_for_update(read=True, key_share=True))
    if found is None:
        raise NotFound
    return found


async def leaving(tx: Tx, user_id: int) -> User:
    """The person, whom nobody gives anything until the transaction ends: those who do (`staying`) are waited for."""
    found: User = await one(tx, select(User).where(User.id == user_id).with_for_update())
    return found


async def by_telegram(tx: Tx, telegram_id: int) -> User | None:
    """The person with this Telegram account, if they were met."""
    found: User | None = await first(tx, select(User).where(User.telegram_id == telegram_id))
    return found


def is_reachable(user: User) -> bool:
    """Whether somebody could be told about their seats (R6); an email is stored verified or not at all."""
    return bool((user.chat_open and user.blocked_at is None) or user.phone or user.email)


async def set_language(tx: Tx, user_id: int, language: str) -> None:
    """Speak another language with the person; one that we lack changes nothing."""
    if language in i18n.LANGUAGES:
        await tx.execute(update(User).where(User.id == user_id).values(language=language))
        await menus.changed(tx, user_id)


async def hear_of(tx: Tx, telegram_id: int, name: str, username: str | None = None) -> User:
    """Somebody whom another person pointed at: as we know them, or as a new row that waits for them without a chat.

    Raises Invalid.
    """
    if not 0 < telegram_id <= LARGEST_TELEGRAM_ID:
        raise Invalid("telegram_id", "unknown")
    called = i18n.clean(name, NAME).strip("\u200d ") or NAMELESS
    values = {"name": called, "username": i18n.clean(username or "", USERNAME) or None, "language": ""}
    waiting = insert(User).values(telegram_id=telegram_id, **values)
    await tx.execute(waiting.on_conflict_do_nothing(index_elements=[User.telegram_id]))
    found: User = await one(tx, select(User).where(User.telegram_id == telegram_id))
    return found


async def set_phone(tx: Tx, user_id: int, phone: str | None) -> None:
    """The number that hosts of the person's bookings may call, as `+` and digits; None is none. Raises Invalid."""
    digits = "".join(sign for sign in phone or "" if sign.isascii() and sign.isdigit())
    if phone is not None and not PHONE[0] <= len(digits) <= PHONE[1]:
        raise Invalid("phone", "wrong")
    await tx.execute(update(User).where(User.id == user_id).values(phone=f"+{digits}" if phone else None))


async def mark_blocked(tx: Tx, telegram_id: int) -> None:
    """The person blocked the bot or left Telegram; the first moment of it is kept until they write again."""
    blocked = update(User).where(User.telegram_id == telegram_id, User.blocked_at.is_(None))
    await tx.execute(blocked.values(blocked_at=func.clock_timestamp()))


async def set_role(tx: Tx, user_id: int, role: Role, actor: int) -> User:
    """Change a role, as the admin `actor`; the person signs in anew.

    Raises NotFound, to those who are no admin too, LastAdmin.
    """
    old = await lock_as_admin(tx, user_id, actor)
    if old.role is role:
        return old
    if role is not Role.admin:
        await _ensure_another_admin(tx, user_id)
    row = await _give(tx, old, role, actor=person(actor), reason="role")
    await sign_in.sign_out_everywhere(tx, user_id)
    return row


async def lock_as_admin(tx: Tx, user_id: int, actor: int) -> User:
    """The person whose standing the admin `actor` is about to change, locked until the transaction ends.

    Raises NotFound, to those who are no admin too.
    """
    ensure_id(user_id)
    # Two admins who change each other at once: all admins are locked in one order, and whoever comes second is asked
    # for their right after the first is done.
    concerned = or_(User.role == Role.admin, User.id.in_((user_id, actor)))
    locked = await all_of(tx, select(User).where(concerned).order_by(User.id).with_for_update())
    await rights.ensure_admin(tx, actor)
    found: User | None = next((row for row in locked if row.id == user_id), None)
    if found is None:
        raise NotFound
    return found


async def one_at_a_time(tx: Tx, ids: list[int]) -> None:
    """Let nobody else count what these people have until the transaction ends; always after the event's lock.

    Not by their rows: a turn in the chat may have changed its person's row, and waits for the event now.
    """
    await tx.execute(_IN_ORDER, {"turns": sorted({number % TURNS for number in ids})})


async def ensure_may_resign(tx: Tx, user: User) -> None:
    """Refuse to let the last admin go (LastAdmin); of two who go at once the second waits, and is asked then."""
    if user.role is Role.admin:
        ruling = select(User.id).where(User.role == Role.admin).order_by(User.id)
        await tx.execute(ruling.with_for_update(key_share=True))
        await _ensure_another_admin(tx, user.id)


async def _ensure_another_admin(tx: Tx, user_id: int) -> None:
    others = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None), User.id != user_id)
    if await first(tx, others.limit(1)) is None:
        raise LastAdmin


async def allow_hosting(tx: Tx, user_id: int, actor: int, *, allowed: bool = True) -> User:
    """Let the person create events where hosts need an approval (R4), or no longer.

    What they host already stays theirs. Raises NotFound, to those who are no admin too.
    """
    await rights.ensure_admin(tx, actor)
    changed = update(User).where(User.id == user_id, User.may_host != allowed).values(may_host=allowed)
    row: User | None = await first(tx, changed.returning(User))
    if row is None:
        return await get(tx, user_id)
    old, new = ("asks", "may_host") if allowed else ("may_host", "asks")
    await audit.write(tx, "user", user_id, old=old, new=new, actor=person(actor), reason="hosting")
    return row


async def operator(tx: Tx, name: str = "Admin") -> User:
    """The person at the machine, an admin without a chat: made once, found again."""
    row = insert(User).values(name=name, email=OPERATOR, role=Role.admin)
    made = row.on_conflict_do_nothing(index_elements=[func.lower(User.email)]).returning(User)
    fresh = await first(tx, made)
    if fresh is not None:
        await audit.write(tx, "user", fresh.id, old=None, new=Role.admin, actor=SYSTEM, reason="operator")
    found: User = await one(tx, select(User).where(func.lower(User.email) == OPERATOR))
    return found


async def promote(tx: Tx, admins: list[int]) -> None:
    """Make those Telegram accounts admins whom the settings name; a repeat changes nothing.

    An account that was never met waits as an empty row for its person. Usernames are no keys: they change hands.
    """
    for telegram_id in admins:
        waiting = insert(User).values(telegram_id=telegram_id, name=NAMELESS, language="")
        await tx.execute(waiting.on_conflict_do_nothing(index_elements=[User.telegram_id]))
        found = select(User).where(User.telegram_id == telegram_id, User.role != Role.admin).with_for_update()
        for user in await all_of(tx, found):
            await _give(tx, user, Role.admin, actor=SYSTEM, reason="settings")


async def _give(tx: Tx, user: User, role: Role, *, actor: str, reason: str) -> User:
    row: User = await one(tx, update(User).where(User.id == user.id).values(role=role).returning(User))
    await audit.write(tx, "user", user.id, old=user.role, new=role, actor=actor, reason=reason)
    await menus.changed(tx, user.id)
    return row
