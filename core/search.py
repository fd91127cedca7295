"""Typed words, found by their parts: in names, films, places, descriptions, and the names of hosts and pages (R18).

Words and texts are compared folded, by the database's `fold`: small Latin letters without marks, so that «Сталкер»
is found by сталк, ТАЛКЕР and stalker. What is folded has trigrams on every server, so the `…_words` indexes serve.
Each word has to be found, each where it likes. When nothing is, a longer word may be mistyped.
"""

import re
import unicodedata

from sqlalchemy import BigInteger, ColumnElement, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from core import i18n
from core.database import Tx, one
from core.models import EVENT_WORDS, PAGE_WORDS, PERSON_WORDS, Event, Organizer, User

WORDS, LONGEST, TEXT = 8, 100, 800
# Of the trigrams of a mistyped word, the share that still has to be there: one wrong letter in six passes.
ALIKE = "0.5"
_AROUND = "«»“”„‟\"'‘’()[]{},.;:!?…—–"
_MISTYPED = re.compile(r"[^\W\d_]{4,}")


def words_of(text: str | None) -> list[str]:
    """What is looked for: up to eight words without the quotes and commas around them, unless there is nothing else."""
    said = i18n.clean(text or "", TEXT).split()
    bare = [word.strip(_AROUND) for word in said]
    return [word[:LONGEST] for word in (bare if any(bare) else said) if word][:WORDS]


def can_be_mistyped(words: list[str]) -> bool:
    """Whether a second look makes sense: short words and numbers are meant as they stand."""
    return any(_MISTYPED.fullmatch(word) for word in words)


async def conditions(tx: Tx, words: list[str], *, mistyped: bool = False) -> list[ColumnElement[bool]]:
    """Over `events`, one a word: it is a part of what the event says, or nearly one where it may be `mistyped`."""
    if mistyped:
        # Until the transaction ends; the index asks the setting, not the statement.
        await tx.execute(select(func.set_config("pg_trgm.word_similarity_threshold", ALIKE, True)))
    return [await _condition(tx, word, mistyped) for word in words]


async def _condition(tx: Tx, word: str, mistyped: bool) -> ColumnElement[bool]:
    # Whose names have the word is read first: within the statement the planner would think that they are many.
    hosting = select(Event.id).where(Event.host_id == User.id).exists()
    hosts = select(User.id).where(_has(PERSON_WORDS, word, mistyped), hosting)
    pages = select(Organizer.id).where(_has(PAGE_WORDS, word, mistyped))
    named = await one(tx, select(func.array(hosts.scalar_subquery()), func.array(pages.scalar_subquery())))
    ways = [(column, ids) for column, ids in zip((Event.host_id, Event.organizer_id), named, strict=True) if ids]
    by_name = (column == any_(literal(ids, ARRAY(BigInteger))) for column, ids in ways)
    return or_(_has(EVENT_WORDS, word, mistyped), *by_name)


def _has(said: ColumnElement[str], word: str, mistyped: bool) -> ColumnElement[bool]:
    # Decomposed first, as `fold` does it: nothing that is escaped here may come apart into something else there.
    plain = re.sub(r"([\\%_])", r"\\\1", unicodedata.normalize("NFD", word))
    part = said.like(func.fold(literal(f"%{plain}%")))
    if not (mistyped and _MISTYPED.fullmatch(word)):
        return part
    return or_(part, said.bool_op("%>")(func.fold(literal(word))))
