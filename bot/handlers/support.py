"""/paysupport: asking about a payment, and the admins' answers; /terms."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext

from bot.callbacks_money import Pays, PaySupport, Reply
from bot.handlers import asking
from bot.screens import support as support_screen
from bot.talk import Talk
from core import support
from core.errors import Invalid
from core.rails import Rail


async def which(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        payments = await support.payments_of(tx, user.id)
    test = talk.rails.of(talk.settings.currency) is Rail.test
    await talk.show(support_screen.draw(talk.words, payments, test=test))


async def about(talk: Talk, callback_data: Pays, state: FSMContext) -> None:
    number = callback_data.payment_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        payment = await support.payment_of(tx, user.id, number) if number else None
    screen = support_screen.draw_ask(talk.words, payment)
    await asking.ask(state, "pays", number, card=screen)
    await talk.show(screen)


async def asked(talk: Talk, state: FSMContext) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            question = await support.ask(tx, user.id, talk.question["of"], getattr(talk.event, "text", ""))
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await state.clear()
    await talk.show(support_screen.draw_passed_on(talk.words, question.id))


async def reply(talk: Talk, callback_data: Reply, state: FSMContext) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        question = await support.get(tx, user.id, callback_data.support_id)
    screen = support_screen.draw_reply(talk.words, question)
    if question.answer is None:
        await asking.ask(state, "reply", question.id, card=screen)
    await talk.show(screen)


async def replied(talk: Talk, state: FSMContext) -> None:
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            question = await support.answer(tx, user.id, talk.question["of"], getattr(talk.event, "text", ""))
    except Invalid as error:
        await asking.refuse(talk, state, asking.unfit(talk.words, error))
        return
    await state.clear()
    await talk.show(support_screen.draw_reply(talk.words, question))


async def terms(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    await talk.show(support_screen.draw_terms(talk.words, talk.settings.terms_url))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="support")
    router.message.register(which, Command("paysupport"))
    router.message.register(terms, Command("terms"))
    router.callback_query.register(which, PaySupport.filter())
    router.callback_query.register(about, Pays.filter())
    router.callback_query.register(reply, Reply.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions."""
    router = Router(name="support_typed")
    router.message.register(asked, asking.answers("pays"))
    router.message.register(replied, asking.answers("reply"))
    return router
