from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kernel.live import live_rig


@pytest.fixture
def live(transactional_db: None) -> Iterator[live_rig.LiveServer]:
    """A firm, teams as an entity, and a server with a hub."""
    live_rig.a_firm()
    server = live_rig.LiveServer()
    with live_rig.live_teams():
        yield server
    server.stop()
