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

from core import payments, refunding, users
from core.errors import DomainError
from core.i18n import STARS
from core.rails import Rail

log = structlog.get_logger(__name__)

STARS_EVERY = 300.0
PAGE = 100
PAYLOAD = re.compile(r"([1-9][0-9]{0,17}):[0-9]{1,3}")


class StarBooks:
    """`seen` counts the transactions that were compared; Telegram lists them in the order of time."""

    def __init__(self, db: AsyncEngine, bot: Bot) -> None:
        self.db = db
        self.bot = bot
        self.seen = 0

    async def compare(self) -> None:
        """Record what is new in the list. Telegram's or the database's absence ends the run, and the next goes on."""
        try:
            while page := (await self.bot.get_star_transactions(offset=self.seen, limit=PAGE)).transactions:
                await self._compare(page)
                self.seen += len(page)
                if len(page) < PAGE:
                    return
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
                async with self.db.begin() as tx:
                    await refunding.heard(tx, Rail.stars.value, line.id, line.amount)

    async def _record(self, line: StarTransaction) -> None:
        partner: Any = line.source
        payload = PAYLOAD.fullmatch(getattr(partner, "invoice_payload", None) or "")
        try:
            async with self.db.begin() as tx:
                user = await users.by_telegram(tx, partner.user.id) if payload else None
                if payload is None or user is None:
                    log.error("stars.unknown", charge=line.id, amount=line.amount)
                    return
                facts = (line.amount, STARS, line.id)
                await payments.capture(tx, int(payload[1]), user.id, *facts, provider=Rail.stars.value)
        except DomainError as error:
            log.error("stars.unfit", charge=line.id, amount=line.amount, code=error.code)  # noqa: TRY400 - no bug
        else:
            log.warning("stars.found", charge=line.id, amount=line.amount)
