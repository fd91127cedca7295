"""The paper about the way into an event online, for those who have a ticket: another link, or none any more."""

from collections.abc import Callable

from bot.callbacks import Tick
from bot.screen import button, keyboard, leading
from bot.screens import parts, ticket, times
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core.i18n import Words
from core.models import Format


def _changed(w: Words, facts: Facts) -> Paper | None:
    event, address = facts.event, facts.event.online_link
    gone = event.format is Format.in_person or event.ends_at <= facts.now
    if gone or address == facts.params.get("was"):
        return None
    ways = [button(w.plain("button-ticket"), Tick(booking_id=facts.booking.id)), opening(w, facts)]
    if not address:
        return Paper(w("paper-link-withdrawn", event=facts.name), keyboard(ways))
    start = times.start(w, event.starts_at, event.zone)
    text = parts.lines(w("paper-link-changed", event=facts.name), start, ticket.address(address))
    return Paper(text, keyboard(leading(w.plain("button-join"), address), ways))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {"link_changed": _changed}
