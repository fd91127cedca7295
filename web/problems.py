"""Every error, told once: problem+json (RFC 9457) to programs, a page to people. Statuses live here and nowhere else.

The core's codes keep their names. Sentences are `refusal-<code>` in the locales, those of HTTP itself
`web-problem-<code>`.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web

from core.database import is_busy
from core.errors import Busy, DomainError, Invalid, NotFound, SignInNeeded
from core.i18n import Words
from web import languages, render, sessions
from web.guard import FORMS, Foreign, Handler, Refused
from web.keys import SETTINGS

log = structlog.get_logger(__name__)

STATUS = {
    "sign_in_needed": 401,
    "payment_needed": 402,
    "banned": 403,
    "foreign": 403,
    "hosting_closed": 403,
    "own_event": 403,
    "not_reviewable": 403,
    "unreachable": 403,
    "not_found": 404,
    "not_allowed": 405,
    "link_spent": 410,
    "too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "key_reused": 422,
    "seats_limit": 422,
    "bad_json": 400,
    "bad_request": 400,
    "broken": 500,
    "busy": 503,
    "not_ready": 503,
}
CONFLICT = 409
OF_HTTP = {404: "not_found", 405: "not_allowed", 413: "too_large", 415: "not_json"}
PROGRAMS = re.compile(r"/(api|events|bookings|users|tokens|live|metrics|healthz|readyz)(/|$)")


@dataclass
class Problem:
    """An error as it is told: what HTTP needs, and the sentence in one language."""

    code: str
    detail: str
    next_step: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return STATUS.get(self.code, CONFLICT)


@web.middleware
async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The one place where an error becomes an answer."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        refused, headers = Refused(OF_HTTP.get(error.status, "bad_request")), {}
        if isinstance(error, web.HTTPMethodNotAllowed):
            headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return answer(request, refused, headers)
    except DomainError as error:
        return answer(request, error)
    except Foreign:
        return answer(request, Refused("foreign"))
    except Exception as error:  # noqa: BLE001 - the last door: nobody sees a traceback
        return answer(request, _unforeseen(error))


def _unforeseen(error: Exception) -> DomainError:
    if is_busy(error):
        return Busy(s=1)
    if isinstance(error, UnicodeError | ValueError) and "null" in str(error).lower():
        return Refused("bad_request")
    number = secrets.token_hex(4)
    log.error("web.broken", id=number, exc_info=error)
    return Refused("broken", id=number)


def answer(request: web.Request, error: DomainError, headers: dict[str, str] | None = None) -> web.StreamResponse:
    """An error in the form that the caller reads."""
    if not for_programs(request):
        if isinstance(error, SignInNeeded):
            raise web.HTTPSeeOther("/app" if sessions.in_mini_app(request) else f"/login?next={request.path}")
        return _page(request, describe(error, languages.of_reader(request, None), request))
    problem = describe(error, languages.of_program(request), request)
    problem.headers |= headers or {}
    return to_json(request, problem)


def for_programs(request: web.Request) -> bool:
    """Whether the caller reads problem+json. A browser that looks at an event reads a page."""
    if not PROGRAMS.match(request.path):
        return not reads_html(request) and request.content_type not in FORMS
    return not (request.method in {"GET", "HEAD"} and request.path.startswith("/events") and reads_html(request))


def reads_html(request: web.Request) -> bool:
    """Browsers name text/html; programs say application/json, */* or nothing."""
    return "text/html" in request.headers.get("Accept", "")


def describe(error: DomainError, words: Words, request: web.Request) -> Problem:
    """The error with its sentence and its next step."""
    zone = request.app[SETTINGS].zone
    shown = {name: sayable(words, value, zone, error.params) for name, value in error.params.items()}
    problem = Problem(error.code, sentence(error, words, zone), error.next_step, params=shown)
    if isinstance(error, Invalid):
        problem.errors = [{"field": error.params["field"], "code": error.params["problem"], "detail": problem.detail}]
    if isinstance(error, Refused):
        problem.errors = [e | {"detail": wrong(words, e["code"], e)} for e in error.errors]
    if problem.status == 401:
        problem.headers["WWW-Authenticate"] = 'Bearer realm="eventbooker"'
    if problem.status == 503:
        problem.headers["Retry-After"] = str(error.params.get("s", 1))
    return problem


def sentence(error: DomainError, words: Words, zone: str) -> str:
    """What happened and what to do, in plain text."""
    if isinstance(error, Invalid):
        return wrong(words, error.params["problem"], error.params)
    code = error.code.replace("_", "-")
    names = [f"web-problem-{code}", f"refusal-{code}"]
    message = next((name for name in names if words.has(name)), "web-problem-other")
    shown = {name: sayable(words, value, zone, error.params) for name, value in error.params.items()}
    if {"amount", "currency"} <= shown.keys():
        shown["sum"] = words.money(shown["amount"], shown["currency"])
    return words.plain(message, **shown)


def wrong(words: Words, problem: str, params: dict[str, Any]) -> str:
    """What is wrong with one value."""
    message = "web-invalid-" + problem.replace("_", "-")
    bounds = {name: params[name] for name in ("least", "most") if name in params}
    return words.plain(message if words.has(message) else "web-invalid-wrong", **bounds)


def sayable(words: Words, value: Any, zone: str, params: dict[str, Any]) -> Any:
    """A parameter as a sentence takes it: instants as clock times, the rest as it is."""
    if isinstance(value, datetime):
        return words.date(value, params.get("zone", zone), "clock")
    return value if isinstance(value, int | str) else str(value)


def to_json(request: web.Request, problem: Problem) -> web.Response:
    """RFC 9457, with our `code`, `next` and `errors` beside the standard members."""
    words = languages.of_program(request)
    document = {
        "type": f"/problems/{problem.code}",
        "title": words.plain(f"web-status-{problem.status}"),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "next": problem.next_step,
        "instance": request.path,
        "errors": problem.errors,
    }
    extra = {name: value for name, value in problem.params.items() if name not in document}
    headers = {"Content-Language": words.language, **problem.headers}
    return web.json_response(
        document | extra, status=problem.status, content_type="application/problem+json", headers=headers
    )


def _page(request: web.Request, problem: Problem) -> web.StreamResponse:
    response = render.page(request, "problem.html", user=None, problem=problem)
    response.set_status(problem.status)
    response.headers.update(problem.headers)
    return response


def missing() -> NotFound:
    return NotFound()
