"""The register of Bot API methods: `@method` puts a function under its Telegram name, letter case aside."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.refusals import Refused
from bot.sandbox.state import Sandbox

Method = Callable[[Sandbox, Arguments], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register


def find(name: str) -> Method:
    found = METHODS.get(name.lower())
    if found is None:
        raise Refused(404, "Not Found: method not found")
    return found
