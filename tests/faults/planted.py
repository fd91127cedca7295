"""`python -m tests.faults.planted [WORD ...]`: plants each fault in a copy of the tree and runs what must find it.

First the copy without a fault must pass. The last line is a JSON object: how many faults were `caught` of the `planted`;
the command succeeds if all were. With words, only the faults are planted whose names have one of them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.patches import Fault
from tests.faults.patches_house import FAULTS

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("core", "migrations", "tests")
AT_ONCE = 2
# A tree that can't even run proves nothing about the proof.
STUMBLES = re.compile(
    r"(\w+\.)*(NameError|ImportError|AttributeError|TypeError|SyntaxError|ProgrammingError|LookupError)"
)
PATIENCE = 600


def copy(to: Path) -> Path:
    """The parts of the tree that the proof needs."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, to / room, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def run(root: Path, tests: list[str], profile: str) -> tuple[int, str]:
    """pytest's exit code on the copy, and the words that tell why."""
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"EVENTBOOKER_PROOF": profile, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, f"not done after {PATIENCE} s"
    said = re.findall(r"^E +(.*)", done.stdout, re.MULTILINE) or [done.stdout.strip() + done.stderr.strip()]
    return done.returncode, said[0] if done.returncode == 1 else said[-1][-2000:]


def find(fault: Fault) -> bool:
    """Whether the fault was caught: its tests ran and failed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eventbooker-fault-") as folder:
        root = copy(Path(folder))
        fault.plant(root)
        code, why = run(root, [fault.seen_by], "brief")
    caught = code == 1 and not STUMBLES.match(why)
    verdict = "caught" if caught else "NOT CAUGHT" if code == 0 else "BROKEN"
    seconds = time.monotonic() - began
    print(f"{verdict:>10}  {seconds:4.0f} s  {fault.name}: {why[:110] if caught else why}", flush=True)
    return caught


def main(words: list[str]) -> int:
    """Everything; 0 if each fault was caught and the tree without one passes."""
    faults = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    if not words:
        with tempfile.TemporaryDirectory(prefix="eventbooker-control-") as folder:
            # As long as the faults are looked for: what fails later by itself would pass for having caught them.
            code, why = run(copy(Path(folder)), sorted({fault.seen_by for fault in faults}), "brief")
        if code:
            print(f"without a fault it fails, too: {why}")
            print(json.dumps({"caught": 0, "planted": len(faults)}))
            return 1
        print("   passes  without a fault", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        caught = sum(pool.map(find, faults))
    print(json.dumps({"caught": caught, "planted": len(faults)}))
    return 0 if caught == len(faults) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
