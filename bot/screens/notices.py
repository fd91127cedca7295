"""The papers: what the courier says about a promise in the outbox, in the reader's language, as things stand now.

The first line is the news. A paper is rendered when it leaves; one that is no longer true is not rendered (None).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks import Cfg, Ics, Ok, Pay, Seats
from bot.screen import button, danger, keyboard, primary
from bot.screens import papers_for_hosts, papers_of_ends, papers_of_the_line, parts, ticket, times
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core import bookings, catalogue, database, guests, i18n, organizers, outbox, rights, users
from core.database import Tx
from core.errors import NotFound
from core.i18n import STARS, Words
from core.models import Booking, Format, Outbox
from core.settings import Settings

__all__ = ["Paper", "render"]

OF_MONEY = ("refunded", "payment_review", "refund_stuck")
"""Said to whoever paid, who may be another person than the booking's."""


async def render(tx: Tx, row: Outbox, settings: Settings, bot_username: str) -> Paper | None:
    """The message of an outbox row, or None when it has become stale (invariant 30)."""
    drawn = (papers_for_hosts.DRAWN if row.booking_id is None else {}).get(row.kind) or DRAWN.get(row.kind)
    if drawn is None:
        # Not skipped: what was promised waits for words, and an admin sees it (invariant 28).
        raise LookupError(f"no paper is drawn for {row.kind}")
    if await outbox.is_stale(tx, row):
        return None
    user = await users.get(tx, row.user_id)
    try:
        known = await _known_to_hosts(tx, row) if drawn in papers_for_hosts.DRAWN.values() else {}
    except NotFound:
        return None  # the page is theirs no more
    whole = row.booking_id and row.kind not in OF_MONEY
    facts = Facts(
        user=user,
        booking=await bookings.get(tx, row.booking_id, user.id) if whole else None,
        event=await catalogue.described(tx, row.event_id, user.id) if row.event_id else None,
        params=row.params | known,
        now=await database.now(tx),
        made_at=row.created_at,
        zone=user.zone or settings.zone,
        bot_username=bot_username,
    )
    return drawn(i18n.words(user.language), facts)


async def _known_to_hosts(tx: Tx, row: Outbox) -> dict[str, Any]:
    """What a paper for hosts says beyond the event: its numbers, or the page and who added them. Raises NotFound."""
    if row.event_id is not None:
        return {"counts": await guests.counts(tx, row.user_id, row.event_id)}
    await rights.ensure_team(tx, row.user_id, row.params["organizer_id"])
    page = await organizers.get(tx, row.params["organizer_id"])
    return {"page": page.name, "added_by": (await users.get(tx, row.params["added_by"])).name}


def _booked(w: Words, facts: Facts) -> Paper | None:
    booking: Booking = facts.booking
    if not parts.is_held(booking, facts.now) or booking.expires_at is None:
        return None
    until = times.until(w, booking.expires_at, facts.event.zone, facts.now)
    left = times.left(w, booking.expires_at, facts.now)
    line = w("paper-booked", event=facts.name, n=booking.seats, until=until, left=left)
    sum_ = parts.total(w, booking)
    ask = w("state-to-pay", sum=sum_) if booking.price else w("state-to-confirm")
    if booking.price:
        deed = primary(w.plain("button-pay", sum=sum_), Pay(booking_id=booking.id))
    else:
        deed = primary(w.plain("button-coming"), Ok(booking_id=booking.id))
    return Paper(Markup(" ").join([line, ask]), keyboard([deed], [opening(w, facts)]))


def _ticket(w: Words, facts: Facts) -> Paper:
    return ticket.draw(w, facts.booking, facts.event, facts.user.name, facts.bot_username)


def _seats_changed(w: Words, facts: Facts) -> Paper:
    booking = facts.booking
    return ticket.draw(w, booking, facts.event, facts.user.name, facts.bot_username, now_seats=booking.seats)


def _expired(w: Words, facts: Facts) -> Paper:
    ended = facts.booking.expires_at or facts.made_at
    until = times.until(w, ended, facts.event.zone, facts.now)
    line = w("paper-expired", event=facts.name, n=facts.booking.seats, until=until)
    return Paper(line, keyboard([opening(w, facts, "button-again")]))


def _changed(w: Words, facts: Facts) -> Paper:
    was, event = facts.params, facts.event
    news = [_moved(w, event, was), _placed(w, event, was), _priced(w, event, was)]
    stay = w("paper-changed-stay", n=facts.booking.seats)
    buttons = [
        [opening(w, facts), button(w.plain("button-cant"), Seats(booking_id=facts.booking.id, seats=0))],
        [button(w.plain("button-calendar-short"), Ics(booking_id=facts.booking.id))],
    ]
    return Paper(parts.lines(w("paper-changed", event=facts.name), *news, stay), keyboard(*buttons))


def _moved(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    moved = was.keys() & {"starts_at", "zone"}
    if not moved and "ends_at" not in was:
        return None
    field, sentence = ("starts_at", "paper-changed-when") if moved else ("ends_at", "paper-changed-until")
    at = getattr(event, field)
    before = datetime.fromisoformat(was[field]) if field in was else at
    old = w.date(before, was.get("zone", event.zone))
    return w(sentence, old=old, new=times.start(w, at, event.zone))


def _placed(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    if not {"place", "format"} & was.keys():
        return None
    old = _where(w, was.get("place", event.place), was.get("format", event.format))
    return w("paper-changed-place", old=old, new=_where(w, event.place, event.format))


def _where(w: Words, place: str, form: str) -> str:
    online = [w.plain("paper-changed-online")] if form != Format.in_person else []
    return ", ".join([i18n.name(place, 200)] * bool(place) + online) or w.plain("paper-changed-nowhere")


def _priced(w: Words, event: Any, was: dict[str, Any]) -> Markup | None:
    if not {"price", "currency"} & was.keys():
        return None
    old = parts.price(w, was.get("price", event.price), was.get("currency", event.currency))
    return w("paper-changed-price", old=old, new=parts.price(w, event.price, event.currency))


def _refunded(w: Words, facts: Facts) -> Paper:
    stars = facts.params["currency"] == STARS
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    line = w("paper-refunded-stars" if stars else "paper-refunded", event=facts.name, sum=sum_)
    return Paper(line, keyboard([opening(w, facts, "button-the-event")]))


def _in_review(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    return Paper(w("paper-review", event=facts.name, sum=sum_), keyboard([opening(w, facts, "button-the-event")]))


def _signed_in(w: Words, facts: Facts) -> Paper:
    label = i18n.name(facts.params.get("label") or w.plain("paper-a-browser"))
    until = times.until(w, facts.made_at, facts.zone, facts.now)
    leave = danger(w.plain("button-sign-out"), Cfg(what="out"))
    return Paper(w("paper-signed-in", label=label, until=until), keyboard([leave]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "booked": _booked,
    "confirmed": _ticket,
    "seats_changed": _seats_changed,
    "expired": _expired,
    **papers_of_ends.DRAWN,
    **papers_of_the_line.DRAWN,
    **papers_for_hosts.TO_GUESTS,
    "event_changed": _changed,
    "refunded": _refunded,
    "payment_review": _in_review,
    "signed_in": _signed_in,
}
