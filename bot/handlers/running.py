"""What those who run an event see, read in the handler's transaction. To others it is not there (NotFound)."""

from bot.screen import Screen
from bot.screens import hosting
from bot.screens.hosting import Own, ToBe
from bot.talk import Talk
from core import called_off, catalogue, database, draft_fields, drafts, guests, stats
from core.database import Tx
from core.models import EventStatus, User


async def own(tx: Tx, user: User, event_id: int) -> Own:
    """The event with its numbers. Raises NotFound."""
    counts = await guests.counts(tx, user.id, event_id)
    card = await catalogue.event(tx, event_id, user.id)
    is_off = card.status is EventStatus.cancelled
    return Own(
        card=card,
        counts=counts,
        money=(await stats.of_event(tx, user.id, event_id)).money,
        now=await database.now(tx),
        after=await called_off.progress(tx, user.id, event_id) if is_off else None,
    )


async def card(tx: Tx, talk: Talk, user: User, event_id: int) -> Screen:
    """The event's card for those who run it. Raises NotFound."""
    return hosting.draw(talk.words, await own(tx, user, event_id))


async def mine(tx: Tx, talk: Talk, user: User, which: str = "now", page: int = 0) -> Screen:
    """A page of one's events."""
    past = which == "past"
    limit = hosting.PAGE + 1
    rows = await catalogue.hosted(tx, user.id, past=past, limit=limit, offset=page * hosting.PAGE)
    if not rows and page:
        return await mine(tx, talk, user, which)
    shown = [await own(tx, user, row.id) for row in rows[: hosting.PAGE]]
    to_be = [] if past or page else await _to_be(tx, talk, user)
    return hosting.draw_list(talk.words, shown, which, page, more=len(rows) == limit, to_be=to_be)


async def _to_be(tx: Tx, talk: Talk, user: User) -> list[ToBe]:
    """What was begun and is no event yet."""
    usual = talk.settings.event_defaults()
    begun = [(draft, await drafts.whole(tx, draft, usual)) for draft in await drafts.begun(tx, user.id)]
    return [ToBe(draft.id, whole["name"], draft_fields.missing(whole)) for draft, whole in begun]
