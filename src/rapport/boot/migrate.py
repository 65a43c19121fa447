"""Bring the database up to this version, one instance at a time.

The one part of boot, beside the tests' plugin, that needs Django: it runs as a child of the
supervisor, or within a command that is about to start Django anyway.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from rapport.boot.errors import Refused

# The advisory lock's number, of no meaning: several instances may share one DATABASE_URL.
MIGRATING = 7_246_000


def migrate() -> None:
    """
    Apply the migrations that are not applied yet; wait for another instance that does so.

    What follows them is done at every start: a crash between the two must not lose it.
    """
    connection = _connection()
    from django.core.management import call_command

    session = connection.copy()  # migrations may close the other
    try:
        with session.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [MIGRATING])
            if _pending(connection):
                call_command("migrate", verbosity=0, interactive=False)
            _settle()
    finally:
        session.close()


def ensure_migrated(*, may_migrate: bool) -> None:
    """
    Make the database fit this version, for a command that is about to use it.

    may_migrate   the database is this home's own; another may serve instances of other versions.
    Refuses       Refused, when it is of an older version and may not be changed.
    """
    connection = _connection()
    if not (pending := len(_pending(connection))):
        return
    if not may_migrate and _is_in_use(connection):
        older = f"The database is {pending} migrations older than this version"
        raise Refused(f"{older}: run `rapport migrate` first.")
    print(f"Preparing the database ({pending} migrations).", file=sys.stderr, flush=True)
    migrate()


def _settle() -> None:
    """Do what a newer version wants done once in a firm that is there already."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for step in getattr(settings, "AFTER_MIGRATIONS", ()):
        import_string(step)()


def _connection() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    import django
    from django.db import connection

    django.setup()
    return connection


def _pending(connection: Any) -> list[Any]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_in_use(connection: Any) -> bool:
    return "django_migrations" in connection.introspection.table_names()


def main() -> int:
    """Migrate; return 1, after one sentence, when the database cannot."""
    from django.db import Error

    try:
        migrate()
    except Error as lost:
        print(f"The database failed: {str(lost).splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
