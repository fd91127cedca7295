"""Steps of the start that know nothing of each other: the lock, the ports, the threads, the signals."""

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from core.settings import Settings, SettingsError

PORTS = {None, 80, 88, 443, 8443}
"""Where Telegram calls; None is the scheme's own."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)
ONE_WISH = 1.0
"""Seconds."""

T = TypeVar("T")


@contextlib.contextmanager
def lock(data_dir: Path) -> Iterator[None]:
    """One program a DATA_DIR; the kernel lets go of a killed program's lock."""
    try:
        # PostgreSQL's account may have to pass through, so 0711; what is inside is closed by itself.
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        file = (data_dir / "eventbooker.lock").open("a", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"DATA_DIR: {data_dir}: {(error.strerror or 'no access').lower()}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(f"DATA_DIR: {data_dir} is in use by another eventbooker") from None
        yield


def claim(host: str, port: int, section: str) -> socket.socket:
    """Take the port before anything slow begins; whoever connects meanwhile waits in the queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=128)
    except socket.gaierror:
        raise SettingsError(f"{section}__HOST: there is no host {host}") from None
    except (OSError, OverflowError) as error:
        reason = os.strerror(getattr(error, "errno", 0) or 0).lower()
        raise SettingsError(f"{section}__PORT: {port} on {host} can't be used: {reason}") from None
    listening.setblocking(False)
    return listening


def origin(settings: Settings) -> str:
    """Where Telegram reaches the web panel; the sandbox comes by the shortest way. Raises SettingsError."""
    if settings.bot_token is None:
        return f"http://127.0.0.1:{settings.web.port}"
    parts = urlsplit(settings.web_url)
    if parts.scheme != "https" or parts.port not in PORTS:
        raise SettingsError(
            "TELEGRAM__UPDATES: a webhook needs WEB__URL, the panel's public https address (port 443, 80, 88 or 8443)"
        )
    return settings.web_url


async def serve(stack: AsyncExitStack, app: web.Application, listening: socket.socket) -> None:
    """Answer on a claimed socket until the stack unwinds."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening).start()


def in_thread(work: Callable[..., T], *args: Any) -> "asyncio.Future[T]":
    """Run `work` in a thread that nobody waits for at the end: an import can't be broken off."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def report(setter: Callable[[Any], None], value: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the program has ended
            loop.call_soon_threadsafe(lambda: None if future.done() else setter(value))

    def run() -> None:
        try:
            result = work(*args)
        except BaseException as error:  # noqa: BLE001 - handed on
            report(future.set_exception, error)
        else:
            report(future.set_result, result)

    threading.Thread(target=run, name=work.__name__, daemon=True).start()
    return future


def hear_signals(stopping: asyncio.Event) -> None:
    """Ctrl-C and the like ask for the end; who asks again, a second later or more, gets it at once."""
    loop = asyncio.get_running_loop()
    first: list[float] = []

    def asked() -> None:
        # A supervisor tells the whole group, and `uv run` in it passes on what it heard: that is one wish, heard twice.
        if first and loop.time() - first[0] >= ONE_WISH:
            os._exit(130)  # PostgreSQL runs on and is taken over by the next start
        first.append(loop.time())
        stopping.set()

    for number in SIGNALS:
        loop.add_signal_handler(number, asked)


def hear_no_signals() -> None:
    """They do as they did before."""
    for number in SIGNALS:
        asyncio.get_running_loop().remove_signal_handler(number)


def import_the_rest() -> None:
    """The bot's and the panel's libraries: seconds of work, so done beside PostgreSQL's start."""
    libraries = ("bot.app", "bot.courier", "bot.redrawing", "bot.startup_updates", "bot.jobs", "bot.demo", "web.app")
    for module in libraries:
        import_module(module)
