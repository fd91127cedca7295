"""The state machine in CI: about a minute, the same every time. By hand, for longer and never the same twice:

EVENTBOOKER_PROOF=long python -m pytest tests/faults/test_machine.py

A failure prints the steps that lead to it, made as few as can be. `brief` is what the planted faults are shown to:
it stops at the first failure, as it is.
"""

import os

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.machine import Machine
from tests.faults.world import World

CALM = settings(
    deadline=None,
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)
PROFILES = {
    "ci": settings(CALM, max_examples=120),
    "brief": settings(CALM, max_examples=400, phases=[Phase.generate], verbosity=Verbosity.quiet),
    "long": settings(CALM, max_examples=3000, derandomize=False, stateful_step_count=80),
}


def test_every_verb_in_any_order_leaves_what_the_model_says(dsn):
    world = World(dsn)
    try:
        profile = PROFILES[os.environ.get("EVENTBOOKER_PROOF", "ci")]
        run_state_machine_as_test(type("Proof", (Machine,), {"world": world}), settings=profile)
    finally:
        world.close()
