"""The papers of those who run the house: undelivered messages, a check that fails, money astray (SCREENS 8.3)."""

from collections.abc import Callable

from bot.callbacks_hosting import Adm
from bot.screen import button, keyboard
from bot.screens import dead_letters
from bot.screens.facts import Facts
from bot.screens.ticket import Paper
from core import unplaced
from core.i18n import Words


def _dead(w: Words, facts: Facts) -> Paper | None:
    """As many as there are now; none is no news."""
    count, error = facts.params["undelivered"]
    if not count:
        return None
    room = button(w.plain("button-adm-dead"), Adm(room="dead"))
    return Paper(w("paper-dead-letters", n=count, error=dead_letters.why(w, error)), keyboard([room]))


def _integrity(w: Words, facts: Facts) -> Paper:
    said = {"number": str(facts.params["number"]), "n": facts.params["rows"], "more": facts.params["more"]}
    room = button(w.plain("button-adm-check"), Adm(room="check"))
    return Paper(w("paper-integrity", **said), keyboard([room]))


def _unplaced(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    return Paper(w("paper-money-unplaced", sum=sum_, charge=facts.params["charge"]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "dead_letters": _dead,
    "integrity": _integrity,
    unplaced.KIND: _unplaced,
}
