"""The own phone number, handed over by Telegram's button; only the sender's own contact counts (SCREENS 4.11).

It is never read from a button's data, which a client may write as it likes: a contact that waits to be kept waits as a
question's row.
"""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, ReplyKeyboardRemove

from bot.callbacks_pages import Phone
from bot.handlers import asking, page_reading, reading
from bot.handlers.errors import Retired
from bot.screens import own as own_screen
from bot.talk import Talk
from core import i18n, users
from core.errors import NotFound

ASKS, OFFERS = "phone", "own-phone"
KEYS = ("button-keys-done", "button-keys-no")
PUT_AWAY = {i18n.words(language).plain(key) for language in i18n.LANGUAGES for key in KEYS}


async def ask(talk: Talk, callback_data: Phone, state: FSMContext) -> None:
    """The number that is kept, or Telegram's button that hands one over."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
    if user.phone and callback_data.what == "ask":
        await talk.show(own_screen.phone(talk.words, user.phone))
        return
    await asking.ask(state, ASKS, 0, keys_left=talk.words.plain("keys-left"))
    await talk.acknowledge()
    await _say_over_keys(talk, "phone-ask")


async def _say_over_keys(talk: Talk, said: str) -> None:
    keys = own_screen.phone_keys(talk.words)
    await talk.bot.send_message(talk.chat_id, talk.words(said), reply_markup=keys)


async def typed(talk: Talk) -> None:
    """A number that was written may be anybody's; it is no search either."""
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    await _say_over_keys(talk, "phone-by-button")


async def shared(talk: Talk, state: FSMContext) -> None:
    contact = talk.event.contact if isinstance(talk.event, Message) else None
    if contact is None:
        raise SkipHandler
    asked = talk.question.get("about") == ASKS
    if contact.user_id != talk.person.id:
        if not asked:
            raise SkipHandler
        async with talk.db.begin() as tx:
            await talk.meet(tx)
        await talk.say(talk.words.plain("phone-not-own"))
    elif asked:
        await _keep(talk, state, contact.phone_number)
    else:
        async with talk.db.begin() as tx:
            await talk.meet(tx)
        await asking.ask(state, OFFERS, 0, phone=contact.phone_number)
        await talk.show(own_screen.offer(talk.words))


async def _keep(talk: Talk, state: FSMContext, number: str) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await users.set_phone(tx, user.id, number)
        settings = await reading.settings(tx, talk, user)
    await state.clear()
    await talk.acknowledge()
    await talk.bot.send_message(talk.chat_id, talk.words("phone-saved"), reply_markup=ReplyKeyboardRemove())
    await talk.show_below(settings)


async def decide(talk: Talk, callback_data: Phone, state: FSMContext) -> None:
    """Keep the number that was just sent, or forget the one that is kept."""
    if callback_data.what == "keep":
        if talk.question.get("about") != OFFERS:
            raise Retired
        await talk.strip(getattr(talk.message, "message_id", None))
        await _keep(talk, state, str(talk.question["phone"]))
        return
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if callback_data.what == "off":
            await users.set_phone(tx, user.id, None)
        settings = await reading.settings(tx, talk, user)
    await talk.show(settings)


async def put_away(talk: Talk, state: FSMContext) -> None:
    """The keyboard below the chat goes, whatever it was for; what it was about is shown as it stands."""
    page_id = int(talk.question["of"]) if talk.question.get("about") == "team" else 0
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        try:
            screen = await page_reading.team(tx, talk, user, page_id)
        except NotFound:
            screen = await reading.settings(tx, talk, user)
    await state.clear()
    await talk.bot.send_message(talk.chat_id, talk.words("keys-away"), reply_markup=ReplyKeyboardRemove())
    await talk.show_below(screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="phone")
    router.callback_query.register(ask, Phone.filter(F.what.in_({"ask", "new"})))
    router.callback_query.register(decide, Phone.filter())
    router.message.register(shared, F.contact)
    return router


def build_typed() -> Router:
    """The plain keys of the keyboard below the chat, and what is written instead of them: before a search."""
    router = Router(name="phone_typed")
    router.message.register(put_away, F.text.in_(PUT_AWAY))
    router.message.register(typed, asking.answers(ASKS))
    return router
