"""End what an earlier keeper left running, before anything touches the data folder.

All that touches the folder inherits the lock on `data.lock`: who gets that lock knows that the
last process is gone, whatever pid files say.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from fcntl import LOCK_EX, LOCK_NB
from pathlib import Path
from typing import NamedTuple

from rapport.boot.errors import Unavailable
from rapport.boot.home import Home
from rapport.boot.programs import Account

GIVE_UP_SECONDS = 90


class Leftover(NamedTuple):
    """A process of an earlier run, and whether it is the postmaster, which ends its own."""

    pid: int
    is_head: bool


def lock_data(home: Home, account: Account) -> int:
    """Return the lock on the data folder, ending every process that still holds it."""
    begun = time.monotonic()
    while (lock := home.lock("data.lock", LOCK_EX | LOCK_NB)) is None:
        waited = time.monotonic() - begun
        if waited > GIVE_UP_SECONDS:
            raise Unavailable(f"Processes of an earlier run use {home.data} and do not end.")
        _urge(list(_leftovers(home, account)), waited)
        time.sleep(0.05)
    return lock


def _urge(left: list[Leftover], waited: float) -> None:
    """Ask kindly, then less so; a postmaster may be writing its last checkpoint."""
    heads = [one.pid for one in left if one.is_head]
    if heads:
        number = _milder(waited, (60, signal.SIGINT), (70, signal.SIGQUIT))
        for pid in heads:
            _send(pid, number)
    elif waited > 0.5:
        number = _milder(waited, (5, signal.SIGQUIT))
        for one in left:
            _send(one.pid, number)


def _milder(waited: float, *steps: tuple[float, signal.Signals]) -> signal.Signals:
    return next((number for until, number in steps if waited < until), signal.SIGKILL)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _leftovers(home: Home, account: Account) -> Iterator[Leftover]:
    """
    Find processes of this home's PostgreSQL by user and command line.

    Backends are known by their title, which shows the cluster's name. /proc/pid/cwd would tell
    more, but is closed to root in some containers.
    """
    data, title = os.fsencode(home.data), b"postgres: %b: " % home.name.encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes()
            program, _, rest = line.partition(b"\0")
            started = program.endswith((b"/initdb", b"/postgres")) and data in rest
            if not (started or line.startswith(title)) or entry.stat().st_uid != account.uid:
                continue
            yield Leftover(int(entry.name), started and b"-D\0%b\0" % data in rest)
