"""What surrounds every message and tap: one person's turn, in private or in a group, and an answer in all cases.

A group hears nothing: who taps there is answered alone. Opens no transaction: handlers do.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers import asking, errors
from bot.panel import ChatClosed, Panel
from bot.talk import Talk

DAY = 86_400

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Turn(BaseMiddleware):
    """Gives handlers a `talk`, tells what they refuse, and ends the spinner whatever happened."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message | CallbackQuery):
            return await handler(event, data)
        if isinstance(event, Message) and event.via_bot and event.via_bot.id == data["bot"].id:
            return None  # a card of ours, sent by inline mode: it answers no question and is no search
        given = (data["bot"], data["db"], data["settings"], event, data["state"])
        kept = {name: data[name] for name in ("rails", "answers")}
        talk = Talk(*given, **kept)
        if not talk.is_private:
            talk = Panel(*given, **kept)
        try:
            talk.bot_username = (await talk.bot.me()).username or ""
            if talk.is_private:
                talk.question = await self._question(talk)
            return await handler(event, data | {"talk": talk})
        except ChatClosed:
            await talk.lead()
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
            await asking.put_away(talk, question)
        if isinstance(talk.event, Message) and talk.event.date.timestamp() - question.get("asked_at", 0) > DAY:
            return {}
        return question


async def hand_over(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """The last step before a handler: it takes the `talk` where aiogram would pass the bare event."""
    talk = data.pop("talk", event)
    return await handler(talk, data)
