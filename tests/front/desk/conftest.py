"""What the tests of the desk share: somebody who is signed in, and what a worker is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from rapport.kernel.access import queries as access
from rapport.kernel.access.actor import Actor
from rapport.kernel.imports import jobs
from tests.makers import a_user

Enter = Callable[..., Client]


@pytest.fixture
def enter() -> Enter:
    """Sign somebody in; without an actor, one who may do everything."""

    def signed_in(actor: Actor | None = None) -> Client:
        chosen = actor or a_user()
        reader = access.reader_of(chosen.user_id or 0)
        assert reader is not None
        client = Client(headers={"Accept-Language": "en"})
        session = client.session
        session["_auth_user_id"] = str(chosen.user_id)
        session["epoch"] = reader.session_epoch
        session.save()
        client.cookies["sessionid"] = session.session_key or ""
        return client

    return signed_in


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Catch what is given to a worker."""
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(
        type(jobs.run_import_step), "defer", lambda self, **arguments: given.append(arguments)
    )
    return given
