"""A guest's further buttons: saving, who and what stands behind an event, coming or not, stars."""

import re
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator

from bot.callback_fields import Count, Id


def _chosen(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_+/-]{0,40}", text, re.ASCII) is None:
        raise ValueError("not a value that a button carries")
    return text


Chosen = Annotated[str, AfterValidator(_chosen)]
Star = Literal["x", "0", "1", "2", "3", "4", "5"]


class Fav(CallbackData, prefix="fav"):
    """Keep an eye on the event, or look away."""

    event_id: Id
    on: Literal["0", "1"]


class Host(CallbackData, prefix="host"):
    """Whom one comes to; `last` is the event after which the past ones are shown, 0 from the latest."""

    host_id: Id
    last: Id = 0


class Page(CallbackData, prefix="page"):
    """The page that an event appears under."""

    page_id: Id


class Faq(CallbackData, prefix="faq"):
    """A question about the event's page, by its place from 0."""

    event_id: Id
    place: Count


class Answer(CallbackData, prefix="answer"):
    """A question of a page, by its place from 0."""

    page_id: Id
    place: Count


class Come(CallbackData, prefix="come"):
    """Coming (1) or not (0)."""

    booking_id: Id
    yes: Literal["0", "1"]


class Rate(CallbackData, prefix="rate"):
    """Stars for the event (`e`) or its host (`h`): 1 to 5; 0 asks, x is done with it."""

    whom: Literal["e", "h"]
    event_id: Id
    stars: Star


class Choice(CallbackData, prefix="cfg"):
    """Settings: `all` of them, or a room of its own: what is chosen there, on (1), off (0) or by a digest (d)."""

    room: Literal["all", "tz", "msg", "quiet", "data"]
    value: Chosen = ""
    to: Literal["", "0", "1", "d"] = ""


NAMES_EVENT = (Fav, Faq, Rate)
NAMES_BOOKING = (Come,)
OTHERS = (Host, Page, Answer, Choice)
