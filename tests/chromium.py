"""The browser of a module of tests.

Playwright keeps an event loop running in its thread as long as it lives, and no second one beside
it: a browser kept longer than its module would break whatever else the worker tries by asyncio.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
BUILT = ROOT / "src" / "rapport" / "front" / "shell" / "static" / "shell" / "built" / "app.js"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Give a running browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is absent")
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is absent: no {CHROMIUM}")
    if not BUILT.exists():
        pytest.skip("the front end is not built: npm run build")
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()
