"""The papers of the waitlist: seats are offered, the offer has ended, the event has changed or begun."""

from collections.abc import Callable

from markupsafe import Markup

from bot.callbacks import Leave, Ok, Pay, Seats
from bot.screen import button, keyboard, primary
from bot.screens import changes, parts, times
from bot.screens.facts import Facts, homeward, opening
from bot.screens.ticket import Paper
from core import outbox
from core.i18n import Words


def _offered(w: Words, facts: Facts) -> Paper | None:
    booking = facts.booking
    if not parts.is_held(booking, facts.now):
        return None
    until = times.until(w, booking.expires_at, facts.event.zone, facts.now)
    left = times.left(w, booking.expires_at, facts.now)
    news = w("paper-offered", event=facts.name, n=booking.seats, until=until, left=left)
    start = times.start(w, facts.event.starts_at, facts.event.zone)
    sum_ = parts.total(w, booking)
    if booking.price:
        deed = primary(w.plain("button-pay", sum=sum_), Pay(booking_id=booking.id))
    else:
        deed = primary(w.plain("button-take", n=booking.seats), Ok(booking_id=booking.id))
    facts_line = Markup(" · ").join([start, sum_]) if booking.price else start
    pass_on = button(w.plain("button-pass-on"), Seats(booking_id=booking.id, seats=0))
    return Paper(parts.lines(news, facts_line), keyboard([deed], [opening(w, facts), pass_on]))


def _lapsed(w: Words, facts: Facts) -> Paper:
    ended = facts.booking.expires_at or facts.made_at
    until = times.until(w, ended, facts.event.zone, facts.now)
    return Paper(w("paper-offer-lapsed", event=facts.name, until=until), keyboard([opening(w, facts)]))


def _over(w: Words, facts: Facts) -> Paper:
    return Paper(w("paper-wait-over", event=facts.name), keyboard([homeward(w)]))


def _changed(w: Words, facts: Facts) -> Paper | None:
    news = changes.lines(w, facts.event, facts.params)
    if not news:
        return None
    leave = button(w.plain("button-leave-line"), Leave(event_id=facts.event.id))
    text = parts.lines(w("paper-changed", event=facts.name), *news, w("paper-changed-waits"))
    return Paper(text, keyboard([opening(w, facts), leave]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "offered": _offered,
    "offer_lapsed": _lapsed,
    "wait_over": _over,
    outbox.TO_THE_LINE: _changed,
}
