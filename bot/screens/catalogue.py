"""The home card: what's on, filtered and paged; and the rows that choose a filter (SCREENS 4.1)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from markupsafe import Markup

from bot.callbacks import Ev, List, My, Pick
from bot.screen import Row, Screen, button, keyboard
from bot.screens import parts, times
from bot.way import PRICES, WHEN, Way, most
from core import i18n
from core.catalogue import Page
from core.i18n import Words
from core.models import Access, BookingStatus, Format


@dataclass(frozen=True)
class Hall:
    """What the home card is drawn from: a page of the list, and the person's bookings ahead.

    `of` is the host, the page or the film that all of the list belong to; `saved` how many events the person saved.
    """

    way: Way
    page: Page
    mine: list[Any]
    now: datetime
    of: str | None = None
    currency: str = "RUB"
    saved: int = 0


def draw(w: Words, hall: Hall, pick: str | None = None) -> Screen:
    """The list; `pick` opens the choices of one filter (`w` or `p`) in the place of the filter row."""
    if not hall.page.cards:
        return _empty(w, hall)
    items = [item(w, number, card) for number, card in enumerate(hall.page.cards, 1)]
    text = parts.lines(_title(w, hall), _next(w, hall), *items, w("home-hint"))
    numbers = [
        button(str(number), Ev(event_id=card.id, way=str(hall.way))) for number, card in enumerate(hall.page.cards, 1)
    ]
    choices = {"w": _whens, "p": _prices}.get(pick or "")
    filters = choices(w, hall) if choices else [_filters(w, hall)]
    return Screen(text, keyboard(numbers, *filters, _pages(hall), _clear(w, hall), _own(w, hall)))


def _empty(w: Words, hall: Hall) -> Screen:
    if not hall.way.narrowed:
        return Screen(parts.lines(_title(w, hall), w("home-nothing-on")), keyboard(_own(w, hall)))
    text = parts.lines(_title(w, hall), w("home-nothing-fits"))
    show_all = button(w.plain("button-show-all"), List(way=str(Way())))
    return Screen(text, keyboard([show_all], _own(w, hall)))


def _title(w: Words, hall: Hall) -> Markup:
    what = _what(w, hall)
    return w("home-title-of", what=i18n.name(what)) if what else w("home-title")


def _what(w: Words, hall: Hall) -> str | None:
    """What all of the list have in common, in words."""
    if hall.way.day:
        return w.date(datetime.combine(hall.way.day, time(12), UTC), "UTC", "day")
    return w.plain("home-saved") if hall.way.is_saved else hall.way.words or hall.of


def _next(w: Words, hall: Hall) -> Markup | None:
    going = [b for b in hall.mine if b.status is BookingStatus.confirmed and b.starts_at > hall.now]
    if not going:
        return None
    soonest = min(going, key=lambda b: b.starts_at)
    return w("home-next", event=i18n.name(soonest.event_name), left=times.left(w, soonest.starts_at, hall.now))


def item(w: Words, number: int, card: Any) -> Markup:
    """An event in a list, under its number."""
    line = "home-item-online" if card.format is Format.online else "home-item"
    lock = "🔒 " if card.access is Access.private else ""
    return parts.lines(
        w(line, n=number, event=f"{lock}{i18n.name(card.name)}"),
        w(
            "home-line",
            start=times.start_short(w, card.starts_at, card.zone),
            price=parts.price(w, card.price, card.currency),
            seats=w.plain(f"seats-{parts.scarcity(card)}", n=card.free),
        ),
    )


def _filters(w: Words, hall: Hall) -> Row:
    """What is in force, as short as the choice itself: three in a row are cut after eleven letters on a phone."""
    way = hall.way
    seats = w.plain("button-with-seats")
    return [
        button(w.plain(f"button-when-{WHEN[way.when]}"), Pick(what="w", way=str(way))),
        button(_price_labels(w, hall)[way.price], Pick(what="p", way=str(way))),
        button(
            f"✓ {seats}" if way.seats == "f" else seats,
            List(way=str(way.with_(seats="a" if way.seats == "f" else "f"))),
        ),
    ]


def _whens(w: Words, hall: Hall) -> list[Row]:
    chosen = [_choice(w.plain(f"button-when-{WHEN[key]}"), hall.way, "when", key) for key in "tmwena"]
    return [chosen[:3], chosen[3:]]


def _prices(w: Words, hall: Hall) -> list[Row]:
    chosen = [_choice(label, hall.way, "price", key) for key, label in _price_labels(w, hall).items()]
    return [chosen[:2], chosen[2:]]


def _price_labels(w: Words, hall: Hall) -> dict[str, str]:
    labels = {"0": w.plain("button-price-free")}
    sums = {key: w.money(most(key, hall.currency) or 0, hall.currency) for key in PRICES}
    labels |= {key: w.plain("button-price-up-to", sum=sum_) for key, sum_ in sums.items()}
    return labels | {"a": w.plain("button-price-any")}


def _choice(label: str, way: Way, part: str, value: str) -> Any:
    mark = "✓ " if getattr(way, part) == value else ""
    return button(f"{mark}{label}", List(way=str(way.with_(**{part: value}))))


def _pages(hall: Hall) -> Row:
    page, way = hall.page, hall.way
    back = [button("‹", List(way=str(way.at(page.previous))))] if page.previous else []
    return back + ([button("›", List(way=str(way.at(page.next))))] if page.next else [])


def _clear(w: Words, hall: Hall) -> Row:
    what = _what(w, hall)
    if not what:
        return []
    return [button(parts.cut(f"✕ {i18n.clean(what, 30)}", parts.BUTTON), List(way=str(hall.way.with_(ref="-"))))]


def _own(w: Words, hall: Hall) -> Row:
    count = len(hall.mine)
    mine = [button(w.plain("button-my-count", n=count) if count else w.plain("button-my"), My(which="now"))]
    if not hall.saved or hall.way.is_saved:
        return mine
    return [*mine, button(w.plain("button-saved", n=hall.saved), List(way=str(Way(ref="s"))))]
