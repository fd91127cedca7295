"""The papers of those who run events: an evening comes near, seats are left, its time is over, a page is theirs too.

And the one that hosts write themselves, to their guests. A button that opens the card makes a paper of the message.
"""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.callbacks_hosting import Gst, Held, Mine, Stop, Tell
from bot.screen import Row, button, keyboard, primary, sharing
from bot.screens import papers_of_news, parts, telling, times
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core import i18n
from core.i18n import Words
from core.models import Access


def _tomorrow(w: Words, facts: Facts) -> Paper:
    event, counts = facts.event, facts.params["counts"]
    zone = ZoneInfo(event.zone)
    day = event.starts_at.astimezone(zone).date()
    if day == facts.now.astimezone(zone).date() + timedelta(days=1):
        news = w("paper-host-tomorrow", event=facts.name)
    else:
        news = w("paper-host-begins", event=facts.name, left=times.left(w, event.starts_at, facts.now))
    guests = w("paper-host-guests", n=counts.guests, **parts.answers(counts))
    unsure = button(w.plain("button-not-confirmed"), Gst(event_id=event.id, show="ask"))
    tell = button(w.plain("button-tell"), Tell(event_id=event.id))
    said = Markup(" ").join([news, guests])
    return Paper(
        parts.lines(said, times.start(w, event.starts_at, event.zone)),
        keyboard([unsure, tell] if counts.guests else [], [opening(w, facts)]),
    )


def _soon(w: Words, facts: Facts) -> Paper:
    event = facts.event
    news = w("paper-host-soon", event=facts.name, left=times.left(w, event.starts_at, facts.now))
    guests = w("paper-host-camera", n=facts.params["counts"].guests)
    door = primary(w.plain("button-guests-door"), Gst(event_id=event.id, show="all"))
    return Paper(Markup(" ").join([news, guests]), keyboard([door], [opening(w, facts)]))


def _low(w: Words, facts: Facts) -> Paper | None:
    event = facts.event
    if not event.free:
        return None
    left = times.left(w, event.starts_at, facts.now)
    news = w("paper-low-on-time", event=facts.name, free=event.free, capacity=event.capacity, left=left)
    share: Row = []
    if event.access is Access.public:
        share = [sharing(w.plain("button-share"), f"#{event.id}")]
    return Paper(news, keyboard([*share, opening(w, facts)]))


def _held_prompt(w: Words, facts: Facts) -> Paper:
    event_id = facts.event.id
    yes = primary(w.plain("button-held"), Held(event_id=event_id))
    no = button(w.plain("button-it-did-not"), Stop(event_id=event_id, step="1"))
    return Paper(w("paper-held-prompt", event=facts.name), keyboard([yes, no], [opening(w, facts)]))


def _payment_off(w: Words, facts: Facts) -> Paper:
    return Paper(w("paper-payment-off", event=facts.name), keyboard([opening(w, facts)]))


def _team_added(w: Words, facts: Facts) -> Paper:
    names = {"page": i18n.name(facts.params["page"]), "name": i18n.name(facts.params["added_by"])}
    return Paper(
        w("paper-team-added", **names), keyboard([button(w.plain("button-my-events-open"), Mine(which="now"))])
    )


def _broadcast(w: Words, facts: Facts) -> Paper:
    said = telling.paper(w, facts.name, facts.params["text"])
    return Paper(said, keyboard([opening(w, facts, "button-the-event")]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "reminder_24h": _tomorrow,
    "reminder_1h": _soon,
    "low_on_time": _low,
    "held_prompt": _held_prompt,
    "payment_off": _payment_off,
    "team_added": _team_added,
    **papers_of_news.DRAWN,
}
"""What has no booking: a guest's reminder of the same kind has one."""
TO_GUESTS: dict[str, Callable[[Words, Facts], Paper | None]] = {"broadcast": _broadcast}
