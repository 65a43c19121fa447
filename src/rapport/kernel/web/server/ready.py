"""Whether the service can work: asked by the supervisor and by load balancers."""

from __future__ import annotations

from django.db import close_old_connections, connection


def database_answers() -> None:
    """Ask the database something; raise what it raises."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("select 1")
