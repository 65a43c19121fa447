"""What every test may ask for."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from tests.chromium import chromium

__all__ = ["chromium", "now"]

# On a busy machine an example may take long without being wrong; CI draws the same ones each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Give the instant at which all tests happen."""
    return NOW
