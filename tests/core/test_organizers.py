"""Pages: an address of one's own, a team that never dies out, and nothing for strangers to change."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from core import audit, erasing, errors, events, organizers, questions
from core.database import all_of
from core.event_fields import parse
from core.models import Audit, Outbox, Role, TeamMember, User
from core.organizers import NewPage, PagePatch
from tests import factories

LEAVING = 5


async def page(tx, who, slug="zarya", **values):
    return await organizers.create(tx, who.id, parse(NewPage, {"slug": slug, "name": "Киноклуб «Заря»"} | values))


async def members(tx, organizer_id):
    rows = select(TeamMember.user_id).where(TeamMember.organizer_id == organizer_id).order_by(TeamMember.user_id)
    return [row.user_id for row in await all_of(tx, rows)]


@pytest.mark.parametrize(("said", "color"), [("7A1F2B", "#7a1f2b"), ("#FA0", "#ffaa00"), ("0af", "#00aaff")])
async def test_a_color_needs_no_sign_and_may_be_short(tx, said, color):
    assert (await page(tx, await factories.person(tx), brand_color=said)).brand_color == color


async def test_whoever_makes_a_page_is_its_team_and_everybody_reads_it(tx):
    anna = await factories.person(tx)
    made = await page(
        tx,
        anna,
        " Zarya-2 ",
        description="О кино\n\nи не только",
        logo_url="https://example.org/logo.png",
        brand_color="#7A1F2B",
        contacts={"Телеграм": "https://t.me/zarya", "Часы": "пн-пт: 10:30-18:00", "Почта": "zarya@example.org"},
    )
    assert (made.slug, made.name, made.brand_color) == ("zarya-2", "Киноклуб «Заря»", "#7a1f2b")
    assert made.contacts["Часы"] == "пн-пт: 10:30-18:00"
    for found in (await organizers.get(tx, made.id), await organizers.by_slug(tx, "ZARYA-2")):
        assert found == made
    [mine] = await organizers.mine(tx, anna.id)
    assert (mine.slug, mine.team, mine.questions) == ("zarya-2", 1, 0)
    assert [(row.id, row.added_by) for row in await organizers.team(tx, anna.id, made.id)] == [(anna.id, None)]
    for nowhere in (0, -1, 2**70, made.id + 1):
        with pytest.raises(errors.NotFound):
            await organizers.get(tx, nowhere)
    for nowhere in ("", "zarya", "zarya-2\n", "\x00", "x" * 99, "Заря"):
        with pytest.raises(errors.NotFound):
            await organizers.by_slug(tx, nowhere)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"slug": "ab"}, "not_a_slug"),
        ({"slug": "a" * 41}, "not_a_slug"),
        ({"slug": "-abc"}, "not_a_slug"),
        ({"slug": "a--b"}, "not_a_slug"),
        ({"slug": "заря"}, "not_a_slug"),
        ({"slug": "za rya"}, "not_a_slug"),
        ({"slug": "za\nrya"}, "not_a_slug"),
        ({"name": " \u200b "}, "empty"),
        ({"name": "x" * 201}, "too_long"),
        ({"description": "x" * 4001}, "too_long"),
        ({"brand_color": "red"}, "not_a_color"),
        ({"brand_color": "#7a1f2"}, "not_a_color"),
        ({"logo_url": "http://example.org/logo.png"}, "not_a_link"),
        ({"logo_url": "https://example.org/\"onload='x"}, "not_a_link"),
        ({"logo_url": "https://bank.example@evil.example/"}, "not_a_link"),
        ({"contacts": {"site": "http://example.org"}}, "not_a_link"),
        ({"contacts": {"site": "javascript:alert(1)"}}, "not_a_link"),
        ({"contacts": {"site": " JavaScript:alert(1)"}}, "not_a_link"),
        ({"contacts": {"site": "java\u200bscript:alert(1)"}}, "not_a_link"),
        ({"contacts": {"site": "data:text/html,x"}}, "not_a_link"),
        ({"contacts": {"": "x"}}, "empty"),
        ({"contacts": {"x": " "}}, "empty"),
        ({"contacts": {"x" * 31: "x"}}, "too_long"),
        ({"contacts": {"x": "x" * 201}}, "too_long"),
        ({"contacts": {str(n): "x" for n in range(9)}}, "too_large"),
        ({"contacts": {"x": {"y": "z"}}}, "wrong"),
        ({"contacts": ["x"]}, "wrong"),
        ({"role": "admin"}, "unknown"),
    ],
)
def test_a_page_says_only_what_can_be(said, problem):
    with pytest.raises(errors.Invalid) as refused:
        parse(NewPage, {"slug": "zarya", "name": "Заря"} | said)
    assert (refused.value.params["field"], refused.value.params["problem"]) == (*said, problem)
    if problem != "unknown":
        with pytest.raises(errors.Invalid):
            parse(PagePatch, said)


async def test_an_address_belongs_to_one_page(tx):
    anna, oleg = await factories.people(tx, 2)
    first = await page(tx, anna)
    second = await page(tx, oleg, "mirror")
    for refused in (page(tx, oleg, "ZARYA"), organizers.edit(tx, oleg.id, second.id, PagePatch(slug="zarya"))):
        with pytest.raises(errors.Invalid) as taken:
            await refused
        assert taken.value.params == {"field": "slug", "problem": "taken"}
    assert (await organizers.edit(tx, anna.id, first.id, PagePatch(slug="zarya"))) == first
    assert (await organizers.edit(tx, anna.id, first.id, PagePatch(slug="dawn"))).slug == "dawn"
    assert (await page(tx, oleg)).slug == "zarya"


async def test_two_who_want_one_address_at_once_get_one_page(db):
    async with db.begin() as tx:
        people = await factories.people(tx, 6)

    async def claim(who):
        async with db.begin() as tx:
            return await page(tx, who)

    outcomes = await asyncio.gather(*(claim(who) for who in people), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, errors.Invalid)]
    assert len(refused) == len(people) - 1
    assert {outcome.params["problem"] for outcome in refused} == {"taken"}


async def test_an_edit_changes_what_was_said_and_is_recorded_once(tx):
    anna = await factories.person(tx)
    made = await page(tx, anna, logo_url="https://example.org/a.png", contacts={"a": "b"})
    patch = parse(PagePatch, {"logo_url": None, "name": "Заря", "contacts": {"c": "d"}})
    for _ in range(2):
        changed = await organizers.edit(tx, anna.id, made.id, patch)
        assert (changed.logo_url, changed.name, changed.contacts, changed.slug) == (None, "Заря", {"c": "d"}, "zarya")
    with pytest.raises(errors.Invalid):
        await organizers.edit(tx, anna.id, made.id, PagePatch(name=None))
    rows = select(Audit.reason, Audit.actor).where(Audit.entity == "page", Audit.entity_id == made.id)
    recorded = [tuple(row) for row in await all_of(tx, rows.order_by(Audit.id))]
    assert recorded == [("created", f"user:{anna.id}"), ("edited", audit.person(anna.id))]


async def test_a_new_member_is_told_and_manages_what_the_page_has(tx):
    anna, oleg, stranger = await factories.people(tx, 3)
    made = await page(tx, anna)
    event = await factories.event(tx, anna, organizer_id=made.id)
    with pytest.raises(errors.NotFound):
        await events.edit(tx, oleg.id, event.id, events.EventPatch(name="Ours"))
    for _ in range(2):
        await organizers.add_member(tx, anna.id, made.id, oleg.id)
    assert await members(tx, made.id) == [anna.id, oleg.id]
    told = await all_of(tx, select(Outbox.user_id, Outbox.params).where(Outbox.kind == "team_added"))
    assert [tuple(row) for row in told] == [(oleg.id, {"organizer_id": made.id, "added_by": anna.id})]
    assert (await organizers.edit(tx, oleg.id, made.id, PagePatch(name="Наша"))).name == "Наша"
    with pytest.raises(errors.NotFound):
        await organizers.add_member(tx, anna.id, made.id, 2**40)
    for refused in (
        organizers.edit(tx, stranger.id, made.id, PagePatch(name="x")),
        organizers.add_member(tx, stranger.id, made.id, stranger.id),
        organizers.remove_member(tx, stranger.id, made.id, anna.id),
        organizers.leave(tx, stranger.id, made.id),
        organizers.team(tx, stranger.id, made.id),
        organizers.team(tx, stranger.id, 2**70),
        organizers.edit(tx, stranger.id, 2**70, PagePatch(name="x")),
        questions.add(tx, stranger.id, made.id, "x", "y"),
    ):
        with pytest.raises(errors.NotFound):
            await refused
    await organizers.remove_member(tx, anna.id, made.id, oleg.id)
    await organizers.remove_member(tx, anna.id, made.id, oleg.id)
    with pytest.raises(errors.NotFound):
        await organizers.edit(tx, oleg.id, made.id, PagePatch(name="x"))


async def test_an_admin_manages_every_page_without_being_in_its_team(tx):
    anna, oleg = await factories.people(tx, 2)
    admin = await factories.person(tx, role=Role.admin)
    made = await page(tx, anna)
    await organizers.add_member(tx, admin.id, made.id, oleg.id)
    await organizers.remove_member(tx, admin.id, made.id, anna.id)
    assert await members(tx, made.id) == [oleg.id]
    await organizers.leave(tx, admin.id, made.id)
    assert await organizers.mine(tx, admin.id) == []


async def test_a_banned_person_changes_no_page(tx):
    anna, oleg = await factories.people(tx, 2)
    made = await page(tx, anna)
    await tx.execute(update(User).where(User.id == anna.id).values(banned_at=func.clock_timestamp()))
    for refused in (
        page(tx, anna, "another"),
        organizers.edit(tx, anna.id, made.id, PagePatch(name="x")),
        organizers.add_member(tx, anna.id, made.id, oleg.id),
    ):
        with pytest.raises(errors.Banned):
            await refused


async def test_the_last_of_a_team_stays(tx):
    anna, oleg = await factories.people(tx, 2)
    made = await page(tx, anna)
    with pytest.raises(errors.LastOfTeam):
        await organizers.leave(tx, anna.id, made.id)
    await organizers.add_member(tx, anna.id, made.id, oleg.id)
    await organizers.leave(tx, anna.id, made.id)
    with pytest.raises(errors.LastOfTeam):
        await organizers.leave(tx, oleg.id, made.id)
    assert await members(tx, made.id) == [oleg.id]


async def test_nobody_who_left_for_good_is_added_to_a_team(tx):
    anna, gone = await factories.people(tx, 2)
    made = await page(tx, anna)
    await erasing.erase(tx, gone.id)
    with pytest.raises(errors.NotFound):
        await organizers.add_member(tx, anna.id, made.id, gone.id)
    assert await members(tx, made.id) == [anna.id]


async def _all_leave_at_once(db, leave) -> int:
    async with db.begin() as tx:
        people = await factories.people(tx, LEAVING)
        made = await page(tx, people[0])
        for member in people[1:]:
            await organizers.add_member(tx, people[0].id, made.id, member.id)
    ready = asyncio.Barrier(len(people))

    async def one_of_them(member):
        async with db.begin() as tx:
            await tx.execute(select(1))
            await ready.wait()
            await leave(tx, member.id, made.id)

    await asyncio.gather(*(one_of_them(member) for member in people), return_exceptions=True)
    async with db.begin() as tx:
        return len(await members(tx, made.id))


async def test_a_team_whose_members_all_leave_at_once_keeps_one(db):
    assert await _all_leave_at_once(db, organizers.leave) == 1


async def test_without_the_lock_the_same_rush_leaves_nobody(db):
    """The negative control: who looks without locking sees colleagues that are about to leave."""

    seen = asyncio.Barrier(LEAVING)

    async def careless(tx, user_id, organizer_id):
        others = [member for member in await members(tx, organizer_id) if member != user_id]
        await seen.wait()
        if others:
            mine = (TeamMember.organizer_id == organizer_id, TeamMember.user_id == user_id)
            await tx.execute(TeamMember.__table__.delete().where(*mine))

    assert await _all_leave_at_once(db, careless) == 0


async def test_questions_stand_in_the_order_that_the_team_gives_them(tx):
    anna, oleg = await factories.people(tx, 2)
    made = await page(tx, anna)
    rows = [await questions.add(tx, anna.id, made.id, f" {name}?\n", f"{name}!") for name in "abcd"]

    async def shown():
        listed = await questions.of_page(tx, made.id)
        assert [row.position for row in listed] == list(range(len(listed)))
        return "".join(row.question[0] for row in listed)

    assert await shown() == "abcd"
    for index, to, after in (
        (0, 2, "bcad"),
        (3, 0, "dbca"),
        (2, 99, "dbac"),
        (2, 99, "dbac"),
        (0, -5, "adbc"),
        (2, 2, "adcb"),
    ):
        await questions.move(tx, anna.id, rows[index].id, to)
        assert await shown() == after
    await questions.drop(tx, anna.id, rows[3].id)
    assert await shown() == "acb"
    edited = await questions.edit(tx, anna.id, rows[0].id, answer="Да.\n\nНет.")
    assert (edited.question, edited.answer) == ("a?", "Да.\n\nНет.")
    assert [row.questions for row in await organizers.mine(tx, anna.id)] == [3]
    for refused in (
        questions.move(tx, oleg.id, rows[0].id, 1),
        questions.edit(tx, oleg.id, rows[0].id, answer="x"),
        questions.drop(tx, oleg.id, rows[0].id),
        questions.drop(tx, anna.id, rows[3].id),
        questions.drop(tx, anna.id, 2**70),
        questions.of_page(tx, 2**70),
    ):
        with pytest.raises(errors.NotFound):
            await refused


@pytest.mark.parametrize(
    ("question", "answer", "field", "problem"),
    [
        (" ", "x", "question", "empty"),
        ("x" * 301, "x", "question", "too_long"),
        ("x", "\u200b", "answer", "empty"),
        ("x", "x" * 4001, "answer", "too_long"),
    ],
)
async def test_a_question_has_words_and_bounds(tx, question, answer, field, problem):
    anna = await factories.person(tx)
    made = await page(tx, anna)
    with pytest.raises(errors.Invalid) as refused:
        await questions.add(tx, anna.id, made.id, question, answer)
    assert (refused.value.params["field"], refused.value.params["problem"]) == (field, problem)


async def test_there_is_an_end_to_pages_and_teams_and_questions(tx, monkeypatch):
    anna, *others = await factories.people(tx, 4)
    for name in ("TEAM", "PAGES"):
        monkeypatch.setattr(organizers, name, 2)
    monkeypatch.setattr(questions, "MOST", 2)
    made = await page(tx, anna)
    await page(tx, anna, "mirror")
    await organizers.add_member(tx, anna.id, made.id, others[0].id)
    await organizers.add_member(tx, anna.id, made.id, others[0].id)
    for text in "ab":
        await questions.add(tx, anna.id, made.id, text, text)
    for refused in (
        page(tx, anna, "third"),
        organizers.add_member(tx, anna.id, made.id, others[1].id),
        questions.add(tx, anna.id, made.id, "c", "c"),
    ):
        with pytest.raises(errors.Invalid) as full:
            await refused
        assert full.value.params["problem"] == "too_large"
