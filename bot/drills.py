"""Work that outlasts the tap which asked for it: the turn ends at once, so nobody's updates wait behind a drill."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Drills:
    """Those under way. A restart cuts them off, which they survive: the next one clears up."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> bool:
        """Whether there is one."""
        return bool(self._tasks)

    def begin(self, drill: Coroutine[Any, Any, None]) -> None:
        """Let it run beside everything else."""
        task = asyncio.create_task(drill, name="drill")
        self._tasks.add(task)
        task.add_done_callback(self._end)

    async def ended(self) -> None:
        """When none is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Cut off what is under way, and wait until it has cleared up."""
        for task in self._tasks:
            task.cancel()
        await self.ended()

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("drill.broken", exc_info=task.exception())
