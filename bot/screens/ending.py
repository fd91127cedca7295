"""Cancelling an event in two confirmations; that it took place, and the host's stars (SCREENS 5.7, 5.8)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.callbacks_hosting import RateGuest, Run, Stop
from bot.screen import Row, Screen, button, danger, keyboard
from bot.screens import parts, times
from core import i18n
from core.i18n import Words

WHYS: tuple[Any, ...] = ("few", "place", "ill")
STARS: tuple[Any, ...] = ("1", "2", "3", "4", "5")


def draw_why(w: Words, card: Any, preview: Any) -> Screen:
    """What cancelling means, and the question why."""
    picks = [button(w.plain(f"button-stop-{why}"), Stop(event_id=card.id, step="2", why=why)) for why in WHYS]
    text = parts.lines(w("stop-title", event=i18n.name(card.name)), _preview(w, preview), w("stop-why"))
    return Screen(text, keyboard(picks[:2], picks[2:], [_keep(w, card.id)]))


def draw_sure(w: Words, event_id: int, preview: Any, reason: Any) -> Screen:
    """The deed, for as many guests as it says."""
    deed = Stop(event_id=event_id, step="3", guests=preview.guests, reason_id=reason.id)
    money = _money(w, preview)
    label = w.plain("button-stop-sure-sum", sum=money)
    if not money or parts.units(label) > parts.BUTTON:
        label = w.plain("button-stop-sure")  # the sums stand in the text
    text = parts.lines(_preview(w, preview), w("stop-sure", reason=i18n.quoted(reason.text)))
    return Screen(text, keyboard([danger(label, deed)], [_keep(w, event_id)]))


def _keep(w: Words, event_id: int) -> Any:
    return button(w.plain("button-stop-keep"), Run(event_id=event_id))


def _preview(w: Words, preview: Any) -> Markup:
    """Who is told, what goes back, who stops waiting."""
    money = _money(w, preview)
    said = [
        w("stop-told", n=preview.guests) if preview.guests else None,
        w("stop-money", sum=money) if money else None,
        w("stop-waiting", n=preview.waiting) if preview.waiting else None,
    ]
    whole = Markup(", ").join(part for part in said if part)
    return Markup("{}.").format(whole) if whole else w("stop-nobody")


def _money(w: Words, preview: Any) -> str:
    return " + ".join(w.money(row["amount"], row["currency"]) for row in preview.money)


def draw_rate_event(w: Words, card: Any, stars: int | None, note: str | None = None) -> Screen:
    """How the evening was for the host; `stars` were given before."""
    rows = [_stars(w, "v", card.id, stars), [button(w.plain("button-next"), _skip("v", card.id))]]
    text = parts.paragraphs(note, w("rate-event", event=i18n.name(card.name)))
    return Screen(text, keyboard(*rows, _event(w, card.id)))


def draw_rate_guest(w: Words, card: Any, guest: Any, now: datetime) -> Screen:
    """One guest after the other, with the stars that were given before."""
    who = {"name": i18n.name(guest.guest_name), "seats": w.plain("seats-count", n=guest.seats)}
    place = {"place": guest.place, "of": guest.of}
    if guest.checked_in_at:
        since = w("guest-in", until=times.until(w, guest.checked_in_at, card.zone, now))
        text = w("rate-guest", state=since, **who, **place)
    else:
        text = w("rate-guest-short", **who, **place)
    rows = [
        _stars(w, "g", guest.booking_id, guest.stars),
        [button(w.plain("button-next"), _skip("g", guest.booking_id))],
    ]
    return Screen(text, keyboard(*rows, _event(w, card.id)))


def draw_rated(w: Words, event_id: int, *, anybody: bool) -> Screen:
    """After the last guest."""
    return Screen(w("rate-done" if anybody else "rate-nobody"), keyboard(_event(w, event_id)))


def _stars(w: Words, whom: Any, number: int, given: int | None) -> Row:
    def star(n: Any) -> Any:
        label = w.plain("button-star", n=n)
        return button(f"✓ {label}" if given == int(n) else label, RateGuest(whom=whom, number=number, stars=n))

    return [star(n) for n in STARS]


def _skip(whom: Any, number: int) -> RateGuest:
    return RateGuest(whom=whom, number=number, stars="x")


def _event(w: Words, event_id: int) -> Row:
    return [button(w.plain("button-own-event"), Run(event_id=event_id))]
