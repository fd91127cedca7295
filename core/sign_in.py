"""Ways in without a password: one-time links, browser sessions, API tokens. Only hashes of secrets are kept.

A link is spent by `spend_link` alone; looking at it (`peek_link`) writes nothing, so that a preview or a scanner
that opens it spends nothing (invariant 34).
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core import i18n, outbox
from core.database import Tx, all_of, first
from core.errors import LinkSpent, NotFound
from core.models import Session, SessionKind, SignInLink, User

SESSION = timedelta(days=30)
TOKEN = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=1)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def make_link(tx: Tx, user_id: int, *, minutes: int = 10) -> str:
    """A token that opens one session within `minutes`; it voids the person's older ones."""
    token = secrets.token_urlsafe(32)
    clock = func.clock_timestamp()
    older = update(SignInLink).where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None))
    await tx.execute(older.values(used_at=clock))
    row = {"token_hash": _hashed(token), "user_id": user_id, "expires_at": clock + timedelta(minutes=minutes)}
    await tx.execute(insert(SignInLink).values(**row))
    return token


async def peek_link(tx: Tx, token: str) -> bool:
    """Whether the link could be spent now. Writes nothing."""
    return await first(tx, select(SignInLink.user_id).where(*_alive(token))) is not None


def _alive(token: str) -> tuple[Any, ...]:
    return (
        SignInLink.token_hash == _hashed(token),
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > func.clock_timestamp(),
    )


async def spend_link(tx: Tx, token: str, label: str) -> str:
    """Exchange the link for a session's secret, once. Raises LinkSpent. `label` names the browser."""
    spent = update(SignInLink).where(*_alive(token)).values(used_at=func.clock_timestamp()).returning(SignInLink)
    link = await first(tx, spent)
    if link is None:
        raise LinkSpent
    secret = await _open(tx, link.user_id, SessionKind.web, label, SESSION)
    params = {"label": i18n.clean(label, 60)}
    await outbox.put(tx, link.user_id, "signed_in", dedupe=f"signed_in:{link.token_hash}", params=params)
    return secret


async def make_token(tx: Tx, user_id: int, label: str) -> str:
    """A bearer token for a program, good for a year. It is shown once: only its hash is kept."""
    return await _open(tx, user_id, SessionKind.token, label, TOKEN)


async def _open(tx: Tx, user_id: int, kind: SessionKind, label: str, life: timedelta) -> str:
    secret = secrets.token_urlsafe(32)
    row = {"secret_hash": _hashed(secret), "user_id": user_id, "kind": kind, "label": i18n.clean(label, 60)}
    await tx.execute(insert(Session).values(**row, expires_at=func.clock_timestamp() + life))
    return secret


async def whose(tx: Tx, secret: str, kind: SessionKind) -> User | None:
    """Who comes with this secret; None when it is unknown, revoked or too old."""
    clock = func.clock_timestamp()
    alive = (Session.secret_hash == _hashed(secret), Session.kind == kind, Session.revoked_at.is_(None))
    joined = select(User, Session.id.label("session_id"), (Session.seen_at < clock - SEEN_EVERY).label("stale"))
    found = await first(tx, joined.join(Session, Session.user_id == User.id).where(*alive, Session.expires_at > clock))
    if found is not None and found.stale:
        await tx.execute(update(Session).where(Session.id == found.session_id).values(seen_at=clock))
    person: User | None = found
    return person


async def sessions(tx: Tx, user_id: int) -> list[Any]:
    """The person's open sessions and tokens, the newest first."""
    theirs = select(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None))
    return await all_of(tx, theirs.where(Session.expires_at > func.clock_timestamp()).order_by(Session.id.desc()))


async def revoke(tx: Tx, user_id: int, session_id: int) -> None:
    """End one of the person's sessions or tokens. Raises NotFound."""
    theirs = update(Session).where(Session.id == session_id, Session.user_id == user_id, Session.revoked_at.is_(None))
    if await first(tx, theirs.values(revoked_at=func.clock_timestamp()).returning(Session.id)) is None:
        raise NotFound


async def sign_out(tx: Tx, secret: str) -> None:
    """End the session with this secret."""
    await tx.execute(
        update(Session)
        .where(Session.secret_hash == _hashed(secret), Session.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp())
    )


async def sign_out_everywhere(tx: Tx, user_id: int) -> None:
    """End all sessions of the person, and their tokens."""
    await tx.execute(
        update(Session)
        .where(Session.user_id == user_id, Session.revoked_at.is_(None))
        .values(revoked_at=func.clock_timestamp())
    )
