"""Answers that were none: why, and what may have been meant, as buttons (SCREENS 5.1)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from bot.callbacks_draft import Put
from bot.screen import Row, Screen, button, keyboard
from bot.screens import draft_words, parts
from core import i18n
from core.draft_fields import Fields
from core.errors import CapacityBelowTaken, Invalid
from core.i18n import Words
from core.said_times import Day, Gap, Past

WRONG = {
    "too_long", "too_small", "too_large", "too_far", "empty", "not_a_link", "stars_only", "no_stars", "past",
    "before_start", "after_start", "missing",
}  # fmt: skip
READABLE = {"start", "tz", "ends", "price", "seats", "max", "hold", "refund"}


@dataclass(frozen=True)
class Refused:
    """What to ask instead, why, and the choices."""

    what: str
    problem: str | None
    choices: Row = field(default_factory=list)


def refused(w: Words, of: str, asking: str, said: str, answer: Any, whole: Fields, now: datetime) -> Refused:
    """An answer that is a doubt, or none at all."""
    zone = whole["zone"]
    if isinstance(answer, Day):
        return Refused(f"start {answer.day.isoformat()}", None)
    if isinstance(answer, Past):
        if answer.instead is None:
            return Refused(asking, w.plain("draft-past-only"))
        meant = draft_words.when(w, answer.instead, zone, now)
        yes = _start(of, w.plain("button-draft-yes"), answer.instead)
        return Refused(asking, w.plain("draft-past", instead=meant), [yes])
    if isinstance(answer, Gap):
        around = [_start(of, f"{one.astimezone(ZoneInfo(zone)):%H:%M}", one) for one in answer.around]
        return Refused(asking, w.plain("draft-gap", time=f"{answer.said:%H:%M}"), around)
    kind = asking.partition(" ")[0]
    if kind not in READABLE:
        return Refused(asking, w.plain("draft-unread-pick"))
    return Refused(asking, w.plain(f"draft-unread-{kind}", said=i18n.name(said, 40)))


def _start(of: str, label: str, moment: datetime) -> InlineKeyboardButton:
    return button(parts.cut(label, parts.BUTTON), Put(of=of, what="start", value=str(int(moment.timestamp()))))


def doubted(w: Words, of: str, screen: Screen, doubt: datetime | None, zone: str) -> Screen:
    """A lone 7 was taken as it is; the first button says that the evening was meant."""
    if doubt is None:
        return screen
    other = _start(of, w.plain("button-draft-evening", time=w.date(doubt, zone, "time")), doubt)
    rows = screen.keyboard.inline_keyboard if screen.keyboard else []
    return replace(screen, keyboard=keyboard([other], *rows))


def sentence(w: Words, error: Invalid | CapacityBelowTaken) -> str:
    """What is wrong with a value, in plain text."""
    if isinstance(error, CapacityBelowTaken):
        return w.plain("refusal-capacity-below-taken", taken=error.params["taken"])
    problem = error.params["problem"]
    if problem not in WRONG:
        return w.plain("draft-wrong-other")
    bounds = {name: error.params[name] for name in ("least", "most") if name in error.params}
    return w.plain(f"draft-wrong-{problem.replace('_', '-')}", **bounds)
