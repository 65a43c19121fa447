"""What every test may ask for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 20, 7, 40, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Give the instant at which all tests happen."""
    return NOW
