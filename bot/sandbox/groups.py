"""Groups: people who talk and tap in one chat, with or without the bot among them.

The bot hears what privacy mode lets through: commands that may be meant for it, what was sent by its inline mode, and
the service messages of who comes, goes and upgrades.
"""

import re
from typing import Any

from bot.sandbox import people, people_taps
from bot.sandbox.entities import clean, units
from bot.sandbox.links import found_in
from bot.sandbox.methods_inline import name_of
from bot.sandbox.people import Wrong
from bot.sandbox.rules import TEXT_LIMIT
from bot.sandbox.state import USERNAME, Row, Sandbox

TITLE_LIMIT = 128
SUPERGROUPS = 1_000_000_000_000
ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@([A-Za-z0-9_]{5,32}))?(?:\s|$)")


def create(sandbox: Sandbox, raw: Row) -> int:
    title, kind, members = raw.get("title"), raw.get("type", "supergroup"), raw.get("members")
    if not isinstance(title, str) or not clean(title).strip():
        raise Wrong(400, "title: text is needed")
    if kind not in ("group", "supergroup"):
        raise Wrong(400, "type: group or supergroup")
    if not isinstance(members, list) or not members or not all(isinstance(one, int) for one in members):
        raise Wrong(400, "members: the ids of people are needed")
    for member in members:
        people.find(sandbox, member)
    number = _new_id(sandbox, kind)
    row = {"id": number, "type": kind, "title": clean(title).strip()[:TITLE_LIMIT], "members": members}
    _save(sandbox, number, {**row, "bot": "never", "migrated_to": None})
    return number


def _save(sandbox: Sandbox, number: int, row: Row) -> None:
    sandbox.journal.put("groups", number, row)
    sandbox.tell(number, "people", {})


def _new_id(sandbox: Sandbox, kind: str) -> int:
    number = sandbox.next_id("group")
    return -(SUPERGROUPS + number) if kind == "supergroup" else -number


def find(sandbox: Sandbox, number: int, person: int) -> Row:
    """The group, for one of its members."""
    group = sandbox.group(number)
    if group is None or person not in group["members"]:
        raise Wrong(404, "no such group")
    return group


