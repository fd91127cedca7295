"""Ending an event: cancelled in two confirmations, or held; then the host's stars, for the evening and each guest."""

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_hosting import Held, RateGuest, Stop
from bot.handlers import asking, errors, running
from bot.screen import Screen
from bot.screens import ending as ending_screen
from bot.talk import Talk
from core import called_off, catalogue, closing, database, guests, reasons, reviews
from core.database import Tx
from core.errors import EventClosed, GuestsChanged, Invalid
from core.models import Direction, EventStatus, User


async def stop(talk: Talk, callback_data: Stop, state: FSMContext) -> None:
    """Asked why; the picked words are what guests will read."""
    event_id = callback_data.event_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await _over(tx, talk, user, event_id)
        if screen is None and callback_data.step == "1":
            card = await catalogue.event(tx, event_id, user.id)
            preview = await called_off.preview(tx, user.id, event_id)
            screen = ending_screen.draw_why(talk.words, card, preview)
        elif screen is None:
            screen = await _sure(
                tx, talk, user, event_id, talk.words.plain(f"button-stop-{callback_data.why or 'few'}")
            )
    if callback_data.step == "1":
        await asking.ask(state, "stop", event_id, card=screen)
    await talk.show(screen)


async def _over(tx: Tx, talk: Talk, user: User, event_id: int) -> Screen | None:
    """How a cancelled event stands: to cancel it once more is no refusal. Raises NotFound, EventClosed."""
    own = await running.own(tx, user, event_id)
    if own.card.status is EventStatus.cancelled:
        return await running.card(tx, talk, user, event_id)
    if own.card.status is not EventStatus.published:
        raise EventClosed(event_id=event_id)
    return None


async def _sure(tx: Tx, talk: Talk, user: User, event_id: int, said: str) -> Screen:
    reason = await reasons.keep(tx, user.id, event_id, said)
    preview = await called_off.preview(tx, user.id, event_id)
    return ending_screen.draw_sure(talk.words, event_id, preview, reason)


async def why(talk: Talk, state: FSMContext) -> None:
    """What was typed is what guests will read."""
    event_id = talk.question["of"]
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            screen = await _over(tx, talk, user, event_id)
            if screen is None:
                screen = await _sure(tx, talk, user, event_id, getattr(talk.event, "text", ""))
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await asking.answered(talk, state)
    await talk.show(screen)


async def cancel(talk: Talk, callback_data: Stop) -> None:
    """The deed. Who booked since it was shown is asked about first."""
    event_id = callback_data.event_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        reason = await reasons.get(tx, user.id, callback_data.reason_id, event_id=event_id)
    try:
        async with talk.db.begin() as tx:
            await closing.cancel(tx, user.id, event_id, reason.text, guests=callback_data.guests)
    except GuestsChanged as error:
        await talk.answer(errors.sentence(talk.words, error, talk.settings.zone), alert=True)
        async with talk.db.begin() as tx:
            preview = await called_off.preview(tx, user.id, event_id)
        await talk.show(ending_screen.draw_sure(talk.words, event_id, preview, reason))
        return
    async with talk.db.begin() as tx:
        screen = await running.card(tx, talk, user, event_id)
    await talk.show(screen)


async def held(talk: Talk, callback_data: Held) -> None:
    event_id = callback_data.event_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await closing.complete(tx, user.id, event_id)
        screen = await _rate_event(tx, talk, user, event_id, talk.words("held-done"))
    await talk.show(screen, settles=True)


async def rate(talk: Talk, callback_data: RateGuest) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await (_of_event if callback_data.whom == "v" else _of_guest)(tx, talk, user, callback_data)
    await talk.show(screen)


async def _of_event(tx: Tx, talk: Talk, user: User, wish: RateGuest) -> Screen:
    event_id = wish.number
    if wish.stars == "0":
        return await _rate_event(tx, talk, user, event_id)
    if wish.stars != "x":
        await reviews.say(tx, user.id, event_id, Direction.host_event, int(wish.stars))
    return await _rate_guest(tx, talk, user, event_id, after=0)


async def _of_guest(tx: Tx, talk: Talk, user: User, wish: RateGuest) -> Screen:
    guest: Any = await guests.card(tx, user.id, wish.number)
    event_id = guest.event_id
    if wish.stars not in {"0", "x"}:
        stars = int(wish.stars)
        await reviews.say(tx, user.id, event_id, Direction.host_guest, stars, target_id=guest.user_id)
    return await _rate_guest(tx, talk, user, event_id, after=wish.number - (wish.stars == "0"))


async def _rate_event(tx: Tx, talk: Talk, user: User, event_id: int, note: str | None = None) -> Screen:
    own = await running.own(tx, user, event_id)
    said = [row.stars for row in await reviews.my(tx, user.id, event_id) if row.direction is Direction.host_event]
    return ending_screen.draw_rate_event(talk.words, own.card, said[0] if said else None, note)


async def _rate_guest(tx: Tx, talk: Talk, user: User, event_id: int, *, after: int) -> Screen:
    guest = await reviews.next_guest(tx, user.id, event_id, after=after)
    if guest is None:
        return ending_screen.draw_rated(talk.words, event_id, anybody=after > 0)
    card = await catalogue.event(tx, event_id, user.id)
    return ending_screen.draw_rate_guest(talk.words, card, guest, await database.now(tx))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="ending")
    router.callback_query.register(cancel, Stop.filter(F.step == "3"))
    router.callback_query.register(stop, Stop.filter())
    router.callback_query.register(held, Held.filter())
    router.callback_query.register(rate, RateGuest.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's question."""
    router = Router(name="ending_typed")
    router.message.register(why, asking.answers("stop"))
    return router
