"""Somebody edits what they sent: the last answer gets its new value, everything else stays as it was (SCREENS 10)."""

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext

from bot.handlers import (
    catalogue,
    choices,
    draft_typing,
    email,
    ending,
    guests,
    page_questions,
    pages,
    reviews,
    telling,
)
from bot.post import Post
from bot.talk import Talk

# What shows itself what it is now, and what is only told.
AGAIN: dict[str, Any] = {
    "many": catalogue.how_many,
    "tell": telling.written,
    "stop": ending.why,
    "kick": guests.why,
    pages.PAGE: pages.typed,
    page_questions.ANSWER: page_questions.typed_answer,
}
TOLD: dict[str, Any] = {"zone": choices.correct, "review": reviews.correct, "draft": draft_typing.correct}


async def edited(talk: Talk, state: FSMContext, post: Post) -> None:
    question = talk.answered_by_this()
    about = question.get("about", "")
    if about == email.ADDRESS and talk.question.get("follows") == about:
        talk.question = question | {"message_id": talk.question["message_id"]}
        await email.typed(talk, state, post)
    elif about in AGAIN and not talk.question:
        talk.question = question
        await AGAIN[about](talk, state)
    elif about in TOLD:
        value = await TOLD[about](talk, question)
        if value is not None:
            await talk.say(talk.words.plain("answer-now", value=value))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="edited")
    router.edited_message.register(edited, F.text, ~F.text.startswith("/"))
    return router
