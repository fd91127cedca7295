"""Letters on their way to the mail server. Nobody waits for a slow one: it goes on by itself, like a drawing.

What a server says is judged in one place. The log learns the kind of a failure and the server's number, never whom the
letter was for.
"""

import asyncio
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from enum import StrEnum

import aiosmtplib
import structlog
from aiosmtplib.errors import (
    SMTPConnectError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from core.settings import Mail

log = structlog.get_logger(__name__)

STEP, WHOLE = 5.0, 12.0
"""Seconds that the server may take for one answer, and for the whole letter."""
PATIENCE = 2.0
FOR_GOOD = 500


class Fate(StrEnum):
    """What became of a letter: taken, refused for its address, never handed over, or nobody knows."""

    sent = "sent"
    refused = "refused"
    away = "away"
    unknown = "unknown"


class Post:
    """The way to one mail server; `under_way` are the letters whose fate is open."""

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        self.under_way: set[asyncio.Task[None]] = set()

    async def send(self, letter: EmailMessage, then: Callable[[Fate], Awaitable[None]]) -> None:
        """Hand the letter over, and say `then` what became of it, by the return of this or later."""
        task = asyncio.create_task(self._deliver(letter, then), name="letter")
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        await asyncio.wait({task}, timeout=PATIENCE)

    async def _deliver(self, letter: EmailMessage, then: Callable[[Fate], Awaitable[None]]) -> None:
        try:
            await then(await self._hand_over(letter))
        except Exception:
            log.exception("letter.broken")

    async def _hand_over(self, letter: EmailMessage) -> Fate:
        mail = self.mail
        try:
            async with asyncio.timeout(WHOLE):
                await aiosmtplib.send(
                    letter,
                    hostname=mail.host,
                    port=mail.port,
                    username=mail.username or None,
                    password=mail.password.get_secret_value() or None,
                    use_tls=mail.tls == "tls",
                    start_tls=mail.tls == "starttls",
                    local_hostname=mail.domain,
                    timeout=STEP,
                )
        except (SMTPException, OSError, TimeoutError) as error:
            fate = judge(error)
            log.warning("letter.not_sent", fate=fate, error=type(error).__name__, code=_number(error))
            return fate
        return Fate.sent


def judge(error: Exception) -> Fate:
    """What an error means for the letter. One that may have been taken all the same is unknown."""
    match error:
        case SMTPNotSupported():  # no letters of other scripts before the @
            return Fate.refused
        case SMTPRecipientsRefused():
            return Fate.refused if _number(error) >= FOR_GOOD else Fate.unknown
        case SMTPConnectError():
            return Fate.away
        case TimeoutError() | SMTPServerDisconnected():
            return Fate.unknown
    return Fate.away


def _number(error: Exception) -> int:
    """What the server answered; 0 if nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        return max((one.code for one in error.recipients), default=0)
    return error.code if isinstance(error, SMTPResponseException) else 0
