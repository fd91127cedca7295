"""The embedded PostgreSQL: healed after a kill -9, shared, stopped by the last one; as root and as nobody."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from core.embedded import EmbeddedError, EmbeddedPostgres
from core.unprivileged import ELSEWHERE, choose, reachable

pytestmark = pytest.mark.alone

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a choice")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path that every account can pass: unlike pytest's own, whose parents are closed."""
    path = Path(tempfile.mkdtemp(prefix="eb-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


async def ask(server: EmbeddedPostgres, question: str) -> object:
    connection = await asyncpg.connect(server.dsn().replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def pid_of(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


async def test_what_was_committed_survives_a_kill_of_everything(place: Path) -> None:
    server = EmbeddedPostgres(place / "pg").start()
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(pid_of(server), signal.SIGKILL)
    server._lease.close()  # as the kernel does with a killed program's
    again = EmbeddedPostgres(place / "pg").start()
    assert await ask(again, "SELECT n FROM kept") == 7
    assert again.stop()


async def test_a_server_that_outlived_its_program_is_taken_over(place: Path) -> None:
    program = f"from pathlib import Path; from core.embedded import EmbeddedPostgres as E; E(Path({str(place / 'pg')!r})).start(); import os; os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", program], check=False)  # noqa: ASYNC221
    server = EmbeddedPostgres(place / "pg")
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 2
    assert await ask(server, "SELECT 1") == 1
    assert server.stop()
    assert not server.is_alive()


async def test_the_last_of_two_stops_it(place: Path) -> None:
    first, second = EmbeddedPostgres(place / "pg").start(), EmbeddedPostgres(place / "pg").start()
    assert not second.stop()
    assert await ask(first, "SELECT 1") == 1
    assert first.stop()
    assert not first.stop()


async def test_a_half_made_cluster_is_made_anew(place: Path) -> None:
    (place / "pg" / "data.new" / "base").mkdir(parents=True)
    (place / "pg" / "data").mkdir()
    server = EmbeddedPostgres(place / "pg").start()
    assert await ask(server, "SELECT datlocale FROM pg_database LIMIT 1") == "C.UTF-8"
    assert await ask(server, "SELECT lower('ЁЛКА')") == "ёлка"
    server.stop()


async def test_a_lock_file_with_somebody_elses_number_is_no_hindrance(place: Path) -> None:
    server = EmbeddedPostgres(place / "pg").start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n{place}\n\n\nready\n")
    server.start()
    assert await ask(server, "SELECT 1") == 1
    server.stop()


async def test_a_killed_server_is_started_again(place: Path) -> None:
    server = EmbeddedPostgres(place / "pg").start()
    os.kill(pid_of(server), signal.SIGKILL)
    while server.is_alive():
        time.sleep(0.01)  # noqa: ASYNC251
    server.heal()
    assert await ask(server, "SELECT 1") == 1
    server.stop()


@pytest.mark.parametrize("name", ["long-" * 12 + "/" + "name-" * 12, "Films, and more"])
async def test_a_directory_deep_or_with_a_comma_gets_a_plain_socket(place: Path, name: str) -> None:
    server = EmbeddedPostgres(place / name).start()
    assert len(str(server.socket_dir)) < 80
    assert "," not in str(server.socket_dir)
    assert await ask(server, "SELECT 1") == 1
    server.stop()
    shutil.rmtree(server.socket_dir, ignore_errors=True)


@root_only
async def test_where_namespaces_are_refused_root_gives_it_to_nobody(place: Path) -> None:
    server = EmbeddedPostgres(place / "pg", as_root="uid").start()
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    assert server.data.stat().st_uid not in {0, -1}
    assert server.home == place / "pg"
    assert server.stop()
    # Later namespaces are there: the files stay with the account that has them.
    again = EmbeddedPostgres(place / "pg").start()
    assert await ask(again, "SELECT n FROM kept") == 7
    assert again.stop()


@root_only
async def test_a_cluster_of_roots_is_handed_over_when_namespaces_go_away(place: Path) -> None:
    server = EmbeddedPostgres(place / "pg", as_root="namespace").start()
    await ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    assert server.stop()
    again = EmbeddedPostgres(place / "pg", as_root="uid").start()
    assert await ask(again, "SELECT n FROM kept") == 7
    assert again.stop()


@root_only
async def test_a_closed_directory_keeps_its_lock_and_the_cluster_lives_outside(place: Path) -> None:
    place.chmod(0o700)  # noqa: ASYNC240
    server = EmbeddedPostgres(place / "pg", as_root="uid")
    try:
        server.start()
        await ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
        assert server.home.parent == ELSEWHERE
        assert server.stop()
        again = EmbeddedPostgres(place / "pg").start()
        assert await ask(again, "SELECT n FROM kept") == 7
        assert again.stop()
    finally:
        shutil.rmtree(choose(place / "pg", "uid").home, ignore_errors=True)


@root_only
def test_where_nothing_is_allowed_the_error_names_the_way_out(place: Path) -> None:
    # A nested namespace with one user and no further namespaces: neither way is open.
    program = (
        "import sys; from pathlib import Path; from core.embedded import *; EmbeddedPostgres(Path(sys.argv[1])).start()"
    )
    shell = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    command = [
        "unshare",
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        shell,
        "sh",
        sys.executable,
        "-c",
        program,
        str(place / "pg"),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if "unshare" in done.stderr.split("\n")[0]:
        pytest.skip("no namespaces to forbid them in")
    assert "EmbeddedError" in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_a_directory_of_somebody_else_is_a_clear_error(place: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    place.chmod(0o500)
    with pytest.raises(EmbeddedError, match="DATA_DIR"):
        EmbeddedPostgres(place / "pg").start()
    place.chmod(0o700)


def test_a_path_is_reachable_when_every_directory_lets_through(place: Path) -> None:
    (place / "a").mkdir(mode=0o700)
    stranger = os.geteuid() + 12345
    assert reachable(place, stranger)
    assert not reachable(place / "a", stranger)
    assert reachable(place / "a", os.geteuid())
