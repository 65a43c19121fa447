"""Start a process of PostgreSQL: as its user, with the data folder's lock, tied to its keeper."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Any

from rapport.boot.programs import Account

PR_SET_PDEATHSIG = 1


def start_child(
    command: list[str], account: Account, lock: int, death: int, **streams: Any
) -> subprocess.Popen[bytes]:
    """
    Start a child that holds `lock` with all its descendants.

    death     the signal it gets when this process dies, however that comes (Linux only).
    """
    keeper, libc = os.getpid(), ctypes.CDLL(None)

    def follow_keeper() -> None:
        # Runs after the change of user, which would clear the death signal. That signal follows
        # the thread that forked (the keeper has only one), and misses a parent already dead.
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, death)
            if os.getppid() != keeper:
                os._exit(1)

    return subprocess.Popen(
        command,
        preexec_fn=follow_keeper,  # noqa: PLW1509  # the keeper has one thread
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        pass_fds=[lock],
        **account.switch,
        **streams,
    )
