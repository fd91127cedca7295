"""The list of faults has not rotted: each still has its place, and a test that is to see it."""

import shutil

import pytest

from tests.faults.patches_house import FAULTS
from tests.faults.planted import ROOT


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_still_has_its_place(fault, tmp_path):
    for file in {fault.file, *(file for file, _, _ in fault.also)}:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    fault.plant(tmp_path)
    for file in tmp_path.rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), file, "exec")
    path, _, name = fault.seen_by.partition("::")
    assert f"def {name}" in (ROOT / path).read_text(encoding="utf-8")


def test_there_are_faults_enough_and_each_has_its_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
