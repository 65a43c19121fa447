"""A PostgreSQL for tests: there before settings load, shared by all workers, quick to come back.

Without DATABASE_URL, a server of the clone's own is started with fsync off, in a home beside the
ordinary one, and stays up for a while between runs. With DATABASE_URL, that server is used; its
user must be allowed to create databases. Either way every test process gets a database of its
own, copied from a migrated template (see pytest_databases).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from rapport.boot.errors import Unavailable, sentence
from rapport.boot.hold import Hold
from rapport.boot.home import Home

# A crash of the machine may lose this server's databases: they are made anew.
NO_FLUSH = "fsync=off synchronous_commit=off full_page_writes=off max_wal_size=1GB"
GRACE_SECONDS = "120"
NEEDS_NO_DATABASE = ("--help", "-h", "--version", "-V", "--markers", "--fixtures")

HOLD = pytest.StashKey[Hold]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Iterator[None]:
    """Set DATABASE_URL first: as a wrapper this runs before pytest-django loads the settings."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # which inherits all of this
    if not is_worker and not set(NEEDS_NO_DATABASE) & set(args):
        home = Home(Home.default().folder / "tests")
        if not os.environ.get("DATABASE_URL"):
            early_config.stash[HOLD] = _hold(home)
            os.environ["DATABASE_URL"] = home.url
        home.make()
        # Page tests with a browser run Django beside the browser's event loop.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        os.environ["RAPPORT_HOME"] = str(home.folder)
        os.environ["RAPPORT_TESTING"] = "1"
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Offer the database fixture, after pytest-django's own of that name, so that it counts."""
    from rapport.boot import pytest_databases  # needs Django's settings

    config.pluginmanager.register(pytest_databases, "rapport-databases")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the server; it ends when no run has used it for the grace."""
    if hold := config.stash.get(HOLD, None):
        hold.release()
        del config.stash[HOLD]


def _hold(home: Home) -> Hold:
    try:
        return Hold(home, RAPPORT_POSTGRES=NO_FLUSH, RAPPORT_GRACE=GRACE_SECONDS)
    except (Unavailable, OSError) as error:
        raise pytest.UsageError(f"No database for tests: {sentence(error)}") from error
