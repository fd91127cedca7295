"""Inline mode: what somebody may show in any chat, and the row that keeps it true once it was sent.

`#7` is an event, `!1` an invite for its hosts; other words are searched for. A result's id says what it is and what it
showed, so that the row knows from what the card was drawn.
"""

import re
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import AiogramError
from aiogram.types import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from aiohttp import ClientError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.callback_fields import LARGEST_ID
from bot.screens import parts, share
from bot.talk import guess
from core import database, i18n, shared_cards, sharing, users
from core.database import Tx
from core.errors import DomainError, NotFound
from core.i18n import Words
from core.models import Access, User
from core.settings import Settings
from core.sharing import Offer, Offers

log = structlog.get_logger(__name__)

CACHED = 10
NAMED = re.compile(r"\s*([#!])\s*([0-9]{1,19})\s*", re.ASCII)
RESULT = re.compile(r"([ei])([0-9]{1,19})\.([0-9a-f]{1,32})", re.ASCII)


async def ask(query: InlineQuery, bot: Bot, db: AsyncEngine, settings: Settings) -> None:
    w = i18n.words(guess(query.from_user.language_code, settings.language))
    results: list[Any] = []
    found = Offers([], None)
    try:
        async with db.begin() as tx:
            user = await users.by_telegram(tx, query.from_user.id)
            w = _words_of(user, w)
            found = await _found(tx, user and user.id, query)
            now = await database.now(tx)
        username = (await bot.me()).username or ""
        results = [_result(w, offer, now, username) for offer in found.offers]
    except DomainError:
        log.info("inline.nothing")
    except Exception:
        log.exception("inline.not_found")
    mine = InlineQueryResultsButton(text=w.plain("button-my"), start_parameter="my")
    # In the sharer's language, maybe with their own events: nobody else's.
    how: dict[str, Any] = {"cache_time": CACHED, "is_personal": True, "button": mine}
    try:
        await bot.answer_inline_query(query.id, results, next_offset=found.next or "", **how)
    except (AiogramError, ClientError, OSError, TimeoutError) as error:
        # Too old: they typed on. The next letter asks again.
        log.info("inline.not_answered", error=str(error)[:200])


def _words_of(user: User | None, otherwise: Words) -> Words:
    return i18n.words(user.language) if user is not None and user.language else otherwise


async def _found(tx: Tx, user_id: int | None, query: InlineQuery) -> Offers:
    named = NAMED.fullmatch(query.query)
    if named is None:
        return await sharing.offers(tx, user_id, i18n.clean(query.query, 100), query.offset)
    return Offers([await _named(tx, user_id, named[1], named[2])], None)


async def _named(tx: Tx, user_id: int | None, kind: str, digits: str) -> Offer:
    number = min(int(digits), LARGEST_ID)
    if kind in "!i":
        return await sharing.invite(tx, user_id, invite_id=number)
    return await sharing.event(tx, user_id, number)


def link_to(bot_username: str, card: Any, token: str | None) -> str:
    """The address of the event's card in the private chat."""
    return parts.deep_link(bot_username, f"i_{token}" if token else f"e_{card.id}")


def _result(w: Words, offer: Offer, now: Any, bot_username: str) -> InlineQueryResultArticle:
    screen = share.draw(w, offer.card, now, link_to(bot_username, offer.card, offer.token))
    number = f"i{offer.invite_id}" if offer.invite_id else f"e{offer.card.id}"
    lock = "🔒 " if offer.card.access is Access.private else ""
    return InlineQueryResultArticle(
        id=f"{number}.{offer.facts}",
        title=f"{lock}{i18n.clean(offer.card.name, 60)}",
        description=share.summary(w, offer.card, now),
        input_message_content=InputTextMessageContent(
            message_text=str(screen.text), parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=screen.keyboard,
    )


async def chosen(result: ChosenInlineResult, db: AsyncEngine, settings: Settings) -> None:
    """It was sent: from now on it is kept true. Without a message of its own there is nothing to keep."""
    read = RESULT.fullmatch(result.result_id)
    if read is None or not result.inline_message_id:
        return
    w = i18n.words(guess(result.from_user.language_code, settings.language))
    try:
        async with db.begin() as tx:
            user = await users.by_telegram(tx, result.from_user.id)
            offer = await _named(tx, user and user.id, read[1], read[2])
            await shared_cards.remember(
                tx,
                offer,
                result.inline_message_id,
                user_id=user and user.id,
                language=_words_of(user, w).language,
                shown=read[3],
            )
    except NotFound:
        log.info("inline.not_kept", result=result.result_id)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="sharing")
    router.inline_query.register(ask)
    router.chosen_inline_result.register(chosen)
    return router
