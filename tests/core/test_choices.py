"""What people choose about themselves is kept as it was chosen, and nothing else is."""

import pytest

from core import choices
from core.database import Tx
from core.errors import Invalid
from tests import factories


async def test_muting_twice_is_muting_once_and_hearing_again_undoes_it(tx: Tx) -> None:
    anna = await factories.person(tx)
    for _ in range(2):
        await choices.hear(tx, anna.id, "day", wanted=False)
    await choices.hear(tx, anna.id, "saved", wanted=False)
    user = await factories.reread(tx, anna)
    assert user.muted == ["day", "saved"]
    assert [choices.is_muted(user, kind) for kind in ("reminder_24h", "reminder_6h", "reminder_1h")] == [
        True,
        True,
        False,
    ]
    assert not choices.is_muted(user, "confirmed"), "seats and money can't be muted"
    for _ in range(2):
        await choices.hear(tx, anna.id, "day", wanted=True)
    assert (await factories.reread(tx, anna)).muted == ["saved"]


async def test_a_quiet_time_without_length_is_none(tx: Tx) -> None:
    anna = await factories.person(tx)
    await choices.set_quiet(tx, anna.id, (22, 8))
    assert ((await factories.reread(tx, anna)).quiet_from, (await factories.reread(tx, anna)).quiet_until) == (22, 8)
    await choices.set_quiet(tx, anna.id, (8, 8))
    assert (await factories.reread(tx, anna)).quiet_from is None


@pytest.mark.parametrize("zone", ["", "localtime", "Factory", "../etc/passwd", "MSK-ish", "\x00"])
async def test_what_is_no_zone_is_refused(tx: Tx, zone: str) -> None:
    anna = await factories.person(tx)
    with pytest.raises(Invalid):
        await choices.set_zone(tx, anna.id, zone)


async def test_other_peoples_choices_stay(tx: Tx) -> None:
    anna, boris = await factories.people(tx, 2)
    await choices.set_zone(tx, anna.id, "Asia/Tbilisi")
    await choices.hear(tx, anna.id, "hour", wanted=False)
    untouched = await factories.reread(tx, boris)
    assert (untouched.zone, untouched.muted) == (None, [])


@pytest.mark.parametrize("hours", [(-1, 8), (23, 24), (99, 3)])
async def test_hours_that_no_clock_shows_are_refused(tx: Tx, hours: tuple[int, int]) -> None:
    anna = await factories.person(tx)
    with pytest.raises(Invalid):
        await choices.set_quiet(tx, anna.id, hours)
