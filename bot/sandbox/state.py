"""Everybody and everything in the sandbox: the bot, people, their chats with it, messages, updates, files.

Owns the ids (which never repeat, over restarts too) and the clock. Rows are whole values in the journal; whoever
changes one puts a new value. Watchers (the chat pages) are told of each change and never waited for.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sandbox.journal import Journal
from bot.sandbox.poll import Poll
from bot.sandbox.refusals import bad, blocked, kicked, never_started, upgraded

USERNAME = "eventbooker_bot"
FIRST = {
    "person": 5_000_000_001, "message": 1, "update": 100_000_001, "query": 4_000_000_000_000_000_001, "charge": 1,
    "group": 4_000_001, "ephemeral": 1, "inline": 1,
}  # fmt: skip
BLOCK = 100  # ids are reserved in blocks: one journal line a hundred
REMEMBERED_CALLS = 50_000
USUAL_UPDATES = {"chat_member", "message_reaction", "message_reaction_count"}  # all but these, unless asked for
KEPT = 24 * 3600  # seconds that an update waits for the bot

Row = dict[str, Any]


class Sandbox:
    """The state, and the few changes that several modules make to it."""

    def __init__(self, state_dir: Path | None, token: str) -> None:
        self.token = token
        self.journal = Journal(state_dir / "journal.jsonl" if state_dir else None)
        self.files_dir = state_dir / "files" if state_dir else None
        self.closing = asyncio.Event()
        self.watchers: list[Callable[[int, str, Row], None]] = []
        self.poll = Poll()
        self.on_update: Callable[[int | None], None] = lambda _number: self.poll.wake()
        self.calls: deque[Row] = deque(maxlen=REMEMBERED_CALLS)
        self.delivery_error: Row = {}  # the webhook's last failure
        self.waiting: dict[str, asyncio.Future[Row | None]] = {}  # query id -> the person's side of it
        self.paying: set[int] = set()  # invoices whose checkout is under way
        self.approved: dict[tuple[int, int], tuple[Row, Row]] = {}  # payer, invoice -> what the bot said yes to
        self.contents: dict[str, bytes] = {}  # files of a sandbox without a directory
        self._next: dict[str, int] = {}
        self._reserved: dict[str, int] = {}
        self.chats = {
            int(name.removeprefix("chat:")): self.journal.table(name)
            for name in self.journal.names()
            if name.startswith("chat:")
        }
        self.usernames = {
            row["user"]["username"].lower(): int(number)
            for number, row in self.journal.table("people").items()
            if row["user"].get("username")
        }

    # --- ids and time
    def next_id(self, kind: str) -> int:
        number = self._next.get(kind) or self.journal.table("ids").get(kind, FIRST[kind])
        if number >= self._reserved.get(kind, 0):
            self._reserved[kind] = number + BLOCK
            self.journal.put("ids", kind, self._reserved[kind])
        self._next[kind] = number + 1
        return number

    @staticmethod
    def clock() -> int:
        return int(time.time())

    @staticmethod
    def precise_clock() -> float:
        return round(time.time(), 3)

    # --- the bot
    @property
    def me(self) -> Row:
        return {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": self.setting("name", "") or "EventBooker",
            "username": USERNAME,
        }

    def setting(self, key: str, default: Any = None) -> Any:
        return self.journal.table("bot").get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.journal.put("bot", key, value)

    # --- people
    def person(self, number: int) -> Row | None:
        return self.journal.table("people").get(number)

    def add_person(self, user: Row) -> int:
        number = self.next_id("person")
        self.save_person(number, {"user": {"id": number, "is_bot": False, **user}, "started": False, "blocked": False})
        if user.get("username"):
            self.usernames[user["username"].lower()] = number
        return number

    def save_person(self, number: int, row: Row) -> None:
        self.journal.put("people", number, row)
        self.tell(number, "people", {})

    def group(self, number: int) -> Row | None:
        return self.journal.table("groups").get(number)

    def reachable(self, number: int | None) -> int:
        """The chat that the bot may write to now; refuses with the reason that Telegram gives."""
        if number is not None and number < 0:
            return self._reachable_group(number)
        person = self.person(number) if number is not None else None
        if number is None or person is None:
            raise bad("chat not found")
        if person["blocked"]:
            raise blocked()
        if not person["started"]:
            raise never_started()
        return number

    def _reachable_group(self, number: int) -> int:
        group = self.group(number)
        if group is None or group["bot"] == "never":
            raise bad("chat not found")
        if group["migrated_to"]:
            raise upgraded(group["migrated_to"])
        if group["bot"] != "member":
            raise kicked(group["type"])
        return number

    def chat_row(self, number: int) -> Row:
        if number < 0:
            group = self.journal.table("groups")[number]
            return {key: group[key] for key in ("id", "type", "title")}
        user = self.journal.table("people")[number]["user"]
        names = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": number, "type": "private", **names}

    # --- messages
    def messages(self, chat: int) -> dict[Any, Row]:
        return self.chats.get(chat, {})

    def post(self, chat: int, sender: Row, content: Row) -> Row:
        number = self.next_id("message")
        head = {"message_id": number, "from": sender, "chat": self.chat_row(chat), "date": self.clock()}
        return self.save_message({**head, **content})

    def save_message(self, message: Row) -> Row:
        chat = message["chat"]["id"]
        name = f"chat:{chat}"
        self.journal.put(name, message["message_id"], message)
        self.chats[chat] = self.journal.table(name)
        self.tell(chat, "chat", message)
        return message

    def remove_message(self, chat: int, number: int) -> None:
        self.journal.drop(f"chat:{chat}", number)
        self.tell(chat, "deleted", {"message_id": number})

    # --- towards the bot, towards the page
    def push(self, kind: str, payload: Row) -> None:
        """Queues an update, unless the bot asked not to hear of its kind."""
        wanted = self.setting("allowed_updates")
        if kind in wanted if wanted else kind not in USUAL_UPDATES:
            number = self.next_id("update")
            self.journal.put("updates", number, {"at": self.clock(), "update": {"update_id": number, kind: payload}})
            self.on_update(number)

    def pending(self) -> dict[Any, Row]:
        """Updates that the bot has not acknowledged, oldest first, without those that waited too long."""
        updates = self.journal.table("updates")
        while updates:
            number = next(iter(updates))
            if updates[number]["at"] > self.clock() - KEPT:
                break
            self.journal.drop("updates", number)
        return updates

    def tell(self, chat: int, event: str, data: Row) -> None:
        for watcher in tuple(self.watchers):
            watcher(chat, event, data)
