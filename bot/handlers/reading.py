"""What a screen needs, read in the handler's transaction: the view of an event's card, the list, one's bookings."""

from dataclasses import replace

from bot.handlers import running
from bot.screen import Screen
from bot.screens import catalogue as catalogue_screen
from bot.screens import event as event_screen
from bot.screens import my as my_screen
from bot.screens.catalogue import Hall
from bot.screens.event import Place, View
from bot.talk import Talk
from bot.way import Way
from core import bookings, catalogue, database, rights, waitlist
from core.database import Tx
from core.models import User


async def view(tx: Tx, talk: Talk, user: User, event_id: int, *, seats: int = 1, way: str = "") -> View:
    """The card as this person sees it now. Raises NotFound."""
    card = await catalogue.event(tx, event_id, user.id)
    entry = await waitlist.mine(tx, event_id, user.id)
    return View(
        card=card,
        booking=await bookings.latest(tx, event_id, user.id),
        viewer_id=user.id,
        now=await database.now(tx),
        seats=seats,
        way=way,
        invoices=talk.invoices,
        bot_username=talk.bot_username,
        place=Place(await waitlist.position(tx, entry), entry.seats) if entry else None,
        waiting=0 if card.free else await waitlist.length(tx, event_id),
    )


async def card(tx: Tx, talk: Talk, user: User, event_id: int, *, seats: int = 1, way: str = "") -> Screen:
    """The event's card, their own for those who run it. Raises NotFound."""
    if await rights.is_host(tx, user.id, event_id):
        return await running.card(tx, talk, user, event_id)
    return event_screen.draw(talk.words, await view(tx, talk, user, event_id, seats=seats, way=way))


async def hall(tx: Tx, talk: Talk, user: User, way: Way) -> Hall:
    """The list that `way` leads to."""
    zone = user.zone or talk.settings.zone
    cursor = None if way.cursor == "-" else way.cursor
    page = await catalogue.page(tx, filters=way.filters(zone), after=cursor, viewer_id=user.id)
    if not page.cards and cursor:
        way = way.at(None)
        page = await catalogue.page(tx, filters=way.filters(zone), viewer_id=user.id)
    return Hall(
        way=way,
        page=page,
        mine=await bookings.mine(tx, user.id, limit=my_screen.MOST),
        now=await database.now(tx),
        host_name=page.cards[0].host_name if way.host_id and page.cards else None,
        currency=talk.settings.currency,
    )


async def home(tx: Tx, talk: Talk, user: User, way: Way | None = None, pick: str | None = None) -> Screen:
    """What's on."""
    return catalogue_screen.draw(talk.words, await hall(tx, talk, user, way or Way()), pick)


async def found(tx: Tx, talk: Talk, user: User, way: Way) -> Screen:
    """What a search found; the only hit opens its card."""
    there = await hall(tx, talk, user, way)
    if len(there.page.cards) == 1 and there.page.next is None:
        return await card(tx, talk, user, there.page.cards[0].id, way=str(replace(way, cursor="-")))
    return catalogue_screen.draw(talk.words, there)


async def mine(tx: Tx, talk: Talk, user: User, which: str = "now", page: int = 0) -> Screen:
    """One's bookings."""
    rows = await bookings.mine(tx, user.id, past=which == "past", limit=my_screen.MOST)
    waiting = [] if which == "past" else await waitlist.of_person(tx, user.id)
    return my_screen.draw(talk.words, [*rows, *waiting], which, page, await database.now(tx))
