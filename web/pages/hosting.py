"""Hosting: a form for a new event, and the events of a host with their bookings of this moment; admins see all."""

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from aiohttp import web

from core import catalogue, database, events, i18n
from core.errors import DomainError, Invalid
from core.event_fields import NewEvent, parse
from core.models import Role, User
from web import guard, languages, problems, render, sessions
from web.keys import DB, SETTINGS
from web.pages.event import whole

AMOUNT = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,4}))?")
COUNT = re.compile(r"[0-9]{1,6}")
FIELDS = ("name", "date", "time", "place", "seats", "price", "ttl", "description")


@dataclass
class Typed:
    """What was typed into the form, and what is wrong with it, field by field, in words."""

    values: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, request: web.Request) -> "Typed":
        ttl = request.app[SETTINGS].event_defaults().booking_ttl // 60
        return cls(dict.fromkeys(FIELDS, "") | {"time": "19:00", "price": "0", "ttl": str(ttl)})


async def show(request: web.Request, typed: Typed | None = None) -> web.Response:
    """`/admin`."""
    user = await sessions.signed_in(request)
    everyone = user.role is Role.admin and user.banned_at is None
    async with request.app[DB].begin() as tx:
        now = await database.now(tx)
        rows = await catalogue.hosted(tx, user.id, everyone=everyone, limit=50)
        held = {row.id: await catalogue.holders(tx, row.id, user.id, limit=50) for row in rows if row.bookings}
    settings = request.app[SETTINGS]
    return render.page(
        request,
        "hosting.html",
        user=user,
        status=422 if typed and typed.wrong else 200,
        now=now,
        rows=rows,
        holders=held,
        everyone=everyone,
        typed=typed or Typed.empty(request),
        zone=settings.zone,
        currency=settings.currency,
        made=whole(request.query.get("made"), re.compile(r"[0-9]{1,18}")),
        watched=" ".join(str(row.id) for row in rows),
        here="/admin",
        tab="admin",
    )


async def create(request: web.Request) -> web.StreamResponse:
    """The form: what can't be is said beside its field, and what was typed stays."""
    user = await sessions.signed_in(request)
    form = await guard.form(request)
    typed = Typed({name: str(form.get(name, ""))[:5000].replace("\x00", "") for name in FIELDS})
    words = languages.of_reader(request, user)
    wish = _read(typed, request, words)
    if typed.wrong:
        return await show(request, typed)
    made = await _make(request, user, wish, typed)
    if made is None:
        return await show(request, typed)
    raise web.HTTPSeeOther(f"/admin?made={made}")


def _read(typed: Typed, request: web.Request, words: Any) -> dict[str, Any]:
    values = typed.values
    settings = request.app[SETTINGS]
    wish: dict[str, Any] = {"name": values["name"].strip(), "place": values["place"].strip(), "zone": settings.zone}
    wish["description"] = values["description"].strip()
    wish["starts_at"] = _when(typed, words)
    wish["capacity"] = _count(typed, "seats", 1, 100_000, words)
    minutes = _count(typed, "ttl", 1, 10_080, words)
    wish["booking_ttl"] = (minutes or 0) * 60
    wish["price"] = _amount(values["price"], settings.currency)
    if wish["price"] is None:
        typed.wrong["price"] = words.plain("web-wrong-price")
    wish["currency"] = settings.currency
    return wish


def _when(typed: Typed, words: Any) -> str:
    try:
        on = date.fromisoformat(typed.values["date"])
    except ValueError:
        typed.wrong["date"] = words.plain("web-wrong-date")
        return ""
    try:
        at = time.fromisoformat(typed.values["time"])
    except ValueError:
        typed.wrong["time"] = words.plain("web-wrong-time")
        return ""
    return f"{on.isoformat()}T{at:%H:%M}"


def _count(typed: Typed, name: str, least: int, most: int, words: Any) -> int | None:
    number = whole(typed.values[name].strip(), COUNT)
    if number is None or not least <= number <= most:
        said = typed.values[name].strip()[:20]
        typed.wrong[name] = words.plain("web-wrong-number", typed=said, least=least, most=most)
        return None
    return number


def _amount(text: str, currency: str) -> int | None:
    """Minor units; None where it says finer ones than the currency has, or nothing."""
    said, digits = AMOUNT.fullmatch(text.strip()), i18n.digits(currency)
    if said is None or len(said[2] or "") > digits:
        return None
    return int(said[1] + (said[2] or "").ljust(digits, "0"))


async def _make(request: web.Request, user: User, wish: dict[str, Any], typed: Typed) -> int | None:
    words = languages.of_reader(request, user)
    try:
        new = parse(NewEvent, wish)
        async with request.app[DB].begin() as tx:
            made = await events.create(tx, user.id, new, request.app[SETTINGS].event_defaults())
    except Invalid as refusal:
        typed.wrong[_field(refusal.params["field"])] = problems.sentence(refusal, words, request.app[SETTINGS].zone)
        return None
    except DomainError as refusal:
        typed.wrong["form"] = problems.sentence(refusal, words, request.app[SETTINGS].zone)
        return None
    return int(made.id)


def _field(name: str) -> str:
    known = {"starts_at": "date", "ends_at": "date", "capacity": "seats", "booking_ttl": "ttl"}
    found = known.get(name, name)
    return found if found in FIELDS else "form"


async def publish(request: web.Request) -> web.StreamResponse:
    """A draft goes out."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        hosting = request.app[SETTINGS].hosting
        await events.publish(tx, user.id, int(request.match_info["event_id"]), hosting=hosting)
    raise web.HTTPSeeOther("/admin")


async def delete(request: web.Request) -> web.StreamResponse:
    """A draft that nobody booked is thrown away."""
    user = await sessions.signed_in(request)
    async with request.app[DB].begin() as tx:
        await events.delete(tx, user.id, int(request.match_info["event_id"]))
    raise web.HTTPSeeOther("/admin")


_ONE = "/admin/events/{event_id:[0-9]{1,18}}"
ROUTES = (
    web.get("/admin", show),
    web.post("/admin/events", create),
    web.post(_ONE + "/publish", publish),
    web.post(_ONE + "/delete", delete),
)
