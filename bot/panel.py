"""A turn in a group: the person is answered by a card that they alone see there, or led into the private chat.

Nothing is said to the group, whatever happens. Who never pressed START is led there: only who can be written to later
gets a card. Where Telegram offers no such message, or is too slow with it, the way leads into the private chat too.
"""

import asyncio

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import EphemeralMessageParameters, Message
from aiohttp import ClientError

from bot import callbacks
from bot.callbacks_share import Gi, Grp
from bot.screen import Screen
from bot.screens import panel as panel_screen
from bot.screens import parts
from bot.talk import Talk
from core import i18n, users
from core.database import Tx
from core.models import User

log = structlog.get_logger(__name__)

PATIENCE = 5.0
"""Seconds that the drawing may take; a tap can be answered by such a card for 15."""
REFUSED = (AiogramError, ClientError, OSError, TimeoutError)


class ChatClosed(Exception):
    """The private chat is not open: the person never pressed START, or blocked the bot."""


class Panel(Talk):
    """A message or a tap in a chat that is not the person's own with the bot."""

    @property
    def is_card(self) -> bool:
        """Whether the tap is on the person's own card in the group."""
        return isinstance(self.message, Message) and self.message.ephemeral_message_id is not None

    async def meet(self, tx: Tx) -> User:
        """The person as a user with an open chat: a tap here opens none. Raises ChatClosed."""
        known = await users.by_telegram(tx, self.person.id)
        if known is None or not known.chat_open or known.blocked_at is not None:
            raise ChatClosed
        self.words = i18n.words(known.language)
        return known

    async def whisper(self, what: Screen, *, is_list: bool = False) -> None:
        """In answer to a tap on what all see, or to a command that only its sender sees; else the private chat."""
        if self.message is None:
            return
        fitting = panel_screen.fit(what, self.bot_username, is_list=is_list)
        only = EphemeralMessageParameters(
            receiver_user_id=self.person.id, callback_query_id=self.tap.id if self.tap else None
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await self.bot.send_message(
                    self.message.chat.id,
                    str(fitting.text),
                    reply_markup=fitting.keyboard,
                    ephemeral_message_parameters=only,
                )
        except REFUSED as error:
            log.info("panel.not_sent", error=str(error)[:200])
            await self.lead()
        await self.acknowledge()

    async def show(self, what: Screen, *, settles: bool = False) -> Message | None:  # noqa: ARG002 - no papers here
        """The person's own card in its new state; what can't be drawn is looked at in the private chat."""
        if not self.is_card or not isinstance(self.message, Message):
            return None
        fitting = panel_screen.fit(what, self.bot_username)
        try:
            async with asyncio.timeout(PATIENCE):
                await self.bot.edit_ephemeral_message_text(
                    chat_id=self.message.chat.id,
                    receiver_user_id=self.person.id,
                    ephemeral_message_id=self.message.ephemeral_message_id or 0,
                    text=str(fitting.text),
                    reply_markup=fitting.keyboard,
                )
        except REFUSED as error:
            if not (isinstance(error, TelegramBadRequest) and "message is not modified" in error.message):
                log.info("panel.not_edited", error=str(error)[:200])
                await self.lead()
        await self.acknowledge()
        return None

    async def show_below(self, what: Screen) -> Message | None:  # noqa: ARG002 - nothing is said to the group
        """Nothing: new messages are for the private chat."""
        return None

    async def lead(self) -> None:
        """Open the private chat where this goes on; the client does it, or an alert says how."""
        if self.tap is None or self.answered:
            return
        self.answered = True
        url = parts.deep_link(self.bot_username, self._payload())
        try:
            await self.bot.answer_callback_query(self.tap.id, url=url)
        except REFUSED as error:
            log.info("panel.not_led", error=str(error)[:200])
            self.answered = False
            await self.answer(self.words.plain("share-open-me", bot=self.bot_username), alert=True)

    def _payload(self) -> str:
        """The start link for what was pressed."""
        match callbacks.read(self.tap.data if self.tap else None):
            case Gi(token=token):
                return f"i_{token}"
            case Grp(event_id=event_id):
                return f"e_{event_id}"
            case callbacks.CallbackData() as pressed if isinstance(pressed, callbacks.NAMES_EVENT):
                return f"e_{pressed.event_id}"
            case callbacks.CallbackData() as pressed if isinstance(pressed, callbacks.NAMES_BOOKING):
                return f"b_{pressed.booking_id}"
        return "my"
