"""A draft's values in words: said back to who said them, short on a button, whole on the draft's card."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from markupsafe import Markup

from bot.screens import parts
from core import i18n
from core.draft_fields import NO_REFUND, Fields
from core.i18n import Words
from core.models import Access, Draft, Format

MONTH = 30


def city(w: Words, zone: str) -> str:
    """The city whose time it is, or the offset."""
    if zone.startswith("Etc/GMT"):
        # POSIX counts westwards, people eastwards.
        return "UTC" + zone.removeprefix("Etc/GMT").translate(str.maketrans("+-", "-+"))
    if zone.startswith("Etc/") or "/" not in zone:
        return zone.removeprefix("Etc/")
    return str(get_timezone_location(zone, locale=w.locale, return_city=True))


def when(w: Words, at: datetime, zone: str, now: datetime) -> str:
    """A day and an hour as one says them back: `Fri 28 November, 19:00`; with the year, if it is another."""
    local = at.astimezone(ZoneInfo(zone))
    year = f" {local.year}" if local.year != now.astimezone(ZoneInfo(zone)).year else ""
    return f"{w.date(at, zone, 'day')}{year}, {w.date(at, zone, 'time')}"


def _far(w: Words, at: datetime, zone: str, now: datetime) -> str:
    days = (at.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days >= 2 * MONTH:
        return w.plain("draft-in-months", n=round(days / (MONTH + 0.44)))
    if days and days % 7 == 0:
        return w.plain("draft-in-weeks", n=days // 7)
    return w.plain("draft-in-days", n=days)


def capital(text: str) -> str:
    """The first letter is a great one."""
    return text[:1].upper() + text[1:]


def said(w: Words, question: str, whole: Fields, now: datetime) -> str | None:
    """What was just answered, in words, for the head of the next question."""
    if question in ("start", "tz"):
        return _said_time(w, whole, now)
    plain: dict[str, Any] = {
        "name": lambda: w.plain("draft-said-name", name=i18n.name(whole["name"])),
        "place": lambda: place(w, whole),
        "format": lambda: place(w, whole),
        "point": lambda: place(w, whole),
        "link": lambda: place(w, whole),
        "seats": lambda: w.plain("draft-said-seats", n=whole["capacity"]),
        "price": lambda: _said_price(w, whole),
    }
    return str(plain[question]()) if question in plain else None


def _said_time(w: Words, whole: Fields, now: datetime) -> str:
    if not whole["starts_at"]:
        return city(w, whole["zone"])
    at = datetime.fromisoformat(whole["starts_at"])
    return capital(f"{when(w, at, whole['zone'], now)}, {_far(w, at, whole['zone'], now)}")


def _said_price(w: Words, whole: Fields) -> str:
    if not whole["price"]:
        return w.plain("draft-said-free")
    return w.plain("draft-said-price", sum=w.money(whole["price"], whole["currency"]))


def place(w: Words, whole: Fields) -> str:
    """Where it is, in words."""
    if whole["format"] == Format.online:
        return w.plain("draft-said-online")
    shown = i18n.name(whole["place"])
    return w.plain("draft-said-both", place=shown) if whole["format"] == Format.hybrid else shown


def value(w: Words, question: str, whole: Fields, at: datetime) -> str:
    """A field's value, short."""
    return _value(w, question, whole, at) or w.plain("draft-none")


def _value(w: Words, question: str, whole: Fields, at: datetime) -> str:
    plain: dict[str, Any] = {
        "name": lambda: i18n.name(whole["name"]) if whole["name"] else "",
        "start": lambda: _start(w, whole, at),
        "tz": lambda: city(w, whole["zone"]),
        "ends": lambda: _ends(w, whole),
        "place": lambda: place(w, whole) if whole["place"] or whole["format"] == Format.online else "",
        "link": lambda: whole["online_link"] or "",
        "seats": lambda: str(whole["capacity"] or ""),
        "price": lambda: price(w, whole),
        "text": lambda: w.plain("draft-a-text") if whole["description"] else "",
        "film": lambda: i18n.name(whole["film"]) if whole["film"] else "",
        "access": lambda: w.plain("draft-invited" if whole["access"] == Access.private else "draft-everyone"),
        "hold": lambda: w.duration(whole["booking_ttl"]),
        "max": lambda: str(whole["max_seats_per_booking"]),
        "confirm": lambda: w.plain("draft-yes" if whole["requires_confirmation"] else "draft-no"),
        "refund": lambda: _refund(w, whole),
        "page": lambda: whole.get("page_name") or "",
    }
    return str(plain[question]())


def now(w: Words, question: str, whole: Fields, at: datetime) -> str:
    """A field's value for a line of its own; empty if there is none."""
    if question == "refund":
        return refund_line(w, whole)
    return _value(w, question, whole, at)


def _start(w: Words, whole: Fields, now: datetime) -> str:
    return when(w, datetime.fromisoformat(whole["starts_at"]), whole["zone"], now) if whole["starts_at"] else ""


def _ends(w: Words, whole: Fields) -> str:
    if not whole["starts_at"] or whole["lasts"] >= timedelta(days=1).total_seconds():
        return w.duration(whole["lasts"])
    zone = ZoneInfo(whole["zone"])
    start, end = (at.astimezone(zone) for at in (datetime.fromisoformat(whole["starts_at"]), ends_at(whole)))
    day = "" if start.date() == end.date() else f"{format_date(end, 'EEE', locale=w.locale)} "
    return f"{day}{end:%H:%M}"


def ends_at(whole: Fields) -> datetime:
    """When it ends, for somebody who looks; the rule is `draft_fields`' own."""
    return datetime.fromisoformat(whole["starts_at"]) + timedelta(seconds=whole["lasts"])


def price(w: Words, whole: Fields) -> str:
    """What a seat costs; nothing if that was not said."""
    return "" if whole["price"] is None else parts.price(w, whole["price"], whole["currency"])


def _refund(w: Words, whole: Fields) -> str:
    if whole["refund"] == NO_REFUND:
        return w.plain("draft-none")
    if whole["refund"] == 0:
        return w.plain("draft-until-start")
    return w.plain("draft-until-before", length=w.duration(whole["refund"]))


def refund_line(w: Words, whole: Fields) -> str:
    """The refunds' deadline inside the draft's line."""
    if whole["refund"] == NO_REFUND:
        return w.plain("draft-refund-none")
    if whole["refund"] == 0:
        return w.plain("draft-refund-start")
    return w.plain("draft-refund-before", length=w.duration(whole["refund"]))


def topics(w: Words, questions: list[str]) -> str:
    """What something is about, in a row."""
    return ", ".join(w.plain(f"draft-t-{question}") for question in questions)


def short(text: str, units: int) -> str:
    """A name on a button."""
    return i18n.name(parts.cut(text, units), units)


def title(w: Words, name: str | None) -> Markup:
    """The event's name as it is so far."""
    return Markup("<b>{}</b>").format(i18n.name(name) if name else w.plain("draft-nameless"))


def waiting(w: Words, draft: Draft) -> Markup:
    """Which question of a draft is open."""
    kind = (draft.asking or "").partition(" ")[0]
    what, name = w.plain(f"draft-w-{kind}"), draft.fields.get("name")
    return w("draft-waiting", what=what, name=i18n.name(name)) if name else w("draft-waiting-new", what=what)
