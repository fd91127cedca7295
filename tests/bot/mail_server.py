"""A mail server for tests: real SMTP on a port of this machine. What it took is there to read, and it may be unkind."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from core.settings import Mail

SENDER = "Zarya <booking@zarya.example>"


@dataclass
class MailServer:
    """`refuse` is what it answers to a recipient; `answers` are held back until it is set."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse: str | None = None
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    users: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.reached.set()
        await self.answers.wait()
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        self.users.append(given.login)
        return AuthResult(success=given.password == b"hush-hush", handled=False)

    def code(self) -> str:
        """The code in the newest letter."""
        return str(self.letters[-1]["Subject"]).partition(":")[0]

    def settings(self, **more: Any) -> Mail:
        """How a house reaches it."""
        return Mail(**{"host": "127.0.0.1", "port": self.port, "tls": "none", "sender": SENDER} | more)


@asynccontextmanager
async def opened(tls: ssl.SSLContext | None = None, *, utf8: bool = True) -> AsyncIterator[MailServer]:
    """A server that takes everything at once; with `tls` it asks for STARTTLS and a password."""
    made = MailServer()
    made.answers.set()
    strict = {"tls_context": tls, "require_starttls": True, "auth_required": True} if tls else {}
    auth = {"authenticator": made.authenticate} if tls else {}
    loop = asyncio.get_running_loop()

    def speak() -> SMTP:
        return SMTP(made, hostname="mail.example", loop=loop, enable_SMTPUTF8=utf8, **strict, **auth)

    listening = await loop.create_server(speak, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.answers.set()
        listening.close()
