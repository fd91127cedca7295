"""What a paper is drawn from, and the two pieces that most papers share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.callbacks import Home, Open
from bot.screen import button
from core import i18n
from core.i18n import Words
from core.models import User


@dataclass(frozen=True)
class Facts:
    """What a paper is drawn from. `event` and `booking` are None where the message is about neither."""

    user: User
    booking: Any
    event: Any
    params: dict[str, Any]
    now: datetime
    made_at: datetime
    zone: str
    bot_username: str

    @property
    def name(self) -> str:
        """The event's title."""
        return i18n.name(self.event.name)


def opening(w: Words, facts: Facts, label: str = "button-open") -> Any:
    """A button that opens the event's card as a new message."""
    return button(w.plain(label), Open(event_id=facts.event.id))


def homeward(w: Words) -> Any:
    """A button that leads to what's on."""
    return button(w.plain("button-whats-on"), Home())
