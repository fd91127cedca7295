"""The buttons of cards in other chats. A private event's carries the token of its invite: an id would prove nothing."""

import re
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator

from bot.callback_fields import Id


def _token(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,32}", text, re.ASCII) is None:
        raise ValueError("not a token that a button carries")
    return text


Token = Annotated[str, AfterValidator(_token)]


class Grp(CallbackData, prefix="grp"):
    """Book, on a group's card of a public event: the card for this person alone."""

    event_id: Id


class Gi(CallbackData, prefix="gi"):
    """The same of a private event."""

    token: Token


class Say(CallbackData, prefix="say"):
    """Nothing, and a word why."""

    why: Literal["full"]


ALL = (Grp, Gi, Say)
