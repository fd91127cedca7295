"""What the house owes Telegram's side of money: Stars that go back, invoices that must not stand any longer.

Promises are rows; a program that dies between Telegram's answer and its mark asks again and hears "already refunded".
What a provider behind Telegram has charged no bot can give back: admins are told, and settle it by hand.
"""

from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiohttp import ClientError
from sqlalchemy.ext.asyncio import AsyncEngine

from core import invoices, refunding
from core.rails import Rail

log = structlog.get_logger(__name__)

DONE_ALREADY = "CHARGE_ALREADY_REFUNDED"
PARTIAL = "Stars go back whole, and this is a part"
NOBODY = "the payer has no Telegram account any more"
UNREACHED = (AiogramError, ClientError, OSError, TimeoutError)


class Refunding:
    """A sweep, run again and again by the jobs."""

    def __init__(self, db: AsyncEngine, bot: Bot) -> None:
        self.db = db
        self.bot = bot

    async def sweep(self) -> None:
        """Do what is due; what fails stays due and is tried again."""
        for part in (self.give_back, self.hand_over, self._tidy_up):
            try:
                await part()
            except Exception:
                log.exception("refunding.failed", part=part.__name__)

    async def give_back(self) -> None:
        """Stars that were promised back. Telegram's wish to wait ends the run: the rest is due in the next."""
        async with self.db.begin() as tx:
            due = await refunding.due(tx, providers=(Rail.stars,))
        for refund_id in due:
            async with self.db.begin() as tx:
                refund = await refunding.claim(tx, refund_id)
            if refund is None:
                continue  # settled by hand since it was listed
            try:
                error = await self._refund(refund)
            except TelegramRetryAfter as wait:
                async with self.db.begin() as tx:
                    await refunding.release(tx, refund_id)
                log.warning("refunding.waits", seconds=wait.retry_after)
                return
            async with self.db.begin() as tx:
                await (refunding.failed(tx, refund_id, error) if error else refunding.done(tx, refund_id))

    async def _refund(self, refund: Any) -> str | None:
        """Ask Telegram for it; what went wrong, or None. An answer that was lost is asked for by the next try."""
        if refund.telegram_id is None:
            return NOBODY
        if refund.amount != refund.captured:
            return PARTIAL
        try:
            await self.bot.refund_star_payment(refund.telegram_id, refund.charge_id)
        except TelegramRetryAfter:
            raise
        except UNREACHED as error:
            reason = getattr(error, "message", "") or str(error)
            return None if DONE_ALREADY in reason else f"{type(error).__name__}: {reason}"
        return None

    async def hand_over(self) -> None:
        """What only a person can give back."""
        async with self.db.begin() as tx:
            due = await refunding.due(tx, providers=(Rail.provider,))
        for refund_id in due:
            async with self.db.begin() as tx:
                await refunding.hand_over(tx, refund_id)

    async def _tidy_up(self) -> None:
        await tidy_up(self.db, self.bot)


async def tidy_up(db: AsyncEngine, bot: Bot, booking_id: int | None = None) -> None:
    """Remove invoices that nobody should pay any more, of one booking or of all; where it can't be, leave them."""
    async with db.begin() as tx:
        due = await invoices.due(tx, booking_id=booking_id)
    for invoice in due:
        try:
            await bot.delete_message(invoice.chat_id, invoice.message_id)
        except (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound) as error:
            log.info("invoice.not_removed", invoice=invoice.id, error=error.message[:200])
        except UNREACHED as error:
            log.warning("invoice.later", error=str(error)[:200] or type(error).__name__)
            return
        async with db.begin() as tx:
            await invoices.removed(tx, invoice.id)
