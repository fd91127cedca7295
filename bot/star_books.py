"""Telegram's list of Star payments against our books: what we have not heard of is recorded here, late but once.

News of money can be lost for good when the program is away for more than a day. Read forward from where the last run
ended; a restart reads all of it once.
"""

import re
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import StarTransaction
from aiohttp import ClientError
from sqlalchemy.ext.asyncio import AsyncEngine

from core import invoices, payments, refunding, unplaced, users
from core.errors import DomainError, NotFound
from core.i18n import STARS
from core.rails import Rail

log = structlog.get_logger(__name__)

STARS_EVERY = 300.0
PAGE = 100
PAYLOAD = re.compile(r"([1-9][0-9]{0,17}):([0-9]{1,3})")


class StarBooks:
    """`seen` counts the transactions that were compared; Telegram lists them in the order of time.

    `astray` are payments that no booking of ours is known for, kept until the list has been read to its end.
    """

    def __init__(self, db: AsyncEngine, bot: Bot) -> None:
        self.db = db
        self.bot = bot
        self.seen = 0
        self.astray: dict[str, StarTransaction] = {}

    async def compare(self) -> None:
        """Record what is new in the list. Telegram's or the database's absence ends the run, and the next goes on."""
        try:
            while page := (await self.bot.get_star_transactions(offset=self.seen, limit=PAGE)).transactions:
                await self._compare(page)
                self.seen += len(page)
                if len(page) < PAGE:
                    break
            await self._tell_of_astray()
        except (AiogramError, ClientError, OSError, TimeoutError) as error:
            log.warning("stars.not_compared", error=str(error)[:200] or type(error).__name__)
        except Exception:
            log.exception("stars.not_compared")

    async def _compare(self, page: list[StarTransaction]) -> None:
        came = [line for line in page if line.source is not None]
        async with self.db.begin() as tx:
            known = await payments.recorded(tx, Rail.stars.value, [line.id for line in came])
        for line in came:
            if line.id not in known:
                await self._record(line)
        for line in page:
            if line.receiver is not None:
                self.astray.pop(line.id, None)
                async with self.db.begin() as tx:
                    await refunding.heard(tx, Rail.stars.value, line.id, line.amount)

    async def _record(self, line: StarTransaction) -> None:
        partner: Any = line.source
        payload = PAYLOAD.fullmatch(getattr(partner, "invoice_payload", None) or "")
        try:
            async with self.db.begin() as tx:
                user = await users.by_telegram(tx, partner.user.id) if payload else None
                if payload is None or user is None:
                    raise NotFound
                facts = (line.amount, STARS, line.id)
                booking_id, seats = int(payload[1]), int(payload[2])
                await payments.capture(tx, booking_id, user.id, *facts, provider=Rail.stars.value)
                await invoices.paid(tx, booking_id, seats)
        except DomainError as error:
            log.error("stars.unplaced", charge=line.id, amount=line.amount, code=error.code)  # noqa: TRY400 - no bug
            if getattr(partner, "invoice_payload", None):
                self.astray[line.id] = line
        else:
            log.warning("stars.found", charge=line.id, amount=line.amount)

    async def _tell_of_astray(self) -> None:
        """Payers' money that fits nothing, and that the rest of the list did not send back."""
        while self.astray:
            line = next(iter(self.astray.values()))
            async with self.db.begin() as tx:
                await unplaced.tell(tx, Rail.stars.value, line.id, line.amount, STARS, came_at=line.date)
            self.astray.pop(line.id)
