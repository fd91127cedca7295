"""The questions of a new event and of its changes, one at a time, with quick choices (SCREENS 5.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton
from markupsafe import Markup

from bot.callbacks import Home
from bot.callbacks_draft import Ask, Dup, Grid, Put
from bot.screen import Asking, Row, Screen, button, keyboard, primary
from bot.screens import draft_words, parts
from core import i18n
from core.draft_answers import currency_of
from core.draft_fields import NEEDED, NO_REFUND, Fields
from core.i18n import STARS, Words
from core.models import Format

EVENING = 19
PAIR = 24
CITIES = ("Europe/Moscow", "Europe/Berlin", "Asia/Yekaterinburg", "Asia/Almaty", "Asia/Tbilisi", "Europe/London")
HOLDS, MOSTS, REFUNDS = (300, 900, 3600, 86_400), (1, 2, 4, 6, 10), (86_400, 604_800)
SUMS, STAR_SUMS = (300, 500, 1000), (50, 100, 250)


@dataclass(frozen=True)
class Question:
    """What is asked. `what` may carry a day: `start 2026-11-28`; `said` is the answer before, `problem` a refused one.

    `earlier` are the host's last events, `pages` those they may use; `choices` go first: what may have been meant.
    """

    of: str
    what: str
    whole: Fields
    now: datetime
    said: str | None = None
    problem: str | None = None
    choices: Row = field(default_factory=list)
    earlier: list[Any] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The field."""
        return self.what.partition(" ")[0]

    @property
    def is_new(self) -> bool:
        """Whether it is about an event to be."""
        return self.of.startswith("d")


def draw(w: Words, q: Question) -> Screen:
    """The question with its choices."""
    text = parts.lines(q.problem and Markup("{}").format(q.problem), _asked(w, q), _now(w, q), _hint(w, q))
    return Asking(text, keyboard(q.choices, *_choices(w, q), _last(w, q)))


def _asked(w: Words, q: Question) -> Markup:
    _, _, day = q.what.partition(" ")
    if day and q.kind == "place":
        return w("draft-q-point")
    if day:
        noon = datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(q.whole["zone"]))
        return w("draft-hour", day=draft_words.capital(w.date(noon, q.whole["zone"], "day")))
    stars = q.kind == "price" and currency_of(q.whole) == STARS
    asked = w("draft-q-price-stars") if stars else w(f"draft-q-{q.kind}")
    if q.said and not q.problem:
        return w("draft-said", value=q.said, question=asked)
    return asked


def _now(w: Words, q: Question) -> Markup | None:
    if q.problem or (q.is_new and q.kind in NEEDED):
        return None
    value = draft_words.now(w, q.kind, q.whole, q.now)
    return w("draft-now", value=value) if value else None


def _hint(w: Words, q: Question) -> Markup | None:
    """How to write the answer, of an event to be and of one that is changed alike."""
    if q.problem or " " in q.what:
        return None
    if q.kind == "start":
        return w("draft-start-hint", city=draft_words.city(w, q.whole["zone"]))
    return w("draft-place-hint") if q.kind == "place" else None


def put(q: Question, label: str, value: Any, what: str | None = None) -> InlineKeyboardButton:
    """A quick choice."""
    return button(parts.cut(label, parts.BUTTON), Put(of=q.of, what=what or q.kind, value=str(value)))


def at(q: Question, label: str, moment: datetime) -> InlineKeyboardButton:
    """A quick choice of a start."""
    return put(q, label, int(moment.timestamp()), "start")


def _choices(w: Words, q: Question) -> list[Row]:
    rows = {
        "name": _names,
        "start": _starts,
        "place": _places,
        "seats": lambda _w, q: [[put(q, str(n), n) for n in (10, 20, 40, 100)]],
        "price": _prices,
        "tz": lambda w, q: _pairs([put(q, draft_words.city(w, zone), zone) for zone in CITIES]),
        "ends": lambda w, q: [[put(q, _plus(w, h * 3600), h * 3600) for h in (1, 2, 3)]],
        "access": lambda w, q: [[put(q, w.plain("draft-public"), "p"), put(q, w.plain("draft-private"), "i")]],
        "hold": lambda w, q: [[put(q, w.duration(n), n) for n in HOLDS]],
        "max": lambda _w, q: [[put(q, str(n), n) for n in MOSTS]],
        "confirm": lambda w, q: [
            [put(q, w.plain("button-draft-needed"), 1), put(q, w.plain("button-draft-not-needed"), 0)]
        ],
        "refund": _refunds,
        "page": lambda w, q: [
            *([put(q, draft_words.short(page.name, parts.BUTTON - 2), page.id)] for page in q.pages[:5]),
            [put(q, w.plain("button-draft-no-page"), "none")],
        ],
    }.get(q.kind)
    return rows(w, q) if rows else []


def _plus(w: Words, seconds: int) -> str:
    return w.plain("button-draft-length", length=w.duration(seconds))


def _pairs(buttons: Row) -> list[Row]:
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]


