"""Averages that no single voice can swing, a host's card, and who didn't come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from core import errors, ratings, reviews
from core.models import Access, Direction, Event, Review
from tests import factories
from tests.core import evening

EVENT, HOST, OWN = Direction.guest_event, Direction.guest_host, Direction.host_event


@pytest.fixture
async def past(tx):
    """An evening that took place with Anna and Oleg; no tickets were checked."""
    host = await factories.person(tx, "Marta Host")
    guests = [await factories.person(tx, "Anna Karenina"), await factories.person(tx, "Oleg")]
    return await evening.took_place(tx, *guests, host=host), host, *guests


async def test_a_guest_sees_the_hosts_rating_and_past_events(tx, past):
    event, host, anna, oleg = past
    await reviews.say(tx, anna.id, event.id, EVENT, 5)
    await reviews.say(tx, oleg.id, event.id, EVENT, 2)
    await reviews.say(tx, anna.id, event.id, HOST, 1)
    await reviews.say(tx, host.id, event.id, OWN, 1)
    secret = await evening.took_place(tx, anna, host=host)
    await tx.execute(update(Event).where(Event.id == secret.id).values(access=Access.private))
    await reviews.say(tx, anna.id, secret.id, EVENT, 1)
    quiet = await evening.took_place(tx, host=host, name="Solaris")
    await evening.end(tx, quiet, days=30)
    await factories.event(tx, host, name="to come")
    card = await reviews_card(tx, None, host)
    assert (card["name"], card["n"], card["events"], card["events_n"]) == ("Marta Host", 1, 2, 2)
    assert card["average"] == pytest.approx((20 + 1) / 6)
    assert card["events_average"] == pytest.approx((20 + 7) / 7)
    listed = await ratings.past_events(tx, host.id)
    assert [(row.id, row.average and round(row.average, 2), row.n) for row in listed] == [
        (event.id, 3.86, 2),
        (quiet.id, None, 0),
    ]
    assert [row.id for row in await ratings.past_events(tx, host.id, before=event.id)] == [quiet.id]
    assert await ratings.events(tx, [event.id, quiet.id]) == {
        event.id: ratings.Rating(pytest.approx(27 / 7), 2),
        quiet.id: ratings.Rating(None, 0),
    }


async def reviews_card(tx, viewer_id, host) -> dict:
    return dict((await ratings.host_card(tx, viewer_id, host.id))._mapping)


async def test_a_person_who_hosts_nothing_visible_is_not_there(tx, past):
    event, host, anna, oleg = past
    for nobody in (anna.id, 0, 2**63, 10**9):
        with pytest.raises(errors.NotFound):
            await ratings.host_card(tx, oleg.id, nobody)
    await tx.execute(update(Event).where(Event.id == event.id).values(access=Access.private))
    with pytest.raises(errors.NotFound):
        await ratings.host_card(tx, None, host.id)
    assert (await reviews_card(tx, anna.id, host))["events"] == 0


async def average(tx, host, event, votes) -> ratings.Rating:
    guests = await factories.people(tx, len(votes)) if votes else []
    rows = [
        {"author_id": guest.id, "event_id": event.id, "direction": HOST, "target_id": host.id, "stars": stars}
        for guest, stars in zip(guests, votes, strict=True)
    ]
    if rows:
        await tx.execute(insert(Review), rows)
    return (await ratings.people(tx, [host.id], HOST))[host.id]


async def test_one_bad_word_does_not_swing_a_rating_and_many_do(tx, past):
    event, host, *_ = past
    assert await average(tx, host, event, []) == ratings.Rating(None, 0)
    before, n = await average(tx, host, event, [5] * 10)
    after, one_more = await average(tx, host, event, [1])
    assert (n, one_more) == (10, 11)
    assert before - after < 4 / (5 + n + 1) < 0.26
    plain = 5 - (50 + 1) / 11
    assert before - after < plain
    many, n = await average(tx, host, event, [1] * 200)
    assert n == 211
    assert many == pytest.approx((50 + 201) / 211, abs=0.1)


@given(st.lists(st.integers(1, 5), max_size=60), st.integers(1, 5))
def test_the_next_voice_moves_an_average_by_half_a_star_at_most(votes, stars):
    """The docstring's bounds, over the formula as it is written there."""

    def damped(said):
        return (5 * 4.0 + sum(said)) / (5 + len(said))

    moved = abs(damped([*votes, stars]) - damped(votes))
    assert moved <= min(0.5, 4 / (5 + len(votes) + 1))
    if votes:
        assert abs(damped(votes) - sum(votes) / len(votes)) <= 15 / (5 + len(votes))


async def test_the_sql_says_what_the_formula_says(tx, past):
    event, host, *_ = past
    said: list[int] = []
    for votes in ([1], [5, 5], [3] * 7, [2, 4] * 10):
        said += votes
        found = await average(tx, host, event, votes)
        assert found == ratings.Rating(pytest.approx((20 + sum(said)) / (5 + len(said))), len(said))


async def test_an_evening_without_a_check_in_makes_no_no_shows(tx, past):
    _, _, anna, oleg = past
    assert await ratings.no_shows(tx, [anna.id, oleg.id]) == {anna.id: 0, oleg.id: 0}
