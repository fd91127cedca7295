"""The papers: what the courier says about a promise in the outbox, in the reader's language, as things stand now.

The first line is the news. A paper is rendered when it leaves; one that is no longer true is not rendered (None).
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.callbacks import Cfg, Ics, Ok, Pay, Seats, Tick
from bot.callbacks_guest import Come
from bot.screen import Row, button, danger, keyboard, primary
from bot.screens import (
    changes,
    papers_for_admins,
    papers_for_hosts,
    papers_of_ends,
    papers_of_news,
    papers_of_saved,
    papers_of_the_line,
    papers_of_the_link,
    parts,
    reminder,
    review,
    support,
    ticket,
    times,
    venue,
)
from bot.screens.facts import Facts, opening
from bot.screens.ticket import Paper
from core import (
    bookings,
    catalogue,
    choices,
    database,
    digests,
    favourites,
    guests,
    i18n,
    news,
    organizers,
    outbox,
    ratings,
    rights,
    users,
    watches,
)
from core.database import Tx
from core.errors import NotFound
from core.i18n import STARS, Words
from core.models import Booking, BookingStatus, Direction, Outbox, User
from core.settings import Settings

__all__ = ["Paper", "render"]

OF_MONEY = ("refunded", "payment_review", "paid_twice", "refund_stuck", "refund_by_hand")
"""Said to whoever paid, who may be another person than the booking's."""


async def render(tx: Tx, row: Outbox, settings: Settings, bot_username: str) -> Paper | None:
    """The message of an outbox row, or None: stale by now (invariant 30), or not wanted."""
    drawn = (papers_for_hosts.DRAWN if row.booking_id is None else {}).get(row.kind) or DRAWN.get(row.kind)
    if drawn is None:
        # Not skipped: what was promised waits for words, and an admin sees it (invariant 28).
        raise LookupError(f"no paper is drawn for {row.kind}")
    follows = row.kind in papers_of_saved.DRAWN
    if await (favourites if follows else outbox).is_stale(tx, row):
        return None
    user = await users.get(tx, row.user_id)
    for_hosts = drawn in papers_for_hosts.DRAWN.values()
    if (not for_hosts or drawn in papers_of_news.DRAWN.values()) and choices.is_muted(user, row.kind):
        return None
    try:
        known = await _known_to_hosts(tx, row) if for_hosts else await _known_to_admins(tx, row)
    except NotFound:
        return None  # the page, or the house, is theirs no more
    whole = row.booking_id and row.kind not in OF_MONEY
    # A follower reads no more than the card shows; who has or had seats is told even of an event that was closed.
    read = catalogue.event if follows else catalogue.described
    facts = Facts(
        user=user,
        booking=await bookings.get(tx, row.booking_id, user.id) if whole else None,
        event=await read(tx, row.event_id, user.id) if row.event_id else None,
        params=row.params | known | await _news(tx, row, user, settings.zone),
        now=await database.now(tx),
        made_at=row.created_at,
        zone=user.zone or settings.zone,
        bot_username=bot_username,
    )
    return drawn(i18n.words(user.language), facts)


async def _known_to_hosts(tx: Tx, row: Outbox) -> dict[str, Any]:
    """What a paper for hosts says beyond the event: its numbers, or the page and who added them. Raises NotFound."""
    if row.kind == "digest":
        return {}
    if row.event_id is not None:
        return {"counts": await guests.counts(tx, row.user_id, row.event_id)}
    await rights.ensure_team(tx, row.user_id, row.params["organizer_id"])
    page = await organizers.get(tx, row.params["organizer_id"])
    return {"page": page.name, "added_by": (await users.get(tx, row.params["added_by"])).name}


async def _known_to_admins(tx: Tx, row: Outbox) -> dict[str, Any]:
    """What a paper for admins says as things stand now. Raises NotFound."""
    if row.kind not in papers_for_admins.DRAWN:
        return {}
    await rights.ensure_admin(tx, row.user_id)
    return {"undelivered": await watches.undelivered(tx)} if row.kind == "dead_letters" else {}


