"""Addresses that people prove to be theirs: a code goes there and comes back in the chat. Owns `users.email`.

An address is stored verified or not at all (R6), so nothing is told about anybody's before its code came back. The hash
of a code keeps it out of sight, no more: what guards it are its 15 minutes, its five tries, and three codes an hour for
a person and for an address. Refused: what is no address, codes beyond these limits, an address of another account.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from core import audit, database, said_emails
from core.audit import person
from core.database import Tx, first, one
from core.errors import EmailTaken, Invalid, TooManyCodes
from core.models import EmailCode, User

LASTS = timedelta(minutes=15)
TRIES = 5
DIGITS = 6
MOST, HOUR = 3, timedelta(hours=1)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Sending:
    """A code that is to be sent after the commit, and where to; neither shows itself."""

    id: int
    address: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True)
class Proof:
    """Whether the code was the right one; else how many tries are `left`: with none a new code is needed."""

    confirmed: bool
    left: int = 0


async def ask(tx: Tx, user_id: int, said: str) -> Sending:
    """A fresh code for this address, in place of any older one of the person.

    Raises Invalid (`email`: not_an_address), TooManyCodes.
    """
    address = said_emails.read(said)
    if address is None:
        raise Invalid("email", "not_an_address")
    # Two who ask at once wait for each other here, so that neither slips past the limits: first the person, then the
    # address, which may be asked for by several people.
    await one(tx, select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(func.lower(address), 0))))
    at = await database.now(tx)
    await _ensure_not_too_many(tx, user_id, address, at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = {"user_id": user_id, "address": address, "code_hash": _hash(user_id, address, code)}
    new = insert(EmailCode).values(**row, created_at=at, expires_at=at + LASTS)
    return Sending((await one(tx, new.returning(EmailCode.id))).id, address, code)


def _hash(user_id: int, address: str, code: str) -> str:
    return hashlib.sha256(f"{user_id}:{address}:{code}".encode()).hexdigest()


async def _ensure_not_too_many(tx: Tx, user_id: int, address: str, at: datetime) -> None:
    until = []
    for whose in (EmailCode.user_id == user_id, func.lower(EmailCode.address) == func.lower(address)):
        counts = or_(EmailCode.sent, EmailCode.tries > 0)  # one that was guessed at counts, sent or not
        recent = select(EmailCode.created_at).where(whose, counts, EmailCode.created_at > at - HOUR)
        found = (await tx.execute(recent.order_by(EmailCode.created_at.desc()).limit(MOST))).scalars().all()
        until += [found[-1] + HOUR] if len(found) == MOST else []
    if until:
        raise TooManyCodes(n=MOST, time=max(until))


async def not_sent(tx: Tx, code_id: int) -> None:
    """It never left: it counts for no limit. Should it come all the same, it is as good as any."""
    await tx.execute(update(EmailCode).where(EmailCode.id == code_id).values(sent=False))


async def latest(tx: Tx, user_id: int) -> EmailCode | None:
    """The newest code of the last day, whatever became of it: another one may go the same way."""
    found: EmailCode | None = await first(tx, _newest(user_id))
    return found


def _newest(user_id: int) -> Select[Any]:
    return select(EmailCode).where(EmailCode.user_id == user_id).order_by(EmailCode.id.desc()).limit(1)


async def waiting(tx: Tx, user_id: int) -> EmailCode | None:
    """The code that would be taken now."""
    row = await latest(tx, user_id)
    return row if row is not None and not _is_over(row, await database.now(tx)) else None


def _is_over(row: EmailCode, at: datetime) -> bool:
    return row.used_at is not None or row.expires_at <= at or row.tries >= TRIES


async def confirm(tx: Tx, user_id: int, said: str) -> Proof:
    """The code came back: the address is the person's from now on. A repeat of the right one is no error.

    A wrong one is an answer, not a refusal: it is counted, so the transaction has to stand. Raises EmailTaken, which
    leaves the code good.
    """
    row: EmailCode | None = await first(tx, _newest(user_id).with_for_update())
    if row is None:
        return Proof(confirmed=False)
    fits = hmac.compare_digest(row.code_hash, _hash(user_id, row.address, said))
    if fits and row.used_at is not None and await _has(tx, user_id, row.address):
        return Proof(confirmed=True)
    if _is_over(row, await database.now(tx)):
        return Proof(confirmed=False)
    if not fits:
        await tx.execute(update(EmailCode).where(EmailCode.id == row.id).values(tries=row.tries + 1))
        return Proof(confirmed=False, left=TRIES - row.tries - 1)
    await _keep(tx, user_id, row)
    return Proof(confirmed=True)


async def _has(tx: Tx, user_id: int, address: str) -> bool:
    return await first(tx, select(User.id).where(User.id == user_id, User.email == address)) is not None


async def _keep(tx: Tx, user_id: int, row: EmailCode) -> None:
    old = await one(tx, select(User.email).where(User.id == user_id))
    try:
        # Two accounts may prove one address at the same moment; the index decides, and only this step is undone.
        async with tx.begin_nested():
            await tx.execute(update(User).where(User.id == user_id).values(email=row.address))
    except IntegrityError as error:
        if "uq_users_email" not in str(error.orig):
            raise
        raise EmailTaken from None
    await tx.execute(update(EmailCode).where(EmailCode.id == row.id).values(used_at=func.clock_timestamp()))
    # The record outlives the person's name, so it does not hold the address.
    was = "email" if old.email else "no_email"
    await audit.write(tx, "user", user_id, old=was, new="email", actor=person(user_id), reason="email_confirmed")


async def drop(tx: Tx, user_id: int) -> None:
    """Take the address off, and wait for no code any more; with neither this changes nothing."""
    clock = func.clock_timestamp()
    await tx.execute(
        update(EmailCode).where(EmailCode.user_id == user_id, EmailCode.expires_at > clock).values(expires_at=clock)
    )
    gone = update(User).where(User.id == user_id, User.email.is_not(None)).values(email=None)
    if await first(tx, gone.returning(User.id)) is not None:
        await audit.write(tx, "user", user_id, old="email", new="no_email", actor=person(user_id), reason="email_off")


async def due(tx: Tx, limit: int = 100) -> list[int]:
    """Codes that are forgotten by now, the oldest first."""
    old = select(EmailCode.id).where(EmailCode.created_at < func.clock_timestamp() - KEPT)
    return list((await tx.execute(old.order_by(EmailCode.created_at).limit(limit))).scalars())


async def forget(tx: Tx, code_id: int) -> None:
    """Nobody needs it any more: an address that was never proved is not kept."""
    await tx.execute(delete(EmailCode).where(EmailCode.id == code_id))
