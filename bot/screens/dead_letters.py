"""Messages that could not be delivered, for admins: what each was, to whom, when it was given up, why (SCREENS 6)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks_hosting import Adm, Dead
from bot.screen import Screen, button, keyboard
from bot.screens import parts, times
from bot.screens.admin import ERROR, home
from core import i18n
from core.i18n import Words

PAGE = 6
# What an error of the courier's begins with or holds, and what that means.
_WHY = (
    ("chat not found", "no-chat"),
    ("LookupError: no paper", "no-words"),
    ("TelegramNetworkError", "silent"),
    ("TelegramServerError", "silent"),
    ("TelegramBadRequest", "refused"),
    ("TelegramNotFound", "refused"),
    ("TelegramEntityTooLarge", "refused"),
)


def draw(w: Words, rows: list[Any], page: int, now: datetime, zone: str) -> Screen:
    """A page of them, each with its two buttons."""
    shown = list(enumerate(rows[:PAGE], 1))
    items = [_item(w, n, row, times.until(w, row.settled_at or row.created_at, zone, now)) for n, row in shown]
    deeds = [
        [
            button(w.plain("button-dead-go", n=n), Dead(outbox_id=row.id, act="go")),
            button(w.plain("button-dead-no", n=n), Dead(outbox_id=row.id, act="no")),
        ]
        for n, row in shown
    ]
    back = [button("‹", Adm(room="dead", sheet=page - 1))] if page else []
    on = [button("›", Adm(room="dead", sheet=page + 1))] if len(rows) > PAGE else []
    text = parts.lines(w("dead-title"), *(items or [w("dead-none")]))
    return Screen(text, keyboard(*deeds, back + on, home(w)))


def _item(w: Words, number: int, row: Any, when: Markup) -> Markup:
    said = {"n": number, "kind": kind(w, row.kind), "name": i18n.name(row.user_name, 40)}
    said |= {"when": when, "error": why(w, row.error)}
    if row.event_name is None:
        return w("dead-item", **said)
    return w("dead-item-event", event=i18n.name(row.event_name, 40), **said)


def kind(w: Words, name: str) -> str:
    """What a message of this kind is called; one of another version's goes by the name it has in the house."""
    known = f"kind-{name}"
    return w.plain(known) if w.has(known) else name


def why(w: Words, error: str | None) -> Markup:
    """Why it was given up: in words where the reason is known, else as it was told."""
    if not error:
        return w("cash-unnamed")
    meaning = next((meaning for sign, meaning in _WHY if sign in error), "broken")
    told = error.removeprefix("TelegramBadRequest: ").removeprefix("Bad Request: ")
    return w(f"why-{meaning}", error=i18n.clean(told, ERROR))
