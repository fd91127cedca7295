"""The job that asks the simulated provider for what is due, and hears its answers (R42, R43).

The provider's side and ours are two transactions, as they would be with a provider elsewhere: whatever breaks between
them, the next run asks again and is answered the same. A lost answer leaves the attempt to `reconciliation`.
"""

import random
from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core import attempts, payments, simulated
from core.database import Tx, one
from core.models import Attempt

log = structlog.get_logger(__name__)

DECLINED = "declined"


async def run(
    db: AsyncEngine,
    *,
    delay: float = 0,
    refusal_rate: float = 0,
    lost_rate: float = 0,
    draw: Callable[[], float] = random.random,
    limit: int = 100,
) -> int:
    """Answer the attempts that wait since `delay` seconds; how many those were.

    `draw` gives numbers from 0 up to 1, two an attempt: whether it is refused, then whether the answer is lost.
    """
    async with db.begin() as tx:
        waiting = await attempts.due(tx, simulated.NAME, delay=delay, limit=limit)
    for attempt_id in waiting:
        refuse, lose = draw() < refusal_rate, draw() < lost_rate
        try:
            async with db.begin() as tx:
                await simulated.decide(tx, attempt_id, refuse=refuse)
            async with db.begin() as tx:
                await (attempts.lose(tx, attempt_id) if lose else hear(tx, attempt_id))
        except Exception:
            log.exception("charging.failed", attempt_id=attempt_id)
    return len(waiting)


async def hear(tx: Tx, attempt_id: int) -> None:
    """Do what the provider's answer says: capture the money, or tell the payer that there was none.

    Heard again it changes nothing. A hold that ended meanwhile makes the money late; it is captured all the same.
    """
    attempt = await one(tx, select(Attempt).where(Attempt.id == attempt_id))
    answer = await simulated.decided(tx, attempt_id)
    if answer is None:
        return
    if answer.refused:
        await attempts.fail(tx, attempt_id, DECLINED)
        return
    money = (attempt.user_id, answer.amount, answer.currency, answer.charge_id)
    await payments.capture(tx, attempt.booking_id, *money, provider=simulated.NAME)
    await attempts.succeed(tx, attempt_id, answer.charge_id)
