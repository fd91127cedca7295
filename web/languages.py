"""Which language and which theme a request is answered in. Words themselves are `core.i18n`."""

from aiohttp import web

from core import i18n
from core.i18n import Words
from core.models import User
from web.keys import SETTINGS

THEMES = ("light", "dark")
YEAR = 365 * 86400


def of_reader(request: web.Request, user: User | None) -> Words:
    """For pages: the person's own language, else the footer's choice, else what the browser asks for."""
    chosen = user.language if user else request.cookies.get("lang", "")
    return i18n.words(chosen) if chosen in i18n.LANGUAGES else of_program(request)


def of_program(request: web.Request) -> Words:
    """For the API: what Accept-Language asks for, else the setting."""
    wanted = [_weighed(part) for part in request.headers.get("Accept-Language", "")[:200].split(",")]
    for weight, language in sorted(wanted, key=lambda pair: -pair[0]):
        if weight > 0 and language in i18n.LANGUAGES:
            return i18n.words(language)
    return i18n.words(request.app[SETTINGS].language)


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";q=")
    try:
        return float(weight or 1), tag.strip()[:2].lower()
    except ValueError:
        return 0.0, ""


def theme(request: web.Request) -> str:
    """`light`, `dark`, or nothing: as the system."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""
