"""The one waiting getUpdates call. It holds no updates: it only knows when to look, and for whom no more."""

import asyncio


class Poll:
    """The waiting getUpdates call, if any: woken by an update, ended by a newer call or by the shutdown."""

    def __init__(self) -> None:
        self._waiting: asyncio.Future[bool] | None = None

    def wake(self) -> None:
        self._settle(mine=True)

    def take_over(self) -> None:
        self._settle(mine=False)

    def _settle(self, *, mine: bool) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(mine)

    async def wait(self, seconds: float) -> bool:
        """True when it is time to look, False when another poller took over."""
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return True
        finally:
            if self._waiting is waiting:
                self._waiting = None
