"""The simulated provider (R42): a book of its own, in our database for want of another place. It moves no money.

It behaves as a good provider does: the same request again has the same answer and effect (an attempt's number is the
idempotency key), and its list of charges tells what it really did. Nothing of ours is read or written here.
"""

from typing import Any

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from core.database import Tx, first
from core.models import Attempt, SimulatedCharge

NAME = "simulated"


async def decide(tx: Tx, attempt_id: int, *, refuse: bool) -> None:
    """Charge what the attempt asks for, or refuse it; the first decision about an attempt stands."""
    asked = select(
        literal(f"{NAME}:{attempt_id}"), Attempt.id, Attempt.amount, Attempt.currency, literal(refuse)
    ).where(Attempt.id == attempt_id)
    row = insert(SimulatedCharge).from_select(["charge_id", "attempt_id", "amount", "currency", "refused"], asked)
    await tx.execute(row.on_conflict_do_nothing())


async def decided(tx: Tx, attempt_id: int) -> Any:
    """The book's line about an attempt, or None where it was never asked."""
    return await first(tx, select(SimulatedCharge).where(SimulatedCharge.attempt_id == attempt_id))


async def give_back(tx: Tx, charge_id: str, total: int) -> bool:
    """See to it that `total` minor units of a charge went back, in all; what went back already is success.

    False where there is no such charge, or not as much.
    """
    line = update(SimulatedCharge).where(
        SimulatedCharge.charge_id == charge_id, ~SimulatedCharge.refused, SimulatedCharge.amount >= total
    )
    raised = line.values(refunded=func.greatest(SimulatedCharge.refunded, total))
    return await first(tx, raised.returning(SimulatedCharge.charge_id)) is not None
