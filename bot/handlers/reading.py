"""What a screen needs, read in the handler's transaction: the view of an event's card, the list, one's bookings."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import callbacks
from bot.callbacks import Ev, More
from bot.handlers import running
from bot.screen import Screen, buttons_of
from bot.screens import catalogue as catalogue_screen
from bot.screens import event as event_screen
from bot.screens import my as my_screen
from bot.screens import parts
from bot.screens import settings as settings_screen
from bot.screens.catalogue import Hall
from bot.screens.event_view import Place, Said, View
from bot.screens.my import Ends
from bot.talk import Talk
from bot.way import Way
from core import (
    attempts,
    bookings,
    catalogue,
    database,
    favourites,
    organizers,
    ratings,
    refunds,
    reviews,
    rights,
    users,
    waitlist,
)
from core.catalogue import Page
from core.database import Tx
from core.errors import NotFound
from core.models import Booking, Direction, EventStatus, User


async def view(tx: Tx, talk: Talk, user: User, event_id: int, *, seats: int = 1, way: str = "") -> View:
    """The card as this person sees it now. Raises NotFound."""
    card = await catalogue.event(tx, event_id, user.id)
    entry = await waitlist.mine(tx, event_id, user.id)
    booking, now = await bookings.latest(tx, event_id, user.id), await database.now(tx)
    return View(
        card=card,
        booking=booking,
        viewer_id=user.id,
        now=now,
        seats=seats,
        way=way,
        rail=talk.rails.of(booking.currency) if booking else None,
        paying=await _is_paying(tx, booking, now),
        bot_username=talk.bot_username,
        in_group=not talk.is_private,
        place=Place(await waitlist.position(tx, entry), entry.seats) if entry else None,
        waiting=0 if card.free else await waitlist.length(tx, event_id),
        host=(await ratings.people(tx, [card.host_id], Direction.guest_host)).get(card.host_id),
        said=await _said(tx, user, event_id) if card.status is EventStatus.completed else None,
    )


async def _is_paying(tx: Tx, booking: Booking | None, now: datetime) -> bool:
    """Whether the answer to a payment for the hold is still to come."""
    if booking is None or not booking.price or not parts.is_held(booking, now):
        return False
    return await attempts.running(tx, booking.id) is not None


async def _said(tx: Tx, user: User, event_id: int) -> Said:
    """What guests say of an event that took place, and what this one said or may say."""
    own = [
        review.stars for review in await reviews.my(tx, user.id, event_id) if review.direction is Direction.guest_event
    ]
    may_say = bool(own) or await reviews.is_open(tx, user.id, event_id)
    return Said((await ratings.events(tx, [event_id]))[event_id], own[0] if own else None, may_say=may_say)


async def card(tx: Tx, talk: Talk, user: User, event_id: int, *, seats: int = 1, way: str = "") -> Screen:
    """The event's card, their own for those who run it. Raises NotFound."""
    if await rights.is_host(tx, user.id, event_id):
        return await running.card(tx, talk, user, event_id)
    return event_screen.draw(talk.words, await view(tx, talk, user, event_id, seats=seats, way=way))


async def hall(tx: Tx, talk: Talk, user: User, way: Way) -> Hall:
    """The list that `way` leads to."""
    zone = user.zone or talk.settings.zone
    film = await _film(tx, user, way)
    if way.film_of and film is None:
        way = way.with_(ref="-")
    cursor = None if way.cursor == "-" else way.cursor
    currency = talk.settings.currency
    page = await catalogue.page(tx, filters=way.filters(zone, currency, film), after=cursor, viewer_id=user.id)
    if not page.cards and cursor:
        way = way.at(None)
        page = await catalogue.page(tx, filters=way.filters(zone, currency, film), viewer_id=user.id)
    return Hall(
        way=way,
        page=page,
        mine=await bookings.mine(tx, user.id, limit=my_screen.MOST),
        now=await database.now(tx),
        of=film or await _whose(tx, way, page),
        currency=currency,
        saved=await favourites.count(tx, user.id),
    )


async def _film(tx: Tx, user: User, way: Way) -> str | None:
    """The film that all of the list show; None without one, or when its event is not there for this person."""
    with suppress(NotFound):
        return (await catalogue.event(tx, way.film_of, user.id)).film if way.film_of else None
    return None


async def _whose(tx: Tx, way: Way, page: Page) -> str | None:
    """The host's or the page's name, where the list is of one."""
    if way.host_id:
        return page.cards[0].host_name if page.cards else None
    with suppress(NotFound):
        return (await organizers.get(tx, way.page_id)).name if way.page_id else None
    return None


async def home(tx: Tx, talk: Talk, user: User, way: Way | None = None, pick: str | None = None) -> Screen:
    """What's on."""
    return catalogue_screen.draw(talk.words, await hall(tx, talk, user, way or Way()), pick)


async def found(tx: Tx, talk: Talk, user: User, way: Way) -> Screen:
    """What a search found; the only hit opens its card."""
    there = await hall(tx, talk, user, way)
    if len(there.page.cards) == 1 and there.page.next is None:
        return await card(tx, talk, user, there.page.cards[0].id, way=str(replace(way, cursor="-")))
    return catalogue_screen.draw(talk.words, there)


async def found_on(tx: Tx, talk: Talk, user: User, way: Way, words: Way) -> Screen:
    """What is on that day; a title may be a day's name too, so with nothing on it the words are searched for."""
    if not (await hall(tx, talk, user, way)).page.cards and (await hall(tx, talk, user, words)).page.cards:
        return await found(tx, talk, user, words)
    return await found(tx, talk, user, way)


async def mine(tx: Tx, talk: Talk, user: User, which: str = "now", page: int = 0) -> Screen:
    """One's bookings."""
    rows = await bookings.mine(tx, user.id, past=which == "past", limit=my_screen.MOST)
    now = await database.now(tx)
    if which == "past":
        return my_screen.draw(talk.words, rows, which, page, now, await _ends(tx, user, rows))
    waiting = await waitlist.of_person(tx, user.id)
    return my_screen.draw(talk.words, [*rows, *waiting], which, page, now)


async def _ends(tx: Tx, user: User, rows: list[Any]) -> Ends:
    events = {row.event_id for row in rows}
    return Ends(
        stars=await reviews.stars_of(tx, user.id, events),
        money=await refunds.of_bookings(tx, [row.id for row in rows]),
        seen=frozenset(await rights.seen(tx, user.id, events)),
    )


async def settings(tx: Tx, talk: Talk, user: User) -> Screen:
    """What the person chose about themselves."""
    return settings_screen.draw(
        talk.words, await users.get(tx, user.id), await database.now(tx), mail=bool(talk.settings.mail)
    )


def card_under(talk: Talk, event_id: int | None = None) -> Ev | None:
    """The event's card, with its seats and its way back, that the buttons under the thumb lead to."""
    for data in reversed(buttons_of(talk.message if talk.tap else None)):
        match callbacks.read(data):
            case Ev() | More() as found if event_id in (None, found.event_id):
                return Ev(event_id=found.event_id, seats=found.seats, way=found.way)
    return None
