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
from tests.boot.stand_ins import lay_out

SEED = int(os.environ.get("RAPPORT_SEED", "20"))


def place() -> str | None:
    """Return a folder in memory, if there is a large one: no trial here cuts the power."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage("/dev/shm").free > 4 << 30:
            return "/dev/shm"
    return None


def raise_stage(who: str) -> Iterator[Stage]:
    # Not pytest's own folder: as root that is closed to ordinary users.
    work = Path(tempfile.mkdtemp(prefix="rapport-boot-", dir=place()))
    work.chmod(0o755)
    yield Stage(who, work)
    with contextlib.suppress(AssertionError):
        until(lambda: not running_below(work), 10)
    left = running_below(work)
    shutil.rmtree(work, ignore_errors=True)
    assert left == []


@pytest.fixture(scope="session", params=["root", "user"] if os.geteuid() == 0 else ["user"])
def either_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    yield from raise_stage(request.param)


@pytest.fixture(scope="session")
def own_stage() -> Iterator[Stage]:
    yield from raise_stage("root" if os.geteuid() == 0 else "user")


@pytest.fixture
def stage(either_stage: Stage) -> Iterator[Stage]:
    """Give a stage for root, and one for an ordinary user; homes go after each trial."""
    yield either_stage
    either_stage.clear()


@pytest.fixture
def furnished(own_stage: Stage) -> Iterator[Stage]:
    """Give a stage for the user of this run, with stand-ins for the rooms; it needs Django."""
    lay_out(own_stage.clone)
    yield own_stage
    own_stage.clear()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Give the trial's own dice: the same each time, RAPPORT_SEED apart."""
    return random.Random(f"{SEED} {request.node.name}")
