"""The stage of every trial in this folder, and its end: nothing may be left running."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.stage import Stage, running_below, until

SEED = int(os.environ.get("RAPPORT_SEED", "20"))


def place() -> str | None:
    """Return a folder in memory, if there is a large one: no trial here cuts the power."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage("/dev/shm").free > 4 << 30:
            return "/dev/shm"
    return None


@pytest.fixture(scope="session", params=["root", "user"] if os.geteuid() == 0 else ["user"])
def built_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    # Not pytest's own folder: as root that is closed to ordinary users.
    work = Path(tempfile.mkdtemp(prefix="rapport-boot-", dir=place()))
    work.chmod(0o755)
    yield Stage(request.param, work)
    with contextlib.suppress(AssertionError):
        until(lambda: not running_below(work), 10)
    left = running_below(work)
    shutil.rmtree(work, ignore_errors=True)
    assert left == []


@pytest.fixture
def stage(built_stage: Stage) -> Iterator[Stage]:
    yield built_stage
    built_stage.clear()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Give the trial's own dice: the same each time, RAPPORT_SEED apart."""
    return random.Random(f"{SEED} {request.node.name}")
