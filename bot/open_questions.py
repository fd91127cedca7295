"""Where aiogram keeps what is asked of a person: rows (`core.asked`), so that a restart forgets no question.

There are no states here, only one question a person; asking for a state costs nothing, and payments ask for one too.
One program receives a bot's updates, so it knows who is asked anything: all others' turns cost no query.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from sqlalchemy.ext.asyncio import AsyncEngine

from core import asked


class OpenQuestions(BaseStorage):
    """The one question of each person, by their Telegram id."""

    def __init__(self, db: AsyncEngine) -> None:
        self.db = db
        self._asked: set[int] | None = None  # whose row there may be; None until the rows were looked at
        self._looking = asyncio.Lock()

    async def set_state(self, key: StorageKey, state: str | State | None = None) -> None:  # noqa: ARG002
        """There are none; to have one is a mistake."""
        if state is not None:
            raise NotImplementedError("a question is data, not a state")

    async def get_state(self, key: StorageKey) -> str | None:  # noqa: ARG002 - the storage's own signature
        """There are none."""
        return None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Ask, or with nothing to ask leave it."""
        people = await self._people()
        if data:
            people.add(key.user_id)
            async with self.db.begin() as tx:
                await asked.ask(tx, key.user_id, dict(data))
        elif key.user_id in people:
            async with self.db.begin() as tx:
                await asked.leave(tx, key.user_id)
            people.discard(key.user_id)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """What is asked."""
        if key.user_id not in await self._people():
            return {}
        async with self.db.begin() as tx:
            return await asked.of(tx, key.user_id)

    async def _people(self) -> set[int]:
        async with self._looking:
            if self._asked is None:
                async with self.db.begin() as tx:
                    self._asked = await asked.people(tx)
            return self._asked

    async def close(self) -> None:
        """The pool is closed by whoever opened it."""
