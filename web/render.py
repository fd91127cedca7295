"""From rows and words to a page: the templates' environment and what every template may use."""

import io
import json
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import segno
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core import i18n
from core.models import User
from web import checkout, drawing, languages, sessions
from web.keys import BOT, CHAT, SETTINGS, TEMPLATES

FOLDER = Path(__file__).parent / "templates"
PALETTE = ("#c2410c", "#0f766e", "#7c3aed", "#b45309", "#1d4ed8", "#15803d", "#be185d", "#334155")
HUES = 6


def environment() -> Environment:
    """Autoescaping templates in which a forgotten variable is an error."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals |= {
        "cover": drawing.cover,
        "seats": drawing.seats,
        "brand_of": brand_of,
        "hue_of": lambda number: number % HUES + 1,
        "initials": initials,
        "clock": clock,
        "stamp": stamp,
        "qr": qr,
        "name": i18n.name,
        "quoted": i18n.quoted,
        "compact": compact,
        "grouped": grouped,
        "strip": None,
        "tab": "",
    }
    return found


def page(request: web.Request, template: str, *, user: User | None, status: int = 200, **shown: Any) -> web.Response:
    """A whole page in the reader's language. `here` is the address at which the page can be read again."""
    words, inside = languages.of_reader(request, user), sessions.in_mini_app(request)
    around = {
        "w": words,
        "user": user,
        "theme": languages.theme(request),
        "csrf": sessions.form_token(request),
        "bot": request.app[BOT],
        "telegram": request.app[CHAT],
        "pays_in_chat": partial(checkout.is_in_chat, request.app[SETTINGS]),
        "inside": inside,
        "layout": "inside.html" if inside else "base.html",
        "root": sessions.root(request),
        "here": request.path_qs if request.method == "GET" else request.path,
        "path": request.path,
    }
    text = request.app[TEMPLATES].get_template(template).render(around | shown)
    headers = {"Vary": "Accept, Accept-Language, Cookie", "Content-Language": words.language}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def brand_of(host_id: int) -> str:
    """A host's colour: the same on every page, without anybody choosing it."""
    return PALETTE[host_id % len(PALETTE)]


def initials(name: str) -> str:
    """Up to two letters for the round mark beside a name."""
    return "".join(word[0] for word in i18n.clean(name, 60).split()[:2]).upper() or "·"


def clock(until: datetime, now: datetime) -> str:
    """What is left as `mm:ss`, or `h:mm:ss` from an hour on; never below zero."""
    left = max(0, int((until - now).total_seconds()))
    hours, rest = divmod(left, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def stamp(at: datetime) -> int:
    """An instant for the script, in milliseconds."""
    return int(at.timestamp() * 1000)


def qr(content: str, label: str) -> Markup:
    """A QR code as SVG, ink on its own white ground; `label` says what it opens."""
    drawn = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=False,
        nl=False,
        dark=drawing.INK,
        border=3,
        omitsize=True,
        svgclass="qr",
    )
    text = drawn.getvalue().decode()
    named = Markup('<svg role="img" aria-label="{}" shape-rendering="crispEdges" ').format(label)
    return named + Markup(text.removeprefix("<svg "))  # noqa: S704 - segno's own drawing


def grouped(code: str) -> str:
    """A ticket's code as people read it out: by fours."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def compact(value: Any) -> str:
    """JSON for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
