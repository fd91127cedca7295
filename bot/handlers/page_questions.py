"""What guests of a page ask again and again: added, said otherwise, put in order, dropped by the page's team."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext

from bot.callbacks_pages import Faqs, Ques
from bot.handlers import asking, page_reading
from bot.screen import Screen
from bot.screens import page_questions as screens
from bot.screens import pages as pages_screen
from bot.talk import Talk
from core import questions
from core.database import Tx
from core.errors import Invalid
from core.models import User

QUESTION, ANSWER = "page-question", "page-answer"


async def show_list(talk: Talk, callback_data: Faqs) -> None:
    async with talk.db.begin() as tx:
        screen = await _list(tx, talk, await talk.meet(tx), callback_data.page_id)
    await talk.show(screen)


async def _list(tx: Tx, talk: Talk, user: User, page_id: int) -> Screen:
    page = await page_reading.own(tx, user, page_id)
    return screens.draw_list(talk.words, page, await questions.of_page(tx, page_id))


async def _one(tx: Tx, talk: Talk, user: User, page_id: int, question_id: int) -> Screen:
    rows, place = await page_reading.asked(tx, user, page_id, question_id)
    return screens.draw(talk.words, page_id, rows, place)


async def change(talk: Talk, callback_data: Ques) -> None:
    """Shown, moved by one place, or dropped after a question."""
    page_id, question_id = callback_data.page_id, callback_data.question_id
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        if callback_data.what == "gone":
            await questions.drop(tx, user.id, question_id)
            screen = await _list(tx, talk, user, page_id)
        else:
            rows, place = await page_reading.asked(tx, user, page_id, question_id)
            step = {"up": -1, "down": 1}.get(callback_data.what, 0)
            if step:
                await questions.move(tx, user.id, question_id, max(0, place + step))
            if callback_data.what == "off":
                screen = screens.draw_off(talk.words, page_id, rows[place])
            else:
                screen = await _one(tx, talk, user, page_id, question_id)
    await talk.show(screen)


async def ask(talk: Talk, callback_data: Ques, state: FSMContext) -> None:
    """The question for a new one, or for other words of one."""
    page_id, question_id, what = callback_data.page_id, callback_data.question_id, callback_data.what
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        await page_reading.own(tx, user, page_id)
        one = None
        if what != "new":
            rows, place = await page_reading.asked(tx, user, page_id, question_id)
            one = rows[place]
    about, question_id = ANSWER if what == "a" else QUESTION, one.id if one else 0
    if one and what == "a":
        screen = screens.ask_answer(talk.words, page_id, one.question, one)
    else:
        screen = screens.ask_question(talk.words, page_id, one)
    await asking.ask(state, about, page_id, on=asking.under(talk), card=screen, question_id=question_id)
    await talk.show(screen)


async def typed_question(talk: Talk, state: FSMContext) -> None:
    """Other words for a question; of a new one the answer is asked next, and the question waits in its row."""
    page_id, question_id = int(talk.question["of"]), int(talk.question["question_id"])
    words = getattr(talk.event, "text", "")
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            await page_reading.own(tx, user, page_id)
            if question_id:
                await questions.edit(tx, user.id, question_id, question=words)
                screen = await _one(tx, talk, user, page_id, question_id)
            else:
                screen = screens.ask_answer(talk.words, page_id, questions.fit(words))
    except Invalid as error:
        await asking.refuse(talk, state, pages_screen.unfit(talk.words, error))
        return
    await asking.settle(talk, state, screen)
    if not question_id:
        await asking.ask(state, ANSWER, page_id, card=screen, question_id=0, question=words)


async def typed_answer(talk: Talk, state: FSMContext) -> None:
    page_id, question_id = int(talk.question["of"]), int(talk.question["question_id"])
    words = getattr(talk.event, "text", "")
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            if question_id:
                await questions.edit(tx, user.id, question_id, answer=words)
            else:
                added = await questions.add(tx, user.id, page_id, str(talk.question["question"]), words)
                question_id = added.id
                # Whoever edits this answer means this question, not one more.
                talk.question |= {"question_id": question_id}
            screen = await _one(tx, talk, user, page_id, question_id)
    except Invalid as error:
        await asking.refuse(talk, state, pages_screen.unfit(talk.words, error))
        return
    await asking.settle(talk, state, screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="page_questions")
    router.callback_query.register(show_list, Faqs.filter())
    router.callback_query.register(ask, Ques.filter(F.what.in_({"new", "q", "a"})))
    router.callback_query.register(change, Ques.filter())
    return router


def build_typed() -> Router:
    """Typed words that answer this journey's questions."""
    router = Router(name="page_questions_typed")
    router.message.register(typed_question, asking.answers(QUESTION))
    router.message.register(typed_answer, asking.answers(ANSWER))
    return router
