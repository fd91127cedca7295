"""The papers of what one keeps an eye on: it has free seats again, it has changed."""

from collections.abc import Callable

from bot.callbacks_guest import Fav
from bot.screen import Row, button, keyboard
from bot.screens import changes, parts
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core import favourites
from core.i18n import Words


def _seats(w: Words, facts: Facts) -> Paper:
    return Paper(w("paper-saved-seats", event=facts.name, n=facts.event.free), keyboard(_ways(w, facts)))


def _changed(w: Words, facts: Facts) -> Paper | None:
    news = changes.lines(w, facts.event, facts.params)
    if not news:
        return None
    return Paper(parts.lines(w("paper-saved-changed", event=facts.name), *news), keyboard(_ways(w, facts)))


def _ways(w: Words, facts: Facts) -> Row:
    return [opening(w, facts), button(w.plain("button-no-more"), Fav(event_id=facts.event.id, on="0"))]


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {favourites.SEATS: _seats, favourites.CHANGED: _changed}