def _names(w: Words, q: Question) -> list[Row]:
    if not q.is_new:
        return []
    fresh = {event.name: event for event in reversed(q.earlier)}
    last = list(reversed(fresh.values()))[:3]
    label = "button-draft-again"
    return [
        [
            button(
                parts.cut(w.plain(label, name=draft_words.short(event.name, PAIR)), parts.BUTTON + 4),
                Dup(event_id=event.id),
            )
        ]
        for event in last
    ]


def _starts(w: Words, q: Question) -> list[Row]:
    zone = ZoneInfo(q.whole["zone"])
    _, _, day = q.what.partition(" ")
    if day:
        said = date.fromisoformat(day)
        hours = [datetime.combine(said, time(hour), zone) for hour in (18, 19, 20)]
        return [[at(q, f"{moment:%H:%M}", moment) for moment in hours if moment > q.now]]
    today = q.now.astimezone(zone).date()
    evening = {n: datetime.combine(today + timedelta(days=n), time(EVENING), zone) for n in range(9)}
    near = [at(q, w.plain("button-draft-tomorrow", time=f"{EVENING}:00"), evening[1])]
    if evening[0] - q.now > timedelta(hours=1):
        near.insert(0, at(q, w.plain("button-draft-today", time=f"{EVENING}:00"), evening[0]))
    later = [evening[n] for n in range(2, 7) if evening[n].weekday() in (4, 5)][:2]
    weekdays = [at(q, f"{_weekday(w, one, q.whole['zone'])} {EVENING}:00", one) for one in later]
    return [near, weekdays, [button(w.plain("button-draft-zone"), Ask(of=q.of, what="tz"))]]


def _weekday(w: Words, moment: datetime, zone: str) -> str:
    return draft_words.capital(w.date(moment, zone, "day").split()[0].rstrip(","))


def _places(w: Words, q: Question) -> list[Row]:
    _, _, point = q.what.partition(" ")
    if point:
        # The point is of the place that was said before, or of another one, which is asked for.
        kept = q.whole["place"]
        return [[put(q, draft_words.short(kept, parts.BUTTON - 2), point, "point")]] if kept else []
    online = [put(q, w.plain("button-draft-online"), "o", "format")]
    if q.whole["place"] and q.whole["format"] == Format.in_person and not (q.is_new and q.said):
        online.append(put(q, w.plain("button-draft-both"), "h", "format"))
    if not q.is_new and q.whole["format"] != Format.in_person:
        online.append(button(w.plain("draft-f-link"), Ask(of=q.of, what="link")))
    fresh = {event.place: event for event in reversed(q.earlier) if event.place}
    last = list(reversed(fresh.values()))[:3]
    return [online, *([put(q, draft_words.short(event.place, parts.BUTTON - 2), event.id)] for event in last)]


def _prices(w: Words, q: Question) -> list[Row]:
    currency = currency_of(q.whole)
    unit = 10 ** i18n.digits(currency)
    sums = [n * unit for n in (STAR_SUMS if currency == STARS else SUMS)]
    choices = [put(q, w.money(minor, currency), f"{minor}.{currency}") for minor in sums]
    return [[put(q, w.plain("button-draft-free"), f"0.{currency}")], choices]


def _refunds(w: Words, q: Question) -> list[Row]:
    before = [put(q, draft_words.capital(w.plain("draft-until-before", length=w.duration(n))), n) for n in REFUNDS]
    never = put(q, w.plain("button-draft-no-refund"), NO_REFUND)
    return [[put(q, w.plain("button-draft-until-start"), 0), never], before]


def _last(w: Words, q: Question) -> Row:
    if not q.is_new or q.kind not in (*NEEDED, "tz", "link"):
        return [button(w.plain("button-back"), Grid(of=q.of))]
    at_ = {"tz": 1, "link": 3}.get(q.kind) or NEEDED.index(q.kind)
    back: Any = Ask(of=q.of, what="start" if q.kind == "tz" else NEEDED[at_ - 1])
    if q.kind == "name":
        back = None
    later = NEEDED[at_ + 1] if at_ + 1 < len(NEEDED) and q.kind != "link" else ""
    if " " in q.what and q.kind == "place":
        back = Ask(of=q.of, what="place")
    if q.kind == "link":
        later, back = "seats", Ask(of=q.of, what="place")
    home = button(w.plain("button-draft-home"), Home())
    row = [button(w.plain("button-back"), back) if back else home]
    return row if q.kind == "tz" else [*row, button(w.plain("button-draft-later"), Ask(of=q.of, what=later))]


def draw_lying(w: Words, lying: list[Any], *, full: bool) -> Screen:
    """What was begun and lies open: go on, or begin anew."""
    rows = [[_go_on(w, draft)] for draft in lying]
    new = [] if full else [primary(w.plain("button-draft-new"), Ask(of="new"))]
    home = [button(w.plain("button-draft-home"), Home())]
    return Screen(w("draft-lying-most" if full else "draft-lying"), keyboard(*rows, new, home))


def _go_on(w: Words, draft: Any) -> InlineKeyboardButton:
    name = draft.fields.get("name")
    shown = draft_words.short(name, PAIR) if name else w.plain("draft-nameless")
    return button(w.plain("button-draft-go-on", name=shown), Ask(of=f"d{draft.id}"))
