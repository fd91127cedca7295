"""A draft comes out, or its changes do; it is thrown away; an event is had again (SCREENS 5.1 and 5.4)."""

from aiogram import Router
from markupsafe import Markup

from bot.callbacks_draft import Apply, Drop, Dup, Grid, Pub
from bot.handlers import draft_reading, errors, running
from bot.screen import Screen, keyboard
from bot.screens import draft as draft_screen
from bot.screens import draft_refusals, hosting, parts
from bot.screens import invites as invites_screen
from bot.talk import Talk
from core import drafts, events, invites, publishing
from core.database import Tx
from core.draft_fields import NEEDED
from core.errors import CapacityBelowTaken, DraftChanged, EditedMeanwhile, Invalid, NotADraft
from core.models import Access, Event, User


async def grid(talk: Talk, callback_data: Grid) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await draft_reading.grid(tx, talk, await draft_reading.load(tx, talk, user, callback_data.of))
    await talk.show(screen)


async def publish(talk: Talk, callback_data: Pub) -> None:
    """Out with it; a second tap shows what came of the first."""
    of = callback_data.of
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        try:
            event = await _publish(tx, talk, user, of)
            screen = await _published(tx, talk, user, event)
        except NotADraft as error:
            screen = await running.card(tx, talk, user, error.params["event_id"])
        except Invalid as error:
            # Its time has passed meanwhile, it has another currency than its place wants, or something was never said.
            desk = await draft_reading.load(tx, talk, user, of)
            what = error.params["field"] if error.params["field"] in NEEDED else "start"
            problem = draft_refusals.sentence(talk.words, error) if error.params["problem"] != "missing" else None
            screen = await draft_reading.question(tx, talk, desk, what, problem=problem)
    await talk.show(screen)


async def _publish(tx: Tx, talk: Talk, user: User, of: str) -> Event:
    defaults = talk.settings.event_defaults()
    if of.startswith("d"):
        return await publishing.publish(tx, user.id, int(of[1:]), defaults)
    return await events.publish(tx, user.id, int(of), hosting=defaults.hosting)


async def _published(tx: Tx, talk: Talk, user: User, event: Event) -> Screen:
    """The host's card under the way to share it; a private event's is its first invite."""
    payload, query = f"e_{event.id}", f"#{event.id}"
    if event.access is Access.private:
        standing = await invites.of_event(tx, user.id, event.id) or [await invites.make(tx, user.id, event.id)]
        payload, query = f"i_{standing[0].token}", f"!{standing[0].id}"
    address = parts.deep_link(talk.bot_username, payload)
    own = hosting.draw(talk.words, await running.own(tx, user, event.id))
    said = talk.words("draft-published", link=address)
    share = invites_screen.passing_on(talk.words, query, address)
    rows = own.keyboard.inline_keyboard if own.keyboard else []
    return Screen(Markup("\n\n").join([said, own.text]), keyboard(share, *rows))


async def apply(talk: Talk, callback_data: Apply) -> None:
    """The changes, told once; what a colleague changed meanwhile is shown before."""
    refusal: EditedMeanwhile | DraftChanged | CapacityBelowTaken | Invalid
    try:
        async with talk.db.begin() as tx:
            user = await talk.meet(tx)
            guests = await publishing.apply(tx, user.id, callback_data.event_id, callback_data.revision)
            own = await running.own(tx, user, callback_data.event_id)
    except (EditedMeanwhile, DraftChanged, CapacityBelowTaken, Invalid) as error:
        refusal = error
    else:
        note = None if guests is None else _applied(talk, guests)
        await talk.show(hosting.draw(talk.words, own, note))
        return
    if isinstance(refusal, Invalid | CapacityBelowTaken):
        said = draft_refusals.sentence(talk.words, refusal)
    else:
        said = errors.sentence(talk.words, refusal, talk.settings.zone)
    await talk.answer(said, alert=True)
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        desk = await draft_reading.load(tx, talk, user, str(callback_data.event_id))
        # A place online, or none any more: the price is to be said anew.
        anew = isinstance(refusal, Invalid) and refusal.params["field"] == "price"
        screen = await (
            draft_reading.question(tx, talk, desk, "price") if anew else draft_reading.changed(tx, talk, desk)
        )
    await talk.show(screen)


def _applied(talk: Talk, guests: int) -> Markup:
    return talk.words("draft-applied-told", n=guests) if guests else talk.words("draft-applied")


async def drop(talk: Talk, callback_data: Drop) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        desk = await draft_reading.load(tx, talk, user, callback_data.of)
        if desk.is_new and not callback_data.sure:
            screen = draft_screen.draw_sure(talk.words, desk.of, desk.whole)
        else:
            await drafts.drop(tx, desk.draft)
            screen = await _dropped(tx, talk, user, desk)
    await talk.show(screen)


async def _dropped(tx: Tx, talk: Talk, user: User, desk: draft_reading.Desk) -> Screen:
    if desk.draft.event_id is None:
        return draft_screen.draw_dropped(talk.words)
    own = await running.own(tx, user, desk.draft.event_id)
    return hosting.draw(talk.words, own, talk.words("draft-changes-dropped"))


async def again(talk: Talk, callback_data: Dup) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        draft = await drafts.copy(tx, user.id, callback_data.event_id, hosting=talk.settings.hosting)
        desk = await draft_reading.desk(tx, talk, user, draft)
        screen = await draft_reading.question(tx, talk, desk, "start", said="name")
    await talk.show(screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="publishing")
    router.callback_query.register(grid, Grid.filter())
    router.callback_query.register(publish, Pub.filter())
    router.callback_query.register(apply, Apply.filter())
    router.callback_query.register(drop, Drop.filter())
    router.callback_query.register(again, Dup.filter())
    return router
