"""Answers to a draft's open question, as people type or send them; a sent one that is edited is another answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import Location, Message

from bot import screen as screens
from bot.handlers import draft_reading, drafting
from bot.handlers.draft_reading import Desk
from bot.screen import Screen
from bot.screens import draft_refusals, draft_words
from bot.talk import Talk
from core import draft_answers, drafts, rights
from core.database import Tx
from core.draft_answers import Answer
from core.errors import CapacityBelowTaken, EventClosed, Invalid, NotADraft, NotFound
from core.said_times import Day, Moment, Past

ANSWERS = {
    "text", "venue", "location", "photo", "video", "voice", "video_note", "audio", "sticker", "animation", "document",
}  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """What somebody sent as an answer: words, an instant that their client marked, a point that may have no words."""

    text: str
    instant: datetime | None = None
    point: str | None = None


def _typed(message: Message) -> Typed | None:
    venue, location = message.venue, message.location
    if venue:
        words = ", ".join(part for part in (venue.title, venue.address) if part)
        return Typed(words[:300], point=_written(venue.location))
    if location:
        return Typed("", point=_written(location))
    marked = [e.unix_time for e in message.entities or [] if e.type == "date_time" and e.unix_time]
    when = datetime.fromtimestamp(marked[0], UTC) if marked and 0 < marked[0] < 2**33 else None
    return Typed(message.text, when) if message.text else None


def _written(point: Location) -> str:
    return f"{point.latitude:.6f}/{point.longitude:.6f}"


async def typed(talk: Talk, state: FSMContext) -> None:
    """The answer to the open question; with none open it is somebody else's business."""
    message = talk.event
    if not isinstance(message, Message) or (message.via_bot and message.via_bot.id == talk.bot.id):
        raise SkipHandler
    async with talk.db.begin() as tx:
        screen = await _answer(tx, talk, message)
    if screen is None:
        raise SkipHandler
    question = talk.question.get("draft_card")
    await state.clear()
    await talk.show(screen)
    if question:
        await screens.strip_at(talk.bot, talk.chat_id, question)


async def _answer(tx: Tx, talk: Talk, message: Message) -> Screen | None:
    user = await talk.meet(tx)
    draft = await drafts.asked(tx, user.id)
    if draft is None or not draft.asking:
        return None
    try:
        if draft.event_id is not None:
            await rights.ensure_manages(tx, user.id, draft.event_id)
    except NotFound:
        # It was about an event that they run no more.
        await drafts.leave(tx, user.id)
        return None
    desk = await draft_reading.desk(tx, talk, user, draft)
    talk.remember({"about": "draft", "of": desk.of, "what": draft.asking})
    return await _answered(tx, talk, desk, draft.asking, _typed(message))


async def _answered(tx: Tx, talk: Talk, desk: Desk, asking: str, said: Typed | None) -> Screen:
    if said is None or (said.point and not asking.startswith("place")):
        return await draft_reading.question(tx, talk, desk, asking, problem=talk.words.plain("text-needed"))
    if said.point and not said.text.strip():
        return await draft_reading.question(tx, talk, desk, f"place {said.point}")
    answer = _read(desk, asking, said)
    if not isinstance(answer, Answer):
        refused = draft_refusals.refused(talk.words, desk.of, asking, said.text, answer, desk.whole, desk.now)
        return await draft_reading.refused(tx, talk, desk, refused)
    try:
        kept = await desk.put(tx, answer.values, talk.settings.event_defaults())
    except (Invalid, CapacityBelowTaken) as error:
        problem = draft_refusals.sentence(talk.words, error)
        return await draft_reading.question(tx, talk, desk, asking, problem=problem)
    screen = await drafting.following(tx, talk, kept, asking.partition(" ")[0])
    return draft_refusals.doubted(talk.words, kept.of, screen, answer.doubt, kept.whole["zone"])


def _read(desk: Desk, asking: str, said: Typed) -> draft_answers.Said | None:
    if said.point:
        asking = f"place {said.point}"
    if said.instant and asking.startswith("start"):
        return draft_answers.start(Moment(said.instant) if said.instant > desk.now else Past(None))
    return draft_answers.read(asking, said.text, desk.whole, desk.now)


async def correct(talk: Talk, question: dict[str, Any]) -> str | None:
    """Another value in the place of the one that was written before; the question that is open by now stays open."""
    message = talk.event
    said = _typed(message) if isinstance(message, Message) else None
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        try:
            desk = await draft_reading.load(tx, talk, user, question["of"])
        except (NotFound, NotADraft, EventClosed):
            return None  # published or thrown away meanwhile: what is edited there is edited
        answer = _read(desk, question["what"], said) if said else None
        asking = desk.draft.asking
        if isinstance(answer, Day) and (asking or "").startswith("start "):
            screen = await draft_reading.question(tx, talk, desk, f"start {answer.day.isoformat()}")
            return await _ask_below(talk, screen)
        if not isinstance(answer, Answer):
            return None
        desk = await desk.put(tx, answer.values, talk.settings.event_defaults())
        if asking:
            await drafts.ask(tx, desk.draft, asking)
        return draft_words.now(talk.words, question["what"].partition(" ")[0], desk.whole, desk.now)


async def _ask_below(talk: Talk, screen: Screen) -> None:
    """The hour of another day; the buttons of the day before go."""
    earlier = talk.question.get("draft_card")
    await talk.show_below(screen)
    await talk.strip(earlier)


def build_typed() -> Router:
    """Answers: after every command, before a search."""
    router = Router(name="answers")
    router.message.register(typed, F.content_type.in_(ANSWERS), ~F.text.startswith("/"))
    return router
