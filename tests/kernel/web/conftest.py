from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from tests.kernel.web.trial_server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with small limits, for all cases that leave it whole."""
    home = tmp_path_factory.mktemp("server")
    static = home / "static"
    static.mkdir()
    content = b"body { color: black } /* " + b"x" * 2000 + b" */"
    hashed = hashlib.md5(content, usedforsecurity=False).hexdigest()[:12]
    for name in ("plain.css", f"app.{hashed}.css"):
        (static / name).write_bytes(content)
        (static / f"{name}.gz").write_bytes(b"\x1f\x8b compressed")
    served = Server(home, TRIAL_HEAD_SECONDS="2", TRIAL_LIMITS='{"body_idle": 2}')
    yield served
    served.stop()
