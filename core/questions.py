"""What guests of a page ask again and again, with the answers (R11). Everybody reads them; the page's team writes.

Changed under the page's lock, so that the places stay 0, 1, 2, … without a gap or a pair.
"""

from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import case, delete, func, insert, select, text, update

from core import audit, i18n, organizers
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import Invalid, NotFound
from core.event_fields import Description
from core.models import Organizer, Question

MOST, LONGEST = 50, 300
_ANSWER: TypeAdapter[str] = TypeAdapter(Description)
_IN_ORDER = text(
    """
    UPDATE questions q SET position = o.place FROM (
        SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS place FROM questions WHERE organizer_id = :page
    ) o WHERE q.id = o.id AND q.position <> o.place
    """
)


async def of_page(tx: Tx, organizer_id: int) -> list[Question]:
    """The page's questions in their order, for everybody. Raises NotFound."""
    page = await organizers.get(tx, organizer_id)
    return await all_of(tx, select(Question).where(Question.organizer_id == page.id).order_by(Question.position))


async def add(tx: Tx, user_id: int, organizer_id: int, question: str, answer: str) -> Question:
    """A question at the end of the list. Raises NotFound, Banned, Invalid."""
    page = await organizers.lock(tx, user_id, organizer_id)
    said = {"question": fit(question), "answer": _answer(answer)}
    count = (await tx.execute(select(func.count()).where(Question.organizer_id == page.id))).scalar_one()
    if count >= MOST:
        raise Invalid("questions", "too_large", most=MOST)
    new = insert(Question).values(organizer_id=page.id, position=count, **said).returning(Question)
    row: Question = await one(tx, new)
    await _record(tx, page, user_id, "question_added", {"question_id": row.id} | said)
    return row


async def edit(
    tx: Tx, user_id: int, question_id: int, *, question: str | None = None, answer: str | None = None
) -> Question:
    """Say it otherwise. Raises NotFound, Banned, Invalid."""
    page, row = await _locked(tx, user_id, question_id)
    said = {"question": row.question if question is None else fit(question)}
    said["answer"] = row.answer if answer is None else _answer(answer)
    if said == {"question": row.question, "answer": row.answer}:
        return row
    new: Question = await one(tx, update(Question).where(Question.id == row.id).values(**said).returning(Question))
    await _record(tx, page, user_id, "question_edited", {"question_id": row.id} | said)
    return new


async def move(tx: Tx, user_id: int, question_id: int, to: int) -> None:
    """Put it at place `to`, 0 being the first; beyond either end is that end. Raises NotFound, Banned."""
    page, row = await _locked(tx, user_id, question_id)
    place = max(0, min(to, MOST))
    if place == row.position:
        return
    # Two for each place: so there is one free between any two, before or behind whatever stands at `to`.
    shifted = case(
        (Question.id == row.id, 2 * place + (1 if place > row.position else -1)), else_=2 * Question.position
    )
    await tx.execute(update(Question).where(Question.organizer_id == page.id).values(position=shifted))
    await tx.execute(_IN_ORDER, {"page": page.id})
    await _record(tx, page, user_id, "question_moved", {"question_id": row.id, "to": place})


async def drop(tx: Tx, user_id: int, question_id: int) -> None:
    """Take it off the list. Raises NotFound, Banned."""
    page, row = await _locked(tx, user_id, question_id)
    await tx.execute(delete(Question).where(Question.id == row.id))
    await tx.execute(_IN_ORDER, {"page": page.id})
    said = {"question": row.question, "answer": row.answer}
    await _record(tx, page, user_id, "question_dropped", {"question_id": row.id} | said)


async def _locked(tx: Tx, user_id: int, question_id: int) -> tuple[Organizer, Question]:
    """The question and its page, which is locked first and the question then read anew."""
    mine = select(Question).where(Question.id == question_id)
    known = await first(tx, mine) if 0 < question_id <= LARGEST_ID else None
    if known is None:
        raise NotFound
    page = await organizers.lock(tx, user_id, known.organizer_id)
    row: Question | None = await first(tx, mine)
    if row is None:
        raise NotFound
    return page, row


def fit(said: str) -> str:
    """The question as it would be kept. Raises Invalid."""
    question = i18n.clean(said, len(said))
    if not question or len(question) > LONGEST:
        raise Invalid("question", "too_long" if question else "empty", most=LONGEST)
    return question


def _answer(said: str) -> str:
    try:
        answer = _ANSWER.validate_python(said)
    except ValidationError:
        raise Invalid("answer", "too_long", most=4000) from None
    if not answer:
        raise Invalid("answer", "empty")
    return answer


async def _record(tx: Tx, page: Organizer, user_id: int, reason: str, detail: dict[str, Any]) -> None:
    await audit.write(tx, "page", page.id, old="made", new="made", actor=person(user_id), reason=reason, detail=detail)
