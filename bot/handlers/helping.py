"""Help, and the answer to every command that nobody knows. It leaves a question open."""

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command

from bot.screens import helping
from bot.screens import my as my_screen
from bot.screens.helping import Place
from bot.talk import Talk
from core import bookings, catalogue, database, drafts, guests, menus
from core.models import EventStatus, Role

SOON = timedelta(hours=24)


async def how_to(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        now = await database.now(tx)
        hosts = await menus.hosts(tx, user.id)
        ahead = await catalogue.hosted(tx, user.id, limit=3) if hosts else []
        own = next((e for e in ahead if e.status is EventStatus.published and e.starts_at - SOON <= now), None)
        place = Place(
            mine=my_screen.in_order(await bookings.mine(tx, user.id, limit=my_screen.MOST)),
            now=now,
            about=talk.question.get("about", ""),
            draft=await drafts.asked(tx, user.id),
            own=own,
            taken=(await guests.counts(tx, user.id, own.id)).seats if own else 0,
            hosts=hosts,
            is_admin=user.role is Role.admin,
            mail=bool(talk.settings.mail),
        )
    await talk.show(helping.draw(talk.words, place))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="help")
    router.message.register(how_to, Command("help"))
    return router
