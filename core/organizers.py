"""Pages that events appear under (R9, R10), «страница»: made, edited, and run by a team. Questions are `questions`.

A page is there for everybody. Who is in its team, or an admin, manages it and all its events; to others it is not there
to be changed (NotFound). The team is changed under the page's lock: somebody always stays who may manage it.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from core import audit, bookings, i18n, menus, outbox, rights, users
from core.audit import person
from core.database import LARGEST_ID, Tx, all_of, first, one
from core.errors import Invalid, LastOfTeam, NotFound
from core.event_fields import Description, Name
from core.models import Organizer, Question, TeamMember, User

SLUG = re.compile(r"(?=.{3,40}$)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LINK = re.compile(r"https://[^\s/\\@\"'<>`]+\.[^\s/\\@\"'<>`]+(/[^\s\"'<>`\\]*)?")
CONTACTS, CONTACT_NAME, CONTACT = 8, 30, 200
TEAM, PAGES = 50, 20


def _slug(said: str) -> str:
    slug = said.strip().lower()
    if not SLUG.fullmatch(slug):
        raise Invalid("slug", "not_a_slug")
    return slug


def _color(said: str) -> str:
    found = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})", said.strip().lower())
    if found is None:
        raise Invalid("brand_color", "not_a_color")
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _logo(said: str) -> str:
    return _link("logo_url", i18n.clean(said, len(said)))


def _link(field: str, said: str) -> str:
    if len(said) > 500 or not LINK.fullmatch(said):
        raise Invalid(field, "not_a_link")
    return said


def _contacts(said: dict[str, str]) -> dict[str, str]:
    if len(said) > CONTACTS:
        raise Invalid("contacts", "too_large", most=CONTACTS)
    return dict(_contact(name, value) for name, value in said.items())


def _contact(name: str, value: str) -> tuple[str, str]:
    name, value = i18n.clean(name, len(name)), i18n.clean(value, len(value))
    if not name or not value:
        raise Invalid("contacts", "empty")
    for text, most in ((name, CONTACT_NAME), (value, CONTACT)):
        if len(text) > most:
            raise Invalid("contacts", "too_long", most=most)
    # A scheme makes a link of whatever shows it: then only https will do.
    return name, _link("contacts", value) if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S", value) else value


class NewPage(BaseModel):
    """A page to be. `contacts` are up to eight named lines; links begin with https."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, AfterValidator(_slug)]
    name: Name
    description: Description = ""
    logo_url: Annotated[str, AfterValidator(_logo)] | None = None
    brand_color: Annotated[str, AfterValidator(_color)] | None = None
    contacts: Annotated[dict[str, str], AfterValidator(_contacts)] = {}


