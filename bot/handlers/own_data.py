"""What is kept about a person: said in words, and sent to them as a file."""

import json

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile

from bot.callbacks_guest import Choice
from bot.recent import Recent
from bot.screens import settings as settings_screen
from bot.talk import Talk
from core import own_data

FILE = "my-data.json"
SAME_FILE = 10.0


async def privacy(talk: Talk) -> None:
    async with talk.db.begin() as tx:
        await talk.meet(tx)
    await talk.show(settings_screen.privacy(talk.words))


async def send(talk: Talk, recent: Recent) -> None:
    async with talk.db.begin() as tx:
        user = await talk.meet(tx)
        found = await own_data.export(tx, user.id)
    await talk.acknowledge()
    sent = ("data", user.id)
    if recent.again(sent, SAME_FILE):
        return
    text = json.dumps(found, ensure_ascii=False, indent=1)
    with recent.unless_it_fails(sent):
        await talk.bot.send_document(talk.chat_id, BufferedInputFile(text.encode(), FILE))


def build() -> Router:
    """What this journey answers to."""
    router = Router(name="own_data")
    router.message.register(privacy, Command("privacy"))
    router.callback_query.register(send, Choice.filter((F.room == "data") & (F.value == "get")))
    router.callback_query.register(privacy, Choice.filter(F.room == "data"))
    return router
