"""PostgreSQL out of a wheel: started, taken over, stopped. An external DATABASE_URL makes all this unused.

The server listens on a socket in its own directory and on no port. Several programs may share one (a running
eventbooker and a `check` beside it): each holds a lease, which the kernel drops with a killed process, and the last
to leave stops the server. A server that outlived its program is taken over by the next one.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

from core.unprivileged import AsRoot, EmbeddedError, Identity, choose, take

__all__ = ["EmbeddedError", "EmbeddedPostgres"]

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "60",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "10s",
    "client_connection_check_interval": "1s",  # a killed program's statements end with it
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60.0
ENCRYPTION_REQUEST = struct.pack("!II", 8, 80877103)  # the shortest question of the protocol


class EmbeddedPostgres:
    """One cluster under `root`. `fast_unsafe` gives durability up for speed: for clusters that may be lost."""

    def __init__(self, root: Path, *, fast_unsafe: bool = False, as_root: AsRoot | None = None) -> None:
        self.root = root.expanduser().resolve()
        self.fast_unsafe = fast_unsafe
        self._as_root = as_root
        self._identity: Identity | None = None
        self._lease: IO[str] | None = None

    @property
    def home(self) -> Path:
        """Where the cluster is: `root`, unless PostgreSQL's account can't get there. Known after `start`."""
        return self._identity.home if self._identity else self.root

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "data"

    @property
    def socket_dir(self) -> Path:
        """Next to the data, or in /tmp: a socket's path has 107 bytes at most, and a comma would part it in two."""
        if len(os.fsencode(self.home)) < 80 and "," not in str(self.home):
            return self.home
        return Path("/tmp") / f"eventbooker-{self.home.stat().st_dev:x}-{self.home.stat().st_ino:x}"  # noqa: S108

    def dsn(self, db: str = "postgres") -> str:
        """For SQLAlchemy and asyncpg; trusted by the socket's directory, which nobody else may enter."""
        return f"postgresql+asyncpg://postgres@/{db}?host={quote(str(self.socket_dir), safe='/')}"

    def start(self) -> Self:
        """Make the cluster if there is none, start the server if none runs, and take a lease. Blocks for about 1 s."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._start_lock():
                self._identity = choose(self.root, self._as_root)
                if not self._ready():
                    take(self._identity, self.root)
                    if not (self.data / "PG_VERSION").exists():
                        self._init()
                    self._launch(self._identity.home / "server.log")
                self._lease = self._open("lease.lock")
                fcntl.flock(self._lease, fcntl.LOCK_SH)
        except PermissionError as error:
            raise EmbeddedError(f"DATA_DIR: {error.filename or self.root} is not this user's to write") from error
        return self

    def stop(self) -> bool:
        """Give the lease back; the last holder stops the server. True if it was stopped."""
        if self._lease is None:
            return False
        with self._start_lock(), self._lease as lease:
            self._lease = None
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop") == 0

    def is_alive(self) -> bool:
        """Whether the server's process is there; a look that costs nothing."""
        pid, _ = self._postmaster()
        return pid is not None and self._is_ours(pid)

    def heal(self) -> None:
        """Start the server again if somebody killed it; its data are as of the last commit. Blocks."""
        with self._start_lock():
            if not self._ready():
                self._launch(self.home / "server.log")

    def _init(self) -> None:
        new = self.home / "data.new"
        for leftover in (new, self.data):
            shutil.rmtree(leftover, ignore_errors=True)
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self._run("initdb", "-D", new, *options, *(["--no-sync"] if self.fast_unsafe else [])):
            raise EmbeddedError(f"PostgreSQL could not be set up: {self._last_words('control.log')}")
        new.rename(self.data)  # in one step: a kill -9 during initdb leaves no half cluster behind

    def _launch(self, log: Path) -> None:
        self._make_socket_dir()
        given = SETTINGS | (UNSAFE if self.fast_unsafe else {})
        options = f"-k '{self.socket_dir}' " + " ".join(f"-c {name}={value}" for name, value in given.items())
        # Backends of a killed postmaster may hold its shared memory for a moment longer: so more than one attempt.
        for _ in range(20):
            self._clear_stale_locks()
            if self._ready() or self._run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start") == 0:
                return
            time.sleep(0.25)
        raise EmbeddedError(f"PostgreSQL did not start: {self._last_words('server.log')}")

    def _make_socket_dir(self) -> None:
        place = self.socket_dir
        if place == self.home:
            return
        place.mkdir(mode=0o700, exist_ok=True)
        wanted = self.home.stat().st_uid
        if os.geteuid() == 0 and place.stat().st_uid == 0:
            os.chown(place, wanted, -1)
        if place.is_symlink() or place.stat().st_uid != wanted:
            raise EmbeddedError(f"{place} belongs to somebody else")

    def _ready(self) -> bool:
        """Whether our own postmaster runs and takes connections; waits while it is starting up or shutting down."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            pid, status = self._postmaster()
            if pid is None or not self._is_ours(pid):
                return False
            if status == "ready" and self._accepts():
                return True
            time.sleep(0.05)
        return False

    def _postmaster(self) -> tuple[int | None, str]:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
        except (FileNotFoundError, ValueError, IndexError):
            return None, ""

    def _is_ours(self, pid: int) -> bool:
        """Whether `pid` is a live postmaster on this very data: not a zombie, not a reused number."""
        process = Path("/proc") / str(pid)
        try:
            return (process / "cwd").samefile(self.data)  # a postmaster lives in its data directory
        except PermissionError:  # another uid's process, and root without the right to look into it
            return os.fsencode(self.data) in (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return not process.parent.joinpath("self").exists() and self._accepts()  # a system without /proc

    def _accepts(self) -> bool:
        # The kernel goes on taking connections for a postmaster that was just killed: only an answer proves it lives.
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(1)
                probe.connect(str(self.socket_dir / SOCKET))
                probe.sendall(ENCRYPTION_REQUEST)
                return probe.recv(1) in {b"N", b"S"}
        except OSError:
            return False

    def _clear_stale_locks(self) -> None:
        # PostgreSQL refuses to start while the pid in a lock file lives, even as a zombie or as another program.
        for lock in (self.data / "postmaster.pid", self.socket_dir / f"{SOCKET}.lock"):
            with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
                if not self._is_ours(int(lock.read_text(encoding="utf-8").splitlines()[0])):
                    lock.unlink()

    def _run(self, program: str, *args: str | Path) -> int:
        """Run one of PostgreSQL's programs to its end, out of reach of the terminal's Ctrl-C."""
        identity = self._identity or choose(self.root, self._as_root)
        command = [*identity.prefix, str(identity.bin / program), *map(str, args)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with self._open("control.log") as log:
            return subprocess.run(  # noqa: S603 - PostgreSQL's programs with our own arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment | {"LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                check=False,
                **dict(identity.popen),
            ).returncode

    def _open(self, name: str) -> IO[str]:
        file = (self.root / name).open("a", encoding="utf-8")
        if os.geteuid() == 0:  # root in a user's directory must not leave files that the user can't open
            os.fchown(file.fileno(), self.root.stat().st_uid, -1)
        return file

    @contextlib.contextmanager
    def _start_lock(self) -> Iterator[None]:
        with self._open("start.lock") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _last_words(self, log: str) -> str:
        for place in (self.home / log, self.root / log):
            with contextlib.suppress(OSError):
                lines = place.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                return f"{lines[-1] if lines else 'no reason given'} ({place})"
        return "no reason given"
