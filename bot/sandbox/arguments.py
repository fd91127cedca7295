"""What a Bot API call carries: parameters as text or JSON, and uploaded files. Wrong shapes are 400, never 500.

Forms carry everything as text with JSON inside, JSON bodies carry values: both read the same here. Null and the
empty string mean "not given", as Telegram takes them.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.refusals import bad

LARGEST = 2**63 - 1


@dataclass
class Upload:
    """A file that came with a call, whole in memory: the sandbox takes 60 MB at most."""

    name: str
    mime: str
    data: bytes


@dataclass
class Arguments:
    """The parameters of one call; each reader refuses a value of the wrong shape."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def given(self, key: str) -> bool:
        value = self.values.get(key)
        return value is not None and value != ""

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            return json.dumps(value)
        raise bad(f'field "{key}" must be of type String')

    def integer(self, key: str, default: int | None = None) -> int | None:
        if not self.given(key):
            return default
        value = whole(self.values[key])
        if value is None:
            raise bad(f'invalid "{key}" specified: must be an integer')
        return value

    def number(self, key: str) -> float:
        try:
            return float(self.text(key))
        except ValueError:
            raise bad(f'invalid "{key}" specified: must be a number') from None

    def flag(self, key: str) -> bool:
        return self.text(key).lower() in {"true", "1", "yes"}

    def json(self, key: str, kind: type, name: str) -> Any:
        """The value of `key` as a list or dict, None if it is not given; `name` is what Telegram calls it."""
        if not self.given(key):
            return None
        value = self.values[key]
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise bad(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad(f"can't parse {name}: {'Array' if kind is list else 'Object'} expected")
        return drop_nulls(value)


def whole(value: Any) -> int | None:
    """An integer as Telegram reads it: ASCII digits with a sign, within 64 bits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and len(value) < 21 and value.isascii() and value.removeprefix("-").isdigit():
        value = int(value)
    return value if isinstance(value, int) and abs(value) <= LARGEST else None


def drop_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: drop_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [drop_nulls(item) for item in value]
    return value


def has_text(value: Any) -> bool:
    """Whether every string in it is Unicode; JSON can smuggle in halves of surrogate pairs."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


async def read_arguments(request: web.Request) -> Arguments:
    arguments = Arguments(dict(request.query))
    if request.content_type == "application/json":
        arguments.values.update(await _json_body(request))
    elif request.can_read_body:
        await _form_body(request, arguments)
    if not has_text(arguments.values):
        raise bad("strings must be encoded in UTF-8")
    return arguments


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except (ValueError, LookupError, RecursionError):
        raise bad("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad("can't parse JSON object: Object expected")
    return body


async def _form_body(request: web.Request, arguments: Arguments) -> None:
    try:
        form = await request.post()
    except (ValueError, LookupError, AssertionError):
        raise bad("can't parse the form") from None
    for key, value in form.items():
        if isinstance(value, web.FileField):
            arguments.uploads[key] = Upload(value.filename, value.content_type, value.file.read())
        elif isinstance(value, str):
            arguments.values[key] = value
