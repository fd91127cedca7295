"""The own e-mail address, proved by a code: typed, sent for, and kept when the code comes back (SCREENS 4.11).

The letter leaves after the commit, and a slow server holds nobody: the card says that the code is on its way, and
changes if it is not. Addresses and codes come from rows and from what is typed, never from a button.
"""

import functools
import unicodedata
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot import screen as screens
from bot.callbacks_pages import Email
from bot.handlers import asking, errors, reading
from bot.post import Fate, Post
from bot.screen import Screen
from bot.screens import own as own_screen
from bot.talk import Talk
from core import emails
from core.database import Tx
from core.emails import Sending
from core.errors import EmailTaken, Invalid, TooManyCodes
from core.models import User

ADDRESS, CODE = "email", "code"


async def room(talk: Talk, callback_data: Email, state: FSMContext) -> None:
    """The address that is kept, the code that is waited for, or the question for an address."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if not talk.settings.mail and not user.email:
            shown, asks = await reading.settings(tx, talk, user), None
        else:
            shown, asks = await _room(tx, talk, user, callback_data)
    if asks:
        await asking.ask(state, asks, on=asking.under(talk), card=shown)
    await talk.show(shown)


async def _room(tx: Tx, talk: Talk, user: User, wanted: Email) -> tuple[Screen, str | None]:
    """What is shown, and which question is open then."""
    mail = bool(talk.settings.mail)
    waiting = await emails.waiting(tx, user.id) if mail and wanted.what == "ask" else None
    if waiting is not None:
        until = talk.words.date(waiting.expires_at, user.zone or talk.settings.zone, "clock")
        return own_screen.code_waits(talk.words, waiting.address, until, kept=bool(user.email)), CODE
    if user.email and (wanted.what == "ask" or not mail):
        return own_screen.email(talk.words, user.email, mail=mail), None
    return own_screen.ask_email(talk.words), ADDRESS


async def typed(talk: Talk, state: FSMContext, post: Post) -> None:
    """An address, or the code that is still good after too many were asked for; what is neither is asked for again."""
    said = _text(talk)
    if _code(said) is not None and await _is_awaited(talk):
        await written(talk, state, post)
        return
    await _send(talk, state, post, said)


async def _is_awaited(talk: Talk) -> bool:
    async with talk.db.begin() as tx:
        return await emails.waiting(tx, (await talk.meet(tx)).id) is not None


async def again(talk: Talk, state: FSMContext, post: Post) -> None:
    """Another code to the address that was written last."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        latest = await emails.latest(tx, user.id)
    address = talk.question.get("address") or (latest.address if latest else None)
    if address is None or not talk.settings.mail:
        await room(talk, Email(what="new"), state)
        return
    await _send(talk, state, post, str(address))


async def _send(talk: Talk, state: FSMContext, post: Post, said: str) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            code = await emails.ask(tx, user.id, said)
    except Invalid:
        await asking.refuse(talk, state, talk.words.plain("email-unread"))
        return
    except TooManyCodes as error:
        await _wait(talk, state, said, error)
        return
    if talk.tap is None:
        await asking.answered(talk, state)
    shown = own_screen.code_sent(talk.words, code.address)
    drawn = await talk.show(shown)
    on = getattr(drawn, "message_id", None) or asking.under(talk)
    await asking.ask(state, CODE, on=on, card=shown, follows=ADDRESS)
    if talk.tap is None:
        await talk.strip(talk.question.get("message_id"))
    letter = own_screen.letter(talk.words, talk.settings.mail, code.address, code.code, talk.bot_username)
    await post.send(letter, functools.partial(_told, talk, code, drawn or (talk.message if talk.tap else None)))


async def _wait(talk: Talk, state: FSMContext, said: str, error: TooManyCodes) -> None:
    """Not now. What was written waits in the question."""
    sentence = errors.sentence(talk.words, error, talk.settings.zone)
    shown = own_screen.email_refused(talk.words, sentence, again=True)
    drawn = await talk.show(shown)
    on = getattr(drawn, "message_id", None) or asking.under(talk)
    await asking.ask(state, ADDRESS, on=on, card=shown, address=said)
    if talk.tap is None:
        await talk.strip(talk.question.get("message_id"))


async def _told(talk: Talk, code: Sending, card: Any, fate: Fate) -> None:
    """The card that said that a code is on its way says so no more, when it is not."""
    if fate is Fate.sent:
        return
    if fate is Fate.away:
        async with talk.db.begin() as tx:
            await emails.not_sent(tx, code.id)
    shown = own_screen.not_delivered(talk.words, code.address, refused=fate is Fate.refused)
    await screens.show(talk.bot, talk.chat_id, shown, card)


async def written(talk: Talk, state: FSMContext, post: Post) -> None:
    """The code out of the letter, or another address in place of it."""
    said = _text(talk)
    if "@" in said:
        await _send(talk, state, post, said)
        return
    digits = _code(said)
    if digits is None:
        await _ask_again(talk, state, own_screen.not_proved(talk.words, "email-not-code"))
        return
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            proof = await emails.confirm(tx, user.id, digits)
            settings = await reading.settings(tx, talk, user)
    except EmailTaken as error:
        sentence = errors.sentence(talk.words, error, talk.settings.zone)
        await _ask_again(talk, state, own_screen.email_refused(talk.words, sentence, again=False))
        return
    if proof.confirmed:
        await asking.settle(talk, state, settings)
    elif proof.left:
        await _ask_again(talk, state, own_screen.not_proved(talk.words, "email-wrong", left=proof.left))
    else:
        await _ask_again(talk, state, own_screen.not_proved(talk.words, "email-over"))


def _code(said: str) -> str | None:
    """The code that was typed, however its digits are written and set apart; None if that is none."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in said if sign.isdecimal())
    is_code = len(digits) == emails.DIGITS and "@" not in said and not any(sign.isalpha() for sign in said)
    return digits if is_code else None


async def _ask_again(talk: Talk, state: FSMContext, shown: Screen) -> None:
    """The question goes on below; where it stood before it loses its buttons."""
    drawn = await talk.show(shown)
    await asking.ask(state, CODE, on=drawn and drawn.message_id, card=shown, follows=ADDRESS)
    await talk.strip(talk.question.get("message_id"))


def _text(talk: Talk) -> str:
    return (talk.event.text if isinstance(talk.event, Message) else None) or ""


async def take_off(talk: Talk) -> None:
    """Nobody is to write there any more. The person stays reachable: this is their chat."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await emails.drop(tx, user.id)
        settings = await reading.settings(tx, talk, user)
    await talk.show(settings)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="email")
    router.callback_query.register(again, Email.filter(F.what == "again"))
    router.callback_query.register(take_off, Email.filter(F.what == "off"))
    router.callback_query.register(room, Email.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions."""
    router = Router(name="email_typed")
    router.message.register(typed, asking.answers(ADDRESS))
    router.message.register(written, asking.answers(CODE))
    return router
