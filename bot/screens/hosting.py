"""What those who run events see: the list, the event's card with what can be done, its numbers, the guest's view of it.

SCREENS 5.2 and 5.3. Pure: of rows and now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from bot import callbacks
from bot.callbacks import Ev, Home, More
from bot.callbacks_draft import Ask, Dup, Grid, Inv, Pub
from bot.callbacks_hosting import Gst, Held, Mine, Num, Peek, RateGuest, Run, Stop, Tell
from bot.callbacks_pages import Pages
from bot.screen import Row, Screen, button, keyboard, primary
from bot.screens import draft_words, parts, times
from bot.screens import event as event_screen
from bot.screens.event_view import View
from core import i18n
from core.i18n import Words
from core.models import EventStatus

PAGE = 6
ROW = 8  # buttons that Telegram puts side by side
ARRIVING = timedelta(hours=2)
DAYS = 7
OVER = (EventStatus.cancelled, EventStatus.completed)


@dataclass(frozen=True)
class Own:
    """An event with its numbers: `counts` as in `guests`, `money` by currency, `after` of one that was cancelled."""

    card: Any
    counts: Any
    money: list[Any]
    now: datetime
    after: Any = None


@dataclass(frozen=True)
class ToBe:
    """An event to be: its draft, and the questions that are `missing`."""

    draft_id: int
    name: str | None
    missing: list[str]


def draw_list(w: Words, rows: list[Own], which: Any, page: int, *, more: bool, to_be: Sequence[ToBe] = ()) -> Screen:
    """A page of one's events; `more` follow. Behind them what is to be one."""
    begun = list(enumerate(to_be, len(rows) + 1))
    items = [_item(w, n, own) for n, own in enumerate(rows, 1)] + [_to_be(w, n, one) for n, one in begun]
    numbers = [button(str(n), Run(event_id=own.card.id)) for n, own in enumerate(rows, 1)]
    drafts = [button(str(n), Ask(of=f"d{one.draft_id}")) for n, one in begun]
    opening = [numbers + drafts] if len(numbers + drafts) <= ROW else [numbers, drafts]
    back = [button("‹", Mine(which=which, page=str(page - 1)))] if page else []
    on = [button("›", Mine(which=which, page=str(page + 1)))] if more else []
    empty = w("hosting-empty-past" if which == "past" else "hosting-empty-ahead")
    text = parts.lines(w("hosting-title"), *(items or [empty]))
    new = primary(w.plain("button-new-event"), Ask(of="new"))
    last = [new, button(w.plain("button-home"), Home())]
    return Screen(text, keyboard(*opening, back + on, _tabs(w, which), last))


def _to_be(w: Words, number: int, one: ToBe) -> Markup:
    missing = draft_words.topics(w, one.missing)
    still = w("draft-missing", what=missing) if missing else w("hosting-ready")
    return parts.lines(w("hosting-item-to-be", n=number, event=draft_words.title(w, one.name)), still)


def _item(w: Words, number: int, own: Own) -> Markup:
    card = own.card
    line = {EventStatus.draft: "hosting-item-draft", EventStatus.cancelled: "hosting-item-cancelled"}
    start = times.start_short(w, card.starts_at, card.zone)
    first = w(line.get(card.status, "hosting-item"), n=number, event=i18n.name(card.name), start=start)
    if card.status is EventStatus.draft:
        return first
    taken = w.plain("hosting-taken", taken=own.counts.seats, capacity=card.capacity)
    return parts.lines(first, Markup(" · ").join([taken, *_figures(w, own)]))


def _figures(w: Words, own: Own) -> list[str]:
    """What is worth a word: holds, the line, money."""
    held = [w.plain("own-held", n=own.counts.held)] if own.counts.held else []
    waiting = [w.plain("own-waiting", n=own.counts.waiting)] if own.counts.waiting else []
    return [*held, *waiting, *_revenue(w, own.money)]


def _revenue(w: Words, money: list[Any]) -> list[str]:
    return [w.money(row["revenue"], row["currency"]) for row in money if row["revenue"]]


def _tabs(w: Words, which: str) -> Row:
    def tab(value: Any, label: str) -> Any:
        return button(f"✓ {w.plain(label)}" if which == value else w.plain(label), Mine(which=value))

    return [tab("now", "button-ahead"), tab("past", "button-past"), button(w.plain("button-pages"), Pages(what="-"))]


def draw(w: Words, own: Own, note: str | None = None) -> Screen:
    """The event's card for those who run it; `note` says what just happened."""
    card = own.card
    text = parts.paragraphs(parts.head(w, card, own.now), parts.lines(*_state(w, own)), note)
    list_of = Mine(which="past" if card.ends_at <= own.now or card.status in OVER else "now")
    return Screen(text, keyboard(*_deeds(w, own), [button(w.plain("button-my-events"), list_of)]))


