"""The whole program as one process: what starts in which order, and how it ends.

Slow things overlap: PostgreSQL starts and the schema is brought up to date while the bot's libraries are imported.
What started last ends first, so that everything still has what it leans on: updates, then messages, then pages, then
the database. A part that dies takes the program with it, since half a program is worse than a restart.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from aiohttp import web

from bot.startup_database import embedded, keep_alive, migrate
from bot.startup_steps import claim, hear_no_signals, hear_signals, import_the_rest, in_thread, lock, origin, serve
from bot.startup_telegram import address, name_of, show_menu, wait_for
from bot.startup_welcome import settle_memory, welcome
from core.settings import Settings, SettingsError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.jobs import Jobs
    from bot.polling import Poller
    from bot.webhook import Webhook

log = structlog.get_logger(__name__)

T = TypeVar("T")
SILENT_FOR = 60.0
"""Seconds without an answer from Telegram after which the program calls itself not ready."""


class Stopped(Exception):
    """Somebody asked the program to end while it was starting."""


class Program:
    """One run, from the lock on DATA_DIR to the last farewell."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.say = say
        self.stopping = asyncio.Event()
        self.ear: Poller | Webhook | None = None
        self.jobs: Jobs | None = None
        self._parts: dict[str, asyncio.Task[Any]] = {}
        self._joined = asyncio.Event()
        self._web = AsyncExitStack()

    @property
    def in_sandbox(self) -> bool:
        """Whether Telegram's stand-in is used. Never beside a real token."""
        return self.settings.bot_token is None

    async def run(self) -> int:
        """Start everything, wait for the end, end everything; the exit code."""
        hear_signals(self.stopping)
        self.say("EventBooker starts. The first time takes a little longer.")
        async with AsyncExitStack() as stack:
            stack.callback(hear_no_signals)
            try:
                await self._start(stack)
                code = await self._watch()
            except Stopped:
                code = 0
            self.say("Stopping…")
        return code

    async def _start(self, stack: AsyncExitStack) -> None:
        began = time.monotonic()
        stack.enter_context(lock(self.settings.data_dir))
        if self.settings.telegram.updates == "webhook":
            origin(self.settings)
        web_socket = claim(self.settings.web.host, self.settings.web.port, "WEB")
        stack.callback(web_socket.close)
        libraries = in_thread(import_the_rest)
        if self.in_sandbox:
            await self._open_sandbox(stack)
        db = await self._open_database(stack)
        self.say("Loading the bot…")
        await self._unless_stopped(libraries)
        await self._start_jobs(stack, db)
        await self._open_mouths(stack, db, web_socket)
        settle_memory(stack)
        self.say(await welcome(db, self.settings, time.monotonic() - began))

    async def _open_sandbox(self, stack: AsyncExitStack) -> None:
        from bot.sandbox.app import TOKEN, build  # noqa: PLC0415 - never loaded beside a real token

        where = self.settings.sandbox
        listening = claim(where.host, where.port, "SANDBOX")
        state = self.settings.data_dir / "sandbox"
        state.mkdir(exist_ok=True)
        await serve(stack, build(state, TOKEN, panel=self.settings.web_url), listening)

    async def _open_database(self, stack: AsyncExitStack) -> "AsyncEngine":
        from core import database  # noqa: PLC0415 - the sandbox answers already while this is imported

        dsn = self.settings.database_url or await self._start_postgres(stack)
        self.say("Bringing the schema up to date…")
        await self._unless_stopped(in_thread(migrate, dsn))
        db = database.connect(dsn)
        stack.push_async_callback(db.dispose)
        return db

    async def _start_postgres(self, stack: AsyncExitStack) -> str:
        server = embedded(self.settings)
        self.say("Starting PostgreSQL…")
        starting = in_thread(server.start)

        async def stop() -> None:
            await asyncio.wait([starting])
            await in_thread(server.stop)

        stack.push_async_callback(stop)
        await self._unless_stopped(starting)
        self._parts["PostgreSQL"] = asyncio.create_task(keep_alive(server))
        stack.callback(self._parts["PostgreSQL"].cancel)
        return server.dsn()

    async def _start_jobs(self, stack: AsyncExitStack, db: "AsyncEngine") -> None:
        """What the settings promise of the rows, then the sweeps: they need neither Telegram nor the web."""
        from bot import demo  # noqa: PLC0415
        from bot.jobs import Jobs  # noqa: PLC0415
        from core import users  # noqa: PLC0415

        async with db.begin() as tx:
            await users.promote(tx, self.settings.admins)
            if self.in_sandbox and self.settings.sandbox.demo:
                await demo.welcome(tx, self.settings)
        self.jobs = Jobs(db, self.settings)
        stack.callback(self.jobs.stop)
        await self.jobs.start()

    async def _open_mouths(self, stack: AsyncExitStack, db: "AsyncEngine", web_socket: socket.socket) -> None:
        from bot.app import build_bot, build_dispatcher  # noqa: PLC0415 - imported by the other thread meanwhile
        from bot.courier import Courier  # noqa: PLC0415
        from bot.redrawing import Redrawing  # noqa: PLC0415
        from bot.refunding import Refunding  # noqa: PLC0415
        from bot.star_books import STARS_EVERY, StarBooks  # noqa: PLC0415
        from bot.startup_updates import listener  # noqa: PLC0415
        from bot.throttle import Throttle  # noqa: PLC0415
        from core import live  # noqa: PLC0415
        from core.box_office import BoxOffice  # noqa: PLC0415

        office = BoxOffice(db, max_holds=self.settings.booking.max_holds)
        stack.push_async_callback(office.close)
        throttle = Throttle()
        bot = build_bot(*self._telegram(), throttle)
        stack.push_async_callback(bot.session.close)
        self._web = await stack.enter_async_context(AsyncExitStack())
        name = await self._unless_stopped(asyncio.ensure_future(name_of(bot)))
        dispatcher = build_dispatcher(db, office, self.settings, invoices=self.in_sandbox)
        stack.push_async_callback(dispatcher["drills"].close)
        if self.jobs is not None:
            self.jobs.also("refunding", Refunding(db, bot).sweep)
            self.jobs.also("stars", StarBooks(db, bot).compare, every=STARS_EVERY)
        courier, cards = Courier(db, bot, self.settings), Redrawing(db, bot)
        self.ear = ear = listener(self.settings, bot, dispatcher)
        await serve(self._web, self._build_web(db, office, name), web_socket.dup())
        await stack.enter_async_context(
            live.listen(db.url.render_as_string(hide_password=False), on_outbox=courier.wake)
        )

        async def speak() -> None:
            if name is None:
                known = await wait_for(bot, self.say)
                await self._web.aclose()
                await serve(self._web, self._build_web(db, office, known), web_socket.dup())
            menu = asyncio.create_task(show_menu(dispatcher, bot))
            stack.callback(menu.cancel)
            self._parts["courier"] = asyncio.create_task(courier.run())
            self._parts["cards"] = asyncio.create_task(cards.run())
            self._joined.set()
            await ear.run()

        stack.push_async_callback(cards.stop)
        stack.push_async_callback(courier.stop, 0.7)
        stack.push_async_callback(throttle.drain, 0.3)
        stack.push_async_callback(ear.stop, 1.5)
        self._parts["bot"] = asyncio.create_task(speak())
        stack.callback(self._parts["bot"].cancel)

    def _telegram(self) -> tuple[str, str | None]:
        return address(self.settings)

    def _build_web(self, db: "AsyncEngine", office: Any, bot_username: str | None) -> web.Application:
        from bot.startup_updates import door  # noqa: PLC0415
        from web.app import build  # noqa: PLC0415

        hook = door(self.ear) if self.ear else None
        return build(db, office, self.settings, bot_username=bot_username, health=self.health, hook=hook)

    def health(self) -> dict[str, bool]:
        """For /readyz: whether updates come in and the jobs run."""
        heard = self.ear.last_heard if self.ear else None
        return {
            "bot": heard is not None and time.monotonic() - heard < SILENT_FOR,
            "jobs": self.jobs is not None and self.jobs.is_well(),
        }

    async def _watch(self) -> int:
        """Until somebody asks for the end, or a part dies."""
        asked = asyncio.ensure_future(self.stopping.wait())
        while not self.stopping.is_set():
            joined = asyncio.ensure_future(self._joined.wait())  # a part that came later is watched too
            await asyncio.wait({asked, joined, *self._parts.values()}, return_when=asyncio.FIRST_COMPLETED)
            joined.cancel()
            self._joined.clear()
            dead = next(((name, task) for name, task in self._parts.items() if task.done()), None)
            if dead and not self.stopping.is_set():
                asked.cancel()
                return self._died(*dead)
        return 0

    def _died(self, name: str, task: asyncio.Task[Any]) -> int:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, SettingsError):
            raise error
        if type(error).__name__ == "TelegramUnauthorizedError":
            raise SettingsError("BOT_TOKEN: Telegram does not accept this token any more")
        log.critical("part.died", part=name, exc_info=error)
        return 1

    async def _unless_stopped(self, work: "asyncio.Future[T]") -> T:
        asked = asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if self.stopping.is_set():
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise Stopped
        return work.result()


def run(settings: Settings, say: Callable[[str], None]) -> int:
    """The exit code of the whole program."""

    async def begin() -> int:
        return await Program(settings, say).run()

    return asyncio.run(begin())
