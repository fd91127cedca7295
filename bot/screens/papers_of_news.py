"""The papers about guests, for those who run events: seats taken and given back, sold out, yesterday (SCREENS 8.3)."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.callbacks_draft import Ask
from bot.callbacks_guest import Choice
from bot.callbacks_hosting import Gst, Mine
from bot.screen import button, keyboard
from bot.screens import parts
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core import i18n
from core.i18n import Words

NAMED = 5


def _new_guest(w: Words, facts: Facts) -> Paper | None:
    return _of_party(w, facts, "took", None)


def _guest_left(w: Words, facts: Facts) -> Paper | None:
    return _of_party(w, facts, "left", "paper-left-passed-on" if facts.params["passed_on"] else None)


def _of_party(w: Words, facts: Facts, deed: str, after: str | None) -> Paper | None:
    """Who it was, how full it is now; None when nobody of them is left to speak of."""
    party, counts = facts.params["party"], facts.params["counts"]
    if not party.names:
        return None
    taken = {"taken": counts.seats, "capacity": facts.event.capacity}
    fill = w("paper-news-offered" if after else "paper-news-taken", **taken)
    if len(party.names) == 1:
        who = i18n.name(party.names[0])
        said = [
            w(f"paper-guest-{deed}", event=facts.name, name=who, n=party.seats),
            fill,
            _stars(w, facts) if deed == "took" else None,
        ]
        text = Markup(" ").join(part for part in said if part)
    else:
        n = len(party.names)
        news = w(f"paper-guests-{deed}", event=facts.name, n=n, seats=w.plain("seats-count", n=party.seats))
        text = parts.lines(Markup(" ").join([news, fill]), _names(w, party.names))
    guests = button(w.plain("button-guests"), Gst(event_id=facts.event.id, show="all"))
    less = button(w.plain("button-only-digest"), Choice(room="msg", value="guest", to="d"))
    return Paper(text, keyboard([guests, less], [opening(w, facts)]))


def _stars(w: Words, facts: Facts) -> str | None:
    rating = facts.params["rating"]
    return f"{w.average(rating.average)} ★" if rating is not None and rating.average is not None else None


def _names(w: Words, names: list[str]) -> Markup:
    some = ", ".join(i18n.name(name, 30) for name in names[:NAMED])
    more = len(names) - NAMED
    return w("paper-guests-more", names=some, n=more) if more > 0 else Markup("{}").format(some)


def _sold_out(w: Words, facts: Facts) -> Paper | None:
    event, counts = facts.event, facts.params["counts"]
    if event.free:
        return None
    line = {"taken": event.capacity, "capacity": event.capacity, "n": counts.waiting}
    more = button(w.plain("button-more-seats"), Ask(of=str(event.id), what="seats"))
    return Paper(w("paper-sold-out", event=facts.name, **line), keyboard([more, opening(w, facts)]))


def _digest(w: Words, facts: Facts) -> Paper | None:
    day: Any = facts.params["digest"]
    if day is None:
        return None
    news = w("paper-digest-both" if day.more and day.less else "paper-digest-more" if day.more else "paper-digest-less",
             more=day.more, less=day.less)  # fmt: skip
    money = "".join(f", {w.money(*one)}" for one in day.money)
    ahead = [
        w.plain("paper-digest-event", event=i18n.name(one.name, 40), taken=int(one.taken), capacity=one.capacity)
        for one in day.ahead
    ]
    said = [Markup("{}{}.").format(news, money), *([Markup("{}.").format("; ".join(ahead))] if ahead else [])]
    return Paper(Markup(" ").join(said), keyboard([button(w.plain("button-my-events-open"), Mine(which="now"))]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "new_guest": _new_guest,
    "guest_left": _guest_left,
    "sold_out": _sold_out,
    "digest": _digest,
}
