"""Misfortunes on order: a method answers 429, 502 in HTML, not at all, or its connection breaks.

Each order holds for a number of calls or with a probability; the oldest that fits a call strikes.
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.arguments import whole
from bot.sandbox.refusals import Refused, blocked, too_many
from bot.sandbox.state import Sandbox

ANSWERS = {"429", "403", "400", "500", "502-html", "hang", "reset-before", "reset-after"}
LONGEST_HANG = 60.0  # seconds
STEP = 0.05
PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"


class WrongOrder(ValueError):
    """A fault that can't be: the message says what is wrong with the order."""


@dataclass
class Fault:
    """One order: what strikes which method, how often or how likely."""

    method: str
    answer: str
    times: int | None
    probability: float | None
    retry_after: int
    description: str

    def strikes(self, method: str) -> bool:
        if self.method not in {"*", method.lower()} or self.times == 0:
            return False
        if self.probability is not None and random.random() >= self.probability:  # noqa: S311
            return False
        if self.times is not None:
            self.times -= 1
        return True


def order(raw: dict[str, Any]) -> Fault:
    method, answer = raw.get("method", "*"), str(raw.get("answer", ""))
    if not isinstance(method, str) or not method:
        raise WrongOrder("method: a Bot API method or * is needed")
    if answer not in ANSWERS:
        raise WrongOrder(f"answer: one of {', '.join(sorted(ANSWERS))} is needed")
    probability = raw.get("probability")
    if probability is not None and not (isinstance(probability, int | float) and 0 <= probability <= 1):
        raise WrongOrder("probability: a number from 0 to 1 is needed")
    times = whole(raw.get("times", None if probability is not None else 1))
    if times is None and (probability is None or raw.get("times") is not None):
        raise WrongOrder("times: a whole number is needed")
    retry_after = whole(raw.get("retry_after", 1))
    if retry_after is None or retry_after < 1 or (times is not None and times < 0):
        raise WrongOrder("retry_after and times: whole numbers, retry_after at least 1")
    description = raw.get("description", "")
    return Fault(method.lower(), answer, times, probability, retry_after, str(description))


class Faults:
    """The orders that still hold, oldest first."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []

    def strike(self, method: str) -> Fault | None:
        found = next((fault for fault in self.orders if fault.strikes(method)), None)
        self.orders = [fault for fault in self.orders if fault.times != 0]
        return found


def refusal(fault: Fault) -> Refused:
    """What a fault that answers in JSON says."""
    if fault.answer == "429":
        return too_many(fault.retry_after)
    if fault.answer == "403":
        return Refused(403, fault.description) if fault.description else blocked()
    if fault.answer == "400":
        return Refused(400, fault.description or "Bad Request: a fault was ordered")
    return Refused(500, fault.description or "Internal Server Error")


def break_connection(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=502)


async def hang(request: web.Request, sandbox: Sandbox) -> web.Response:
    """Says nothing until the client goes, the sandbox ends or a minute is over."""
    waited = 0.0
    while waited < LONGEST_HANG and not sandbox.closing.is_set():
        if request.transport is None or request.transport.is_closing():
            break
        await asyncio.sleep(STEP)
        waited += STEP
    return break_connection(request)
