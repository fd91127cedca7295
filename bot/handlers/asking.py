"""Which question waits for a typed answer: `about` says what it asks, `of` the number of what it is about.

The question itself may be forgotten by a restart; what was typed is kept by the journey that asked.
"""

import time
from collections.abc import Callable
from typing import Any

from aiogram.fsm.context import FSMContext

from bot.screen import Screen, is_paper
from bot.talk import Talk
from core.errors import Invalid
from core.i18n import Words


async def ask(state: FSMContext, about: str, of: int, **more: Any) -> None:
    """From now on typed words answer this; `more` is what the answer will need."""
    await state.set_data({"about": about, "of": of, "asked_at": time.time(), **more})


def under(talk: Talk) -> int | None:
    """The message under the thumb: where the question will stand, if it is a card."""
    return getattr(talk.message, "message_id", None) if talk.tap and not is_paper(talk.message) else None


async def answered(talk: Talk, state: FSMContext, screen: Screen) -> None:
    """The answer is in: nothing is waited for, and the question loses its buttons."""
    await state.clear()
    await talk.show(screen)
    await talk.strip(talk.question.get("message_id"))


def answers(about: str) -> Callable[..., bool]:
    """A filter: the words answer a question of this kind."""

    def asked(_message: Any, talk: Talk) -> bool:
        return talk.question.get("about") == about and bool(getattr(talk.event, "text", None))

    return asked


def unfit(w: Words, error: Invalid) -> str:
    """What is wrong with the typed words; the question stays open."""
    if error.params["problem"] == "too_long":
        return w.plain("typed-too-long", most=error.params["most"])
    return w.plain("text-needed")
