"""The real program as a process of its own: started from nothing, spoken to by its doors, stopped and killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.alone

COMMAND = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Running:
    """A program in a directory of its own; `start` and `end` may be repeated."""

    def __init__(self, place: Path, **settings: str) -> None:
        self.place = place
        self.web, self.sandbox = free_port(), free_port()
        ours = re.compile(r"^(BOT_|WEB|SANDBOX|DATABASE_URL|SCHEDULER|BOOKING|DATA_DIR)")
        self.environ = {name: value for name, value in os.environ.items() if not ours.match(name)}
        self.environ |= {"PYTHONPATH": str(ROOT), "WEB__PORT": str(self.web), "SANDBOX__PORT": str(self.sandbox)}
        self.environ |= settings
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        with (self.place / "out.txt").open("a") as out:
            self.process = subprocess.Popen(
                COMMAND, cwd=self.place, env=self.environ, stdout=out, stderr=subprocess.STDOUT, text=True
            )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.place,
            env=self.environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
        )

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(20), time.monotonic() - began

    @property
    def said(self) -> str:
        return (self.place / "out.txt").read_text()

    def ask(self, port: int, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Content-Type": "application/json"})
        if body is not None:
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def door(self, path: str, body: Any = None) -> Any:
        return self.ask(self.sandbox, path, body)

    def until(self, true: Any, seconds: float) -> Any:
        """Wait for `true()` to be so; a program that has died says its last words instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if found := true():
                    return found
            except (OSError, urllib.error.URLError):
                assert self.process is None or self.process.poll() is None, self.said
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s:\n{self.said}")

    def answers_start(self, seconds: float) -> None:
        person = self.until(lambda: self.door("/people", {"first_name": "Anna"}), seconds)["id"]
        self.door(f"/people/{person}/say", {"text": "/start"})

        def answered() -> bool:
            return any(message["from"]["is_bot"] for message in self.door(f"/people/{person}/chat")["messages"])

        self.until(answered, seconds)

    def is_ready(self) -> bool:
        return self.ask(self.web, "/readyz")["ready"] is True


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    if running.process and running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    if (tmp_path / ".eventbooker" / "postgres").exists():
        running.run("check")  # the last to leave stops a server that outlived a kill


def test_from_nothing_to_the_first_answer_to_a_clean_end(program: Running) -> None:
    began = time.monotonic()
    program.start()
    program.answers_start(15)
    assert time.monotonic() - began < 15
    program.until(program.is_ready, 10)
    assert f"http://127.0.0.1:{program.sandbox}/" in program.said
    assert re.search(rf"http://127\.0\.0\.1:{program.web}/login\?t=[\w-]+", program.said)
    beside = program.run("check")
    assert (beside.returncode, beside.stderr) == (0, "")
    assert "no violation" in beside.stdout
    assert program.is_ready()
    code, seconds = program.end()
    assert code == 0
    assert seconds < 5
    assert "Traceback" not in program.said
    assert not (program.place / ".eventbooker" / "postgres" / "data" / "postmaster.pid").exists()


def test_a_kill_at_any_moment_is_healed_by_the_next_start(program: Running) -> None:
    for wait in (0.4, 1.2, 2.5):
        program.start()
        time.sleep(wait)
        program.end(signal.SIGKILL)
    program.start()
    program.answers_start(15)
    program.end(signal.SIGKILL)
    program.start()
    program.answers_start(15)
    # All who wrote before are still there, and nobody was answered twice.
    assert len(program.door("/people")) >= 2
    assert program.end()[0] == 0


def test_an_end_while_it_starts_is_an_end(program: Running) -> None:
    program.start()
    program.until(lambda: "PostgreSQL" in program.said, 30)
    program.process.send_signal(signal.SIGINT)  # as a supervisor does: to the group, where others pass it on
    code, seconds = program.end()
    assert code == 0
    assert seconds < 5
    assert not (program.place / ".eventbooker" / "postgres" / "data" / "postmaster.pid").exists()
    assert "Traceback" not in program.said


@pytest.mark.parametrize(
    ("name", "value"), [("WEB__PROT", "1"), ("WEB__PORT", "many"), ("BOT_TOKEN", "nonsense"), ("ZONE", "Mars")]
)
def test_a_wrong_setting_is_one_line_and_exit_2(tmp_path: Path, name: str, value: str) -> None:
    done = Running(tmp_path, **{name: value}).run()
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr
    assert value not in done.stderr or value == "1"


def test_a_database_that_is_not_there_is_one_line_and_exit_2(tmp_path: Path) -> None:
    running = Running(tmp_path, DATABASE_URL="postgresql://somebody:hush-hush@127.0.0.1:1/none")
    for command in ((), ("check",), ("drill",), ("migrate",), ("login",)):
        done = running.run(*command)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        assert "DATABASE_URL" in done.stderr
        assert "hush-hush" not in done.stderr + done.stdout


@pytest.mark.parametrize("name", ["WEB__PORT", "SANDBOX__PORT"])
def test_a_port_in_use_is_one_line_and_exit_2(tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = Running(tmp_path, **{name: str(taken.getsockname()[1])}).run()
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert name in done.stderr


def test_two_programs_on_one_directory_is_one_line_and_exit_2(program: Running) -> None:
    program.start()
    program.until((program.place / ".eventbooker" / "eventbooker.lock").exists, 10)
    program.until(lambda: "EventBooker starts" in program.said, 30)
    second = Running(program.place)
    done = second.run()
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "DATA_DIR" in done.stderr
    assert program.end()[0] == 0


def test_commands_work_where_no_program_runs(program: Running) -> None:
    unmade = program.run("check")
    assert (unmade.returncode, "migrate" in unmade.stderr) == (2, True)
    assert program.run("migrate").returncode == 0
    assert "no violation" in program.run("check").stdout
    assert program.run("drill").stdout.startswith("200 sold, 800 refused with a reason, 0 over, ")
    link = program.run("login")
    assert re.fullmatch(rf"http://127\.0\.0\.1:{program.web}/login\?t=[\w-]{{20,}}\n", link.stdout)
    assert program.run("login", "--user", "404").returncode == 2
    assert program.run("--version").stdout.startswith("eventbooker ")
    assert not (program.place / ".eventbooker" / "postgres" / "data" / "postmaster.pid").exists()


def test_check_finds_what_was_broken_by_hand(program: Running) -> None:
    assert program.run("migrate").returncode == 0
    broken = """
import asyncio, sys, asyncpg
from pathlib import Path
from core.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(".eventbooker/postgres")).start()
async def main():
    c = await asyncpg.connect(server.dsn().replace("+asyncpg", ""))
    await c.execute('''INSERT INTO users (name) VALUES ('Vera');
        INSERT INTO events (host_id, name, starts_at, ends_at, zone, capacity, available, currency, booking_ttl,
                            max_seats_per_booking)
        VALUES (1, 'Lost seats', now() + '1 day', now() + '2 days', 'UTC', 10, 7, 'RUB', 900, 4)''')
    await c.close()
asyncio.run(main())
server.stop()
"""
    subprocess.run([sys.executable, "-c", broken], cwd=program.place, env=program.environ, check=True)
    done = program.run("check")
    assert done.returncode == 1
    assert "invariant 2 " in done.stdout
