"""The real program as a subprocess, and people who use it through the sandbox's door."""

import asyncio
import os
import re
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientSession, CookieJar

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass
class Program:
    """`eventbooker` on ports of its own, with its data in `data_dir`."""

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)
    web: int = field(default_factory=free_port)
    sandbox: int = field(default_factory=free_port)

    async def __aenter__(self) -> Self:
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()
        if getattr(self, "process", None) and self.process.returncode is None:
            await self.stop()

    async def start(self, *, timeout: float = 60) -> Self:
        """Start it and wait until it is ready. Raises AssertionError with what it printed when it is not."""
        own = {key: value for key, value in os.environ.items() if key not in {"BOT_TOKEN", "DATABASE_URL"}}
        ports = {"WEB__PORT": str(self.web), "SANDBOX__PORT": str(self.sandbox), "DATA_DIR": str(self.data_dir)}
        self.log = self.data_dir.parent / f"program-{self.web}.log"
        before = self.log.read_text().count("/login?t=") if self.log.exists() else 0
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", cwd=ROOT, env=own | ports | self.settings, stdout=log, stderr=log
            )
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.process.returncode is None:
            if await self._ready() and self.log.read_text().count("/login?t=") > before:
                return self
            await asyncio.sleep(0.05)
        raise AssertionError(f"not ready:\n{self.log.read_text()[-4000:]}")

    async def _ready(self) -> bool:
        try:
            async with self.http.get(f"http://127.0.0.1:{self.web}/readyz") as answer:
                return answer.status == 200
        except OSError:
            return False

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 10)

    async def kill(self) -> None:
        """kill -9: no farewell."""
        self.process.kill()
        await self.process.wait()

    async def command(self, *words: str) -> tuple[int, str]:
        """Another `eventbooker` command beside it: its exit code and what it printed."""
        own = {key: value for key, value in os.environ.items() if key not in {"BOT_TOKEN", "DATABASE_URL"}}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=ROOT,
            env=own | {"DATA_DIR": str(self.data_dir)} | self.settings,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        return process.returncode or 0, printed.decode()

    def sign_in_link(self) -> str:
        """The newest one-time link that it printed."""
        return re.findall(r"http\S+/login\?t=\S+", self.log.read_text())[-1]

    async def sign_in(self) -> None:
        """Open the link in a browser and press its button: the session's cookie stays in `http`."""
        await self.post("/login", await self.page(self.sign_in_link()))

    async def page(self, path: str) -> str:
        """One page of the panel."""
        url = path if path.startswith("http") else f"http://127.0.0.1:{self.web}{path}"
        async with self.http.get(url, headers={"Accept": "text/html"}) as answer:
            text = await answer.text()
            assert answer.status == 200, (path, answer.status)
            return text

    async def post(self, path: str, page: str, **fields: str) -> str:
        """Fill in the form of `page` that leads to `path`, and send it."""
        form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{path}"' in form)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        base = f"http://127.0.0.1:{self.web}"
        async with self.http.post(
            base + path, data=hidden | fields, headers={"Origin": base, "Accept": "text/html"}
        ) as answer:
            text = await answer.text()
            assert answer.status < 400, (path, answer.status, re.sub(r"<[^>]+>|\s+", " ", text)[:600])
            return text

    async def person(self, name: str, language: str = "en") -> "Person":
        """Somebody new, who has pressed nothing yet."""
        made = await self.door("POST", "people", first_name=name, language_code=language)
        return Person(self, made["id"])

    async def door(self, method: str, path: str, **body: Any) -> Any:
        """One request at the sandbox's people door."""
        url = f"http://127.0.0.1:{self.sandbox}/{path}"
        async with self.http.request(method, url, json=body or None) as answer:
            return await answer.json()

    async def api(self, path: str) -> Any:
        """One GET at the REST API."""
        async with self.http.get(
            f"http://127.0.0.1:{self.web}{path}", headers={"Accept": "application/json"}
        ) as answer:
            return await answer.json()


@dataclass
class Person:
    """One person in the sandbox."""

    program: Program
    id: int

    async def say(self, text: str) -> None:
        await self.program.door("POST", f"people/{self.id}/say", text=text)

    async def tap(self, message: dict[str, Any], button: str) -> dict[str, Any]:
        """Press the first button whose text contains `button`."""
        label = next(b["text"] for row in message["buttons"] for b in row if button in b["text"])
        return await self.program.door("POST", f"people/{self.id}/tap", message_id=message["message_id"], button=label)

    async def pay(self, message: dict[str, Any]) -> dict[str, Any]:
        return await self.program.door("POST", f"people/{self.id}/pay", message_id=message["message_id"])

    async def chat(self) -> list[dict[str, Any]]:
        messages = (await self.program.door("GET", f"people/{self.id}/chat"))["messages"]
        # Names are isolated (U+2068, U+2069) so that right-to-left ones stay in place; nobody sees these signs.
        return [message | {"text": re.sub("[\u2068\u2069]", "", message["text"] or "")} for message in messages]

    async def sees(self, text: str, *, button: str = "", within: float = 15) -> dict[str, Any]:
        """Wait for a message of the bot with `text` (and `button`), the newest first; fails with the chat as it is."""
        deadline = time.monotonic() + within
        pause = 0.1
        messages: list[dict[str, Any]] = []
        while time.monotonic() < deadline:
            messages = [m for m in await self.chat() if m["from"]["is_bot"] or m.get("service")]
            for message in reversed(messages):
                labels = [b["text"] for row in message["buttons"] for b in row]
                if text in (message["text"] or "") and any(button in label for label in labels or [""]):
                    return message
            # Ever more patient: hundreds who look at their chats must not keep the program from writing to them.
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 1.0)
        shown = "\n---\n".join(f"{m['text']}\n{m['buttons']}" for m in messages[-4:])
        raise AssertionError(f"nothing with {text!r} and a button {button!r} in {within} s; the chat:\n{shown}")
