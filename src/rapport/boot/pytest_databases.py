"""A database for each test process, copied from a template that is migrated once.

The template's name carries a digest of every migration, so a later run finds it ready. Two kinds
of advisory lock in the server's maintenance database keep runs apart: one while a template is
made, one for the life of each copy. A copy that nobody locks was left by a killed run and goes.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

COPY, TEMPLATE = "rapport_test_", "rapport_template_"
TEMPLATES_KEPT = 4
MAKING = 7_246_001  # the advisory lock's number, of no meaning


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Point Django at a fresh copy of the migrated template, and drop the copy at the end."""
    from django.db import connection

    name = COPY + uuid.uuid4().hex[:12]
    with django_db_blocker.unblock(), _maintenance() as server:
        _drop_left_copies(server)
        server.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        template = _template(server)
        server.execute(f"create database {name} template {template}")
        _point_at(name)
        yield
        connection.close()
        server.execute(f"drop database if exists {name} with (force)")


def _maintenance() -> Any:
    """Connect to the server's maintenance database, for the life of this process."""
    import psycopg
    from django.db import connection

    params = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("host", "port", "user", "password")
    }
    return psycopg.connect(**params, dbname="postgres", autocommit=True)


def _point_at(name: str) -> None:
    from django.conf import settings
    from django.db import connection

    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _template(server: Any) -> str:
    """Return the template of the present migrations, making it if this is the first run."""
    name = TEMPLATE + _digest()
    server.execute("select pg_advisory_lock(%s)", [MAKING])
    try:
        if not _databases(server, name):
            _make_template(server, name)
            _drop_old_templates(server)
        server.execute(f"comment on database {name} is '{_stamp(server)}'")
    finally:
        server.execute("select pg_advisory_unlock(%s)", [MAKING])
    return name


def _make_template(server: Any, name: str) -> None:
    """Migrate under another name and rename, so that the template is always whole."""
    from django.core.management import call_command
    from django.db import connection

    new = f"{TEMPLATE}new"
    server.execute(f"drop database if exists {new} with (force)")
    server.execute(f"create database {new} template template0 encoding 'UTF8'")
    _point_at(new)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    server.execute(f"alter database {new} rename to {name}")


def _drop_old_templates(server: Any) -> None:
    by_use = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    found = _databases(server, TEMPLATE + "%")
    found.sort(key=lambda name: server.execute(by_use, [name]).fetchone()[0] or "9", reverse=True)
    for name in found[TEMPLATES_KEPT:]:
        server.execute(f"drop database if exists {name}")


def _drop_left_copies(server: Any) -> None:
    """Drop the copies that no living test process has locked."""
    for name in _databases(server, COPY + "%"):
        key = [name]
        ask = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
        if server.execute(ask, key).fetchone()[0]:
            server.execute(f"drop database if exists {name} with (force)")
            server.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", key)


def _databases(server: Any, pattern: str) -> list[str]:
    rows = server.execute("select datname from pg_database where datname like %s", [pattern])
    return [name for (name,) in rows]


def _stamp(server: Any) -> str:
    stamp: str = server.execute("select now()::timestamptz(0)::text").fetchone()[0]
    return stamp


def _digest() -> str:
    """Digest the migrations of every installed room and package, in their order."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    digest = hashlib.sha256(os.environb.get(b"RAPPORT_TEMPLATE", b""))
    for app in apps.get_app_configs():
        digest.update(app.label.encode())
        module, _ = MigrationLoader.migrations_module(app.label)
        for file in _files_of(module):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files_of(module: str | None) -> list[Path]:
    try:
        found = import_module(module) if module else None
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return []  # a room without tables
    folders = [Path(place) for place in getattr(found, "__path__", [])]
    return sorted(file for folder in folders for file in folder.glob("*.py"))
