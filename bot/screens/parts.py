"""Pieces that several screens share: the head of an event, its state in words, sums, and how much text fits."""

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot.screens import times
from core import i18n
from core.i18n import Words
from core.models import Access, Booking, BookingStatus, Event, EventStatus, Format
from core.ratings import Rating

DESCRIPTION = 900
BUTTON = 34
ASKED = timedelta(hours=24)


def units(text: str) -> int:
    """How long Telegram finds a text: in UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def cut(text: str, limit: int) -> str:
    """The text, shortened with … to so many UTF-16 units."""
    if units(text) <= limit:
        return text
    return text.encode("utf-16-le", "replace")[: (limit - 1) * 2].decode("utf-16-le", "ignore").rstrip() + "…"


def short(name: str | None) -> str:
    """A name on a button."""
    return cut(i18n.clean(name or "", BUTTON), BUTTON)


def lines(*parts: str | None) -> Markup:
    """The parts that are there, one below the other."""
    return Markup("\n").join(part for part in parts if part)


def paragraphs(*parts: str | None) -> Markup:
    """The parts that are there, with an empty line between them."""
    return Markup("\n\n").join(part for part in parts if part)


def prose(text: str, limit: int) -> Markup | None:
    """What a host wrote, cleaned line by line; folded away when it is long."""
    kept = "\n".join(i18n.clean(line, limit) for line in text.strip().splitlines())
    if not kept:
        return None
    tag = "blockquote expandable" if len(kept) > 300 else "blockquote"
    return Markup("<{}>{}</blockquote>").format(Markup(tag), cut(kept, limit))  # noqa: S704 - one of the two above


def title(event: Event) -> Markup:
    """The event's name, with a lock if it is private."""
    lock = "🔒 " if event.access is Access.private else ""
    return Markup("{}<b>{}</b>").format(lock, i18n.name(event.name))


def head(w: Words, card: Any, now: datetime, host: Rating | None = None, *, has_ticket: bool = False) -> Markup:
    """What everybody sees of an event: when, where, how much, how many, who, and what is said of them."""
    length = w.duration((card.ends_at - card.starts_at).total_seconds())
    return lines(
        title(card),
        w("card-film", film=i18n.name(card.film)) if card.film else None,
        w("card-length", start=times.start(w, card.starts_at, card.zone), length=length),
        *places(w, card, has_ticket=has_ticket),
        price_of(w, card) if is_over(card, now) else price_line(w, card),
        host_line(w, card, host),
        prose(card.description, DESCRIPTION),
    )


def host_line(w: Words, card: Any, host: Rating | None) -> Markup:
    """Whose event it is: the host with their stars, and the page."""
    name = i18n.name(card.host_name)
    rated = host is not None and host.average is not None
    said = w("card-host-rated", host=name, stars=w.average(host.average), n=host.n) if rated else None
    page = i18n.name(card.organizer_name) if card.organizer_name else None
    return Markup(" · ").join(part for part in (said or w("card-host", host=name), page) if part)


def places(w: Words, event: Any, *, has_ticket: bool = False) -> list[Markup]:
    """Where it is; an online link is for those with a ticket, and stands on it."""
    where = [w("card-place", place=i18n.name(event.place, 200))] if event.place else []
    if event.format is Format.in_person:
        return where
    online = "card-online" if not has_ticket else "card-online-ticket" if event.online_link else "ticket-online-later"
    return [*where, w(online)]


def price_line(w: Words, card: Any) -> Markup:
    """What a seat costs and how many are left."""
    left = scarcity(card)
    # "Free · 4 of 4 free" would say two things with one word.
    said = "card-seats-left" if left == "free" and card.price == 0 else f"card-seats-{left}"
    return Markup(" · ").join([price_of(w, card), w(said, free=card.free, capacity=card.capacity)])


def price_of(w: Words, card: Any) -> Markup:
    """What a seat costs."""
    return w("card-price", price=w.money(card.price, card.currency)) if card.price else w("card-price-free")


def is_over(card: Any, now: datetime) -> bool:
    """Whether nobody takes seats there any more, because it ended in one way or another."""
    return card.status in (EventStatus.cancelled, EventStatus.completed) or bool(card.ends_at <= now)


def scarcity(card: Any) -> str:
    """`none` left, the `last` ones, or enough (`free`). In a small room that is still empty nothing is scarce."""
    if card.free == 0:
        return "none"
    return "last" if card.free < card.capacity and card.free <= max(5, card.capacity // 10) else "free"


def total(w: Words, booking: Booking, seats: int | None = None) -> str:
    """What so many seats cost at the booking's own price."""
    return w.money(booking.price * (booking.seats if seats is None else seats), booking.currency)


def price(w: Words, minor: int, currency: str) -> str:
    """A sum, or the word for none."""
    return w.money(minor, currency) if minor else w.plain("price-free")


def is_held(booking: Booking | None, now: datetime) -> bool:
    """A live hold: past its deadline it is none, swept or not."""
    return bool(booking and booking.status is BookingStatus.pending and booking.expires_at and booking.expires_at > now)


def are_asked(card: Any, now: datetime) -> bool:
    """Whether guests are being asked if they come: before that, silence means nothing."""
    return bool(card.starts_at - ASKED <= now < card.ends_at)


def answers(counts: Any) -> dict[str, int]:
    """How many guests said what, of the numbers over the guest list."""
    return {"coming": counts.coming, "silent": counts.silent, "unable": counts.unable}


def has_lapsed(booking: Booking | None, now: datetime) -> bool:
    """A hold whose time has run out, swept or not."""
    if booking is None or booking.expires_at is None:
        return False
    over = booking.status is BookingStatus.pending and booking.expires_at <= now
    return over or booking.status is BookingStatus.expired


def deep_link(bot_username: str, payload: str) -> str:
    """An address that opens the private chat at START."""
    return f"https://t.me/{bot_username}?start={payload}"
