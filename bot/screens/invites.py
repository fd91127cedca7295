"""Links into a private event: share, copy, revoke, a new one; a public event has its own (SCREENS 5.5)."""

from typing import Any
from urllib.parse import quote

from bot.callbacks_draft import Inv
from bot.callbacks_hosting import Run
from bot.screen import Row, Screen, button, copying, danger, keyboard, link, primary, sharing
from bot.screens import parts
from bot.screens.share import to_group
from core.i18n import Words
from core.models import Access

SHOWN = 6


def linked(w: Words, address: str) -> Row:
    """Send on an address that inline mode knows nothing of, or copy it."""
    url = f"https://t.me/share/url?url={quote(address, safe='')}"
    return [link(w.plain("button-invite-share"), url), copying(w.plain("button-invite-copy"), address)]


def passing_on(w: Words, query: str, address: str, number: int | None = None) -> Row:
    """Send it on by inline mode's `query`, or copy its address; numbered where there are several."""
    if number is None:
        return [sharing(w.plain("button-invite-share"), query), copying(w.plain("button-invite-copy"), address)]
    share, copy = w.plain("button-invite-share-n", n=number), w.plain("button-invite-copy-n", n=number)
    return [sharing(share, query), copying(copy, address)]


def draw(w: Words, card: Any, standing: list[Any], bot_username: str, *, note: str | None = None) -> Screen:
    """The links that stand, the newest six of them."""
    back = [button(w.plain("button-back"), Run(event_id=card.id))]
    new = primary(w.plain("button-invite-new"), Inv(event_id=card.id, what="new"))
    if card.access is Access.public:
        address = parts.deep_link(bot_username, f"e_{card.id}")
        text = parts.lines(w("invites-title-public"), w("invites-public", link=address), note)
        group = to_group(w.plain("button-to-group"), bot_username, f"e_{card.id}")
        return Screen(text, keyboard(passing_on(w, f"#{card.id}", address), [group, *back]))
    shown = standing[-SHOWN:]
    many = len(shown) > 1
    items = [_item(w, n, invite, card.zone, bot_username) for n, invite in enumerate(shown, 1)]
    rows = [_row(w, n if many else None, invite, bot_username) for n, invite in enumerate(shown, 1)]
    text = parts.lines(w("invites-title"), *(items or [w("invites-none")]), note)
    group = [to_group(w.plain("button-to-group"), bot_username, f"i_{shown[-1].token}")] if shown else []
    return Screen(text, keyboard(*rows, [new, *group, *back]))


def _address(invite: Any, bot_username: str) -> str:
    return parts.deep_link(bot_username, f"i_{invite.token}")


def _item(w: Words, number: int, invite: Any, zone: str, bot_username: str) -> Any:
    day = w.date(invite.created_at, zone, "day")
    return w("invites-item", n=number, day=day, came=invite.came, link=_address(invite, bot_username))


def _row(w: Words, number: int | None, invite: Any, bot_username: str) -> Row:
    label = w.plain("button-invite-revoke") if number is None else w.plain("button-invite-revoke-n", n=number)
    off = button(label, Inv(event_id=invite.event_id, what="off", invite_id=invite.id))
    return [*passing_on(w, f"!{invite.id}", _address(invite, bot_username), number), off]


def draw_sure(w: Words, card: Any, invite: Any) -> Screen:
    """Whether to revoke it."""
    sure = danger(w.plain("button-invite-revoke-sure"), Inv(event_id=card.id, what="gone", invite_id=invite.id))
    keep = button(w.plain("button-invite-keep"), Inv(event_id=card.id))
    return Screen(w("invites-sure", day=w.date(invite.created_at, card.zone, "day")), keyboard([sure, keep]))
