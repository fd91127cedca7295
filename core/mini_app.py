"""The Mini App's way in: what Telegram's client hands over about the person, signed by Telegram with the bot's token.

Only what the signature covers is believed (S2), for ten minutes, and it opens one session in one browser: shown again
it opens nothing, but to the browser that has the session, whose client loads an old page with its old data. Each
opening from the chat brings new data.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from core import database, departures, sign_in, users
from core.database import Tx
from core.errors import SignInNeeded
from core.models import SessionKind

FRESH, LASTS = timedelta(minutes=10), timedelta(days=1)
"""How long the data opens a session, and the session lasts, from Telegram's signature on."""
AHEAD = timedelta(minutes=1)
LONGEST, MOST_FIELDS = 4096, 32
_HASH = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"[0-9]{1,11}")


@dataclass(frozen=True)
class Shown:
    """Genuine data: who opened the Mini App and when, and the secret of the session that it opens."""

    telegram_id: int
    name: str
    username: str | None
    language_code: str | None
    signed_at: datetime
    secret: str


def read(data: str, token: str) -> Shown:
    """What `tgWebAppData` says of the person, if Telegram signed it for the bot of this token. Raises SignInNeeded."""
    try:
        pairs = parse_qsl(data[: LONGEST + 1], keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS)
        fields = dict(pairs)
        if len(data) > LONGEST or len(fields) < len(pairs):
            raise SignInNeeded
        signature = fields.pop("hash", "")
        key = _mac(b"WebAppData", token)
        covered = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        if not (_HASH.fullmatch(signature) and hmac.compare_digest(_mac(key, covered).hex(), signature)):
            raise SignInNeeded
        return _shown(fields, _mac(key, f"session {signature}").hex())
    except (ValueError, RecursionError):
        raise SignInNeeded from None


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _shown(fields: dict[str, str], secret: str) -> Shown:
    person, instant = json.loads(fields.get("user", "")), fields.get("auth_date", "")
    number = person.get("id") if isinstance(person, dict) else None
    if type(number) is not int or not 0 < number < users.LARGEST_TELEGRAM_ID or not _INSTANT.fullmatch(instant):
        raise SignInNeeded
    names = [_text(person, "first_name") or "", _text(person, "last_name") or ""]
    return Shown(
        number,
        " ".join(filter(None, names)),
        _text(person, "username"),
        _text(person, "language_code"),
        datetime.fromtimestamp(int(instant), UTC),
        secret,
    )


def _text(person: dict[str, Any], field: str) -> str | None:
    value = person.get(field)
    return value if isinstance(value, str) else None


async def enter(tx: Tx, shown: Shown, label: str, *, held: bool = False, default_language: str = "en") -> None:
    """Sign the person in, until a day after Telegram signed; `shown.secret` is the session's. Raises SignInNeeded.

    `held`: this browser has that session already, and keeps it while it lives. A first meeting makes the user, whose
    chat stays closed until they press START. Nobody is told of the sign-in: it is the person's own, in their own chat.
    """
    if held and await sign_in.whose(tx, shown.secret, SessionKind.web) is not None:
        return
    now = await database.now(tx)
    if not now - FRESH < shown.signed_at <= now + AHEAD:
        raise SignInNeeded
    # Before anybody is met: an old page of somebody who left for good makes no new person.
    await sign_in.ensure_not_spent(tx, shown.secret)
    user = await users.by_telegram(tx, shown.telegram_id)
    if user is None:
        # After the look: who is not there because they leave this moment, of them it is known by now.
        await departures.ensure_signed_since(tx, shown.telegram_id, shown.signed_at)
    if user is None or not user.language:
        user = await users.meet(
            tx, shown.telegram_id, shown.name, shown.username, shown.language_code, default_language=default_language
        )
    await sign_in.open_once(tx, user.id, shown.secret, label, shown.signed_at + LASTS)
