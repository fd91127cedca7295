"""What the screens of drafts need, read in the handler's transaction; opening a question is part of showing it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.handlers import running
from bot.screen import Row, Screen
from bot.screens import draft as draft_screen
from bot.screens import draft_questions, draft_words
from bot.screens.draft import Changes
from bot.screens.draft_questions import Question
from bot.screens.draft_refusals import Refused
from bot.talk import Talk
from core import database, drafts, organizers, publishing, waitlist
from core.database import Tx
from core.draft_fields import Fields
from core.event_fields import Defaults
from core.models import Draft, EventStatus, User


@dataclass(frozen=True)
class Desk:
    """A draft on the table, with all fields as they would be."""

    user: User
    draft: Draft
    whole: Fields
    now: datetime

    @property
    def is_new(self) -> bool:
        """Whether it is an event to be."""
        return self.draft.event_id is None

    @property
    def of(self) -> str:
        """How its buttons name it."""
        return f"d{self.draft.id}" if self.is_new else str(self.draft.event_id)

    async def put(self, tx: Tx, said: Fields, defaults: Defaults) -> "Desk":
        """Keep what was said. Raises Invalid, CapacityBelowTaken."""
        draft = await drafts.put(tx, self.draft, said, defaults)
        return replace(self, draft=draft, whole=await drafts.whole(tx, draft, defaults))


async def desk(tx: Tx, talk: Talk, user: User, draft: Draft) -> Desk:
    """The draft as it lies there."""
    whole = await drafts.whole(tx, draft, talk.settings.event_defaults())
    return Desk(user, draft, whole, await database.now(tx))


async def load(tx: Tx, talk: Talk, user: User, of: str) -> Desk:
    """What a button is about. Raises NotFound, NotADraft, Banned, EventClosed."""
    found = drafts.get(tx, user.id, int(of[1:])) if of.startswith("d") else drafts.of_event(tx, user.id, int(of))
    return await desk(tx, talk, user, await found)


async def begin(tx: Tx, talk: Talk, user: User) -> Desk:
    """A new event. Raises Banned, HostingClosed, Invalid."""
    return await desk(tx, talk, user, await drafts.begin(tx, user.id, hosting=talk.settings.hosting))


async def question(
    tx: Tx,
    talk: Talk,
    at: Desk,
    what: str,
    *,
    said: str | None = None,
    problem: str | None = None,
    choices: Row | None = None,
) -> Screen:
    """Ask; from now on what is typed answers this."""
    await drafts.ask(tx, at.draft, what)
    kind = what.partition(" ")[0]
    asked = Question(
        of=at.of,
        what=what,
        whole=await named(tx, at.user, at.whole),
        now=at.now,
        said=said and draft_words.said(talk.words, said, at.whole, at.now),
        problem=problem,
        choices=choices or [],
        earlier=await drafts.earlier(tx, at.user.id) if kind in ("name", "place") else [],
        pages=await organizers.mine(tx, at.user.id) if kind == "page" else [],
    )
    return draft_questions.draw(talk.words, asked)


async def refused(tx: Tx, talk: Talk, at: Desk, why: Refused) -> Screen:
    """The question again, with what was wrong and what may have been meant."""
    return await question(tx, talk, at, why.what, problem=why.problem, choices=why.choices)


async def named(tx: Tx, user: User, whole: Fields) -> Fields:
    """With the name of the page, if it is on one that the person knows."""
    if whole["organizer_id"] is None:
        return whole
    pages: list[Any] = await organizers.mine(tx, user.id)
    return whole | {"page_name": next((page.name for page in pages if page.id == whole["organizer_id"]), "")}


async def card(tx: Tx, talk: Talk, at: Desk) -> Screen:
    """The draft as guests will see it; the fields of an event that is out."""
    if not at.is_new:
        return await grid(tx, talk, at)
    return draft_screen.draw(talk.words, at.of, at.whole, at.user.name)


async def grid(tx: Tx, talk: Talk, at: Desk) -> Screen:
    """All fields."""
    whole = await named(tx, at.user, at.whole)
    changes = None if at.is_new else await _changes(tx, talk, at)
    return draft_screen.draw_grid(talk.words, at.of, whole, at.now, changes)


async def changed(tx: Tx, talk: Talk, at: Desk) -> Screen:
    """The changes that were gathered; without any, the fields."""
    found = await _changes(tx, talk, at)
    return draft_screen.draw_changes(talk.words, found) if found.fields else await grid(tx, talk, at)


async def _changes(tx: Tx, talk: Talk, at: Desk) -> Changes:
    draft = await publishing.catch_up(tx, at.draft)
    event_id = draft.event_id or 0
    own = await running.own(tx, at.user, event_id)
    defaults = talk.settings.event_defaults()
    becomes = await drafts.whole(tx, draft, defaults)
    told = {drafts.TOLD[field] for field in draft.fields if field in drafts.TOLD}
    return Changes(
        event_id=event_id,
        revision=draft.revision,
        fields=draft.fields,
        was=await named(tx, at.user, becomes | draft.was),
        becomes=await named(tx, at.user, becomes),
        now=at.now,
        guests=await publishing.audience(tx, event_id, with_tickets=told <= {"link"}),
        waiting=await waitlist.length(tx, event_id),
        is_draft=own.card.status is EventStatus.draft,
    )
