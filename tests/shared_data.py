"""The hostile and real data beside the repository, for tests that can do without it."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """Return the place of a shared file; skip the test, with the reason, where it is absent."""
    place = FOLDER / path
    if not place.exists():
        pytest.skip(f"shared data is absent: {path}")
    return place
