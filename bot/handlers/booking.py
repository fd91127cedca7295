"""Taking seats, confirming them, changing their number, giving them back."""

import asyncio

from aiogram import Router
from aiogram.filters import Command

from bot.callbacks import Book, My, Ok, Seats, Set
from bot.handlers import payment, reading
from bot.recent import Recent
from bot.screens import event as event_screen
from bot.screens import seats as seats_screen
from bot.screens.event_view import View
from bot.talk import Talk
from core import bookings, change
from core.bookings import ACTIVE
from core.box_office import BoxOffice
from core.errors import AlreadyBooked, EventBegun
from core.models import BookingStatus

RUSH = 5.0
"""Seconds after which a person is told that the tap counts and the answer will come."""


async def book(talk: Talk, callback_data: Book, office: BoxOffice, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
    refusal = None
    try:
        await _take(talk, office, callback_data, user.id)
    except AlreadyBooked as error:
        refusal = error
    async with talk.db.begin() as tx:
        view = await reading.view(tx, talk, user, callback_data.event_id)
    if refusal and not (view.booking and view.booking.status in ACTIVE and view.booking.seats == callback_data.seats):
        raise refusal
    await talk.show(event_screen.draw(talk.words, view))
    if refusal is None:
        await payment.send_invoice(talk, view, recent)


async def _take(talk: Talk, office: BoxOffice, wish: Book, user_id: int) -> None:
    """The box office decides; a long queue before it is said and waited for."""
    key = f"tg:{talk.tap.id}" if talk.tap else None
    deciding = asyncio.ensure_future(
        office.book(wish.event_id, user_id, wish.seats, terms=wish.terms, key=key, in_chat=talk.is_private)
    )
    done, _ = await asyncio.wait({deciding}, timeout=RUSH)
    if not done:
        await talk.answer(talk.words.plain("rush"))
    await deciding


async def confirm(talk: Talk, callback_data: Ok) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.confirm(tx, callback_data.booking_id, user.id)
        screen = await reading.card(tx, talk, user, booking.event_id)
    await talk.show(screen, settles=True)


async def quote(talk: Talk, callback_data: Seats) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.get(tx, callback_data.booking_id, user.id)
        view = await reading.view(tx, talk, user, booking.event_id)
        if booking.status is not BookingStatus.confirmed:
            bookings.ensure_held(booking, view.now)
        elif view.card.starts_at <= view.now:
            raise EventBegun(event_id=booking.event_id)
    await talk.show(seats_screen.draw(talk.words, view, booking, callback_data.seats))


async def apply(talk: Talk, callback_data: Set, recent: Recent) -> None:
    wanted = callback_data.seats
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        before = await bookings.get(tx, callback_data.booking_id, user.id)
        after = await change.set_seats(tx, before.id, user.id, wanted, quote=callback_data.refund)
    # Apart: who gave back the last seats of a private event sees it no more, and that must not undo the deed.
    async with talk.db.begin() as tx:
        view: View = await reading.view(tx, talk, user, after.event_id, seats=max(1, wanted))
    await talk.show(event_screen.draw(talk.words, view), settles=True)
    if (before.seats, before.status) != (after.seats, after.status):
        await payment.send_invoice(talk, view, recent)


async def mine(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        screen = await reading.mine(tx, talk, await talk.meet(tx))
    await talk.show(screen)


async def mine_page(talk: Talk, callback_data: My) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        screen = await reading.mine(tx, talk, user, callback_data.which, callback_data.number)
    await talk.show(screen)


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="booking")
    router.callback_query.register(book, Book.filter())
    router.callback_query.register(confirm, Ok.filter())
    router.callback_query.register(quote, Seats.filter())
    router.callback_query.register(apply, Set.filter())
    router.message.register(mine, Command("my"))
    router.callback_query.register(mine_page, My.filter())
    return router
