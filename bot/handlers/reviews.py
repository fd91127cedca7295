"""Saying how it was: stars are kept at once, words when they are typed. Nothing here waits for a last step."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_guest import Rate
from bot.handlers import asking, reading
from bot.screen import Screen
from bot.screens import review
from bot.screens.review import Stars
from bot.talk import Talk
from core import catalogue, i18n, reviews
from core.catalogue import Card
from core.database import Tx
from core.errors import NotReviewable
from core.models import Direction, User

SAYS = {"e": Direction.guest_event, "h": Direction.guest_host}


async def rate(talk: Talk, callback_data: Rate, state: FSMContext) -> None:
    event_id, stars = callback_data.event_id, callback_data.stars
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        event = await catalogue.event(tx, event_id, user.id)
        if stars in "12345":
            await reviews.say(tx, user.id, event_id, SAYS[callback_data.whom], int(stars))
        said = await _said(tx, user, event_id)
        if (stars == "0" or said.event is None) and not await reviews.is_open(tx, user.id, event_id):
            raise NotReviewable(event_id=event_id)
    if said.event and callback_data.whom == "h":
        asked = getattr(talk.message, "message_id", None)
        await asking.ask(state, "review", event_id, on=asked)
    await talk.show(_next(talk, callback_data, event, said))


def _next(talk: Talk, pressed: Rate, event: Card, said: Stars) -> Screen:
    """What comes after this tap: first the event's stars, then the host's, then words."""
    back = reading.card_under(talk, event.id)
    if said.event is None or (pressed.whom, pressed.stars) == ("e", "0"):
        return review.ask_event(talk.words, event, said, back)
    if (pressed.whom, pressed.stars) == ("e", "x"):
        return review.done(talk.words, event, said, back)
    step = review.thank if pressed.whom == "h" and pressed.stars != "0" else review.ask_host
    return step(talk.words, event, said, back)


async def _said(tx: Tx, user: User, event_id: int) -> Stars:
    stars = {one.direction: one.stars for one in await reviews.my(tx, user.id, event_id)}
    return Stars(stars.get(Direction.guest_event), stars.get(Direction.guest_host))


async def words(talk: Talk) -> None:
    event_id, text = talk.question["of"], getattr(talk.event, "text", None) or ""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await reviews.say(tx, user.id, event_id, Direction.guest_event, None, text)
        event = await catalogue.event(tx, event_id, user.id)
    talk.remember(talk.question)
    await talk.show(review.kept(talk.words, event))
    await talk.strip(talk.question.get("message_id"))


async def correct(talk: Talk, question: dict[str, Any]) -> str:
    """Other words in the place of those that were written before."""
    text = getattr(talk.event, "text", None) or ""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await reviews.say(tx, user.id, question["of"], Direction.guest_event, None, text)
    return talk.words.plain("answer-quoted", text=i18n.name(text, 300))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="reviews")
    router.callback_query.register(rate, Rate.filter())
    router.message.register(words, asking.answers("review"))
    return router
