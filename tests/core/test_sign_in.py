"""Links, sessions and tokens."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core import database, errors, sign_in
from core.models import Outbox, Session, SessionKind, SignInLink
from tests import factories

WEB, TOKEN = SessionKind.web, SessionKind.token


async def test_looking_at_a_link_spends_nothing_and_spending_it_works_once(tx):
    guest = await factories.person(tx)
    link = await sign_in.make_link(tx, guest.id)
    assert [await sign_in.peek_link(tx, link) for _ in range(3)] == [True] * 3
    secret = await sign_in.spend_link(tx, link, "Firefox, Linux")
    assert (await sign_in.whose(tx, secret, WEB)).id == guest.id
    assert not await sign_in.peek_link(tx, link)
    with pytest.raises(errors.LinkSpent):
        await sign_in.spend_link(tx, link, "again")


async def test_two_who_spend_a_link_at_once_get_one_session(db):
    async with db.begin() as tx:
        guest = await factories.person(tx)
        link = await sign_in.make_link(tx, guest.id)

    async def spend():
        async with db.begin() as tx:
            return await sign_in.spend_link(tx, link, "browser")

    answers = await asyncio.gather(*(spend() for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, errors.LinkSpent) for answer in answers) == 7


async def test_a_secret_from_outside_opens_one_session_however_many_come_with_it_at_once(db):
    async with db.begin() as tx:
        guest = await factories.person(tx)
        tomorrow = await database.now(tx) + timedelta(days=1)

    async def enter(label):
        async with db.begin() as tx:
            await sign_in.open_once(tx, guest.id, "x" * 43, label, tomorrow)

    answers = await asyncio.gather(*(enter(f"browser {n}") for n in range(8)), return_exceptions=True)
    assert [answer is None for answer in answers].count(True) == 1
    assert sum(isinstance(answer, errors.SignInNeeded) for answer in answers) == 7


async def test_a_newer_link_voids_the_older_one_and_age_voids_it_too(tx):
    guest = await factories.person(tx)
    old, new = await sign_in.make_link(tx, guest.id), await sign_in.make_link(tx, guest.id)
    assert (await sign_in.peek_link(tx, old), await sign_in.peek_link(tx, new)) == (False, True)
    await tx.execute(update(SignInLink).values(expires_at=func.clock_timestamp()))
    assert not await sign_in.peek_link(tx, new)
    with pytest.raises(errors.LinkSpent):
        await sign_in.spend_link(tx, new, "late")


async def test_no_secret_is_kept_as_it_is(tx):
    guest = await factories.person(tx)
    link = await sign_in.make_link(tx, guest.id)
    token = await sign_in.make_token(tx, guest.id, "script")
    kept = (await tx.execute(select(SignInLink.token_hash))).scalars().all() + (
        await tx.execute(select(Session.secret_hash))
    ).scalars().all()
    assert len(link) >= 43
    assert not {link, token} & set(kept)


async def test_the_person_hears_of_a_sign_in_where_there_is_a_chat(tx):
    guest, operator = await factories.person(tx), await factories.person(tx, telegram_id=None, email="op@example.org")
    for user in (guest, operator):
        await sign_in.spend_link(tx, await sign_in.make_link(tx, user.id), "Fire\u202efox")
    told = (await tx.execute(select(Outbox).where(Outbox.kind == "signed_in"))).all()
    assert [(row.user_id, row.params) for row in told] == [(guest.id, {"label": "Firefox"})]


async def test_a_cookie_is_no_token_and_a_token_is_no_cookie(tx):
    guest = await factories.person(tx)
    token = await sign_in.make_token(tx, guest.id, "script")
    assert await sign_in.whose(tx, token, WEB) is None
    assert (await sign_in.whose(tx, token, TOKEN)).id == guest.id
    for wrong in ("", "nothing", "\udc80", token + "x"):
        assert await sign_in.whose(tx, wrong, TOKEN) is None


async def test_a_session_ends_after_thirty_days_by_the_databases_clock(tx):
    guest = await factories.person(tx)
    secret = await sign_in.spend_link(tx, await sign_in.make_link(tx, guest.id), "browser")
    [row] = await sign_in.sessions(tx, guest.id)
    assert timedelta(days=29) < row.expires_at - row.created_at < timedelta(days=31)
    await tx.execute(update(Session).values(expires_at=func.clock_timestamp()))
    assert await sign_in.whose(tx, secret, WEB) is None
    assert await sign_in.sessions(tx, guest.id) == []


async def test_being_seen_is_written_at_most_once_a_minute(tx):
    guest = await factories.person(tx)
    token = await sign_in.make_token(tx, guest.id, "script")
    seen = select(Session.seen_at)
    before = (await tx.execute(seen)).scalar_one()
    await sign_in.whose(tx, token, TOKEN)
    assert (await tx.execute(seen)).scalar_one() == before
    await tx.execute(update(Session).values(seen_at=before - timedelta(minutes=2)))
    await sign_in.whose(tx, token, TOKEN)
    assert (await tx.execute(seen)).scalar_one() > before


async def test_one_is_revoked_by_its_owner_only(tx):
    guest, other = await factories.person(tx), await factories.person(tx)
    token = await sign_in.make_token(tx, guest.id, "script")
    [row] = await sign_in.sessions(tx, guest.id)
    with pytest.raises(errors.NotFound):
        await sign_in.revoke(tx, other.id, row.id)
    await sign_in.revoke(tx, guest.id, row.id)
    assert await sign_in.whose(tx, token, TOKEN) is None
    with pytest.raises(errors.NotFound):
        await sign_in.revoke(tx, guest.id, row.id)


async def test_signing_out_ends_one_and_everywhere_ends_all_with_unused_links(tx):
    guest, other = await factories.person(tx), await factories.person(tx)
    one, two = await sign_in.make_token(tx, guest.id, "1"), await sign_in.make_token(tx, guest.id, "2")
    theirs = await sign_in.make_token(tx, other.id, "3")
    await sign_in.sign_out(tx, one)
    await sign_in.sign_out(tx, one)
    assert [await sign_in.whose(tx, secret, TOKEN) is not None for secret in (one, two)] == [False, True]
    link = await sign_in.make_link(tx, guest.id)
    await sign_in.sign_out_everywhere(tx, guest.id)
    assert await sign_in.whose(tx, two, TOKEN) is None
    assert not await sign_in.peek_link(tx, link)
    assert await sign_in.whose(tx, theirs, TOKEN) is not None


async def test_a_banned_person_still_signs_in(tx):
    guest = await factories.person(tx, banned_at=func.clock_timestamp())
    secret = await sign_in.spend_link(tx, await sign_in.make_link(tx, guest.id), "browser")
    assert (await sign_in.whose(tx, secret, WEB)).id == guest.id
