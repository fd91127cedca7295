"""What stands behind an event: its second keyboard, its host, its page, a question. All of it is read only."""

from contextlib import suppress

from aiogram import Router

from bot.callbacks import Ev, Map, More
from bot.callbacks_guest import Answer, Faq, Host, Page
from bot.handlers import page_reading, reading
from bot.recent import Recent
from bot.screen import Screen, button
from bot.screens import behind as behind_screen
from bot.screens import venue
from bot.screens.behind import PAST, Behind, HostCard
from bot.talk import Talk
from core import catalogue, organizers, questions, ratings, reviews
from core.catalogue import Filters
from core.database import Tx
from core.errors import NotFound
from core.models import Direction, User

SAID = 5
"""How many of the latest reviews are shown of a host."""
SAME_PLACE = 10.0
"""Seconds in which a point on the map is not sent twice."""


async def more(talk: Talk, callback_data: More) -> None:
    seats, way = callback_data.seats, callback_data.way
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        view = await reading.view(tx, talk, user, callback_data.event_id, seats=seats, way=way)
        asked = await questions.of_page(tx, view.card.organizer_id) if view.card.organizer_id else []
        behind = Behind(len(asked), again=await _is_shown_again(tx, user, view.card))
    await talk.show(behind_screen.draw_more(talk.words, view, behind))


async def _is_shown_again(tx: Tx, user: User, card: catalogue.Card) -> bool:
    if not card.film:
        return False
    page = await catalogue.page(tx, viewer_id=user.id, filters=Filters(film=card.film), limit=2)
    return any(other.id != card.id for other in page.cards)


async def on_the_map(talk: Talk, callback_data: Map, recent: Recent) -> None:
    """The point as a message of its own; if it is gone meanwhile, the card with the address."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        card = await catalogue.event(tx, callback_data.event_id, user.id)
        under = reading.card_under(talk, card.id)
        here = under or Ev(event_id=card.id)
        screen = await reading.card(tx, talk, user, card.id, seats=here.seats, way=here.way)
    if card.latitude is None:
        await talk.answer(talk.words.plain("map-none"), alert=True)
        await (talk.show(screen) if under else talk.show_below(screen))
        return
    await talk.acknowledge()
    sent = ("map", talk.chat_id, card.id)
    if not recent.again(sent, SAME_PLACE):
        there = venue.draw(talk.words, card)
        how = {"reply_markup": there.keyboard}
        with recent.unless_it_fails(sent):
            await talk.bot.send_venue(talk.chat_id, there.latitude, there.longitude, there.title, there.address, **how)


async def host(talk: Talk, callback_data: Host) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await host_card(tx, talk, user, callback_data.host_id, last=callback_data.last)
    await talk.show(screen)


async def host_card(tx: Tx, talk: Talk, user: User, host_id: int, *, last: int = 0) -> Screen:
    """The host, of whom this person sees some event. Raises NotFound."""
    card = await ratings.host_card(tx, user.id, host_id)
    past = await ratings.past_events(tx, host_id, before=last or None, limit=PAST)
    said = [] if last else await reviews.of_person(tx, user.id, host_id, Direction.guest_host, limit=SAID)
    return behind_screen.draw_host(talk.words, HostCard(card, past, said, last), reading.card_under(talk))


async def page(talk: Talk, callback_data: Page) -> None:
    async with talk.db.begin() as tx:
        screen = await page_card(tx, talk, await talk.meet(tx), callback_data.page_id)
    await talk.show(screen)


async def page_card(tx: Tx, talk: Talk, user: User, page_id: int) -> Screen:
    """The page as guests see it, to its team with all that can be changed. Raises NotFound."""
    with suppress(NotFound):
        return await page_reading.card(tx, talk, user, page_id)
    shown = await organizers.get(tx, page_id)
    asked = await questions.of_page(tx, page_id)
    return behind_screen.draw_page(talk.words, shown, len(asked), reading.card_under(talk))


async def of_event(talk: Talk, callback_data: Faq) -> None:
    async with talk.db.begin() as tx:
        card = await catalogue.event(tx, callback_data.event_id, (await talk.meet(tx)).id)
        asked = await questions.of_page(tx, card.organizer_id) if card.organizer_id else []
    if not asked:
        raise NotFound
    back = behind_screen.leading_back(talk.words, reading.card_under(talk) or Ev(event_id=card.id))
    await talk.show(behind_screen.draw_question(asked, callback_data, back))


async def of_page(talk: Talk, callback_data: Answer) -> None:
    async with talk.db.begin() as tx:
        await talk.meet(tx)
        asked = await questions.of_page(tx, callback_data.page_id)
    if not asked:
        raise NotFound
    back = [button(talk.words.plain("button-back"), Page(page_id=callback_data.page_id))]
    if event := reading.card_under(talk):
        back.append(button(talk.words.plain("button-the-event"), event))
    await talk.show(behind_screen.draw_question(asked, callback_data, back))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="behind")
    router.callback_query.register(more, More.filter())
    router.callback_query.register(on_the_map, Map.filter())
    router.callback_query.register(host, Host.filter())
    router.callback_query.register(page, Page.filter())
    router.callback_query.register(of_event, Faq.filter())
    router.callback_query.register(of_page, Answer.filter())
    return router
