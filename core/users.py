"""People: met in the chat or on the web, reachable or not, with a role that only an admin changes (R1-R6)."""

from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import audit, i18n
from core.audit import SYSTEM
from core.database import Tx, first
from core.errors import NotFound
from core.models import Role, User

# Whoever has the machine is its first admin: this address marks their account, nothing is ever sent to it.
OPERATOR = "operator@localhost"


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
    """The person behind an update; a first meeting makes them. `pressed_start`: they spoke in the private chat."""
    code = (language_code or "")[:2].lower()
    fresh = {
        "name": i18n.clean(name, 64) or username or "Guest",
        "username": username,
        "chat_open": pressed_start,
        "blocked_at": None,
    }
    language = code if code in i18n.LANGUAGES else default_language
    met = insert(User).values(telegram_id=telegram_id, language=language, **fresh)
    again = {**fresh, "chat_open": or_(User.chat_open, met.excluded.chat_open)}
    upsert = met.on_conflict_do_update(index_elements=[User.telegram_id], set_=again).returning(User)
    found: User = await first(tx, upsert)
    return found


async def get(tx: Tx, user_id: int) -> User:
    """Raises NotFound."""
    found: User | None = await first(tx, select(User).where(User.id == user_id))
    if found is None:
        raise NotFound
    return found


async def by_telegram(tx: Tx, telegram_id: int) -> User | None:
    """The person behind a Telegram id, if they were met."""
    found: User | None = await first(tx, select(User).where(User.telegram_id == telegram_id))
    return found


def is_reachable(user: Any) -> bool:
    """Whether they could be told about their seats (R6): an open chat, a phone, or a verified email."""
    return bool((user.chat_open and user.blocked_at is None) or user.phone or user.email)


async def set_language(tx: Tx, user_id: int, language: str) -> User:
    """Speak `language` from now on; an unknown one is refused as NotFound: no button carries it."""
    if language not in i18n.LANGUAGES:
        raise NotFound
    changed = update(User).where(User.id == user_id).values(language=language).returning(User)
    found: User | None = await first(tx, changed)
    if found is None:
        raise NotFound
    return found


async def mark_blocked(tx: Tx, telegram_id: int) -> None:
    """They blocked the bot: nothing reaches the chat until they come back."""
    open_still = update(User).where(User.telegram_id == telegram_id, User.blocked_at.is_(None))
    await tx.execute(open_still.values(blocked_at=func.clock_timestamp()))


async def operator(tx: Tx, name: str = "Admin") -> User:
    """The account of whoever runs this machine; made at the first start."""
    await tx.execute(
        insert(User)
        .values(name=name, email=OPERATOR, role=Role.admin)
        .on_conflict_do_nothing(index_elements=[func.lower(User.email)])
    )
    found: User = await first(tx, select(User).where(func.lower(User.email) == OPERATOR))
    return found


async def set_role(tx: Tx, user_id: int, role: Role, actor: str) -> None:
    """Change a role, on the record. Who may is decided by the caller's page: admins and the operator's shell."""
    person = await get(tx, user_id)
    if person.role is role:
        return
    await tx.execute(update(User).where(User.id == user_id).values(role=role))
    await audit.write(tx, "user", user_id, old=person.role, new=role, actor=actor, reason="role")


async def promote(tx: Tx, admins: list[int | str]) -> None:
    """Make those whom the configuration names admins: Telegram ids, or verified emails."""
    ids = [admin for admin in admins if isinstance(admin, int)]
    mails = [admin.lower() for admin in admins if isinstance(admin, str)]
    named = or_(User.telegram_id.in_(ids), func.lower(User.email).in_(mails))
    for person in (await tx.execute(select(User.id).where(named, User.role != Role.admin))).all():
        await set_role(tx, person.id, Role.admin, SYSTEM)
