"""One person's turn: who speaks, in which language, and how they are answered. Opens no transaction of its own.

A tap is answered exactly once, whatever happens: with a toast, an alert, or nothing but the end of the spinner.
"""

import time
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from aiohttp import ClientError
from markupsafe import escape
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import screen
from bot.answers import Answers
from bot.screen import Asking, Screen
from core import drafts, i18n, menus, users
from core.database import Tx
from core.i18n import Words
from core.models import User
from core.rails import Rails
from core.settings import Settings

log = structlog.get_logger(__name__)

ANSWER_LIMIT = 200


class Talk:
    """A message or a tap in a private chat. `words` speak the person's language, once they were met.

    `question` is what was open when the person spoke; `left_draft` that a draft's question was, and is not any more;
    `rails` say by which way a sum is paid.
    """

    def __init__(
        self,
        bot: Bot,
        db: AsyncEngine,
        settings: Settings,
        event: Message | CallbackQuery,
        state: FSMContext,
        *,
        rails: Rails,
        answers: Answers | None = None,
    ) -> None:
        self.bot = bot
        self.answers = answers or Answers()
        self.db = db
        self.state = state
        self.settings = settings
        self.event = event
        self.rails = rails
        self.bot_username = ""
        self.question: dict[str, Any] = {}
        self.tap = event if isinstance(event, CallbackQuery) else None
        self.message = event.message if isinstance(event, CallbackQuery) else event
        self.person: Any = event.from_user
        self.words: Words = i18n.words(guess(getattr(self.person, "language_code", None), settings.language))
        self.met_now = False
        self.left_draft = False
        self.answered = False

    @property
    def chat_id(self) -> int:
        """The private chat, which has the person's id."""
        return int(self.person.id)

    @property
    def is_private(self) -> bool:
        """Whether nobody else reads along."""
        return self.person is not None and self.message is not None and self.message.chat.id == self.person.id

    async def meet(self, tx: Tx) -> User:
        """The person as a user; a first meeting makes them. Nothing is written about somebody who is known already."""
        person = self.person
        known = await users.by_telegram(tx, person.id)
        if known is None or _is_news(known, person):
            was_known = known is not None
            self.met_now = known is None or not known.chat_open
            known = await users.meet(
                tx,
                person.id,
                person.full_name,
                person.username,
                person.language_code,
                default_language=self.settings.language,
                pressed_start=True,
            )
            if was_known and self.met_now:
                await menus.changed(tx, known.id)
        self.words = i18n.words(known.language)
        if "draft_card" in self.question and self.moves_on:
            self.left_draft = await drafts.leave(tx, known.id)
        return known

    @property
    def moves_on(self) -> bool:
        """A tap or a command leaves the question that is open, whichever it was; asking for help does not."""
        if getattr(self.event, "edit_date", None):
            return False
        said = getattr(self.event, "text", None) or ""
        return self.tap is not None or (said.startswith("/") and not said.startswith("/help"))

    def remember(self, question: dict[str, Any]) -> None:
        """What the person just said answered `question`."""
        if isinstance(self.event, Message):
            self.answers.keep(self.chat_id, self.event.message_id, question)

    def answered_by_this(self) -> dict[str, Any]:
        """The question that this message answered, if it was the last one that did."""
        return self.answers.question_of(self.chat_id, getattr(self.event, "message_id", 0))

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """End the spinner, with a word to it. A tap that is too old to be answered gets the word as a message."""
        if self.tap is None or self.answered:
            if text:
                await self.say(text)
            return
        self.answered = True
        try:
            await self.bot.answer_callback_query(self.tap.id, text=text and text[:ANSWER_LIMIT], show_alert=alert)
        except (AiogramError, ClientError, OSError, TimeoutError) as error:
            log.info("tap.not_answered", error=str(error)[:200])
            if text:
                await self.say(text)

    async def acknowledge(self) -> None:
        """The last thing in every turn: no spinner is left turning."""
        if self.tap is not None and not self.answered:
            await self.answer(self.words.plain("draft-kept") if self.left_draft else None)

    async def lead(self) -> None:
        """Open the private chat; this is one."""

    async def show(self, what: Screen, *, settles: bool = False) -> Message | None:
        """The card in its new state: in its place after a tap on it, below after anything else.

        A paper stays as it is; only its buttons go when the tap `settles` what they asked.
        """
        await self._before(what)
        on_paper = self.tap is not None and screen.is_paper(self.message)
        under = self.message if self.tap is not None and not on_paper else None
        drawn = await screen.show(self.bot, self.chat_id, what, under)
        await self._wait_for_answer(what, drawn)
        if on_paper and settles and isinstance(self.message, Message) and self.message.reply_markup:
            await screen.strip(self.bot, self.message)
        return drawn

    async def _before(self, what: Screen) -> None:
        if isinstance(what, Asking):
            self.left_draft = False
        await self.acknowledge()

    async def _wait_for_answer(self, what: Screen, drawn: Message | None) -> None:
        """Remember where a draft's question stands: once it is answered it loses its buttons."""
        if isinstance(what, Asking):
            await self.state.set_data({"draft_card": drawn and drawn.message_id, "asked_at": time.time()})

    async def strip(self, message_id: int | None) -> None:
        """Take the buttons off an older message of this chat: what it asked is answered."""
        if message_id:
            await screen.strip_at(self.bot, self.chat_id, message_id)

    async def show_below(self, what: Screen) -> Message | None:
        """A new message."""
        await self._before(what)
        drawn = await screen.show(self.bot, self.chat_id, what)
        await self._wait_for_answer(what, drawn)
        return drawn

    async def say(self, text: str) -> None:
        """A plain sentence as a new message."""
        await self.show_below(Screen(escape(text)))


def guess(language_code: str | None, default: str) -> str:
    """The language of somebody who is not known yet."""
    code = (language_code or "")[:2].lower()
    return code if code in i18n.LANGUAGES else default


def _is_news(known: User, person: Any) -> bool:
    """Whether what we know is not what Telegram says."""
    name = i18n.clean(person.full_name, users.NAME).strip("\u200d ") or users.NAMELESS
    return (
        not known.chat_open or known.blocked_at is not None or (known.name, known.username) != (name, person.username)
    )
