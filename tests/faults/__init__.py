"""The proof: a state machine over every verb, and the faults that it must find."""

import pytest

# What differs is printed where the machine compares, too.
pytest.register_assert_rewrite("tests.faults.machine", "tests.faults.asking", "tests.faults.rules_guests")
