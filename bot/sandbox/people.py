"""What a person does with the bot: say, show, block. Each deed becomes an update, as it would in Telegram.

Refuses what a client would not send: too long a text, a word to a bot that is blocked. `people_taps` and
`people_payments` are the rest of it.
"""

import asyncio
import re
from typing import Any

from bot.sandbox.entities import clean, units
from bot.sandbox.links import found_in
from bot.sandbox.rules import TEXT_LIMIT
from bot.sandbox.state import USERNAME, Row, Sandbox

NAME_LIMIT = 64
USERNAME_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
LANGUAGE_SHAPE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Wrong(Exception):
    """The person can't do that: an HTTP status and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def create(sandbox: Sandbox, raw: Row) -> int:
    names = {key: _name(raw, key) for key in ("first_name", "last_name")}
    if not names["first_name"]:
        raise Wrong(400, "first_name is needed")
    user = {key: name for key, name in names.items() if name}
    if username := raw.get("username"):
        if not isinstance(username, str) or not USERNAME_SHAPE.fullmatch(username):
            raise Wrong(400, "username: 4 to 32 letters, digits and _, a letter first")
        if username.lower() in sandbox.usernames or username.lower() == USERNAME:
            raise Wrong(400, "username: taken")
        user["username"] = username
    if language := raw.get("language_code"):
        if not isinstance(language, str) or not LANGUAGE_SHAPE.fullmatch(language):
            raise Wrong(400, "language_code: a tag like ru or pt-BR is needed")
        user["language_code"] = language
    return sandbox.add_person(user)


def _name(raw: Row, key: str) -> str:
    """Cut where a client's input field ends."""
    name = raw.get(key) or ""
    if not isinstance(name, str):
        raise Wrong(400, f"{key}: text is needed")
    return clean(name).strip()[:NAME_LIMIT].strip()


def find(sandbox: Sandbox, number: int) -> Row:
    person = sandbox.person(number)
    if person is None:
        raise Wrong(404, "no such person")
    return person


def able(sandbox: Sandbox, number: int) -> Row:
    """The person, who has not blocked the bot."""
    person = find(sandbox, number)
    if person["blocked"]:
        raise Wrong(409, "blocked")
    return person


def say(sandbox: Sandbox, number: int, text: Any, marked: Any = None) -> Row:
    """A text; `marked` are the times that the client found in it, as entities of type date_time."""
    person = able(sandbox, number)
    if not isinstance(text, str) or not (text := clean(text).strip()):
        raise Wrong(400, "text is needed")
    if units(text) > TEXT_LIMIT:
        raise Wrong(400, f"text: at most {TEXT_LIMIT} characters")
    if not person["started"]:
        sandbox.save_person(number, {**person, "started": True})
    times = _times(text, marked)
    entities = [*times, *found_in(text, times)]
    message = sandbox.post(number, person["user"], {"text": text, **({"entities": entities} if entities else {})})
    sandbox.push("message", message)
    return message


def _times(text: str, marked: Any) -> list[Row]:
    if marked is None:
        return []
    numbers = ("offset", "length", "unix_time")
    for entity in marked if isinstance(marked, list) else [None]:
        if not isinstance(entity, dict) or entity.get("type") != "date_time":
            raise Wrong(400, "entities: a list of those of type date_time is needed")
        if not all(isinstance(entity.get(name), int) and entity[name] >= 0 for name in numbers):
            raise Wrong(400, "entities: offset, length and unix_time are whole numbers")
        if not 0 < entity["length"] <= units(text) - entity["offset"]:
            raise Wrong(400, "entities: outside of the text")
    return [{"type": "date_time", **{name: entity[name] for name in numbers}} for entity in marked]


def show_place(sandbox: Sandbox, number: int, place: Row) -> Row:
    """A point on the map; with a title and an address it is a venue."""
    person = able(sandbox, number)
    point = {name: place.get(name) for name in ("latitude", "longitude")}
    if not all(isinstance(value, int | float) and abs(value) <= 180 for value in point.values()):
        raise Wrong(400, "latitude and longitude: numbers are needed")
    content: Row = {"location": point}
    if "title" in place:
        texts = {name: place.get(name) for name in ("title", "address")}
        if not all(isinstance(text, str) and clean(text).strip() for text in texts.values()):
            raise Wrong(400, "title and address: text is needed")
        content["venue"] = {"location": point, **texts}
    if not person["started"]:
        sandbox.save_person(number, {**person, "started": True})
    message = sandbox.post(number, person["user"], content)
    sandbox.push("message", message)
    return message


def set_blocked(sandbox: Sandbox, number: int, *, blocked: bool) -> None:
    person = find(sandbox, number)
    if person["blocked"] == blocked:
        return
    sandbox.save_person(number, {**person, "blocked": blocked})
    member = {"status": "member", "user": sandbox.me}
    kicked = {"status": "kicked", "user": sandbox.me, "until_date": 0}
    change = {
        "chat": sandbox.chat_row(number),
        "from": person["user"],
        "date": sandbox.clock(),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
    sandbox.push("my_chat_member", change)


async def wait_for_bot(sandbox: Sandbox, query: str, kind: str, update: Row, seconds: float) -> Row | None:
    """Sends the query to the bot and waits for its answer; None when none came in time."""
    answer = sandbox.waiting[query] = asyncio.get_running_loop().create_future()
    sandbox.push(kind, update)
    sandbox.journal.flush()
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return None
    finally:
        del sandbox.waiting[query]
