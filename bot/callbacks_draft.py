"""The buttons of making and changing events. `of` says of what: `7` the changes of event 7, `d9` the event to be of
draft 9. `new` is one that is still to begin: there is nothing to do to it but to ask.
"""

import re
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator

from bot.callback_fields import LARGEST_ID, Id, Terms

Field = Literal[
    "name", "start", "tz", "ends", "place", "link", "seats", "price", "text", "film", "access", "hold", "max",
    "confirm", "refund", "page",
]  # fmt: skip
Question = Literal["", Field]


def _of(text: str) -> str:
    found = re.fullmatch(r"(d?)([0-9]{1,64})", text, re.ASCII)
    if found is None:
        raise ValueError("not what a button is about")
    return f"{found[1]}{min(int(found[2]), LARGEST_ID)}"


def _of_or_new(text: str) -> str:
    return text if text == "new" else _of(text)


def _value(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_./+-]{1,32}", text, re.ASCII) is None:
        raise ValueError("not a value that a button carries")
    return text


Of = Annotated[str, AfterValidator(_of)]
OfOrNew = Annotated[str, AfterValidator(_of_or_new)]
Value = Annotated[str, AfterValidator(_value)]


class Ask(CallbackData, prefix="ask"):
    """The question for a field; without one, what was said so far."""

    of: OfOrNew
    what: Question = ""


class Put(CallbackData, prefix="put"):
    """A quick choice: this is the field's value."""

    of: Of
    what: Literal[Field, "format", "point"]
    value: Value


class Grid(CallbackData, prefix="grid"):
    """All fields."""

    of: Of


class Pub(CallbackData, prefix="pub"):
    """Publish."""

    of: Of


class Apply(CallbackData, prefix="apply"):
    """Make the changes that were shown as this revision."""

    event_id: Id
    revision: Terms


class Drop(CallbackData, prefix="drop"):
    """Throw the draft or the changes away: asked first, done with `sure`."""

    of: Of
    sure: Literal["", "1"] = ""


class Dup(CallbackData, prefix="dup"):
    """The same again, at another time."""

    event_id: Id


class Inv(CallbackData, prefix="inv"):
    """The event's invites; a new one; revoke one (`off`), surely (`gone`)."""

    event_id: Id
    what: Literal["", "new", "off", "gone"] = ""
    invite_id: Id = 0


OF_EVENT = (Apply, Dup, Inv)
ALL = (Ask, Put, Grid, Pub, Drop, *OF_EVENT)
