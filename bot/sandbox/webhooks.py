"""Delivery to an address of the bot: people in parallel, each person's updates in order, repeated until taken.

The first repeat comes at once, then after 2, 4, 8… seconds up to a minute; a `Retry-After` of the bot is obeyed.
Only addresses of this machine are called.
"""

import asyncio
import re
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.arguments import Arguments, drop_nulls
from bot.sandbox.methods import find, method
from bot.sandbox.refusals import Refused, bad
from bot.sandbox.state import Row, Sandbox
from bot.sandbox.updates import acknowledge, allow

PATIENCE = 60  # seconds that an answer may take, and the longest pause between two tries
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
USUAL_CONNECTIONS, MOST_CONNECTIONS = 40, 100
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Courier:
    """Hands each queued update to the webhook, in one task a person."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._queues: dict[int, list[Row]] = defaultdict(list)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._taken: set[int] = set()
        self._session: aiohttp.ClientSession | None = None
        self._gates: dict[int, asyncio.Semaphore] = {}

    def look(self, number: int | None) -> None:
        """Takes over the update `number` after a push; all that is pending (None) when the webhook was set."""
        if not self._sandbox.setting("webhook") or self._sandbox.closing.is_set():
            return
        pending = self._sandbox.pending()
        for fresh in list(pending) if number is None else [number]:
            if fresh not in self._taken and fresh in pending:
                self._take(pending[fresh]["update"])

    def _take(self, update: Row) -> None:
        self._taken.add(update["update_id"])
        person = _whose(update)
        self._queues[person].append(update)
        if person not in self._tasks:
            self._tasks[person] = asyncio.create_task(self._serve(person))

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._taken.clear()
        self._queues.clear()
        if self._session:
            await self._session.close()
            self._session = None

    async def _serve(self, person: int) -> None:
        try:
            while self._queues[person]:
                update = self._queues[person][0]
                if not await self._deliver(update):
                    break
                self._queues[person].pop(0)
                self._taken.discard(update["update_id"])
                self._sandbox.journal.drop("updates", update["update_id"])
        finally:
            left = self._queues.pop(person, [])
            self._taken.difference_update(update["update_id"] for update in left)
            self._tasks.pop(person, None)

    async def _deliver(self, update: Row) -> bool:
        """True once the bot took it (or dropped it unseen), False when there is no webhook any more."""
        pause = 0.0
        while hook := self._sandbox.setting("webhook"):
            if update["update_id"] not in self._sandbox.pending():
                return True
            most = hook.get("connections", USUAL_CONNECTIONS)
            async with self._gates.setdefault(most, asyncio.Semaphore(most)):
                taken, wish = await self._try(hook, update)
            if taken:
                return True
            await asyncio.sleep(wish or pause)
            pause = min(max(pause * 2, 2.0), PATIENCE)
        return False

    async def _try(self, hook: Row, update: Row) -> tuple[bool, float]:
        """Whether the bot took it, and when it wants it again otherwise, in seconds (0: no wish)."""
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE))
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook["secret"] else {}
        try:
            async with self._session.post(hook["url"], json=update, headers=headers) as answer:
                if answer.status // 100 == 2:
                    await self._do_what_it_says(answer)
                    return True, 0
                self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                wish = answer.headers.get("Retry-After", "")
                return False, min(int(wish), 3600) if wish.isascii() and wish.isdigit() else 0
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(f"Connection failed: {type(error).__name__}")
            return False, 0

    async def _do_what_it_says(self, answer: aiohttp.ClientResponse) -> None:
        """A method in the answer is called and its result goes nowhere, as Telegram does it."""
        try:
            body = await answer.json(content_type=None)
        except (ValueError, UnicodeDecodeError):
            return
        if isinstance(body, dict) and isinstance(body.get("method"), str):
            values = {key: value for key, value in body.items() if key != "method"}
            try:
                await find(body["method"])(self._sandbox, Arguments(drop_nulls(values)))
            except Refused as refusal:
                self._note(refusal.description)

    def _note(self, sentence: str) -> None:
        self._sandbox.delivery_error = {"last_error_date": self._sandbox.clock(), "last_error_message": sentence}


def _whose(update: Row) -> int:
    payload: dict[str, Any] = next(value for key, value in update.items() if key != "update_id")
    return int(payload["from"]["id"])


@method("setWebhook")
async def set_webhook(sandbox: Sandbox, arguments: Arguments) -> bool:
    url, secret = arguments.text("url"), arguments.text("secret_token")
    if url:
        _check_address(url)
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    wanted = arguments.integer("max_connections", USUAL_CONNECTIONS)
    connections = min(max(wanted or 0, 1), MOST_CONNECTIONS)
    allow(sandbox, arguments)
    return _set(sandbox, arguments, {"url": url, "secret": secret, "connections": connections} if url else None)


@method("deleteWebhook")
async def delete_webhook(sandbox: Sandbox, arguments: Arguments) -> bool:
    return _set(sandbox, arguments, None)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise bad("bad webhook: invalid URL specified") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.hostname not in LOOPBACK:
        raise bad("bad webhook: the sandbox delivers to this machine only")


def _set(sandbox: Sandbox, arguments: Arguments, hook: Row | None) -> bool:
    if arguments.flag("drop_pending_updates"):
        acknowledge(sandbox, max(sandbox.pending(), default=0) + 1)
    sandbox.set("webhook", hook)
    if hook:
        sandbox.poll.take_over()
        sandbox.on_update(None)
    return True


@method("getWebhookInfo")
async def get_webhook_info(sandbox: Sandbox, _arguments: Arguments) -> Row:
    hook = sandbox.setting("webhook") or {"url": ""}
    info: Row = {
        "url": hook["url"],
        "has_custom_certificate": False,
        "pending_update_count": len(sandbox.pending()),
        **sandbox.delivery_error,
    }
    if hook["url"]:
        info["max_connections"] = hook.get("connections", USUAL_CONNECTIONS)
    if sandbox.setting("allowed_updates"):
        info["allowed_updates"] = sandbox.setting("allowed_updates")
    return info
