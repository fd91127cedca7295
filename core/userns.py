"""Run as `python -I -S userns.py UID GID PROGRAM ARGS…`: become UID inside a new user namespace, then exec PROGRAM.

PostgreSQL refuses to run as root. Inside the namespace it isn't root, while its files stay root's outside: no
account is made, nothing is chowned. Imports nothing of the project, since it starts before every pg_ctl.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000


def enter(uid: int, gid: int) -> None:
    """Map the present user to `uid` in a namespace of its own; exits with a line where the kernel refuses."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        sys.exit(f"user namespaces are refused here: {os.strerror(ctypes.get_errno())}")
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {outer_uid} 1"), ("gid_map", f"{gid} {outer_gid} 1")):
        Path("/proc/self", name).write_text(line, encoding="ascii")


if __name__ == "__main__":
    enter(int(sys.argv[1]), int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606 - the caller's own program, no shell
