"""Ways in without passwords: one-time links, browser sessions, programs' tokens.

Only hashes are kept. Looking at a link spends nothing, and one link makes one session (invariant 34). A banned person
signs in like everybody: to read, and to give seats back.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core import i18n, outbox
from core.database import Tx, all_of, first, one
from core.errors import LinkSpent, NotFound, SignInNeeded
from core.models import Session, SessionKind, SignInLink, User

SESSION = timedelta(days=30)
TOKEN = timedelta(days=365)
SEEN = timedelta(minutes=1)
LABEL = 60


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


async def make_link(tx: Tx, user_id: int, *, minutes: float = 10) -> str:
    """A fresh one-time token; older links of the person die with it."""
    await _void_links(tx, user_id)
    token = secrets.token_urlsafe(32)
    until = func.clock_timestamp() + timedelta(minutes=minutes)
    await tx.execute(insert(SignInLink).values(token_hash=_hash(token), user_id=user_id, expires_at=until))
    return token


async def _void_links(tx: Tx, user_id: int) -> None:
    unused = update(SignInLink).where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None))
    await tx.execute(unused.values(used_at=func.clock_timestamp()))


def _good(token: str) -> ColumnElement[bool]:
    fresh = and_(SignInLink.used_at.is_(None), SignInLink.expires_at > func.clock_timestamp())
    return and_(SignInLink.token_hash == _hash(token), fresh)


async def peek_link(tx: Tx, token: str) -> bool:
    """Whether the link would still work; writes nothing."""
    return await first(tx, select(SignInLink.user_id).where(_good(token))) is not None


async def spend_link(tx: Tx, token: str, label: str) -> str:
    """Spend the link for a session of 30 days, called `label`; the person hears about it. Raises LinkSpent."""
    spent = update(SignInLink).where(_good(token)).values(used_at=func.clock_timestamp())
    link = await first(tx, spent.returning(SignInLink.user_id))
    if link is None:
        raise LinkSpent
    label = i18n.clean(label, LABEL)
    session_id, secret = await _open(tx, link.user_id, SessionKind.web, label, SESSION)
    user = await one(tx, select(User.telegram_id).where(User.id == link.user_id))
    if user.telegram_id is not None:
        dedupe = f"signed_in:{session_id}"
        await outbox.put(tx, link.user_id, "signed_in", dedupe=dedupe, params={"label": label})
    return secret


async def make_token(tx: Tx, user_id: int, label: str) -> str:
    """A program's bearer token, good for a year or until it is revoked; shown to its owner this once."""
    _, secret = await _open(tx, user_id, SessionKind.token, i18n.clean(label, LABEL), TOKEN)
    return secret


async def _open(tx: Tx, user_id: int, kind: SessionKind, label: str, lasts: timedelta) -> tuple[int, str]:
    secret = secrets.token_urlsafe(32)
    row = {"secret_hash": _hash(secret), "user_id": user_id, "kind": kind, "label": label}
    made = insert(Session).values(**row, expires_at=func.clock_timestamp() + lasts).returning(Session.id)
    return (await one(tx, made)).id, secret


async def open_once(tx: Tx, user_id: int, secret: str, label: str, until: datetime) -> None:
    """Open the browser session of a secret that comes from outside, in place of older ones with this label.

    One secret opens one session, once, however many come with it at one moment: raises SignInNeeded.
    """
    label = i18n.clean(label, LABEL)
    row = {"secret_hash": _hash(secret), "user_id": user_id, "kind": SessionKind.web, "label": label}
    made = insert(Session).values(**row, expires_at=until).on_conflict_do_nothing(index_elements=[Session.secret_hash])
    fresh = await first(tx, made.returning(Session.id))
    if fresh is None:
        raise SignInNeeded
    same = and_(Session.user_id == user_id, Session.kind == SessionKind.web, Session.label == label)
    await _revoke(tx, and_(same, Session.id != fresh.id))


async def ensure_not_spent(tx: Tx, secret: str) -> None:
    """Refuse a secret from outside that has opened a session, whatever became of it (SignInNeeded)."""
    if await first(tx, select(Session.id).where(Session.secret_hash == _hash(secret))) is not None:
        raise SignInNeeded


async def forget(tx: Tx, user_id: int) -> None:
    """End all sessions and tokens of somebody who leaves for good; only that their secrets are spent stays known."""
    await _revoke(tx, Session.user_id == user_id)
    await tx.execute(update(Session).where(Session.user_id == user_id).values(label=""))


def _alive() -> ColumnElement[bool]:
    return and_(Session.revoked_at.is_(None), Session.expires_at > func.clock_timestamp())


async def whose(tx: Tx, secret: str, kind: SessionKind) -> User | None:
    """The person behind a living session or token; a cookie is no token and the other way round."""
    mine = and_(Session.secret_hash == _hash(secret), Session.kind == kind, _alive())
    user: User | None = await first(tx, select(User).join(Session, Session.user_id == User.id).where(mine))
    if user is not None:
        clock = func.clock_timestamp()
        # At most once a minute: reading a page should not write.
        await tx.execute(update(Session).where(mine, Session.seen_at < clock - SEEN).values(seen_at=clock))
    return user


async def sessions(tx: Tx, user_id: int) -> list[Session]:
    """The person's living sessions and tokens, last seen first."""
    living = select(Session).where(Session.user_id == user_id, _alive())
    return await all_of(tx, living.order_by(Session.seen_at.desc(), Session.id.desc()))


async def sign_out(tx: Tx, secret: str) -> None:
    """End one session or token; one that has ended is no error."""
    await _revoke(tx, Session.secret_hash == _hash(secret))


async def revoke(tx: Tx, user_id: int, session_id: int) -> None:
    """End one of the person's own sessions or tokens. Raises NotFound."""
    if not await _revoke(tx, and_(Session.id == session_id, Session.user_id == user_id)):
        raise NotFound


async def sign_out_everywhere(tx: Tx, user_id: int) -> None:
    """End every session and token of the person, and the links that were not used yet."""
    await _revoke(tx, Session.user_id == user_id)
    await _void_links(tx, user_id)


async def _revoke(tx: Tx, which: ColumnElement[bool]) -> int:
    living = update(Session).where(which, Session.revoked_at.is_(None))
    return len(await all_of(tx, living.values(revoked_at=func.clock_timestamp()).returning(Session.id)))
