"""Which question waits for a typed answer: `about` says what it asks, `of` the number of what it is about.

The question is a row, so a restart forgets none; what was typed is kept by the journey that asked. The questions of
drafts are theirs (`drafts`), for they outlive a day.
"""

import time
from collections.abc import Callable
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.talk import Talk
from core.errors import Invalid
from core.i18n import Words


async def ask(state: FSMContext, about: str, of: int = 0, *, on: int | None = None) -> None:
    """From now on typed words answer this; once they did, the message `on` which it stands loses its buttons."""
    await state.set_data({"about": about, "of": of, "asked_at": time.time(), "message_id": on})


def answers(*about: str) -> Callable[..., bool]:
    """A filter: the words answer a question of one of these kinds."""

    def asked(_message: Any, talk: Talk) -> bool:
        said = talk.event
        text = (said.text if isinstance(said, Message) and not said.via_bot else None) or ""
        return talk.question.get("about") in about and bool(text) and not text.startswith("/")

    return asked


async def answered(talk: Talk, state: FSMContext) -> None:
    """The question is closed; whoever edits the answer now answers it again."""
    await state.clear()
    talk.remember(talk.question)


def unfit(w: Words, error: Invalid) -> str:
    """What is wrong with the typed words; the question stays open."""
    if error.params["problem"] == "too_long":
        return w.plain("typed-too-long", most=error.params["most"])
    return w.plain("text-needed")
