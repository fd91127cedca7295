"""A draft's card, all its fields, and the changes of an event that is out (SCREENS 5.1 and 5.4)."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from aiogram.types import InlineKeyboardButton
from markupsafe import Markup

from bot.callbacks import Home
from bot.callbacks_draft import Apply, Ask, Drop, Grid, Pub, Put
from bot.callbacks_hosting import Run
from bot.screen import Screen, button, danger, keyboard, primary
from bot.screens import draft_words, parts, times
from core import draft_fields, i18n
from core.draft_fields import Fields
from core.drafts import TOLD
from core.i18n import Words
from core.models import Access, Format

GRID = (
    "name",
    "start",
    "ends",
    "place",
    "seats",
    "price",
    "text",
    "film",
    "access",
    "hold",
    "max",
    "confirm",
    "refund",
    "page",
)
# Which question a field belongs to, in the order of the list.
QUESTIONS = {
    "name": "name", "starts_at": "start", "zone": "tz", "lasts": "ends", "place": "place", "format": "place",
    "latitude": "map", "longitude": "map",
    "online_link": "link", "capacity": "seats", "price": "price", "currency": "price", "description": "text",
    "film": "film", "access": "access", "booking_ttl": "hold", "max_seats_per_booking": "max",
    "requires_confirmation": "confirm", "refund": "refund", "organizer_id": "page",
}  # fmt: skip
CELL = 26


@dataclass(frozen=True)
class Changes:
    """What is about to change: the event `was` and `becomes`; so many `guests` hear of it, so many people wait."""

    event_id: int
    revision: int
    fields: Fields
    was: Fields
    becomes: Fields
    now: datetime
    guests: int
    waiting: int
    is_draft: bool = False

    @property
    def questions(self) -> list[str]:
        """What is changed; a new place says that it is elsewhere on the map."""
        found = dict.fromkeys(QUESTIONS[field] for field in QUESTIONS if field in self.fields)
        return [question for question in found if question != "map" or "place" not in found]

    @property
    def told(self) -> list[str]:
        """Of that, what guests hear of."""
        found = {TOLD[field] for field in self.fields if field in TOLD}
        if self.becomes["format"] == Format.in_person:
            found.discard("link")
        return [question for question in self.questions if question in found or (question == "tz" and "start" in found)]

    @property
    def told_to_line(self) -> list[str]:
        """Of that, what those who wait hear of; the link comes with a ticket alone."""
        return [question for question in self.told if question != "link"]


def draw(w: Words, of: str, whole: Fields, host_name: str) -> Screen:
    """The card as a guest will see it, as far as it was said, and what may be done with it."""
    lacking = draft_fields.missing(whole)
    line = w(
        "draft-card",
        access=w.plain("draft-private" if whole["access"] == Access.private else "draft-public"),
        hold=w.duration(whole["booking_ttl"]),
        most=whole["max_seats_per_booking"],
        refund=draft_words.refund_line(w, whole),
    )
    still = w("draft-missing", what=draft_words.topics(w, lacking)) if lacking else None
    if lacking:
        deed = primary(w.plain("button-draft-say-on"), Ask(of=of, what=lacking[0]))
    else:
        deed = primary(w.plain("button-draft-publish"), Pub(of=of))
    private = whole["access"] == Access.private
    label = w.plain("button-draft-public" if private else "button-draft-private")
    rows = [
        [deed],
        [
            button(w.plain("button-draft-change"), Grid(of=of)),
            button(label, Put(of=of, what="access", value="ip"[private])),
        ],
        [button(w.plain("button-draft-delete"), Drop(of=of))],
    ]
    text = parts.paragraphs(_head(w, whole, host_name), parts.lines(line, still))
    return Screen(text, keyboard(*rows, [button(w.plain("button-home"), Home())]))


def _head(w: Words, whole: Fields, host_name: str) -> Markup:
    lock = "🔒 " if whole["access"] == Access.private else ""
    return parts.lines(
        Markup("{}{}").format(lock, draft_words.title(w, whole["name"])),
        w("card-film", film=i18n.name(whole["film"])) if whole["film"] else None,
        _when(w, whole),
        *_places(w, whole),
        _price(w, whole),
        w("card-host", host=i18n.name(host_name)),
        parts.prose(whole["description"], parts.DESCRIPTION),
    )


def _when(w: Words, whole: Fields) -> Markup | None:
    if not whole["starts_at"]:
        return None
    start = times.start(w, datetime.fromisoformat(whole["starts_at"]), whole["zone"])
    return w("card-length", start=start, length=w.duration(whole["lasts"]))


def _places(w: Words, whole: Fields) -> list[Markup]:
    return parts.places(w, SimpleNamespace(place=whole["place"], format=Format(whole["format"])))


def _price(w: Words, whole: Fields) -> Markup | None:
    if whole["price"] is None or not whole["capacity"]:
        return None
    seats = {"free": whole["capacity"], "capacity": whole["capacity"]}
    return parts.price_line(w, SimpleNamespace(price=whole["price"], currency=whole["currency"], **seats))


def draw_grid(w: Words, of: str, whole: Fields, now: datetime, changes: Changes | None = None) -> Screen:
    """All fields, two a row, each with its value; what is changed is marked."""
    changed = changes.questions if changes else []
    cells = [_cell(w, of, question, whole, now, changed) for question in GRID]
    rows = [cells[n : n + 2] for n in range(0, len(cells), 2)]
    if changes is None:
        back = [button(w.plain("button-back"), Ask(of=of))]
        return Screen(w("draft-grid", name=_name(w, whole)), keyboard(*rows, back))
    run = button(w.plain("button-back"), Run(event_id=changes.event_id))
    if not changed:
        first = [primary(w.plain("button-draft-publish"), Pub(of=of))] if changes.is_draft else []
        return Screen(w("draft-grid", name=_name(w, whole)), keyboard(first, *rows, [run]))
    drop = button(w.plain("button-draft-drop"), Drop(of=of))
    return Screen(_changed(w, changes), keyboard([_apply(w, changes)], *rows, [drop, run]))


def _name(w: Words, whole: Fields) -> str:
    return i18n.name(whole["name"]) if whole["name"] else w.plain("draft-nameless")


def _cell(w: Words, of: str, question: str, whole: Fields, now: datetime, changed: list[str]) -> InlineKeyboardButton:
    mark = "• " if question in changed else ""
    label = f"{mark}{w.plain(f'draft-f-{question}')}: {draft_words.value(w, question, whole, now)}"
    return button(parts.cut(label, CELL), Ask(of=of, what=question))


def draw_changes(w: Words, changes: Changes) -> Screen:
    """What would change, who hears of it, and the deed."""
    of = str(changes.event_id)
    drop = button(w.plain("button-draft-drop"), Drop(of=of))
    rows = [[_apply(w, changes)], [drop, button(w.plain("button-back"), Grid(of=of))]]
    return Screen(_changed(w, changes), keyboard(*rows))


def _apply(w: Words, changes: Changes) -> InlineKeyboardButton:
    hearing = (changes.guests if changes.told else 0) + (changes.waiting if changes.told_to_line else 0)
    label = w.plain("button-draft-apply-tell", n=hearing) if hearing else w.plain("button-draft-apply")
    return primary(label, Apply(event_id=changes.event_id, revision=changes.revision))


def _changed(w: Words, changes: Changes) -> Markup:
    told = changes.told if changes.guests else []
    to_line = changes.told_to_line if changes.waiting else []
    silent = [question for question in changes.questions if question not in {*told, *to_line}]
    more = changes.becomes["capacity"] - changes.was["capacity"]
    return parts.lines(
        w("draft-changes"),
        *(_change(w, changes, question) for question in changes.questions),
        w("draft-told", n=changes.guests, what=draft_words.topics(w, told)) if told else None,
        w("draft-told-line", n=changes.waiting, what=draft_words.topics(w, to_line)) if to_line else None,
        w("draft-not-told", what=draft_words.topics(w, silent)) if (told or to_line) and silent else None,
        w("draft-line-first", n=more) if more > 0 and changes.waiting else None,
    )


def _change(w: Words, changes: Changes, question: str) -> Markup:
    name = w.plain(f"draft-f-{question}")
    if question in ("text", "map"):
        return w(f"draft-change-{question}", field=name)
    old, new = (_side(w, question, side, changes.now) for side in (changes.was, changes.becomes))
    return w("draft-change-price" if question == "price" else "draft-change", field=name, old=old, new=new)


def _side(w: Words, question: str, side: Fields, now: datetime) -> Any:
    if question == "start":
        return times.start(w, datetime.fromisoformat(side["starts_at"]), side["zone"])
    return draft_words.value(w, question, side, now)


def draw_dropped(w: Words) -> Screen:
    """The draft is gone."""
    return Screen(w("draft-dropped"), keyboard([button(w.plain("button-home"), Home())]))


def draw_sure(w: Words, of: str, whole: Fields) -> Screen:
    """Whether to throw the draft away."""
    sure = danger(w.plain("button-draft-delete-sure"), Drop(of=of, sure="1"))
    keep = button(w.plain("button-draft-keep"), Ask(of=of))
    return Screen(w("draft-sure", name=_name(w, whole)), keyboard([sure, keep]))
