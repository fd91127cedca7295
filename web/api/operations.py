"""An operation of the API: what it takes, what it answers, and the way from a request to its function and back.

The right to ask is checked before the body is read; a body is strict JSON, unknown fields are refused (S7).
"""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from aiohttp import web
from pydantic import BaseModel, ValidationError

from core.models import User
from web import sessions
from web.guard import Handler
from web.problems import Refused

Verb = Callable[..., Awaitable[Any]]
ID = "[0-9]{1,18}"
_OWN = ("missing", "empty", "too_long", "no_such_zone", "no_such_currency", "not_a_link", "twice")
PROBLEMS = {kind: kind for kind in _OWN} | {
    "extra_forbidden": "unknown",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "enum": "not_a_choice",
}


@dataclass(frozen=True)
class Operation:
    """One row of the table. `verb` takes the request and, by name, `user`, `body`, `query` and the path's ids."""

    method: str
    path: str
    verb: Verb
    status: int = 200
    problems: tuple[int, ...] = ()

    @property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.verb)

    @property
    def ids(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def needs_person(self) -> bool:
        return self.hints.get("user") is User

    def routes(self, prefix: str) -> list[web.RouteDef]:
        """The operation as aiohttp's route: ids are decimal and short, anything else is not there."""
        path = prefix + re.sub(r"{(\w+)}", rf"{{\1:{ID}}}", self.path)
        make = web.get if self.method == "GET" else lambda p, h: web.route(self.method, p, h)
        return [make(path, self.handler())]

    def handler(self) -> Handler:
        takes = {name: self.hints[name] for name in inspect.signature(self.verb).parameters if name in self.hints}

        async def handle(request: web.Request) -> web.StreamResponse:
            given: dict[str, Any] = {name: int(request.match_info[name]) for name in self.ids}
            if "user" in takes:
                given["user"] = await (sessions.signed_in if self.needs_person else sessions.person)(request)
            if "query" in takes:
                given["query"] = read(takes["query"], request.query)
            if "body" in takes:
                given["body"] = await read_json(request, takes["body"])
            return self.respond(await self.verb(request, **given))

        return handle

    def respond(self, answer: Any) -> web.StreamResponse:
        if isinstance(answer, web.StreamResponse):
            return answer
        headers = {"Vary": "Accept, Accept-Language, Cookie, Authorization"}
        if answer is None:
            return web.Response(status=self.status, headers=headers)
        place = getattr(answer, "links", {}).get("self") if self.status == 201 else None
        if place:
            headers["Location"] = place
        return web.Response(
            text=answer.model_dump_json(), status=self.status, content_type="application/json", headers=headers
        )


def read(model: type[BaseModel], query: Any) -> BaseModel:
    """The query's known parameters; unknown ones are ignored, as links carry all sorts of them."""
    known = {name: query[name] for name in model.model_fields if name in query}
    try:
        return model.model_validate(known)
    except ValidationError as error:
        raise refused(error) from None


async def read_json(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The body as `model`. Raises Refused: not_json, bad_json, invalid. An empty body is an empty object."""
    raw = await request.read()
    if raw and request.content_type != "application/json":
        raise Refused("not_json")
    try:
        json.loads(raw.decode("utf-8") or "{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("bad_json") from None
    try:
        return model.model_validate_json(raw or b"{}", strict=True)
    except ValidationError as error:
        if any(e["type"] == "json_invalid" for e in error.errors(include_url=False, include_input=False)):
            raise Refused("bad_json") from None
        raise refused(error) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def refused(error: ValidationError) -> Refused:
    """What is wrong, field by field: a path, a code, and a sentence; never the value that was sent."""
    found = error.errors(include_url=False, include_input=False)
    return Refused("invalid", [_wrong(e) for e in found[:20]])


def _wrong(error: Any) -> dict[str, Any]:
    context = error.get("ctx", {})
    least, most = context.get("ge"), context.get("le", context.get("max_length", context.get("most")))
    bounds = {name: bound for name, bound in (("least", least), ("most", most)) if bound is not None}
    return {"field": ".".join(map(str, error["loc"])) or "body", "code": problem_of(error["type"]), **bounds}


def problem_of(kind: str) -> str:
    """Pydantic's many kinds of mistake as the few that have a sentence, `web-invalid-<problem>`."""
    family = {"int": "not_a_number", "float": "not_a_number", "datetime": "not_a_date", "bool": "not_a_choice"}
    return PROBLEMS.get(kind) or family.get(kind.partition("_")[0], "wrong")


def key(request: web.Request) -> str | None:
    """The Idempotency-Key (R30), kept apart from the keys of the other mouth. Raises Refused."""
    value = request.headers.get("Idempotency-Key")
    if value is None:
        return None
    if not re.fullmatch(r"[\x21-\x7e]{1,100}", value):
        raise Refused("invalid", [{"field": "Idempotency-Key", "code": "wrong"}])
    return f"web:{value}"


def wants_page(request: web.Request) -> bool:
    """Whether the caller is a browser that looks, not a program that asks."""
    return "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
