"""What somebody may show in other chats: a public event is anybody's to share, a private one its hosts', by an invite.

`facts` is a digest of all that a shared card says of an event; who draws a card keeps the one that was read before it.
So a card whose digest is not the event's is behind, and one that was drawn a moment too late is drawn once more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, select

from core import catalogue, rights
from core.catalogue import Filters
from core.database import LARGEST_ID, Tx, all_of, ensure_id, first
from core.errors import NotFound
from core.models import Access, Event, EventStatus, Invite

OWN = 10
"""How many of one's own events stand before all others."""
PAGE = 20
DIGEST = 12


@dataclass(frozen=True)
class Offer:
    """An event that may be shared: its card, the digest of what it says, and for a private one the invite to it."""

    card: Any
    facts: str
    invite_id: int | None = None
    token: str | None = None


@dataclass(frozen=True)
class Offers:
    """Some of them, and the cursor of what follows."""

    offers: list[Offer]
    next: str | None


def facts() -> ColumnElement[str]:
    """Over `events`: the digest."""
    at = func.clock_timestamp()
    phase = case((Event.ends_at <= at, "over"), (Event.starts_at <= at, "begun"), else_="ahead")
    said = (
        Event.name, func.extract("epoch", Event.starts_at), Event.zone, Event.place, Event.format, Event.price,
        Event.currency, Event.capacity, Event.status, Event.access, Event.reason, phase, catalogue.free(),
    )  # fmt: skip
    # An array keeps apart what a plain concatenation would run together.
    return func.left(func.md5(cast(func.jsonb_build_array(*said), Text)), DIGEST)


async def facts_of(tx: Tx, event_ids: Collection[int]) -> dict[int, str]:
    """The digests of these events as they stand now."""
    rows = await all_of(tx, select(Event.id, facts().label("facts")).where(Event.id == func.any(list(event_ids))))
    return {row.id: row.facts for row in rows}


async def event(tx: Tx, user_id: int | None, event_id: int) -> Offer:
    """This event, if the person may show it: of a private one by its newest invite. Raises NotFound."""
    ensure_id(event_id)
    known = await facts_of(tx, [event_id])
    card = await catalogue.event(tx, event_id, user_id)
    if card.status is EventStatus.draft:
        raise NotFound
    if card.access is Access.public:
        return Offer(card, known[event_id])
    invite = await _newest_invite(tx, user_id, event_id)
    return Offer(card, known[event_id], invite.id, invite.token)


async def _newest_invite(tx: Tx, user_id: int | None, event_id: int) -> Any:
    standing = _invites(user_id).where(Invite.event_id == event_id).order_by(Invite.id.desc()).limit(1)
    found = await first(tx, standing)
    if found is None:
        raise NotFound
    return found


def _invites(user_id: int | None) -> Any:
    """The invites that stand and are the person's to pass on."""
    rows = select(Invite.id, Invite.token, Invite.event_id).join(Event, Event.id == Invite.event_id)
    return rows.where(Invite.revoked_at.is_(None), rights.hosts(user_id))


async def invite(tx: Tx, user_id: int | None, *, invite_id: int = 0, token: str = "") -> Offer:
    """The event behind an invite, known by its number or its token, for its hosts. Raises NotFound."""
    known = 0 < invite_id <= LARGEST_ID
    which = Invite.id == invite_id if known else Invite.token == token
    found = await first(tx, _invites(user_id).where(which)) if known or token else None
    if found is None:
        raise NotFound
    offer = await event(tx, user_id, found.event_id)
    return offer if offer.card.access is Access.public else Offer(offer.card, offer.facts, found.id, found.token)


async def offers(tx: Tx, user_id: int | None, text: str, after: str | None) -> Offers:
    """One's own events ahead, then the soonest of all; with `text` those that have its words. `after` is a cursor."""
    own = await _own(tx, user_id, text)
    page = await catalogue.page(tx, filters=Filters(text=text or None), after=after or None, limit=PAGE)
    hosted = {offer.card.id for offer in own}
    known = await facts_of(tx, [card.id for card in page.cards])
    others = [Offer(card, known[card.id]) for card in page.cards if card.id not in hosted]
    return Offers([*([] if after else own), *others], page.next)


async def _own(tx: Tx, user_id: int | None, text: str) -> list[Offer]:
    if user_id is None:
        return []
    words = text.casefold().split()
    rows = [card for card in await catalogue.hosted(tx, user_id, past=False) if card.status is EventStatus.published]
    wanted = [card for card in rows if all(word in card.name.casefold() for word in words)][:OWN]
    invites = await all_of(tx, _invites(user_id).where(Invite.event_id == func.any([card.id for card in wanted])))
    newest = {row.event_id: row for row in sorted(invites, key=lambda row: row.id)}
    known = await facts_of(tx, [card.id for card in wanted])
    found = []
    for card in wanted:
        if card.access is Access.public:
            found.append(Offer(card, known[card.id]))
        elif by := newest.get(card.id):
            found.append(Offer(card, known[card.id], by.id, by.token))
    return found
