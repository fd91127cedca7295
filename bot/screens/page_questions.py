"""What guests of a page ask again and again, for its team: the list, one question, asking for its words."""

from markupsafe import Markup

from bot.callbacks_guest import Page
from bot.callbacks_pages import Faqs, Ques
from bot.screen import Screen, button, danger, keyboard, primary
from bot.screens import behind, pages, parts
from core import i18n
from core.i18n import Words
from core.models import Organizer, Question

LINE = 60


def draw_list(w: Words, page: Organizer, questions: list[Question]) -> Screen:
    """All of them, in the order in which guests read them."""
    shown = questions[: pages.MOST]
    items = [Markup("{}. {}").format(n, pages.called(one.question, LINE)) for n, one in enumerate(shown, 1)]
    numbers = [button(str(n), Ques(page_id=page.id, question_id=one.id)) for n, one in enumerate(shown, 1)]
    add = primary(w.plain("button-question-new"), Ques(page_id=page.id, question_id=0, what="new"))
    back = button(w.plain("button-back"), Page(page_id=page.id))
    text = parts.lines(w("questions-title", page=i18n.name(page.name)), *(items or [w("questions-empty")]))
    return Screen(parts.paragraphs(text, w("questions-about")), keyboard(*pages.rows_of(numbers), [add], [back]))


def draw(w: Words, page_id: int, questions: list[Question], place: int) -> Screen:
    """One question with its answer, and all that can be done with it."""
    one = questions[place]

    def to(what: str) -> Ques:
        return Ques(page_id=page_id, question_id=one.id, what=what)

    steps = [
        button(sign, Ques(page_id=page_id, question_id=neighbour.id))
        for sign, there in (("‹", place - 1), ("›", place + 1))
        for neighbour in questions[max(there, 0) : there + 1]
    ]
    moves = [
        *([button(w.plain("button-question-up"), to("up"))] if place else []),
        *([button(w.plain("button-question-down"), to("down"))] if place + 1 < len(questions) else []),
    ]
    words = [button(w.plain("button-question-q"), to("q")), button(w.plain("button-question-a"), to("a"))]
    drop = button(w.plain("button-question-off"), to("off"))
    back = button(w.plain("button-back"), Faqs(page_id=page_id))
    return Screen(_whole(one), keyboard(words, moves, steps, [drop], [back]))


def _whole(one: Question) -> Markup:
    asked = Markup("<b>{}</b>").format(parts.cut(i18n.clean(one.question, 300), behind.QUOTE))
    return parts.paragraphs(asked, parts.prose(one.answer, behind.ANSWER))


def draw_off(w: Words, page_id: int, one: Question) -> Screen:
    """Asked once."""
    deed = danger(w.plain("button-question-gone"), Ques(page_id=page_id, question_id=one.id, what="gone"))
    keep = button(w.plain("button-question-keep"), Ques(page_id=page_id, question_id=one.id))
    return Screen(parts.paragraphs(w("question-off"), _whole(one)), keyboard([deed, keep]))


def ask_question(w: Words, page_id: int, one: Question | None = None) -> Screen:
    """A new one, or other words for one."""
    back = Ques(page_id=page_id, question_id=one.id) if one else Faqs(page_id=page_id)
    was = Markup("<b>{}</b>").format(i18n.name(one.question, behind.QUOTE)) if one else None
    return Screen(parts.paragraphs(w("question-ask"), was), keyboard([button(w.plain("button-back"), back)]))


def ask_answer(w: Words, page_id: int, question: str, one: Question | None = None) -> Screen:
    """The answer to it."""
    back = Ques(page_id=page_id, question_id=one.id) if one else Faqs(page_id=page_id)
    asked = Markup("<b>{}</b>").format(i18n.name(question, behind.QUOTE))
    was = parts.prose(one.answer, behind.ABOUT) if one else None
    return Screen(parts.paragraphs(w("answer-ask"), asked, was), keyboard([button(w.plain("button-back"), back)]))
