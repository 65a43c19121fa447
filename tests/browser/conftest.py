"""A real browser before the real pages; skipped, with the reason, where a part is absent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from tests.chromium import AXE

# Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
Open = Callable[..., Any]


@pytest.fixture
def open_as(chromium: Any, live_server: Any) -> Iterator[Open]:
    """Open a page as somebody: open_as(actor, "/customers", theme="dark", width=390)."""
    contexts: list[Any] = []

    def opened(
        actor: Actor, path: str, *, theme: str = "light", width: int = 1440, height: int = 900
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": "sessionid", "value": session_of(actor), "url": live_server.url}]
        )
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.set_default_timeout(15_000)
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()


def session_of(actor: Actor) -> str:
    """Return the key of a session in which the actor is signed in."""
    reader = access.reader_of(actor.user_id or 0)
    assert reader is not None
    session = Client().session
    session["_auth_user_id"] = str(actor.user_id)
    session["epoch"] = reader.session_epoch
    session.save()
    return str(session.session_key)


@pytest.fixture(scope="session")
def axe() -> str:
    """Give the source of axe-core."""
    if not AXE.exists():
        pytest.skip("axe-core is absent: npm ci")
    return AXE.read_text(encoding="utf-8")