def _state(w: Words, own: Own) -> list[str | None]:
    card, counts = own.card, own.counts
    if card.status is EventStatus.draft:
        return [w("state-draft")]
    if card.status is EventStatus.cancelled:
        return [event_screen.cancelled(w, card), _after(w, own.after)]
    taken = Markup(" · ").join([w("own-taken", taken=counts.seats, capacity=card.capacity), *_figures(w, own)])
    ended = w("own-completed") if card.status is EventStatus.completed else None
    if ended is None and card.ends_at <= own.now:
        ended = w("own-ended")
    asked = parts.are_asked(card, own.now) and counts.guests
    coming = w("own-coming", **parts.answers(counts)) if asked else None
    came = card.starts_at - ARRIVING <= own.now and counts.guests
    return [taken, coming, w("own-in", n=counts.seats_in) if came else None, ended]


def _after(w: Words, after: Any) -> Markup | None:
    if after is None or not after.guests:
        return None
    if not after.refunds:
        return w("own-after-told", told=after.told, guests=after.guests)
    return w("own-after", told=after.told, guests=after.guests, refunded=after.refunded, refunds=after.refunds)


def _deeds(w: Words, own: Own) -> list[Row]:
    card = own.card
    event_id = card.id
    numbers = button(w.plain("button-numbers"), Num(event_id=event_id))
    guests = button(w.plain("button-guests"), Gst(event_id=event_id, show="all"))
    edit = button(w.plain("button-edit"), Grid(of=str(event_id)))
    copy = button(w.plain("button-copy"), Dup(event_id=event_id))
    if card.status is EventStatus.draft:
        return [[primary(w.plain("button-draft-publish"), Pub(of=str(event_id)))], [edit, copy]]
    if card.status is EventStatus.cancelled:
        return [[button(w.plain("button-refresh"), Run(event_id=event_id))], [guests, numbers, copy]]
    if card.status is EventStatus.completed:
        review = primary(w.plain("button-review-guests"), RateGuest(whom="v", number=event_id, stars="0"))
        return [[review], [guests, numbers, copy]]
    peek = button(w.plain("button-peek"), Peek(event_id=event_id))
    stop = button(w.plain("button-stop"), Stop(event_id=event_id, step="1"))
    tell = button(w.plain("button-tell"), Tell(event_id=event_id))
    if card.ends_at <= own.now:
        return [
            [primary(w.plain("button-held"), Held(event_id=event_id))],
            [guests, numbers],
            [tell, copy],
            [peek, stop],
        ]
    door = primary(w.plain("button-guests-door"), Gst(event_id=event_id, show="all"))
    invite = button(w.plain("button-invite"), Inv(event_id=event_id))
    return [[door], [edit, invite, numbers], [tell, copy], [peek, stop]]


def draw_numbers(w: Words, card: Any, stats: Any) -> Screen:
    """The event's numbers (R59)."""
    line = {
        "waiting": stats.waiting, "offers": stats.offers, "taken": stats.offers_taken,
        "lapsed": stats.offers_lapsed, "declined": stats.offers_declined,
    }  # fmt: skip
    text = parts.lines(
        w("num-title", event=i18n.name(card.name)),
        w("num-taken", taken=stats.sold, capacity=card.capacity),
        *(_money(w, row) for row in stats.money),
        _holds(w, card, stats),
        w("num-line", **line) if stats.waiting or stats.offers else None,
        w("num-in", n=stats.checked_in) if stats.checked_in else None,
        w("num-no-shows", n=stats.no_shows) if stats.no_shows else None,
        w("num-days", days=_days(w, stats.days)) if any(row["sold"] for row in stats.days) else None,
    )
    again = button(w.plain("button-refresh"), Num(event_id=card.id))
    return Screen(text, keyboard([again, button(w.plain("button-back"), Run(event_id=card.id))]))


def _holds(w: Words, card: Any, stats: Any) -> Markup | None:
    if not stats.holds:
        return None
    ends = {"paid": stats.paid, "expired": stats.expired, "let_go": stats.let_go}
    said = "num-holds-priced" if card.price else "num-holds-free"
    return w(said, holds=stats.holds, rate=round(100 * stats.conversion), **ends)


def _money(w: Words, row: Any) -> Markup:
    sums = {"sum": w.money(row["revenue"], row["currency"]), "back": w.money(row["refunded"], row["currency"])}
    return w("num-money", **sums)


def _days(w: Words, days: list[Any]) -> str:
    """The last days on which seats were sold."""
    sold = [(date.fromisoformat(row["day"]), row["sold"]) for row in days if row["sold"]]
    return ", ".join(f"{format_date(day, 'd MMMM', locale=w.locale)} {seats}" for day, seats in sold[-DAYS:])


def draw_peek(w: Words, view: View) -> Screen:
    """The card as guests see it; what leads elsewhere leads back here."""
    seen = event_screen.draw(w, replace(view, viewer_id=0, booking=None, place=None))
    rows = [[_peeked(view, one) for one in row] for row in seen.keyboard.inline_keyboard[:-1]] if seen.keyboard else []
    kept = [[one for one in row if one] for row in rows]
    return Screen(seen.text, keyboard(*kept, [button(w.plain("button-back"), Run(event_id=view.card.id))]))


def _peeked(view: View, one: Any) -> Any:
    match callbacks.read(one.callback_data):
        case Ev(seats=seats):
            return button(one.text, Peek(event_id=view.card.id, seats=seats))
        case More():
            return None
    return one
