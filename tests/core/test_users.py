"""People: met, reachable or not, and who is an admin."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from core import errors, people, rights, sign_in, users
from core.models import Access, Audit, Role, SessionKind, User
from tests import factories


async def test_the_first_meeting_takes_the_clients_language_and_later_ones_keep_the_persons(tx):
    met = await users.meet(tx, 5, "Anna", "anna", "ru-RU")
    assert (met.name, met.username, met.language, met.chat_open, met.role) == ("Anna", "anna", "ru", False, Role.user)
    again = await users.meet(tx, 5, "Anna K.", None, "en", pressed_start=True)
    assert (again.id, again.name, again.username, again.language, again.chat_open) == (
        met.id,
        "Anna K.",
        None,
        "ru",
        True,
    )
    await users.set_language(tx, met.id, "en")
    await users.set_language(tx, met.id, "xx")
    assert (await users.meet(tx, 5, "Anna K.", None, "ru")).language == "en"


@pytest.mark.parametrize(
    ("code", "language"), [("ru", "ru"), ("en-GB", "en"), ("de", "ru"), (None, "ru"), ("EN_us", "en")]
)
async def test_a_language_that_is_not_spoken_becomes_the_default_one(tx, code, language):
    assert (await users.meet(tx, 5, "Anna", None, code, default_language="ru")).language == language


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "Guest"),
        ("\u200b\u202e", "Guest"),
        ("\u200d", "Guest"),
        ("<b>Ann</b>\n\x00K", "<b>Ann</b> K"),
        ("я" * 5000, "я" * 63 + "…"),
    ],
)
async def test_names_are_cleaned_and_nobody_is_nameless(tx, typed, name):
    assert (await users.meet(tx, 5, typed)).name == name


async def test_a_chat_stays_open_until_it_is_blocked_and_writing_unblocks_it(tx):
    met = await users.meet(tx, 5, "Anna", pressed_start=True)
    assert users.is_reachable(met)
    await users.mark_blocked(tx, 5)
    gone = await users.get(tx, met.id)
    assert gone.blocked_at is not None
    assert not users.is_reachable(gone)
    back = await users.meet(tx, 5, "Anna")
    assert (back.chat_open, back.blocked_at) == (True, None)


async def test_a_phone_or_an_email_makes_reachable_and_a_closed_chat_does_not(tx):
    assert not users.is_reachable(await users.meet(tx, 5, "Anna"))
    assert users.is_reachable(await factories.person(tx, chat_open=False, phone="+372555"))
    assert users.is_reachable(await factories.person(tx, chat_open=False, email="a@example.org"))


async def test_somebody_who_was_never_met_is_not_found(tx):
    with pytest.raises(errors.NotFound):
        await users.get(tx, 2**62)
    assert await users.by_telegram(tx, 404) is None


async def test_ten_messages_at_once_make_one_person(db):
    async def write():
        async with db.begin() as tx:
            return (await users.meet(tx, 5, "Anna", pressed_start=True)).id

    assert len(set(await asyncio.gather(*(write() for _ in range(10))))) == 1


async def test_the_operator_is_made_once_and_is_an_admin(db):
    async def ask():
        async with db.begin() as tx:
            return await users.operator(tx)

    made = await asyncio.gather(*(ask() for _ in range(5)))
    assert {(row.id, row.role, row.telegram_id, row.email) for row in made} == {
        (made[0].id, Role.admin, None, users.OPERATOR)
    }
    async with db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(Audit))).scalar_one() == 1


async def test_only_an_admin_changes_a_role_and_the_person_signs_in_anew(tx):
    admin, guest = await factories.person(tx, role=Role.admin), await factories.person(tx)
    token = await sign_in.make_token(tx, guest.id, "script")
    for stranger in (guest.id, 2**40):
        with pytest.raises(errors.NotFound):
            await users.set_role(tx, guest.id, Role.admin, stranger)
    assert (await users.set_role(tx, guest.id, Role.admin, admin.id)).role is Role.admin
    assert await sign_in.whose(tx, token, SessionKind.token) is None
    row = (await tx.execute(select(Audit).where(Audit.entity == "user", Audit.entity_id == guest.id))).one()
    assert (row.old, row.new, row.actor) == ("user", "admin", f"user:{admin.id}")


async def test_the_last_admin_who_is_not_banned_stays_one(tx):
    last, banned = [await factories.person(tx, role=Role.admin) for _ in range(2)]
    await people.set_banned(tx, last.id, banned.id, banned=True)
    with pytest.raises(errors.LastAdmin):
        await users.set_role(tx, last.id, Role.user, last.id)
    with pytest.raises(errors.Invalid):
        await people.set_banned(tx, last.id, last.id, banned=True)
    await users.set_role(tx, banned.id, Role.user, last.id)
    other = await factories.person(tx, role=Role.admin)
    assert (await users.set_role(tx, last.id, Role.user, last.id)).role is Role.user
    await rights.ensure_admin(tx, other.id)


@pytest.mark.parametrize("way", ["demote", "ban"])
async def test_of_two_admins_who_turn_on_each_other_one_stays(db, way):
    async def turn(actor, other):
        async with db.begin() as tx:
            await rights.ensure_admin(tx, actor.id)
            await asyncio.sleep(0.02)
            if way == "demote":
                await users.set_role(tx, other.id, Role.user, actor.id)
            else:
                await people.set_banned(tx, actor.id, other.id, banned=True)

    for _ in range(10):
        async with db.begin() as tx:
            await tx.execute(update(User).values(role=Role.user))
            one, two = [await factories.person(tx, role=Role.admin) for _ in range(2)]
        ended = await asyncio.gather(turn(one, two), turn(two, one), return_exceptions=True)
        assert [type(end) for end in ended if end] == [errors.NotFound]
        async with db.begin() as tx:
            left = select(User.id).where(User.role == Role.admin, User.banned_at.is_(None))
            assert len((await tx.execute(left)).all()) == 1


async def test_an_admin_of_the_settings_may_be_named_before_the_first_meeting(tx):
    await users.promote(tx, [77])
    await users.promote(tx, [77])
    met = await users.meet(tx, 77, "Marta", None, "ru", pressed_start=True)
    assert (met.role, met.language, met.name) == (Role.admin, "ru", "Marta")
    assert (
        await tx.execute(select(func.count()).where(Audit.entity == "user", Audit.entity_id == met.id))
    ).scalar_one() == 1


async def test_an_admin_lets_a_person_host_and_takes_it_back_and_each_is_recorded_once(tx):
    admin, anna = await factories.person(tx, role=Role.admin), await factories.person(tx)
    for _ in range(2):
        assert (await users.allow_hosting(tx, anna.id, admin.id)).may_host
    for _ in range(2):
        assert not (await users.allow_hosting(tx, anna.id, admin.id, allowed=False)).may_host
    rows = select(Audit.old, Audit.new, Audit.actor).where(Audit.entity == "user", Audit.entity_id == anna.id)
    recorded = [tuple(row) for row in (await tx.execute(rows.order_by(Audit.id))).all()]
    assert recorded == [("asks", "may_host", f"user:{admin.id}"), ("may_host", "asks", f"user:{admin.id}")]
    for refused in (users.allow_hosting(tx, anna.id, anna.id), users.allow_hosting(tx, 2**40, admin.id)):
        with pytest.raises(errors.NotFound):
            await refused


async def test_a_banned_admin_rules_no_more(tx):
    admin, guest = await factories.person(tx, role=Role.admin), await factories.person(tx)
    event = await factories.event(tx, access=Access.private)
    await rights.ensure_manages(tx, admin.id, event.id)
    await tx.execute(update(User).where(User.id == admin.id).values(banned_at=func.clock_timestamp()))
    for refused in (
        users.set_role(tx, guest.id, Role.admin, admin.id),
        users.allow_hosting(tx, guest.id, admin.id),
        people.set_banned(tx, admin.id, guest.id, banned=True),
        people.find(tx, admin.id, "Anna"),
        rights.ensure_admin(tx, admin.id),
        rights.ensure_manages(tx, admin.id, event.id),
    ):
        with pytest.raises(errors.NotFound):
            await refused
