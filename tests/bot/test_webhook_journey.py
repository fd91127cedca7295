"""The way from a link to a paid ticket by webhook: the same screens, and money that waits out a busy database."""

import asyncio
from typing import Any

import pytest
from aiogram.types import Message
from aiohttp import web

from bot.webhook import Webhook
from core.models import BookingStatus
from tests.bot.conftest import Chat, booking_at, event, text
from tests.bot.test_startup import free_port
from web.webhook import Hook

SAID = {
    "en": ("Book 2 seats", "2 seats · paid ₽1,000", "🎟 You are going: 2 seats."),
    "ru": ("Взять 2 места", "2 места · оплачено 1 000 ₽", "🎟 Вы идёте: 2 места."),
}


async def serve(chat: Chat) -> tuple[Webhook, Any]:
    """From now on Telegram brings the updates; `chat.stop` ends it as it ends a poller."""
    await chat.stop()
    ear = Webhook(chat.courier.bot, chat.dispatcher, f"http://127.0.0.1:{free_port()}", None)
    app = web.Application()
    app.add_routes([Hook(ear.path, ear.secret, ear.take).route()])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(ear.url.split(":")[2].split("/")[0])).start()
    chat.poller, chat.polling = ear, asyncio.create_task(ear.run())
    return ear, runner


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_seats_are_taken_and_paid_while_telegram_brings_the_updates(chat: Chat, language: str) -> None:
    book, paid, going = SAID[language]
    _, runner = await serve(chat)
    busy = [True]

    async def database_away(handler: Any, message: Message, data: Any) -> Any:
        if message.successful_payment and language == "ru" and busy:
            busy.pop()
            raise TimeoutError
        return await handler(message, data)

    chat.dispatcher.message.outer_middleware(database_away)
    shown = await event(chat, price=50000)
    anna = await chat.person(language=language)
    card = await anna.say(f"/start e_{shown.id}")
    await anna.tap("2", on=card)
    assert await anna.tap(book) == {}
    assert await anna.pay() == {"paid": True}
    assert busy == ([] if language == "ru" else [True])
    await chat.deliver()
    ticket = await anna.screen()
    assert text(ticket).splitlines()[3].startswith(paid)
    booking = await booking_at(chat, shown.id)
    assert booking is not None
    assert booking.status is BookingStatus.confirmed
    await anna.tap({"en": "The event", "ru": "Событие"}[language], on=ticket)
    assert text(await anna.screen()).splitlines()[-1].startswith(going)
    await runner.cleanup()
