"""When the commands that somebody is offered change: with the first event or page of their own, a role, a language.

Owns no row but a promise in the outbox: the courier hangs the menu up as things stand then, again after a failure.
Nobody is asked at a tap.
"""

from sqlalchemy import text

from core import outbox
from core.database import Tx, first

KIND = "menu"

_HOSTS = text(
    """
    SELECT 1 WHERE EXISTS (SELECT FROM events WHERE host_id = :user_id)
    OR EXISTS (SELECT FROM team_members WHERE user_id = :user_id)
    """
)


async def hosts(tx: Tx, user_id: int) -> bool:
    """Whether there is an event or a page of the person's own."""
    return await first(tx, _HOSTS.bindparams(user_id=user_id)) is not None


async def hosts_now(tx: Tx, user_id: int) -> None:
    """The person has an event or a page; from the second on this changes nothing."""
    await outbox.put(tx, user_id, KIND, dedupe=f"{KIND}:{user_id}:hosting")


async def changed(tx: Tx, user_id: int) -> None:
    """Their role or their language is another one."""
    await outbox.put(tx, user_id, KIND, dedupe=f"{KIND}:{user_id}:{await outbox.mark(tx)}")
