"""Saying how it was: stars are kept at once, words when they are typed. Nothing here waits for a last step."""

import time

from aiogram import F, Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_guest import Rate
from bot.handlers import reading
from bot.screen import Screen
from bot.screens import review
from bot.screens.review import Stars
from bot.talk import Talk
from core import catalogue, reviews
from core.catalogue import Card
from core.database import Tx
from core.errors import NotReviewable
from core.models import Direction, User

SAYS = {"e": Direction.guest_event, "h": Direction.guest_host}
ASKS_WORDS = "review"


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
        await state.set_data({"about": ASKS_WORDS, "of": event_id, "asked_at": time.time(), "message_id": asked})
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


def answers(_message: object, talk: Talk) -> bool:
    """Whether typed words belong to a review."""
    return talk.question.get("about") == ASKS_WORDS


async def words(talk: Talk) -> None:
    event_id, text = talk.question["of"], getattr(talk.event, "text", None) or ""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await reviews.say(tx, user.id, event_id, Direction.guest_event, None, text)
        event = await catalogue.event(tx, event_id, user.id)
    await talk.show(review.kept(talk.words, event))
    await talk.strip(talk.question.get("message_id"))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="reviews")
    router.callback_query.register(rate, Rate.filter())
    router.message.register(words, F.text, ~F.text.startswith("/"), answers)
    return router
