from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rapport.kernel.access.permissions import permission
from rapport.kernel.files import declare

KEEP = permission("tests.keep_files", "Keep files (a test's own)")


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind of file that only its storer may open."""
    yield declare.file_kind("tests.letter", store=KEEP)
    declare._kinds.pop("tests.letter")
