"""The benches at a tiny size: that they measure what they say and leave a house in order. Never how fast."""

import pytest

from tests.bench import growth, sweep
from tests.bench.fill import Size

pytestmark = pytest.mark.alone


async def test_the_growth_bench_compares_every_operation_and_breaks_no_invariant(dsn: str) -> None:
    little, big = Size(events=20, users=400, bookings=800), Size(events=60, users=1200, bookings=2400)
    found = await growth.measure(dsn, small=little, large=big, rounds=2)
    assert found["operations"].keys() == growth.OPERATIONS.keys()
    assert found["not_counted"].keys() == growth.GROWING.keys()
    assert found["worst"] in found["operations"]
    assert found["worst_ratio"] == max(figures["ratio"] for figures in found["operations"].values())
    assert (found["events"], found["users"], found["bookings"]) == (60, 1200, 2400)
    assert found["violations"] == 0
    # So small a table is read from end to end: here the look at the plans shows that it would find it.
    assert "book: events" in found["seq_scans"]


async def test_three_sweepers_release_every_hold_once(dsn: str) -> None:
    found = await sweep.measure(dsn, size=Size(events=12, users=200, bookings=120), sweepers=3)
    assert (found["released"], found["left_behind"], found["failed"], found["deadlocks"]) == (120, 0, 0, 0)
    assert (found["audited"], found["announced_once"], found["events_heard"]) == (120, 120, 12)
    assert found["violations"] == 0
    assert found["per_second"] > 0
