"""Leaving for good: what it means, asked twice; then there is nobody here to talk to (SCREENS 4.12)."""

from aiogram import F, Router

from bot.callbacks_pages import Erase
from bot.handlers import errors
from bot.screens import own as own_screen
from bot.screens import settings as settings_screen
from bot.talk import Talk
from core import erasing, i18n, users
from core.errors import PaymentRunning, QuoteChanged


async def ask(talk: Talk) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            seen = await erasing.preview(tx, user.id)
    except PaymentRunning:
        await _wait(talk)
        return
    await talk.show(own_screen.farewell(talk.words, seen))


async def erase(talk: Talk, callback_data: Erase) -> None:
    """The deed, for what was shown; otherwise it is shown anew. A second tap meets nobody, and makes nobody anew."""
    shown = {"bookings": callback_data.bookings, "quote": callback_data.refund}
    try:
        async with talk.db.begin() as tx:
            user = await users.by_telegram(tx, talk.chat_id)
            if user is not None:
                talk.words = i18n.words(user.language)
                await erasing.erase(tx, user.id, **shown)
    except PaymentRunning:
        await _wait(talk)
        return
    except QuoteChanged as error:
        await talk.answer(errors.sentence(talk.words, error, talk.settings.zone), alert=True)
        await ask(talk)
        return
    await talk.show(own_screen.gone(talk.words))


async def _wait(talk: Talk) -> None:
    """Money is on its way to somebody who has to be here: the way out stays where it is."""
    await talk.answer(talk.words.plain("erase-payment-running"), alert=True)
    await talk.show(settings_screen.privacy(talk.words))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="erasing")
    router.callback_query.register(erase, Erase.filter(F.sure == "1"))
    router.callback_query.register(ask, Erase.filter())
    return router
