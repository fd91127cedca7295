"""Long polling: what people did, until the bot acknowledges it with a higher offset.

One poll at a time: a newer one ends the older, which hears of a conflict.
"""

from itertools import islice
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.methods import method
from bot.sandbox.refusals import bad, other_poller, webhook_is_set
from bot.sandbox.state import Row, Sandbox

LONGEST = 50  # seconds
MOST = 100


@method("getUpdates")
async def get_updates(sandbox: Sandbox, arguments: Arguments) -> list[Row]:
    if sandbox.setting("webhook"):
        raise webhook_is_set()
    offset, limit = arguments.integer("offset", 0) or 0, arguments.integer("limit", MOST) or MOST
    seconds = min(max(arguments.integer("timeout", 0) or 0, 0), LONGEST)
    allow(sandbox, arguments)
    sandbox.poll.take_over()
    acknowledge(sandbox, offset)
    limit = min(max(limit, 1), MOST)
    if not sandbox.pending() and seconds and not sandbox.closing.is_set():
        sandbox.journal.flush()
        if not await sandbox.poll.wait(seconds):
            raise webhook_is_set() if sandbox.setting("webhook") else other_poller()
    return [row["update"] for row in islice(sandbox.pending().values(), limit)]


def acknowledge(sandbox: Sandbox, offset: int) -> None:
    """Forgets the updates before `offset`; a negative one keeps that many of the last."""
    updates = sandbox.pending()
    if offset < 0:
        gone = list(islice(updates, max(len(updates) + offset, 0)))
    else:
        gone = []
        for number in updates:
            if number >= offset:
                break
            gone.append(number)
    for number in gone:
        sandbox.journal.drop("updates", number)


def allow(sandbox: Sandbox, arguments: Arguments) -> None:
    """Remembers which kinds of updates the bot wants from now on; not given leaves it as it was."""
    kinds: list[Any] | None = arguments.json("allowed_updates", list, "allowed_updates")
    if kinds is None:
        return
    if not all(isinstance(kind, str) for kind in kinds):
        raise bad("can't parse allowed_updates: Array of String expected")
    if sandbox.setting("allowed_updates") != kinds:
        sandbox.set("allowed_updates", kinds)
