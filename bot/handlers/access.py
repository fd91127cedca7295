"""What leaves the chat: the panel's one-time link, a ticket's picture, a calendar file."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile

from bot.callbacks import Cfg, Ics, Tick
from bot.recent import Recent
from bot.screens import calendar, ticket
from bot.screens import settings as settings_screen
from bot.talk import Talk
from core import bookings, catalogue, database, sign_in
from core.errors import NotFound, NotPending
from core.models import BookingStatus

PAYLOADS = ("login",)
SAME_FILE = 10.0
HAS_TICKET = (BookingStatus.confirmed, BookingStatus.completed)


async def login(talk: Talk) -> None:
    await open_panel(talk)


async def login_button(talk: Talk) -> None:
    await open_panel(talk)


async def open_panel(talk: Talk) -> None:
    """Send a fresh link; it voids the older ones."""
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        token = await sign_in.make_link(tx, user.id)
    url = f"{talk.settings.web_url}/login?t={token}"
    await talk.show_below(settings_screen.login(talk.words, url))


async def show_ticket(talk: Talk, callback_data: Tick, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.get(tx, callback_data.booking_id, user.id)
        if booking.status not in HAS_TICKET:
            raise NotPending(event_id=booking.event_id)
        event = await catalogue.event(tx, booking.event_id, user.id)
    await talk.acknowledge()
    sent = ("ticket", booking.id)
    if not recent.again(sent, SAME_FILE):
        with recent.unless_it_fails(sent):
            await send_ticket(talk, ticket.draw(talk.words, booking, event, user.name, talk.bot_username))


async def send_ticket(talk: Talk, paper: ticket.Paper) -> None:
    """The ticket as a picture, below everything."""
    photo = BufferedInputFile(paper.photo or b"", paper.filename or "ticket.png")
    sent = await talk.bot.send_photo(talk.chat_id, photo, caption=str(paper.text), reply_markup=paper.keyboard)
    if paper.ticket_of is not None:
        async with talk.db.begin() as tx:
            await bookings.keep_ticket(tx, paper.ticket_of, sent.message_id)


async def calendar_file(talk: Talk, callback_data: Ics, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        booking = await bookings.get(tx, callback_data.booking_id, user.id)
        if booking.status not in (*HAS_TICKET, BookingStatus.pending):
            raise NotFound
        event = await catalogue.event(tx, booking.event_id, user.id)
        now = await database.now(tx)
    await talk.acknowledge()
    sent = ("calendar", booking.id)
    if recent.again(sent, SAME_FILE):
        return
    has_ticket = booking.status in HAS_TICKET
    data = calendar.file(event, bot_username=talk.bot_username, now=now, with_link=has_ticket)
    with recent.unless_it_fails(sent):
        await talk.bot.send_document(talk.chat_id, BufferedInputFile(data, calendar.filename(event.name)))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="access")
    router.message.register(login, Command("login"))
    router.callback_query.register(login_button, Cfg.filter(F.what == "login"))
    router.callback_query.register(show_ticket, Tick.filter())
    router.callback_query.register(calendar_file, Ics.filter())
    return router