class PagePatch(BaseModel):
    """What changes; fields that were not sent stay. `logo_url` and `brand_color` may be emptied by null."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, AfterValidator(_slug)] | None = None
    name: Name | None = None
    description: Description | None = None
    logo_url: Annotated[str, AfterValidator(_logo)] | None = None
    brand_color: Annotated[str, AfterValidator(_color)] | None = None
    contacts: Annotated[dict[str, str], AfterValidator(_contacts)] | None = None


async def create(tx: Tx, user_id: int, new: NewPage) -> Organizer:
    """Make a page with the person as its team. Raises Banned, Invalid (the slug is taken, or too many pages)."""
    await bookings.ensure_welcome(tx, user_id)
    made = select(func.count()).where(TeamMember.user_id == user_id, TeamMember.added_by.is_(None))
    if (await tx.execute(made)).scalar_one() >= PAGES:
        raise Invalid("pages", "too_large", most=PAGES)
    row = insert(Organizer).values(**new.model_dump()).returning(Organizer)
    page = await _with_slug(tx, row)
    await tx.execute(insert(TeamMember).values(organizer_id=page.id, user_id=user_id))
    await _record(tx, page.id, None, "made", user_id, "created", {"slug": page.slug})
    await menus.hosts_now(tx, user_id)
    return page


async def edit(tx: Tx, user_id: int, organizer_id: int, patch: PagePatch) -> Organizer:
    """Change what differs. Raises NotFound, Banned, Invalid."""
    page = await lock(tx, user_id, organizer_id)
    said = patch.model_dump(exclude_unset=True)
    for field, value in said.items():
        if value is None and field not in {"logo_url", "brand_color"}:
            raise Invalid(field, "missing")
    wish = {field: value for field, value in said.items() if value != getattr(page, field)}
    if not wish:
        return page
    row = await _with_slug(tx, update(Organizer).where(Organizer.id == page.id).values(**wish).returning(Organizer))
    detail = {field: [getattr(page, field), value] for field, value in wish.items()}
    await _record(tx, page.id, "made", "made", user_id, "edited", detail)
    return row


async def _with_slug(tx: Tx, statement: Any) -> Organizer:
    # Two pages may want one address at the same moment; the index decides, and only this step is undone.
    try:
        async with tx.begin_nested():
            row: Organizer = await one(tx, statement)
    except IntegrityError as error:
        if "uq_organizers_slug" not in str(error.orig):
            raise
        raise Invalid("slug", "taken") from None
    return row


async def get(tx: Tx, organizer_id: int) -> Organizer:
    """The page, for everybody. Raises NotFound."""
    return await _found(tx, Organizer.id == organizer_id if 0 < organizer_id <= LARGEST_ID else None)


async def by_slug(tx: Tx, slug: str) -> Organizer:
    """The page at an address, for everybody. Raises NotFound."""
    address = slug.lower()
    return await _found(tx, Organizer.slug == address if SLUG.fullmatch(address) else None)


async def _found(tx: Tx, rule: Any) -> Organizer:
    page: Organizer | None = None if rule is None else await first(tx, select(Organizer).where(rule))
    if page is None:
        raise NotFound
    return page


async def mine(tx: Tx, user_id: int) -> list[Any]:
    """The pages whose team the person is in, by name, each with the sizes of its `team` and its list of `questions`."""
    counts = [
        select(func.count()).where(kind.organizer_id == Organizer.id).correlate(Organizer).scalar_subquery().label(name)
        for kind, name in ((TeamMember, "team"), (Question, "questions"))
    ]
    theirs = select(TeamMember.organizer_id).where(TeamMember.user_id == user_id)
    return await all_of(
        tx, select(Organizer, *counts).where(Organizer.id.in_(theirs)).order_by(Organizer.name, Organizer.id)
    )


async def team(tx: Tx, user_id: int, organizer_id: int) -> list[Any]:
    """Who manages the page: people with `added_by` and `since`, the first one first. For the team. Raises NotFound."""
    await rights.ensure_team(tx, user_id, organizer_id)
    rows = select(User, TeamMember.added_by, TeamMember.created_at.label("since"))
    rows = rows.join(TeamMember, TeamMember.user_id == User.id).where(TeamMember.organizer_id == organizer_id)
    return await all_of(tx, rows.order_by(TeamMember.created_at, User.id))


async def add_member(tx: Tx, user_id: int, organizer_id: int, member_id: int) -> None:
    """Let another person manage the page and all its events; they are told. Who does already stays.

    Raises NotFound (also no such person), Banned, Invalid (too many).
    """
    page = await lock(tx, user_id, organizer_id)
    await users.staying(tx, member_id)
    size = select(func.count()).where(TeamMember.organizer_id == page.id, TeamMember.user_id != member_id)
    if (await tx.execute(size)).scalar_one() >= TEAM:
        raise Invalid("team", "too_large", most=TEAM)
    new = upsert(TeamMember).values(organizer_id=page.id, user_id=member_id, added_by=user_id)
    if await first(tx, new.on_conflict_do_nothing().returning(TeamMember.user_id)) is None:
        return
    await _record(tx, page.id, "made", "made", user_id, "team_added", {"user_id": member_id})
    await menus.hosts_now(tx, member_id)
    if member_id != user_id:
        dedupe = f"team_added:{page.id}:{member_id}:{await outbox.mark(tx)}"
        await outbox.put(
            tx, member_id, "team_added", dedupe=dedupe, params={"organizer_id": page.id, "added_by": user_id}
        )


async def remove_member(tx: Tx, user_id: int, organizer_id: int, member_id: int) -> None:
    """Take the page from somebody in its team, oneself too; who is not in it stays out. Their own events stay theirs.

    Raises NotFound, Banned, LastOfTeam.
    """
    page = await lock(tx, user_id, organizer_id)
    team = select(TeamMember.user_id).where(TeamMember.organizer_id == page.id)
    members = {row.user_id for row in await all_of(tx, team)}
    if member_id not in members:
        return
    if len(members) == 1:
        raise LastOfTeam
    gone = delete(TeamMember).where(TeamMember.organizer_id == page.id, TeamMember.user_id == member_id)
    await tx.execute(gone)
    await _record(tx, page.id, "made", "made", user_id, "team_removed", {"user_id": member_id})


async def leave(tx: Tx, user_id: int, organizer_id: int) -> None:
    """Leave the page's team. Raises NotFound, Banned, LastOfTeam."""
    await remove_member(tx, user_id, organizer_id, user_id)


async def lock(tx: Tx, user_id: int, organizer_id: int) -> Organizer:
    """The page that the person is about to change, locked until the transaction ends. Raises NotFound, Banned."""
    known = 0 < organizer_id <= LARGEST_ID
    found = select(Organizer).where(Organizer.id == organizer_id).with_for_update()
    page: Organizer | None = await first(tx, found) if known else None
    # The right is asked after the lock: a member who was just removed is one no more.
    await rights.ensure_team(tx, user_id, organizer_id)
    if page is None:
        raise NotFound
    await bookings.ensure_welcome(tx, user_id)
    return page


async def _record(
    tx: Tx, organizer_id: int, old: str | None, new: str, user_id: int, reason: str, detail: dict[str, Any]
) -> None:
    await audit.write(tx, "page", organizer_id, old=old, new=new, actor=person(user_id), reason=reason, detail=detail)
