"""How fast the bot may speak: 30 a second over all, one a second in a chat after a short burst, 20 a minute in a group.

Telegram publishes no exact figures; the burst is what it tolerates. Only what puts or changes a message counts;
answers to queries are free.
"""

import math
import time
from collections.abc import Callable

from bot.sandbox.refusals import too_many

OVER_ALL = (30.0, 30.0)  # tokens a second, the most that gather
IN_A_CHAT = (1.0, 8.0)
IN_A_GROUP = (20 / 60, 20.0)
FREE = {"sendchataction"}


class Bucket:
    """Tokens that come back with time, up to a most."""

    def __init__(self, rate: float, most: float, now: float) -> None:
        self.rate = rate
        self.most = most
        self.tokens = most
        self.at = now

    def lacks(self, now: float) -> float:
        """Seconds until a token is there; 0 when one is."""
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.rate)


class Rates:
    """One bucket over all and one a chat."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all = Bucket(*OVER_ALL, clock())
        self._chats: dict[str, Bucket] = {}

    def check(self, method: str, chat: str) -> None:
        """Counts this call, or refuses it with the seconds to wait."""
        if method in FREE or not method.startswith(("send", "edit", "copy", "forward")):
            return
        now = self._clock()
        if len(self._chats) > 10_000:
            self._chats = {key: row for key, row in self._chats.items() if row.lacks(now) or row.tokens < row.most}
        pace = IN_A_GROUP if chat.startswith("-") and "/" not in chat else IN_A_CHAT
        bucket = self._chats.setdefault(chat, Bucket(*pace, now))
        missing = max(self._all.lacks(now), bucket.lacks(now))
        if missing > 0:
            raise too_many(max(1, math.ceil(missing)))
        self._all.tokens -= 1
        bucket.tokens -= 1