def add_bot(sandbox: Sandbox, number: int, person: int, start: Any = None) -> Row:
    """Somebody brings the bot in, maybe by a link with a payload: that is said there as a command."""
    group = find(sandbox, number, person)
    if group["bot"] != "member":
        _change(sandbox, group, person, "member")
        _serve(sandbox, number, person, {"new_chat_members": [sandbox.me]})
    if start is None:
        return {}
    if not isinstance(start, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise Wrong(400, "start: a payload of at most 64 letters, digits, _ and -")
    return say(sandbox, number, person, f"/start@{USERNAME} {start}")


def send_bot_away(sandbox: Sandbox, number: int, person: int) -> None:
    group = find(sandbox, number, person)
    if group["bot"] == "member":
        _change(sandbox, group, person, "kicked")
        _serve(sandbox, number, person, {"left_chat_member": sandbox.me})


def _change(sandbox: Sandbox, group: Row, person: int, status: str) -> None:
    was = "left" if group["bot"] == "never" else group["bot"]
    _save(sandbox, group["id"], {**group, "bot": status})
    change = {
        "chat": sandbox.chat_row(group["id"]),
        "from": people.find(sandbox, person)["user"],
        "date": sandbox.clock(),
        "old_chat_member": _membership(sandbox, was),
        "new_chat_member": _membership(sandbox, status),
    }
    sandbox.push("my_chat_member", change)


def _membership(sandbox: Sandbox, status: str) -> Row:
    return {"status": status, "user": sandbox.me, **({"until_date": 0} if status == "kicked" else {})}


def upgrade(sandbox: Sandbox, number: int, person: int) -> int:
    """A group becomes a supergroup: another id, and messages that nobody can edit any more."""
    group = find(sandbox, number, person)
    if group["type"] != "group" or group["migrated_to"]:
        raise Wrong(409, "it is a supergroup already")
    fresh = _new_id(sandbox, "supergroup")
    _save(sandbox, fresh, {**group, "id": fresh, "type": "supergroup"})
    _save(sandbox, number, {**group, "migrated_to": fresh})
    _serve(sandbox, number, person, {"migrate_to_chat_id": fresh})
    _serve(sandbox, fresh, person, {"migrate_from_chat_id": number})
    return fresh


def _serve(sandbox: Sandbox, number: int, person: int, content: Row) -> None:
    message = sandbox.post(number, people.find(sandbox, person)["user"], content)
    group = sandbox.group(number)
    if group and group["bot"] == "member":
        sandbox.push("message", message)


def say(sandbox: Sandbox, number: int, person: int, text: Any, *, anonymous: bool = False) -> Row:
    """A text among the others; an `anonymous` admin speaks as the group itself."""
    group = find(sandbox, number, person)
    if not isinstance(text, str) or not (text := clean(text).strip()) or units(text) > TEXT_LIMIT:
        raise Wrong(400, "text is needed")
    sender = ANONYMOUS if anonymous else people.find(sandbox, person)["user"]
    content: Row = {"text": text, "entities": found_in(text, [])}
    if anonymous:
        content["sender_chat"] = sandbox.chat_row(number)
    message = sandbox.post(number, sender, content)
    if group["bot"] == "member" and _is_for_the_bot(text):
        sandbox.push("message", message)
    return message


def command(sandbox: Sandbox, number: int, person: int, text: Any) -> Row:
    """A command of the menu that is ephemeral: only its sender and the bot see it."""
    group = find(sandbox, number, person)
    menus = [rows for key, rows in sandbox.journal.table("bot").items() if str(key).startswith("commands/all_group_")]
    offered = {f"/{row['command']}" for rows in menus for row in rows if row.get("is_ephemeral")}
    if group["bot"] != "member" or text not in offered:
        raise Wrong(400, "text: an ephemeral command of the bot's menu")
    user, name = people.find(sandbox, person)["user"], sandbox.next_id("ephemeral")
    message = {
        "message_id": 0, "ephemeral_message_id": name, "receiver_user": sandbox.me, "from": user,
        "chat": sandbox.chat_row(number), "date": sandbox.clock(), "text": text, "entities": found_in(text, []),
    }  # fmt: skip
    sandbox.journal.put("ephemeral", name, message)
    sandbox.tell(number, "whisper", message)
    sandbox.push("message", message)
    return message


def _is_for_the_bot(text: str) -> bool:
    command = COMMAND.match(text)
    return command is not None and (command[1] or USERNAME).lower() == USERNAME


def whispers(sandbox: Sandbox, number: int, person: int) -> list[Row]:
    """What this member alone sees in the group."""
    rows = sandbox.journal.table("ephemeral").values()
    return [row for row in rows if row["chat"]["id"] == number and row["receiver_user"]["id"] == person]


def asides(sandbox: Sandbox, number: int, person: int) -> list[Row]:
    """The commands of this member that nobody else in the group saw."""
    rows = sandbox.journal.table("ephemeral").values()
    return [row for row in rows if row["chat"]["id"] == number and row["from"]["id"] == person]


async def tap(sandbox: Sandbox, number: int, person: int, wish: Row) -> Row:
    """Press a button under a message of the group, or under an `ephemeral` one of one's own; or send `data`."""
    find(sandbox, number, person)
    message: Row | None
    if "ephemeral" in wish:
        mine = {row["ephemeral_message_id"]: row for row in whispers(sandbox, number, person)}
        message = mine.get(wish["ephemeral"])
    else:
        message = sandbox.messages(number).get(wish.get("message_id"))
    if message is None:
        raise Wrong(404, "no such message")
    inline = name_of(sandbox, message) if "via_bot" in message else None
    return await people_taps.press(sandbox, person, message, wish.get("button"), wish.get("data"), inline)
