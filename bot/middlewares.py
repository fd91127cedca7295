"""What surrounds every message and tap: a private chat, one person's turn, an answer in all cases.

Outside of private chats nothing is said. Opens no transaction: handlers do.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers import errors
from bot.talk import Talk

DAY = 86_400

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Turn(BaseMiddleware):
    """Gives handlers a `talk`, tells what they refuse, and ends the spinner whatever happened."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message | CallbackQuery):
            return await handler(event, data)
        kept = {name: data[name] for name in ("invoices", "answers")}
        talk = Talk(data["bot"], data["db"], data["settings"], event, data["state"], **kept)
        try:
            if not talk.is_private:
                return None
            talk.bot_username = (await talk.bot.me()).username or ""
            talk.question = await self._question(talk)
            return await handler(event, data | {"talk": talk})
        except Exception as error:
            if getattr(event, "successful_payment", None):
                raise  # money is no matter of words: whoever delivers the update must hand it in again
            await errors.explain(talk, error)
        finally:
            await talk.acknowledge()

    async def _question(self, talk: Talk) -> dict[str, Any]:
        """The open question; whoever moves on closes it, a day does too."""
        question: dict[str, Any] = await talk.state.get_data()
        if question and talk.moves_on:
            await talk.state.clear()
        if isinstance(talk.event, Message) and talk.event.date.timestamp() - question.get("asked_at", 0) > DAY:
            return {}
        return question


async def hand_over(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """The last step before a handler: it takes the `talk` where aiogram would pass the bare event."""
    talk = data.pop("talk", event)
    return await handler(talk, data)
