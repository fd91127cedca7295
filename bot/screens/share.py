"""An event's card in other chats: what everybody there may know, over links or a button that is answered in private.

SCREENS 7. Pure: of the card and now. An invite's token stands in the place of a private event's id.
"""

from datetime import datetime
from typing import Any

from aiogram.types import DisabledButton, InlineKeyboardButton
from markupsafe import Markup

from bot.callbacks_share import Gi, Grp
from bot.screen import Row, Screen, button, keyboard, link, primary
from bot.screens import event as event_screen
from bot.screens import parts, times
from core import i18n
from core.i18n import Words
from core.models import EventStatus, Format

PLACE = 60


def to_group(text: str, bot_username: str, payload: str) -> InlineKeyboardButton:
    """A button that brings the bot into a group, where it posts the card."""
    return link(text, f"https://t.me/{bot_username}?startgroup={payload}")


def draw(w: Words, card: Any, now: datetime, link_to: str, *, group: bool = False, token: str | None = None) -> Screen:
    """The card; `link_to` opens it in the private chat. A `group`'s Book is answered there, by the invite's `token`."""
    head = [parts.title(card), times.start(w, card.starts_at, card.zone)]
    over = _over(w, card, now)
    if over is None:
        return Screen(parts.lines(*head, line(w, card)), keyboard(*_rows(w, card, link_to, group=group, token=token)))
    # A message without buttons could not be changed any more: nothing will.
    is_final = card.status in (EventStatus.cancelled, EventStatus.completed)
    rows = [] if is_final else [link(w.plain("button-the-event"), link_to)]
    return Screen(parts.lines(*head, over), keyboard(rows))


def draw_withdrawn(w: Words, card: Any) -> Screen:
    """What is left of a card whose invite was revoked, or whose event was made private."""
    return Screen(parts.lines(parts.title(card), w("share-withdrawn")))


def draw_newer(w: Words, card: Any) -> Screen:
    """What is left of a card that was asked for once more in the same group."""
    return Screen(parts.lines(parts.title(card), w("share-newer")))


def line(w: Words, card: Any) -> Markup:
    """Where, how much and how many, in one line."""
    place = [w("card-place", place=i18n.name(card.place.split(",")[0], PLACE))] if card.place else []
    online = [w("share-online")] if card.format is not Format.in_person else []
    return Markup(" · ").join([*place, *online, *figures(w, card)])


def figures(w: Words, card: Any) -> list[str]:
    """The price and the seats, as plain words."""
    seats = w.plain(f"seats-{parts.scarcity(card)}", n=card.free)
    return [parts.price(w, card.price, card.currency), seats]


def summary(w: Words, card: Any, now: datetime) -> str:
    """The line below a result's title, where no time is live."""
    said = [w.plain(_end(card))] if parts.is_over(card, now) else figures(w, card)
    return " · ".join([w.date(card.starts_at, card.zone, "long"), *said])


def _end(card: Any) -> str:
    """How it ended, as the id of a word or two."""
    ends = {EventStatus.cancelled: "share-cancelled", EventStatus.completed: "my-took-place"}
    return ends.get(card.status, "my-time-over")


def _over(w: Words, card: Any, now: datetime) -> Markup | None:
    if card.status is EventStatus.cancelled:
        return event_screen.cancelled(w, card)
    if card.status is EventStatus.completed:
        return w("state-over")
    if card.ends_at <= now:
        return w("state-ended")
    return w("state-begun") if card.starts_at <= now else None


def _rows(w: Words, card: Any, link_to: str, *, group: bool, token: str | None) -> list[Row]:
    sold_out = card.free == 0
    label = w.plain("button-share-wait" if sold_out else "button-share-book")
    if group:
        press = Gi(token=token) if token else Grp(event_id=card.id)
        book = button(label, press) if sold_out else primary(label, press)
        here = [book, link(w.plain("button-in-private"), link_to)]
    else:
        here = [link(label, link_to)]
        if not sold_out:
            here[0] = here[0].model_copy(update={"style": "primary"})
    full = InlineKeyboardButton(text=w.plain("button-sold-out"), disabled=DisabledButton())
    return [[full], here] if sold_out else [here]
