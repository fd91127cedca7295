"""Which question waits for a typed answer: `about` says what it asks, `of` the number of what it is about.

The question is a row, so a restart forgets none; what was typed is kept by the journey that asked. The questions of
drafts are theirs (`drafts`), for they outlive a day.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog
from aiogram.exceptions import AiogramError
from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, Message, ReplyKeyboardRemove
from aiohttp import ClientError
from markupsafe import escape

from bot.screen import Screen, is_paper
from bot.talk import Talk
from core.errors import Invalid
from core.i18n import Words

log = structlog.get_logger(__name__)


async def ask(
    state: FSMContext, about: str, of: int = 0, *, on: int | None = None, card: Screen | None = None, **more: Any
) -> None:
    """From now on typed words answer this; once they did, the message `on` which it stands loses its buttons.

    Those of its `card` go along with every refusal; `more` is what the answer will need. Whoever asks by a keyboard
    below the chat gives in `keys_left` the words with which it goes when the question is left.
    """
    keys = {"keys": card.keyboard.model_dump(mode="json", exclude_none=True)} if card and card.keyboard else {}
    await state.set_data({"about": about, "of": of, "asked_at": time.time(), "message_id": on, **keys, **more})


async def refuse(talk: Talk, state: FSMContext, why: str) -> None:
    """Why that is no answer, over the question's buttons; where they stood before, they go. It stays open."""
    # Whoever edits an old answer hears why not, and no more: its question is over, another may be open by now.
    keys = None if getattr(talk.event, "edit_date", None) else talk.question.get("keys")
    drawn = await talk.show(Screen(escape(why), InlineKeyboardMarkup.model_validate(keys) if keys else None))
    if keys:
        await state.set_data(talk.question | {"message_id": drawn and drawn.message_id})
        await talk.strip(talk.question.get("message_id"))


def under(talk: Talk) -> int | None:
    """The message under the thumb: where the question will stand, if it is a card."""
    return getattr(talk.message, "message_id", None) if talk.tap and not is_paper(talk.message) else None


def answers(*about: str) -> Callable[..., bool]:
    """A filter: the words answer a question of one of these kinds."""

    def asked(_message: Any, talk: Talk) -> bool:
        said = talk.event
        text = (said.text if isinstance(said, Message) and not said.via_bot else None) or ""
        return talk.question.get("about") in about and bool(text) and not text.startswith("/")

    return asked


async def put_away(talk: Talk, question: dict[str, Any]) -> None:
    """Nothing but a message takes a keyboard off that stands below the chat; without one it would stay for ever."""
    said = question.get("keys_left")
    if not said:
        return
    try:
        await talk.bot.send_message(talk.chat_id, escape(said), reply_markup=ReplyKeyboardRemove())
    except (AiogramError, ClientError, OSError, TimeoutError) as error:
        log.info("keys.not_put_away", error=str(error)[:200])


async def answered(talk: Talk, state: FSMContext) -> None:
    """The question is closed; whoever edits the answer now answers it again."""
    await state.clear()
    talk.remember(talk.question)


async def settle(talk: Talk, state: FSMContext, screen: Screen) -> None:
    """The same, with what is shown now; the question loses its buttons."""
    await answered(talk, state)
    await talk.show(screen)
    await talk.strip(talk.question.get("message_id"))


def unfit(w: Words, error: Invalid) -> str:
    """What is wrong with the typed words; the question stays open."""
    if error.params["problem"] == "too_long":
        return w.plain("typed-too-long", most=error.params["most"])
    return w.plain("text-needed")
