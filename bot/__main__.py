"""The command `eventbooker`: one line for everything that can be wrong from outside, and its exit code.

Each command imports what it needs and no more: `check` beside a running program must not cost an aiogram.
"""

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.startup_database import at_hand
from bot.startup_database import migrate as bring_up_to_date
from core.embedded import EmbeddedError
from core.settings import Settings, SettingsError
from core.settings_sources import load

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from core.integrity import Violation

WRONG_FROM_OUTSIDE = 2


def main() -> None:
    """The entry point."""
    arguments = _parser().parse_args()
    try:
        code = arguments.command(load(), arguments)
    except (SettingsError, EmbeddedError) as error:
        code = _refused(error)
    except KeyboardInterrupt:
        code = 130
    if any(thread.daemon for thread in threading.enumerate()):
        # A library is still being imported in a thread, and the interpreter's own farewell aborts under it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="eventbooker", description="Event booking that lives in Telegram.")
    parser.add_argument("--version", action="version", version=f"eventbooker {version('eventbooker')}")
    parser.set_defaults(command=run)
    commands = parser.add_subparsers(title="commands", metavar="")

    def command(name: str, does: Callable[..., int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=does)
        return added

    command("run", run, "start everything: the bot, the web panel, the database (the default)")
    command("check", check, "check that what must always hold does hold; also beside a running program")
    command("drill", drill, "let a thousand rivals race for the seats of a throw-away event, beside the live house")
    command("migrate", migrate, "bring the database's schema up to date")
    login = command("login", sign_in_link, "print a one-time sign-in link for the web panel")
    login.add_argument("--user", type=int, metavar="ID", help="for this user instead of the admin of this machine")
    return parser


def run(settings: Settings, _: argparse.Namespace) -> int:
    """Start everything and stay until told to end."""
    from bot import logs, startup  # noqa: PLC0415 - only this command needs them

    logs.set_up()
    return startup.run(settings, _say)


def check(settings: Settings, _: argparse.Namespace) -> int:
    """Print every violated invariant; 1 if there is one."""
    from core import integrity  # noqa: PLC0415

    async def look(dsn: str) -> "list[Violation]":
        async with _house(dsn) as db, db.begin() as tx:
            return await integrity.check(tx)

    with at_hand(settings) as dsn:
        found = asyncio.run(look(dsn))
    _say_violations(found)
    if not found:
        _say("no violation: everything that must hold does hold")
    return 1 if found else 0


def drill(settings: Settings, _: argparse.Namespace) -> int:
    """Hold a drill and print how it went; 1 if a seat was sold twice or anything else did not hold."""
    from core import drill as race  # noqa: PLC0415
    from core import users  # noqa: PLC0415
    from core.errors import Busy, DrillRefused, DrillRunning  # noqa: PLC0415

    async def hold(dsn: str) -> race.Report:
        async with _house(dsn) as db:
            async with db.begin() as tx:
                admin = await users.operator(tx)
            return await race.run(db, admin.id)

    with at_hand(settings) as dsn:
        try:
            report = asyncio.run(hold(dsn))
        except (DrillRunning, Busy):
            raise SettingsError("a drill is under way, or the database is busy; try again in a minute") from None
        except DrillRefused as refusal:
            reason = refusal.params["reason"]
            raise SettingsError(f"DATABASE_URL: no database for the drill ({reason}); give the role CREATEDB") from None
    _say(f"{report.sold} sold, {report.refused} refused with a reason, {report.over} over, {report.seconds:.1f} s")
    _say(f"half were answered within {1000 * report.median:.0f} ms; {report.per_second} bookings a second")
    _say_violations(report.violations)
    return 0 if report.is_well else 1


def migrate(settings: Settings, _: argparse.Namespace) -> int:
    """Bring the schema up to date."""
    with at_hand(settings) as dsn:
        bring_up_to_date(dsn)
    _say("the schema is up to date")
    return 0


def sign_in_link(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print a link that signs its first user in, once."""
    from core import sign_in, users  # noqa: PLC0415
    from core.errors import NotFound  # noqa: PLC0415

    async def make(dsn: str) -> str:
        async with _house(dsn) as db, db.begin() as tx:
            user = await (users.get(tx, arguments.user) if arguments.user else users.operator(tx))
            return await sign_in.make_link(tx, user.id)

    with at_hand(settings) as dsn:
        try:
            token = asyncio.run(make(dsn))
        except NotFound:
            raise SettingsError(f"--user: there is no user {arguments.user}") from None
    _say(f"{settings.web_url}/login?t={token}")
    return 0


@asynccontextmanager
async def _house(dsn: str) -> "AsyncIterator[AsyncEngine]":
    """The database, if it has the schema of this version."""
    from core import database  # noqa: PLC0415

    db = database.connect(dsn, pool_size=1)
    try:
        async with db.begin() as tx:
            is_ours = await database.is_migrated(tx)
        if not is_ours:
            raise SettingsError("the database has no schema of this version; `eventbooker migrate` makes it")
        yield db
    finally:
        await db.dispose()


def _say_violations(found: "list[Violation]") -> None:
    for violation in found:
        ids = ", ".join(map(str, violation.ids))
        _say(f"invariant {violation.number} does not hold ({violation.name}): {violation.rows} rows, ids {ids}")


def _refused(error: Exception) -> int:
    sys.stderr.write(f"eventbooker: {error}\n")
    return WRONG_FROM_OUTSIDE


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
