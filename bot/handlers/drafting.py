"""A new event and the changes of one, asked field by field: by quick choices (SCREENS 5.1).

Every answer is kept at once, by what is typed too: `draft_typing`. `of` says what it is about, as in `callbacks_draft`.
"""

from datetime import UTC, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject

from bot.callbacks_draft import Ask, Put
from bot.handlers import draft_reading
from bot.handlers.draft_reading import Desk
from bot.screen import Screen
from bot.screens import draft_questions, draft_refusals
from bot.talk import Talk
from core import draft_answers, draft_fields, drafts, rights
from core.database import Tx
from core.draft_fields import NEEDED, Fields
from core.errors import CapacityBelowTaken, Invalid
from core.event_fields import POINT
from core.models import Access, Format, User

FORMATS = {"o": Format.online, "h": Format.hybrid, "p": Format.in_person}
COLUMNS = {
    "seats": "capacity", "max": "max_seats_per_booking", "hold": "booking_ttl", "ends": "lasts", "refund": "refund",
}  # fmt: skip


async def command(talk: Talk, command: CommandObject) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        named = await _named(tx, talk, user, command.args) if command.args else None
        screen = named or await opening(tx, talk, user)
    await talk.show_below(screen)


async def _named(tx: Tx, talk: Talk, user: User, name: str) -> Screen | None:
    """The second question, where the name came with the command; None: there is no room for another draft."""
    if len(await drafts.mine(tx, user.id)) >= drafts.MOST:
        return None
    desk = await draft_reading.begin(tx, talk, user)
    try:
        desk = await desk.put(tx, {"name": name}, talk.settings.event_defaults())
    except Invalid as error:
        return await draft_reading.question(tx, talk, desk, "name", problem=draft_refusals.sentence(talk.words, error))
    return await following(tx, talk, desk, "name")


async def opening(tx: Tx, talk: Talk, user: User) -> Screen:
    """What lies open, or the first question of a new event. Raises Banned, HostingClosed."""
    lying = await drafts.begun(tx, user.id)
    if lying:
        return draft_questions.draw_lying(talk.words, lying, full=len(lying) >= drafts.MOST)
    desk = await draft_reading.begin(tx, talk, user)
    return await draft_reading.question(tx, talk, desk, "name")


async def ask(talk: Talk, callback_data: Ask) -> None:
    async with talk.db.begin() as tx:
        screen = await _asked(tx, talk, await talk.meet(tx), callback_data)
    await talk.show(screen)


async def _asked(tx: Tx, talk: Talk, user: User, wanted: Ask) -> Screen:
    if wanted.of != "new":
        desk = await draft_reading.load(tx, talk, user, wanted.of)
        if not wanted.what:
            return await draft_reading.card(tx, talk, desk)
        return await draft_reading.question(tx, talk, desk, wanted.what)
    if len(await drafts.mine(tx, user.id)) >= drafts.MOST:
        return await opening(tx, talk, user)
    return await draft_reading.question(tx, talk, await draft_reading.begin(tx, talk, user), wanted.what or "name")


async def put(talk: Talk, callback_data: Put) -> None:
    refusal: str | None = None
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        desk = await draft_reading.load(tx, talk, user, callback_data.of)
        try:
            said = await _chosen(tx, user, callback_data)
            desk = await desk.put(tx, said, talk.settings.event_defaults())
        except (Invalid, CapacityBelowTaken) as error:
            refusal = draft_refusals.sentence(talk.words, error)
            screen = await draft_reading.question(tx, talk, desk, _asks(callback_data.what))
        else:
            screen = await following(tx, talk, desk, callback_data.what)
    talk.left_draft = False  # this tap answered it
    if refusal:
        await talk.answer(refusal, alert=True)
    await talk.show(screen)


def _asks(what: str) -> str:
    return "place" if what in ("format", "point") else what


async def _chosen(tx: Tx, user: User, choice: Put) -> Fields:
    """The fields of a quick choice. Raises Invalid for what no button of ours says."""
    value = choice.value
    try:
        if choice.what in COLUMNS:
            return {COLUMNS[choice.what]: int(value)}
        return await _worded(tx, user, choice.what, value)
    except (KeyError, ValueError, OverflowError, OSError):
        raise Invalid(choice.what, "not_a_choice") from None


async def _worded(tx: Tx, user: User, what: str, value: str) -> Fields:
    if what == "start":
        return {"starts_at": datetime.fromtimestamp(int(value), UTC).isoformat()}
    if what == "place":
        return await _place_again(tx, user, int(value))
    if what == "price":
        minor, _, currency = value.partition(".")
        return {"price": int(minor), "currency": currency}
    plain: dict[str, Any] = {
        "point": lambda: draft_answers.point(value),
        "format": lambda: {"format": FORMATS[value]} | ({"place": ""} if value == "o" else {}),
        "tz": lambda: {"zone": value},
        "access": lambda: {"access": {"p": Access.public, "i": Access.private}[value]},
        "confirm": lambda: {"requires_confirmation": bool(("0", "1").index(value))},
        "page": lambda: {"organizer_id": None if value == "none" else int(value)},
    }
    return dict(plain[what]())


async def _place_again(tx: Tx, user: User, event_id: int) -> Fields:
    await rights.ensure_manages(tx, user.id, event_id)
    was = next((event for event in await drafts.earlier(tx, user.id) if event.id == event_id), None)
    if was is None or not was.place:
        raise Invalid("place", "not_a_choice")
    point = {field: getattr(was, field) for field in POINT if was.latitude is not None}
    return {"place": was.place, "format": Format.in_person} | point


async def following(tx: Tx, talk: Talk, desk: Desk, what: str) -> Screen:
    """What comes after an answer: the next question, the draft's card, the changes."""
    if not desk.is_new:
        return await draft_reading.changed(tx, talk, desk)
    if what == "tz":
        return await draft_reading.question(tx, talk, desk, "start", said=what)
    if what == "format" and desk.whole["format"] != Format.in_person and not desk.whole["online_link"]:
        return await draft_reading.question(tx, talk, desk, "link", said=what)
    at = "place" if what in ("format", "link", "point") else what
    if at not in (*NEEDED, "access"):
        return await draft_reading.grid(tx, talk, desk)
    ahead = draft_fields.missing(desk.whole)
    if what == "access" or not ahead:
        return await draft_reading.card(tx, talk, desk)
    after = next((one for one in ahead if NEEDED.index(one) > NEEDED.index(at)), ahead[0])
    return await draft_reading.question(tx, talk, desk, after, said=what)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="drafting")
    router.message.register(command, Command("new"))
    router.callback_query.register(ask, Ask.filter())
    router.callback_query.register(put, Put.filter())
    return router