async def _news(tx: Tx, row: Outbox, user: User, zone: str) -> dict[str, Any]:
    """What a paper about guests says of them, or of yesterday."""
    if row.kind == "digest":
        return {"digest": await digests.of(tx, user.id, row.params["day"], user.zone or zone)}
    if row.kind not in news.KINDS or row.event_id is None:
        return {}
    party = await news.party(tx, row)
    alone = party.user_ids[0] if len(party.user_ids) == 1 else None
    rated = await ratings.people(tx, [alone], Direction.host_guest) if alone else {}
    passed_on = row.kind == "guest_left" and await news.is_passed_on(tx, row.event_id)
    return {"party": party, "rating": rated.get(alone), "passed_on": passed_on}


def _booked(w: Words, facts: Facts) -> Paper | None:
    return _held(w, facts, "paper-booked")


def _hold_ending(w: Words, facts: Facts) -> Paper | None:
    return _held(w, facts, "paper-hold-ending")


def _held(w: Words, facts: Facts, said: str) -> Paper | None:
    booking: Booking = facts.booking
    if not parts.is_held(booking, facts.now) or booking.expires_at is None:
        return None
    until = times.until(w, booking.expires_at, facts.event.zone, facts.now)
    left = times.left(w, booking.expires_at, facts.now)
    line = w(said, event=facts.name, n=booking.seats, until=until, left=left)
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


def _changed(w: Words, facts: Facts) -> Paper | None:
    news = changes.lines(w, facts.event, facts.params)
    if not news:
        return None
    stay = w("paper-changed-stay", n=facts.booking.seats)
    answers = [*_fine(w, facts), button(w.plain("button-cant"), Seats(booking_id=facts.booking.id, seats=0))]
    text = parts.lines(w("paper-changed", event=facts.name), *news, stay)
    return Paper(text, keyboard(answers, *_ways(w, facts)))


def _ways(w: Words, facts: Facts) -> list[Row]:
    """What the new place and hour are looked up by; the map only where the point is known."""
    booking, event = facts.booking, facts.event
    first = opening(w, facts)
    if booking.status is BookingStatus.confirmed:
        first = button(w.plain("button-ticket"), Tick(booking_id=booking.id))
    day = button(w.plain("button-calendar"), Ics(booking_id=booking.id))
    return [[first, *venue.ways(w, event)], [day]] if event.latitude is not None else [[first, day]]


def _fine(w: Words, facts: Facts) -> Row:
    """Who has the seats may say that they still come; a hold says so by being paid."""
    if facts.booking.status is not BookingStatus.confirmed:
        return []
    return [button(w.plain("button-fine"), Come(booking_id=facts.booking.id, yes="1"))]


def _refunded(w: Words, facts: Facts) -> Paper:
    stars = facts.params["currency"] == STARS
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    line = w("paper-refunded-stars" if stars else "paper-refunded", event=facts.name, sum=sum_)
    return Paper(line, keyboard([opening(w, facts, "button-the-event")]))


def _in_review(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    return Paper(w("paper-review", event=facts.name, sum=sum_), keyboard([opening(w, facts, "button-the-event")]))


def _paid_twice(w: Words, facts: Facts) -> Paper:
    sum_ = w.money(facts.params["amount"], facts.params["currency"])
    return Paper(w("paper-paid-twice", event=facts.name, sum=sum_), keyboard([opening(w, facts, "button-the-event")]))


def _signed_in(w: Words, facts: Facts) -> Paper:
    label = i18n.name(facts.params.get("label") or w.plain("paper-a-browser"))
    until = times.until(w, facts.made_at, facts.zone, facts.now)
    leave = danger(w.plain("button-sign-out"), Cfg(what="out"))
    return Paper(w("paper-signed-in", label=label, until=until), keyboard([leave]))


DRAWN: dict[str, Callable[[Words, Facts], Paper | None]] = {
    "booked": _booked,
    "hold_ending": _hold_ending,
    "confirmed": _ticket,
    "seats_changed": _seats_changed,
    "expired": _expired,
    **papers_of_ends.DRAWN,
    **papers_of_the_line.DRAWN,
    **papers_of_the_link.DRAWN,
    **papers_for_hosts.TO_GUESTS,
    **papers_for_admins.DRAWN,
    **papers_of_saved.DRAWN,
    **reminder.DRAWN,
    **review.DRAWN,
    **support.DRAWN,
    "event_changed": _changed,
    "refunded": _refunded,
    "payment_review": _in_review,
    "paid_twice": _paid_twice,
    "signed_in": _signed_in,
}
