"""The drill: asked for by a tap, held beside the live house, its result on the same card. For admins alone."""

import asyncio
import secrets

import structlog
from aiogram import Router

from bot.callbacks_hosting import Race
from bot.drills import Drills
from bot.handlers import errors
from bot.screens import drill as drill_screen
from bot.talk import Talk
from core import database, drill, integrity, rights
from core.errors import DomainError, DrillRunning

log = structlog.get_logger(__name__)


async def begin(talk: Talk, drills: Drills) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await rights.ensure_admin(tx, user.id)
    zone = user.zone or talk.settings.zone
    if drills.under_way:
        await talk.answer(errors.sentence(talk.words, DrillRunning(), zone), alert=True)
        return
    shown = asyncio.Event()
    drills.begin(_hold(talk, user.id, zone, shown))  # before anything is waited for: of two taps one begins
    try:
        await talk.show(drill_screen.draw_running(talk.words))
    finally:
        shown.set()


async def _hold(talk: Talk, admin_id: int, zone: str, shown: asyncio.Event) -> None:
    await shown.wait()
    try:
        report = await drill.run(talk.db, admin_id)
        async with talk.db.begin() as tx:
            now = await database.now(tx)
    except Exception as error:  # noqa: BLE001 - whatever it was, the card says so
        why = errors.sentence(talk.words, _refusal(error), zone)
        await talk.show(drill_screen.draw_refused(talk.words, why))
        return
    checks = len(integrity.INVARIANTS)
    await talk.show(drill_screen.draw_report(talk.words, report, checks, now, zone))


def _refusal(error: Exception) -> DomainError:
    if isinstance(error, DomainError):
        return error
    number = secrets.token_hex(3)
    log.error("drill.broken", id=number, exc_info=error)
    return errors.Broken(id=number)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="drill")
    router.callback_query.register(begin, Race.filter())
    return router
