"""What was just sent, so that a double tap gets one file, one invoice, one hint. Forgotten with the process."""

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Recent:
    """Things that happened within the last seconds."""

    def __init__(self) -> None:
        self._until: dict[Hashable, float] = {}

    def again(self, thing: Hashable, seconds: float) -> bool:
        """Whether it happened within the last `seconds`; if not, it happens now."""
        now = time.monotonic()
        if len(self._until) > 10_000:
            self._until = {other: until for other, until in self._until.items() if until > now}
        if self._until.get(thing, now) > now:
            return True
        self._until[thing] = now + seconds
        return False

    @contextmanager
    def unless_it_fails(self, thing: Hashable) -> Iterator[None]:
        """What is sent in here did not happen after all if that raises: it may be asked for again at once."""
        try:
            yield
        except BaseException:
            self._until.pop(thing, None)
            raise
